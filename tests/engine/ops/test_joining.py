"""Joining and cutting: NumPy's signatures, its values, and messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

A, B = np.arange(6.0).reshape(2, 3), np.arange(6.0, 12).reshape(2, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda x, y: np.concatenate([x, y]),
        lambda x, y: np.concatenate((x, y), 1),
        lambda x, y: np.concatenate((x, y), axis=-1),
        lambda x, y: np.concatenate((x, y, [7.0], 8.0), axis=None),
        lambda x, y: np.concatenate([x, B, y]),
        lambda x, y: np.concatenate(x),
        lambda x, y: np.stack([x, y]),
        lambda x, y: np.stack([x, A, y], axis=-1),
        lambda x, y: np.stack((x[0, 0], 2.0, y[1, 1])),
        lambda x, y: np.stack(x),
        lambda x, y: np.hstack([x, y]),
        lambda x, y: np.hstack([x[0], y[1]]),
        lambda x, y: np.vstack((x, y[0])),
    ],
)
def test_values_are_those_of_numpy_also_beside_plain_arrays(call: Any) -> None:
    out = call(Value(A), Value(B))
    assert isinstance(out, Value)
    np.testing.assert_array_equal(out.data, call(A, B))


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.split(x, 3, axis=1),
        lambda x: np.split(x, 2),
        lambda x: np.split(x, indices_or_sections=[1, 2], axis=-1),
        lambda x: np.split(x, [2, 5], 1),
        lambda x: np.split(x, [], 1),
        lambda x: np.array_split(x, 2, 1),
        lambda x: np.array_split(x, 5, 1),
    ],
)
def test_parts_are_those_of_numpy(call: Any) -> None:
    parts, expected = call(Value(A)), call(A)
    assert len(parts) == len(expected)
    for part, other in zip(parts, expected, strict=True):
        assert isinstance(part, Value)
        np.testing.assert_array_equal(part.data, other)
        assert part.shape == other.shape


def test_each_part_hands_back_to_where_it_came_from() -> None:
    x = Value(np.arange(4.0))
    first, second = np.split(x, 2)
    (first * 10 + second).backward()
    np.testing.assert_array_equal(x.grad, [10.0, 10.0, 1.0, 1.0])


def test_constants_among_values_receive_nothing_and_values_their_own_stretch() -> None:
    x, y = Value([1.0]), Value([2.0, 3.0])
    np.concatenate([x, [9.0, 9.0], y]).backward([1, 2, 3, 4, 5])
    np.testing.assert_array_equal(x.grad, [1.0])
    np.testing.assert_array_equal(y.grad, [4.0, 5.0])


def test_one_value_joined_with_itself_receives_both_stretches() -> None:
    x = Value([1.0, 2.0])
    np.stack([x, x]).backward([[1, 2], [10, 20]])
    np.testing.assert_array_equal(x.grad, [11.0, 22.0])


def test_precision_follows_numpy() -> None:
    single = Value(np.ones(2, np.float32))
    assert np.concatenate([single, single]).dtype == np.float32
    both = np.stack([single, np.ones(2)])
    assert both.dtype == np.float64
    both.backward()
    assert single.grad.dtype == np.float32


def test_joining_plain_arrays_stays_plain() -> None:
    assert isinstance(ops.concatenate([[1], [2.0]]), np.ndarray)
    assert all(isinstance(part, np.ndarray) for part in ops.split([1, 2], 2))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: np.concatenate([x, np.ones((3, 2))]),
            ValueError,
            r"concatenate of shapes \(2, 3\) and \(3, 2\) along axis 0: all other axes",
        ),
        (lambda x: np.concatenate([x, x[0]]), ValueError, r"\(2, 3\) and \(3,\) along axis 0"),
        (lambda x: np.concatenate([x, x], 2), ValueError, r"concatenate of shape \(2, 3\): axis 2 is out of bounds"),
        (lambda x: np.concatenate([x.sum(), x.sum()]), ValueError, "scalars have no axis to join, use stack"),
        (lambda x: np.concatenate([x], dtype=np.float32), TypeError, "does not support dtype="),
        (lambda x: np.stack([x, x[0]]), ValueError, r"stack of shapes \(2, 3\) and \(3,\): all must be the same"),
        (lambda x: np.stack([x, x], axis=3), ValueError, r"stack of shape \(2, 3\): axis 3"),
        (lambda x: np.stack([x], out=np.ones(3)), TypeError, "does not support out="),
        (lambda x: ops.concatenate(x[:0]), ValueError, "concatenate of no arrays"),
        (lambda x: ops.stack(x[:0]), ValueError, "stack of no arrays"),
        (lambda x: np.split(x, 2, axis=1), ValueError, r"split of shape \(2, 3\) along axis 1: 3 entries don't make 2"),
        (lambda x: np.split(x, 2, axis=2), ValueError, r"split of shape \(2, 3\): axis 2"),
        (lambda x: np.split(x, 0), ValueError, "expected 1 part or more, got 0"),
        (lambda x: np.array([x, x]), TypeError, r"np\.stack"),
        (lambda x: np.concatenate(x, x), TypeError, r"a Value of shape \(2, 3\). Several arrays .* one list: \[x, y\]"),
        (lambda x: np.split(x, 1.5), ValueError, "2 entries don't make 1.5 equal parts"),
    ],
)
def test_what_does_not_fit_is_said_with_the_shapes(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(Value(A))
