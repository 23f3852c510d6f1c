"""Diagonals and triangles of matrices: made of operations."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import composes
from autograd_widgets.engine.ops.indexing import scatter
from autograd_widgets.engine.ops.shape import settled_axis, with_shape


@composes(np.diagonal)
def diagonal(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return the diagonal of a matrix, or of each of a stack of them, as the last axis; an offset > 0 lies above."""
    x = with_shape(x)
    if x.ndim < 2:
        raise ValueError(f"diagonal of shape {x.shape}: it needs two axes at least.")
    one, other = settled_axis("diagonal", x.shape, axis1), settled_axis("diagonal", x.shape, axis2)
    if one == other:
        raise ValueError(f"diagonal of shape {x.shape}: axis1 and axis2 must be two axes, got {axis1} and {axis2}.")
    rows, columns = x.shape[one], x.shape[other]
    start = np.arange(max(0, min(rows + min(offset, 0), columns - max(offset, 0))))
    places = start - min(offset, 0), start + max(offset, 0)
    if (one, other) != (x.ndim - 2, x.ndim - 1):
        x = np.moveaxis(x, (one, other), (-2, -1))
    return x[places] if x.ndim == 2 else x[(..., *places)]


@composes(np.trace)
def trace(x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    """Return the sum of a diagonal, or of each of a stack of matrices."""
    return np.sum(diagonal(x, offset, axis1, axis2), axis=-1)


@composes(np.diag)
def diag(x: Any, k: int = 0) -> Any:
    """Return the diagonal of a matrix; of a vector, the matrix that has it as its diagonal."""
    x = with_shape(x)
    if x.ndim == 2:
        return diagonal(x, k)
    if x.ndim != 1:
        raise ValueError(f"diag of shape {x.shape}: expected a vector or a matrix.")
    length = x.size + abs(k)
    start = np.arange(x.size)
    return scatter(x, (start + max(-k, 0), start + max(k, 0)), (length, length))


@composes(np.triu)
def triu(x: Any, k: int = 0) -> Any:
    """Return a matrix with zeros below its diagonal, or below the k-th one above it."""
    return _triangle("triu", x, lambda rows, columns: ~np.tri(rows, columns, k - 1, dtype=bool))


@composes(np.tril)
def tril(x: Any, k: int = 0) -> Any:
    """Return a matrix with zeros above its diagonal, or above the k-th one above it."""
    return _triangle("tril", x, lambda rows, columns: np.tri(rows, columns, k, dtype=bool))


def _triangle(name: str, x: Any, mask: Any) -> Any:
    x = with_shape(x)
    if x.ndim == 0:
        raise ValueError(f"{name} of shape (): expected a matrix.")
    return np.where(mask(*(x.shape * 2)[-2:]), x, 0)  # of a vector NumPy makes a square first, by repeating it
