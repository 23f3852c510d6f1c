"""Arithmetic and comparisons."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import operator

import numpy as np

from autograd_widgets.engine.operation import elementwise

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
power = elementwise(
    np.power,
    "**",
    forward=operator.pow,
    # where the exponent is 0 the derivative by the base is 0, where the base is 0 that by the exponent is 0: the
    # comparisons keep 0 · ∞ from becoming nan, and no warning is raised
    partials=[
        lambda out, x, y: y * x ** (y - 1 + np.equal(y, 0)),
        lambda out, x, y: out * np.log(x + np.equal(x, 0)),
    ],
    shown=[lambda out, x, y: y * x ** (y - 1), lambda out, x, y: out * np.log(x)],
    domain=[(0.2, 2), (-2, 3)],
    browser="power(x, y)",
    rule=[
        "Power rule: bring the exponent down as a factor and lower it by one.",
        "When the exponent moves, a power grows by itself times the natural logarithm of its base.",
    ],
)

# --- comparisons: recorded, without a gradient ---

less = elementwise(np.less, "<", forward=operator.lt, partials=[None, None], browser="Number(x < y)")
less_equal = elementwise(np.less_equal, "≤", forward=operator.le, partials=[None, None], browser="Number(x <= y)")
greater = elementwise(np.greater, ">", forward=operator.gt, partials=[None, None], browser="Number(x > y)")
greater_equal = elementwise(np.greater_equal, "≥", forward=operator.ge, partials=[None, None], browser="Number(x >= y)")
equal = elementwise(np.equal, "=", partials=[None, None], browser="Number(x === y)")
not_equal = elementwise(np.not_equal, "≠", partials=[None, None], browser="Number(x !== y)")

where = elementwise(
    np.where,
    parameters=("c", "x", "y"),
    partials=[None, lambda out, c, x, y: np.not_equal(c, 0), lambda out, c, x, y: np.equal(c, 0)],
    shown=[None, lambda out, c, x, y: np.where(c, 1, 0), lambda out, c, x, y: np.where(c, 0, 1)],
    domain=[(0, 1), (-2, 2), (-2, 2)],
    browser="c !== 0 ? x : y",
    rule="where passes one of its two values on: the gradient goes to the one that was chosen.",
)
