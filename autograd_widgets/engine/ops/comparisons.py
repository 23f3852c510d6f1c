"""Comparisons, logic, and choices between numbers."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import operator
from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import composes, elementwise
from autograd_widgets.engine.operation import Operation, by_function
from autograd_widgets.engine.ops.arithmetic import positive

# --- recorded, without a gradient ---

less = elementwise(np.less, "<", forward=operator.lt, partials=[None, None], browser="Number(x < y)")
less_equal = elementwise(np.less_equal, "≤", forward=operator.le, partials=[None, None], browser="Number(x <= y)")
greater = elementwise(np.greater, ">", forward=operator.gt, partials=[None, None], browser="Number(x > y)")
greater_equal = elementwise(np.greater_equal, "≥", forward=operator.ge, partials=[None, None], browser="Number(x >= y)")
equal = elementwise(np.equal, "=", partials=[None, None], browser="Number(x === y)")
not_equal = elementwise(np.not_equal, "≠", partials=[None, None], browser="Number(x !== y)")

isnan = elementwise(np.isnan, partials=[None], browser="Number(Number.isNaN(x))")
isinf = elementwise(np.isinf, partials=[None], browser="Number(Math.abs(x) === Number.POSITIVE_INFINITY)")
isfinite = elementwise(np.isfinite, partials=[None], browser="Number(Number.isFinite(x))")

logical_not = elementwise(np.logical_not, "not", partials=[None], browser="Number(x === 0)")
logical_and = elementwise(np.logical_and, "and", partials=[None, None], browser="Number(x !== 0 && y !== 0)")
logical_or = elementwise(np.logical_or, "or", partials=[None, None], browser="Number(x !== 0 || y !== 0)")


def _answer_on_booleans(ufunc: np.ufunc, sign: str, operation: Operation) -> None:
    """Have a logical operation answer to one of NumPy's that works on bits, where the inputs are booleans."""

    def checked(*inputs: Any, **options: Any) -> Any:
        for x in inputs:
            dtype = x.dtype if hasattr(x, "dtype") else np.asarray(x).dtype
            if dtype.kind != "b":
                raise TypeError(
                    f"{sign} combines booleans, such as comparisons or a mask, got {dtype}: compare first, "
                    f"as in v > 0, and put each comparison in brackets."
                )
        return operation(*inputs, **options)

    checked.__name__ = ufunc.__name__
    checked.__doc__ = f"{sign} on booleans: {operation.__doc__}"
    by_function[ufunc] = checked


_answer_on_booleans(np.invert, "~", logical_not)
_answer_on_booleans(np.bitwise_and, "&", logical_and)
_answer_on_booleans(np.bitwise_or, "|", logical_or)

# --- choices ---

where = elementwise(
    np.where,
    parameters=("c", "x", "y"),
    partials=[None, lambda out, c, x, y: np.not_equal(c, 0), lambda out, c, x, y: np.equal(c, 0)],
    shown=[None, lambda out, c, x, y: np.where(c, 1, 0), lambda out, c, x, y: np.where(c, 0, 1)],
    domain=[(0, 1), (-2, 2), (-2, 2)],
    browser="c !== 0 ? x : y",
    rule="where passes one of its two values on: the gradient goes to the one that was chosen.",
)


def greater_share(out: Any, x: Any, y: Any) -> Any:
    """Return 1 where x is the greater one, ½ where both are the same, 0 elsewhere; in the precision of out."""
    return (x > y) + out.dtype.type(0.5) * np.equal(x, y)


maximum = elementwise(
    np.maximum,
    partials=[greater_share, lambda out, x, y: greater_share(out, y, x)],
    shown=[
        lambda out, x, y: np.where(x > y, 1, np.where(np.equal(x, y), 0.5, 0)),
        lambda out, x, y: np.where(y > x, 1, np.where(np.equal(x, y), 0.5, 0)),
    ],
    rule="The larger of two numbers is passed on, and the gradient goes to the one that was.",
    ties="Where both are the same, each receives half of the gradient.",
)
minimum = elementwise(
    np.minimum,
    partials=[lambda out, x, y: greater_share(out, y, x), greater_share],
    shown=[
        lambda out, x, y: np.where(x < y, 1, np.where(np.equal(x, y), 0.5, 0)),
        lambda out, x, y: np.where(y < x, 1, np.where(np.equal(x, y), 0.5, 0)),
    ],
    rule="The smaller of two numbers is passed on, and the gradient goes to the one that was.",
    ties="Where both are the same, each receives half of the gradient.",
)
clip_between = elementwise(  # what clip records where it has both bounds
    np.clip,
    parameters=("x", "low", "high"),
    partials=[
        lambda out, x, low, high: greater_share(out, x, low) * greater_share(out, high, np.maximum(x, low)),
        lambda out, x, low, high: greater_share(out, low, x) * greater_share(out, high, np.maximum(x, low)),
        lambda out, x, low, high: greater_share(out, np.maximum(x, low), high),
    ],
    shown=[
        lambda out, x, low, high: np.where(
            np.equal(x, low), 0.5, np.where(np.equal(x, high), 0.5, np.where(np.equal(out, x), 1, 0))
        ),
        lambda out, x, low, high: np.where(np.equal(x, low), 0.5, np.where(np.equal(out, low), 1, 0)),
        lambda out, x, low, high: np.where(np.equal(x, high), 0.5, np.where(np.equal(out, high), 1, 0)),
    ],
    domain=[(-2, 2), (-1.5, -0.5), (0.5, 1.5)],
    browser="Math.min(Math.max(x, low), high)",
    rule="Between the bounds clip changes nothing (slope 1); beyond one, its output is that bound, and x has no say.",
    ties="At a bound, the number and the bound each receive half, as minimum(maximum(x, low), high) hands it back.",
)


@composes(np.clip)
def clip(x: Any, a_min: Any = None, a_max: Any = None, **bounds: Any) -> Any:
    """Return x kept between two bounds; None for no bound.

    Args:
        x: an array or a Value.
        a_min: the lower bound, a number, an array or a Value; also `min=`.
        a_max: the upper bound; also `max=`.
        bounds: `min` and `max`.

    Raises:
        TypeError: another argument came, or a bound came under both of its names.
    """
    low, high = (_bound(name, given, bounds.pop(name, None)) for name, given in (("min", a_min), ("max", a_max)))
    if bounds:
        raise TypeError(f"clip takes x, a_min, a_max or min=, max=: the engine does not support {', '.join(bounds)}=.")
    if low is None:
        return positive(x) if high is None else minimum(x, high)
    return maximum(x, low) if high is None else clip_between(x, low, high)


def _bound(name: str, by_position: Any, by_name: Any) -> Any:
    if by_position is not None and by_name is not None:
        raise TypeError(f"clip got two bounds, a_{name} and {name}=: pass one of them.")
    return by_position if by_name is None else by_name
