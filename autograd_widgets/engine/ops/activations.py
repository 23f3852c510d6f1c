"""The activation functions of neural networks.

Each is written once, in NumPy: the browser's code is made by running it on Values.
"""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import elementwise

GELU_SCALE = 2 * math.sqrt(2 / math.pi)
GELU_CUBIC = 0.044715


def relu_of(x: Array) -> Array:
    """Return x where it is positive and 0 elsewhere."""
    return np.maximum(x, 0)


relu = elementwise(
    relu_of,
    name="relu",
    partials=[lambda out, x: x > 0],
    shown=[lambda out, x: np.where(x > 0, 1, 0)],
    ties="At 0 the derivative is taken to be 0, as PyTorch does.",
    rule="relu lets positive numbers through unchanged (slope 1) and stops the others (slope 0).",
)


def leaky_relu_of(x: Array, slope: Array) -> Array:
    """Return x where it is positive and a fraction of it elsewhere."""
    return np.maximum(x, 0) + slope * np.minimum(x, 0)


leaky_relu = elementwise(
    leaky_relu_of,
    name="leaky_relu",
    parameters=("x", "slope"),
    defaults={"slope": 0.01},
    partials=[
        lambda out, x, slope: np.where(x > 0, out.dtype.type(1), slope),  # a bare 1 would make float32 float64
        lambda out, x, slope: np.minimum(x, 0),
    ],
    shown=[lambda out, x, slope: np.where(x > 0, 1, slope), lambda out, x, slope: np.where(x < 0, x, 0)],
    domain=[(-2, 2), (0.1, 0.5)],
    ties="At 0 the derivative is the slope on the left, as PyTorch has it.",
    rule=[
        "leaky_relu lets positive numbers through unchanged (slope 1) and a fraction of the others.",
        "Where x is negative it is multiplied by the slope, so x is the derivative; elsewhere the slope plays no part.",
    ],
)


def sigmoid_of(x: Array) -> Array:
    """Return 1 / (1 + exp(−x)), without an exponential of a large number."""
    decay = np.exp(-abs(x))  # at most 1, so that the larger of it and a mask chooses as where does, in half the time
    return np.maximum(x >= 0, decay) / (1 + decay)


sigmoid = elementwise(
    sigmoid_of,
    "σ",
    name="sigmoid",
    partials=[lambda out, x: out * (1 - out)],
    rule="The S-curve from 0 to 1 has slope out · (1 − out): ¼ in the middle, almost 0 where it is flat.",
)


def softplus_of(x: Array) -> Array:
    """Return log(1 + exp(x)), without an exponential of a large number."""
    return np.maximum(x, 0) + np.log1p(np.exp(-abs(x)))


softplus = elementwise(
    softplus_of,
    name="softplus",
    partials=[lambda out, x: sigmoid(x)],
    rule="softplus is a rounded relu: its slope goes from 0 to 1 along the sigmoid.",
)


def silu_of(x: Array) -> Array:
    """Return x · sigmoid(x)."""
    return x * sigmoid(x)


def silu_slope(out: Any, x: Any) -> Any:
    """Return the derivative of x · sigmoid(x), by the product rule."""
    gate = sigmoid(x)
    return gate + out * (1 - gate)


silu = elementwise(
    silu_of,
    name="silu",
    partials=[silu_slope],
    rule="silu is x times its sigmoid: product rule, with the slope of the sigmoid, σ · (1 − σ).",
)


def gelu_argument(x: Any) -> Any:
    """Return what gelu takes the sigmoid of."""
    return GELU_SCALE * (x + GELU_CUBIC * x * x * x)


def gelu_of(x: Array) -> Array:
    """Return x · ½(1 + tanh(√(2/π)(x + 0.044715x³))), the tanh form of gelu (Hendrycks and Gimpel, 2016).

    Half of 1 + tanh(a) is sigmoid(2a), which keeps every digit where x is negative.
    """
    return x * sigmoid(gelu_argument(x))


def gelu_slope(out: Any, x: Any) -> Any:
    """Return the derivative of x · sigmoid(a(x)), by the product and the chain rule."""
    gate = sigmoid(gelu_argument(x))
    return gate + out * (1 - gate) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x * x)


def gelu_slope_shown(out: Any, x: Any) -> Any:
    """Return the same as a book prints it, with powers."""
    gate = sigmoid(GELU_SCALE * (x + GELU_CUBIC * x**3))
    return gate + out * (1 - gate) * GELU_SCALE * (1 + 3 * GELU_CUBIC * x**2)


gelu = elementwise(
    gelu_of,
    name="gelu",
    partials=[gelu_slope],
    shown=[gelu_slope_shown],
    rule="gelu is x times a gate between 0 and 1 (its tanh form): product rule, with the slope of the gate.",
)


def elu_of(x: Array, alpha: Array) -> Array:
    """Return x where it is positive and alpha · (exp(x) − 1) elsewhere."""
    return np.maximum(x, 0) + alpha * np.expm1(np.minimum(x, 0))


elu = elementwise(
    elu_of,
    name="elu",
    parameters=("x", "alpha"),
    defaults={"alpha": 1.0},
    partials=[
        lambda out, x, alpha: np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))),
        lambda out, x, alpha: np.expm1(np.minimum(x, 0)),
    ],
    shown=[
        lambda out, x, alpha: np.where(x > 0, 1, alpha * np.exp(x)),
        lambda out, x, alpha: np.where(x > 0, 0, np.exp(x) - 1),
    ],
    domain=[(-2, 2), (0.5, 2)],
    ties="At 0 the derivative is alpha, that of the left side, as PyTorch has it.",
    rule=[
        "elu lets positive numbers through unchanged (slope 1) and bends the others towards −alpha, ever flatter.",
        "Where x is negative, alpha multiplies exp(x) − 1, which is then its derivative; elsewhere it plays no part.",
    ],
)
