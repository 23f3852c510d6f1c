"""Derivatives of functions: right, plain where plain numbers came, and Values where Values came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, grad, hessian, jacobian, jvp, no_grad, value_and_grad, vjp

CLOSE = {"rtol": 1e-12, "atol": 1e-13}
A = np.array([[2.0, 1.0, 0.0], [-1.0, 3.0, 0.5], [0.25, 0.0, 1.0]])
X = np.array([0.3, -0.7, 1.1])
V = np.array([1.0, -2.0, 0.5])


# --- grad ---------------------------------------------------------------------------------------------------


def test_a_gradient_of_plain_numbers_is_a_plain_number() -> None:
    found = grad(lambda x: x**3)(3)
    assert type(found) is np.float64
    assert found == 27.0


def test_a_gradient_has_the_arguments_shape_and_precision() -> None:
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    found = grad(lambda x: (x * np.ones(3)).sum())(x)
    assert type(found) is np.ndarray
    assert (found.shape, found.dtype) == ((2, 3), np.float32)
    assert type(grad(np.tanh)(np.float32(0.5))) is np.float32
    assert grad(lambda x: (x * x).sum())([1, 2]).dtype == np.float64


def test_a_gradient_is_nobody_elses_array() -> None:
    x = np.ones(3)
    weights = np.array([1.0, 2.0, 3.0])
    found = grad(lambda x: (x * weights).sum())(x)
    spread = grad(lambda x: x.sum())(x)
    found[:] = 9
    spread[:] = 9
    np.testing.assert_array_equal(weights, [1, 2, 3])
    np.testing.assert_array_equal(x, [1, 1, 1])


@pytest.mark.parametrize(
    ("argnum", "expected"), [(0, 3.0), (1, 2.0), (-1, 2.0), ((1, 0), (2.0, 3.0)), ((0,), (3.0,)), (np.int64(1), 2.0)]
)
def test_argnum_chooses_arguments_and_a_tuple_gives_a_tuple(argnum: Any, expected: Any) -> None:
    assert grad(lambda x, y: x * y, argnum)(2.0, 3.0) == expected
    assert value_and_grad(lambda x, y: x * y, argnum)(2.0, 3.0) == (6.0, expected)


def test_other_arguments_and_options_arrive_untouched() -> None:
    seen: list[Any] = []

    def f(x: Any, labels: Any, *, power: int) -> Any:
        seen.extend([labels, power])
        return x**power

    labels = np.array([1, 2])
    assert grad(f)(2.0, labels, power=3) == 12.0
    assert seen[0] is labels
    assert seen[1] == 3


def test_a_constant_function_has_gradient_zero() -> None:
    np.testing.assert_array_equal(grad(lambda x: 3)(np.ones((2, 2))), np.zeros((2, 2)))
    np.testing.assert_array_equal(grad(lambda x: Value(3.0))(np.ones(2)), [0.0, 0.0])
    np.testing.assert_array_equal(jacobian(lambda x: np.ones(2))(np.ones(3)), np.zeros((2, 3)))
    assert grad(lambda x, y: y * 2)(1.0, 5.0) == 0.0
    assert value_and_grad(lambda x: 3)(1.0) == (3, 0.0)
    assert jvp(lambda x: 3.0, (1.0,), (1.0,)) == (3.0, 0.0)


def test_the_identity_has_gradient_one() -> None:
    assert value_and_grad(lambda x: x)(2.0) == (2.0, 1.0)
    np.testing.assert_array_equal(jacobian(lambda x: x)([1.0, 2.0]), np.eye(2))
    assert jvp(lambda x: x, (2.0,), (5.0,)) == (2.0, 5.0)


def test_the_name_and_the_parameters_of_the_function_are_kept() -> None:
    def loss(weights: Any) -> Any:
        return weights * 2

    assert grad(loss).__name__ == "loss"
    assert grad(loss).__wrapped__ is loss  # type: ignore[attr-defined]


def test_no_leafs_grad_is_touched_and_no_listener_called() -> None:
    w = Value([1.0, 2.0])
    w.grad = [5.0, 6.0]
    called: list[Any] = []
    w.on_gradient(lambda *arrived: called.append(arrived))
    grad(lambda x: (w * x).sum())(np.ones(2))
    np.testing.assert_array_equal(w.grad, [5.0, 6.0])
    assert not called


def test_a_value_made_inside_the_function_is_not_from_outside() -> None:
    assert type(grad(lambda x: x * Value(2.0))(3.0)) is np.float64


# --- when the results are Values ----------------------------------------------------------------------------


def test_a_value_as_argument_gives_a_value_connected_to_it() -> None:
    x = Value(3.0)
    value, slope = value_and_grad(lambda x: x**3)(x)
    assert isinstance(value, Value)
    assert isinstance(slope, Value)
    (value + slope).backward()
    assert slope.item() == 27.0
    assert x.grad == 27.0 + 18.0


def test_a_value_that_the_function_uses_gives_a_value_connected_to_it() -> None:
    w = Value([1.0, 2.0])
    found = grad(lambda x: ((w * x) ** 2).sum())(np.array([3.0, 4.0]))
    (found**2).sum().backward()
    np.testing.assert_allclose(w.grad, 16 * w.data**3 * np.array([9.0, 16.0]))  # of (2 w² x)²
    np.testing.assert_allclose(found.data, 2 * w.data**2 * [3.0, 4.0])


def test_a_value_from_outside_is_a_constant_where_the_function_uses_it_directly() -> None:
    x = Value(3.0)
    found = grad(lambda y: x * y * y)(x)  # 2xy, at y = x
    assert found.item() == 18.0
    found.backward()
    assert x.grad == 12.0


def test_a_constant_derivative_is_a_value_too_where_values_come_in() -> None:
    x = Value(3.0)
    assert isinstance(grad(lambda x: 2 * x)(x), Value)
    assert isinstance(grad(lambda x: 2.0)(x), Value)
    assert isinstance(jvp(lambda x: 2 * x, (x,), (1.0,))[1], Value)
    assert isinstance(jacobian(lambda x: np.ones(0))(x), Value)
    assert grad(grad(lambda x: 2 * x))(1.0) == 0.0


def test_the_other_argument_may_be_a_value() -> None:
    y = Value(5.0)
    found = grad(lambda x, y: x * x * y)(2.0, y)
    found.backward()
    assert (found.item(), y.grad) == (20.0, 4.0)


# --- jacobian and hessian -----------------------------------------------------------------------------------


def test_a_jacobian_has_the_shape_of_the_answer_then_of_the_argument() -> None:
    x = np.arange(6.0).reshape(2, 3)
    found = jacobian(lambda x: np.tanh(x).sum(axis=0))(x)
    assert found.shape == (3, 2, 3)
    expected = np.zeros((3, 2, 3))
    for i in range(3):
        expected[i, :, i] = 1 - np.tanh(x[:, i]) ** 2
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_jacobians_of_numbers_of_matrices_and_of_nothing() -> None:
    assert type(jacobian(lambda x: x**2)(3.0)) is np.float64
    np.testing.assert_array_equal(jacobian(lambda x: A @ x)(X), A)
    np.testing.assert_array_equal(jacobian(lambda x: x * V)(2.0), V)
    assert jacobian(lambda x: x)(np.ones((0, 2))).shape == (0, 2, 0, 2)
    assert jacobian(lambda x: x.sum())(np.ones(0)).shape == (0,)
    left, right = jacobian(lambda x, y: x * y, (0, 1))(X, V)
    np.testing.assert_array_equal(left, np.diag(V))
    np.testing.assert_array_equal(right, np.diag(X))


def test_a_jacobian_keeps_single_precision() -> None:
    assert jacobian(lambda x: x * 2)(np.ones(2, np.float32)).dtype == np.float32
    assert hessian(lambda x: x @ A @ x)(X.astype(np.float32)).dtype == np.float32


def test_the_hessian_of_a_quadratic_form() -> None:
    np.testing.assert_allclose(hessian(lambda x: x @ A @ x)(X), A + A.T, **CLOSE)
    assert hessian(lambda x: x**3)(2.0) == 12.0


def test_jacobians_nest() -> None:
    third = jacobian(jacobian(grad(lambda x: (x**4).sum())))(X)
    expected = np.zeros((3, 3, 3))
    for i in range(3):
        expected[i, i, i] = 24 * X[i]
    np.testing.assert_allclose(third, expected, **CLOSE)
    np.testing.assert_allclose(
        grad(lambda x: (hessian(lambda x: (x**3).sum())(x) ** 2).sum())(X), 2 * 6 * 6 * X, **CLOSE
    )


def test_a_jacobian_at_a_value_is_a_value() -> None:
    x = Value(X)
    found = jacobian(lambda x: x**2)(x)
    assert found.shape == (3, 3)
    found.sum().backward()
    np.testing.assert_allclose(x.grad, [2.0, 2.0, 2.0])


# --- vjp ----------------------------------------------------------------------------------------------------


def test_vjp_gives_the_answer_and_a_pullback_to_all_arguments() -> None:
    value, pullback = vjp(lambda x, y: x * y, X, 3.0)
    np.testing.assert_array_equal(value, X * 3)
    for upstream in (V, 2 * V):
        by_x, by_y = pullback(upstream)
        np.testing.assert_array_equal(by_x, 3 * upstream)
        assert by_y == pytest.approx(X @ upstream)


def test_changing_what_vjp_returned_does_not_change_the_pullback() -> None:
    value, pullback = vjp(np.exp, X)
    expected = np.exp(X)
    value[:] = 0
    np.testing.assert_allclose(pullback(1.0)[0], expected, **CLOSE)


def test_an_upstream_gradient_may_be_a_value() -> None:
    upstream = Value(V)
    (found,) = vjp(lambda x: x**2, X)[1](upstream)
    found.sum().backward()
    np.testing.assert_allclose(upstream.grad, 2 * X)


def test_an_upstream_gradient_of_the_wrong_shape_is_refused() -> None:
    pullback = vjp(lambda x: x**2, X)[1]
    with pytest.raises(ValueError, match=r"gradient has shape \(2,\), but the data has shape \(3,\)"):
        pullback(np.ones(2))
    with pytest.raises(ValueError, match=r"gradient has shape \(2,\)"):
        pullback(Value(np.ones(2)))


# --- mistakes -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [grad, value_and_grad, hessian])
def test_a_function_that_returns_an_array_is_refused_with_advice(make: Any) -> None:
    with pytest.raises(ValueError, match=r"returned shape \(3,\): .* jacobian\(f\), or vjp"):
        make(lambda x: x * 2)(X)


@pytest.mark.parametrize("make", [grad, value_and_grad, jacobian, hessian, lambda f: jvp(f, (1.0,), (1.0,)), vjp])
def test_what_is_no_function_is_refused(make: Any) -> None:
    with pytest.raises(TypeError, match=r"wants a function, got Value: write \w+\(f\)"):
        make(Value(1.0))


@pytest.mark.parametrize("call", [
    lambda: grad(np.exp)(1.0),
    lambda: jacobian(np.exp)(1.0),
    lambda: jvp(np.exp, (1.0,), (1.0,)),
    lambda: vjp(np.exp, 1.0),
])  # fmt: skip
def test_under_no_grad_there_is_an_error_with_advice(call: Any) -> None:
    with no_grad(), pytest.raises(RuntimeError, match=r"under no_grad\(\), .* call it outside"):
        call()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (lambda x: None, "is a return missing"),
        (lambda x: x > 0, "returned integers or booleans"),
        (lambda x: "1", "expected real numbers, got str"),
        (lambda x: [x, x], "np.stack"),
        (lambda x: {"loss": x}, "dict"),
    ],
)
def test_an_answer_that_is_no_number_is_refused(answer: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        grad(answer)(1.0)


@pytest.mark.parametrize("argument", [1j, "1", None, [1, [2]], {"w": 1.0}])
def test_an_argument_that_is_no_number_is_refused(argument: Any) -> None:
    with pytest.raises(TypeError, match="expected"):
        grad(lambda x: x)(argument)


@pytest.mark.parametrize(
    ("argnum", "error", "message"),
    [
        ("x", TypeError, "argnum as a whole number"),
        (True, TypeError, "argnum as a whole number"),
        ((0, 1.0), TypeError, "argnum as a whole number"),
        ((), ValueError, "at least one argument"),
        ((0, 0), ValueError, "one argument twice"),
        ((0, -1), ValueError, "one argument twice"),
        (1, TypeError, r"by argument 1 of f .* got 1 of those"),
        (-2, TypeError, r"by argument -2 of f .* got 1 of those"),
    ],
)
def test_a_wrong_argnum_is_refused(argnum: Any, error: type[Exception], message: str) -> None:
    def f(x: Any) -> Any:
        return x

    with pytest.raises(error, match=message):
        grad(f, argnum)(1.0)


@pytest.mark.parametrize(
    ("primals", "tangents", "error", "message"),
    [
        (X, (V,), TypeError, r"a tuple of primals, got ndarray: write jvp\(f, \(x,\), \(v,\)\)"),
        ((X,), V, TypeError, "a tuple of tangents"),
        ((X,), (V, V), ValueError, "1 primals and 2 tangents"),
        ((X,), (np.ones(2),), ValueError, r"tangent 0 has shape \(2,\), but the data has shape \(3,\)"),
        ((X,), (Value(np.ones(2)),), ValueError, r"tangent 0 has shape \(2,\)"),
        ((), (), ValueError, "at least one argument"),
    ],
)
def test_tangents_that_do_not_fit_are_refused(primals: Any, tangents: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        jvp(lambda x: x, primals, tangents)


def hand_written(x: Value) -> Value:
    out = Value(x.data**2, (x,), "square by hand")

    def _backward() -> None:
        x.grad = x.grad + 2 * x.data * out.grad

    out._backward = _backward
    return out


def test_a_rule_written_by_hand_works_once_and_not_twice_or_forwards() -> None:
    assert grad(lambda x: hand_written(x) * 3)(2.0) == 12.0
    with pytest.raises(RuntimeError, match="written by hand, which gives numbers only"):
        grad(grad(hand_written))(2.0)
    with pytest.raises(RuntimeError, match=r"'square by hand' has a _backward written by hand, .* forward mode"):
        jvp(hand_written, (2.0,), (1.0,))


def test_an_exception_in_the_function_comes_out_as_it_is() -> None:
    with pytest.raises(ValueError, match="do not broadcast"):
        grad(lambda x: (x + np.ones(2)).sum())(X)


def test_an_array_changed_in_place_on_the_way_is_refused() -> None:
    def f(x: Any) -> Any:
        out = (x * x).sum()
        x.data *= 2
        return out

    with pytest.raises(RuntimeError, match="changed in place"):
        grad(f)(X)
    with pytest.raises(RuntimeError, match="changed in place"):
        jvp(f, (X,), (V,))
