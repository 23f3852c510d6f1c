"""Gradients that are too long, made shorter, between `backward` and an optimiser's `step`."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.value import Value
from autograd_widgets.nn.checking import checked_number, checked_parameters

SMALLEST_SQUARE = 1e-280  # below it digits of the squares are lost
SAFE_NUMERATOR = 1e-6  # added to the norm, as PyTorch does: the result is never above the limit


def gradient_of(parameter: Value) -> Array:
    """Return the numbers of a gradient, in the precision of the parameter, also if it was recorded."""
    gradient = parameter.grad
    if isinstance(gradient, Value):
        gradient = np.asarray(gradient._data, parameter._data.dtype)[()]
    return gradient


def gradient_norm(parameters: Iterable[Value]) -> float:
    """Return the Euclidean norm of the gradients of all parameters, taken as one long vector.

    It does not overflow where the squares would. nan or ∞ if a gradient is not finite.

    Raises:
        TypeError: these are not leaves.
        ValueError: there are none.
    """
    return norm_of(checked_parameters("gradient_norm", parameters))


def norm_of(parameters: list[Value]) -> float:
    """Return the same for parameters that are known to be leaves."""
    return _norm([gradient_of(p) for p in parameters])


def clip_gradient_norm(parameters: Iterable[Value], limit: float) -> float:
    """Shorten the gradients of all parameters, taken as one long vector, to a norm of at most `limit`.

    The direction stays (Pascanu, Mikolov and Bengio, 2013). Each `grad` is bound to a new array. If a gradient is nan
    or ∞ none is changed, as there is no direction to keep: the answer tells.

    Args:
        parameters: leaves.
        limit: above 0.

    Returns:
        The norm before.

    Raises:
        TypeError: these are not leaves, or the limit is no number.
        ValueError: there are none, or the limit is not above 0.
    """
    listed = checked_parameters("clip_gradient_norm", parameters)
    limit = checked_number("clip_gradient_norm", "limit", limit, above=0)
    gradients = [gradient_of(p) for p in listed]
    norm = _norm(gradients)
    factor = limit / (norm + SAFE_NUMERATOR)
    if factor < 1 and norm < math.inf:
        for parameter, gradient in zip(listed, gradients, strict=True):
            parameter._grad = gradient * factor
    return norm


def clip_gradient_value(parameters: Iterable[Value], limit: float) -> None:
    """Bring every entry of every gradient between −limit and limit; the direction may change.

    Each `grad` is bound to a new array. nan stays nan.

    Args:
        parameters: leaves.
        limit: above 0.

    Raises:
        TypeError: these are not leaves, or the limit is no number.
        ValueError: there are none, or the limit is not above 0.
    """
    listed = checked_parameters("clip_gradient_value", parameters)
    limit = checked_number("clip_gradient_value", "limit", limit, above=0)
    for parameter in listed:
        parameter._grad = np.minimum(np.maximum(gradient_of(parameter), -limit), limit)


def _norm(gradients: list[Array]) -> float:
    with np.errstate(over="ignore"):
        squares = sum(_square(g) for g in gradients)
    if SMALLEST_SQUARE < squares < math.inf:
        return math.sqrt(squares)
    largest = float(np.max([np.max(np.abs(g), initial=0.0) for g in gradients]))  # nan if there is one
    if largest == 0 or not math.isfinite(largest):
        return largest
    return largest * math.sqrt(sum(_square(np.asarray(g, np.float64) / largest) for g in gradients))


def _square(gradient: Array) -> float:
    """Return the sum of the squares, in float64; ∞ where it is too large."""
    if type(gradient) is np.ndarray:
        flat = gradient.ravel().astype(np.float64, copy=False)
        return float(np.dot(flat, flat))
    number = float(gradient)
    return number * number
