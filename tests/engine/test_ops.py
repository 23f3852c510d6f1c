"""The table of operations: every entry is tested by being in it."""

from __future__ import annotations

import itertools
import operator
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import Operation, ops, table
from autograd_widgets.graph.formula import Formula, partial_formulas

DIFFERENTIABLE = [name for name, operation in table.items() if operation.differentiable]
ELEMENTWISE = [name for name in DIFFERENTIABLE if table[name].kind == "elementwise"]
COMPARISONS = ["less", "less_equal", "greater", "greater_equal", "equal", "not_equal"]


def draw(operation: Operation, shapes: Sequence[tuple[int, ...]]) -> list[Any]:
    """Return inputs from the operation's domain; one without a derivative, such as a condition, is a mask."""
    rng = np.random.default_rng(7)
    drawn = [np.asarray(rng.uniform(*span, size=shape)) for span, shape in zip(operation.domain, shapes, strict=True)]
    return [x if vjp else x > np.mean(x) for x, vjp in zip(drawn, operation.vjps, strict=True)]


@pytest.mark.parametrize("shown", [False, True], ids=["computed", "shown"])
@pytest.mark.parametrize("name", ELEMENTWISE)
def test_recorded_formula_of_a_partial_gives_the_same_numbers(name: str, shown: bool) -> None:
    operation = table[name]
    arrays = draw(operation, [(50,)] * len(operation.parameters))
    out = operation.forward(*arrays)
    letters = dict(zip(("out", *operation.parameters), (out, *arrays), strict=True))
    for i, formula in enumerate(partial_formulas(table[name], shown=shown)):
        if formula is None:
            assert operation.vjps[i] is None
            continue
        expected = np.broadcast_to(operation.partial(i, out, *arrays), (50,)).astype(float)
        found = np.broadcast_to(evaluate(formula, letters), (50,)).astype(float)
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def evaluate(formula: Formula, letters: dict[str, Any]) -> Any:
    if isinstance(formula, list):
        return table[formula[0]].forward(*(evaluate(argument, letters) for argument in formula[1:]))
    return letters[formula] if isinstance(formula, str) else formula


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if table[name].proof])
def test_every_line_of_a_proof_approaches_the_partial(name: str) -> None:
    operation = table[name]
    arrays = [x.item() for x in draw(operation, [(1,)] * len(operation.parameters))]
    expected = operation.partial(0, operation.forward(*arrays), *arrays)
    for line in operation.proof:
        assert line(*arrays, 1e-7) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("name", table)
def test_every_operation_with_a_derivative_says_why(name: str) -> None:
    assert any(table[name].rules) == table[name].differentiable


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_are_recorded_and_have_no_gradient(name: str) -> None:
    x = Value([1.0, 2.0, 3.0])
    chosen = table[name](x, 2.0)
    assert isinstance(chosen, Value)
    assert chosen.dtype == bool
    assert chosen.grad is None
    (x * chosen).sum().backward()
    np.testing.assert_array_equal(x.grad, chosen.data)


@pytest.mark.parametrize(
    ("symbol", "function"), [("<", operator.lt), ("≤", operator.le), (">", operator.gt), ("≥", operator.ge)]
)
def test_comparison_operators_answer_elementwise_in_both_directions(symbol: str, function: Any) -> None:
    x = Value([1.0, 2.0, 3.0])
    assert function(x, 2.0)._op == symbol
    np.testing.assert_array_equal(function(x, 2.0).data, function(x.data, 2.0))
    np.testing.assert_array_equal(function(2.0, x).data, function(2.0, x.data))


SHAPES: list[tuple[int, ...]] = [(), (1,), (3,), (2, 1), (2, 3), (4, 1), (2, 1, 3), (0, 3)]


def broadcastable(pair: tuple[tuple[int, ...], tuple[int, ...]]) -> bool:
    try:
        np.broadcast_shapes(*pair)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("pair", list(filter(broadcastable, itertools.product(SHAPES, SHAPES))), ids=str)
