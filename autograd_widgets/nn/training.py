"""Training: step by step, epoch by epoch, with everything that happens on the way written down."""

from __future__ import annotations

import math
import warnings
from functools import partial
from typing import Any, Literal, TypeAlias

import numpy as np

from autograd_widgets.engine import Value, no_grad
from autograd_widgets.engine.arrays import Array
from autograd_widgets.nn import losses, optimisers
from autograd_widgets.nn.checking import checked_count, checked_flag, checked_number
from autograd_widgets.nn.clipping import clip_gradient_norm, norm_of
from autograd_widgets.nn.history import MEMORY, History
from autograd_widgets.nn.losses import Loss, l2_penalty
from autograd_widgets.nn.metrics import accuracy, boundary_of, metrics_of
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD
from autograd_widgets.nn.samples import samples_of, split
from autograd_widgets.nn.shuffling import order
from autograd_widgets.nn.trainee import State, Trainee, numbers_of

BatchSize: TypeAlias = "int | Literal['all'] | None"
USUAL_BATCH = 32
MOST_SEED = 2**32 - 1
TRY_FIRST = "Look at the parameters that the model came with, at the samples, and at the loss."
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
        self._caller = caller
        self._trainee = Trainee(caller, model)
        self._parameters = list(self._trainee.parameters.values())
        self._seed = checked_count(caller, "seed", seed, at_least=0)
        if self._seed > MOST_SEED:
            raise ValueError(f"{caller} expected seed to be below 2**32, got {seed}.")
        self._samples, self._held_back = split(caller, samples_of(caller, X, y), validation, self._seed)
        self.loss, loss_name = _loss_of(caller, loss)
        _warn_of_squeezed_scores(caller, loss_name, model)
        self._metrics = metrics_of(metrics)
        if self._metrics.get("accuracy") is accuracy:
            self._metrics["accuracy"] = partial(accuracy, boundary=boundary_of(self._samples.y, loss_name))
        self.optimizer = _optimiser_of(caller, optimizer)
        self._shuffle = checked_flag(caller, "shuffle", shuffle)
        self._batch_size = _batch_size_of(caller, batch_size, len(self._samples.X))
        self._l2 = checked_number(caller, "l2", l2, at_least=0)
        self._clip = None if clip is None else checked_number(caller, "clip", clip, above=0)
        self.model, self.stopped, self.diverged = model, "", False
        self.history = History(
            self._trainee.layers,
            self._metrics,
            steps_per_epoch=math.ceil(len(self._samples.X) / self._batch_size),
            batch_size=self._batch_size,
            validated=self._held_back is not None,
            memory=memory if memory == math.inf else checked_number(caller, "memory", memory, at_least=0),
            loss_name=loss_name,
            model=model,
            samples=self._samples,
            validation=self._held_back,
        )
        self._initial = self._trainee.state()
        self._initial_modes = self._trainee.modes()
        self._steps_before = self.optimizer.steps
        self._initial_optimizer = self.optimizer.state_dict(self._parameters)
        self.history.keep(self._initial)
        self._in_order = self._samples
        self._before: list[Array] | None = None  # the state before the last step
        self._now: list[Array] | None = None  # the state before a step that is under way
        self._trains = False  # whether the model has been told that it is being trained
        self._begin_epoch()
        if self._held_back is not None:
            self._try_out(*self._held_back)

    @property
    def epoch(self) -> int:
        """How many epochs are finished."""
        return self.history.epochs

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
        if not self.diverged:
            return ""
        help_ = TRY.format(rate=self.optimizer.rate) if self._before is not None else TRY_FIRST
        return f"{self.stopped}. {help_}"

    def change(self, *, batch_size: int, l2: float) -> None:
        """Go on with another batch size, with which the epoch under way begins anew, and another penalty.

        Raises:
            TypeError, ValueError: one of them does not fit; nothing is changed.
        """
        size = _batch_size_of(self._caller, batch_size, len(self._samples.X))
        self._l2 = checked_number(self._caller, "l2", l2, at_least=0)
        if size != self._batch_size:
            self._batch_size = self.history.batch_size = size
            self.history.steps_per_epoch = math.ceil(len(self._samples.X) / size)
            self._begin_epoch()

    def go_to(self, step: int) -> None:
        """Have the parameters after an earlier step that the history kept, to go on from there; what follows is gone.

        An epoch that was under way then begins anew, and so does what the optimiser remembers.

        Args:
            step: one of `history.kept`; −1 stands for `history.final_step`.

        Raises:
            LookupError: no state of that step was kept; nothing is changed.
        """
        state = self.history.state(step)
        step = self.history.final_step if step == -1 else step
        self.put_back(state)
        self.history.back_to(step, state)
        self._remember_only(self._steps_before + step)
        self.stopped, self.history.stopped, self.diverged = "", "", False
        self._begin_epoch()

    def stop(self, why: str) -> None:
        """Take no more steps. A callback may call this; it is what `history.stopped` says then."""
        self.stopped = self.history.stopped = why

    def step(self) -> None:
        """Take one step, and finish the epoch if it was the last of one."""
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):  # what is not finite is told in words
            self._step()

    def _step(self) -> None:
        if not self._trains:
            self._trainee.train(True)
            self._trains = True
        count = len(self._samples.X)
        if self._done == 0 and self._shuffle and self._batch_size < count:
            self._in_order = self._samples.taken(order(count, self._seed, self.epoch))
        upto = min(self._done + self._batch_size, count)
        batch = slice(self._done, upto)
        last = upto == count
        before = self._now = self._trainee.held()
        self._trainee.zero_grad()
        predictions = self._trainee.predict(self._in_order.X[batch])
        loss = self.loss_of(predictions, self._in_order.y[batch])
        if self._l2:
            loss = loss + l2_penalty(self._parameters, self._l2)
        loss.backward()
        if self._before is None and all(p._grad is None for p in self._parameters):
            raise ValueError(
                f"{self._caller}: the loss {self.history.loss_name} does not depend on the model's parameters: "
                "compute it with the predictions themselves, not with their .data."
            )
        number = float(loss._data)
        if not math.isfinite(number):
            self._diverge(f"the loss became {number:g}")
            return
        norms = self._norms() if last else {}
        if self._clip is not None:
            clip_gradient_norm(self._parameters, self._clip)
        rate = self.optimizer.rate
        self._before = before  # now, so that the arrays of the step before are free for the next ones
        self.optimizer.step(self._parameters)
        self._now = None
        self.history.add_step(number)
        self._loss_sum += number * (upto - self._done)
        self._done = upto
        if self._metrics:
            self._predicted.append(numbers_of(predictions))
        if last:
            self._finish_epoch(rate, norms)

    def run_epoch(self) -> bool:
        """Take steps until an epoch is finished, or training stops; return whether it was finished."""
        epoch = self.epoch
        with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            while self.epoch == epoch and not self.stopped:
                self._step()
        return self.epoch > epoch

    def loss_of(self, predictions: Any, y: Array) -> Value:
        """Return the loss of predictions, without a penalty.

        Raises:
            ValueError: what the loss gives is not one number as a Value.
        """
        loss: Any = self.loss(predictions, y)
        if not isinstance(loss, Value) or loss._data.ndim:
            what = f"shape {loss.shape}" if isinstance(loss, Value) else type(loss).__name__
            raise ValueError(
                f"{self._caller} expected the loss {self.history.loss_name} to be one number as a Value, got {what}: "
                "end it with .mean() or .sum(), and compute it with Values only."
            )
        return loss

    def state(self) -> State:
        """Return copies of the parameters, and of what else belongs to the model's state, by name."""
        return self._trainee.state()

    def put_back(self, state: State | None = None) -> None:
        """Have the parameters that `state` returned, or those with which it began."""
        self._trainee.put_back(self._initial if state is None else state)

    def settle(self) -> None:
        """End it: with finite parameters, kept in the history as the last ones, and the model ready for use."""
        if self._now is not None:  # interrupted within a step
            self._trainee.hold_again(self._now)
            self._now = None
        if not self.diverged and self._before is not None and not _finite(self._trainee.held()):
            self._diverge("the parameters became infinite or nan")
        if not self.history.is_pinned:
            self.history.keep(self._trainee.state())
        self._trainee.train(False)
        self._trains = False

    def forget(self) -> None:
        """Have the optimiser remember no more of the model than before the first step."""
        self._remember_only(self._steps_before)

    def undo(self) -> None:
        """Have everything as it came: parameters, modes, and what the optimiser remembers."""
        self._trainee.put_back(self._initial)
        self._trainee.set_modes(self._initial_modes)
        self.optimizer.load_state_dict(self._initial_optimizer, self._parameters)

    def _remember_only(self, steps: int) -> None:
        """Have the optimiser remember nothing of the model but how many steps were taken."""
        self.optimizer.load_state_dict({"steps": np.array(steps)}, self._parameters)

    def _begin_epoch(self) -> None:
        self._done = 0  # samples
        self._loss_sum = 0.0
        self._predicted: list[np.ndarray[Any, Any]] = []
        self._in_order = self._samples

    def _finish_epoch(self, rate: float, norms: dict[str, float]) -> None:
        row = {"loss": self._loss_sum / len(self._samples.X), "learning rate": rate}
        predicted, y = self._predicted, self._in_order.y
        self._begin_epoch()
        if self._metrics:
            row |= self._measured(np.concatenate(predicted), y)
        if self._held_back is not None:
            row |= {f"validation {name}": number for name, number in self._validated(*self._held_back).items()}
        self.history.end_epoch(row, norms)
        self.history.keep(self._trainee.state())

    def _validated(self, X: Array, y: Array) -> dict[str, float]:
        predicted = self._trainee.use(X)
        with no_grad():
            loss = float(self.loss_of(Value(predicted), y)._data)
        return {"loss": loss, **self._measured(predicted, y)}

    def _try_out(self, X: Array, y: Array) -> None:
        """See before the first step whether what is held back fits the model, the loss and the metrics."""
        try:
            with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
                self._validated(X, y)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{self._caller}, on the samples of validation: {error}") from error

    def _measured(self, predicted: np.ndarray[Any, Any], y: Array) -> dict[str, float]:
        return {name: _number(name, metric(predicted, y)) for name, metric in self._metrics.items()}

    def _norms(self) -> dict[str, float]:
        return {name: norm_of(inside) for name, inside in self._trainee.layers.items()}

    def _diverge(self, what: str) -> None:
        """Stop, with the last parameters of which the loss was finite."""
        self.diverged = True
        step = self.history.steps
        if self._before is None:
            if self._now is not None:
                self._trainee.hold_again(self._now)
            self.stop(f"{what} before the first step, with the parameters that the model came with; nothing changed")
        else:
            self._trainee.hold_again(self._before)
            self._remember_only(self.optimizer.steps)  # running averages as large as what diverged would do it again
            self.history.back_to(step - 1, self._trainee.state())
            last = _steps(step - 1)
            self.stop(f"{what} after {_steps(step)}; the parameters are those after {last}, the last finite ones")
        self._now = None


def _number(name: str, measured: Any) -> float:
    try:
        return float(measured)
    except (TypeError, ValueError):
        raise TypeError(f"the metric {name!r} gave {measured!r:.60}: it should return one number.") from None


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
    named: Any = getattr(function, "func", function)  # of a partial, what it is made of
    return function, getattr(named, "__name__", type(named).__name__)


def _warn_of_squeezed_scores(caller: str, loss_name: str, model: Any) -> None:
    """Say so if a loss that wants scores as they are gets them through an activation: training then all but stands."""
    activation: Any = getattr(model, "output_activation", None)
    if loss_name in {"binary_cross_entropy", "cross_entropy"} and activation is not None:
        warnings.warn(
            f"{caller}: {loss_name} squeezes the model's scores by itself, but the model's output has gone through "
            f"{activation!r} before, which slows the training down or stops it: make the model with "
            "output_activation=None.",
            stacklevel=4,
        )


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
