"""Arrays as the engine wants them: what may come in, in which form, and how a gradient goes back to a shape."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any  # an np.ndarray or a NumPy scalar: data of shape () is kept as np.float64, which is faster


def leaf_data(data: Any, *, copy: bool = True) -> Array:
    """Return data as a float array (an np.float64 for a scalar), or say why it can't be one."""
    array = numeric_array(data)
    if array.dtype.kind != "f":
        array = array.astype(np.float64)
    elif copy:
        array = array.copy()
    return array[()] if array.ndim == 0 else array


def numeric_array(data: Any) -> np.ndarray[Any, Any]:
    """Return data as an array of floats, integers or booleans.

    Raises:
        TypeError: it holds something else; the message says what came and what to pass.
    """
    if hasattr(data, "_prev"):
        came = data.__class__
        ours = came.__module__.partition(".")[0] == __name__.partition(".")[0]
        why = "" if ours else "Values of another library don't mix with these; "
        raise TypeError(f"expected plain numbers, got a {came.__module__}.{came.__name__}: {why}use its .data.")
    try:
        array: np.ndarray[Any, Any] = np.asarray(data)
    except ValueError as error:
        raise TypeError(f"expected numbers in a rectangular array, got ragged lists: {error}") from None
    kind: str = array.dtype.kind
    if kind not in "fiub":
        hint = {"c": "pass the real and the imaginary part as two Values", "O": "pass numbers, not objects"}
        raise TypeError(
            f"expected real numbers, got {type(data).__name__} with dtype {array.dtype}: "
            f"{hint.get(kind, 'convert it to floats first')}."
        )
    return array


def gradient_for(data: Array, gradient: Any, name: str) -> Array:
    """Return a gradient in the shape and dtype of `data`; a scalar is spread over it.

    Raises:
        ValueError: the gradient has another shape.
    """
    array = numeric_array(gradient)
    if array.ndim and array.shape != data.shape:
        raise ValueError(f"{name} has shape {array.shape}, but the data has shape {data.shape}: they must be equal.")
    return np.array(np.broadcast_to(array, data.shape), dtype=data.dtype)[()]


def unbroadcast(gradient: Array, shape: tuple[int, ...]) -> Array:
    """Sum a gradient over the axes along which broadcasting stretched its input.

    Args:
        gradient: in the shape of the operation's output.
        shape: of the input.
    """
    if gradient.shape == shape:
        return gradient
    if type(gradient) is np.ndarray and gradient.ndim == 2 and len(shape) == 1 and shape[0] == gradient.shape[1]:
        return np.dot(_ones(gradient.shape[0], gradient.dtype), gradient)  # a bias: half the time of a sum
    axes = broadcast_axes(gradient.shape, shape)
    if type(gradient) is not np.ndarray:  # a Value
        return gradient.sum(axis=axes, keepdims=True).reshape(shape)
    if not shape:
        return np.add.reduce(gradient, None)
    if gradient.ndim == 2 and len(axes) == 1:  # rows or columns, as a product with ones: it takes half the time
        ones = _ones(gradient.shape[axes[0]], gradient.dtype)
        summed = np.dot(gradient, ones) if axes[0] else np.dot(ones, gradient)
        return summed if len(shape) == 1 else summed.reshape(shape)
    return np.add.reduce(gradient, axes, keepdims=True).reshape(shape)


@lru_cache(maxsize=256)
def _ones(count: int, dtype: np.dtype[Any]) -> np.ndarray[Any, Any]:
    return np.ones(count, dtype)


@lru_cache(maxsize=1024)
def broadcast_axes(stretched: tuple[int, ...], shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the axes of `stretched` along which an array of `shape` was repeated."""
    lead = len(stretched) - len(shape)
    return (*range(lead), *(lead + i for i, n in enumerate(shape) if n == 1 and stretched[lead + i] != 1))
