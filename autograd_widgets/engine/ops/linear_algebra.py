"""Products of vectors, matrices and stacks of them."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import composes, linear
from autograd_widgets.engine.ops.einstein import tensordot
from autograd_widgets.engine.ops.shape import in_one_row, in_shape, with_shape


def _matmul_left(g: Array, out: Array, x: Array, y: Array) -> Array:
    if x.ndim == 2 and y.ndim == 2:  # the usual case first: this is what training spends its time on
        return g @ y.T
    if y.ndim == 1:
        return g * y if x.ndim == 1 else _column(g) * y
    if x.ndim > 1:
        return g @ np.swapaxes(y, -1, -2)
    return y @ g if y.ndim == 2 else (y @ _column(g))[..., 0]


def _matmul_right(g: Array, out: Array, x: Array, y: Array) -> Array:
    if x.ndim == 2 and y.ndim == 2:
        return x.T @ g
    if x.ndim == 1:
        return g * x if y.ndim == 1 else _column(x) * (g if y.ndim == 2 else np.expand_dims(g, -2))
    if y.ndim > 1:
        return np.swapaxes(x, -1, -2) @ g
    return x.T @ g if x.ndim == 2 else (np.swapaxes(x, -1, -2) @ _column(g))[..., 0]


def _column(x: Array) -> Array:
    """Return a vector, or each of a stack of vectors, as a matrix of one column."""
    return x.reshape(*x.shape, 1)


matmul = linear(
    np.matmul,
    "@",
    advice="the last axis of the first must be as long as the second-to-last (or only) axis of the second.",
    rule="A matrix product multiplies the gradient by the other matrix, transposed, on the side where it stood.",
)(_matmul_left, _matmul_right)


@composes(np.dot)
def dot(x: Any, y: Any) -> Any:
    """Return NumPy's `dot`: a product with a number; of vectors and matrices, the matrix product.

    With more axes, the products are added up over the last axis of x and the second-to-last of y.
    """
    x, y = with_shape(x), with_shape(y)
    if x.ndim == 0 or y.ndim == 0:
        return np.multiply(x, y)
    if x.ndim <= 2 and y.ndim <= 2:
        return np.matmul(x, y)
    return tensordot(x, y, ((-1,), (max(y.ndim - 2, 0),)))


@composes(np.inner)
def inner(x: Any, y: Any) -> Any:
    """Return products added up over the last axis of both."""
    x, y = with_shape(x), with_shape(y)
    return tensordot(x, y, ((-1,), (-1,))) if x.ndim and y.ndim else np.multiply(x, y)


@composes(np.outer)
def outer(x: Any, y: Any) -> Any:
    """Return the product of each entry of x with each of y, as a matrix."""
    x, y = with_shape(x), with_shape(y)
    return np.multiply(in_shape(x, (x.size, 1)), in_one_row(y))


@composes(np.vdot)
def vdot(x: Any, y: Any) -> Any:
    """Return the sum of the products of all entries of two arrays of the same size."""
    x, y = with_shape(x), with_shape(y)
    if x.size != y.size:
        raise ValueError(f"vdot of shapes {x.shape} and {y.shape}: they must hold as many entries.")
    return np.matmul(in_one_row(x), in_one_row(y))