@pytest.mark.parametrize("name", ["add", "subtract", "multiply", "divide", "power"])
def test_gradients_of_broadcast_pairs_come_in_the_inputs_own_shapes(name: str, pair: tuple[Any, Any]) -> None:
    x, y = (Value(np.full(shape, 1.5)) for shape in pair)
    out = table[name](x, y)
    out.backward()
    repeats = out.size // max(1, x.size), out.size // max(1, y.size)
    one = Value(1.5), Value(1.5)
    table[name](*one).backward()
    for value, times, scalar in zip((x, y), repeats, one, strict=True):
        assert value.grad.shape == value.shape
        np.testing.assert_allclose(value.grad, times * scalar.grad)


@pytest.mark.parametrize(
    ("x", "y", "by_x", "by_y"),
    [
        (2.0, 3.0, 12.0, 8 * np.log(2)),
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 0.5, np.inf, 0.0),
        (0.0, 2.0, 0.0, 0.0),
        (-2.0, 3.0, 12.0, np.nan),
        (-2.0, 0.0, 0.0, np.nan),
    ],
)
def test_power_is_right_at_its_edges(x: float, y: float, by_x: float, by_y: float) -> None:
    base, exponent = Value(x), Value(y)
    with np.errstate(all="ignore"):
        (base**exponent).backward()
    np.testing.assert_allclose([base.grad, exponent.grad], [by_x, by_y])


def test_power_with_a_constant_exponent_computes_no_logarithm() -> None:
    x = Value([-2.0, 0.0, 3.0])
    (x**2).sum().backward()  # a warning would be an error
    np.testing.assert_array_equal(x.grad, [-4.0, 0.0, 6.0])


def test_number_to_the_power_of_a_value() -> None:
    y = Value(3.0)
    out = 2.0**y
    out.backward()
    assert (out.item(), y.grad.item()) == pytest.approx((8.0, 8 * np.log(2)))


def test_relu_has_slope_0_at_0() -> None:
    x = Value([-1.0, 0.0, 2.0])
    x.relu().sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0, 1.0])


def test_where_gives_nan_where_a_branch_that_was_not_chosen_is_infinite_as_pytorch_does() -> None:
    x = Value([0.0, 1.0])
    with np.errstate(all="ignore"):
        out = np.where(x > 0, np.log(x), 0)
        out.sum().backward()
    np.testing.assert_array_equal(out.data, [0.0, 0.0])
    np.testing.assert_array_equal(x.grad, [np.nan, 1.0])


def test_sum_and_mean_of_axes_keep_or_drop_them() -> None:
    x = Value(np.arange(6.0).reshape(2, 3))
    assert x.sum(axis=0).shape == (3,)
    assert x.sum(axis=-1, keepdims=True).shape == (2, 1)
    assert x.mean().item() == 2.5
    assert np.mean(x, axis=(0, 1)).item() == 2.5


@pytest.mark.parametrize(
    "make", [lambda x: x.reshape(3, 2), lambda x: x.reshape((3, 2)), lambda x: np.reshape(x, (3, -1))]
)
def test_reshape_takes_one_tuple_or_numbers(make: Any) -> None:
    assert make(Value(np.zeros((2, 3)))).shape == (3, 2)


def test_transpose_takes_axes_as_numpy_does() -> None:
    x = Value(np.zeros((2, 3, 4)))
    assert x.T.shape == (4, 3, 2)
    assert x.transpose(1, 0, 2).shape == (3, 2, 4)
    assert x.transpose((0, 2, 1)).shape == (2, 4, 3)


def test_operations_are_reached_as_functions_of_the_module() -> None:
    assert ops.tanh(Value(0.0)).item() == 0.0
    assert ops.relu(-1.0) == 0.0  # plain numbers stay plain
