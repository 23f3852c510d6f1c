"""Activation functions: their numbers far out, their kinks, their parameters."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import ops

NAMES = ["relu", "leaky_relu", "sigmoid", "softplus", "silu", "gelu", "elu"]
FAR_OUT = [-1000.0, -50.0, -0.0, 0.0, 50.0, 1000.0]


def exact(name: str, x: float) -> float:
    """Return an activation as its textbook formula gives it, in a form that keeps every digit at this x."""
    sigmoid = 1 / (1 + math.exp(-x)) if x > -700 else 0.0
    softplus = math.log1p(math.exp(x)) if x < 700 else x
    return {
        "relu": max(x, 0.0),
        "leaky_relu": x if x > 0 else 0.01 * x,
        "sigmoid": sigmoid,
        "softplus": softplus,
        "silu": x * sigmoid,
        "gelu": 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
        "elu": x if x > 0 else math.exp(x) - 1,
    }[name]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", NAMES)
def test_is_stable_far_out_without_a_warning(name: str, dtype: type) -> None:
    x = Value(np.array(FAR_OUT, dtype))
    out = getattr(ops, name)(x)
    out.sum().backward()
    expected = [exact(name, number) for number in FAR_OUT]
    np.testing.assert_allclose(out.data, expected, rtol=8 * np.finfo(dtype).eps, atol=1e-300)
    slopes = x.grad[[0, 1, 4, 5]]
    limits = {"sigmoid": [0, 0, 0, 0], "leaky_relu": [0.01, 0.01, 1, 1]}.get(name, [0, 0, 1, 1])
    np.testing.assert_allclose(slopes, limits, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("x", [-5.0, -1.0, 0.3, 5.0])
def test_is_the_textbook_formula(name: str, x: float) -> None:
    assert getattr(ops, name)(x) == pytest.approx(exact(name, x), rel=1e-13)


@pytest.mark.parametrize("name", ["relu", "elu", "silu", "softplus", "sigmoid", "leaky_relu"])
@pytest.mark.parametrize("x", [0.0, math.nan, math.inf])
def test_kinks_and_nan_are_pytorchs(name: str, x: float) -> None:
    torch = pytest.importorskip("torch")
    value, tensor = Value(x), torch.tensor(x, dtype=torch.float64, requires_grad=True)
    theirs = getattr(torch.nn.functional, name)(tensor)
    theirs.backward()
    with np.errstate(invalid="ignore"):
        ours = getattr(ops, name)(value)
        ours.backward()
    np.testing.assert_allclose(ours.item(), theirs.item(), rtol=1e-15)
    if not math.isnan(x):
        np.testing.assert_allclose(value.grad, tensor.grad.item(), rtol=1e-15)


@pytest.mark.parametrize(
    ("call", "same"),
    [
        (lambda x: x.leaky_relu(), lambda x: ops.leaky_relu(x, 0.01)),
        (lambda x: x.leaky_relu(0.2), lambda x: ops.leaky_relu(x, slope=0.2)),
        (lambda x: x.elu(), lambda x: ops.elu(x, 1.0)),
        (lambda x: x.elu(alpha=0.5), lambda x: ops.elu(x, 0.5)),
    ],
)
def test_a_parameter_has_a_default_and_is_given_by_place_or_name(
    call: Callable[[Any], Value], same: Callable[[Any], Value]
) -> None:
    x = Value([-2.0, 3.0])
    np.testing.assert_array_equal(call(x).data, same(x).data)


@pytest.mark.parametrize(("name", "by_parameter"), [("leaky_relu", -2.0), ("elu", math.expm1(-2.0))])
def test_a_parameter_can_be_learnt(name: str, by_parameter: float) -> None:
    x, parameter = Value([-2.0, 0.0, 3.0]), Value(0.5)
    getattr(ops, name)(x, parameter).sum().backward()
    assert parameter.grad == pytest.approx(by_parameter)


def test_leaky_relu_without_a_slope_lets_infinity_through() -> None:
    assert ops.leaky_relu(np.array([np.inf, -1.0]), 0.0).tolist() == [np.inf, 0.0]
