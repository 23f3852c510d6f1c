"""Derivatives of functions: right, nested in any way, and plain where plain numbers came."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, grad, hessian, jacobian, jvp, no_grad, value_and_grad, vjp
from autograd_widgets.engine import Operation, table
from autograd_widgets.engine.operation import composed
from autograd_widgets.engine.propagation import computed_since, gradients_of
from tests.engine.test_rules import every_case, leaves
from tools.cases import Case

CLOSE = {"rtol": 1e-12, "atol": 1e-13}
A = np.array([[2.0, 1.0, 0.0], [-1.0, 3.0, 0.5], [0.25, 0.0, 1.0]])
X = np.array([0.3, -0.7, 1.1])
V = np.array([1.0, -2.0, 0.5])
needs_stack = pytest.mark.skipif(not {"stack"} & {*table, *composed}, reason="np.stack is no operation yet")


def quadratic(x: Any) -> Any:
    return x @ A @ x


def smooth_maximum(x: Any) -> Any:
    return np.log(np.exp(x).sum())


def layered(x: Any) -> Any:
    return (np.tanh(A @ x) * np.exp(x / 3)).sum() ** 2


def with_a_branch(x: Any) -> Any:
    return np.where(x > 0, x**3, np.exp(x)).sum()


SCALAR_FUNCTIONS = [quadratic, smooth_maximum, layered, with_a_branch]


def in_torch(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return the same function, written for tensors."""
    torch = pytest.importorskip("torch")
    a = torch.tensor(A)
    return {
        quadratic: lambda x: x @ a @ x,
        smooth_maximum: lambda x: torch.log(torch.exp(x).sum()),
        layered: lambda x: (torch.tanh(a @ x) * torch.exp(x / 3)).sum() ** 2,
        with_a_branch: lambda x: torch.where(x > 0, x**3, torch.exp(x)).sum(),
    }[f]


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


# --- higher derivatives -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "derivatives"),
    [
        (lambda x: x**3, [lambda x: 3 * x**2, lambda x: 6 * x, lambda x: 6.0, lambda x: 0.0]),
        (np.exp, [np.exp] * 4),
        (np.log, [lambda x: 1 / x, lambda x: -1 / x**2, lambda x: 2 / x**3, lambda x: -6 / x**4]),
        (lambda x: 2**x, [lambda x, n=n: np.log(2) ** n * 2**x for n in (1, 2, 3, 4)]),
        (lambda x: 1 / (1 + x), [lambda x: -((1 + x) ** -2.0), lambda x: 2 * (1 + x) ** -3.0]),
        (np.tanh, [lambda x: 1 - np.tanh(x) ** 2, lambda x: -2 * np.tanh(x) * (1 - np.tanh(x) ** 2)]),
    ],
    ids=["x³", "exp", "log", "2ˣ", "1/(1+x)", "tanh"],
)
def test_repeated_grad_agrees_with_closed_forms(f: Any, derivatives: list[Any]) -> None:
    for expected in derivatives:
        f = grad(f)
        assert f(0.7) == pytest.approx(expected(0.7), rel=1e-12)


@pytest.mark.parametrize("name", ["sin", "cos", "sqrt", "arctan", "sigmoid", "softplus", "absolute"])
def test_second_derivative_of_an_operation_agrees_with_hips_autograd(name: str) -> None:
    if name not in table:
        pytest.skip("not in the table")
    hips, np_ = pytest.importorskip("autograd"), pytest.importorskip("autograd.numpy")
    theirs = {"sigmoid": lambda x: 1 / (1 + np_.exp(-x)), "softplus": lambda x: np_.log(1 + np_.exp(x))}
    f = theirs.get(name) or getattr(np_, name)
    for x in (0.4, 1.7):
        expected = hips.grad(hips.grad(f))(x)
        assert grad(grad(table[name]))(x) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("f", SCALAR_FUNCTIONS)
def test_gradient_and_hessian_agree_with_pytorch(f: Callable[..., Any]) -> None:
    torch = pytest.importorskip("torch")
    x = torch.tensor(X, requires_grad=True)
    (expected,) = torch.autograd.grad(in_torch(f)(x), x)
    np.testing.assert_allclose(grad(f)(X), expected.numpy(), **CLOSE)
    np.testing.assert_allclose(
        hessian(f)(X), torch.autograd.functional.hessian(in_torch(f), torch.tensor(X)).numpy(), **CLOSE
    )


