"""What a TrainingPlayer does when the browser writes, somebody plays, or a cell of the notebook changes the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets as t

from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_kernel import KernelTraining, running_loop_for
from autograd_widgets.widgets.player_steering import PlayerSteering
from autograd_widgets.widgets.player_telling import nearest, same, sent

PYTHON_WON = "Python changed the parameters, so the training was paused. It goes on from the new ones."
NO_NOISE = "Python trains without noise on the inputs: the browser alone can add it."


class PlayerFollowing(PlayerSteering):
    """The part of a TrainingPlayer that keeps model, run and view together."""

    @t.observe("network", "initial", "parameters", "trained_by")
    def _arrived(self, _change: Any) -> None:
        """Give the model what the browser has."""
        if not self._ready or self._telling or self._training is None or self.dynamic or self._has_begun_anew():
            return
        if self.trained_by == "browser" and self.answered >= self.revision:
            self._take_over()
        else:
            self._put_back()

    def _has_begun_anew(self) -> bool:
        """Begin anew if the browser has drawn new weights or made other layers, whichever part of it is heard first."""
        training = self._training
        if training is None or self._telling or self.dynamic or not self._ready:
            return False
        is_other = bool(self.network) and self.network != self._made.network
        is_theirs = self.trained_by == "browser" and self._history is not None
        if not is_other and not is_theirs and self.initial == self._initial:
            return False
        self._initial = self.initial
        if is_other:
            self._made.rebuild(self.network)  # pyright: ignore[reportArgumentType] — checked where it is read
            self._known, self.title = self._made.arrays(), self._made.title
        if is_other or self.answered >= self.revision:
            self._take_over()
        else:
            self._put_back()
        self._begin_anew(training)
        return True

    def _put_back(self) -> None:
        """Have the browser's parameters not count, but those that Python has."""
        with self._writing():
            self.parameters = sent(self._known)

    def _take_over(self) -> None:
        """Have the parameters that came in the model."""
        arrays = {name: np.asarray(array_from(data)) for name, data in self.parameters.items()}
        if self._made.fits(arrays) and not self._tell_misfit():  # otherwise half of the message is still to come
            self._made.assign(arrays)
            self._known = self._made.arrays()

    def _begin_anew(self, training: Training) -> None:
        """Have all as at the start, with other weights: nobody has trained them yet, and the browser may."""
        if self._kernel is not None:
            self._kernel.let_go()
        self._kernel = self._history = self._loop = self._told = None
        training.forget()
        training.optimizer.steps = self._steps_before
        self._begin_again(training)
        with self._writing():
            self.run, self.look, self.note, self.trained_by = None, None, "", "browser"

    @t.observe("playing")
    def _play_or_pause(self, change: Any) -> None:
        if not self._ready:
            return
        self._has_begun_anew()
        kernel = self._kernel
        if change["new"]:
            self._forget_that_python_won()
            if self.trained_by == "python" and not (kernel and kernel.wanted):
                try:
                    self._train(None)
                except BaseException:
                    self.playing = False
                    raise
        elif kernel is not None and kernel.running:
            kernel.pause()
        elif not self._telling:
            self._show(self.step)

    @t.observe("step")
    def _scrubbed(self, _change: Any) -> None:
        """Have the model as it was at the step that is shown, where Python holds the run."""
        if not self._ready or self._telling or self._has_begun_anew():
            return
        self._forget_that_python_won()
        if self.playing:
            return
        training, history = self._training, self._history
        beyond = self.step - (0 if history is None else history.steps)
        if training is not None and self.trained_by == "python" and beyond > 0:
            self._take_steps(training, beyond)
        else:
            self._show(self.step)

    def _take_steps(self, training: Training, count: int) -> None:
        """Have Python take steps, as many as there is time for while somebody waits."""
        if self._tell_misfit():
            return
        kernel = self._kernel_from_here(training)
        try:
            kernel.take(count)
        finally:
            with self._writing():
                self._push(whole=True)

    def _forget_that_python_won(self) -> None:
        if self.note == PYTHON_WON and self.answered >= self.revision:
            self.note = ""

    def _train(self, epochs: int | None) -> None:
        """Have Python train on from what is shown; see `TrainingPlayer.fit`."""
        if self._training is None:
            raise ValueError("this player shows a History; make one with a model and samples to train.")
        running_loop_for(epochs)
        if self._tell_misfit():
            raise ValueError(self.problem)
        kernel = self._kernel_from_here(self._training)
        with self._writing():
            self.note = NO_NOISE if self._settings["noise"] else ""
            if self._settings["noise"]:
                self.settings = {"noise": 0.0}
            self.trained_by, self.played = "python", None
            self._push_rest()
        kernel.wanted = True  # so that playing does not begin it once more
        self.playing = True
        try:
            kernel.start(epochs)
        except BaseException:
            kernel.wanted = self.playing = False
            raise

    def _kernel_from_here(self, training: Training) -> KernelTraining:
        """Return what trains on from what is shown: a step of the run that Python holds, or else in a new run."""
        kernel, history = self._kernel, training.history
        if kernel is not None and kernel.running and kernel.training is training:
            return kernel
        near = nearest(history.kept, self.step)
        is_shown = self._history in (None, history) and training.seed == self._settings["seed"]
        if not is_shown or not same(self._made.by_state(history.state(near)), self._made.arrays()):
            if self.trained_by == "browser":  # whose optimiser has come further
                training.forget()
                training.optimizer.steps = self._steps_before + self.step
            training = self._begin_again(training)
        elif near != history.steps or training.stopped:
            training.go_to(near)
        if kernel is None or kernel.training is not training:
            if kernel is not None:
                kernel.let_go()
            kernel = KernelTraining(training, self._tell)
        self._kernel, self._loop, self._history = kernel, None, training.history
        return kernel

    def _python_may_have_changed(self) -> None:
        """After a cell: if somebody else has set the parameters, these count, and the player pauses."""
        if (self._kernel is not None and self._kernel.running) or self._tell_misfit():
            return
        self._push_rest()
        if same(self._made.arrays(), self._known):
            return
        with self._writing():
            if self.playing:
                self.note = PYTHON_WON
            self.playing = False
            self._tell_parameters()
            self.revision = int(self.revision) + 1
