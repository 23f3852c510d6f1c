"""The same entries in another shape."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd_widgets.engine.operation import linear


def _settle_shape(old: tuple[int, ...], shape: Any) -> dict[str, Any]:
    wanted = (shape,) if isinstance(shape, int) else tuple(int(n) for n in shape)
    try:
        return {"shape": np.broadcast_to(0, old).reshape(wanted).shape}
    except ValueError:
        count = int(np.prod(old))
        raise ValueError(
            f"reshape of shape {old} to {wanted}: {old} holds {count} entries, and {wanted} does not hold as many."
        ) from None


def _settle_axes(shape: tuple[int, ...], axes: Any = None) -> dict[str, Any]:
    return {"axes": tuple(reversed(range(len(shape)))) if axes is None else normalize_axis_tuple(axes, len(shape))}


@linear(np.reshape, settle=_settle_shape, rule="The entries stay the same in another shape: so does the gradient.")
def reshape(g, out, x, *, shape):  # noqa: D103
    return np.reshape(g, x.shape)


@linear(
    np.transpose,
    "ᵀ",
    settle=_settle_axes,
    rule="The entries trade places: the gradient is put back the other way.",
)
def transpose(g, out, x, *, axes=None):  # noqa: D103
    return np.transpose(g, tuple(int(i) for i in np.argsort(axes)))


@linear(
    np.broadcast_to,
    "stretch",
    settle=lambda old, shape: {"shape": tuple(shape)},
    rule="An entry that is repeated receives the sum of the gradients of its copies.",
)
def broadcast_to(g, out, x, *, shape):  # noqa: D103
    return g  # the walk sums over the stretched axes
