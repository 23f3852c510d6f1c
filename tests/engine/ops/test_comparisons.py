"""Comparisons, logic, and choices, at their ties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, steps
from autograd_widgets.engine import ops


def test_logic_answers_to_numpys_functions_and_to_the_signs() -> None:
    x = Value([-1.0, 0.5, 2.0])
    low, high = x > 0, x < 1
    for both in (low & high, np.logical_and(low, high), low & high.data, low.data & high, np.bitwise_and(low, high)):
        np.testing.assert_array_equal(both.data, [False, True, False])
    for either in (low | high, np.logical_or(low, high), low.data | high, np.bitwise_or(low, high)):
        np.testing.assert_array_equal(either.data, [True, True, True])
    for neither in (~low, np.logical_not(low), np.invert(low)):
        np.testing.assert_array_equal(neither.data, [True, False, False])
    np.testing.assert_array_equal((True & low).data, low.data)
    np.testing.assert_array_equal((low | True).data, [True, True, True])


def test_a_mask_made_by_logic_multiplies_a_gradient() -> None:
    x = Value([-1.0, 0.5, 2.0])
    (x * ((x > 0) & ~(x > 1))).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 1.0, 0.0])


@pytest.mark.parametrize(
    ("call", "sign"),
    [
        (lambda v: ~v, "~"),
        (lambda v: v & (v > 0), "&"),
        (lambda v: (v > 0) | v, r"\|"),
        (lambda v: (v > 0) & 1, "&"),
        (lambda v: 1 | (v > 0), r"\|"),
        (np.invert, "~"),
    ],
)
def test_the_signs_of_logic_want_booleans(call: Callable[..., Any], sign: str) -> None:
    with pytest.raises(TypeError, match=rf"^{sign} combines booleans, .* got (float64|int64): compare first"):
        call(Value([1.0, -2.0]))


def test_the_functions_of_logic_refuse_out() -> None:
    mask = Value([1.0]) > 0
    with pytest.raises(TypeError, match=r"logical_and.* does not support out="):
        np.bitwise_and(mask, mask, out=np.zeros(1, bool))


def test_logical_functions_take_numbers_as_numpys_do() -> None:
    numbers = [0.0, -2.0, np.nan]
    np.testing.assert_array_equal(np.logical_not(Value(numbers)).data, np.logical_not(numbers))
    np.testing.assert_array_equal(np.logical_and(Value(numbers), 1.0).data, np.logical_and(numbers, 1.0))


def test_isnan_isinf_and_isfinite_make_masks() -> None:
    x = Value([np.nan, np.inf, -np.inf, 1.0])
    for function in (np.isnan, np.isinf, np.isfinite):
        np.testing.assert_array_equal(function(x).data, function(x.data))
    kept = np.where(np.isfinite(x), x, 0)
    kept.sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0, 0.0, 1.0])


@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize(("x", "y"), [(2.0, 2.0), (0.0, -0.0), (np.inf, np.inf), (1.0, 2.0), (2.0, -np.inf)])
def test_maximum_and_minimum_share_ties_as_pytorch_does(name: str, x: float, y: float) -> None:
    torch = pytest.importorskip("torch")
    ours = Value(x), Value(y)
    theirs = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in (x, y)]
    getattr(np, name)(*ours).backward()
    getattr(torch, name)(*theirs).backward()
    assert [v.grad for v in ours] == [t.grad.item() for t in theirs]
    assert sum(v.grad for v in ours) == 1.0


def test_the_maximum_of_a_value_and_itself_has_its_whole_gradient() -> None:
    x = Value([1.0, 2.0])
    np.maximum(x, x).sum().backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])


def test_a_tie_is_told_as_it_is_computed() -> None:
    a, b = Value(2.0, label="a"), Value(2.0, label="b")
    told = str(steps(np.maximum(a, b)))
    assert "a receives 1.0 · 0.5 = 0.5" in told
    assert "1 where a > b, else 0.5 where a = b, else 0" in told


X = np.array([-3.0, -1.0, 0.5, 2.0, 4.0])


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.clip(x, -1, 2),
        lambda x: np.clip(x, a_min=-1, a_max=2),
        lambda x: np.clip(x, a_max=2, a_min=-1.0),
        lambda x: np.clip(x, min=-1, max=2),
        lambda x: np.clip(x, -1, None),
        lambda x: np.clip(x, None, 2),
        lambda x: np.clip(x, max=2),
        lambda x: np.clip(x, -1, np.full(5, 2.0)),
        lambda x: np.clip(x, None, None),
        lambda x: np.clip(x, 2, -1),
        lambda x: x.clip(-1, 2),
        lambda x: x.clip(max=2),
        lambda x: x.clip(),
    ],
)
def test_clip_is_called_as_numpys(call: Callable[..., Any]) -> None:
    out = call(Value(X))
    assert isinstance(out, Value)
    np.testing.assert_array_equal(out.data, call(X))


def test_clip_of_a_plain_array_stays_plain() -> None:
    assert type(ops.clip(X, -1, 2)) is np.ndarray
    assert type(ops.clip(X, max=2)) is np.ndarray


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda x: np.clip(x, 0, 1, out=np.zeros(5)), "does not support out="),
        (lambda x: x.clip(0, 1, dtype=float), "does not support dtype="),
        (lambda x: ops.clip(x, 0, min=1), "two bounds, a_min and min="),
        (lambda x: np.clip(x, [1.0, 2.0], 3), r"clip of shapes \(5,\) and \(2,\)"),
    ],
)
def test_clip_refuses_what_it_does_not_know(call: Callable[..., Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call(Value(X))


def test_clip_shares_the_gradient_at_a_bound() -> None:
    for high in (2.0, None):
        x, low = Value(X), Value(np.full(5, -1.0))
        np.clip(x, low, high).sum().backward()
        np.testing.assert_array_equal(low.grad, [1.0, 0.5, 0.0, 0.0, 0.0])
        np.testing.assert_array_equal(x.grad, [0.0, 0.5, 1.0, 0.5, 0.0] if high else [0.0, 0.5, 1.0, 1.0, 1.0])
    x, high = Value(X), Value(np.full(5, 2.0))
    np.clip(x, -1.0, high).sum().backward()
    np.testing.assert_array_equal(high.grad, [0.0, 0.0, 0.0, 0.5, 1.0])


@pytest.mark.parametrize("x", [-3.0, 0.0, 0.5, 1.0, 3.0])
@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (1.0, 0.0), (0.5, 0.5), (np.nan, 1.0)])
def test_clip_differentiates_as_a_minimum_of_a_maximum(x: float, low: float, high: float) -> None:
    one = [Value(n) for n in (x, low, high)]
    other = [Value(n) for n in (x, low, high)]
    np.clip(*one).backward()
    np.minimum(np.maximum(other[0], other[1]), other[2]).backward()
    assert [v.grad for v in one] == [v.grad for v in other]


def test_where_with_one_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="where takes 3 arrays, x, y is missing"):
        np.where(Value([1.0]) > 0)
