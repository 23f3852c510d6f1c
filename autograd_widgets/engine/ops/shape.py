"""The same entries in another shape, or in another order of axes."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
from numpy.exceptions import AxisError
from numpy.lib.array_utils import normalize_axis_tuple

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.kinds import composes, linear
from autograd_widgets.engine.operation import by_function
from autograd_widgets.engine.value import Value

Shape = tuple[int, ...]


def with_shape(x: Any) -> Array:
    """Return what a function was given as something with a shape: a Value as it is, anything else as an array."""
    return x if isinstance(x, Value) else numeric_array(x)


def settled_axes(name: str, shape: Shape, axis: Any, count: int | None = None) -> Shape:
    """Return one axis or several as numbers from 0 up.

    Args:
        name: of the function that was called, for the message.
        shape: of its array.
        axis: a number or several.
        count: how many axes there are to choose from, if not those of `shape`.

    Raises:
        AxisError: there is no such axis; as in NumPy, it is a ValueError and an IndexError.
        TypeError: it is no whole number, nor several.
        ValueError: an axis is named twice.
    """
    count = len(shape) if count is None else count
    try:
        return normalize_axis_tuple(axis, count)
    except AxisError:
        from_to = f"they go from {-count} to {count - 1}" if count else "it has no axes"
        raise AxisError(f"{name} of shape {shape}: axis {axis} is out of bounds, {from_to}.") from None
    except TypeError:
        raise TypeError(f"{name} of shape {shape}: expected axes as whole numbers, got {_shown(axis)}.") from None
    except ValueError as error:
        raise ValueError(f"{name} of shape {shape}: axis {axis}: {error}, name each axis once.") from None


def settled_axis(name: str, shape: Shape, axis: Any, count: int | None = None) -> int:
    """Return one axis as a number from 0 up."""
    try:
        number = operator.index(axis)
    except TypeError:
        hint = ". Several arrays are passed as one list: [x, y]" if isinstance(axis, Value) else ""
        raise TypeError(
            f"{name} of shape {shape}: expected the axis as a whole number, got {_shown(axis)}{hint}."
        ) from None
    return settled_axes(name, shape, number, count)[0]


def settled_shape(name: str, shape: Any) -> Shape:
    """Return a shape, which may have come as one number, as a tuple.

    Raises:
        TypeError: it is made of something else than whole numbers.
    """
    try:
        return tuple(map(operator.index, shape if isinstance(shape, (tuple, list, np.ndarray)) else (shape,)))
    except TypeError:
        raise TypeError(f"{name}: expected a shape, whole numbers such as (2, 3), got {_shown(shape)}.") from None


def _shown(given: Any) -> str:
    return f"a Value of shape {given.shape}" if isinstance(given, Value) else repr(given)


def in_shape(x: Array, shape: Shape) -> Array:
    """Return an array in a shape; if that is its own, the array itself, so that a graph shows nothing."""
    return x if x.shape == shape else np.reshape(x, shape)


def in_one_row(x: Array) -> Array:
    """Return the entries in one row; a vector itself, so that a graph shows nothing."""
    return in_shape(x, (x.size,))


# --- what the others are made of ---


def _settle_reshape(old: Shape, shape: Any = None) -> dict[str, Any]:
    wanted = settled_shape(f"reshape of shape {old}", shape)
    count = math.prod(old)
    if wanted.count(-1) == 1:
        rest = -math.prod(wanted)
        if rest > 0 and count % rest == 0:
            wanted = tuple(count // rest if n == -1 else n for n in wanted)
    if math.prod(wanted) != count or min(wanted, default=0) < 0:
        raise ValueError(
            f"reshape of shape {old} to {wanted}: {old} holds {count} entries, and {wanted} does not hold as many. "
            "One length may be −1: it is then computed."
        )
    return {"shape": wanted}


def _reshape(x: Array, *, shape: Shape) -> Array:
    return np.reshape(x, shape)  # NumPy 2.0 does not know the name `shape`


@linear(
    np.reshape,
    forward=_reshape,
    settle=_settle_reshape,
    rule="The entries stay the same in another shape: so does the gradient.",
)
def reshape(g, out, x, *, shape):  # noqa: D103
    if type(g) is np.ndarray:  # three times as fast as through NumPy's function
        return g.reshape(x.shape)[()]
    return np.reshape(g, x.shape)


def _settle_transpose(shape: Shape, axes: Any = None) -> dict[str, Any]:
    if axes is None:
        return {"axes": tuple(reversed(range(len(shape))))}
    settled = settled_axes("transpose", shape, axes)
    if len(settled) != len(shape):
        raise ValueError(f"transpose of shape {shape}: axes {axes} must name each of the {len(shape)} axes once.")
    return {"axes": settled}


@linear(
    np.transpose,
    "ᵀ",
    settle=_settle_transpose,
    rule="The entries trade places: the gradient is put back the other way.",
)
def transpose(g, out, x, *, axes):  # noqa: D103
    return np.transpose(g, tuple(sorted(range(len(axes)), key=axes.__getitem__)))


def _settle_broadcast(old: Shape, shape: Any = None) -> dict[str, Any]:
    wanted = settled_shape(f"broadcast_to of shape {old}", shape)
    fits = len(old) <= len(wanted) and all(n in (1, m) for n, m in zip(old[::-1], wanted[::-1], strict=False))
    if not fits:
        raise ValueError(
            f"broadcast_to of shape {old} to {wanted}: counted from the last axis, each length must stay or be 1."
        )
    return {"shape": wanted}


@linear(
    np.broadcast_to,
    "stretch",
    settle=_settle_broadcast,
    rule="An entry that is repeated receives the sum of the gradients of its copies.",
)
def broadcast_to(g, out, x, *, shape):  # noqa: D103
    return g  # the walk sums over the stretched axes


# --- made of them ---


@composes(np.ravel)
def ravel(x: Any) -> Any:
    """Return the entries in one row: NumPy's `ravel`, row by row."""
    return np.reshape(with_shape(x), -1)


