"""What steers a player's training: settings and samples, which the training in Python follows."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import traitlets as t

from autograd_widgets.graph.contract import ArrayData, SettingsData
from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_graphs import unrecorded
from autograd_widgets.widgets.player_kernel import begun_again
from autograd_widgets.widgets.player_settings import checked_settings, steered
from autograd_widgets.widgets.player_telling import PlayerTelling


class PlayerSteering(PlayerTelling):
    """The part of a TrainingPlayer that keeps its training in step with what is steered."""

    def _begin_again(self, training: Training) -> Training:
        """Have a training that begins with the model, the samples and the settings as they are now."""
        if self._kernel is not None:
            self._kernel.pause()
        self._training = begun_again(training, cast(Samples, self._samples), self._settings)
        return self._training

    # --- checks ---

    @t.validate("settings")
    def _check_settings(self, proposal: Any) -> dict[str, Any]:
        if not self._ready:
            return proposal["value"]
        held, count = self._settings, 2**31 if self._samples is None else self.X["shape"][0]
        settings = checked_settings(proposal["value"], held, count)
        why = ""
        if self._made.graphs and not self._made.dynamic and any(settings[n] != held[n] for n in ("batch_size", "l2")):
            why = unrecorded(self._made.graphs, settings, count)
        if settings["noise"] and self.trained_by == "python":
            why = "noise is added where the browser trains, and here Python does: leave it at 0."
        if why:
            raise t.TraitError(why)
        return dict(settings)

    @t.validate("learning_rate")
    def _check_rate(self, proposal: Any) -> float:
        if not self._ready:
            return proposal["value"]
        return checked_settings({"learning_rate": proposal["value"]}, self._settings, 1)["learning_rate"]

    @t.validate("trained_by")
    def _check_who_trains(self, proposal: Any) -> str:
        if proposal["value"] == "browser" and self._ready and (self._training is None or self._made.dynamic):
            why = self._made.dynamic or "this player shows a History"
            raise t.TraitError(f"the browser can't train here: {why}.")
        return proposal["value"]

    # --- what follows ---

    @t.observe("learning_rate")
    def _rate_changed(self, change: Any) -> None:
        if self._ready and change["new"] != self._settings["learning_rate"]:
            self.settings = {"learning_rate": change["new"]}

    @t.observe("settings")
    def _settings_changed(self, _change: Any) -> None:
        if not self._ready:
            return
        before, settings = self._settings, cast(SettingsData, dict(self.settings))
        self._settings = settings
        if before["learning_rate"] != settings["learning_rate"]:
            self.learning_rate = settings["learning_rate"]
            self.schedule = None
        if self._training is None:
            return
        self._training.optimizer = steered(self._training.optimizer, before, settings)
        self._samples_arrived()
        self._training.change(batch_size=settings["batch_size"], l2=settings["l2"])

    @t.observe("X", "y")
    def _samples_arrived(self, _change: Any = None) -> None:
        """Take over samples that somebody added by hand."""
        held, training = self._samples, self._training
        if not self._ready or held is None or training is None:
            return
        X, y = (np.asarray(array_from(cast(ArrayData, data))) for data in (self.X, self.y))
        if len(held.X) != len(X) == len(y):  # otherwise the other half of the message is still to come
            self._samples = Samples(X.astype(held.X.dtype), y.astype(held.y.dtype))
            self._begin_again(training)