def test_the_gradient_of_a_loss_that_contains_a_gradient() -> None:
    penalty = grad(lambda x: grad(lambda x: x**3)(x) ** 2)  # (3x²)² = 9x⁴
    assert penalty(2.0) == 36 * 8.0


def test_nested_functions_of_different_variables_are_not_confused() -> None:
    # Siskind and Pearlmutter, 2005: x · d(x + y)/dy by x is 1, not 2
    assert grad(lambda x: x * grad(lambda y: x + y)(1.0))(1.0) == 1.0
    assert jvp(lambda x: x * jvp(lambda y: x + y, (1.0,), (1.0,))[1], (1.0,), (1.0,))[1] == 1.0
    assert grad(lambda x: grad(lambda y: x * y)(2.0))(3.0) == 1.0
    assert grad(lambda x: jvp(lambda y: x * y * y, (2.0,), (1.0,))[1])(3.0) == 4.0
    assert jvp(lambda x: grad(lambda y: x * y * y)(2.0), (3.0,), (1.0,))[1] == 4.0


def test_mixed_derivatives() -> None:
    def f(x: Any, y: Any) -> Any:
        return x**2 * y**3

    assert grad(grad(f, 0), 1)(2.0, 3.0) == 2 * 2.0 * 3 * 9.0
    assert grad(grad(f, 1), 0)(2.0, 3.0) == 2 * 2.0 * 3 * 9.0
    assert hessian(f, (0, 1))(2.0, 3.0) == ((2 * 27.0, 108.0), (108.0, 4.0 * 18.0))


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
    assert hessian(quadratic)(X.astype(np.float32)).dtype == np.float32


def test_the_hessian_of_a_quadratic_form() -> None:
    np.testing.assert_allclose(hessian(quadratic)(X), A + A.T, **CLOSE)
    assert hessian(lambda x: x**3)(2.0) == 12.0


@needs_stack
def test_jacobians_nest() -> None:
    third = jacobian(jacobian(grad(lambda x: (x**4).sum())))(X)
    expected = np.zeros((3, 3, 3))
    for i in range(3):
        expected[i, i, i] = 24 * X[i]
    np.testing.assert_allclose(third, expected, **CLOSE)
    np.testing.assert_allclose(
        grad(lambda x: (hessian(lambda x: (x**3).sum())(x) ** 2).sum())(X), 2 * 6 * 6 * X, **CLOSE
    )


@needs_stack
def test_a_jacobian_at_a_value_is_a_value() -> None:
    x = Value(X)
    found = jacobian(lambda x: x**2)(x)
    assert found.shape == (3, 3)
    found.sum().backward()
    np.testing.assert_allclose(x.grad, [2.0, 2.0, 2.0])


# --- forward mode -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("f", SCALAR_FUNCTIONS)
def test_jvp_is_the_gradient_along_the_tangent(f: Callable[..., Any]) -> None:
    value, moved = jvp(f, (X,), (V,))
    assert type(moved) is np.float64
    assert value == pytest.approx(f(Value(X)).item(), rel=1e-14)
    assert moved == pytest.approx(grad(f)(X) @ V, rel=1e-12)


def test_jvp_of_several_arguments_and_any_shape() -> None:
    x, y = np.arange(6.0).reshape(2, 3), np.array([1.0, 2.0, 3.0])
    tangents = (np.ones((2, 3)), np.array([0.5, 0.0, -1.0]))
    value, moved = jvp(lambda x, y: (x * y, x + y)[0], (x, y), tangents)
    np.testing.assert_array_equal(value, x * y)
    np.testing.assert_allclose(moved, tangents[0] * y + x * tangents[1])


def test_jvp_applies_the_operations_own_forward_rule_and_never_walks_back() -> None:
    def fails(*_: Any) -> Any:
        raise AssertionError("a step back")

    probe = Operation(
        "probe",
        "p",
        "other",
        lambda x: x**2,
        [fails],
        parameters=("x",),
        jvp=lambda tangents, out, x: 100 * tangents[0],
    )
    assert jvp(lambda x: probe(x) + x, (3.0,), (2.0,)) == (12.0, 202.0)


def test_a_tangent_may_be_a_number_or_a_value() -> None:
    np.testing.assert_array_equal(jvp(lambda x: x * 2, (X,), (1,))[1], [2.0, 2.0, 2.0])
    v = Value(V)
    moved = jvp(lambda x: (x**2).sum(), (X,), (v,))[1]
    moved.backward()
    np.testing.assert_allclose(v.grad, 2 * X)
    s = Value(2.0)
    jvp(lambda x: (x**2).sum(), (X,), (s,))[1].backward()
    assert s.grad == pytest.approx((2 * X).sum())


