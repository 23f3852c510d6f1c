"""What follows from an entry of the table: calls, NumPy's replies, and messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops
from autograd_widgets.engine import table


def test_calling_an_operation_on_plain_arrays_gives_a_plain_array() -> None:
    assert isinstance(ops.add([1.0, 2.0], 3.0), np.ndarray)


@pytest.mark.parametrize(
    "compute",
    [
        lambda v: np.array([1.0, 2.0]) * v,
        lambda v: v * np.array([1.0, 2.0]),
        lambda v: [1.0, 2.0] * v,
        lambda v: np.multiply([1.0, 2.0], v),
        lambda v: ops.multiply(v, [1, 2]),
    ],
)
def test_an_array_or_a_list_on_either_side_gives_a_value_with_the_right_gradient(compute: Any) -> None:
    v = Value(3.0)
    out = compute(v)
    assert isinstance(out, Value)
    out.backward()
    np.testing.assert_array_equal(out.data, [3.0, 6.0])
    assert v.grad == 3.0


@pytest.mark.parametrize(
    ("compute", "value", "gradient"),
    [
        (lambda v: 2 - v, -1.0, -1.0),
        (lambda v: 2 / v, 2 / 3, -2 / 9),
        (lambda v: 2**v, 8.0, 8 * np.log(2)),
        (lambda v: 2 + v, 5.0, 1.0),
        (lambda v: 2 * v, 6.0, 2.0),
        (lambda v: -v, -3.0, -1.0),
        (lambda v: np.float64(2) - v, -1.0, -1.0),
        (lambda v: np.float64(2) * v, 6.0, 2.0),
        (lambda v: v**v, 27.0, 27 * (1 + np.log(3))),
        (lambda v: v - v, 0.0, 0.0),
        (lambda v: v / v, 1.0, 0.0),
    ],
)
def test_operators_work_in_all_directions(compute: Any, value: float, gradient: float) -> None:
    v = Value(3.0)
    out = compute(v)
    out.backward()
    assert (out.item(), v.grad.item()) == pytest.approx((value, gradient))


@pytest.mark.parametrize(
    "function",
    [np.exp, np.log, np.tanh, np.sum, np.mean, np.transpose, np.negative],
    ids=lambda f: f.__name__,
)
def test_numpy_functions_answer_with_a_value(function: Any) -> None:
    out = function(Value([[1.0, 2.0]]))
    assert isinstance(out, Value)
    np.testing.assert_array_equal(out.data, function(np.array([[1.0, 2.0]])))


def test_numpy_function_without_a_rule_names_the_nearest() -> None:
    with pytest.raises(TypeError, match=r"np\.exp2 has no derivative rule .* nearest that exist are exp"):
        np.exp2(Value(0.5))
    with pytest.raises(TypeError, match=r"np\.linalg|np\.svd"):
        np.linalg.svd(Value(np.eye(2)))
    with pytest.raises(TypeError, match=r"np\.allclose .* no gradient is wanted, pass the plain array, value\.data"):
        np.allclose(Value(1.0), 1.0)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda v: np.add(v, 1, out=np.zeros(2)), "does not support out="),
        (lambda v: np.add(v, 1, where=[True, False]), "does not support where="),
        (np.add.reduce, r"np\.add\.reduce"),
        (lambda v: np.sum(v, dtype=np.float32), "does not support dtype="),
        (ops.add, "takes 2 arrays, y is missing"),
        (lambda v: ops.tanh(v, 1), "got 2 arguments"),
        (np.asarray, "asked for a Value's bare array"),
        (lambda v: np.array([v, v]), "asked for a Value's bare array"),
        (lambda v: np.array([v.sum()]), "asked for a Value's bare array"),
        (lambda v: v + "1", "expected real numbers, got str"),
        (lambda v: v + 1j, "imaginary"),
        (lambda v: v * [1, [2]], "ragged"),
        (lambda v: v * None, "NoneType"),
    ],
)
def test_what_the_engine_cannot_do_is_a_type_error_that_says_so(call: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        call(Value([1.0, 2.0]))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Value(np.zeros((2, 3))) + np.zeros(2),
            r"add \(\+\) of shapes \(2, 3\) and \(2,\).*do not broadcast",
        ),
        (lambda: np.zeros(2) - Value(np.zeros((2, 3))), r"subtract .* \(2,\) and \(2, 3\)"),
        (lambda: Value(np.zeros((2, 3))) @ np.zeros((2, 3)), r"matmul .* \(2, 3\) and \(2, 3\).*last axis"),
        (lambda: Value(np.zeros(6)).reshape(4), r"reshape of shape \(6,\) to \(4,\)"),
        (lambda: Value(np.zeros((2, 3))).sum(axis=2), "axis 2 is out of bounds"),
        (lambda: Value(np.zeros((2, 3))).transpose(0, 0), "repeated axis"),
        (lambda: np.broadcast_to(Value(np.zeros(3)), (2, 4)), r"broadcast_to .* \(3,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_shown(call: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()


def test_scalars_stay_numpy_scalars_which_are_faster() -> None:
    out = Value(2.0) * 3 + np.array(1.0)
    assert type(out.data) is np.float64
    assert type(out.sum().data) is np.float64


def test_options_are_recorded_settled() -> None:
    out = Value(np.zeros((2, 3))).sum(-1)
    assert out._rule.options == {"axis": (1,), "keepdims": False}


def test_options_of_several_arrays_are_settled_once_for_their_shapes() -> None:
    x, y = Value(np.zeros((2, 3))), Value(np.ones((2, 3)))
    first = np.concatenate([x, y], axis=-1)
    assert np.concatenate([y, x], axis=-1)._rule is first._rule
    others = np.concatenate([x, y]), np.concatenate([x, y.data], axis=-1), np.concatenate([x, y[:, :1]], axis=-1)
    assert first._rule not in [other._rule for other in others]
    np.testing.assert_array_equal(others[1].data, first.data)
    with pytest.raises(ValueError, match="all other axes must be equally long"):
        np.concatenate([x, y[:1]], axis=-1)


def test_only_gradients_that_are_wanted_are_computed() -> None:
    variant = table["multiply"].variant((1,))
    assert len(variant.vjps) == 1
    assert variant is table["multiply"].variant((1,))


def test_an_operation_shows_its_signature() -> None:
    assert repr(ops.sum) == "<operation sum(x, axis=, keepdims=)>"
    assert repr(ops.einsum) == "<operation einsum(subscripts, *operands)>"
