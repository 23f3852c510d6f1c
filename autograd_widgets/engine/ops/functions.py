"""The functions of a calculus book: exponentials, logarithms, roots, distances, and steps."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import elementwise
from autograd_widgets.engine.ops.activations import sigmoid

# --- exponentials and logarithms ---

exp = elementwise(
    np.exp,
    partials=[lambda out, x: out],
    rule="The exponential is its own derivative: the output that was just computed is the slope.",
)
expm1 = elementwise(
    np.expm1,
    partials=[lambda out, x: np.exp(x)],
    rule="exp(x) − 1 has the slope of exp(x): taking 1 away moves the curve down and leaves its slope.",
)
log = elementwise(
    np.log,
    partials=[lambda out, x: 1 / x],
    domain=[(0.2, 3)],
    rule="The natural logarithm has slope 1/x: steep near 0, flatter the larger x is.",
)
log1p = elementwise(
    np.log1p,
    partials=[lambda out, x: 1 / (1 + x)],
    domain=[(-0.8, 3)],
    rule="log(1 + x) has the slope of the logarithm at 1 + x, which is 1/(1 + x).",
)
log2 = elementwise(
    np.log2,
    partials=[lambda out, x: 1 / (math.log(2) * x)],
    domain=[(0.2, 3)],
    rule="The logarithm to base 2 is the natural one divided by log(2) = 0.693, and so is its slope.",
)
log10 = elementwise(
    np.log10,
    partials=[lambda out, x: 1 / (math.log(10) * x)],
    domain=[(0.2, 3)],
    rule="The logarithm to base 10 is the natural one divided by log(10) = 2.303, and so is its slope.",
)


def share_of_exponential(out: Any, x: Any, y: Any) -> Any:
    """Return exp(x) / (exp(x) + exp(y)), and ½ where both are the same infinity."""
    with np.errstate(invalid="ignore"):  # ∞ − ∞, which is then replaced
        difference = x - y
    return sigmoid(np.where(np.isinf(x) & np.equal(x, y), 0, difference))


logaddexp = elementwise(
    np.logaddexp,
    partials=[share_of_exponential, lambda out, x, y: share_of_exponential(out, y, x)],
    shown=[lambda out, x, y: np.exp(x - out), lambda out, x, y: np.exp(y - out)],
    browser="logaddexp(x, y)",
    rule="log(exp(x) + exp(y)) moves with each input by that input's share of the sum of exponentials.",
    ties="Where both are the same infinity, each receives half of the gradient.",
)

# --- roots and distances ---

sqrt = elementwise(
    np.sqrt,
    "√",
    partials=[lambda out, x: 0.5 / out],
    shown=[lambda out, x: 1 / (2 * out)],
    domain=[(0.2, 3)],
    rule="A square root has slope one half divided by the root: steep near 0, flatter the larger x is.",
    ties="At 0 the curve is vertical: the derivative is ∞, as PyTorch has it.",
)
cbrt = elementwise(
    np.cbrt,
    "∛",
    partials=[lambda out, x: 1 / (3 * out * out)],
    shown=[lambda out, x: 1 / (3 * out**2)],
    domain=[(0.3, 3)],
    rule="A cube root has slope one third divided by the root squared.",
    ties="At 0 the curve is vertical: the derivative is ∞.",
)
absolute = elementwise(
    np.absolute,
    "|x|",
    forward=operator.abs,
    partials=[lambda out, x: np.sign(x)],
    rule="The distance from 0 grows to the right of 0 (slope 1) and shrinks towards it from the left (slope −1).",
    ties="At 0 the derivative is taken to be 0, as PyTorch does.",
)
hypot = elementwise(
    np.hypot,
    partials=[lambda out, x, y: x / (out + np.equal(out, 0)), lambda out, x, y: y / (out + np.equal(out, 0))],
    shown=[lambda out, x, y: x / out, lambda out, x, y: y / out],
    domain=[(0.2, 2), (-2, 2)],
    rule="The long side of a right triangle moves with a short side by how much it points the same way: x/out.",
    ties="At (0, 0) both derivatives are taken to be 0.",
)

# --- steps: flat wherever they do not jump ---

sign = elementwise(
    np.sign,
    partials=[0],
    browser="Math.sign(x) + 0",  # there is no −0 in NumPy's
    rule="The sign stays the same when its input moves a little: it is flat, its slope is 0.",
    ties="At 0, where it jumps, the derivative is taken to be 0, as PyTorch does.",
)
ROUNDED = {
    "rule": "A rounded number stays the same when its input moves a little: it is flat, its slope is 0.",
    "ties": "Where it jumps, the derivative is taken to be 0 as well, as PyTorch does.",
}
floor = elementwise(np.floor, partials=[0], domain=[(1.1, 1.9)], **ROUNDED)
ceil = elementwise(np.ceil, partials=[0], domain=[(1.1, 1.9)], **ROUNDED)
trunc = elementwise(np.trunc, partials=[0], domain=[(1.1, 1.9)], **ROUNDED)
rint = elementwise(np.rint, partials=[0], domain=[(1.6, 2.4)], browser="rint(x)", **ROUNDED)
