"""Reshaping and reordering: NumPy's signatures, its values, and messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

ARRAY = np.arange(24.0).reshape(2, 1, 3, 4)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.reshape(x, (6, 4)),
        lambda x: np.reshape(x, shape=(-1, 6)),
        lambda x: np.reshape(x, -1),
        lambda x: x.reshape(4, 6),
        lambda x: x.reshape((4, -1)),
        np.ravel,
        lambda x: x.ravel(),
        lambda x: x.flatten(),
        lambda x: np.transpose(x, (3, 0, -3, 2)),
        lambda x: np.transpose(x, axes=[3, 2, 1, 0]),
        lambda x: x.transpose(),
        lambda x: x.T,
        lambda x: np.swapaxes(x, 0, -1),
        lambda x: np.swapaxes(x, axis1=1, axis2=1),
        lambda x: x.swapaxes(0, 2),
        lambda x: np.moveaxis(x, 0, -1),
        lambda x: np.moveaxis(x, source=[0, 1], destination=[-1, 0]),
        lambda x: np.expand_dims(x, 0),
        lambda x: np.expand_dims(x, axis=(0, -2)),
        np.squeeze,
        lambda x: np.squeeze(x, axis=1),
        lambda x: x.squeeze(-3),
        lambda x: np.broadcast_to(x, (5, 2, 2, 3, 4)),
        lambda x: np.broadcast_to(x[0, 0, 0, 0], 3),
        np.atleast_1d,
        lambda x: np.atleast_2d(x[0, 0, 0]),
        lambda x: np.atleast_1d(x[0, 0, 0, 0]),
    ],
)
def test_values_are_those_of_numpy(call: Any) -> None:
    out = call(Value(ARRAY))
    assert isinstance(out, Value)
    expected = call(ARRAY)
    assert out.shape == expected.shape
    np.testing.assert_array_equal(out.data, expected)


def test_plain_arrays_and_lists_stay_plain() -> None:
    np.testing.assert_array_equal(ops.swapaxes([[1, 2]], 0, 1), [[1], [2]])
    assert isinstance(ops.ravel(ARRAY), np.ndarray)
    assert isinstance(ops.squeeze([[1]]), np.ndarray)


def test_several_arrays_grow_at_once() -> None:
    one, two = np.atleast_1d(Value(1.0), np.ones(2))
    assert isinstance(one, Value)
    assert (one.shape, two.shape) == ((1,), (2,))


def test_a_shape_can_be_asked_for_as_numpy_asks() -> None:
    value: Any = Value(ARRAY)
    assert (np.shape(value), np.ndim(value), np.size(value), np.size(value, 2)) == (ARRAY.shape, 4, 24, 3)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: x.reshape(5, 5), ValueError, r"reshape of shape \(2, 3\) to \(5, 5\): \(2, 3\) holds 6 entries"),
        (lambda x: x.reshape(-1, 4), ValueError, r"to \(-1, 4\)"),
        (lambda x: x.reshape(-1, -1), ValueError, r"to \(-1, -1\).*One length may be −1"),
        (lambda x: x.reshape(-2, -3), ValueError, r"to \(-2, -3\)"),
        (lambda x: np.reshape(x, (3, 2), order="F"), TypeError, "does not support order="),
        (lambda x: np.ravel(x, order="F"), TypeError, "order"),
        (lambda x: x.transpose(0, 1, 2), ValueError, r"transpose of shape \(2, 3\): axis .* out of bounds"),
        (lambda x: x.transpose(0), ValueError, r"transpose of shape \(2, 3\): axes 0 must name each of the 2 axes"),
        (lambda x: x.transpose(0, 0), ValueError, r"repeated axis.*name each axis once"),
        (lambda x: np.swapaxes(x, 0, 2), ValueError, r"swapaxes of shape \(2, 3\): axis 2 is out of bounds.*-2 to 1"),
        (lambda x: np.moveaxis(x, 5, 0), IndexError, r"moveaxis of shape \(2, 3\): axis 5"),
        (lambda x: np.moveaxis(x, (0, 1), 0), ValueError, r"must name as many axes"),
        (lambda x: np.expand_dims(x, 4), ValueError, r"expand_dims of shape \(2, 3\): axis 4.*-3 to 2"),
        (lambda x: np.squeeze(x, 1), ValueError, r"squeeze of shape \(2, 3\): axis 1 must have length 1"),
        (lambda x: np.squeeze(x, 2), ValueError, r"squeeze of shape \(2, 3\): axis 2 is out of bounds"),
        (lambda x: np.broadcast_to(x, (3, 2)), ValueError, r"broadcast_to of shape \(2, 3\) to \(3, 2\)"),
        (lambda x: np.broadcast_to(x, 3), ValueError, r"broadcast_to of shape \(2, 3\) to \(3,\)"),
        (lambda x: np.swapaxes(x.sum(), 0, 1), ValueError, "it has no axes"),
        (lambda x: x.reshape("a"), TypeError, r"reshape of shape \(2, 3\): expected a shape, .* got 'a'"),
        (lambda x: x.reshape(6.7), TypeError, r"expected a shape, whole numbers such as \(2, 3\), got 6.7"),
        (lambda x: x.reshape(), TypeError, r"expected a shape, .* got None"),
        (lambda x: x.reshape((3, 2), order="F"), TypeError, "does not support order="),
        (lambda x: np.broadcast_to(x, 2.5), TypeError, r"broadcast_to of shape \(2, 3\): expected a shape"),
        (lambda x: x.transpose(0.5, 1), TypeError, r"transpose of shape \(2, 3\): expected axes as whole numbers"),
        (lambda x: np.swapaxes(x, "a", 1), TypeError, "expected the axis as a whole number, got 'a'"),
    ],
)
def test_what_does_not_fit_is_said_with_the_shapes(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(Value(np.ones((2, 3))))


def test_a_scalar_that_was_reshaped_receives_a_scalar() -> None:
    x = Value(3.0)
    x.reshape(1, 1).backward()
    assert type(x.grad) is np.float64
    assert type(Value([[3.0]]).reshape(()).data) is np.float64


@pytest.mark.parametrize("function", [np.zeros_like, np.ones_like], ids=lambda f: f.__name__)
def test_zeros_and_ones_like_a_value_are_constants_of_its_shape_and_precision(function: Any) -> None:
    found = function(Value(np.array([[1, 2]], np.float32)))
    assert type(found) is np.ndarray
    assert (found.shape, found.dtype) == ((1, 2), np.float32)
    assert type(function(Value(1.0))) is np.float64


@pytest.mark.parametrize(
    ("call", "instead"),
    [(np.add.reduce, "sum"), (np.maximum.reduce, "max"), (np.multiply.accumulate, "cumprod")],
    ids=["reduce", "max", "accumulate"],
)
def test_a_method_of_a_ufunc_names_what_does_the_same(call: Any, instead: str) -> None:
    with pytest.raises(TypeError, match=f"use {instead}"):
        call(Value([1.0, 2.0]))


def test_constants_like_a_value_are_plain_arrays_and_take_numpys_options() -> None:
    x = Value(np.ones((2, 3), np.float32))
    for ours, numpys in (
        (np.zeros_like(x), np.zeros((2, 3), np.float32)),
        (np.ones_like(x, dtype=int), np.ones((2, 3), int)),
        (np.full_like(x, 2, shape=(2,)), np.full(2, 2, np.float32)),
    ):
        assert type(ours) is np.ndarray
        assert ours.dtype == numpys.dtype
        np.testing.assert_array_equal(ours, numpys)
    assert type(np.zeros_like(Value(1.0))) is np.float64
