"""What a layer may be called with: numbers, arrays, Values, or lists of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine import Value
from autograd_widgets.engine.arrays import Array, numeric_array


def inputs_of(x: Any, dtype: Any = np.float64) -> Array:
    """Return the inputs of a layer as a Value or an array of floats.

    Arrays of floats and Values keep their precision; lists, numbers and integers take that of the layer.

    Raises:
        TypeError: there is something else among them, or lists are ragged.
    """
    if isinstance(x, Value):
        return x if x._data.dtype.kind == "f" else x.data.astype(dtype)
    if type(x) is np.ndarray and x.dtype.kind == "f":
        return x
    if isinstance(x, (list, tuple)) and holds_values(x):
        return stacked(x, dtype)
    array = numeric_array(x)
    keeps = isinstance(x, (np.ndarray, np.floating)) and array.dtype.kind == "f"  # also of a memmap
    return np.asarray(array) if keeps else array.astype(dtype)


def as_value(x: Array) -> Value:
    """Return a Value as it is, and an array as a new leaf."""
    return x if isinstance(x, Value) else Value(x)


def shape_of(x: Array) -> tuple[int, ...]:
    """Return the shape of a Value or an array."""
    return x._data.shape if isinstance(x, Value) else x.shape


def listed(x: Any, count: int) -> list[Any]:
    """Return the inputs of a neuron of scalars as a list with one for each weight; a single one may come bare.

    Raises:
        ValueError: there are more or less.
    """
    if type(x) is not list:
        bare = getattr(x, "ndim", 1) == 0 or not hasattr(x, "__iter__")
        x = [x] if bare else list(x)
    if len(x) != count:  # pyright: ignore[reportUnknownArgumentType]
        raise ValueError(f"a neuron with {count} weights expected {count} inputs, got {len(x)}.")  # pyright: ignore[reportUnknownArgumentType]
    return x  # pyright: ignore[reportUnknownVariableType]


def holds_values(x: Any) -> bool:
    """Return whether this is a Value, or a nested list with one in it."""
    return isinstance(x, Value) or (isinstance(x, (list, tuple)) and any(map(holds_values, x)))  # pyright: ignore[reportUnknownArgumentType]


def stacked(x: Any, dtype: Any = np.float64) -> Array:
    """Return nested lists in which there are Values as one Value.

    Raises:
        TypeError: they are ragged.
    """
    if not isinstance(x, (list, tuple)):
        return inputs_of(x, dtype)
    parts: list[Any] = [stacked(part, dtype) for part in x]  # pyright: ignore[reportUnknownVariableType]
    shapes = {shape_of(part) for part in parts}
    if len(shapes) != 1:
        raise TypeError(f"expected numbers or Values in a rectangular list, got parts of the shapes {sorted(shapes)}.")
    return np.stack(parts)
