"""What a TrainingPlayer tells its view: the model, and the training that Python holds."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_widgets.graph.contract import SettingsData
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_kernel import KernelTraining
from autograd_widgets.widgets.player_looks import look_of
from autograd_widgets.widgets.player_loop import OwnLoop
from autograd_widgets.widgets.player_model import Arrays, PlayerModel
from autograd_widgets.widgets.player_run import loss_at, run_data
from autograd_widgets.widgets.player_traits import PlayerTraits

NOT_PICTURED = "{misfit}. Give it its shape again, or make a new player for the new model."


class PlayerTelling(PlayerTraits):
    """The part of a TrainingPlayer that knows what it shows, and writes it into the traits."""

    _made: PlayerModel
    _known: Arrays  # the parameters, as they were in the model when it was last looked at
    _initial: Any  # the trait `initial`, as it was when it was last looked at
    _settings: SettingsData  # the last ones that were in force
    _steps_before = 0  # which the optimiser had taken when the player was made
    _samples: Samples | None = None
    _validation: Samples | None = None
    _training: Training | None = None
    _kernel: KernelTraining | None = None
    _loop: OwnLoop | None = None
    _history: History | None = None  # that Python holds
    _told: tuple[History, int] | None = None  # which history, and how many of its steps, the view knows in full
    _telling = False  # whether traits are being written by Python
    _ready = False

    @contextmanager
    def _writing(self) -> Generator[None]:
        """Write several traits in one message, without following them as those that a person or the browser writes."""
        before, self._telling = self._telling, True
        try:
            with self.hold_sync():
                yield
        finally:
            self._telling = before

    def _tell(self, whole: bool) -> None:
        """Show what the kernel has trained."""
        with self._writing():
            self._push(whole=whole)
            if whole:
                self.note = (self._kernel and self._kernel.failed) or self.note
                self.playing = False

    def _push_rest(self) -> None:
        """Send what the view does not know yet of the run that Python holds."""
        if self._history is not None and self._told != (self._history, self._history.steps):
            self._push(whole=True)

    def _push(self, *, whole: bool) -> None:
        """Send the run that Python holds: all of it, or while it goes on, what is new."""
        history = self._history
        if history is None or not history.kept:
            return
        self._told = (history, history.steps) if whole else None
        run: Any = run_data(history, self._made.by_state, only_last=not whole)
        with self._writing():
            self.run = dict(run)
            self.step = history.final_step if history.is_pinned else history.steps
            self.loss = loss_at(history, self.step)
            self._tell_parameters()
            if self._loop is not None:
                self.note = self._loop.note
            if history.stopped and self._training is not None and self._training.diverged:
                self.note = self._training.advice
            self._look(self.step)

    def _tell_parameters(self) -> None:
        """Send the model's parameters as they are."""
        self._known = self._made.arrays()
        with self._writing():
            self.parameters = sent(self._known)

    def _show(self, step: int) -> None:
        """Have the model as it was at a step of the run that Python holds, or at the nearest one that was kept."""
        history = self._history
        if history is None or not history.kept or self._made.misfit():
            return
        near = nearest(history.kept, step)
        with self._writing():
            self.step, self.loss = near, loss_at(history, near)
            if history.model is None:
                return
            then = self._made.by_state(history.state(near))
            if not same(then, self._made.arrays()):
                self._made.assign(then)
                self._tell_parameters()
            self._look(near)

    def _look(self, step: int) -> None:
        """Compute what the browser can't: what the model predicts."""
        is_needed = self._made.opaque or self._loop is not None  # whose loss may be another one
        if is_needed and self._samples is not None and self._history is not None:
            self.look = dict(look_of(self._made, self._samples, self._history, step))

    def _tell_misfit(self) -> bool:
        """Say so if somebody has given a parameter another shape than the view knows; return whether that is so."""
        misfit = self._made.misfit()
        self.problem = NOT_PICTURED.format(misfit=misfit) if misfit else ""
        if misfit:
            self.playing = False
        return misfit != ""


def sent(arrays: Mapping[str, Any]) -> dict[str, Any]:
    """Return parameters as they travel."""
    return {name: array_data(array) for name, array in arrays.items()}


def nearest(steps: list[int], step: int) -> int:
    """Return the one of some steps that is nearest to one."""
    return min(steps, key=lambda each: abs(each - step))


def same(one: Arrays, other: Arrays) -> bool:
    """Return whether parameters are the same, by name."""
    return one.keys() == other.keys() and all(np.array_equal(one[n], other[n], equal_nan=True) for n in one)
