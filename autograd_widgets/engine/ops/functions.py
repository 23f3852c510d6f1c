"""The functions of a calculus book: exponentials, logarithms, roots, trigonometry."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import numpy as np

from autograd_widgets.engine.operation import elementwise

exp = elementwise(
    np.exp,
    partials=[lambda out, x: out],
    rule="The exponential is its own derivative: the output that was just computed is the slope.",
)
log = elementwise(
    np.log,
    partials=[lambda out, x: 1 / x],
    domain=[(0.2, 3)],
    rule="The natural logarithm has slope 1/x: steep near 0, flatter the larger x is.",
)
tanh = elementwise(
    np.tanh,
    partials=[lambda out, x: (1 - out) * (1 + out)],
    shown=[lambda out, x: 1 - out**2],
    rule="tanh has slope 1 minus its output squared: 1 in the middle, almost 0 where it is flat.",
)
