"""Layers one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from autograd_widgets.engine import scope
from autograd_widgets.nn.activations import activation_of, shown
from autograd_widgets.nn.inputs import as_value
from autograd_widgets.nn.module import Module


class Sequential(Module):
    """Layers one after the other: each is called with what the one before returned.

    Args:
        layers: Modules, functions of a Value, or names of activations; also as one list.

    Raises:
        TypeError: there is something else among them.
        ValueError: there are none, or a name is unknown.

    Example:
        >>> Sequential(Linear(2, 16, rng=0), "relu", Linear(16, 1, rng=1))([0.5, -1.0]).shape
        (1,)
    """

    def __init__(self, *layers: Any) -> None:
        if len(layers) == 1 and isinstance(layers[0], (list, tuple)):
            layers = tuple(layers[0])  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if not layers:
            raise ValueError("Sequential expected at least one layer, such as Linear(2, 1).")
        self.layers: list[Any] = list(layers)
        for i, layer in enumerate(layers, 1):
            if not callable(layer) and not isinstance(layer, str):
                raise TypeError(
                    f"Sequential expected Modules, functions or names of activations, got {layer!r:.60} as layer {i}."
                )
            activation_of(layer)

    def forward(self, x: Any) -> Any:
        """Return what the last layer returns."""
        with scope("sequential"):
            for i, layer in enumerate(self.layers, 1):
                with scope(f"layer {i}"):
                    x = layer(x) if isinstance(layer, Module) else activation_of(layer)(as_value(x))
        return x

    def __len__(self) -> int:
        return len(self.layers)

    def __getitem__(self, i: int) -> Any:
        return self.layers[i]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.layers)

    def __repr__(self) -> str:
        texts = [repr(layer) if isinstance(layer, Module) else shown(layer) for layer in self.layers]
        inner = ",\n".join(texts).replace("\n", "\n  ")
        return f"Sequential(\n  {inner},\n)"
