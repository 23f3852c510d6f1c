"""The steps of every kind of operation: of lists, with indices, with options, and of the author's own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, ops, steps
from autograd_widgets.engine import Operation, table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.steps import steps_of
from autograd_widgets.graph.story import BackwardStep, Contribution
from tools.own_operations import cubed_times, error_function, looped_product, programs, shares


def contributions(root: Value) -> dict[str, Contribution]:
    """Return what each node receives last, by its name."""
    return {
        part.input.name: part for step in steps(root) if isinstance(step, BackwardStep) for part in step.contributions
    }


def _joined(position: int, g: Array, out: Array, *inputs: Array) -> Array:
    begin = sum(x.size for x in inputs[:position])
    window = np.zeros((inputs[position].size, out.size))
    window[:, begin : begin + inputs[position].size] = np.eye(inputs[position].size)
    return window @ g


def _picked(g: Array, out: Array, x: Array, index: Array) -> Array:
    return g if isinstance(g, Value) else np.bincount(index, g, x.size)


JOIN = Operation(  # an operation on a list of arrays
    "join", "join", "linear", lambda *arrays: np.concatenate(arrays), _joined, parameters=["arrays"], rule="Cut it up."
)
PICK = Operation(  # an operation with an index
    "pick",
    "[]",
    "linear",
    lambda x, index: x[index],
    [_picked],
    parameters=["x"],
    extras=True,
    rule="Only those picked.",
)


# --- why ---


def test_each_contribution_says_why() -> None:
    x, y = Value([1.0, 2.0], label="x"), Value(3.0, label="y")
    found = contributions((x**y).sum())
    assert found["x"].reason == table["power"].rules[0]
    assert found["y"].reason == table["power"].rules[1]
    found = contributions(cubed_times(x, y).mean())
    assert (found["x"].reason, found["y"].reason) == cubed_times.rules


def test_where_nobody_has_said_why_nothing_is_said() -> None:
    x = Value(2.0, label="x")
    out = Value(4.0, (x,), "double", label="d")
    out._backward = lambda: setattr(x, "grad", x.grad + 2 * out.grad)
    assert contributions(out)["x"].reason == ""
    assert contributions(error_function(x))["x"].reason == ""


# --- the local derivative of any operation in numbers ---


def test_a_jacobian_says_how_each_entry_moves_with_each() -> None:
    x = Value([1.0, 2.0, 3.0], label="x")
    w = Value(np.arange(6.0).reshape(2, 3), label="w")
    found = contributions((w @ x).sum())
    np.testing.assert_array_equal(found["x"].jacobian, w.data)
    np.testing.assert_array_equal(found["w"].jacobian, np.einsum("ik,j->ikj", np.eye(2), x.data))
    np.testing.assert_array_equal(contributions(x.mean())["x"].jacobian, np.full(3, 1 / 3))
    np.testing.assert_array_equal(contributions(w.T.sum())["w"].jacobian.sum(axis=(0, 1)), np.ones((2, 3)))


def test_a_jacobian_of_an_elementwise_operation_is_its_derivative_on_the_diagonal() -> None:
    x, y = Value([1.0, 2.0], label="x"), Value(3.0, label="y")
    found = contributions((x * y).sum())
    np.testing.assert_array_equal(found["x"].jacobian, np.diag([3.0, 3.0]))
    np.testing.assert_array_equal(found["y"].jacobian, [1.0, 2.0])
    assert type(contributions(y * 2)["y"].jacobian) is np.float64


def test_a_jacobian_of_softmax_is_the_closed_form() -> None:
    x = Value([0.5, -1.0, 2.0], label="x")
    p = shares(x.data)
    np.testing.assert_allclose(contributions(shares(x).mean())["x"].jacobian, np.diag(p) - np.outer(p, p))


def test_a_jacobian_is_only_there_where_somebody_can_read_it() -> None:
    assert contributions(Value(np.ones(8), label="x").reshape(2, 4).sum())["x"].jacobian.shape == (2, 4, 8)
    assert contributions(Value(np.ones(9), label="x").reshape(3, 3).sum())["x"].jacobian is None
    assert contributions((Value(np.ones((0, 3)), label="x") * 2).sum())["x"].jacobian.shape == (0, 3, 0, 3)


def test_a_jacobian_of_an_opaque_node_follows_from_what_was_found() -> None:
    x = Value([1.0, 2.0], label="x")
    out = Value(x.data**2, (x,), "square", label="s")
    out._backward = lambda: setattr(x, "grad", x.grad + 2 * x.data * out.grad)
    np.testing.assert_array_equal(contributions(out.sum())["x"].jacobian, np.diag([2.0, 4.0]))


# --- lists, indices, options ---


def test_an_operation_on_a_list_names_each_of_its_inputs() -> None:
    a, b = Value([1.0, 2.0], label="a"), Value([3.0], label="b")
    told = steps(JOIN([a, b, a]).sum())
    assert "a and b are known, so v1 can be computed: v1 = join(a, b, a)" in str(told)
    last = told[-1]
    assert isinstance(last, BackwardStep)
    assert [(p.input.name, p.reason, p.after.tolist()) for p in last.contributions] == [
        ("a", "Cut it up.", [1.0, 1.0]),
        ("b", "Cut it up.", [1.0]),
        ("a", "Cut it up.", [2.0, 2.0]),
    ]
    assert graph_data(Graph.of(JOIN([a, b]).sum(), {}))["nodes"][2]["contributions"][1] is not None


@pytest.mark.parametrize("recorded", [False, True])
def test_an_index_is_told_and_receives_nothing(recorded: bool) -> None:
    x = Value([1.0, 2.0, 3.0], label="x")
    index: Any = (x > 2) * np.array([1, 1, 1]) if recorded else np.array([0, 0, 1])
    told = steps(PICK.apply((x, index), {}).sum())
    last = told[-1]
    assert isinstance(last, BackwardStep)
    assert [(part.input.name, part.amount.tolist()) for part in last.contributions] == [("x", [2.0, 1.0, 0.0])]
    assert last.contributions[0].jacobian.tolist() == [[1, 0, 0], [1, 0, 0], [0, 1, 0]]
    assert "pick(x, index)" in str(told) if recorded else "pick(x, [0, 0, 1])" in str(told)


def test_an_axis_is_told_where_not_all_are_meant() -> None:
    x = Value(np.arange(24.0).reshape(2, 3, 4), label="x")
    assert "sum(x, axis=1) is an array" in str(steps(x.sum(axis=1).sum()))
    assert "sum(x, axis=(0, 2)) is [60.0, 92.0, 124.0]" in str(steps(x.sum(axis=(0, 2)).sum()))
    assert "sum(x) is 276.0" in str(steps(x.sum(axis=(0, 1, 2))))
    small = Value([[1.0, 2.0]], label="small")
    assert "mean(small, axis=0) = mean([[1.0, 2.0]], axis=0) = [1.0, 2.0]" in str(steps(small.mean(axis=0).sum()))


def test_an_option_is_told_where_it_is_not_as_usual() -> None:
    x = Value(np.arange(16.0).reshape(1, 1, 4, 4), label="x")
    w = Value(np.ones((1, 1, 2, 2)), label="w")
    assert "= conv2d(x, w) is" in str(steps(ops.conv2d(x, w)))
    assert "= conv2d(x, w, stride=2, padding=(1, 0)) is" in str(steps(ops.conv2d(x, w, stride=2, padding=(1, 0))))
    assert "= max_pool2d(x, size=2) is" in str(steps(ops.max_pool2d(x, 2)))
    assert "= max_pool2d(x, size=(2, 1), stride=1) is" in str(steps(ops.max_pool2d(x, (2, 1), stride=1)))
    v = Value([3.0, 4.0], label="v")
    assert "= norm(v) =" in str(steps(np.linalg.norm(v)))
    assert "= norm(v, ord=inf) =" in str(steps(np.linalg.norm(v, np.inf)))
    assert "= std(v, ddof=1) =" in str(steps(np.std(v, ddof=1)))


def test_a_mask_in_the_middle_is_told_as_what_it_is() -> None:
    x = Value([1.0, -2.0], label="x")
    last = contributions((x * (x > 0)).sum())["x"]
    assert last.chain.endswith("because ∂v2/∂x = v1")
    assert last.amount.tolist() == [1.0, 0.0]


def test_single_precision_is_told_in_single_precision() -> None:
    x = Value(np.float32([0.1, 0.2]), label="x")
    for part in contributions(((x * 0.3) @ np.float32([[1.0], [2.0]])).tanh().mean()).values():
        assert part.amount.dtype == part.after.dtype == np.float32


def test_empty_arrays_are_told() -> None:
    x = Value(np.ones((0, 3)), label="x")
    text = str(steps(((x @ np.ones((3, 2))).tanh() * 2).sum(axis=0).sum()))
    assert "[] receives" not in text
    assert "x receives []" in text


# --- the author's own ---


@pytest.mark.parametrize(("title", "root"), list(programs()))
def test_the_steps_of_own_operations_lead_to_the_gradients_of_backward(title: str, root: Value) -> None:
    found: dict[int, Array] = {}
    for step in steps_of(Graph.of(root, {})):
        if isinstance(step, BackwardStep):
            found |= {part.input.id: part.after for part in step.contributions}
    for value in topological_order(root):
        value.grad = None
    root.backward()
    for node in Graph.of(root, {}).nodes:
        if node.is_leaf:
            tolerance = 1e-5 if "float32" in title else 1e-12
            np.testing.assert_allclose(found[node.id], node.grad, rtol=tolerance, atol=tolerance)


def test_own_operations_are_told_as_any_other() -> None:
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    text = str(steps(cubed_times(x, y)))
    assert "v1 = cubed_times(x, y) = cubed_times(2.0, 3.0) = 24.0" in text
    assert "because ∂v1/∂x = 3 × x ** 2 × y" in text
    text = str(steps(error_function(x)))
    assert "∂v1/∂x = 1.0 · 0.020667 = 0.020667" in text
    assert "unknown" not in text
    left = Value([[1.0, 2.0]], label="left")
    text = str(steps(looped_product(left, np.ones((2, 1))).sum()))
    assert "∂v2/∂left = ∂v2/∂v1 @ [[1.0], [1.0]]ᵀ = [[1.0, 1.0]]" in text
