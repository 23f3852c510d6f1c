"""Order: sort, argsort, argmax, argmin, and picking along an axis."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import linear, other
from autograd_widgets.engine.ops.axes import Shape, along, back_in, checked_flag, entries, refuse_nothing, settle_line
from autograd_widgets.engine.value import Value

# --- picking along an axis ---


def _settle_take(shape: Shape, picked: Shape, axis: Any = -1) -> dict[str, Any]:
    axes = settle_line("take_along_axis", shape, axis)
    if len(picked) != (len(shape) if len(axes) == 1 else 1):
        raise ValueError(
            f"take_along_axis of shape {shape} with indices of shape {picked}: they need as many axes as the array, "
            "or one with axis=None. Add axes of length 1 with np.expand_dims; they broadcast."
        )
    return {"axis": axes}


def _take(x: Array, indices: Array, *, axis: Shape) -> Array:
    return np.take_along_axis(np.asarray(x), np.asarray(indices), along(axis))


def _take_vjp(g, out, x, indices, *, axis):
    line, n = axis[0] if len(axis) == 1 else 0, entries(x.shape, axis)
    back = _picked_back(g, indices, line, n)
    return back if len(axis) == 1 else back_in(back, x.shape)


def _picked_back(g: Array, indices: Array, line: int, n: int) -> Array:
    """Return n entries along an axis, to which a gradient was added at the places that were picked."""
    before, behind = g.shape[:line], g.shape[line + 1 :]
    if isinstance(g, Value) or isinstance(indices, Value):  # as a sum over all places that could have been picked
        places = np.reshape(np.arange(n), (n, *(1 for _ in behind)))
        picked = np.reshape(indices, (*indices.shape[: line + 1], 1, *indices.shape[line + 1 :]))
        hits = np.equal(picked, places) + np.equal(picked, places - n)
        return np.sum(np.reshape(g, (*g.shape[: line + 1], 1, *behind)) * hits, axis=line)
    back = np.zeros((*before, n, *behind), g.dtype)
    places = list(np.indices(g.shape, sparse=True))
    places[line] = indices
    np.add.at(back, tuple(places), g)
    return back


take_along_axis = linear(
    np.take_along_axis,
    "take",
    forward=_take,
    parameters=("x", "indices"),
    options=("axis",),
    settle=_settle_take,
    told=lambda *_, **__: [["put_back", "g", "indices"], None],
    rule="An entry that was picked receives the gradient of its copy, one that was picked twice that of both.",
)(_take_vjp, None)

# --- order ---


def _settle_sort(name: str, shape: Shape, axis: Any = -1) -> dict[str, Any]:
    return {"axis": settle_line(name, shape, axis)}


def _sort(x: Array, *, axis: Shape) -> Array:
    return np.sort(x, axis=along(axis), kind="stable")


def _argsort(x: Array, *, axis: Shape) -> Array:
    return np.argsort(x, axis=along(axis), kind="stable")


argsort = other(np.argsort, forward=_argsort, vjps=[None], settle=partial(_settle_sort, "argsort"))


def _sort_vjp(g, out, x, *, axis):
    line = along(axis)
    places = argsort(argsort(x, axis=line), axis=-1 if line is None else line)  # where each entry went
    return back_in(np.take_along_axis(g, places, line), x.shape)


def _sort_jvp(tangents, out, x, *, axis):
    line = along(axis)
    return np.take_along_axis(tangents[0], argsort(x, axis=line), line)


sort = other(
    np.sort,
    forward=_sort,
    vjps=[_sort_vjp],
    jvp=_sort_jvp,
    settle=partial(_settle_sort, "sort"),
    told=lambda *_, **__: [["put_back", "g"]],
    rule="The entries trade places: each gradient goes back to where its entry came from.",
    ties="Entries that are equal keep their order, and each receives the gradient of its own place.",
)

# --- where the largest and the smallest are ---


def _settle_extreme(name: str, shape: Shape, axis: Any = None, keepdims: Any = False) -> dict[str, Any]:
    axes = settle_line(name, shape, axis)
    refuse_nothing(name, shape, axes)
    return {"axis": axes, "keepdims": checked_flag(name, "keepdims", keepdims)}


def _argmax(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.argmax(x, axis=along(axis), keepdims=keepdims)


def _argmin(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.argmin(x, axis=along(axis), keepdims=keepdims)


argmax = other(np.argmax, forward=_argmax, vjps=[None], settle=partial(_settle_extreme, "argmax"))
argmin = other(np.argmin, forward=_argmin, vjps=[None], settle=partial(_settle_extreme, "argmin"))
