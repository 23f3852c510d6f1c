"""The activation functions of neural networks."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import elementwise


def relu_of(x: Array) -> Array:
    """Return x where it is positive and 0 elsewhere."""
    return np.maximum(x, 0)


relu = elementwise(
    relu_of,
    name="relu",
    partials=[lambda out, x: x > 0],
    shown=[lambda out, x: np.where(x > 0, 1, 0)],
    ties="At 0 the derivative is taken to be 0, as PyTorch does.",
    browser="x <= 0 ? 0 : x",
    rule="relu lets positive numbers through unchanged (slope 1) and stops the others (slope 0).",
)
