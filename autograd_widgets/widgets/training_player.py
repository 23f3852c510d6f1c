"""Play, pause, rewind and steer the training of a model."""

from __future__ import annotations

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import traitlets as t

from autograd_widgets.graph.contract import RunData
from autograd_widgets.graph.payload import array_data, array_from
from autograd_widgets.nn.checking import checked_count
from autograd_widgets.nn.history import History
from autograd_widgets.nn.losses import Loss
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.training import BatchSize, Training
from autograd_widgets.widgets.cells import after_each_cell
from autograd_widgets.widgets.player_kernel import KernelTraining
from autograd_widgets.widgets.player_looks import look_of
from autograd_widgets.widgets.player_loop import OwnLoop
from autograd_widgets.widgets.player_model import PlayerModel, plan_of
from autograd_widgets.widgets.player_run import history_of, run_data
from autograd_widgets.widgets.player_samples import sample_traits
from autograd_widgets.widgets.player_settings import USUAL, schedule_of, settings_of
from autograd_widgets.widgets.player_steering import PlayerSteering, nearest, same

MAY_BE_MISSING = ("network", "held_X", "held_y", "grid", "schedule", "run", "played", "look")
PYTHON_WON = "Python changed the parameters, so the training was paused. It goes on from the new ones."


class TrainingPlayer(PlayerSteering):
    """Play, pause, step, rewind and steer a training, and see network, predictions and gradients at every step.

    The browser trains by itself, and hands the parameters to the model when it pauses. A model that it can't run is
    trained by Python, in slices, while the notebook stays usable; so is one that you train in a loop of your own, if
    that calls `record`. Of a `History` that `fit` returned, the player shows the run.

    Args:
        model: a network of `nn` or `nn.scalar`, a Module of your own, or a History.
        X: inputs `(samples, …)`; not with a History.
        y: targets, one for each sample.
        loss: as for `fit`.
        optimizer: as for `fit`.
        batch_size: as for `fit`.
        validation: as for `fit`.
        seed: as for `fit`.
        l2: as for `fit`.
        options: `step`, `playing`, `speed` (steps a frame), `rival` (a learning rate to try beside it), `scale`
            ("linear" or "log"), `sample`, `shown` ("weights" or "gradients"), and those of every ipywidget.

    Attributes:
        learning_rate: as in `settings`.

    Raises:
        TypeError, ValueError: as `fit` raises them.
        traitlets.TraitError: an option has a value that is not allowed.

    Example:
        >>> player = TrainingPlayer(MLP(2, [16, 16, 1], rng=0), *datasets.moons(200, rng=0))
    """

    def __init__(
        self,
        model: Any,
        X: Any = None,
        y: Any = None,
        *,
        loss: str | Loss = "squared_error",
        optimizer: str | Optimiser | None = None,
        batch_size: BatchSize = None,
        validation: Any = None,
        seed: int = 0,
        l2: float = 0.0,
        **options: Any,
    ) -> None:
        self._training: Training | None = None
        self._kernel: KernelTraining | None = None
        self._loop: OwnLoop | None = None
        self._history: History | None = None  # that Python holds
        self._played: tuple[Any, History] | None = None  # what the browser told, and what it means
        self._told_steps = -1  # how many steps the browser knows in full
        self._ready = False
        self._made: PlayerModel
        if isinstance(model, History):
            if X is not None or y is not None:
                raise TypeError("TrainingPlayer takes a History by itself: it shows the samples that it was made with.")
            self._history, self._made = model, plan_of(model.model, model.loss_name, model.samples, None)
            self._samples, self._validation = model.samples, model.validation
            settings = {**USUAL, "learning_rate": _last_rate(model), "batch_size": model.batch_size}
            traits: dict[str, Any] = {"settings": settings, "step": model.steps}
        else:
            if X is None or y is None:
                raise TypeError("TrainingPlayer expected samples: TrainingPlayer(model, X, y), or a History alone.")
            training = self._training = Training(
                model,
                X,
                y,
                loss=loss,
                optimizer=optimizer,
                batch_size=batch_size,
                validation=validation,
                seed=seed,
                l2=l2,
                caller="TrainingPlayer",
            )
            history, optimizer = training.history, training.optimizer
            self._made = plan_of(model, history.loss_name, history.samples, training)
            self._samples, self._validation = history.samples, history.validation
            rates = schedule_of(optimizer)
            traits = {
                "settings": settings_of(optimizer, batch_size=training.batch_size, seed=training.seed, l2=training.l2),
                "schedule": None if rates is None else array_data(rates),
            }
        traits |= self._shared_about_model() | sample_traits(self._samples, self._validation, self._made.loss_name)
        super().__init__(**dict.fromkeys(MAY_BE_MISSING) | traits, **options)
        self.learning_rate = self.settings["learning_rate"]
        if self._history is not None:
            self._push(whole=True)
        self._ready = True
        after_each_cell(self, TrainingPlayer._python_may_have_changed)

    def _shared_about_model(self) -> dict[str, Any]:
        """Return what the browser needs to know of the model."""
        plan, history = self._made, self._history
        now = plan.arrays()
        self._known = now
        first = now if history is None or not history.kept else plan.by_state(history.state(0))
        return {
            "title": plan.title,
            "network": plan.network,
            "graphs": plan.graphs,
            "loss_name": plan.loss_name,
            "layers": plan.layers,
            "dynamic": plan.dynamic,
            "initial": sent(first),
            "parameters": sent(now),
        }

    # --- what Python can ask and do ---

    @property
    def model(self) -> Any:
        """What is trained. It has the parameters of the step that is shown whenever the player pauses."""
        return self._made.model

    @property
    def history(self) -> History:
        """What was played, or what `fit` or a loop of your own did.

        Raises:
            ValueError: nothing was played yet.
        """
        if self._history is not None:
            return self._history
        if not self.played:
            raise ValueError("nothing was played yet: press play, or train in Python with player.fit().")
        if self._played is None or self._played[0] is not self.played:
            count = 0 if self._samples is None else len(self._samples.X)
            made = history_of(
                self.played,  # pyright: ignore[reportArgumentType] — checked where it is read
                self._made.to_state,
                steps_per_epoch=max(1, math.ceil(count / self.settings["batch_size"])),
                loss_name=self.loss_name,
                model=self.model,
                samples=self._samples,
                validation=self._validation,
            )
            self._played = self.played, made
        return self._played[1]

    def fit(self, epochs: int | None = None) -> None:
        """Have Python train, in the background of a notebook; elsewhere it returns when it is done.

        Between two slices of 50 ms the notebook hears what you do: pause and a new learning rate work at once, and an
        interrupt of the kernel pauses too.

        Args:
            epochs: how many; without end, until it is paused, if not given and a notebook's event loop runs.

        Raises:
            ValueError: there is nothing to train: the player shows a History.
        """
        if self._training is None:
            raise ValueError("this player shows a History; make one with a model and samples to train.")
        count = None if epochs is None else checked_count("TrainingPlayer.fit", "epochs", epochs)
        kernel = self._kernel_from_here(self._training)
        self.note = ""
        kernel.wanted = True  # so that playing does not begin it once more
        self.playing = True
        try:
            kernel.start(count)
        except BaseException:
            kernel.wanted = self.playing = False
            raise

    def record(self, loss: Any) -> None:
        """Show a step of a loop of your own: call it at the end of the step, with its loss.

        Args:
            loss: one number, or a Value of one.

        Raises:
            TypeError, ValueError: it is no number, or the model's parameters have other shapes than before.
        """
        if self._loop is None:
            self._loop = OwnLoop(self._made, self._known, self._samples, self._validation)
            self._history = self._loop.history
        now = self._loop.record(loss)
        if now:
            self._push(whole=False)

    # --- for places where no widget can run ---

    def to_html(self, path: str | Path, title: str | None = None) -> Path:
        """Write one HTML file in which it still trains; see the base class."""
        self._push_loop()
        return super().to_html(path, title)

    def text(self) -> str:
        """Return what the widget shows as text."""
        from autograd_widgets.widgets.player_still import told  # noqa: PLC0415 — only when it is shown

        self._push_loop()
        return told(self)

    def still(self) -> str:
        """Return a still picture of the losses as SVG."""
        from autograd_widgets.widgets.player_still import still  # noqa: PLC0415 — only when it is shown

        self._push_loop()
        return still(self)

    # --- what follows from a change ---

    @t.observe("network", "parameters")
    def _arrived(self, _change: Any) -> None:
        """Give the model what the browser has."""
        if not self._ready or self.dynamic:
            return
        arrays = {name: np.asarray(array_from(data)) for name, data in self.parameters.items()}
        if self.network and self.network != self._made.network:
            self._made.rebuild(self.network)  # pyright: ignore[reportArgumentType] — checked where it is read
            self._history = self._loop = None
            if self._training is not None:
                self._begin_again(self._training)
        if not self._made.fits(arrays):
            return  # the other half of the message is still to come
        self._made.assign(arrays)
        self._known = self._made.arrays()

    @t.observe("playing")
    def _play_or_pause(self, change: Any) -> None:
        kernel = self._kernel
        if not change["new"]:
            if kernel is not None:
                kernel.pause()
        elif self._ready and self.dynamic and self._training is not None and not (kernel and kernel.wanted):
            self.fit()

    @t.observe("step")
    def _scrubbed(self, change: Any) -> None:
        """Have the model as it was at the step that is shown, where Python holds the run."""
        if not self._ready or self._history is None or self.playing:
            return
        if not self._history.kept or self._history.model is None:
            return
        near = nearest(self._history.kept, change["new"])
        self._made.assign(self._made.by_state(self._history.state(near)))
        self._known = self._made.arrays()
        self.parameters = sent(self._known)
        self._look(near)

    def _python_may_have_changed(self) -> None:
        """After a cell: if somebody else has set the parameters, these count, and the player pauses."""
        self._push_loop()
        if self._kernel is not None and self.playing:
            return
        now = self._made.arrays()
        if same(now, self._known):
            return
        self._known = now
        with self.hold_sync():
            if self.playing:
                self.note = PYTHON_WON
            self.playing = False
            self.parameters = sent(now)
            self.revision = int(self.revision) + 1

    # --- what Python holds ---

    def _tell(self, whole: bool) -> None:
        self._push(whole=whole)
        if whole:
            self.note = (self._kernel and self._kernel.failed) or self.note
            self.playing = False

    def _push_loop(self) -> None:
        """Send what was recorded since the last time."""
        if self._loop is not None and self._loop.history.steps != self._told_steps:
            self._push(whole=True)

    def _push(self, *, whole: bool) -> None:
        """Send the run that Python holds: all of it, or while it goes on, what is new."""
        history = self._history
        if history is None or not history.kept:
            return
        self._told_steps = history.steps if whole else -1
        run: RunData = run_data(history, self._made.by_state, only_last=not whole)
        self._known = self._made.arrays()
        with self.hold_sync():
            self.run, self.step = dict(run), history.steps
            self.parameters = sent(self._known)
            if history.steps:
                self.loss = float(history.batch_loss[-1])
            if history.stopped and self._training is not None and self._training.diverged:
                self.note = self._training.advice
            self._look(history.steps)

    def _look(self, step: int) -> None:
        """Compute what the browser can't: what the model predicts."""
        if self._made.opaque and self._samples is not None:
            self.look = dict(look_of(self._made, self._samples, self.history, step))


def sent(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they travel."""
    return {name: array_data(array) for name, array in arrays.items()}


def _last_rate(history: History) -> float:
    rates = history.learning_rate
    return float(rates[-1]) if len(rates) else USUAL["learning_rate"]
