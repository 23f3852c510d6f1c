"""Trigonometric and hyperbolic functions, and their inverses."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import elementwise

# --- angles ---

sin = elementwise(
    np.sin,
    partials=[lambda out, x: np.cos(x)],
    rule="The sine is steepest where the cosine is largest: its slope is the cosine.",
)
cos = elementwise(
    np.cos,
    partials=[lambda out, x: -np.sin(x)],
    rule="The cosine falls where the sine is positive: its slope is minus the sine.",
)
tan = elementwise(
    np.tan,
    partials=[lambda out, x: 1 + out * out],
    shown=[lambda out, x: 1 + out**2],
    domain=[(-1.2, 1.2)],
    rule="The tangent has slope 1 plus its output squared: 1 at 0, steeper and steeper towards its poles.",
)
arcsin = elementwise(
    np.arcsin,
    partials=[lambda out, x: 1 / np.sqrt((1 - x) * (1 + x))],
    shown=[lambda out, x: 1 / np.sqrt(1 - x**2)],
    domain=[(-0.9, 0.9)],
    rule="The inverse of the sine has one over the sine's slope: the cosine of the angle is √(1 − x²).",
    ties="At −1 and 1 the curve is vertical: the derivative is ∞.",
)
arccos = elementwise(
    np.arccos,
    partials=[lambda out, x: -1 / np.sqrt((1 - x) * (1 + x))],
    shown=[lambda out, x: -1 / np.sqrt(1 - x**2)],
    domain=[(-0.9, 0.9)],
    rule="arccos is a quarter turn minus arcsin, so it has the opposite slope.",
    ties="At −1 and 1 the curve is vertical: the derivative is −∞.",
)
arctan = elementwise(
    np.arctan,
    partials=[lambda out, x: np.square(1 / np.hypot(1, x))],  # x² would overflow where the answer is 0
    shown=[lambda out, x: 1 / (1 + x**2)],
    rule="The inverse of the tangent has one over the tangent's slope, which is 1 + x².",
)


def over_squared_distance(of: Any, y: Any, x: Any) -> Any:
    """Return a number divided by x² + y², and 0 at (0, 0); no square overflows."""
    distance = np.hypot(y, x)
    distance = distance + np.equal(distance, 0)
    return of / distance / distance


arctan2 = elementwise(
    np.arctan2,
    parameters=("y", "x"),
    partials=[lambda out, y, x: over_squared_distance(x, y, x), lambda out, y, x: over_squared_distance(-y, y, x)],
    shown=[
        lambda out, y, x: x / (x**2 + y**2),
        lambda out, y, x: -y / (x**2 + y**2),
    ],
    domain=[(0.2, 2), (-2, 2)],
    rule="The angle of the point (x, y) turns when the point moves across its ray, the less the farther out it is.",
    ties="At (0, 0) both derivatives are taken to be 0, as PyTorch does.",
)

# --- hyperbolic ---

sinh = elementwise(
    np.sinh,
    partials=[lambda out, x: np.cosh(x)],
    rule="sinh is half of exp(x) − exp(−x): differentiating turns the minus into a plus, which is cosh.",
)
cosh = elementwise(
    np.cosh,
    partials=[lambda out, x: np.sinh(x)],
    rule="cosh is half of exp(x) + exp(−x): differentiating turns the plus into a minus, which is sinh.",
)
tanh = elementwise(
    np.tanh,
    partials=[lambda out, x: (1.0 - out) * (1.0 + out)],
    shown=[lambda out, x: 1 - out**2],
    rule="tanh has slope 1 minus its output squared: 1 in the middle, almost 0 where it is flat.",
)
arcsinh = elementwise(
    np.arcsinh,
    partials=[lambda out, x: 1 / np.hypot(1, x)],  # x² would overflow where the answer is finite
    shown=[lambda out, x: 1 / np.sqrt(1 + x**2)],
    rule="The inverse of sinh has one over the slope of sinh, which is √(1 + x²).",
)
arccosh = elementwise(
    np.arccosh,
    partials=[lambda out, x: 1 / (np.sqrt(x - 1) * np.sqrt(x + 1))],
    shown=[lambda out, x: 1 / np.sqrt(x**2 - 1)],
    domain=[(1.2, 3)],
    rule="The inverse of cosh has one over the slope of cosh, which is √(x² − 1).",
    ties="At 1 the curve is vertical: the derivative is ∞.",
)
arctanh = elementwise(
    np.arctanh,
    partials=[lambda out, x: 1 / ((1 - x) * (1 + x))],
    shown=[lambda out, x: 1 / (1 - x**2)],
    domain=[(-0.9, 0.9)],
    rule="The inverse of tanh has one over the slope of tanh, which is 1 − x².",
)
