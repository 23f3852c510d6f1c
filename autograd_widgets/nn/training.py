"""Training: step by step, epoch by epoch, with everything that happens on the way written down."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal, TypeAlias

import numpy as np

from autograd_widgets.engine import Value, no_grad
from autograd_widgets.engine.arrays import Array
from autograd_widgets.nn import losses, optimisers
from autograd_widgets.nn.checking import checked_count, checked_number
from autograd_widgets.nn.clipping import clip_gradient_norm, gradient_norm
from autograd_widgets.nn.history import MEMORY, History
from autograd_widgets.nn.losses import Loss, l2_penalty
from autograd_widgets.nn.metrics import Metric, metrics_of
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD
from autograd_widgets.nn.samples import samples_of, split
from autograd_widgets.nn.shuffling import order
from autograd_widgets.nn.trainee import State, Trainee, numbers_of

BatchSize: TypeAlias = "int | Literal['all'] | None"
USUAL_BATCH = 32
TRY = (
    "What may help: a lower learning rate (it was {rate:g}), gradients cut to a length (clip=1.0), or inputs and "
    "targets scaled to a size near 1."
)


class Training:
    """A training under way: what `fit` runs to its end, and what others may run in slices.

    The arguments are those of `fit`.

    Attributes:
        model: what is trained.
        loss: the loss, as a function of predictions and targets.
        optimizer: what moves its parameters; its learning rate may be changed on the way.
        history: what has happened so far.
        epoch: how many are finished.
        stopped: why there are no more steps, or "".
        diverged: whether that is because something was no longer finite.
    """

    def __init__(
        self,
        model: Any,
        X: Any,
        y: Any,
        *,
        loss: str | Loss = "squared_error",
        optimizer: str | Optimiser | None = None,
        batch_size: BatchSize = None,
        shuffle: bool = True,
        seed: int = 0,
        validation: Any = None,
        metrics: Any = (),
        l2: float = 0.0,
        clip: float | None = None,
        memory: float = MEMORY,
        caller: str = "fit",
    ) -> None:
        self._trainee = Trainee(caller, model)
        self._parameters = list(self._trainee.parameters.values())
        self._seed = checked_count(caller, "seed", seed, at_least=0)
        self._samples, self._held_back = split(caller, samples_of(caller, X, y), validation, self._seed)
        self.loss, loss_name = _loss_of(caller, loss)
        self._metrics: dict[str, Metric] = metrics_of(metrics)
        self.optimizer = _optimiser_of(caller, optimizer)
        self._batch_size = _batch_size_of(caller, batch_size, len(self._samples.X))
        self._shuffled = shuffle and self._batch_size < len(self._samples.X)
        self._l2 = checked_number(caller, "l2", l2, at_least=0)
        self._clip = None if clip is None else checked_number(caller, "clip", clip, above=0)
        self.model, self.epoch, self.stopped, self.diverged = model, 0, "", False
        self.history = History(
            self._trainee.layers,
            self._metrics,
            steps_per_epoch=math.ceil(len(self._samples.X) / self._batch_size),
            validated=self._held_back is not None,
            memory=checked_number(caller, "memory", memory, at_least=0),
            loss_name=loss_name,
            model=model,
            samples=self._samples,
            validation=self._held_back,
        )
        self._initial = self._trainee.state()
        self.history.keep(self._initial)
        self._done = 0  # samples of this epoch
        self._in_order = self._samples
        self._loss_sum = 0.0
        self._predicted: list[Any] = []
        self._before: list[Array] | None = None  # the parameters before the last step
        self._moving = False

    @property
    def batch_size(self) -> int:
        """How many samples a step takes."""
        return self._batch_size

    @property
    def seed(self) -> int:
        """What the order of the samples follows from."""
        return self._seed

    @property
    def l2(self) -> float:
        """The strength of the penalty on large parameters."""
        return self._l2

    @property
    def advice(self) -> str:
        """What happened, and what may help, if something was no longer finite."""
        return f"{self.stopped}. {TRY.format(rate=self.optimizer.rate)}" if self.diverged else ""

    def take_up(self, *, batch_size: int, l2: float) -> None:
        """Go on with other settings. Another batch size begins an epoch anew."""
        if batch_size != self._batch_size:
            self._batch_size = _batch_size_of("Training", batch_size, len(self._samples.X))
            self._done = 0
        self._l2 = checked_number("Training", "l2", l2, at_least=0)

    def go_to(self, step: int) -> None:
        """Have the parameters after an earlier step that the history kept, to go on from there.

        What the optimiser remembers is not part of it: it begins anew.

        Raises:
            LookupError: no state of that step was kept.
        """
        self.put_back(self.history.state(step))
        self.history.back_to(step, self.state())
        self.epoch, self._done = divmod(step, self.history.steps_per_epoch)
        self._done, self._loss_sum, self._predicted, self._before = 0, 0.0, [], None
        self.stopped, self.diverged = "", False

    def stop(self, why: str) -> None:
        """Take no more steps. A callback may call this; it is what `history.stopped` says then."""
        self.stopped = self.history.stopped = why

    def step(self) -> None:
        """Take one step, and finish the epoch if it was the last of one."""
        if self._done == 0 and self._shuffled:
            self._in_order = self._samples.taken(order(len(self._samples.X), self._seed, self.epoch))
        count = len(self._samples.X)
        upto = min(self._done + self._batch_size, count)
        batch = slice(self._done, upto)
        self._trainee.zero_grad()
        predictions = self._trainee.predict(self._in_order.X[batch])
        loss = self._whole_loss(predictions, self._in_order.y[batch])
        loss.backward()
        number = float(loss._data)
        if not math.isfinite(number):
            self._diverge(f"the loss became {number:g}")
            return
        self._loss_sum += number * (upto - self._done)
        if self._metrics:
            self._predicted.append(predictions)
        last = upto == count
        norms = self._norms() if last else {}
        if self._clip is not None:
            clip_gradient_norm(self._parameters, self._clip)
        rate = self.optimizer.rate
        self._before, self._moving = self._trainee.held(), True
        self.optimizer.step(self._parameters)
        self._moving = False
        self.history.add_step(number)
        self._done = upto
        if last:
            self._finish_epoch(rate, norms)

    def run_epoch(self) -> bool:
        """Take steps until an epoch is finished, or training stops; return whether it was finished."""
        epoch = self.epoch
        while self.epoch == epoch and not self.stopped:
            self.step()
        return self.epoch > epoch

    def state(self) -> State:
        """Return copies of the parameters, and of what else belongs to the model's state, by name."""
        return self._trainee.state()

    def put_back(self, state: State | None = None) -> None:
        """Have the parameters that `state` returned, or those with which it began."""
        self._trainee.put_back(self._initial if state is None else state)

    def settle(self) -> None:
        """End it: with finite parameters, kept in the history as the last ones, and the model ready for use."""
        if self._moving and self._before is not None:  # interrupted within a step
            self._trainee.hold_again(self._before)
        elif not self.stopped and self._before is not None and not _finite(self._trainee.held()):
            self._diverge("the parameters became infinite or nan")
        self.history.keep(self._trainee.state())
        self._trainee.train(False)

    def _whole_loss(self, predictions: Any, y: Array) -> Value:
        loss: Any = self.loss(predictions, y)
        if not isinstance(loss, Value) or loss._data.ndim:
            what = f"shape {loss.shape}" if isinstance(loss, Value) else type(loss).__name__
            raise ValueError(
                f"fit expected the loss {self.history.loss_name} to be one number as a Value, got {what}: end it with "
                ".mean() or .sum(), and compute it with Values only."
            )
        return loss + l2_penalty(self._parameters, self._l2) if self._l2 else loss

    def _finish_epoch(self, rate: float, norms: dict[str, float]) -> None:
        row = {"loss": self._loss_sum / len(self._samples.X), "learning rate": rate, **norms}
        if self._metrics:
            predicted = np.concatenate([numbers_of(each) for each in self._predicted])
            row |= {name: float(metric(predicted, self._in_order.y)) for name, metric in self._metrics.items()}
        if self._held_back is not None:
            row |= self._validated(*self._held_back)
        self._done, self._loss_sum, self._predicted = 0, 0.0, []
        self.epoch += 1
        self.history.add_epoch(row, self._trainee.state())

    def _validated(self, X: Array, y: Array) -> dict[str, float]:
        predicted = self._trainee.use(X)
        with no_grad():
            told = {"loss": float(self._whole_loss(Value(predicted), y)._data)}
        told |= {name: float(metric(predicted, y)) for name, metric in self._metrics.items()}
        return {f"validation {name}": number for name, number in told.items()}

    def _norms(self) -> dict[str, float]:
        return {f"gradient of {name}": gradient_norm(inside) for name, inside in self._trainee.layers.items()}

    def _diverge(self, what: str) -> None:
        """Stop, with the last parameters of which the loss was finite."""
        self.diverged = True
        step = self.history.steps
        if self._before is None:
            self.stop(f"{what} before the first step, with the parameters that the model came with; nothing changed")
            return
        self._trainee.hold_again(self._before)
        self.history.back_to(step - 1, self._trainee.state())
        self.stop(
            f"{what} after {_steps(step)}; the parameters are those after {_steps(step - 1)}, the last finite ones"
        )


