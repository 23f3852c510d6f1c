"""Sums, means, products and extremes over axes."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import linear, other
from autograd_widgets.engine.operation import by_function
from autograd_widgets.engine.ops.axes import (
    Shape,
    along,
    as_rows,
    back_in,
    checked_flag,
    entries,
    from_rows,
    kept,
    settle_line,
    settle_reduction,
    spread,
)

# --- sums ---


def _sum(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.add.reduce(x, axis, keepdims=keepdims)  # np.sum takes 2 µs to come to this


@linear(
    np.sum,
    "Σ",
    forward=_sum,
    settle=partial(settle_reduction, "sum"),
    rule="Every entry adds itself to the sum, so each receives the whole gradient of the sum.",
)
def sum(g, out, x, *, axis, keepdims):  # noqa: A001, D103 — NumPy's own name
    return spread(g, x.shape, axis)


def _mean(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    count = entries(np.shape(x), axis)
    if count == 0:
        return np.mean(x, axis=axis, keepdims=keepdims)  # nan, with NumPy's own warning
    return np.add.reduce(x, axis, keepdims=keepdims) / count


@linear(
    np.mean,
    forward=_mean,
    settle=partial(settle_reduction, "mean"),
    rule="Every entry adds 1/n of itself to the mean of n entries, so each receives 1/n of its gradient.",
)
def mean(g, out, x, *, axis, keepdims):  # noqa: D103
    return spread(g / (entries(x.shape, axis) or 1), x.shape, axis)


# --- the largest and the smallest ---


def _shares(out: Array, x: Array, axis: Shape) -> Array:
    """Return what part of the gradient each entry receives: those that are the extreme share it equally."""
    hits = np.equal(x, kept(out, x.shape, axis)) * x.dtype.type(1)
    return hits / np.sum(hits, axis=axis, keepdims=True)


def _extreme_vjp(g, out, x, *, axis, keepdims):
    return kept(g, x.shape, axis) * _shares(out, x, axis)


def _extreme_jvp(tangents, out, x, *, axis, keepdims):
    return np.sum(tangents[0] * _shares(out, x, axis), axis=axis, keepdims=keepdims)


def _max(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.maximum.reduce(x, axis, keepdims=keepdims)


def _min(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.minimum.reduce(x, axis, keepdims=keepdims)


def _extreme_told(*_: Shape, **__: Any) -> list[Any]:
    return [["where", ["equal", "x", "out"], ["share", "g"], 0]]  # one entry alone has the whole of it


max = other(  # noqa: A001
    np.max,
    forward=_max,
    vjps=[_extreme_vjp],
    jvp=_extreme_jvp,
    settle=partial(settle_reduction, "max", of_nothing=False),
    told=_extreme_told,
    rule="Only the largest entry decides: it receives the whole gradient, the others nothing.",
    ties="Entries that are equally large share the gradient equally.",
)
min = other(  # noqa: A001
    np.min,
    forward=_min,
    vjps=[_extreme_vjp],
    jvp=_extreme_jvp,
    settle=partial(settle_reduction, "min", of_nothing=False),
    told=_extreme_told,
    rule="Only the smallest entry decides: it receives the whole gradient, the others nothing.",
    ties="Entries that are equally small share the gradient equally.",
)
by_function |= {np.amax: max, np.amin: min}

# --- products ---


def _prod(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.multiply.reduce(x, axis, keepdims=keepdims)


def _left_out(rows: Array) -> Array:
    """Return rows of n entries as n copies of each, one for each entry, which is 1 in it: (…, n) → (…, n, n)."""
    *lead, n = rows.shape
    return np.where(np.eye(n, dtype=bool), 1.0, np.reshape(rows, (*lead, 1, n)))


def _others(x: Array, axis: Shape) -> Array:
    """Return for each entry the product of all the others. Nothing is divided by, so zeros may be among them.

    Of Values it takes n² numbers for n entries.
    """
    rows = as_rows(x, axis)
    if type(rows) is not np.ndarray:
        return from_rows(np.prod(_left_out(rows), axis=-1), x.shape, axis)
    before, behind = np.ones_like(rows), np.ones_like(rows)
    np.multiply.accumulate(rows[..., :-1], axis=-1, out=before[..., 1:])
    np.multiply.accumulate(rows[..., :0:-1], axis=-1, out=behind[..., -2::-1])
    return from_rows(before * behind, x.shape, axis)


def _prod_vjp(g, out, x, *, axis, keepdims):
    return kept(g, x.shape, axis) * _others(x, axis) if axis else g


def _prod_jvp(tangents, out, x, *, axis, keepdims):
    return np.sum(tangents[0] * _others(x, axis), axis=axis, keepdims=keepdims) if axis else tangents[0]


prod = other(
    np.prod,
    "Π",
    forward=_prod,
    vjps=[_prod_vjp],
    jvp=_prod_jvp,
    settle=partial(settle_reduction, "prod"),
    told=lambda *_, **__: [["divide", ["multiply", "g", "out"], "x"]],
    rule="In a product, each entry is multiplied by all the others, so the product of the others is its slope.",
    ties="Where entries are 0, the product of the others is computed without dividing.",
)

# --- running sums and products ---


def _settle_cumsum(shape: Shape, axis: Any = None, reverse: Any = False) -> dict[str, Any]:
    return {"axis": settle_line("cumsum", shape, axis), "reverse": checked_flag("cumsum", "reverse", reverse)}


def _cumsum(x: Array, *, axis: Shape, reverse: bool) -> Array:
    if not reverse:
        return np.cumsum(x, axis=along(axis))
    line = along(axis)
    return np.flip(np.cumsum(np.flip(x, line), axis=line), 0 if line is None else line)


@linear(
    np.cumsum,
    forward=_cumsum,
    settle=_settle_cumsum,
    told=lambda *_, reverse, **__: [["cumsum" if reverse else "cumsum_from_the_end", "g"]],
    rule="An entry is in the running sum at its own place and at every later one: it receives all their gradients.",
)
def cumsum(g, out, x, *, axis, reverse):  # noqa: D103
    return back_in(cumsum(g, axis=along(axis), reverse=not reverse), x.shape)


def _settle_cumprod(shape: Shape, axis: Any = None) -> dict[str, Any]:
    return {"axis": settle_line("cumprod", shape, axis)}


def _cumprod(x: Array, *, axis: Shape) -> Array:
    return np.cumprod(x, axis=along(axis))


def _products_without(rows: Array) -> Array:
    """Return at [i, k] how entry i moves the product of the entries up to k: by the product of the others of these.

    It takes n² numbers for n entries.
    """
    upper = np.triu(np.ones((rows.shape[-1],) * 2, dtype=bool))
    return np.where(upper, np.cumprod(_left_out(rows), axis=-1), 0.0)


def _lines(y: Array, x: Array, axis: Shape) -> Array:
    """Return rows of the output, or of something of its shape: with axis=None it is flat already."""
    return as_rows(y, axis) if len(axis) == 1 else y


def _cumprod_vjp(g, out, x, *, axis):
    rows, upstream = as_rows(x, axis), _lines(g, x, axis)
    *lead, n = rows.shape
    if type(upstream) is not np.ndarray or type(rows) is not np.ndarray:
        slopes = _products_without(rows)
        return from_rows(np.sum(np.reshape(upstream, (*lead, 1, n)) * slopes, axis=-1), x.shape, axis)
    before = np.ones_like(rows)
    before[..., 1:] = _lines(out, x, axis)[..., :-1]
    later = upstream.copy()  # what each entry's product so far is multiplied by, in all that follows
    for i in range(n - 2, -1, -1):
        later[..., i] += rows[..., i + 1] * later[..., i + 1]
    return from_rows(before * later, x.shape, axis)


def _cumprod_jvp(tangents, out, x, *, axis):
    rows, moved = as_rows(x, axis), as_rows(tangents[0], axis)
    tangent = np.sum(np.reshape(moved, (*rows.shape, 1)) * _products_without(rows), axis=-2)
    return from_rows(tangent, x.shape, axis) if len(axis) == 1 else tangent


cumprod = other(
    np.cumprod,
    forward=_cumprod,
    vjps=[_cumprod_vjp],
    jvp=_cumprod_jvp,
    settle=_settle_cumprod,
    told=lambda *_, **__: [["divide", ["cumsum_from_the_end", ["multiply", "g", "out"]], "x"]],
    rule="An entry is a factor of the running product at its own place and at every later one.",
    ties="Where entries are 0, the products of the others are computed without dividing.",
)

# --- all and any: recorded, without a gradient ---


def _all(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.all(x, axis=axis, keepdims=keepdims)


def _any(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    return np.any(x, axis=axis, keepdims=keepdims)


all = other(  # noqa: A001
    np.all, forward=_all, vjps=[None], settle=partial(settle_reduction, "all")
)
any = other(  # noqa: A001
    np.any, forward=_any, vjps=[None], settle=partial(settle_reduction, "any")
)
