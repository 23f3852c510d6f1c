"""Operations of the author's own as little graphs."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, operation
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.contract import GraphData
from autograd_widgets.graph.formula import contribution_formulas, formula_of, partial_formulas, text_of
from autograd_widgets.graph.parts import recorded_forward, recorded_partial, recorded_product
from autograd_widgets.graph.payload import graph_data
from tools.own_operations import cubed_times, error_function, leaky, looped_product, programs, shares


def one_input(function: Any, partial: Any = None, **more: Any) -> Any:
    return operation(partials=[partial], check=False, **more)(function)


def data_of(root: Value) -> GraphData:
    return graph_data(Graph.of(root, {}))


def test_what_consists_of_operations_is_recorded_on_its_parameters() -> None:
    root = recorded_forward(cubed_times, [np.ones(2), np.float64(3.0)], {})
    assert text_of(formula_of(root)) == "x ** 3 × y"
    assert {node.label for node in topological_order(root)} == {"x", "y", ""}
    assert root.shape == (2,)
    product = recorded_product(shares, 0, [np.ones((2, 3))], {"axis": 1})
    assert {node.label for node in topological_order(product) if node._rule is None} == {"g", "out"}


@pytest.mark.parametrize(
    "function",
    [
        lambda x: math.exp(x),  # noqa: PLW0108 — not math.exp, which has no parameters to read
        lambda x: x if x > 0 else 0.1 * x,
        lambda x: x if x < 1.9 else 2 * x,
        lambda x: x * math.exp(x),
        lambda x: x * x.data if isinstance(x, Value) else x * x,
        lambda x: x * np.random.default_rng().normal(),
        lambda x: x * float(x),
        lambda x: np.asarray(x) * 2,
        lambda x: x.undefined,
        lambda x: "text",
    ],
)
def test_what_does_more_than_operations_do_is_not_recorded(function: Any) -> None:
    own = one_input(function, domain=[(-2, 2)])
    assert recorded_forward(own, [np.float64(0.5)], {}) is None


def test_a_branch_is_noticed_wherever_it_lies() -> None:
    own = operation(vjps=[lambda g, out, x: g], check=False)(lambda x: x if np.sum(x) > 0 else 2 * x)
    assert recorded_forward(own, [np.array([1.0, 2.0])], {}) is None


def test_a_branch_on_a_shape_is_no_branch() -> None:
    own = operation(vjps=[lambda g, out, x: g], check=False)(lambda x: np.sum(x) if x.ndim else 1 * x)
    assert recorded_forward(own, [np.ones(3)], {}) is not None


def test_one_own_operation_in_another_is_taken_apart() -> None:
    @operation(partials=[lambda out, x: 6 * cubed_times(x, 1.0) * x**2])
    def squared_cube(x: Any) -> Any:
        return cubed_times(x, 1.0) ** 2

    root = recorded_forward(squared_cube, [np.float64(2.0)], {})
    assert text_of(formula_of(root)) == "(x ** 3) ** 2"
    assert recorded_partial(squared_cube, 0) is not None
    assert squared_cube(Value(2.0))._op == "squared_cube"


def test_derivatives_are_written_as_formulas_where_they_can_be() -> None:
    assert [text_of(f) for f in partial_formulas(cubed_times, shown=True) if f] == ["3 × x ** 2 × y", "x ** 3"]
    assert [text_of(f) for f in partial_formulas(leaky, shown=True) if f] == ["1 where x > 0, else 0.1"]
    assert partial_formulas(error_function, shown=True) == (None,)
    assert text_of(contribution_formulas(looped_product, [np.ones((2, 3)), np.ones((3, 2))], {})[0] or 0) == "g @ yᵀ"


def test_a_formula_that_nobody_can_take_in_is_only_named() -> None:
    def long(x: Any) -> Any:
        for _ in range(10):
            x = x * 1.5 + 1
        return x

    own = one_input(long, lambda out, x: long(x) - long(x) + 1.5**10)
    assert partial_formulas(own, shown=True) == (None,)
    unknown = operation(vjps=[lambda g, out, x: g * math.cos(x)], check=False)(lambda x: np.tanh(x))  # noqa: PLW0108
    assert text_of(contribution_formulas(unknown, [np.float64(1.0)], {})[0] or 0) == "backward of function(g)"


def test_a_graph_carries_what_the_browser_runs_once_for_all_nodes_alike() -> None:
    x, y = Value(2.0, label="x"), Value(np.ones(3), label="y")
    data = data_of((cubed_times(x, x) + cubed_times(x, 2.0) + cubed_times(x, y)).sum())
    assert [node["custom"] for node in data["nodes"] if node["op"] == "cubed_times"] == [0, 0, 1]
    of_numbers, of_arrays = data["operations"]
    assert (of_numbers["parameters"], of_numbers["kind"], of_numbers["rules"]) == (
        ["x", "y"],
        "elementwise",
        list(cubed_times.rules),
    )
    assert of_numbers["forward"] is not None
    assert of_arrays["forward"] is not None
    assert of_arrays["forward"]["nodes"][-1]["shape"] == [3]
    assert [node["at"] for node in of_numbers["forward"]["nodes"] if node["op"] == "leaf"] == [-1, -1]
    json.dumps(data["operations"], allow_nan=False)


def test_what_only_python_computes_carries_its_numbers_and_its_derivatives() -> None:
    x = Value([0.0, 1.0], label="x")
    data = data_of(error_function(x))
    assert data["operations"][0]["forward"] is None
    node = data["nodes"][1]
    numbers = np.frombuffer(data["values"], "<f8")
    np.testing.assert_allclose(numbers[node["at"] // 8 :][:2], [0.0, math.erf(1.0)])
    np.testing.assert_allclose(numbers[node["partials"][0] // 8 :][:2], 2 / np.sqrt(np.pi) * np.exp([0.0, -1.0]))
    left = Value(np.arange(6.0).reshape(2, 3), label="left")
    data = data_of(looped_product(left, np.ones((3, 1))).sum())
    node = next(node for node in data["nodes"] if node["op"] == "looped_product")
    jacobian = np.frombuffer(data["values"], "<f8")[node["partials"][0] // 8 :][:12].reshape(2, 1, 2, 3)
    np.testing.assert_array_equal(jacobian[:, 0, :, 0], np.eye(2))
    assert node["partials"][1] == -1  # a constant


def test_a_jacobian_that_is_too_large_does_not_travel() -> None:
    def reverse(x: Any) -> Any:
        return np.array(list(x)[::-1])

    own = operation(vjps=[lambda g, out, x: np.asarray(g)[::-1] * 1.0], examples=[(3,)])(reverse)
    node = data_of(own(Value(np.ones(300))).sum())["nodes"][1]
    assert node["partials"] == [-1]


@pytest.mark.parametrize(("title", "root"), list(programs()))
def test_the_graph_of_each_kind_is_json_but_for_the_values(title: str, root: Value) -> None:
    data = data_of(root)
    json.dumps([data["nodes"], data["operations"]], allow_nan=False)
    in_python = "in Python only" in title or "numbers" in title
    assert any(each["forward"] is None for each in data["operations"]) == in_python
