"""Layers one after the other."""

from __future__ import annotations

import numpy as np

from autograd_widgets import Graph, Value, ops
from autograd_widgets.nn import MLP, Conv2d, Flatten, Linear, MaxPool2d, Sequential


def test_it_is_its_layers_one_after_the_other_also_as_a_list() -> None:
    layers = [Linear(2, 4, rng=0), "relu", Linear(4, 3, rng=1), lambda x: ops.softmax(x, axis=-1)]
    x = np.random.default_rng(0).normal(size=(5, 2))
    expected = ops.softmax(layers[2](layers[0](x).relu()), axis=-1)
    for network in (Sequential(*layers), Sequential(layers)):
        np.testing.assert_array_equal(network(x).data, expected.data)
        assert len(network) == 4
        assert list(network) == layers
        assert network[0] is layers[0]


def test_it_is_an_mlp_of_the_same_numbers() -> None:
    mlp = MLP(2, [4, 3], activation="relu", output_activation=None, rng=0)
    network = Sequential(Linear(2, 4), "relu", Linear(4, 3))
    for p, q in zip(network.parameters(), mlp.parameters(), strict=True):
        p.data = q.data
    np.testing.assert_array_equal(network([1.0, 2.0]).data, mlp([1.0, 2.0]).data)


def test_names_are_positions_and_graphs_show_scopes() -> None:
    network = Sequential(Linear(2, 4), "tanh", Sequential(Linear(4, 1)))
    assert list(network.named_parameters())[1:3] == ["layers.0.bias", "layers.2.layers.0.weight"]
    scopes = {node.scope for node in Graph.of(network(Value([1.0, 2.0])).sum()).nodes if node.op in ("matmul", "tanh")}
    assert scopes == {"sequential/layer 1", "sequential/layer 2", "sequential/layer 3/sequential/layer 1"}


def test_a_bare_array_may_meet_an_activation_first() -> None:
    np.testing.assert_array_equal(Sequential(Flatten(), "relu")(np.array([[[1.0, -1.0]]])).data, [[1.0, 0.0]])


def test_a_repr_shows_one_layer_a_line() -> None:
    network = Sequential(Conv2d(1, 2, 3), "relu", MaxPool2d(2), Sequential(Flatten()), ops.tanh)
    assert repr(network) == (
        "Sequential(\n  Conv2d(1, 2, (3, 3)),\n  'relu',\n  MaxPool2d((2, 2)),\n  Sequential(\n    Flatten(),\n  ),\n"
        "  tanh,\n)"
    )
