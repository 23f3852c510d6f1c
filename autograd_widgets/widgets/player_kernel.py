"""Training in slices on the kernel's own event loop: between two slices the notebook hears what a person does."""

from __future__ import annotations

import asyncio
import math
import signal
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any

import numpy as np

from autograd_widgets.graph.contract import SettingsData
from autograd_widgets.nn.losses import LOSSES
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training

SLICE = 0.05  # seconds
TELL_EVERY = 0.1  # seconds


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
        self._task: asyncio.Task[None] | None = None

    def start(self, epochs: int | None) -> None:
        """Train so many epochs more: in the background where an event loop runs, as in a notebook; else now.

        Args:
            epochs: without end if it is None.

        Raises:
            ValueError: there is no event loop, and there would be no end.
            Exception: what model and loss raise, where there is no event loop.
        """
        loop = _running_loop()
        if loop is None and epochs is None:
            raise ValueError("training without an end needs a notebook, to be paused in: say how many epochs.")
        self.until = math.inf if epochs is None else self.training.epoch + epochs
        self.wanted, self.failed = True, ""
        if self.running:
            return
        self.running = True
        if loop is not None:
            self._task = loop.create_task(self._go_on())
            return
        try:
            with _interrupted(self.pause):
                while self._slice(TELL_EVERY):
                    pass
        finally:
            self._end()

    def pause(self) -> None:
        """Take no step after the present one."""
        self.wanted = False

    async def _go_on(self) -> None:
        try:
            with _interrupted(self.pause):
                told = time.monotonic()
                while self._slice(SLICE):
                    if time.monotonic() - told >= TELL_EVERY:
                        self._tell(False)
                        told = time.monotonic()
                    await asyncio.sleep(0)
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


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


@contextmanager
def _interrupted(stop: Callable[[], None]) -> Generator[None]:
    """Have the kernel's interrupt stop the training: between cells, kernels ignore it otherwise."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.getsignal(signal.SIGINT)

    def asked(_signal: int, _frame: Any) -> None:
        stop()

    signal.signal(signal.SIGINT, asked)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is asked:
            signal.signal(signal.SIGINT, usual)
