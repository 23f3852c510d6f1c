"""Pooling of images, (N, C, H, W): the largest entry or the mean of every window."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import composes, other
from autograd_widgets.engine.ops.convolution import conv2d
from autograd_widgets.engine.ops.windows import (
    Pair,
    Shape,
    as_array,
    check_output,
    padded,
    padded_zeros,
    pair_of,
    places_of,
    windows_of,
    without_padding,
)

OPTIONS = ("size", "stride", "padding")


def _settled(call: str, x: Shape, size: Any = None, stride: Any = None, padding: Any = 0) -> dict[str, Any]:
    if len(x) != 4:
        raise ValueError(
            f"{call}: expected images (N, C, H, W). Reshape a single image to (1, C, H, W), grey ones to (N, 1, H, W)."
        )
    window = pair_of(call, "size", size, 1)
    edge = pair_of(call, "padding", padding, 0)
    options = {
        "size": window,
        "stride": window if stride is None else pair_of(call, "stride", stride, 1),
        "padding": edge,
    }
    places_of(call, x[2:], **options)
    if 2 * edge[0] > window[0] or 2 * edge[1] > window[1]:
        raise ValueError(
            f"{call}: a padding of {edge} is more than half of the window, {window}, which could then lie on padding "
            "alone. Pad less, or take a larger window."
        )
    return options


def _settle_max(x: Shape, **options: Any) -> dict[str, Any]:
    return _settled(f"max_pool2d of shape {x}", x, **options)


def _settle_gradient(y: Shape, x: Shape, **options: Any) -> dict[str, Any]:
    call = f"max_pool2d_gradient of shapes {y} and {x}"
    settled = _settled(call, x, **options)
    check_output(call, y, (*x[:2], *places_of(call, x[2:], **settled)))
    return settled


def _settle_tangent(dx: Shape, x: Shape, **options: Any) -> dict[str, Any]:
    call = f"max_pool2d_tangent of shapes {dx} and {x}"
    if dx != x:
        raise ValueError(f"{call}: they must be equal.")
    return _settled(call, x, **options)


# --- on plain arrays ---


def _largest(x: Array, *, size: Pair, stride: Pair, padding: Pair) -> Array:
    windows = windows_of(padded(x, padding, -np.inf), size, stride)
    out = windows[:, :, 0, 0].copy()
    for i, j in np.ndindex(*size):  # ten times as fast as windows.max(axis=(2, 3))
        np.maximum(out, windows[:, :, i, j], out=out)
    return out.astype(x.dtype, copy=False)


def _ties(x: Array, size: Pair, stride: Pair, padding: Pair) -> tuple[dict[Pair, Array], Array]:
    """Return for each entry of the window where it is the largest, and how many share that; where x is nan, none."""
    out = _largest(x, size=size, stride=stride, padding=padding)
    windows = windows_of(padded(x, padding, np.nan), size, stride)  # padding takes no part, even if all x are −∞
    ties = {(i, j): np.equal(windows[:, :, i, j], out) for i, j in np.ndindex(*size)}
    count = np.zeros(out.shape, np.result_type(x, 0.0))
    for tied in ties.values():
        count += tied
    return ties, np.maximum(count, 1)


def _back_to_largest(y: Array, x: Array, *, size: Pair, stride: Pair, padding: Pair) -> Array:
    ties, count = _ties(x, size, stride, padding)
    share = y / count
    whole = padded_zeros(x.shape, padding, share.dtype)
    windows = windows_of(whole, size, stride, writeable=True)
    for (i, j), tied in ties.items():
        windows[:, :, i, j] += np.where(tied, share, 0)
    return without_padding(whole, padding)


def _from_largest(dx: Array, x: Array, *, size: Pair, stride: Pair, padding: Pair) -> Array:
    ties, count = _ties(x, size, stride, padding)
    windows = windows_of(padded(dx, padding), size, stride)
    total = np.zeros(count.shape, np.result_type(dx, count))
    for (i, j), tied in ties.items():
        total += np.where(tied, windows[:, :, i, j], 0)
    return total / count


# --- the largest entry: its two products are linear in their first input, and each other's gradient ---

max_pool2d = other(
    _largest,
    name="max_pool2d",
    options=OPTIONS,
    settle=_settle_max,
    vjps=[lambda g, out, x, **options: max_pool2d_gradient(g, x, **options)],
    jvp=lambda tangents, out, x, **options: max_pool2d_tangent(tangents[0], x, **options),
    rule="The largest entry of a window is passed on, so it receives the window's gradient; the others could move a "
    "little without any effect, and receive nothing. Where windows overlap, what they hand to an entry adds up.",
    ties="Entries of a window that are equally large share its gradient equally; PyTorch gives it all to the first.",
)
max_pool2d_gradient = other(
    _back_to_largest,
    "max_pool2d ∂x",
    name="max_pool2d_gradient",
    options=OPTIONS,
    settle=_settle_gradient,
    vjps=[lambda g, out, y, x, **options: max_pool2d_tangent(g, x, **options), None],
    jvp=lambda tangents, out, y, x, **options: _moved(max_pool2d_gradient, tangents, out, x, options),
    rule="Each entry of y was handed to the largest entry of its window, and receives the gradient found there.",
    ties="Where several were equally large, each was handed the same share of y, and gives back that share.",
)
max_pool2d_tangent = other(
    _from_largest,
    "max_pool2d dx",
    name="max_pool2d_tangent",
    options=OPTIONS,
    settle=_settle_tangent,
    vjps=[lambda g, out, dx, x, **options: max_pool2d_gradient(g, x, **options), None],
    jvp=lambda tangents, out, dx, x, **options: _moved(max_pool2d_tangent, tangents, out, x, options),
    rule="Each window passes on the entry of dx that stands where x is largest: the gradient goes back to that entry.",
    ties="Where several are equally large, the window passes on the mean of their dx, and they share its gradient.",
)


def _moved(operation, tangents, out, x, options):
    """Return how a product moves with its first input: it stands still while x moves, but for jumps."""
    still = tangents[0] is None
    return np.zeros(out.shape, out.dtype) if still else operation(tangents[0], x, **options)


@composes()
def avg_pool2d(x: Array, size: int | Pair, stride: int | Pair | None = None, padding: int | Pair = 0) -> Any:
    """Return the mean of every window of images: a convolution in which all weights are equal.

    Args:
        x: images (N, C, H, W).
        size: of the window: a number, or a pair (rows, columns).
        stride: how far apart the windows are; if not given, they lie side by side.
        padding: how many rows and columns of zeros are added on every side; they count in the mean, as in PyTorch.

    Raises:
        ValueError: the shape or the options do not fit; the message shows them.
    """
    x = as_array(x)
    options = _settled(f"avg_pool2d of shape {x.shape}", x.shape, size, stride, padding)
    window = options.pop("size")
    images, channels, *sides = x.shape
    ones = np.ones((1, 1, *window), np.result_type(x.dtype, 0.0))
    sums = conv2d(np.reshape(x, (images * channels, 1, *sides)), ones, **options)
    return np.reshape(sums, (images, channels, *sums.shape[2:])) / math.prod(window)
