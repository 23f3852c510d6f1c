"""var, std and norm as NumPy has them: signatures, values, edges, messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

X = np.array([[3.0, -1.0, 2.0], [0.5, 4.0, 4.0]])


@pytest.mark.parametrize("name", ["var", "std"])
@pytest.mark.parametrize(
    "options", [{"ddof": 1}, {"ddof": 0.5, "axis": 1}, {"correction": 1, "axis": 0}, {"ddof": 0, "correction": 2}]
)
def test_ddof_and_correction_mean_what_they_mean_in_numpy(name: str, options: dict[str, Any]) -> None:
    expected = getattr(np, name)(X, **options)
    np.testing.assert_allclose(getattr(np, name)(Value(X), **options).data, expected, rtol=1e-15)


def test_ddof_and_correction_together_are_refused() -> None:
    with pytest.raises(ValueError, match="var takes ddof or correction, which mean the same, not both: got 1 and 1"):
        np.var(Value(X), ddof=1, correction=1)
    with pytest.raises(TypeError, match="std expected ddof as a number, got '1'"):
        ops.std(Value(X), ddof="1")


@pytest.mark.filterwarnings("ignore:invalid value")  # NumPy's second one
@pytest.mark.parametrize("name", ["var", "std"])
def test_too_few_entries_give_nan_with_numpys_warning(name: str) -> None:
    with pytest.warns(RuntimeWarning, match="Degrees of freedom"):
        out = getattr(np, name)(Value([1.0]), ddof=1)
    assert np.isnan(out.data)


def test_the_spread_of_equal_entries_has_gradient_zero_without_a_warning() -> None:
    for compute in (np.std, np.var):
        x = Value([2.0, 2.0, 2.0])
        compute(x).backward()
        np.testing.assert_array_equal(x.grad, [0, 0, 0])


def test_a_small_spread_around_a_large_mean_keeps_its_digits() -> None:
    x = Value([1e8 + 1, 1e8 + 2, 1e8 + 3])
    out = x.var()
    out.backward()
    assert out.item() == pytest.approx(2 / 3, rel=1e-15)
    np.testing.assert_allclose(x.grad, [-2 / 3, 0, 2 / 3], rtol=1e-15)


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((3,), {}),
        ((3,), {"ord": 2}),
        ((3,), {"ord": 1}),
        ((3,), {"ord": np.inf}),
        ((2, 3), {}),
        ((2, 3), {"ord": "fro"}),
        ((2, 3), {"ord": 1, "axis": 0}),
        ((2, 3), {"ord": np.inf, "axis": -1, "keepdims": True}),
        ((2, 3, 2), {"axis": (0, 2)}),
        ((2, 3, 2), {"axis": (0, 2), "ord": "fro", "keepdims": True}),
        ((2, 3, 2), {}),
    ],
)
def test_norm_has_numpys_value(shape: tuple[int, ...], options: dict[str, Any]) -> None:
    x = np.random.default_rng(2).normal(size=shape)
    expected = np.linalg.norm(x, **options)
    np.testing.assert_allclose(np.linalg.norm(Value(x), **options).data, expected, rtol=1e-15)
    np.testing.assert_allclose(ops.norm(x, **options), expected, rtol=1e-15)


def test_norm_takes_its_options_by_position_and_integers() -> None:
    np.testing.assert_allclose(np.linalg.norm(Value(X), 1, 1, True).data, [[6.0], [8.5]])
    assert ops.norm([3, 4]) == 5.0


@pytest.mark.parametrize(
    ("shape", "options"),
    [
        ((2, 3), {"ord": 2}),
        ((2, 3), {"ord": "nuc"}),
        ((3,), {"ord": 3}),
        ((3,), {"ord": "fro"}),
        ((3,), {"ord": -np.inf}),
        ((2, 2, 2), {"ord": 1}),
    ],
)
def test_other_norms_are_refused_with_those_that_exist(shape: tuple[int, ...], options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"norm of shape .* got ord=.* the engine has ord=None, .* np\.inf"):
        np.linalg.norm(Value(np.ones(shape)), **options)


@pytest.mark.parametrize("ord", [None, 1, np.inf])
def test_the_norm_of_the_zero_vector_has_gradient_zero(ord: Any) -> None:  # noqa: A002
    x = Value(np.zeros(3))
    np.linalg.norm(x, ord).backward()
    np.testing.assert_array_equal(x.grad, np.zeros(3))


def test_the_largest_norm_of_nothing_is_an_error_and_the_length_is_zero() -> None:
    with pytest.raises(ValueError, match="there are no entries"):
        np.linalg.norm(Value(np.ones(0)), np.inf)
    assert np.linalg.norm(Value(np.ones(0))).item() == 0.0


def test_entries_equally_far_from_zero_share_the_gradient() -> None:
    x = Value([3.0, -3.0, 1.0])
    np.linalg.norm(x, np.inf).backward()
    np.testing.assert_array_equal(x.grad, [0.5, -0.5, 0])
