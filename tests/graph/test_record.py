"""A computation as plain data."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, scope
from autograd_widgets.graph.contract import GraphData, NodeData
from autograd_widgets.graph.payload import dtype_name, graph_data


def example() -> Value:
    a, b, c, f = (Value(x, label=name) for name, x in {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}.items())
    e = a * b
    d = e + c
    return d * f


def test_inputs_come_before_what_is_computed_from_them() -> None:
    graph = Graph.of(example())
    assert all(i < node.id for node in graph.nodes for i in node.inputs)
    assert [node.id for node in graph.nodes] == list(range(len(graph.nodes)))
    assert graph.root.data == -8.0


def test_operations_keep_their_inputs_in_order_even_twice() -> None:
    a, b = Value(5.0, label="a"), Value(2.0, label="b")
    for out, names in ((a - b, ["a", "b"]), (b - a, ["b", "a"]), (a - a, ["a", "a"])):
        graph = Graph.of(out)
        assert [graph.nodes[i].name for i in graph.root.inputs] == names


def test_constants_become_nodes_in_their_place() -> None:
    x = Value([1.0, 2.0])
    graph = Graph.of(10 - x)
    assert [graph.nodes[i].op for i in graph.root.inputs] == ["constant", "leaf"]
    assert graph.nodes[graph.root.inputs[0]].data == 10
    assert graph.nodes[graph.root.inputs[0]].grad is None


def test_a_python_number_beside_single_precision_is_recorded_as_it_was_used() -> None:
    graph = Graph.of(Value(np.float32(1.0)) * 0.1)
    assert graph.nodes[graph.root.inputs[1]].data == np.float32(0.1)


def test_data_are_those_that_were_recorded_even_after_rebinding() -> None:
    a = Value(2.0)
    b = a * 3
    root = b * 2
    b.data = 100.0
    graph = Graph.of(root)
    assert [node.data for node in graph.nodes if node.op == "multiply"] == [6.0, 12.0]


def test_gradients_are_those_held_when_it_was_recorded() -> None:
    root = example()
    assert all(node.grad == 0 for node in Graph.of(root).nodes)
    root.backward()
    assert {node.name: node.grad for node in Graph.of(root).nodes if node.op == "leaf"} == {
        "a": 6.0,
        "b": -4.0,
        "c": -2.0,
        "f": 4.0,
    }


def test_several_roots_share_one_set_of_leaves() -> None:
    x = Value(2.0)
    loss, prediction = x * x, x + 1
    graph = Graph.of([loss, prediction])
    assert [graph.nodes[i].data for i in graph.roots] == [4.0, 3.0]
    assert sum(node.op == "leaf" for node in graph.nodes) == 1
    assert graph.root.data == 4.0


def test_scopes_are_recorded_also_for_constants() -> None:
    x = Value(2.0)
    with scope("mlp"), scope("layer 1"):
        y = x * 3
    assert [node.scope for node in Graph.of(y + 1).nodes] == ["", "mlp/layer 1", "mlp/layer 1", "", ""]


def test_a_graph_keeps_no_value_alive() -> None:
    gc.collect()
    gc.disable()
    try:
        root = example()
        reference = weakref.ref(root)
        graph = Graph.of(root, names={})
        del root
        assert reference() is None
        assert graph.root.data == -8.0
    finally:
        gc.enable()


def test_a_gradient_reaches_only_what_leads_to_a_leaf_of_floats() -> None:
    x = Value(2.0, label="x")
    chosen = x > 1
    graph = Graph.of(chosen * 3.0 + x)
    wants = {node.op: wanted for node, wanted in zip(graph.nodes, graph.differentiable(), strict=True)}
    assert wants == {"leaf": True, "greater": False, "constant": False, "multiply": False, "add": True}


@pytest.mark.parametrize("root", [3, "L", None, [], [1.0], (Value(1.0), 2.0), np.ones(2)])
def test_what_is_no_computation_is_refused_with_advice(root: Any) -> None:
    with pytest.raises(TypeError, match=r"expected a Value, the root of a computation.*L = a \* b"):
        Graph.of(root)


def test_rule_written_by_hand_is_opaque_with_its_local_derivatives() -> None:
    x = Value(2.0)
    out = Value(x.data**3, (x,), "cube")

    def _backward() -> None:
        x.grad += 3 * x.data**2 * out.grad

    out._backward = _backward
    x.grad = 7.0
    node = Graph.of(out).root
    assert (node.op, node.symbol, node.partials) == ("opaque", "cube", (12.0,))
    assert x.grad == 7.0  # probing leaves no trace


def test_local_derivatives_of_a_rule_that_mixes_entries_or_raises_are_not_known() -> None:
    x = Value([1.0, 2.0])
    reverse = Value(x.data[::-1], (x,), "reverse")

    def _backward() -> None:
        x.grad += reverse.grad[::-1]

    reverse._backward = _backward
    broken = Value(x.data, (x,), "broken")
    broken._backward = lambda: 1 / 0
    assert Graph.of(reverse).root.partials == (None,)
    assert Graph.of(broken).root.partials == (None,)


# --- the contract -------------------------------------------------------------------------------------------


def array_at(node: NodeData, values: bytes) -> Any:
    kind = {"bool": "u1", "float32": "<f4"}.get(node["dtype"], "<f8")
    count = int(np.prod(node["shape"]))
    return np.frombuffer(values, kind, count, node["at"]).reshape(node["shape"])


def test_plain_data_hold_the_arrays_of_what_is_not_computed() -> None:
    w = Value(np.arange(6, dtype=np.float32).reshape(2, 3), label="w")
    mask = np.array([True, False, True])
    data: GraphData = graph_data(Graph.of((w * mask).sum(axis=1)))
    leaf, constant, product, total = data["nodes"]
    np.testing.assert_array_equal(array_at(leaf, data["values"]), w.data)
    np.testing.assert_array_equal(array_at(constant, data["values"]), mask)
    assert (leaf["dtype"], constant["dtype"], product["at"]) == ("float32", "bool", -1)
    assert all(node["at"] % 8 == 0 for node in (leaf, constant))
    assert total["options"] == {"axis": [1], "keepdims": False}
    assert data["roots"] == [3]


def test_plain_data_are_json_but_for_the_values() -> None:
    x = Value(np.ones((2, 3)))
    data = graph_data(Graph.of((x.T @ x).mean()))
    json.dumps(data["nodes"])
    assert data["nodes"][-1]["contributions"] == [["spread", ["divide", "g", 9.0]]]


def test_plain_data_carry_nan_and_infinity() -> None:
    data = graph_data(Graph.of(Value([np.nan, -np.inf, np.inf])))
    np.testing.assert_array_equal(array_at(data["nodes"][0], data["values"]), [np.nan, -np.inf, np.inf])


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        ("f8", "float64"),
        ("f4", "float32"),
        ("f2", "float32"),
        ("?", "bool"),
        ("i4", "int64"),
        ("u1", "int64"),
    ],
)
def test_the_browser_knows_four_types(dtype: str, name: str) -> None:
    assert dtype_name(np.zeros(1, dtype)) == name
