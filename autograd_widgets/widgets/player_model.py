"""The model that a player trains: its parameters by the names that the browser knows them by, read and written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.graph.contract import GraphData, NetworkData
from autograd_widgets.nn import scalar
from autograd_widgets.nn.mlp import MLP
from autograd_widgets.nn.trainee import State, Trainee
from autograd_widgets.widgets.player_graphs import network_of

Arrays: TypeAlias = "dict[str, np.ndarray[Any, Any]]"


class PlayerModel:
    """A model, whatever its kind, as arrays by name. An MLP's are W1, b1, W2 …, also where its weights are scalars.

    Args:
        model: what `fit` takes too.
        loss_name: what its loss is called.
        is_ours: whether that is the library's of this name, which the browser knows.

    Attributes:
        network: its sizes, if it is an MLP that the browser can build.
        graphs: recorded ones, if it is another model.
        dynamic: why only Python can train it.
        grid: points at which predictions are drawn.

    Raises:
        TypeError, ValueError: it is no model, or has no parameters.
    """

    def __init__(self, model: Any, loss_name: str, *, is_ours: bool) -> None:
        self.trainee = Trainee("TrainingPlayer", model)
        self.model, self.loss_name = model, loss_name
        self.network = network_of(model, loss_name) if is_ours else None
        self.graphs: dict[str, GraphData] = {}
        self.dynamic = ""
        self.grid: np.ndarray[Any, Any] | None = None
        self._shapes = self._shapes_now()

    @property
    def opaque(self) -> bool:
        """Whether the browser can't even say what it predicts."""
        return self.network is None and not self.graphs

    def fits(self, arrays: Mapping[str, Any]) -> bool:
        """Return whether arrays are parameters of the model, by their names and shapes."""
        return self._shapes == {name: np.shape(array) for name, array in arrays.items()}

    def misfit(self) -> str:
        """Return which parameter somebody has given another shape than it had; "" if there is none."""
        before, now = self._shapes, self._shapes_now()
        if before == now:
            return ""
        name = next(name for name in {**before, **now} if before.get(name) != now.get(name))
        has = f"has shape {now[name]}" if name in now else "is gone"
        had = f"had {before[name]}" if name in before else "was not there"
        return f"{name} {has}, and {had} when the player was made"

    def _shapes_now(self) -> dict[str, tuple[int, ...]]:
        if self.network is None:
            return {name: p.shape for name, p in self.trainee.parameters.items()}
        try:
            return {name: array.shape for name, array in self.arrays().items()}
        except (AttributeError, TypeError, ValueError):  # somebody has taken it apart
            return {}

    @property
    def layers(self) -> dict[str, list[str]]:
        """The parameters' names, by layer."""
        if self.network:
            return {f"layer {i}": [f"W{i}", f"b{i}"] for i in range(1, len(self.network["sizes"]) + 1)}
        names = {id(p): name for name, p in self.trainee.parameters.items()}
        return {layer: [names[id(p)] for p in inside] for layer, inside in self.trainee.layers.items()}

    def arrays(self) -> Arrays:
        """Return copies of the parameters."""
        if self.network is None:
            return {name: np.array(p.data) for name, p in self.trainee.parameters.items()}
        layers = _matrices(self.model)
        named = [
            (f"{letter}{i}", x) for i, layer in enumerate(layers, 1) for letter, x in zip("Wb", layer, strict=True)
        ]
        return {name: np.array(x) for name, x in named}

    def by_state(self, state: Mapping[str, Any]) -> Arrays:
        """Return the parameters that a history's state holds."""
        before = self.trainee.held()
        try:
            self.trainee.put_back(dict(state))
            return self.arrays()
        finally:
            self.trainee.hold_again(before)

    def to_state(self, arrays: Mapping[str, Any]) -> State:
        """Return the state of a history that parameters are."""
        before = self.trainee.held()
        try:
            self.assign(arrays)
            return self.trainee.state()
        finally:
            self.trainee.hold_again(before)

    def assign(self, arrays: Mapping[str, Any]) -> None:
        """Take over parameters. All are checked before anything is changed.

        Raises:
            ValueError: names or shapes are not those of the model.
        """
        if not self.fits(arrays):
            raise ValueError(f"the parameters that came are not those of {self.title}.")
        own = self.arrays()
        fitting = {name: np.asarray(arrays[name], array.dtype) for name, array in own.items()}
        if self.network is None:
            for name, p in self.trainee.parameters.items():
                p.data = fitting[name].copy()[()]
        elif isinstance(self.model, MLP):
            for i, layer in enumerate(self.model.layers, 1):
                layer.weight.data = fitting[f"W{i}"].copy()
                layer.bias.data = fitting[f"b{i}"].copy()  # pyright: ignore[reportOptionalMemberAccess]
        else:
            for i, layer in enumerate(self.model.layers, 1):
                for j, neuron in enumerate(layer.neurons):
                    for w, number in zip(neuron.w, fitting[f"W{i}"][:, j].tolist(), strict=True):
                        w.data = number
                    neuron.b.data = float(fitting[f"b{i}"][j])

    def rebuild(self, network: NetworkData) -> None:
        """Give an MLP other sizes and activations, in place, with parameters still to come."""
        bends: Any = {
            "activation": network["activation"] or None,
            "output_activation": network["output_activation"] or None,
        }
        made: Any
        if isinstance(self.model, MLP):
            made = MLP(network["n_in"], network["sizes"], **bends, rng=0, dtype=network["dtype"])
        else:
            made = scalar.MLP(network["n_in"], network["sizes"], **bends, rng=0)
        held: dict[str, Any] = self.model.__dict__
        held.clear()
        held.update(made.__dict__)
        self.network = network
        self.trainee = Trainee("TrainingPlayer", self.model)
        self._shapes = self._shapes_now()

    @property
    def title(self) -> str:
        """What the model is called."""
        text = repr(self.model)
        if isinstance(self.model, scalar.MLP) and self.network:
            return f"MLP({self.network['n_in']}, {self.network['sizes']}) of scalars"
        return text if "\n" not in text and len(text) <= 80 else type(self.model).__name__


def _matrices(model: Any) -> list[tuple[Any, Any]]:
    if isinstance(model, MLP):
        return [(layer.weight.data, layer.bias.data) for layer in model.layers]  # pyright: ignore[reportOptionalMemberAccess]
    return [
        (
            np.array([[w.data for w in neuron.w] for neuron in layer.neurons]).T,
            [neuron.b.data for neuron in layer.neurons],
        )
        for layer in model.layers
    ]


class NoModel(PlayerModel):
    """What a history has that was loaded without its model: states, and nobody to put them into."""

    def __init__(self, loss_name: str) -> None:
        self.model, self.network, self.loss_name = None, None, loss_name
        self.graphs, self.grid = {}, None
        self.dynamic = "it was loaded without its model: History.load(path, model=…) takes one"

    @property
    def opaque(self) -> bool:  # noqa: D102
        return False

    @property
    def layers(self) -> dict[str, list[str]]:  # noqa: D102
        return {}

    @property
    def title(self) -> str:  # noqa: D102
        return "a training"

    def arrays(self) -> Arrays:  # noqa: D102
        return {}

    def misfit(self) -> str:  # noqa: D102
        return ""

    def by_state(self, state: Mapping[str, Any]) -> Arrays:  # noqa: D102
        return {name: np.asarray(array) for name, array in state.items()}

    def assign(self, arrays: Mapping[str, Any]) -> None:  # noqa: D102
        del arrays
