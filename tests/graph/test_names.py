"""What a Value is called."""

from __future__ import annotations

from typing import Any

from autograd_widgets import Graph, Value, steps
from autograd_widgets.graph.names import Namer, caller_names

at_module_level = Value(5.0)


def names_of(graph: Graph) -> list[str]:
    return [node.name for node in graph.nodes]


def test_a_value_is_called_like_the_variable_that_first_held_it() -> None:
    a = Value(1.0)
    b = a  # noqa: F841 — a second name
    loss = a * 2
    assert names_of(Graph.of(loss)) == ["a", "constant 1", "loss"]


def test_nothing_is_written_into_the_value() -> None:
    a = Value(1.0)
    Graph.of(a)
    assert a.label == ""


def test_a_label_wins_over_a_variable() -> None:
    a = Value(1.0, label="weight")
    assert names_of(Graph.of(a)) == ["weight"]


def test_local_variables_come_before_global_ones() -> None:
    local = at_module_level
    assert names_of(Graph.of(local)) == ["local"]
    del local
    assert names_of(Graph.of(at_module_level)) == ["at_module_level"]


def test_ipythons_history_and_private_names_do_not_count() -> None:
    namespace: dict[str, Any] = {"__name__": "__main__", "Value": Value, "caller_names": caller_names}
    exec("_ = __1 = Out = In = Value(1.0); found = caller_names().get(id(_))", namespace)
    assert namespace["found"] is None
    exec("Out = x = Value(1.0); found = caller_names()[id(x)]", namespace)
    assert namespace["found"] == "x"


def test_names_are_found_through_a_function_of_ours() -> None:
    a = Value(2.0)
    out = a.exp()
    assert [step.node.name for step in steps(out)] == ["out", "out", "out"]


def test_unnamed_values_are_numbered_without_taking_a_given_name() -> None:
    v1 = Value(1.0)
    product = v1 * Value(2.0) * Value(3.0)
    assert names_of(Graph.of(product)) == ["v1", "v2", "v3", "v4", "product"]


def test_equal_labels_are_told_apart() -> None:
    out = Value(1.0, label="w") + Value(2.0, label="w") + Value(3.0, label="w (2)")
    names = names_of(Graph.of(out))
    assert len(set(names)) == len(names)
    assert names[0] == "w"


def test_a_name_says_whether_the_author_gave_it() -> None:
    a = Value(1.0)
    nodes = Graph.of(a * 2 + 1).nodes
    assert [node.name for node in nodes if node.named] == ["a"]


def test_naming_a_hundred_thousand_values_takes_linear_time() -> None:
    values = [object() for _ in range(100_000)]
    namer = Namer(values, {})
    assert [namer.name(value)[0] for value in values][-1] == "v100000"
