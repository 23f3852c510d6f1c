"""How wrong predictions are, as one number that `backward` starts from.

Each takes what a network predicts (a Value, or a list of Values as the article's network gives them) and what was
wanted (numbers, or a Value of them). Both have one shape, as broadcasting would compare each prediction with every
target. A target must be finite; a prediction need not be, and then the loss is not.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from typing import Any, Literal, TypeAlias

import numpy as np

from autograd_widgets.engine import ops
from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Discrete, Value
from autograd_widgets.nn.checking import checked_number
from autograd_widgets.nn.inputs import holds_values, stacked

Reduction: TypeAlias = Literal["mean", "sum"]
Loss: TypeAlias = Callable[[Any, Any], Value]


def squared_error(prediction: Array, target: Array, reduction: Reduction = "mean") -> Value:
    """Return the mean, or the sum, of (prediction − target)². The article takes the sum.

    Args:
        prediction: a Value, or a list of Values, of any shape.
        target: numbers, or a Value, of the same shape.
        reduction: "mean" or "sum".

    Raises:
        TypeError: the targets are no numbers, or lists are ragged.
        ValueError: the shapes differ, there are no samples, or a target is not finite.
    """
    predicted, wanted = _pair("squared_error", prediction, target)
    return _reduced("squared_error", np.square(predicted - wanted), reduction)


def absolute_error(prediction: Array, target: Array, reduction: Reduction = "mean") -> Value:
    """Return the mean, or the sum, of `|prediction − target|`; its slope at 0 is taken to be 0.

    Args:
        prediction: a Value, or a list of Values, of any shape.
        target: numbers, or a Value, of the same shape.
        reduction: "mean" or "sum".

    Raises:
        TypeError: the targets are no numbers, or lists are ragged.
        ValueError: the shapes differ, there are no samples, or a target is not finite.
    """
    predicted, wanted = _pair("absolute_error", prediction, target)
    return _reduced("absolute_error", abs(predicted - wanted), reduction)


def huber(prediction: Array, target: Array, delta: float = 1.0, reduction: Reduction = "mean") -> Value:
    """Return the mean, or the sum, of `½d²` where `|d| ≤ delta`, else `delta · (|d| − ½ delta)` (Huber, 1964).

    d is prediction − target. Small errors count by their squares, and large ones, outliers, no more than they must.

    Args:
        prediction: a Value, or a list of Values, of any shape.
        target: numbers, or a Value, of the same shape.
        delta: where the one becomes the other, above 0.
        reduction: "mean" or "sum".

    Raises:
        TypeError: the targets are no numbers, or lists are ragged.
        ValueError: the shapes differ, there are no samples, a target is not finite, or delta is not above 0.
    """
    predicted, wanted = _pair("huber", prediction, target)
    distance = abs(predicted - wanted)
    near = np.minimum(distance, checked_number("huber", "delta", delta, above=0))
    return _reduced("huber", near * (distance - near * 0.5), reduction)  # both cases in one, and no square overflows


def hinge(prediction: Array, target: Array, reduction: Reduction = "mean") -> Value:
    """Return the mean, or the sum, of max(0, 1 − target · prediction): the max-margin loss of a support vector machine.

    A prediction on the right side of 0, by 1 or more, costs nothing. At the corner the slope is taken to be 0.

    Args:
        prediction: a Value, or a list of Values, of any shape: the score, not squeezed by tanh or sigmoid.
        target: −1 or 1 for each.
        reduction: "mean" or "sum".

    Raises:
        TypeError: the targets are no numbers, or lists are ragged.
        ValueError: the shapes differ, there are no samples, or a target is neither −1 nor 1.
    """
    predicted, wanted = _pair("hinge", prediction, target, of_two=(-1, 1))
    return _reduced("hinge", ops.relu(1 - predicted * wanted), reduction)


def binary_cross_entropy(logits: Array, target: Array, reduction: Reduction = "mean") -> Value:
    """Return the mean, or the sum, of −log(p) where the target is 1 and −log(1 − p) where it is 0; p = sigmoid(logit).

    That is softplus(∓logit), which neither overflows nor rounds p to 0 or 1.

    Args:
        logits: a Value, or a list of Values, of any shape: not squeezed by sigmoid.
        target: 0 or 1 for each.
        reduction: "mean" or "sum".

    Raises:
        TypeError: the targets are no numbers, or lists are ragged.
        ValueError: the shapes differ, there are no samples, or a target is neither 0 nor 1.
    """
    predicted, wanted = _pair("binary_cross_entropy", logits, target, of_two=(0, 1))
    return _reduced("binary_cross_entropy", ops.softplus(predicted * (1 - 2 * wanted)), reduction)


def cross_entropy(logits: Array, target: Array) -> Value:
    """Return the mean of −log(p of the class that was wanted), where p = softmax(logits).

    Args:
        logits: a Value of shape (batch, classes), or (classes,) for one sample: not squeezed by softmax.
        target: the classes, whole numbers from 0 of shape (batch,), or one for one sample.

    Raises:
        TypeError: the targets are not whole numbers.
        ValueError: the shapes don't fit, there are no samples, or there is no such class.
    """
    predicted = _predicted("cross_entropy", logits)
    wanted = _plain(target)
    if wanted.shape == predicted.shape and predicted.ndim == 2:
        raise ValueError(
            f"cross_entropy expected one class for each sample, got targets of shape {wanted.shape}: of rows with a 1 "
            "at the class, y.argmax(1) are the classes."
        )
    if wanted.dtype.kind not in "iu":
        raise TypeError(
            f"cross_entropy expected classes as whole numbers, got {wanted.dtype}: y.astype(int) makes them whole. For "
            "targets 0 or 1 and one output there is binary_cross_entropy, for targets −1 or 1 hinge."
        )
    if predicted.ndim not in (1, 2) or wanted.shape != predicted.shape[:-1]:
        raise ValueError(
            f"cross_entropy expected logits of shape (batch, classes) and targets of shape (batch,), got logits "
            f"{predicted.shape} and targets {wanted.shape}: the network needs one output for each class."
        )
    return ops.cross_entropy(predicted, wanted)


def l2_penalty(parameters: Iterable[Value], strength: float = 1.0) -> Value:
    """Return strength · Σ of the squares of all parameters: added to a loss, it keeps them small.

    SGD(weight_decay=2 · strength) does the same without a graph.

    Args:
        parameters: Values, such as `model.parameters()`.
        strength: from 0 up; micrograd's demo takes 1e-4.

    Raises:
        TypeError: there is something else than Values, or strength is no number.
        ValueError: there are none.
    """
    listed = [parameters] if isinstance(parameters, Value) else list(parameters)
    for given in listed:
        if not isinstance(given, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"l2_penalty expected Values, got {type(given).__name__}: model.parameters() are those of a model."
            )
    if not listed:
        raise ValueError("l2_penalty got no parameters: there is nothing to keep small.")
    strength = checked_number("l2_penalty", "strength", strength, at_least=0)
    squares = [p * p if not p.ndim else np.square(p).sum() for p in listed]
    total = squares[0]
    for square in squares[1:]:
        total = total + square
    return total * strength


LOSSES: dict[str, Loss] = {
    loss.__name__: loss for loss in (squared_error, absolute_error, huber, hinge, binary_cross_entropy, cross_entropy)
}
_ELSEWHERE = {  # what they are called in other libraries
    "mse": "squared_error",
    "l2": "squared_error",
    "mae": "absolute_error",
    "l1": "absolute_error",
    "bce": "binary_cross_entropy",
    "ce": "cross_entropy",
    "nll": "cross_entropy",
}


def by_name(name: str) -> Loss:
    """Return the loss of a name, such as "hinge".

    Raises:
        TypeError: the name is no text.
        ValueError: there is none of this name; the message lists them all.
    """
    known = ", ".join(map(repr, LOSSES))
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"expected the name of a loss, one of {known}, got {name!r:.60}.")
    if name not in LOSSES:
        elsewhere = _ELSEWHERE.get(name.lower())
        near = [elsewhere] if elsewhere else difflib.get_close_matches(name, LOSSES, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no loss {name!r:.60}; there are {known}.{meant}")
    return LOSSES[name]


# --- predictions and targets ---


def _predicted(loss: str, prediction: Any) -> Value:
    """Return predictions as one Value of floats with something in it."""
    predicted: Any = _joined(prediction)
    if not isinstance(predicted, Value):
        predicted = Value(predicted)
    if predicted.dtype.kind != "f":
        raise TypeError(
            f"{loss} expected predictions as floats, got a Value of {predicted.dtype}: a comparison or a class has no "
            "gradient. Pass what the network gives, before anything is rounded or chosen."
        )
    if not predicted.size:
        raise ValueError(f"{loss} got predictions of shape {predicted.shape}: there are no samples.")
    return predicted


def _joined(given: Any) -> Any:
    """Return a list with Values in it as one Value, of floats unless all are of something else."""
    if not isinstance(given, (list, tuple)) or not holds_values(given):
        return given  # pyright: ignore[reportUnknownVariableType]
    discrete = _discrete(given)
    return stacked(given) if discrete is None else discrete  # the one is enough to be refused


def _discrete(given: Any) -> Discrete | None:
    """Return the first Value of integers or booleans in a nested list, if there is one."""
    if isinstance(given, (list, tuple)):
        found = (_discrete(each) for each in given)  # pyright: ignore[reportUnknownVariableType]
        return next((each for each in found if each is not None), None)
    return given if isinstance(given, Discrete) else None


def _plain(target: Any) -> np.ndarray[Any, Any]:
    return numeric_array(target._data if isinstance(target, Value) else target)


def _pair(loss: str, prediction: Any, target: Any, of_two: tuple[int, int] | None = None) -> tuple[Value, Array]:
    """Return predictions and targets of one shape and precision, or say what does not fit."""
    predicted = _predicted(loss, prediction)
    target = _joined(target)
    wanted = _plain(target)
    if wanted.shape != predicted.shape:
        hint = "pass as many targets as there are predictions"
        if wanted.size == predicted.size:
            rest = ", ".join(map(str, (-1, *predicted.shape[1:])))
            hint = f"reshape the targets, y.reshape({rest})"
        raise ValueError(
            f"{loss} expected predictions and targets of one shape, got predictions {predicted.shape} and targets "
            f"{wanted.shape}: {hint}."
        )
    wrong = ~np.isfinite(wanted) if of_two is None else (wanted != of_two[0]) & (wanted != of_two[1])
    if wrong.any():
        raise _wrong_target(loss, wanted[wrong][0], of_two)
    return predicted, target if isinstance(target, Value) else wanted.astype(predicted.dtype, copy=False)[()]


def _wrong_target(loss: str, found: Any, of_two: tuple[int, int] | None) -> ValueError:
    if of_two is None:
        return ValueError(f"{loss} got {found} among the targets: they must be finite. Leave such samples out.")
    hints = {
        "hinge": "2 * y - 1 makes them of targets 0 and 1",
        "binary_cross_entropy": "(y + 1) / 2 makes them of targets −1 and 1",
    }
    return ValueError(
        f"{loss} expected every target to be {of_two[0]} or {of_two[1]}, got {found}: {hints[loss]}; for more than "
        "two classes there is cross_entropy."
    )


def _reduced(loss: str, losses: Value, reduction: str) -> Value:
    if reduction not in {"mean", "sum"}:
        raise ValueError(f"{loss} expected reduction to be 'mean' or 'sum', got {reduction!r:.60}.")
    return losses.mean() if reduction == "mean" else losses.sum()