@composes(np.swapaxes)
def swapaxes(x: Any, axis1: int, axis2: int) -> Any:
    """Return an array with two axes exchanged."""
    x = with_shape(x)
    order = list(range(x.ndim))
    one, other = settled_axis("swapaxes", x.shape, axis1), settled_axis("swapaxes", x.shape, axis2)
    order[one], order[other] = other, one
    return np.transpose(x, tuple(order))


@composes(np.moveaxis)
def moveaxis(x: Any, source: Any, destination: Any) -> Any:
    """Return an array with axes moved to other places; the others keep their order."""
    x = with_shape(x)
    come = settled_axes("moveaxis", x.shape, source)
    go = settled_axes("moveaxis", x.shape, destination)
    if len(come) != len(go):
        raise ValueError(
            f"moveaxis of shape {x.shape}: source {source} and destination {destination} must name as many axes."
        )
    order = [i for i in range(x.ndim) if i not in come]
    for to, axis in sorted(zip(go, come, strict=True)):
        order.insert(to, axis)
    return np.transpose(x, tuple(order))


@composes(np.expand_dims)
def expand_dims(x: Any, axis: Any) -> Any:
    """Return an array with further axes of length 1, at these places in the new shape."""
    x = with_shape(x)
    count = x.ndim + np.size(axis)
    added = settled_axes("expand_dims", x.shape, axis, count)
    lengths = iter(x.shape)
    return np.reshape(x, tuple(1 if i in added else next(lengths) for i in range(count)))


@composes(np.squeeze)
def squeeze(x: Any, axis: Any = None) -> Any:
    """Return an array without its axes of length 1, or without those named."""
    x = with_shape(x)
    gone = settled_axes("squeeze", x.shape, [i for i, n in enumerate(x.shape) if n == 1] if axis is None else axis)
    if any(x.shape[i] != 1 for i in gone):
        raise ValueError(f"squeeze of shape {x.shape}: axis {axis} must have length 1 to be left out.")
    return np.reshape(x, tuple(n for i, n in enumerate(x.shape) if i not in gone))


@composes(np.atleast_1d)
def atleast_1d(*arrays: Any) -> Any:
    """Return an array, or several, with one axis at least."""
    grown = tuple(x if x.ndim else np.reshape(x, (1,)) for x in map(with_shape, arrays))
    return grown[0] if len(grown) == 1 else grown


@composes(np.atleast_2d)
def atleast_2d(*arrays: Any) -> Any:
    """Return an array, or several, with two axes at least: a vector becomes a row."""
    grown = tuple(x if x.ndim > 1 else np.reshape(x, (1, x.size)) for x in map(with_shape, arrays))
    return grown[0] if len(grown) == 1 else grown


# --- what is asked about a shape: plain numbers ---

by_function[np.shape] = lambda a: a.shape
by_function[np.ndim] = lambda a: a.ndim
by_function[np.size] = lambda a, axis=None: a.size if axis is None else a.shape[axis]

# --- constants in the shape and the precision of a Value ---

for constants in (np.zeros_like, np.ones_like, np.full_like):
    by_function[constants] = lambda a, *rest, like=constants, **options: like(a.data, *rest, **options)[()]
