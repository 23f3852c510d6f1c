"""Indexing: `value[…]`, and what it hands back."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, basic_indices, integer_array_indices

from autograd_widgets import Value, no_grad, ops
from autograd_widgets.engine.value import Discrete
from autograd_widgets.graph.record import Graph
from tools.cases.indexing import INDICES


@pytest.mark.parametrize(("shape", "index"), INDICES, ids=str)
def test_brackets_pick_what_numpy_picks(shape: tuple[int, ...], index: Any) -> None:
    array = np.random.default_rng(0).normal(size=shape)
    value = Value(array)
    expected = np.asarray(array)[index]
    for out in (value[index], ops.getitem(value, index), ops.getitem(value, index=index)):
        assert isinstance(out, Value)
        np.testing.assert_array_equal(out.data, expected)
        assert out.shape == expected.shape
        assert isinstance(out.data, np.ndarray) == (out.ndim > 0)
    np.testing.assert_array_equal(ops.getitem(array, index), expected)


@st.composite
def picks(draw: Any) -> tuple[tuple[int, ...], Any]:
    shape = draw(array_shapes(max_dims=3, max_side=4))
    return shape, draw(basic_indices(shape, allow_newaxis=True) | integer_array_indices(shape))


@settings(deadline=None)
@given(picks())
def test_any_index_hands_back_to_where_it_picked_and_repeats_add_up(pick: tuple[tuple[int, ...], Any]) -> None:
    shape, index = pick
    value = Value(np.arange(np.prod(shape), dtype=float).reshape(shape))
    out = value[index]
    upstream = 1.0 + np.arange(out.size).reshape(out.shape)
    out.backward(upstream)
    expected = np.zeros(shape)
    np.add.at(expected, index, upstream)
    np.testing.assert_array_equal(value.grad, expected)


def test_a_repeated_place_receives_every_part_in_its_own_precision() -> None:
    x = Value(np.array([1, 2, 3], np.float32))
    y = x[[0, 2, 2, 2]]
    y.backward(np.array([1, 10, 100, 1000]))
    np.testing.assert_array_equal(x.grad, [1, 0, 1110])
    assert (y.dtype, x.grad.dtype, x[0].dtype) == (np.float32,) * 3


def test_scalars_stay_numpy_scalars() -> None:
    x = Value([[1.0, 2.0]])
    assert type(x[0, 1].data) is np.float64
    assert type(x[0][1].data) is np.float64
    assert type(x[0, np.array(1)].data) is np.float64
    assert type(Value(3.0)[...].data) is np.float64
    assert type(x[np.int64(0)][np.int32(-1)].data) is np.float64


def test_a_mask_that_is_a_value_picks_and_is_recorded() -> None:
    x = Value([1.0, -2.0, 3.0], label="x")
    mask = x > 0
    picked = x[mask]
    np.testing.assert_array_equal(picked.data, [1.0, 3.0])
    assert picked._prev == (x, mask)
    (picked * picked).backward()
    np.testing.assert_array_equal(x.grad, [2.0, 0.0, 6.0])


def test_values_inside_a_tuple_pick_too_and_the_second_derivative_goes_through() -> None:
    x = Value(np.arange(6.0).reshape(2, 3))
    columns = (x > 3).sum(0) > 0
    assert isinstance(columns, Discrete)
    picked = x[1, columns]
    np.testing.assert_array_equal(picked.data, [4.0, 5.0])
    (picked**3).backward(create_graph=True)
    np.testing.assert_array_equal(x.grad.data, [[0, 0, 0], [0, 48, 75]])
    first = x.grad
    x.grad = None
    first.sum().backward()
    np.testing.assert_array_equal(x.grad, [[0, 0, 0], [0, 24, 30]])


def test_a_mask_can_be_indexed_itself() -> None:
    mask = Value([1.0, -2.0, 3.0]) > 0
    assert isinstance(mask[1:], Discrete)
    np.testing.assert_array_equal(mask[1:].data, [False, True])
    assert isinstance(mask[0], Discrete)


@pytest.mark.parametrize(
    "index", [Value(1.0), (slice(None), Value([0.0])), (0, Value(1.0) * 2)], ids=["alone", "in a tuple", "computed"]
)
def test_a_value_of_floats_is_no_index(index: Any) -> None:
    with pytest.raises(TypeError, match=r"an index is made of integers or a mask, got a Value of float64 of shape"):
        Value(np.ones((3, 3)))[index]


def test_a_value_in_a_slice_is_refused_with_advice() -> None:
    x = Value([1.0, 2.0, 3.0])
    with pytest.raises(TypeError, match=r"slice is made of whole numbers, got a Value of float64: use int"):
        x[: Value(2.0)]
    with pytest.raises(TypeError, match=r"got float 1\.5"):
        x[1.5:]


@pytest.mark.parametrize(
    ("shape", "index", "message"),
    [
        ((3,), 3, r"index \[3\] of an array of shape \(3,\): index 3 is out of bounds for axis 0 with size 3"),
        ((2, 3), (0, -4), r"index \[0, -4\] of an array of shape \(2, 3\): .* axis 1 with size 3"),
        ((2,), (0, 0), r"of shape \(2,\): too many indices"),
        ((), 0, r"index \[0\] of an array of shape \(\): too many indices"),
        ((3,), [0, 5], r"index \[\[0, 5\]\] of an array of shape \(3,\): index 5"),
        ((3,), np.array([True, False]), r"of shape \(3,\): boolean index did not match"),
        ((3, 3), ([0, 1], [0, 1, 2]), r"shape mismatch"),
        ((3,), 1.5, r"index \[1\.5\] of an array of shape \(3,\)"),
        ((3,), "a", r"index \[a\] of an array of shape \(3,\)"),
        ((3,), (..., ...), r"index \[\.\.\., \.\.\.\] of an array of shape"),
    ],
)
def test_an_index_that_does_not_fit_is_an_index_error_with_shape_and_index(
    shape: tuple[int, ...], index: Any, message: str
) -> None:
    for pick in (Value(np.ones(shape)).__getitem__, lambda i: ops.getitem(np.ones(shape), i)):
        with pytest.raises(IndexError, match=message):
            pick(index)


def test_an_index_array_may_change_after_its_use() -> None:
    x = Value([1.0, 2.0, 3.0])
    places = np.array([0, 1])
    picked = x[places]
    places[:] = 2
    picked.backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0, 0.0])


def test_iteration_gives_rows_with_gradients() -> None:
    x = Value([[1.0, 2.0], [3.0, 4.0]])
    first, second = x
    (first * second).sum().backward()
    np.testing.assert_array_equal(x.grad, [[3.0, 4.0], [1.0, 2.0]])
    assert [row.item() for row in reversed(x[0])] == [2.0, 1.0]
    assert [row.shape for row in Value(np.ones((2, 0)))] == [(0,), (0,)]
    assert list(Value(np.ones((0, 2)))) == []


def test_a_scalar_can_not_be_iterated_over() -> None:
    with pytest.raises(TypeError, match="a scalar Value can't be iterated over"):
        iter(Value(1.0))
    with pytest.raises(TypeError, match="scalar"):
        _a, _b = Value(1.0)


def test_a_number_is_looked_for_by_its_size_as_in_numpy() -> None:
    x = Value([1.0, 2.0])
    assert 2.0 in x
    assert Value(2.0) in x
    assert 3.0 not in x


def test_a_refused_index_shows_one_error_only() -> None:
    for index in (5, slice("a"), [7]):
        with pytest.raises((IndexError, TypeError)) as refused:
            Value([1.0])[index]
        assert refused.value.__context__ is None or refused.value.__suppress_context__


def test_no_grad_holds_for_brackets() -> None:
    with no_grad():
        assert Value([1.0])[0]._prev == ()


def test_scatter_puts_entries_into_zeros_and_adds_where_places_repeat() -> None:
    x = Value([1.0, 2.0, 3.0])
    out = ops.scatter(x, [0, 2, 2], 4)
    np.testing.assert_array_equal(out.data, [1.0, 0.0, 5.0, 0.0])
    out.backward([1, 10, 100, 1000])
    np.testing.assert_array_equal(x.grad, [1.0, 100.0, 100.0])
    np.testing.assert_array_equal(ops.scatter([1, 2], slice(1, 3), (3,)), [0, 1, 2])


def test_scatter_says_what_does_not_fit() -> None:
    with pytest.raises(ValueError, match=r"scatter \(put\) of shapes \(3,\): the entries must have the shape"):
        ops.scatter(Value([1.0, 2.0, 3.0]), slice(0, 2), (4,))
    with pytest.raises(ValueError, match=r"scatter \(put\) of shapes \(\)"):
        ops.scatter(Value(1.0), [0, 1], (4,))
    with pytest.raises(IndexError, match=r"index \[5\] of an array of shape \(4,\)"):
        ops.scatter(Value(1.0), 5, (4,))
    with pytest.raises(TypeError, match="shape is missing"):
        ops.scatter(Value(1.0), 5)
    with pytest.raises(TypeError, match="index is missing"):
        ops.getitem(Value(1.0))


def test_equal_indices_are_one_key_and_different_ones_are_not() -> None:
    x = Value(np.ones((3, 3)))
    option = [
        x[index]._rule.options["index"]
        for index in (0, 0, slice(0, 2), slice(0, 2), [0, 1], np.array([0, 1]), np.array([0, 2]), (0, None))
    ]
    assert len(set(option)) == 5
    assert option[0] != 0


def test_the_browser_gets_strides_for_regular_places_and_a_list_for_others() -> None:
    from autograd_widgets.graph.payload import graph_data

    def sent(compute: Any) -> dict[str, Any]:
        root = compute(Value(np.arange(6.0).reshape(2, 3), label="x"))
        return graph_data(Graph.of(root, {}))["nodes"][-1]["options"]

    assert sent(lambda x: x[1, ::-2]) == {
        "whole": [2, 3],
        "picked": [2],
        "offset": 5,
        "strides": [-2],
        "written": "[1, ::-2]",
    }
    assert sent(lambda x: x[[1, 1], [0, 2]]) == {
        "whole": [2, 3],
        "picked": [2],
        "places": [3, 5],
        "written": "[[1, 1], [0, 2]]",
    }
    assert sent(lambda x: x[1, 2])["offset"] == 5
    assert sent(lambda x: x[2:])["picked"] == [0, 3]


def test_a_large_index_is_written_by_its_shape() -> None:
    assert repr(Value(np.ones(9))[np.arange(9)]._rule.options["index"]) == "[array (9,)]"


def test_empty_lists_and_masks_pick_nothing_without_a_warning() -> None:
    x = Value([1.0, 2.0])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (x[[]].sum() + x[x > 5].sum()).backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0])
