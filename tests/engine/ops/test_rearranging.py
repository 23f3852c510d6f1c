"""Repeating, turning, rolling and padding; diagonals and triangles: NumPy's signatures, its values, and messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

ARRAY = np.arange(1.0, 13).reshape(2, 2, 3)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.repeat(x, 2),
        lambda x: np.repeat(x, 2, 1),
        lambda x: np.repeat(x, [0, 1, 3], axis=-1),
        lambda x: np.repeat(x, repeats=np.array([2]), axis=0),
        lambda x: x.repeat(3),
        lambda x: x.repeat([1, 2], axis=1),
        lambda x: np.repeat(x[0, 0, 0], 4),
        lambda x: np.tile(x, 2),
        lambda x: np.tile(x, (2, 1, 1, 2)),
        lambda x: np.tile(x, reps=[3, 1]),
        lambda x: np.tile(x, ()),
        np.flip,
        lambda x: np.flip(x, 0),
        lambda x: np.flip(x, axis=(-1, 0)),
        lambda x: np.roll(x, 5),
        lambda x: np.roll(x, -1, 2),
        lambda x: np.roll(x, shift=(1, 2), axis=(1, 2)),
        lambda x: np.roll(x, (1, 2)),
        lambda x: np.roll(x, 1, axis=(0, 1)),
        lambda x: np.roll(x, (1, 1, 3), axis=(2, 2, 0)),
        lambda x: np.roll(x, 0, axis=1),
        lambda x: np.roll(x[:0], 1),
        lambda x: np.pad(x, 1),
        lambda x: np.pad(x, (1, 2), "constant", constant_values=3),
        lambda x: np.pad(x, ((0, 1), (1, 0), (2, 2)), constant_values=((1, 2), (3, 4), (5, 6))),
        lambda x: np.pad(x, ((1, 2),), mode="edge"),
        lambda x: np.pad(x, (2,), mode="reflect"),
        lambda x: np.pad(x, ((1,), (0,), (2,)), mode="symmetric"),
        lambda x: np.pad(x, {-1: (5, 4)}, mode="wrap"),
        lambda x: np.pad(x, {0: 1, 2: (0, 2)}),
        lambda x: np.pad(x, 0),
        lambda x: np.pad(x, pad_width=7, mode="reflect"),
        lambda x: np.pad(x, 1, constant_values=np.nan),
        np.diagonal,
        lambda x: np.diagonal(x, 1, 1, 2),
        lambda x: np.diagonal(x, offset=-1, axis1=2, axis2=0),
        lambda x: x.diagonal(0, -1, -2),
        lambda x: np.trace(x, axis1=1, axis2=2),
        lambda x: x.trace(1),
        lambda x: np.trace(x[0]),
        lambda x: np.diag(x[0]),
        lambda x: np.diag(x[0], -1),
        lambda x: np.diag(x[0, 0], k=2),
        lambda x: np.diag(x[0], 9),
        np.triu,
        lambda x: np.triu(x, 1),
        lambda x: np.tril(x, k=-1),
        lambda x: np.tril(x[0, 0]),
        lambda x: np.triu(x[0, 0]),
    ],
)
def test_values_are_those_of_numpy(call: Any) -> None:
    out = call(Value(ARRAY))
    assert isinstance(out, Value)
    expected = call(ARRAY)
    assert out.shape == expected.shape
    np.testing.assert_array_equal(out.data, expected)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: ops.repeat(x, 2),
        lambda x: ops.tile(x, 2),
        lambda x: ops.roll(x, 1),
        lambda x: ops.pad(x, 1),
        ops.flip,
        ops.diag,
        ops.triu,
        ops.trace,
    ],
)
def test_plain_lists_stay_plain(call: Any) -> None:
    assert not isinstance(call([[1, 2], [3, 4]]), Value)


@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.repeat(x, 2),
        lambda x: np.pad(x, 1, constant_values=2.5),
        lambda x: np.pad(x, 1, "edge"),
        np.triu,
        np.diag,
        lambda x: np.roll(x, 1),
    ],
)
def test_single_precision_stays(call: Any) -> None:
    x = Value(np.ones((2, 2), np.float32))
    out = call(x)
    out.backward()
    assert (out.dtype, x.grad.dtype) == (np.float32, np.float32)


def test_what_was_repeated_receives_every_copy() -> None:
    x = Value([1.0, 2.0])
    np.tile(x, 3).backward(np.arange(6.0))
    np.testing.assert_array_equal(x.grad, [0 + 2 + 4, 1 + 3 + 5])


def test_a_triangle_cuts_infinity_off_without_nan() -> None:
    x = Value([[1.0, np.inf], [2.0, 3.0]])
    out = np.tril(x)
    out.backward()
    np.testing.assert_array_equal(out.data, [[1.0, 0.0], [2.0, 3.0]])
    np.testing.assert_array_equal(x.grad, [[1.0, 0.0], [1.0, 1.0]])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda x: np.repeat(x, [1, 2, 3], axis=0), ValueError, r"repeat of shape \(2, 3\) along axis 0"),
        (lambda x: np.repeat(x, -1), ValueError, r"repeat of shape"),
        (lambda x: np.repeat(x, 2, axis=2), ValueError, r"repeat of shape \(2, 3\): axis 2"),
        (lambda x: np.tile(x, -1), ValueError, r"tile of shape \(2, 3\): expected numbers from 0 up, got reps -1"),
        (lambda x: np.flip(x, 2), ValueError, r"flip of shape \(2, 3\): axis 2"),
        (lambda x: np.roll(x, 1, 2), ValueError, r"roll of shape \(2, 3\): axis 2"),
        (lambda x: np.pad(x, ((1, 1), (1, 1), (1, 1))), ValueError, r"pad of shape \(2, 3\) with pad_width"),
        (lambda x: np.pad(x, -1), ValueError, r"pad of shape \(2, 3\) with pad_width -1"),
        (lambda x: np.pad(x, 1.5), ValueError, r"pad_width 1.5: expected whole numbers from 0 up"),
        (lambda x: np.pad(x, 1, mode="mean"), TypeError, r"modes constant, edge, .* got 'mean'"),
        (lambda x: np.pad(x, 1, mode=lambda *_: None), TypeError, "pad has the modes"),
        (lambda x: np.pad(x, 1, "edge", constant_values=1), TypeError, "does not support constant_values="),
        (lambda x: np.pad(x, 1, constant_values=x.sum()), TypeError, "plain numbers"),
        (lambda x: np.diagonal(x[0]), ValueError, r"diagonal of shape \(3,\): it needs two axes"),
        (lambda x: np.diagonal(x, axis1=1), ValueError, "must be two axes, got 1 and 1"),
        (lambda x: np.trace(x, axis2=2), ValueError, r"axis 2 is out of bounds"),
        (lambda x: np.diag(x.reshape(1, 2, 3)), ValueError, r"diag of shape \(1, 2, 3\)"),
        (lambda x: np.triu(x.sum()), ValueError, r"triu of shape \(\)"),
    ],
)
def test_what_does_not_fit_is_said_with_the_shapes(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(Value(np.ones((2, 3))))
