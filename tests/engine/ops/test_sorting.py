"""Order as NumPy has it: values, ties, nan, signatures, messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

X = np.array([[3.0, np.nan, 1.0, 3.0], [-np.inf, 2.0, 2.0, np.inf]])


@pytest.mark.parametrize("name", ["sort", "argsort"])
@pytest.mark.parametrize("axis", [-1, 0, None])
def test_order_is_numpys_stable_one_with_nan_last(name: str, axis: int | None) -> None:
    expected = getattr(np, name)(X, axis=axis, kind="stable")
    np.testing.assert_array_equal(getattr(np, name)(Value(X), axis).data, expected)
    np.testing.assert_array_equal(getattr(ops, name)(X, axis=axis), expected)


@pytest.mark.parametrize("name", ["argmax", "argmin"])
@pytest.mark.parametrize("options", [{}, {"axis": 0}, {"axis": -1, "keepdims": True}, {"keepdims": True}], ids=str)
def test_the_place_of_an_extreme_is_numpys(name: str, options: dict[str, Any]) -> None:
    expected = getattr(np, name)(X, **options)
    for found in (getattr(np, name)(Value(X), **options), getattr(Value(X), name)(**options)):
        assert found.dtype == np.int64
        np.testing.assert_array_equal(found.data, expected)


def test_places_have_no_gradient() -> None:
    for places in (Value([2.0, 1.0]).argsort(), Value([2.0, 1.0]).argmax(), Value([2.0, 1.0]).argmin()):
        assert places.grad is None
        with pytest.raises(TypeError, match="it has no gradient"):
            places.backward()


def test_each_of_several_equal_entries_keeps_its_own_gradient() -> None:
    x = Value([2.0, 1.0, 2.0])
    np.sort(x).backward([10.0, 20.0, 30.0])
    np.testing.assert_array_equal(x.grad, [20.0, 10.0, 30.0])


def test_a_number_sorted_flat_is_a_vector() -> None:
    x = Value(3.0)
    out = np.sort(x, None)
    assert out.shape == (1,)
    out.backward()
    assert x.grad == 1.0


@pytest.mark.parametrize("name", ["argmax", "argmin"])
def test_no_entries_have_no_place(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} of shape \(0, 2\) over axis 0: there are no entries"):
        getattr(ops, name)(Value(np.ones((0, 2))), axis=0)


@pytest.mark.parametrize("name", ["sort", "argsort", "argmax", "argmin"])
def test_order_is_along_one_axis(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} works along one axis"):
        getattr(ops, name)(Value(np.ones((2, 2, 2))), axis=(0, 1))
    with pytest.raises(ValueError, match=rf"{name} of shape \(2, 2, 2\) got axis=3"):
        getattr(ops, name)(Value(np.ones((2, 2, 2))), axis=3)


def test_picking_takes_what_numpy_takes_and_adds_what_was_picked_twice() -> None:
    x = Value([[1.0, 2.0, 3.0]])
    indices = np.array([[0, 0], [-1, 1]])
    out = np.take_along_axis(x, indices, axis=1)
    np.testing.assert_array_equal(out.data, np.take_along_axis(np.repeat(x.data, 2, 0), indices, 1))
    out.backward([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_array_equal(x.grad, [[3.0, 4.0, 3.0]])


def test_a_recorded_order_can_pick() -> None:
    x = Value([3.0, 1.0, 2.0])
    out = np.take_along_axis(x, np.argsort(x), 0)
    out.backward([1.0, 2.0, 3.0])
    np.testing.assert_array_equal(out.data, [1.0, 2.0, 3.0])
    np.testing.assert_array_equal(x.grad, [3.0, 1.0, 2.0])


def test_wrong_indices_are_refused() -> None:
    with pytest.raises(ValueError, match=r"take_along_axis of shape \(2, 3\) with indices of shape \(2,\)"):
        np.take_along_axis(Value(np.ones((2, 3))), np.array([0, 1]), axis=1)
    with pytest.raises(IndexError, match="out of bounds"):
        np.take_along_axis(Value(np.ones(3)), np.array([3]), axis=0)
    with pytest.raises(IndexError, match="integer"):
        np.take_along_axis(Value(np.ones(3)), np.array([0.0]), axis=0)
