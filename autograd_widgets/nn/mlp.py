"""The article's network with one matrix a layer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine import Value, scope
from autograd_widgets.nn import scalar
from autograd_widgets.nn.activations import Activation, activation_of, shown
from autograd_widgets.nn.checking import checked_count, sizes_of
from autograd_widgets.nn.initialisers import Initialiser
from autograd_widgets.nn.layers import Linear, features_of
from autograd_widgets.nn.module import Module
from autograd_widgets.nn.randomness import Randomness, generator_of


class MLP(Module):
    """A multi-layer perceptron: layers of weighted sums, each bent by an activation, `(…, n_in) → (…, n_out)`.

    With a single output, its axis is dropped: `(batch, n_in) → (batch,)`.

    Args:
        n_in: how many inputs there are.
        sizes: how many neurons each layer has; the last is the number of outputs.
        activation: of all layers but the last: a name, a function of a Value, or None for none.
        output_activation: of the last layer. As in the article it is tanh, for targets from −1 to 1; use None for
            logits and for targets of any size.
        initialiser: of the weights: a name or a function of (shape, generator). If not given, the one that suits the
            activation, which keeps signals at their size in wide layers too: Xavier's, or He's for relu and its kind.
            The article's is "uniform".
        bias_initialiser: of the biases.
        rng: a seed or a generator: the same seed gives the same network.
        dtype: the precision of the parameters.

    Raises:
        TypeError: an argument is of another kind.
        ValueError: a size is less than 1, there are no sizes, or a name is unknown.

    Example:
        >>> MLP(3, [4, 4, 1], rng=0)([2.0, 3.0, -1.0]).shape
        ()
    """

    def __init__(
        self,
        n_in: int,
        sizes: Sequence[int],
        *,
        activation: Activation = "tanh",
        output_activation: Activation = "tanh",
        initialiser: Initialiser | None = None,
        bias_initialiser: Initialiser = "zeros",
        rng: Randomness = None,
        dtype: Any = np.float64,
    ) -> None:
        widths = [checked_count("MLP", "n_in", n_in), *sizes_of("MLP", sizes)]
        rng = generator_of(rng)
        self._activation, self._output_activation = activation, output_activation
        activation_of(activation)  # a wrong name is told also where there is one layer only
        self.layers: list[Linear] = []
        self._scopes = [f"layer {i}" for i in range(1, len(widths))]
        for i, name in enumerate(self._scopes):
            last = i == len(self._scopes) - 1
            with scope("mlp"), scope(name):
                layer = Linear(
                    widths[i],
                    widths[i + 1],
                    activation=output_activation if last else activation,
                    initialiser=initialiser,
                    bias_initialiser=bias_initialiser,
                    rng=rng,
                    dtype=dtype,
                )
            _label(layer, i + 1)
            self.layers.append(layer)

    @property
    def activation(self) -> Activation:
        """The activation of all layers but the last, as it was given."""
        return self._activation

    @property
    def output_activation(self) -> Activation:
        """The activation of the last layer, as it was given."""
        return self._output_activation

    @property
    def n_in(self) -> int:
        """How many inputs there are."""
        return self.layers[0].n_in

    @property
    def sizes(self) -> list[int]:
        """How many neurons each layer has."""
        return [layer.n_out for layer in self.layers]

    def forward(self, x: Any) -> Value:
        """Return the outputs.

        Args:
            x: one sample `(n_in,)` or a batch `(batch, n_in)`: an array, a Value, or lists of numbers or Values.

        Raises:
            ValueError: the last axis has another length.
        """
        layers = self.layers
        x = features_of(self, x, layers[0].n_in, layers[0].weight._data.dtype)
        with scope("mlp"):
            for layer, name in zip(layers, self._scopes, strict=True):
                with scope(name):
                    x = layer.outputs(x)
            return x.reshape(x._data.shape[:-1]) if layers[-1].n_out == 1 else x

    @classmethod
    def from_scalar(cls, network: scalar.MLP) -> MLP:
        """Return the same network as matrices: same numbers, and so same outputs and gradients.

        Raises:
            TypeError: it is no network of `nn.scalar`.
            ValueError: its neurons have different activations.
        """
        if not isinstance(network, scalar.MLP):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"MLP.from_scalar expected an MLP of nn.scalar, got {network!r:.60} of type {type(network).__name__}."
            )
        neurons = [layer.neurons for layer in network.layers]
        inner: set[Any] = {n.activation for row in neurons[:-1] for n in row}
        outer: set[Any] = {n.activation for n in neurons[-1]}
        if len(inner) > 1 or len(outer) > 1:
            raise ValueError(
                "MLP.from_scalar expected one activation in all layers but the last, and one in the last: there is no "
                "such MLP for neurons that differ."
            )
        first, last = neurons[0][0], neurons[-1][0]
        made = cls(
            len(first.w),
            [len(row) for row in neurons],
            activation=first.activation,
            output_activation=last.activation,
            initialiser="zeros",
        )
        for layer, row in zip(made.layers, neurons, strict=True):
            layer.weight.data = np.array([[w.data for w in neuron.w] for neuron in row]).T.copy()
            if layer.bias is not None:
                layer.bias.data = np.array([neuron.b.data for neuron in row])
        return made

    def to_scalar(self) -> scalar.MLP:
        """Return the same network weight by weight: same numbers, and so same outputs and gradients.

        Raises:
            ValueError: a layer has no bias.
        """
        if any(layer.bias is None for layer in self.layers):
            raise ValueError("to_scalar: a layer has no bias, and every neuron of nn.scalar has one.")
        made = scalar.MLP(
            self.n_in, self.sizes, activation=self.activation, output_activation=self.output_activation, rng=0
        )
        for layer, row in zip(self.layers, made.layers, strict=True):
            for j, neuron in enumerate(row.neurons):
                for w, number in zip(neuron.w, layer.weight.data[:, j], strict=True):
                    w.data = number
                if layer.bias is not None:
                    neuron.b.data = layer.bias.data[j]
        return made

    def __repr__(self) -> str:
        return (
            f"MLP({self.n_in}, {self.sizes}, activation={shown(self.activation)}, "
            f"output_activation={shown(self.output_activation)})"
        )


def _label(layer: Linear, number: int) -> None:
    """Name the parameters of a layer, as a graph shows them."""
    layer.weight.label = f"W{number}"
    if layer.bias is not None:
        layer.bias.label = f"b{number}"
