"""Spread and size: var, std, norm."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import other
from autograd_widgets.engine.ops.axes import (
    Shape,
    checked_flag,
    entries,
    kept,
    refuse_nothing,
    settle_axes,
    settle_reduction,
)

# --- variance and standard deviation ---


def _settle_spread(
    name: str, shape: Shape, axis: Any = None, ddof: Any = 0, keepdims: Any = False, correction: Any = None
) -> dict[str, Any]:
    if correction is not None and ddof != 0:
        raise ValueError(
            f"{name} takes ddof or correction, which mean the same, not both: got {ddof} and {correction}."
        )
    ddof = ddof if correction is None else correction
    if isinstance(ddof, bool) or not isinstance(ddof, (int, float)):
        raise TypeError(f"{name} expected ddof as a number, got {ddof!r}: n − ddof is what the squares are divided by.")
    return settle_reduction(name, shape, axis, keepdims) | {"ddof": ddof}


def _settle_var(shape: Shape, **options: Any) -> dict[str, Any]:
    return _settle_spread("var", shape, **options)


def _settle_std(shape: Shape, **options: Any) -> dict[str, Any]:
    return _settle_spread("std", shape, **options)


def _divisor(shape: Shape, axis: Shape, ddof: float) -> float:
    return max(0, entries(shape, axis) - ddof)


def _var(x: Array, *, axis: Shape, ddof: float, keepdims: bool) -> Array:
    n = _divisor(np.shape(x), axis, ddof)
    if n == 0:
        return np.var(x, axis=axis, ddof=ddof, keepdims=keepdims)  # nan or inf, with NumPy's own warning
    away = x - np.add.reduce(x, axis, keepdims=True) / entries(np.shape(x), axis)
    return np.add.reduce(away * away, axis, keepdims=keepdims) / n


def _std(x: Array, *, axis: Shape, ddof: float, keepdims: bool) -> Array:
    return np.sqrt(_var(x, axis=axis, ddof=ddof, keepdims=keepdims))


def _away(x: Array, axis: Shape) -> Array:
    return x - np.mean(x, axis=axis, keepdims=True)


def _var_vjp(g, out, x, *, axis, ddof, keepdims):
    return kept(g, x.shape, axis) * (_away(x, axis) * 2 / _divisor(x.shape, axis, ddof))


def _var_jvp(tangents, out, x, *, axis, ddof, keepdims):
    return np.sum(tangents[0] * (_away(x, axis) * 2 / _divisor(x.shape, axis, ddof)), axis=axis, keepdims=keepdims)


def _std_slope(out: Array, x: Array, axis: Shape, ddof: float) -> Array:
    out = kept(out, x.shape, axis)
    return _away(x, axis) / ((out + np.equal(out, 0)) * _divisor(x.shape, axis, ddof))  # at 0: 0 / 1


def _std_vjp(g, out, x, *, axis, ddof, keepdims):
    return kept(g, x.shape, axis) * _std_slope(out, x, axis, ddof)


def _std_jvp(tangents, out, x, *, axis, ddof, keepdims):
    return np.sum(tangents[0] * _std_slope(out, x, axis, ddof), axis=axis, keepdims=keepdims)


def _var_told(shape: Shape, *, axis: Shape, ddof: float, **_: Any) -> list[Any]:
    away = ["subtract", "x", ["mean", "x"]]
    return [["multiply", "g", ["divide", ["multiply", 2, away], _divisor(shape, axis, ddof)]]]


def _std_told(shape: Shape, *, axis: Shape, ddof: float, **_: Any) -> list[Any]:
    below = ["multiply", _divisor(shape, axis, ddof), "out"]
    return [["multiply", "g", ["divide", ["subtract", "x", ["mean", "x"]], below]]]


_OPTIONS = ("axis", "ddof", "keepdims", "correction")
var = other(
    np.var,
    forward=_var,
    options=_OPTIONS,
    vjps=[_var_vjp],
    jvp=_var_jvp,
    settle=_settle_var,
    told=_var_told,
    rule="An entry moves the variance in proportion to its distance from the mean: away from it up, towards it down.",
)
std = other(
    np.std,
    forward=_std,
    options=_OPTIONS,
    vjps=[_std_vjp],
    jvp=_std_jvp,
    settle=_settle_std,
    told=_std_told,
    rule="The root of the variance: an entry moves it in proportion to its distance from the mean, measured in "
    "standard deviations.",
    ties="Where all entries are equal, the standard deviation is 0 and the gradient is taken to be 0, as PyTorch does.",
)

# --- norm ---


def _settle_norm(shape: Shape, ord: Any = None, axis: Any = None, keepdims: Any = False) -> dict[str, Any]:  # noqa: A002
    axes = settle_axes("norm", shape, axis)
    kind = {2: None, 1: 1, np.inf: "inf", "inf": "inf"}.get(ord, "?") if len(axes) == 1 else "?"
    if ord is None or (ord == "fro" and len(axes) == 2):
        kind = None
    if kind == "?":
        raise ValueError(
            f"norm of shape {shape} over {len(axes)} axes got ord={ord!r}: the engine has ord=None, the root of the "
            "sum of the squares ('fro' over two axes, 2 along one), and along one axis 1, the sum of the absolute "
            "values, and np.inf, the largest of them. Write another with np.absolute, power and sum."
        )
    if kind == "inf":
        refuse_nothing("norm", shape, axes)
    return {"ord": kind, "axis": axes, "keepdims": checked_flag("norm", "keepdims", keepdims)}


def _norm(x: Array, *, ord: Any, axis: Shape, keepdims: bool) -> Array:  # noqa: A002 — NumPy's own name
    x = x if np.asarray(x).dtype.kind == "f" else np.asarray(x, dtype=np.float64)
    if ord is None:
        return np.sqrt(np.add.reduce(x * x, axis, keepdims=keepdims))
    return (np.add if ord == 1 else np.maximum).reduce(np.absolute(x), axis, keepdims=keepdims)


def _norm_slope(out: Array, x: Array, ord: Any, axis: Shape) -> Array:  # noqa: A002
    if ord == 1:
        return np.sign(x)
    out = kept(out, x.shape, axis)
    if ord is None:
        return x / (out + np.equal(out, 0))  # at 0: 0 / 1
    signs = np.sign(x) * np.equal(np.absolute(x), out)
    count = np.sum(signs * signs, axis=axis, keepdims=True)
    return signs / (count + np.equal(count, 0))


def _norm_vjp(g, out, x, *, ord, axis, keepdims):  # noqa: A002
    return kept(g, x.shape, axis) * _norm_slope(out, x, ord, axis)


def _norm_jvp(tangents, out, x, *, ord, axis, keepdims):  # noqa: A002
    return np.sum(tangents[0] * _norm_slope(out, x, ord, axis), axis=axis, keepdims=keepdims)


def _norm_told(*_: Shape, ord: Any, **__: Any) -> list[Any]:  # noqa: A002
    if ord is None:
        return [["divide", ["multiply", "g", "x"], "out"]]
    signed = ["multiply", "g", ["sign", "x"]]
    return [signed if ord == 1 else ["where", ["equal", ["absolute", "x"], "out"], ["share", signed], 0]]


norm = other(
    np.linalg.norm,
    "‖ ‖",
    forward=_norm,
    vjps=[_norm_vjp],
    jvp=_norm_jvp,
    settle=_settle_norm,
    told=_norm_told,
    rule="The length of a vector grows fastest along the vector itself: the gradient is the vector, made 1 long. "
    "With ord=1 each entry counts by its distance from 0, with ord=np.inf only the one farthest from 0: their slopes "
    "are signs.",
    ties="At the zero vector the gradient is taken to be 0, as PyTorch does. With ord=np.inf, entries that are equally "
    "far from 0 share the gradient equally.",
)
