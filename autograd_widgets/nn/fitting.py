"""`fit`: a whole training in one line."""

from __future__ import annotations

import math
import signal
import threading
import time
import warnings
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from typing import Any, TypeAlias

from autograd_widgets.nn.checking import checked_count
from autograd_widgets.nn.history import MEMORY, History
from autograd_widgets.nn.losses import Loss
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.progress import Progress
from autograd_widgets.nn.training import BatchSize, Training

Callback: TypeAlias = Callable[[Training], Any]
INTERRUPTED = "you interrupted it"


class DivergenceWarning(UserWarning):
    """A training stopped because its loss was no longer a finite number."""


def fit(
    model: Any,
    X: Any,
    y: Any,
    *,
    loss: str | Loss = "squared_error",
    optimizer: str | Optimiser | None = None,
    epochs: int = 100,
    batch_size: BatchSize = None,
    shuffle: bool = True,
    seed: int = 0,
    validation: Any = None,
    metrics: Any = (),
    patience: int | None = None,
    l2: float = 0.0,
    clip: float | None = None,
    callbacks: Callback | Iterable[Callback] = (),
    progress: bool = True,
    memory: float = MEMORY,
) -> History:
    """Train a model and return what happened on the way. Afterwards the model is ready for use (`eval`).

    A loss that is no longer finite ends it: the model keeps the last parameters whose loss was, and a warning and
    `history.stopped` say what happened. So does Ctrl-C, or a notebook's stop button: the step is finished, and model
    and history are returned as they are then.

    Args:
        model: a Module, a network of `nn.scalar` (which is given its samples one by one), or a function of a batch
            that has `parameters()`.
        X: inputs `(samples, …)`.
        y: targets, one for each sample, of the kind that the loss wants.
        loss: a name, as in `nn.losses`, or a function of (predictions, targets) that returns one number as a Value.
        optimizer: an optimiser, or the name of one with its usual settings; SGD(0.1) if not given. A schedule counts
            steps: there are `epochs` times ⌈samples / batch_size⌉.
        epochs: how often all samples are gone through.
        batch_size: how many samples a step takes, or "all"; 32 if not given, or all where there are fewer. The last
            batch of an epoch may be smaller.
        shuffle: whether each epoch has an order of its own; with one batch there is no need.
        seed: of the orders, and of which samples are held back.
        validation: a share of the samples to hold back, such as 0.2, or (X, y).
        metrics: names ("accuracy", "mean_absolute_error", "r_squared"), functions of (predictions, targets) as arrays,
            or a dict of names to functions.
        patience: stop when the validation loss has not fallen for so many epochs. However it ends, the model then has
            the parameters of the epoch with the lowest one, `history.final_step`.
        l2: strength of a penalty on large parameters, l2 · Σ p², added to the loss.
        clip: the Euclidean norm to which longer gradients are cut.
        callbacks: called with the `Training` after each epoch; `training.stop("why")` ends it.
        progress: whether a bar shows how far it is, if it takes longer than half a second.
        memory: bytes for the states that the history keeps; beyond it they are thinned.

    Raises:
        TypeError, ValueError: an argument is of the wrong kind, or does not fit the others. The model is as it was.

    Example:
        >>> history = fit(MLP(2, [16, 16, 1], output_activation=None, rng=0), *datasets.moons(200, rng=0), loss="hinge")
        >>> history.plot()
    """
    training = Training(
        model,
        X,
        y,
        loss=loss,
        optimizer=optimizer,
        batch_size=batch_size,
        shuffle=shuffle,
        seed=seed,
        validation=validation,
        metrics=metrics,
        l2=l2,
        clip=clip,
        memory=memory,
    )
    epochs = checked_count("fit", "epochs", epochs)
    if training.optimizer.rate == 0:
        warnings.warn(
            "fit: the optimiser's schedule gives a learning rate of 0 from the first step on: it counts all steps that "
            "the optimiser has taken. Make a new one.",
            stacklevel=2,
        )
    after = _callbacks(callbacks)
    watch = None
    if patience is not None:
        watch = _Patience(checked_count("fit", "patience", patience))
        after.insert(0, watch)
        if training.history.validation is None:
            raise ValueError("fit: patience watches the validation loss, pass validation=0.2 too.")
    _run(training, epochs, after, Progress(epochs, shown=progress))
    if watch is not None and training.history.stopped != INTERRUPTED:
        watch.put_back_best(training)
    return training.history


def _run(training: Training, epochs: int, after: list[Callback], bar: Progress) -> None:
    history = training.history
    began = time.perf_counter()
    with _interruptible(training):
        try:
            while training.epoch < epochs and training.run_epoch():
                for callback in after:
                    callback(training)
                bar.epoch(history.last, training.epoch)
        except KeyboardInterrupt:
            training.stop(INTERRUPTED)
        except BaseException:
            if training.epoch == 0:
                training.undo()  # bad input shows in the first epoch: nothing is half-changed
            else:
                training.settle()
            bar.close(history.last, training.epoch, well=False)
            raise
        history.seconds = time.perf_counter() - began
        training.settle()
        bar.close(history.last, training.epoch, well=not training.diverged)
    if training.diverged:
        warnings.warn(training.advice, DivergenceWarning, stacklevel=3)


@contextmanager
def _interruptible(training: Training) -> Generator[None]:
    """Let Ctrl-C end a training between two steps; pressed again, at once. Other threads get no signals."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual = signal.getsignal(signal.SIGINT)

    def asked(_signal: int, _frame: Any) -> None:
        signal.signal(signal.SIGINT, usual)
        training.stop(INTERRUPTED)

    if usual is None or usual is signal.SIG_IGN or usual is signal.SIG_DFL:  # nobody raises KeyboardInterrupt
        yield
        return
    signal.signal(signal.SIGINT, asked)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, usual)


def _callbacks(given: Any) -> list[Callback]:
    listed: list[Any] = [given] if callable(given) else list(given or ())
    for callback in listed:
        if not callable(callback):
            raise TypeError(f"fit expected callbacks as functions of the Training, got {callback!r:.60}.")
    return listed


class _Patience:
    """Ends a training that no longer gets better, and has the model end with its best epoch."""

    def __init__(self, epochs: int) -> None:
        self.epochs = epochs
        self.best = math.inf
        self.at = 0
        self.step = 0
        self.state: Any = None

    def __call__(self, training: Training) -> None:
        loss = training.history.validation_loss
        now = math.inf if loss is None else float(loss[-1])
        if now < self.best:
            self.best, self.at, self.step = now, training.epoch, training.history.steps
            self.state = training.state()
        elif training.epoch - self.at >= self.epochs and self.state is not None:
            training.stop(
                f"the validation loss has not fallen for {self.epochs} epochs; the parameters are those of epoch "
                f"{self.at}, the best one"
            )

    def put_back_best(self, training: Training) -> None:
        """Give the model the parameters of the best epoch, if that was not the last."""
        if self.state is not None and self.step < training.history.steps:
            training.put_back(self.state)
            training.history.pin(self.step, self.state)
