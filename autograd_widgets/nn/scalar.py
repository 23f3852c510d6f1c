"""A network as the article builds it: every weight is a Value of its own, a neuron is a list of them.

For reading and for small examples; `nn.MLP` is the same with one matrix a layer.
"""

from __future__ import annotations

import random
from typing import Any

from autograd_widgets.engine import Value
from autograd_widgets.nn.activations import Activation, activation_of, shown
from autograd_widgets.nn.checking import checked_count, sizes_of
from autograd_widgets.nn.inputs import listed
from autograd_widgets.nn.randomness import Randomness, generator_of


class Module:
    """What neurons, layers and networks have in common: `parameters`, all weights and biases in one list."""

    def parameters(self) -> list[Value]:
        return []

    def zero_grad(self) -> None:
        """Forget the gradients, before the next `backward`."""
        for p in self.parameters():
            p.grad = 0.0


class Neuron(Module):
    """A weighted sum of its inputs, plus a bias, bent by an activation (a name, a function, or None for none).

    Weights are uniform in (−1, 1): drawn by Python's `random`, or with `rng`, a seed or a generator of NumPy.
    """

    def __init__(self, nin: int, *, activation: Activation = "tanh", rng: Randomness = None) -> None:
        uniform = random.uniform if rng is None else generator_of(rng).uniform
        self.w = [Value(uniform(-1, 1)) for _ in range(checked_count("Neuron", "nin", nin))]
        self.b = Value(uniform(-1, 1))
        self.activation = activation
        activation_of(activation)  # a wrong name is told at once

    def __call__(self, x: Any) -> Value:
        x = listed(x, len(self.w))
        act = sum((wi * xi for wi, xi in zip(self.w, x, strict=True)), self.b)
        return activation_of(self.activation)(act)

    def parameters(self) -> list[Value]:
        return [*self.w, self.b]

    def __repr__(self) -> str:
        return f"Neuron({len(self.w)}, activation={shown(self.activation)})"


class Layer(Module):
    """Neurons side by side, with the same inputs. A single output comes bare, several as a list."""

    def __init__(
        self,
        nin: int,
        nout: int,
        *,
        activation: Activation = "tanh",
        rng: Randomness = None,
    ) -> None:
        rng = None if rng is None else generator_of(rng)
        count = checked_count("Layer", "nout", nout)
        self.neurons = [Neuron(nin, activation=activation, rng=rng) for _ in range(count)]

    def __call__(self, x: Any) -> Any:
        outs = [n(x) for n in self.neurons]
        return outs[0] if len(outs) == 1 else outs

    def parameters(self) -> list[Value]:
        return [p for n in self.neurons for p in n.parameters()]

    def __repr__(self) -> str:
        return f"Layer of {len(self.neurons)} × {self.neurons[0]}"


class MLP(Module):
    """Layers one after the other: the outputs of each are the inputs of the next.

    The last layer's activation is tanh as well, as in the article; micrograd has `output_activation=None`.
    """

    def __init__(
        self,
        nin: int,
        nouts: list[int],
        *,
        activation: Activation = "tanh",
        output_activation: Activation = "tanh",
        rng: Randomness = None,
    ) -> None:
        rng = None if rng is None else generator_of(rng)
        sz = [nin, *sizes_of("MLP", nouts)]
        bends = [activation] * (len(sz) - 2) + [output_activation]
        self.layers = [Layer(sz[i], sz[i + 1], activation=bends[i], rng=rng) for i in range(len(bends))]

    def __call__(self, x: Any) -> Any:
        for layer in self.layers:
            x = layer(x)
        return x

    def parameters(self) -> list[Value]:
        return [p for layer in self.layers for p in layer.parameters()]

    def __repr__(self) -> str:
        return f"MLP of [{', '.join(map(repr, self.layers))}]"
