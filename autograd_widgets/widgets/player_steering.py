"""What steers a player's training: settings and samples, which the training in Python follows."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
import traitlets as t

from autograd_widgets.graph.contract import ArrayData
from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_kernel import KernelTraining, begun_again
from autograd_widgets.widgets.player_loop import OwnLoop
from autograd_widgets.widgets.player_model import Arrays, PlayerModel
from autograd_widgets.widgets.player_settings import checked_settings, steered
from autograd_widgets.widgets.player_traits import PlayerTraits


class PlayerSteering(PlayerTraits):
    """The part of a TrainingPlayer that keeps its training in step with what is steered."""

    _made: PlayerModel
    _samples: Samples | None
    _training: Training | None
    _kernel: KernelTraining | None
    _loop: OwnLoop | None
    _history: History | None  # that Python holds
    _ready: bool

    def _tell(self, whole: bool) -> None:
        """Show what the kernel has trained."""
        raise NotImplementedError

    def _kernel_from_here(self, training: Training) -> KernelTraining:
        """Return what trains on from what is shown: a step of the run that Python holds, or else in a new run."""
        kernel, history = self._kernel, training.history
        if kernel is not None and kernel.running:
            return kernel
        near = nearest(history.kept, self.step)
        is_shown = self._history in (None, history) and training.seed == self.settings["seed"]
        if not is_shown or not same(self._made.by_state(history.state(near)), self._made.arrays()):
            training = self._begin_again(training)
        elif near != history.steps:
            training.go_to(near)
        if kernel is None or kernel.training is not training:
            kernel = KernelTraining(training, self._tell)
        self._kernel, self._loop, self._history = kernel, None, training.history
        return kernel

    def _begin_again(self, training: Training) -> Training:
        """Have a training that begins with the model, the samples and the settings as they are now."""
        if self._kernel is not None:
            self._kernel.pause()
        settings: Any = self.settings
        self._training = begun_again(training, cast(Samples, self._samples), settings)
        return self._training

    # --- checks ---

    @t.validate("settings")
    def _check_settings(self, proposal: Any) -> dict[str, Any]:
        if not self._ready:
            return proposal["value"]
        count = 2**31 if self._samples is None else self.X["shape"][0]
        return dict(checked_settings(proposal["value"], self.settings, count))  # pyright: ignore[reportArgumentType]

    @t.validate("learning_rate")
    def _check_rate(self, proposal: Any) -> float:
        held: Any = self.settings
        return float(checked_settings({"learning_rate": proposal["value"]}, held, 1)["learning_rate"])

    @t.observe("learning_rate")
    def _rate_changed(self, change: Any) -> None:
        settings: Any = self.settings
        if self._ready and change["new"] != settings["learning_rate"]:
            self.settings = {"learning_rate": change["new"]}

    @t.observe("settings")
    def _settings_changed(self, change: Any) -> None:
        if not self._ready:
            return
        before, settings = change["old"], change["new"]
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


def nearest(steps: list[int], step: int) -> int:
    """Return the one of some steps that is nearest to one."""
    return min(steps, key=lambda each: abs(each - step))


def same(one: Arrays, other: Arrays) -> bool:
    """Return whether parameters are the same, by name."""
    return one.keys() == other.keys() and all(np.array_equal(one[n], other[n], equal_nan=True) for n in one)