def test_jvp_keeps_single_precision() -> None:
    value, moved = jvp(lambda x: np.tanh(x) * 2, (X.astype(np.float32),), (V,))
    assert (value.dtype, moved.dtype) == (np.float32, np.float32)


@pytest.mark.parametrize("f", SCALAR_FUNCTIONS)
def test_hessian_vector_products_in_every_order_of_modes(f: Callable[..., Any]) -> None:
    expected = hessian(f)(X) @ V
    forward_over_reverse = jvp(grad(f), (X,), (V,))[1]
    reverse_over_forward = grad(lambda x: jvp(f, (x,), (V,))[1])(X)
    reverse_over_reverse = grad(lambda x: grad(f)(x) @ V)(X)
    reverse_by_pullback = vjp(grad(f), X)[1](V)[0]
    forward_over_forward = jvp(lambda x: jvp(f, (x,), (V,))[1], (X,), (V,))[1]
    for found in (forward_over_reverse, reverse_over_forward, reverse_over_reverse, reverse_by_pullback):
        assert type(found) is np.ndarray
        np.testing.assert_allclose(found, expected, **CLOSE)
    assert forward_over_forward == pytest.approx(expected @ V, rel=1e-12)


@pytest.mark.parametrize(("name", "case"), every_case())
def test_every_operation_can_be_differentiated_twice_in_every_order_of_modes(name: str, case: Case) -> None:
    arrays = case.arrays(name)
    wanted = tuple(i for i, x in enumerate(leaves(name, arrays)) if isinstance(x, Value))
    rng = np.random.default_rng(2)
    upstream = rng.normal(size=np.shape(case.call(name, arrays)))
    along = [rng.normal(size=arrays[i].shape) for i in wanted]

    def f(*moved: Any) -> Any:
        inputs = list(arrays)
        for i, x in zip(wanted, moved, strict=True):
            inputs[i] = x
        return (np.tanh(case.call(name, inputs)) * upstream).sum()  # tanh: a linear operation alone has none

    every = tuple(range(len(wanted)))
    point = [arrays[i] for i in wanted]
    forward_over_reverse = jvp(lambda *x: products(grad(f, every)(*x), along), point, along)[1]
    reverse_over_forward = products(grad(lambda *x: jvp(f, x, along)[1], every)(*point), along)
    reverse_over_reverse = products(grad(lambda *x: products(grad(f, every)(*x), along), every)(*point), along)
    close = {"rtol": 1e-9, "atol": 1e-10}
    np.testing.assert_allclose(reverse_over_forward, reverse_over_reverse, **close)
    np.testing.assert_allclose(forward_over_reverse, reverse_over_reverse, **close)


def products(left: Any, right: Any) -> Any:
    return sum((a * b).sum() for a, b in zip(left, right, strict=True))


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


# --- gradients between chosen Values ------------------------------------------------------------------------


def test_gradients_by_leaves_and_by_what_was_computed_from_them() -> None:
    x = Value(2.0)
    y = x * 3
    z = y * y + x
    assert gradients_of(z, [x, y, z], np.float64(1.0)) == [37.0, 12.0, 1.0]
    assert gradients_of(z, [Value(1.0)], np.float64(1.0)) == [0.0]
    assert x.grad == y.grad == z.grad == 0.0


def test_only_what_leads_to_the_inputs_is_computed() -> None:
    x, w = Value(2.0), Value(3.0)

    def fails(*_: Any) -> Any:
        raise AssertionError("the gradient by w was not asked for")

    costly = Value(w.data, (w,), "costly")
    costly._backward = fails
    assert gradients_of(costly * x, [x], np.float64(1.0)) == [3.0]


def test_a_long_history_before_the_call_is_not_visited() -> None:
    y = Value(1.0)
    for _ in range(100):
        y = y * 2.0
    x = Value(3.0)
    root = x * y
    assert computed_since(x._order, root) == [x, root]


def test_ten_thousand_operations_in_both_modes_without_recursion() -> None:
    def f(x: Any) -> Any:
        for _ in range(10_000):
            x = x + 1.0
        return x * x

    assert grad(f)(1.0) == 2 * 10_001.0
    assert jvp(f, (1.0,), (1.0,))[1] == 2 * 10_001.0
    assert grad(grad(f))(1.0) == 2.0
