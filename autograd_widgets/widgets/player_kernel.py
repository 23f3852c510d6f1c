"""Training in slices on the kernel's own event loop: between two slices the notebook hears what a person does."""

from __future__ import annotations

import asyncio
import math
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.graph.contract import SettingsData
from autograd_widgets.nn.losses import LOSSES
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training

SLICE = 0.03  # seconds
LISTENING = 0.002  # seconds between two slices: a message passes through several turns of the event loop
TELL_EVERY = 0.1  # seconds
WAITING = 0.15  # seconds that somebody waits for steps


class KernelTraining:
    """Runs a training until it is paused, stops by itself, or has reached its last epoch.

    Args:
        training: what runs.
        tell: called at most ten times a second while it runs, with False, and once at the end, with True.
    """

    def __init__(self, training: Training, tell: Callable[[bool], None]) -> None:
        self.training = training
        self.until: float = 0  # epochs
        self.wanted = False  # whether there are to be more steps
        self.running = False
        self.failed = ""  # what went wrong, where nobody can be raised an error to
        self._tell = tell
        self._interrupts = _Interrupts(self.pause)
        self._task: asyncio.Task[None] | None = None  # so that it lives

    def start(self, epochs: int | None) -> None:
        """Train so many epochs more: in the background where an event loop runs, as in a notebook; else now.

        Args:
            epochs: without end if it is None.

        Raises:
            ValueError: there is no event loop, and there would be no end.
            Exception: what model and loss raise, where there is no event loop.
        """
        loop = running_loop_for(epochs)
        self.until = math.inf if epochs is None else self.training.epoch + epochs
        self.wanted, self.failed = True, ""
        if self.running:
            return
        self.running = True
        if loop is not None:
            self._task = loop.create_task(self._go_on())
            return
        self._interrupts.begin()
        try:
            while self._slice(TELL_EVERY):
                pass
        finally:
            self._end()

    def take(self, count: int) -> None:
        """Take some steps now, as many as there is time for while somebody waits."""
        end = time.monotonic() + WAITING
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            while count > 0 and not self.training.stopped and time.monotonic() < end:
                self.training.step()
                count -= 1
        self.training.settle()

    def pause(self) -> None:
        """Take no step after the present one."""
        self.wanted = False

    def let_go(self) -> None:
        """Take no step after the present one, and tell nobody any more."""
        self.wanted = False
        self._tell = _tell_nobody
        self._interrupts.end()

    async def _go_on(self) -> None:
        self._interrupts.begin()
        try:
            told = time.monotonic()
            while self._slice(SLICE):
                if time.monotonic() - told >= TELL_EVERY:
                    self._tell(False)
                    told = time.monotonic()
                await asyncio.sleep(LISTENING)
        except Exception as error:  # noqa: BLE001 — somebody's model or loss may raise anything: the player tells it
            self.failed = f"The training stopped with an error. {type(error).__name__}: {error}"
        finally:
            self._end()

    def _slice(self, seconds: float) -> bool:
        """Take steps for a while, at least one; return whether there are more to take."""
        end = time.monotonic() + seconds
        training = self.training
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            while self.wanted and not training.stopped and training.epoch < self.until:
                training.step()
                if time.monotonic() >= end:
                    return True
        return False

    def _end(self) -> None:
        self._interrupts.end()
        self.running = self.wanted = False
        self.training.settle()
        self._tell(True)


def begun_again(training: Training, samples: Samples, settings: SettingsData) -> Training:
    """Return a training of the same model, with the same loss, which begins with the model's present parameters."""
    history = training.history
    is_ours = LOSSES.get(history.loss_name) is training.loss
    return Training(
        training.model,
        *samples,
        loss=history.loss_name if is_ours else training.loss,
        optimizer=training.optimizer,
        batch_size=settings["batch_size"],
        validation=history.validation,
        seed=settings["seed"],
        l2=settings["l2"],
        caller="TrainingPlayer",
    )


def running_loop_for(epochs: int | None) -> asyncio.AbstractEventLoop | None:
    """Return the event loop that runs, if one does.

    Raises:
        ValueError: none does, and there would be no end of training.
    """
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        if epochs is None:
            raise ValueError(
                "training without an end needs a notebook, to be paused in: say how many epochs."
            ) from None
        return None


def _tell_nobody(_whole: bool) -> None:
    pass


class _Interrupts:
    """Has the kernel's interrupt stop a training: between cells, kernels ignore it otherwise."""

    def __init__(self, stop: Callable[[], None]) -> None:
        self._stop = stop
        self._usual: Any = None

    def begin(self) -> None:
        """Listen, where signals come: in the main thread."""
        if threading.current_thread() is threading.main_thread():
            self._usual = signal.getsignal(signal.SIGINT)
            signal.signal(signal.SIGINT, self._asked)

    def end(self) -> None:
        """Put back who listened before. While a cell runs, that is not to be done yet, as a kernel listens then."""
        if threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGINT) == self._asked:
            signal.signal(signal.SIGINT, self._usual)

    def _asked(self, _signal: int, _frame: Any) -> None:
        self._stop()
