"""Sums, means, products and extremes over axes."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import linear


def _settle_axis(shape: tuple[int, ...], axis: Any = None, keepdims: bool = False) -> dict[str, Any]:
    axes = tuple(range(len(shape))) if axis is None else normalize_axis_tuple(axis, len(shape))
    return {"axis": axes, "keepdims": bool(keepdims)}


def _spread(g: Array, x: Array, axis: tuple[int, ...]) -> Array:
    """Put the summed axes back, with length 1, and repeat the gradient along them."""
    kept = tuple(1 if i in axis else n for i, n in enumerate(x.shape))
    return np.broadcast_to(np.reshape(g, kept), x.shape)


@linear(
    np.sum,
    "Σ",
    settle=_settle_axis,
    rule="Every entry adds itself to the sum, so each receives the whole gradient of the sum.",
)
def sum(g, out, x, *, axis=None, keepdims=False):  # noqa: A001, D103 — NumPy's own name
    return _spread(g, x, axis)


@linear(
    np.mean,
    settle=_settle_axis,
    rule="Every entry adds 1/n of itself to the mean of n entries, so each receives 1/n of its gradient.",
)
def mean(g, out, x, *, axis=None, keepdims=False):  # noqa: D103
    return _spread(g / (x.size // out.size), x, axis)
