"""Arithmetic."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import elementwise

add = elementwise(
    np.add,
    "+",
    forward=operator.add,
    partials=[1, 1],
    rule="A sum moves exactly as much as either of its terms does, so each local derivative is 1.",
    proof=[lambda x, y, h: ((x + h + y) - (x + y)) / h, lambda x, y, h: h / h, lambda x, y, h: 1],
)
subtract = elementwise(
    np.subtract,
    "−",
    forward=operator.sub,
    partials=[1, -1],
    rule="A difference moves with its first term and against its second: the local derivatives are 1 and −1.",
)
multiply = elementwise(
    np.multiply,
    "×",
    forward=operator.mul,
    partials=[lambda out, x, y: y, lambda out, x, y: x],
    rule="In a product, each factor is multiplied by the other, so the other is the local derivative.",
    proof=[
        lambda x, y, h: ((x + h) * y - x * y) / h,
        lambda x, y, h: (x * y + h * y - x * y) / h,
        lambda x, y, h: (h * y) / h,
        lambda x, y, h: y,
    ],
)
divide = elementwise(
    np.divide,
    "÷",
    forward=operator.truediv,
    partials=[lambda out, x, y: 1 / y, lambda out, x, y: -out / y],
    domain=[(-2, 2), (0.5, 2)],
    rule="A quotient moves 1/y times as much as its numerator, and against its denominator.",
)
negative = elementwise(
    np.negative,
    "−",
    forward=operator.neg,
    partials=[-1],
    rule="The opposite of a number moves against it: the local derivative is −1.",
)
positive = elementwise(
    np.positive,
    "+",
    forward=operator.pos,
    partials=[1],
    browser="x",
    rule="A plus sign changes nothing: the local derivative is 1.",
)
reciprocal = elementwise(
    np.reciprocal,
    "1/x",
    partials=[lambda out, x: -out * out],
    shown=[lambda out, x: -1 / x**2],
    domain=[(0.5, 2)],
    browser="1 / x",
    rule="The larger x is, the smaller 1/x: the slope is minus 1/x squared.",
)
square = elementwise(
    np.square,
    "x²",
    partials=[lambda out, x: 2 * x],
    browser="x * x",
    rule="Power rule: bring the exponent 2 down as a factor and lower it by one.",
)


def power_by_base(out: Any, x: Any, y: Any) -> Any:
    """Return y·x^(y−1), and 0 where y is 0: the comparison keeps 0 · ∞ from becoming nan."""
    if isinstance(y, (int, float)):  # a number, as exponents are in most code: np.equal would take 1 µs
        return 2.0 * x if y == 2 else y * x ** (y - 1 + (y == 0))  # 2.0: NumPy takes 0.1 µs longer with integers
    return y * x ** (y - 1 + np.equal(y, 0))


def power_by_exponent(out: Any, x: Any, y: Any) -> Any:
    """Return x^y·log x, and 0 where 0 stays 0: the comparison keeps 0 · −∞ from becoming nan."""
    if isinstance(x, (int, float)) and x > 0:  # a Python logarithm leaves float32 as it is
        return out * math.log(x)
    return out * np.log(x + (np.equal(x, 0) & (y >= 0)))


power = elementwise(
    np.power,
    "**",
    forward=operator.pow,
    partials=[power_by_base, power_by_exponent],
    shown=[lambda out, x, y: y * x ** (y - 1), lambda out, x, y: out * np.log(x)],
    domain=[(0.2, 2), (-2, 3)],
    browser="power(x, y)",
    rule=[
        "Power rule: bring the exponent down as a factor and lower it by one.",
        "When the exponent moves, a power grows by itself times the natural logarithm of its base.",
    ],
    ties="x ** 0 is 1 everywhere: its derivative by x is 0, also at 0.",
    advice="integers have no negative integer powers: make the base a float first, x * 1.0.",
)
