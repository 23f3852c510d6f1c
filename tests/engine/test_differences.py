"""Finite differences of any shape, and gradients checked against them."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from autograd_widgets import (
    GradientMismatchError,
    Value,
    check_gradients,
    finite_difference,
    grad,
    jacobian,
    no_grad,
    ops,
)

X = np.array([[0.3, -0.7, 1.1], [0.5, 0.2, -0.4]])


# --- finite_difference --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "expected"), [("central", 6.0), ("forward", 6.5), ("backward", 5.5)]
)  # of x² at 3 with h = ½: 2x, 2x + h, 2x − h
def test_each_method_is_its_difference_quotient(method: Any, expected: float) -> None:
    found = finite_difference(lambda x: x**2, 3.0, h=0.5, method=method)
    assert type(found) is np.float64
    assert found == expected


@pytest.mark.parametrize("method", ["central", "forward", "backward"])
@pytest.mark.parametrize(
    "f",
    [
        lambda x: x.sum(),
        lambda x: x.tanh(),
        lambda x: (x * x).sum(axis=0),
        lambda x: x.reshape(3, 2) @ np.ones((2, 4)),
        lambda x: x.mean(axis=1, keepdims=True),
    ],
)
def test_agrees_with_the_jacobian_in_shape_and_numbers(f: Any, method: Any) -> None:
    found, expected = finite_difference(f, X, method=method), jacobian(f)(X)
    assert found.shape == expected.shape
    np.testing.assert_allclose(found, expected, atol=1e-9 if method == "central" else 1e-7)


def test_shapes_of_numbers_and_of_nothing() -> None:
    assert finite_difference(lambda x: x * X, 2.0).shape == (2, 3)
    assert finite_difference(lambda x: x * 2, np.ones((0, 2))).shape == (0, 2, 0, 2)
    assert finite_difference(lambda x: x.sum(), np.ones(0)).shape == (0,)
    assert type(finite_difference(lambda x: x * 2, 3)) is np.float64


def test_the_function_may_return_plain_numbers() -> None:
    assert finite_difference(lambda x: np.sinc(x.data), 0.0) == pytest.approx(0.0, abs=1e-9)
    assert finite_difference(lambda x: x.data > 0, 1.0) == 0.0
    assert finite_difference(lambda x: int(x.data), 1.5) == 0.0


def test_the_argument_is_left_as_it_is_and_may_be_a_value() -> None:
    x = Value(X)
    found = finite_difference(lambda x: (x**2).sum(), x)
    np.testing.assert_array_equal(x.data, X)
    np.testing.assert_allclose(found, 2 * X, atol=1e-9)
    assert type(found) is np.ndarray


def test_the_step_balances_both_errors_at_every_size_and_precision() -> None:
    for size in (1e-6, 1.0, 1e6):
        assert finite_difference(lambda x: x**2, size) == pytest.approx(2 * size, rel=1e-8, abs=1e-9)
    found = finite_difference(lambda x: x**2, np.float32(3.0))
    assert type(found) is np.float32
    assert found == pytest.approx(6.0, rel=1e-4)


def test_a_step_too_small_shows_the_error_of_rounding() -> None:
    assert finite_difference(np.exp, 1.0, h=1e-17) == 0.0
    assert abs(finite_difference(np.exp, 1.0, h=1e-13) - np.e) > 1e-5


def test_it_works_where_nothing_is_recorded() -> None:
    with no_grad():
        assert finite_difference(lambda x: x * 3, 1.0) == pytest.approx(3.0)


@pytest.mark.parametrize("h", [0, -1e-6, np.nan, np.inf, "1e-6", (1e-6,)])
def test_a_step_that_is_no_positive_number_is_refused(h: Any) -> None:
    with pytest.raises(ValueError, match="h as a positive number, got"):
        finite_difference(lambda x: x, 1.0, h=h)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(ValueError, match="methods central, forward, backward, got 'sideways'"):
        finite_difference(lambda x: x, 1.0, method="sideways")  # type: ignore[arg-type]


def test_data_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(TypeError, match="complex"):
        finite_difference(lambda x: x, 1j)


# --- check_gradients ----------------------------------------------------------------------------------------


def wrong(factor: Any, *, square: bool = False) -> Any:
    """Return a function that doubles its input, and whose hand-written rule multiplies by something else."""

    def double(x: Value) -> Value:
        out = Value(x.data * 2, (x,), "double")

        def _backward() -> None:
            x.grad = x.grad + factor * out.grad * (x.data if square else 1)

        out._backward = _backward
        return out

    return double


def test_right_gradients_pass_silently() -> None:
    check_gradients(lambda x: x**3, 2.0)
    check_gradients(lambda x, w, b: (x @ w + b).tanh(), X, np.ones((3, 2)), np.zeros(2))
    check_gradients(lambda x, w: (w.tanh() * x).sum(), [1, 2], Value([0.5, 0.1]))
    check_gradients(grad(lambda x: (x**4).sum()), X)
    check_gradients(wrong(2), X)
    check_gradients(lambda x: 3.0, 1.0)
    check_gradients(lambda x: x.sum(), np.ones(0))


def test_functions_of_parameters_from_outside_can_be_checked() -> None:
    w = Value(np.ones((3, 2)))
    check_gradients(lambda x: (x @ w).tanh(), X)
    np.testing.assert_array_equal(w.grad, np.zeros((3, 2)))


def test_large_and_tiny_numbers_and_single_precision_pass() -> None:
    check_gradients(lambda x: (x**2).sum(), X * 1e5)
    check_gradients(lambda x: (x**3).sum(), np.zeros(3))
    check_gradients(lambda x: (np.exp(x) * x).sum(), X.astype(np.float32))
    check_gradients(lambda x, y: (x * y).sum(), X.astype(np.float32), X)


def test_a_mismatch_says_where_and_shows_both_numbers() -> None:
    def f(x: Any, y: Any) -> Any:
        mask = np.zeros((2, 3))
        mask[1, 2] = 1
        return x.sum(axis=0) + y * (1 - mask.sum(axis=0)) + (wrong(7.0)(y) / 2 * mask).sum(axis=0)

    with pytest.raises(GradientMismatchError) as caught:
        check_gradients(f, X, np.ones((2, 3))[0])
    message = str(caught.value)
    assert "derivative of entry (2,) by input 1 at entry (2,) is 3.5 by its rules, and 1 by central" in message
    assert "1 of 9 entries do not agree" in message
    assert "The rules give 3.5 times as much" in message
    found = caught.value
    assert (found.input, found.entry, found.output, found.gradient) == (1, (2,), (2,), 3.5)
    assert found.difference == pytest.approx(1.0)


def test_a_mismatch_is_an_assertion_that_fails() -> None:
    with pytest.raises(
        AssertionError, match=r"^the derivative by input 0 is 3 by its rules, and 2 by central differences"
    ):
        check_gradients(wrong(3.0), 1.0)


def test_the_entry_furthest_off_is_the_one_that_is_named() -> None:
    with pytest.raises(GradientMismatchError, match=r"by input 0 at entry \(1, 0\) is 40 ") as caught:
        check_gradients(lambda x: wrong(2.0, square=True)(x).sum(), [[3.0, -1.0], [20.0, 1.0]])
    assert "3 of 4 entries do not agree" in str(caught.value)  # at 1 the wrong rule happens to be right


@pytest.mark.parametrize(
    ("f", "x", "reason"),
    [
        (ops.relu, 0.0, "kink there: its slope is 0 from the left and 1 from the right"),
        (lambda x: x.detach() * 3, 1.0, "cut off: was .data"),
        (lambda x: Value(x.data * 3), 1.0, "cut off: was .data"),
        (wrong(-2.0), 1.0, "The sign is wrong"),
        (wrong(4.0), X, "The rules give 2 times as much"),
        (lambda x: x * next(COUNTER), 1.0, "another answer at every call"),
    ],
)
def test_the_likely_reason_is_said(f: Any, x: Any, reason: str) -> None:
    with pytest.raises(GradientMismatchError, match=reason):
        check_gradients(f, x)


COUNTER = itertools.count()


def test_the_edge_of_the_domain_is_a_likely_reason() -> None:
    with np.errstate(all="ignore"), pytest.raises(GradientMismatchError, match="edge of its domain"):
        check_gradients(np.log, 1e-7)


def test_stationary_points_are_not_taken_for_kinks() -> None:
    with pytest.raises(GradientMismatchError) as caught:
        check_gradients(lambda x: x * x + wrong(5.0)(x) - 2 * x.data, 0.0)
    assert "kink" not in str(caught.value)


def test_tolerances_and_the_step_can_be_chosen() -> None:
    almost = wrong(2.001)
    with pytest.raises(GradientMismatchError):
        check_gradients(almost, 1.0)
    check_gradients(almost, 1.0, rtol=1e-2)
    check_gradients(almost, 1.0, rtol=0, atol=1e-2)
    with pytest.raises(GradientMismatchError):
        check_gradients(lambda x: x**3, 1.0, h=0.5)
    with pytest.raises(ValueError, match="h as a positive number"):
        check_gradients(lambda x: x**3, 1.0, h=0.0)


def test_without_an_argument_there_is_nothing_to_check() -> None:
    with pytest.raises(ValueError, match="check_gradients wants at least one argument"):
        check_gradients(lambda: 1.0)
    with pytest.raises(TypeError, match="wants a function, got Value"):
        check_gradients(Value(1.0), 1.0)  # type: ignore[arg-type]
