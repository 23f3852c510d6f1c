"""Layers on arrays."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from autograd_widgets.engine import Value
from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Discrete
from autograd_widgets.nn.activations import Activation, activation_of, shown
from autograd_widgets.nn.checking import checked_count, checked_number
from autograd_widgets.nn.initialisers import Initialiser, initial, suited_to
from autograd_widgets.nn.inputs import inputs_of, shape_of
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.randomness import Randomness, generator_of


class Linear(Module):
    """Weighted sums, one for each output, plus a bias: x @ weight + bias, `(…, n_in) → (…, n_out)`.

    Args:
        n_in: the number of inputs.
        n_out: the number of outputs.
        activation: of the outputs: a name, a function of a Value, or None for none.
        bias: whether there is one.
        initialiser: of the weights: a name or a function of (shape, generator); if not given, the one that suits the
            activation.
        bias_initialiser: of the biases.
        rng: a seed or a generator. The same seed gives the same numbers: give several layers one generator.
        dtype: the precision of the parameters.

    Attributes:
        weight: a matrix `(n_in, n_out)`.
        bias: `(n_out,)`, or None.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: a size is less than 1, or a name is unknown.
    """

    def __init__(
        self,
        n_in: int,
        n_out: int,
        *,
        activation: Activation = None,
        bias: bool = True,
        initialiser: Initialiser | None = None,
        bias_initialiser: Initialiser = "zeros",
        rng: Randomness = None,
        dtype: Any = np.float64,
    ) -> None:
        self.n_in, self.n_out = checked_count("Linear", "n_in", n_in), checked_count("Linear", "n_out", n_out)
        self._activation, self._bend = activation, activation_of(activation)
        rng = generator_of(rng)
        weights = initial(initialiser or suited_to(activation), (self.n_in, self.n_out), rng, dtype)
        self.weight = Value(weights, label="W")
        self.bias = Value(initial(bias_initialiser, (self.n_out,), rng, dtype), label="b") if bias else None

    @property
    def activation(self) -> Activation:
        """The activation, as it was given."""
        return self._activation

    def forward(self, x: Array) -> Value:
        """Return the outputs.

        Args:
            x: one sample `(n_in,)` or many `(…, n_in)`: an array, a Value, or lists of numbers or Values.

        Raises:
            ValueError: the last axis has another length.
        """
        return self.outputs(features_of(self, x, self.n_in, self.weight.dtype))

    def outputs(self, x: Array) -> Value:
        """Return the outputs for inputs that are known to fit."""
        out = x @ self.weight
        return self._bend(out if self.bias is None else out + self.bias)

    def __repr__(self) -> str:
        words = [f"{self.n_in}, {self.n_out}"]
        words += [] if self.activation is None else [f"activation={shown(self.activation)}"]
        return f"Linear({', '.join(words)}{'' if self.bias is not None else ', bias=False'})"


def features_of(layer: Module, x: Any, count: int, dtype: Any) -> Array:
    """Return inputs as a Value or an array whose last axis has a length; of one feature, a number may come bare.

    Raises:
        ValueError: it has another.
    """
    x = inputs_of(x, dtype)
    shape = shape_of(x)
    if not shape and count == 1:
        return np.reshape(x, (1,))
    if not shape or shape[-1] != count:
        kind = type(layer).__name__
        hint = ": write x[:, None] for many samples of one number" if count == 1 and len(shape) == 1 else ""
        raise ValueError(
            f"{kind} expected inputs with {count} feature{'s' * (count > 1)}, got shape {shape}: the last axis must be "
            f"n_in{hint}."
        )
    return x


class Dropout(Module):
    """While training, make each number 0 with some probability, and the others larger to match (Srivastava, 2014).

    Args:
        probability: of a number to become 0, at least 0 and less than 1.
        rng: a seed or a generator.

    Raises:
        TypeError: the probability is no number.
        ValueError: it is out of its range.
    """

    def __init__(self, probability: float = 0.5, *, rng: Randomness = None) -> None:
        self.probability = checked_number("Dropout", "probability", probability, at_least=0, below=1)
        self.rng = generator_of(rng)

    def forward(self, x: Array) -> Array:
        """Return x with some numbers 0 while training, and x itself otherwise."""
        x = inputs_of(x)
        if not self.training or self.probability == 0:
            return x
        kept = self.rng.random(shape_of(x)) >= self.probability
        return x * (kept / (1 - self.probability)).astype(x.dtype)

    def __repr__(self) -> str:
        return f"Dropout({self.probability!r})"


class BatchNorm1d(Module):
    """Bring each feature to mean 0 and variance 1 over the batch, then scale and shift it (Ioffe and Szegedy, 2015).

    While training, the batch decides, and running statistics are updated: running ← (1 − momentum) · running +
    momentum · batch, as in PyTorch, with the variance divided by n − 1. Afterwards (`eval()`) they decide.

    Args:
        features: how many there are: inputs are `(batch, features)` or `(batch, features, length)`.
        momentum: the weight of a new batch.
        epsilon: what is added to the variance, so that nothing is divided by 0.
        affine: whether features are scaled and shifted.
        dtype: the precision of the parameters.

    Attributes:
        weight: the scales `(features,)`, or None.
        bias: the shifts `(features,)`, or None.
        running_mean: `(features,)`, an array.
        running_var: `(features,)`, an array.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: an argument is out of its range.
    """

    running_mean: np.ndarray[Any, Any]
    running_var: np.ndarray[Any, Any]

    def __init__(
        self,
        features: int,
        *,
        momentum: float = 0.1,
        epsilon: float = 1e-5,
        affine: bool = True,
        dtype: Any = np.float64,
    ) -> None:
        self.features = checked_count("BatchNorm1d", "features", features)
        self.momentum = checked_number("BatchNorm1d", "momentum", momentum, at_least=0, below=1)
        self.epsilon = checked_number("BatchNorm1d", "epsilon", epsilon, at_least=0, below=1)
        rng, shape = generator_of(0), (self.features,)
        self.weight = Value(initial("ones", shape, rng, dtype), label="scale") if affine else None
        self.bias = Value(initial("zeros", shape, rng, dtype), label="shift") if affine else None
        self.register_buffer("running_mean", initial("zeros", shape, rng, dtype))
        self.register_buffer("running_var", initial("ones", shape, rng, dtype))

    def forward(self, x: Array) -> Array:
        """Return the features, normalised.

        Raises:
            ValueError: the shape does not fit, or there is one number a feature to learn a variance from.
        """
        x = inputs_of(x, self.running_mean.dtype)
        shape = shape_of(x)
        if len(shape) not in (2, 3) or shape[1] != self.features:
            raise ValueError(
                f"BatchNorm1d expected inputs (batch, {self.features}) or (batch, {self.features}, length), got shape "
                f"{shape}."
            )
        along = (self.features,) + (1,) * (len(shape) - 2)
        mean, var = self._of_batch(x) if self.training else (self.running_mean, self.running_var)
        out = (x - np.reshape(mean, along)) / np.reshape(np.sqrt(var + self.epsilon), along)
        if self.weight is None or self.bias is None:
            return out
        return out * self.weight.reshape(along) + self.bias.reshape(along)

    def _of_batch(self, x: Array) -> tuple[Array, Array]:
        """Return the mean and the variance of a batch, and let the running ones follow."""
        axes = (0, 2)[: x.ndim - 1]
        count = x.size // self.features
        if count < 2:
            raise ValueError(
                f"BatchNorm1d needs at least 2 numbers a feature while training, got shape {shape_of(x)}: pass a "
                "larger batch (to fit, a batch_size that leaves no single sample over), or call eval() to use the "
                "running statistics."
            )
        mean, var = x.mean(axis=axes), x.var(axis=axes)
        for name, new in (("running_mean", mean), ("running_var", var * (count / (count - 1)))):
            numbers = new.data if isinstance(new, Value) else new
            running = getattr(self, name)
            setattr(self, name, (running + self.momentum * (numbers - running)).astype(running.dtype))
        return mean, var

    def __repr__(self) -> str:
        return f"BatchNorm1d({self.features}{'' if self.weight is not None else ', affine=False'})"


class Flatten(Module):
    """Lay all axes but the first, that of the batch, one after the other: `(batch, …) → (batch, n)`."""

    def forward(self, x: Array) -> Array:
        """Return each sample as one row.

        Raises:
            ValueError: there is no axis of the batch.
        """
        x = inputs_of(x)
        shape = shape_of(x)
        if not shape:
            raise ValueError("Flatten expected a batch (batch, …), got a single number.")
        return np.reshape(x, (shape[0], math.prod(shape[1:])))

    def __repr__(self) -> str:
        return "Flatten()"


class Embedding(Module):
    """A row of numbers for each of several things, such as the letters of an alphabet: `(…) → (…, width)`.

    Args:
        count: how many things there are, numbered from 0.
        width: how many numbers each has.
        initialiser: of these numbers.
        rng: a seed or a generator.
        dtype: their precision.

    Attributes:
        weight: a matrix `(count, width)`.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: a size is less than 1.
    """

    def __init__(
        self,
        count: int,
        width: int,
        *,
        initialiser: Initialiser = "normal",
        rng: Randomness = None,
        dtype: Any = np.float64,
    ) -> None:
        self.count, self.width = checked_count("Embedding", "count", count), checked_count("Embedding", "width", width)
        rows = initial(initialiser, (self.count, self.width), generator_of(rng), dtype)
        self.weight = Value(rows, label="E")

    def forward(self, indices: Any) -> Value:
        """Return the rows of things.

        Args:
            indices: their numbers, whole numbers in an array or in lists.

        Raises:
            TypeError: they are not whole numbers.
            ValueError: a number is out of range.
        """
        numbers = indices.data if isinstance(indices, Discrete) else numeric_array(indices)
        if not numbers.size:
            numbers = numbers.astype(np.intp)  # an empty list has no kind of its own
        if numbers.dtype.kind not in "iu":
            raise TypeError(f"Embedding expected whole numbers, got {numbers.dtype}: use indices.astype(int).")
        if numbers.size and (numbers.min() < 0 or numbers.max() >= self.count):
            raise ValueError(
                f"Embedding has rows 0 to {self.count - 1}, and was asked for some from {numbers.min()} to "
                f"{numbers.max()}."
            )
        return self.weight[numbers]

    def __repr__(self) -> str:
        return f"Embedding({self.count}, {self.width})"
