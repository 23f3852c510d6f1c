"""Joining arrays, and taking them apart again."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import composes, linear
from autograd_widgets.engine.ops.shape import Shape, atleast_1d, atleast_2d, settled_axis, with_shape


def _settle_concatenate(*shapes: Shape, axis: int | None = 0) -> dict[str, Any]:
    if not shapes:
        raise ValueError("concatenate of no arrays: it needs one at least.")
    if axis is None:
        return {"axis": None}
    first = shapes[0]
    if () in shapes:
        raise ValueError(f"concatenate of shapes {_listed(shapes)}: scalars have no axis to join, use stack.")
    settled = settled_axis("concatenate", first, axis)
    rest = {(len(shape), shape[:settled], shape[settled + 1 :]) for shape in shapes}
    if len(rest) > 1:
        raise ValueError(
            f"concatenate of shapes {_listed(shapes)} along axis {settled}: all other axes must be equally long."
        )
    return {"axis": settled}


def _settle_stack(*shapes: Shape, axis: int = 0) -> dict[str, Any]:
    if not shapes:
        raise ValueError("stack of no arrays: it needs one at least.")
    if len(set(shapes)) > 1:
        raise ValueError(f"stack of shapes {_listed(shapes)}: all must be the same, or use concatenate.")
    return {"axis": settled_axis("stack", shapes[0], axis, len(shapes[0]) + 1)}


def _listed(shapes: Sequence[Shape]) -> str:
    return " and ".join(map(str, shapes))


def _jointly(join: Any) -> Any:
    """Return the Jacobian-vector product of an operation that joins arrays: their tangents joined."""

    def jvp(tangents: Sequence[Array | None], out: Array, *arrays: Array, axis: int | None) -> Array:
        return join(
            [np.zeros(np.shape(x), out.dtype) if t is None else t for t, x in zip(tangents, arrays, strict=True)], axis
        )

    return jvp


@linear(
    np.concatenate,
    "join",
    variadic=True,
    forward=lambda *arrays, axis: np.concatenate(arrays, axis),
    jvp=_jointly(np.concatenate),
    settle=_settle_concatenate,
    rule="Joined arrays keep their entries: each receives its own stretch of the gradient.",
)
def concatenate(position, g, out, *arrays, axis: int | None = 0):  # noqa: D103
    x = arrays[position]
    if axis is None:
        start = sum(map(np.size, arrays[:position]))
        return np.reshape(g[start : start + x.size], x.shape)
    start = sum(each.shape[axis] for each in arrays[:position])
    return g[(slice(None),) * axis + (slice(start, start + x.shape[axis]),)]


@linear(
    np.stack,
    variadic=True,
    forward=lambda *arrays, axis: np.stack(arrays, axis),
    jvp=_jointly(np.stack),
    settle=_settle_stack,
    rule="Stacked arrays lie side by side along a new axis: each receives its own layer of the gradient.",
)
def stack(position, g, out, *arrays, axis=0):  # noqa: D103
    return g[(slice(None),) * axis + (position,)]


@composes(np.hstack)
def hstack(tup: Any) -> Any:
    """Join arrays side by side: along their second axis, vectors along their only one."""
    arrays = [atleast_1d(x) for x in tup]
    return np.concatenate(arrays, 0 if arrays and arrays[0].ndim == 1 else 1)


@composes(np.vstack)
def vstack(tup: Any) -> Any:
    """Join arrays one below the other; a vector counts as a row."""
    return np.concatenate([atleast_2d(x) for x in tup], 0)


@composes(np.array_split)
def array_split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut an array along an axis, into so many parts of nearly equal length, or at these places; a list of Values."""
    return _cut("array_split", with_shape(x), indices_or_sections, axis)


@composes(np.split)
def split(x: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Cut an array along an axis, into so many parts of equal length, or at these places; a list of Values.

    Raises:
        ValueError: the axis can't be cut into so many equal parts.
    """
    x = with_shape(x)
    length = x.shape[settled_axis("split", x.shape, axis)]
    if np.ndim(indices_or_sections) == 0 and length % (indices_or_sections or 1):
        raise ValueError(
            f"split of shape {x.shape} along axis {axis}: {length} entries don't make {indices_or_sections} equal "
            "parts: use array_split, or name the places to cut at."
        )
    return _cut("split", x, indices_or_sections, axis)


def _cut(name: str, x: Any, indices_or_sections: Any, axis: int) -> list[Any]:
    at = settled_axis(name, x.shape, axis)
    length = x.shape[at]
    if np.ndim(indices_or_sections) == 0:
        count = int(indices_or_sections)
        if count < 1:
            raise ValueError(f"{name} of shape {x.shape}: expected 1 part or more, got {count}.")
        lengths = [length // count + (i < length % count) for i in range(count)]
        cuts = [sum(lengths[:i]) for i in range(1, count)]
    else:
        cuts = [int(i) for i in indices_or_sections]
    before = (slice(None),) * at
    return [x[(*before, slice(start, end))] for start, end in zip([0, *cuts], [*cuts, length], strict=True)]
