"""A recorded graph computed again gives what the program gives there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, ops
from autograd_widgets.graph.record import Graph as Recording
from autograd_widgets.graph.replay import NotReplayableError, replay
from tools.own_operations import cubed_times


def ids_of(graph: Recording) -> dict[str, int]:
    return {node.name: node.id for node in graph.nodes if node.op == "leaf"}


@pytest.mark.parametrize(
    ("program", "x", "other"),
    [
        (lambda x: 3.0 * x**2 - 4.0 * x + 5.0, 3.0, -1.5),
        (lambda x: np.where(x > 0, x**2, -x), 2.0, -2.0),
        (lambda x: np.exp(x).sum(axis=0) @ np.ones(3), np.ones((2, 3)), np.arange(6.0).reshape(2, 3)),
        (lambda x: np.concatenate([x[1:], x[:1] * 2]), np.arange(3.0), np.array([5.0, -1.0, 2.0])),
        (lambda x: x / 3 + np.float32(0.1), np.float32(0.3), np.float32(0.7)),
        (lambda x: cubed_times(x, 2.0) + ops.softmax(x, axis=-1), np.ones(3), np.array([0.1, 0.2, 0.3])),
        (lambda x: x * (x > 1) + np.argmax(x), np.arange(3.0), np.array([4.0, 1.0, 2.0])),
    ],
)
def test_gives_exactly_what_the_program_gives_elsewhere(program: Any, x: Any, other: Any) -> None:
    graph = Graph.of(program(Value(x, label="x")), {})
    found = replay(graph, {ids_of(graph)["x"]: np.asarray(other)[()]})
    expected = program(Value(other)).data
    root = found[graph.root.id]
    assert type(root) is type(expected)
    assert root.dtype == expected.dtype
    np.testing.assert_array_equal(root, expected)
    assert len(found) == len(graph.nodes)


def test_leaves_that_are_not_given_keep_their_arrays_and_the_graph_stays_as_it_was() -> None:
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    graph = Graph.of(x * y)
    assert replay(graph, {ids_of(graph)["x"]: np.float64(5.0)})[-1] == 15.0
    assert replay(graph, {})[-1] == 6.0
    assert [node.data for node in graph.nodes] == [2.0, 3.0, 6.0]


def test_refuses_what_only_somebodys_python_computes_and_ids_of_no_leaf() -> None:
    x = Value(2.0, label="x")
    by_hand = Value(4.0, (x,), "sq", label="y")
    with pytest.raises(NotReplayableError, match=r"y \(sq\) was made by hand"):
        replay(Graph.of(by_hand), {})
    with pytest.raises(ValueError, match="1 is none"):
        replay(Graph.of(x * 2.0), {1: np.float64(1.0)})
