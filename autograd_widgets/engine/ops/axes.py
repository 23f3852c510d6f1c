"""Axes: which ones an operation works along, and how a gradient comes back over them.

Options are settled to tuples: a reduction's `axis` names the axes that go; that of an operation along lines of entries
(cumsum, sort, argmax) either one axis, or all of them where NumPy flattens the array first.
"""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.value import Value

Shape: TypeAlias = tuple[int, ...]


def settle_axes(name: str, shape: Shape, axis: Any) -> Shape:
    """Return the axes that an option names, in ascending order: all for None.

    Raises:
        TypeError: it is no whole number, nor several.
        ValueError: one is out of range (an `AxisError`, as NumPy's), or named twice.
    """
    count = len(shape)
    if axis is None:
        return tuple(range(count))
    if type(axis) is int and 0 <= axis + count < 2 * count:  # the usual case: normalize_axis_tuple takes 1 µs
        return (axis % count,)
    try:
        return tuple(sorted(normalize_axis_tuple(axis, count)))
    except (TypeError, ValueError) as error:
        there = f"0 … {count - 1}, or from the end −{count} … −1" if count else "none, as a scalar has no axes"
        what = error if isinstance(error, ValueError) else "expected a whole number, several, or None"
        raise type(error)(f"{name} of shape {shape} got axis={axis!r}: {what}. The axes are {there}.") from None


def settle_line(name: str, shape: Shape, axis: Any) -> Shape:
    """Return the one axis along which entries are put in order or added up, or all axes for None.

    Raises:
        TypeError: it is no single axis.
        ValueError: it is out of range.
    """
    if axis is None or (isinstance(axis, tuple) and len(axis) == len(shape)):
        return tuple(range(len(shape)))
    axes = settle_axes(name, shape, axis)
    if len(axes) != 1:
        raise TypeError(f"{name} works along one axis, or over all entries with axis=None; got axis={axis!r}.")
    return axes


def settle_reduction(
    name: str, shape: Shape, axis: Any = None, keepdims: Any = False, *, of_nothing: bool = True
) -> dict[str, Any]:
    """Return the options of a reduction, settled.

    Args:
        name: of the operation, for messages.
        shape: of its input.
        axis: one, several, or None for all.
        keepdims: whether the axes that go stay with length 1.
        of_nothing: whether no entries have an answer, as those of a sum do.

    Raises:
        TypeError: axis is no whole number, or keepdims is not a boolean.
        ValueError: an axis is out of range, or there is nothing to reduce.
    """
    axes = settle_axes(name, shape, axis)
    if not of_nothing:
        refuse_nothing(name, shape, axes)
    return {"axis": axes, "keepdims": checked_flag(name, "keepdims", keepdims)}


def checked_flag(name: str, option: str, flag: Any) -> bool:
    """Return an option that is true or false, or say that it is neither: in NumPy another one may stand in its place.

    Raises:
        TypeError: it is not a boolean.
    """
    if not isinstance(flag, (bool, np.bool_)):
        raise TypeError(
            f"{name} expected {option} as True or False, got {flag!r}: write options by name. "
            "The engine does not support NumPy's dtype and out."
        )
    return bool(flag)


def refuse_nothing(name: str, shape: Shape, axes: Shape) -> None:
    """Raise a ValueError if some entry of the answer would be that of no entries at all."""
    if entries(shape, axes) == 0 and all(n for i, n in enumerate(shape) if i not in axes):
        raise ValueError(
            f"{name} of shape {shape} over {'axis' if len(axes) == 1 else 'axes'} {', '.join(map(str, axes))}: "
            f"there are no entries, so there is no {name}. Check that the array is not empty."
        )


def entries(shape: Shape, axes: Shape) -> int:
    """Return how many entries are reduced to one."""
    return math.prod(shape[i] for i in axes)


def kept(g: Array, shape: Shape, axes: Shape) -> Array:
    """Return what was reduced with its axes put back, with length 1: it broadcasts to the shape it came from."""
    if g.ndim in (0, len(shape)):
        return g
    return np.reshape(g, tuple(1 if i in axes else n for i, n in enumerate(shape)))


def spread(g: Array, shape: Shape, axes: Shape) -> Array:
    """Return a gradient of what was reduced, repeated along the axes that went."""
    if g.shape == shape:
        return g
    if g.ndim == 0 and not isinstance(g, Value):
        return np.ndarray(shape, g.dtype, g, 0, (0,) * len(shape))  # a view: np.broadcast_to takes eight times as long
    return np.broadcast_to(kept(g, shape, axes), shape)


def along(axes: Shape) -> int | None:
    """Return the axis as NumPy's functions along lines take it: None for a flattened array."""
    return axes[0] if len(axes) == 1 else None


def as_rows(x: Array, axes: Shape) -> Array:
    """Return an array with the entries along some axes as its last axis."""
    rest = tuple(i for i in range(x.ndim) if i not in axes)
    moved = x if (*rest, *axes) == tuple(range(x.ndim)) else np.transpose(x, (*rest, *axes))
    return np.reshape(moved, (*(x.shape[i] for i in rest), entries(x.shape, axes)))


def from_rows(rows: Array, shape: Shape, axes: Shape) -> Array:
    """Return such rows in the shape that they came from."""
    order = (*(i for i in range(len(shape)) if i not in axes), *axes)
    moved = back_in(rows, tuple(shape[i] for i in order))
    return moved if order == tuple(range(len(shape))) else np.transpose(moved, tuple(map(order.index, sorted(order))))


def back_in(flat: Array, shape: Shape) -> Array:
    """Return entries in a shape again; a single one without axes as a number."""
    if flat.shape == shape:
        return flat
    whole = np.reshape(flat, shape)
    return whole[()] if type(whole) is np.ndarray and not shape else whole
