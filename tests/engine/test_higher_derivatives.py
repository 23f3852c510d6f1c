"""Derivatives of derivatives, and forward mode: in every order, against closed forms and other libraries."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, grad, hessian, jvp, vjp
from autograd_widgets.engine import Operation, table
from tests.engine.test_rules import every_case, leaves
from tools.cases import Case

CLOSE = {"rtol": 1e-12, "atol": 1e-13}
A = np.array([[2.0, 1.0, 0.0], [-1.0, 3.0, 0.5], [0.25, 0.0, 1.0]])
X = np.array([0.3, -0.7, 1.1])
V = np.array([1.0, -2.0, 0.5])


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
