"""Products of vectors, matrices and stacks of them."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import operator

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import linear


def _matrix_transpose(x: Array) -> Array:
    return x.T if x.ndim == 2 else np.transpose(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


def _as_matrices(g: Array, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Give vectors the axis of length 1 that makes their product one of matrices."""
    if x.ndim == 1:
        x, g = (
            np.reshape(x, (1, *x.shape)),
            np.reshape(g, (*g.shape[:-1], 1, *g.shape[-1:]) if y.ndim > 1 else (1,)),
        )
    if y.ndim == 1:
        y, g = np.reshape(y, (*y.shape, 1)), np.reshape(g, (*g.shape, 1))
    return g, x, y


def _matmul_left(g, out, x, y):
    if x.ndim == 1 and y.ndim == 1:
        return g * y
    g, _, b = _as_matrices(g, x, y)
    contribution = g @ _matrix_transpose(b)
    return contribution if x.ndim > 1 else np.reshape(contribution, (*contribution.shape[:-2], *x.shape))


def _matmul_right(g, out, x, y):
    if x.ndim == 1 and y.ndim == 1:
        return g * x
    g, a, _ = _as_matrices(g, x, y)
    contribution = _matrix_transpose(a) @ g
    return contribution if y.ndim > 1 else np.reshape(contribution, (*contribution.shape[:-2], *y.shape))


matmul = linear(
    np.matmul,
    "@",
    forward=operator.matmul,
    advice="the last axis of the first must be as long as the second-to-last (or only) axis of the second.",
    rule="A matrix product multiplies the gradient by the other matrix, transposed, on the side where it stood.",
)(_matmul_left, _matmul_right)
