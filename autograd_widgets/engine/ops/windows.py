"""What kernels and pooling windows lie on, at every place of an image: options, shapes and views."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import operator
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Value

Shape: TypeAlias = tuple[int, ...]
Pair: TypeAlias = tuple[int, int]  # rows, columns

# --- options and shapes, checked; `call` is what a message says was called: the operation and its shapes ---


def pair_of(call: str, name: str, given: Any, least: int) -> Pair:
    """Return an option, a whole number from `least` up or a pair of them, as a pair.

    Raises:
        TypeError: it is something else.
        ValueError: a number is smaller.
    """
    try:
        numbers = tuple(map(operator.index, given if isinstance(given, (tuple, list)) else (given, given)))
    except TypeError:
        numbers = ()
    if len(numbers) != 2:
        raise TypeError(f"{call}: expected {name} as a whole number or a pair of them, (rows, columns), got {given!r}.")
    if min(numbers) < least:
        raise ValueError(f"{call}: expected {name} as whole numbers from {least} up, got {given!r}.")
    return numbers


def places_of(call: str, image: Shape, size: Shape, stride: Pair, padding: Pair, dilation: Pair = (1, 1)) -> Pair:
    """Return how many places a kernel or a window has, along the rows and the columns of an image.

    Raises:
        ValueError: it has none.
    """
    padded = _grown(image, padding)
    covered = _covered(size, dilation)
    if min(size) < 1:
        raise ValueError(f"{call}: the kernel or window of {size} is empty, it needs at least 1 row and 1 column.")
    if covered[0] > padded[0] or covered[1] > padded[1]:
        raise ValueError(
            f"{call}: the kernel or window covers {covered} rows and columns, the padded image has only {padded}. "
            "Make it smaller, or the image or the padding larger."
        )
    rows, columns = ((n - c) // s + 1 for n, c, s in zip(padded, covered, stride, strict=True))
    return rows, columns


def check_output(call: str, y: Shape, expected: Shape) -> None:
    """Raise a ValueError unless y has the shape of the output."""
    if y != expected:
        raise ValueError(f"{call}: expected y in the shape of the output, {expected}, got {y}.")


def _grown(image: Shape, padding: Pair) -> Pair:
    return image[0] + 2 * padding[0], image[1] + 2 * padding[1]


def _covered(size: Shape, dilation: Pair) -> Pair:
    return dilation[0] * (size[0] - 1) + 1, dilation[1] * (size[1] - 1) + 1


# --- arrays ---


def as_array(x: Any) -> Array:
    """Return what may be a list as an array; a Value stays one."""
    return x if isinstance(x, Value) else numeric_array(x)


def padded_zeros(shape: Shape, padding: Pair, dtype: Any) -> Array:
    """Return zeros in the shape that images have with their padding."""
    return np.zeros((*shape[:2], *_grown(shape[2:], padding)), dtype)


def padded(x: Array, padding: Pair, fill: float = 0) -> Array:
    """Return images with rows and columns added on every side, or the images themselves if there are none to add."""
    if not any(padding):
        return x
    whole = np.full((*x.shape[:2], *_grown(x.shape[2:], padding)), fill, np.result_type(x, fill))
    without_padding(whole, padding)[...] = x
    return whole


def without_padding(whole: Array, padding: Pair) -> Array:
    """Return the view of images that leaves their padding out."""
    rows, columns = padding
    return whole[:, :, rows : whole.shape[2] - rows, columns : whole.shape[3] - columns]


def windows_of(x: Array, size: Pair, stride: Pair, dilation: Pair = (1, 1), *, writeable: bool = False) -> Array:
    """Return the view of images that shows what each entry of a kernel lies on: (N, C, h, w, H', W').

    For one entry of the kernel, [:, :, i, j], it shows no pixel twice: `+=` on that is right.
    """
    windows = sliding_window_view(x, _covered(size, dilation), (2, 3), writeable=writeable)
    return windows[:, :, :: stride[0], :: stride[1], :: dilation[0], :: dilation[1]].transpose(0, 1, 4, 5, 2, 3)
