"""Gradients made shorter: PyTorch's numbers, sizes at which squares overflow, and what stays."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.nn import clip_gradient_norm, clip_gradient_value, gradient_norm

GRADIENTS = [np.array([[3.0, -4.0], [0.5, 100.0]]), np.array([1e-3]), np.float64(-12.0)]


def with_gradients(gradients: list[Any]) -> list[Value]:
    parameters = [Value(np.zeros_like(g)) for g in gradients]
    for p, g in zip(parameters, gradients, strict=True):
        p.grad = g
    return parameters


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("limit", [0.5, 50.0, 1e3])
@pytest.mark.parametrize("kind", ["norm", "value"])
def test_clipped_gradients_are_those_of_pytorch(kind: str, limit: float, dtype: Any) -> None:
    torch = pytest.importorskip("torch")
    gradients = [np.asarray(g, dtype) for g in GRADIENTS]
    parameters, theirs = (
        with_gradients(gradients),
        [torch.zeros(g.shape, dtype=torch.tensor(g).dtype) for g in gradients],
    )
    for p, g in zip(theirs, gradients, strict=True):
        p.grad = torch.tensor(g)
    if kind == "norm":
        before = torch.nn.utils.clip_grad_norm_(theirs, limit)
        assert clip_gradient_norm(parameters, limit) == pytest.approx(before.item(), rel=4 * float(np.finfo(dtype).eps))
    else:
        torch.nn.utils.clip_grad_value_(theirs, limit)
        clip_gradient_value(parameters, limit)
    for p, expected in zip(parameters, theirs, strict=True):
        assert p.grad.dtype == dtype
        np.testing.assert_allclose(p.grad, expected.grad.numpy(), rtol=4 * np.finfo(dtype).eps)


def test_a_norm_is_brought_to_the_limit_and_the_direction_stays() -> None:
    parameters = with_gradients([np.array([3.0, 0.0]), np.float64(4.0)])
    held = parameters[0].grad
    assert clip_gradient_norm(parameters, 1.0) == 5.0
    np.testing.assert_allclose(parameters[0].grad, [0.6, 0.0], rtol=1e-6)
    np.testing.assert_allclose(parameters[1].grad, 0.8, rtol=1e-6)
    assert gradient_norm(parameters) <= 1.0
    np.testing.assert_array_equal(held, [3.0, 0.0])  # somebody may hold it


def test_a_short_gradient_stays_as_it_is() -> None:
    parameters = with_gradients(GRADIENTS)
    held = [p.grad for p in parameters]
    clip_gradient_norm(parameters, 1e3)
    assert all(p.grad is g for p, g in zip(parameters, held, strict=True))


@pytest.mark.parametrize(
    ("size", "dtype"),
    [(1e200, np.float64), (1e-200, np.float64), (1e30, np.float32), (1e-30, np.float32), (0, np.float64)],
)
def test_a_norm_does_not_overflow_where_squares_would(size: float, dtype: Any) -> None:
    parameters = with_gradients([np.array([3.0, 0.0], dtype) * dtype(size), dtype(4.0) * dtype(size)])
    assert gradient_norm(parameters) == pytest.approx(5 * size, rel=4 * float(np.finfo(dtype).eps))


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("first", [True, False])
def test_gradients_that_are_not_finite_stay_and_the_norm_tells(bad: float, first: bool) -> None:
    gradients = [np.array([bad, 1.0]), np.float64(7.0)]
    parameters = with_gradients(gradients if first else gradients[::-1])
    norm = clip_gradient_norm(parameters, 1.0)
    assert np.isnan(norm) if np.isnan(bad) else norm == np.inf
    for p, g in zip(parameters, gradients if first else gradients[::-1], strict=True):
        np.testing.assert_array_equal(p.grad, g)


def test_a_recorded_gradient_becomes_plain_numbers() -> None:
    x = Value([3.0])
    (x * x).sum().backward(create_graph=True)
    clip_gradient_value([x], 0.5)
    assert type(x.grad) is np.ndarray
    np.testing.assert_array_equal(x.grad, [0.5])


@pytest.mark.parametrize("clip", [clip_gradient_norm, clip_gradient_value])
@pytest.mark.parametrize("limit", [0, -1.0, float("nan"), "1", None, True])
def test_a_limit_must_be_a_number_above_0(clip: Any, limit: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="limit"):
        clip([Value(1.0)], limit)
    with pytest.raises(ValueError, match="got none"):
        clip([], 1.0)
