"""Convolution of images, (N, C, H, W): N images of C channels, H rows and W columns."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import composes, linear
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

LAYOUT = ("stride", "padding", "dilation")
BLOCK = 2**20  # bytes of windows that are copied at a time; all at once takes 1.4 times as long, out of the cache


def _check(call: str, x: Shape, w: Shape) -> None:
    if len(x) != 4 or len(w) != 4:
        raise ValueError(
            f"{call}: expected images (N, C, H, W) and kernels (O, C, h, w). Reshape a single image to (1, C, H, W), "
            "grey ones to (N, 1, H, W)."
        )
    if x[1] != w[1]:
        raise ValueError(
            f"{call}: the images (N, C, H, W) have {x[1]} channels and the kernels (O, C, h, w) have {w[1]}, which "
            "must be equal."
        )


def _settled(call: str, stride: Any = 1, padding: Any = 0, dilation: Any = 1) -> dict[str, Any]:
    return {
        "stride": pair_of(call, "stride", stride, 1),
        "padding": pair_of(call, "padding", padding, 0),
        "dilation": pair_of(call, "dilation", dilation, 1),
    }


def _settle_conv2d(x: Shape, w: Shape, **layout: Any) -> dict[str, Any]:
    call = f"conv2d of shapes {x} and {w}"
    _check(call, x, w)
    settled = _settled(call, **layout)
    places_of(call, x[2:], w[2:], **settled)
    return settled


def _settle_input_gradient(y: Shape, w: Shape, *, size: Any = None, **layout: Any) -> dict[str, Any]:
    call = f"conv2d_input_gradient of shapes {y} and {w}"
    image = pair_of(call, "size", size, 0)
    _check(call, (*y[:1], *w[1:2], *image), w)
    settled = _settled(call, **layout)
    check_output(call, y, (y[0], w[0], *places_of(call, image, w[2:], **settled)))
    return {"size": image, **settled}


def _settle_weight_gradient(x: Shape, y: Shape, *, size: Any = None, **layout: Any) -> dict[str, Any]:
    call = f"conv2d_weight_gradient of shapes {x} and {y}"
    kernel = pair_of(call, "size", size, 1)
    _check(call, x, (*y[1:2], *x[1:2], *kernel))
    settled = _settled(call, **layout)
    check_output(call, y, (x[0], y[1], *places_of(call, x[2:], kernel, **settled)))
    return {"size": kernel, **settled}


# --- on plain arrays: the windows of an image, as columns of a matrix, are multiplied by the kernels, as its rows ---


def _blocks(windows: Array) -> Iterator[slice]:
    """Yield a few images at a time."""
    count = len(windows)
    step = max(1, BLOCK * count // max(1, windows.size * windows.itemsize))
    for start in range(0, count, step):
        yield slice(start, start + step)


def _columns(windows: Array) -> Iterator[tuple[slice, Array]]:
    """Yield a few images at a time, and their windows as columns, (n, C·h·w, H'·W'), which last until the next."""
    room: Array = None
    for images in _blocks(windows):
        some = windows[images]
        room = np.empty(some.shape, some.dtype) if room is None else room[: len(some)]
        room[...] = some
        yield images, _flat(room.reshape(len(some), math.prod(some.shape[1:4]), *some.shape[4:]), 2)


def _flat(array: Array, axis: int) -> Array:
    """Return an array with all axes from one on made into one."""
    return np.reshape(array, (*array.shape[:axis], math.prod(array.shape[axis:])))


def _convolved(x: Array, w: Array, *, stride: Pair, padding: Pair, dilation: Pair) -> Array:
    windows = windows_of(padded(x, padding), w.shape[2:], stride, dilation)
    kernels, places = _flat(w, 1), windows.shape[4:]
    out = np.empty((len(x), len(w), math.prod(places)), np.result_type(x, w))
    for images, columns in _columns(windows):
        np.matmul(kernels, columns, out=out[images])
    return out.reshape(len(x), len(w), *places)


def _back_to_input(y: Array, w: Array, *, size: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Array:
    whole = padded_zeros((len(y), w.shape[1], *size), padding, np.result_type(y, w))
    windows = windows_of(whole, w.shape[2:], stride, dilation, writeable=True)
    kernels, rows = _flat(w, 1).T, _flat(y, 2)
    for images in _blocks(windows):
        some = windows[images]
        columns = np.matmul(kernels, rows[images]).reshape(some.shape)
        for i, j in np.ndindex(*w.shape[2:]):
            some[:, :, i, j] += columns[:, :, i, j]
    return without_padding(whole, padding)


def _back_to_weights(x: Array, y: Array, *, size: Pair, stride: Pair, padding: Pair, dilation: Pair) -> Array:
    windows = windows_of(padded(x, padding), size, stride, dilation)
    rows = _flat(y, 2)
    kernels = np.zeros((y.shape[1], math.prod(windows.shape[1:4])), np.result_type(x, y))
    for images, columns in _columns(windows):
        kernels += np.matmul(rows[images], columns.transpose(0, 2, 1)).sum(axis=0)
    return kernels.reshape(y.shape[1], x.shape[1], *size)


# --- the convolution and its two gradients, all linear in each input: the gradients of each are the other two ---

_conv2d = linear(
    _convolved,
    name="conv2d",
    parameters=("x", "w"),
    options=LAYOUT,
    settle=_settle_conv2d,
    rule=[
        "A pixel gathers from every place where a kernel covered it: the place's gradient × the weight on the pixel.",
        "A weight gathers from every place of every image: the place's gradient × the pixel under the weight.",
    ],
)(
    lambda g, out, x, w, **layout: conv2d_input_gradient(g, w, size=x.shape[2:], **layout),
    lambda g, out, x, w, **layout: conv2d_weight_gradient(x, g, size=w.shape[2:], **layout),
)
conv2d_input_gradient = linear(
    _back_to_input,
    "conv2d ∂x",
    name="conv2d_input_gradient",
    parameters=("y", "w"),
    options=("size", *LAYOUT),
    settle=_settle_input_gradient,
    rule=[
        "An entry of y gathers from the pixels of its place: a pixel's gradient × the weight on it: a convolution.",
        "A weight gathers from every place: its entry of y × the gradient of the pixel under the weight.",
    ],
)(
    lambda g, out, y, w, *, size, **layout: _conv2d(g, w, **layout),
    lambda g, out, y, w, *, size, **layout: conv2d_weight_gradient(g, y, size=w.shape[2:], **layout),
)
conv2d_weight_gradient = linear(
    _back_to_weights,
    "conv2d ∂w",
    name="conv2d_weight_gradient",
    parameters=("x", "y"),
    options=("size", *LAYOUT),
    settle=_settle_weight_gradient,
    rule=[
        "A pixel gathers from every place that covered it: the place's entry of y × the gradient of the weight on it.",
        "An entry of y gathers from the pixels of its place: pixel × the gradient of the weight on it: a convolution.",
    ],
)(
    lambda g, out, x, y, *, size, **layout: conv2d_input_gradient(y, g, size=x.shape[2:], **layout),
    lambda g, out, x, y, *, size, **layout: _conv2d(x, g, **layout),
)


@composes(name="conv2d")
def conv2d(
    x: Array,
    w: Array,
    bias: Array | None = None,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
) -> Any:
    """Lay kernels on images at every place, and add up pixel × weight. As in PyTorch, kernels are not flipped.

    A bias is added by an ordinary addition, which a graph shows.

    Args:
        x: images (N, C, H, W).
        w: kernels (O, C, h, w).
        bias: a number for each kernel, (O,), or None.
        stride: how far apart the places are: a number, or a pair (rows, columns).
        padding: how many rows and columns of zeros are added on every side.
        dilation: how far apart the pixels are that neighbouring weights lie on.

    Returns:
        Images (N, O, H', W'), where H' = (H + 2·padding − dilation·(h − 1) − 1) // stride + 1.

    Raises:
        TypeError: an option is no whole number and no pair.
        ValueError: the shapes or the options do not fit; the message shows them.
    """
    out = _conv2d(x, w, stride=stride, padding=padding, dilation=dilation)
    if bias is None:
        return out
    kernels, numbers = out.shape[1], as_array(bias)
    if numbers.shape != (kernels,):
        raise ValueError(
            f"conv2d of shapes {as_array(x).shape} and {as_array(w).shape} with a bias of shape {numbers.shape}: "
            f"expected a number for each of the {kernels} kernels, of shape {(kernels,)}."
        )
    return out + np.reshape(numbers, (kernels, 1, 1))