def _steps(count: int) -> str:
    return "1 step" if count == 1 else f"{count} steps"


def _finite(arrays: list[Array]) -> bool:
    return all(bool(np.isfinite(array).all()) for array in arrays)


def _loss_of(caller: str, given: Any) -> tuple[Loss, str]:
    if isinstance(given, str):
        return losses.by_name(given), given
    if not callable(given):
        raise TypeError(
            f"{caller} expected a loss as a name ({', '.join(map(repr, losses.LOSSES))}) or a function of "
            f"(predictions, targets), got {given!r:.60}."
        )
    function: Any = given
    return function, getattr(function, "__name__", repr(function))


def _optimiser_of(caller: str, given: Any) -> Optimiser:
    if given is None:
        return SGD(0.1)
    if isinstance(given, str):
        return optimisers.by_name(given)
    if isinstance(given, type) and issubclass(given, Optimiser):
        raise TypeError(
            f"{caller} expected an optimiser, got the class {given.__name__}: make one, {given.__name__}(0.01)."
        )
    if not isinstance(given, Optimiser):
        raise TypeError(f"{caller} expected an optimiser, such as SGD(0.1) or 'adam', got {given!r:.60}.")
    return given


def _batch_size_of(caller: str, given: Any, count: int) -> int:
    if given is None:
        return min(USUAL_BATCH, count)
    if isinstance(given, str):
        if given != "all":
            raise ValueError(f"{caller} expected batch_size as a whole number or 'all', got {given!r:.60}.")
        return count
    size = checked_count(caller, "batch_size", given)
    if size > count:
        raise ValueError(
            f"{caller} got batch_size={size}, which is larger than the {count} samples to learn from: 'all' takes all "
            "in each step."
        )
    return size


Callback: TypeAlias = Callable[[Training], Any]
