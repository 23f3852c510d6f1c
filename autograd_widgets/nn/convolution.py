"""Layers on images: convolution and pooling."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine import Value, ops
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.ops.windows import Pair, pair_of
from autograd_widgets.nn.checking import checked_count
from autograd_widgets.nn.initialisers import Initialiser, initial
from autograd_widgets.nn.inputs import as_value, inputs_of, shape_of
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.randomness import Randomness, generator_of


class Conv2d(Module):
    """Kernels laid on images at every place: `(batch, n_in, rows, columns) → (batch, n_out, rows', columns')`.

    Args:
        n_in: the number of channels of the images.
        n_out: the number of kernels, and so of channels of the output.
        size: of a kernel: a number, or a pair (rows, columns).
        stride: how far apart the places are.
        padding: how many rows and columns of zeros are added on every side.
        dilation: how far apart the pixels are that neighbouring weights lie on.
        bias: whether there is one.
        initialiser: of the weights: a name or a function of (shape, generator).
        bias_initialiser: of the biases.
        rng: a seed or a generator.
        dtype: the precision of the parameters.

    Attributes:
        weight: kernels `(n_out, n_in, rows, columns)`.
        bias: `(n_out,)`, or None.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: a size is less than 1, or a name is unknown.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        size: int | Pair,
        *,
        stride: int | Pair = 1,
        padding: int | Pair = 0,
        dilation: int | Pair = 1,
        bias: bool = True,
        initialiser: Initialiser = "he_uniform",
        bias_initialiser: Initialiser = "zeros",
        rng: Randomness = None,
        dtype: Any = np.float64,
    ) -> None:
        self.n_in, self.n_out = checked_count("Conv2d", "n_in", n_in), checked_count("Conv2d", "n_out", n_out)
        self.size = pair_of("Conv2d", "size", size, 1)
        self.stride = pair_of("Conv2d", "stride", stride, 1)
        self.padding = pair_of("Conv2d", "padding", padding, 0)
        self.dilation = pair_of("Conv2d", "dilation", dilation, 1)
        rng = generator_of(rng)
        self.weight = Value(initial(initialiser, (self.n_out, self.n_in, *self.size), rng, dtype), label="K")
        self.bias = Value(initial(bias_initialiser, (self.n_out,), rng, dtype), label="b") if bias else None

    def forward(self, x: Array) -> Value:
        """Return the images that the kernels make; of one image without the axis of the batch, one.

        Raises:
            ValueError: the shape does not fit.
        """
        x = inputs_of(x, self.weight.dtype)
        shape = shape_of(x)
        if len(shape) not in (3, 4) or shape[-3] != self.n_in:
            raise ValueError(
                f"Conv2d expected images (batch, {self.n_in}, rows, columns) or one ({self.n_in}, rows, columns), got "
                f"shape {shape}."
            )
        images = np.reshape(x, (1, *shape)) if len(shape) == 3 else x
        options = {"stride": self.stride, "padding": self.padding, "dilation": self.dilation}
        out = ops.conv2d(images, self.weight, self.bias, **options)
        return out if len(shape) == 4 else out.reshape(out.shape[1:])

    def __repr__(self) -> str:
        options = _unusual(
            stride=(self.stride, (1, 1)), padding=(self.padding, (0, 0)), dilation=(self.dilation, (1, 1))
        )
        return (
            f"Conv2d({self.n_in}, {self.n_out}, {self.size}{options}{'' if self.bias is not None else ', bias=False'})"
        )


class MaxPool2d(Module):
    """The largest number of every window of images: `(batch, channels, rows, columns)`, or one without the batch.

    Args:
        size: of a window: a number, or a pair (rows, columns).
        stride: how far apart the windows are; if not given, they lie side by side.
        padding: how many rows and columns, of −∞, are added on every side.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: an argument is out of its range.
    """

    def __init__(self, size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0) -> None:
        self.size = pair_of("MaxPool2d", "size", size, 1)
        self.stride = self.size if stride is None else pair_of("MaxPool2d", "stride", stride, 1)
        self.padding = pair_of("MaxPool2d", "padding", padding, 0)

    def forward(self, x: Array) -> Value:
        """Return the largest numbers.

        Raises:
            ValueError: the shape does not fit.
        """
        x = as_value(inputs_of(x))
        if x.ndim not in (3, 4):
            raise ValueError(f"MaxPool2d expected images (batch, channels, rows, columns), got shape {x.shape}.")
        images = x.reshape((1, *x.shape)) if x.ndim == 3 else x
        out = ops.max_pool2d(images, size=self.size, stride=self.stride, padding=self.padding)
        return out if x.ndim == 4 else out.reshape(out.shape[1:])

    def __repr__(self) -> str:
        options = _unusual(stride=(self.stride, self.size), padding=(self.padding, (0, 0)))
        return f"MaxPool2d({self.size}{options})"


def _unusual(**options: tuple[Pair, Pair]) -> str:
    """Return those of some options, (set, usual), that are not as usual, as they are written in a call."""
    return "".join(f", {name}={given}" for name, (given, usual) in options.items() if given != usual)
