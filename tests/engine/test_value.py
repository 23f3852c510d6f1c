"""What a Value is: its data, how it reads, its gradient."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from autograd_widgets import Value, no_grad, scope
from autograd_widgets.engine.arrays import broadcast_axes, unbroadcast

# --- data ---------------------------------------------------------------------------------------------------


def test_floats_stay_what_they_are() -> None:
    x = Value(np.ones(3, np.float32))
    out = ((x * 2.0 + 1) ** 2 / 3).tanh()
    out.backward()
    assert (out.dtype, x.grad.dtype) == (np.float32, np.float32)
    assert (x + np.ones(3)).dtype == np.float64


def test_a_float64_upstream_leaves_a_float32_gradient_float32() -> None:
    x = Value(np.ones(3, np.float32))
    (x * np.ones(3)).backward()
    assert x.grad.dtype == np.float32


@pytest.mark.parametrize("data", [3, True, [1, 2], np.array([1, 2]), [[True]]])
def test_integers_and_booleans_become_float64(data: Any) -> None:
    assert Value(data).dtype == np.float64


def test_integer_data_has_the_gradients_of_floats() -> None:
    x = Value([1, 2, 3])
    (x * x).backward()
    np.testing.assert_array_equal(x.grad, [2, 4, 6])
    y = Value([1, 2, 3])
    (y**-1).backward()
    np.testing.assert_allclose(y.grad, [-1, -1 / 4, -1 / 9])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (1j, "imaginary part as two Values"),
        (np.array([1j]), "complex"),
        ("3", "got str"),
        (["a"], "<U1"),
        (object(), "object"),
        (None, "NoneType"),
        ([1, [2]], "ragged"),
        ({"a": 1}, "dict"),
        (np.array("2020", dtype="datetime64"), "datetime64"),
    ],
)
def test_data_that_are_no_real_numbers_are_refused(data: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Value(data)


def test_a_value_of_a_value_is_refused() -> None:
    with pytest.raises(TypeError, match=r"value\.detach\(\)"):
        Value(Value(1.0))


def test_a_label_in_the_place_of_the_inputs_is_refused_with_advice() -> None:
    with pytest.raises(TypeError, match="label='a'"):
        Value(2.0, "a")


def test_numbers_in_the_place_of_the_inputs_are_refused_with_advice() -> None:
    with pytest.raises(TypeError, match=r"tuple of its inputs, all Values, got 3\.0 in it: for an array pass one list"):
        Value([1.0, 2.0], [3.0, 4.0])


def test_an_array_is_copied_unless_asked_not_to() -> None:
    array = np.ones(2)
    copied, shared = Value(array), Value(array, copy=False)
    array[0] = 5
    assert copied.data[0] == 1
    assert shared.data[0] == 5


def test_reading_a_value_as_python_does() -> None:
    x = Value(2.5)
    assert (float(x), int(x), x.item(), bool(x), f"{x:.1f}") == (2.5, 2, 2.5, True, "2.5")
    y = Value([[1.0, 2.0]])
    assert (len(y), y.shape, y.ndim, y.size) == (1, (1, 2), 2, 2)
    with pytest.raises(TypeError, match="len"):
        len(x)
    with pytest.raises(ValueError, match="shape \\(1, 2\\)"):
        y.item()


def test_repr_shows_data_and_label() -> None:
    assert repr(Value(2.0)) == "Value(data=2.0)"
    assert repr(Value([1.0, 2.0], label="w")) == "Value(data=[1., 2.], label='w')"


def test_equality_is_identity_so_values_work_in_sets_dicts_and_lists() -> None:
    x, y = Value(1.0), Value(1.0)
    assert x != y
    assert len({x, y, x}) == 2
    assert {x: "x", y: "y"}[y] == "y"
    assert y in [x, y]
    assert [x, y].index(y) == 1


def test_detach_is_a_leaf_of_its_own() -> None:
    x = Value([1.0])
    y = (x * 2).detach()
    (y * 3).backward()
    assert not y._prev
    np.testing.assert_array_equal(x.grad, [0.0])
    np.testing.assert_array_equal(y.grad, [3.0])


# --- gradients ----------------------------------------------------------------------------------------------


def test_gradient_is_zeros_of_the_datas_shape_before_any_backward() -> None:
    np.testing.assert_array_equal(Value(np.ones((2, 3))).grad, np.zeros((2, 3)))
    assert Value(1.0).grad == 0.0


def test_gradient_can_be_set_by_hand() -> None:
    x = Value([1.0, 2.0])
    x.grad = 3
    np.testing.assert_array_equal(x.grad, [3.0, 3.0])
    x.grad = [1, 2]
    np.testing.assert_array_equal(x.grad, [1.0, 2.0])
    with pytest.raises(ValueError, match=r"grad has shape \(3,\), but the data has shape \(2,\)"):
        x.grad = np.ones(3)
    with pytest.raises(TypeError, match="str"):
        x.grad = "1"


def test_a_gradient_set_to_none_is_zeros_again() -> None:
    x = Value([1.0, 2.0])
    y = x * 3
    y.backward()
    x.grad = y.grad = None
    np.testing.assert_array_equal([x.grad, y.grad], np.zeros((2, 2)))


def test_second_backward_doubles_a_leaf_exactly_and_nothing_else() -> None:
    x = Value([0.1, 0.2, 0.7])
    middle = (x * 3).tanh()
    root = (middle * x).sum()
    root.backward()
    first, inner = x.grad.copy(), middle.grad.copy()
    root.backward()
    np.testing.assert_array_equal(x.grad, 2 * first)
    np.testing.assert_array_equal(middle.grad, inner)
    assert root.grad == 1.0


def test_gradients_of_two_graphs_add_up() -> None:
    x = Value(3.0)
    (x * 2).backward()
    (x * 5).backward()
    assert x.grad == 7.0


def test_a_value_used_twice_receives_both_parts() -> None:
    a = Value(3.0)
    (a + a).backward()
    assert a.grad == 2.0
    x, y = Value(-2.0), Value(3.0)
    ((x * y) * (x + y)).backward()
    assert (x.grad, y.grad) == (-3.0, -8.0)


def test_gradients_of_different_leaves_never_share_an_array() -> None:
    a, b = Value([1.0, 2.0]), Value([3.0, 4.0])
    root = a + b
    root.backward()
    a.grad[0] = 99
    np.testing.assert_array_equal(b.grad, [1.0, 1.0])
    np.testing.assert_array_equal(root.grad, [1.0, 1.0])


def test_backward_takes_the_upstream_gradient() -> None:
    x = Value([1.0, 2.0])
    (x * 3).backward([1, 10])
    np.testing.assert_array_equal(x.grad, [3.0, 30.0])
    (x * 3).backward(2)
    np.testing.assert_array_equal(x.grad, [9.0, 36.0])
    with pytest.raises(ValueError, match=r"gradient has shape \(3,\)"):
        (x * 3).backward(np.ones(3))


def test_backward_of_a_leaf_gives_it_ones() -> None:
    x = Value([1.0, 2.0])
    x.backward()
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])


def test_backward_of_a_comparison_is_refused() -> None:
    with pytest.raises(TypeError, match="holds bool"):
        (Value(1.0) > 0).backward()


def test_doubling_sixty_times_takes_linear_time() -> None:
    x = Value(1.0)
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    assert x.grad == 2.0**60


@pytest.mark.parametrize("length", [5_000, 200_000])
def test_long_chains_go_back_without_recursion(length: int) -> None:
    x = Value(1.0)
    y = x
    for _ in range(length):
        y = y + 1.0
    y.backward()
    assert (y.item(), x.grad) == (length + 1, 1.0)


# --- no_grad and scope --------------------------------------------------------------------------------------


def test_no_grad_records_nothing() -> None:
    x = Value(2.0)
    with no_grad():
        y = x * 3
        with pytest.raises(RuntimeError, match="under no_grad"):
            y.backward()
    assert (y._prev, y._op) == ((), "")
    (x * 3).backward()
    assert x.grad == 3.0


def test_no_grad_ends_when_an_exception_leaves_it_and_nests() -> None:
    x = Value(2.0)
    with pytest.raises(ValueError, match="do not broadcast"), no_grad(), no_grad():
        x + np.ones(2) + np.ones(3)
    assert (x * 2)._prev == (x,)


def test_no_grad_holds_in_its_own_thread_only() -> None:
    x = Value(2.0)
    inside, go_on = threading.Event(), threading.Event()

    def evaluate() -> None:
        with no_grad():
            inside.set()
            go_on.wait(timeout=10)

    other = threading.Thread(target=evaluate)
    other.start()
    inside.wait(timeout=10)
    with no_grad():  # ends after the other block has begun, and before it ends
        assert (x * x)._prev == ()
    (x * x).backward()
    go_on.set()
    other.join()
    (x * x).backward()
    assert x.grad == 8.0


def test_no_grad_inside_no_grad_leaves_the_outer_one_on() -> None:
    with no_grad():
        with no_grad():
            pass
        assert not (Value(2.0) * 2)._prev


def test_no_grad_decorates() -> None:
    @no_grad()
    def predict(x: Value) -> Value:
        return x * 2

    assert not predict(Value(1.0))._prev


def test_scopes_nest_and_end() -> None:
    x = Value(1.0)
    with scope("mlp"):
        outer = x * 2
        with scope("layer 1"):
            inner = x * 3
        with pytest.raises(KeyError), scope("layer 2"):
            raise KeyError
        after = x * 4
    assert [v._scope for v in (x, outer, inner, after, x * 5)] == ["", "mlp", "mlp/layer 1", "mlp", ""]


@pytest.mark.parametrize(("name", "error"), [("", ValueError), ("a/b", ValueError), (3, TypeError)])
def test_a_scope_needs_a_plain_name(name: Any, error: type[Exception]) -> None:
    with pytest.raises(error, match="scope expected a name"), scope(name):
        pass


# --- broadcasting -------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(shapes=mutually_broadcastable_shapes(num_shapes=2, max_dims=4, max_side=3))
def test_unbroadcast_is_the_transpose_of_broadcasting(shapes: Any) -> None:
    shape, whole = shapes.input_shapes[0], shapes.result_shape
    rng = np.random.default_rng(0)
    x, g = rng.integers(-9, 9, shape).astype(float), rng.integers(-9, 9, whole).astype(float)
    summed = unbroadcast(g, shape)
    assert np.shape(summed) == shape
    assert np.sum(g * np.broadcast_to(x, whole)) == np.sum(summed * x)


def test_the_axes_of_broadcasting_are_those_that_were_added_or_stretched() -> None:
    assert broadcast_axes((2, 4, 3), (4, 1)) == (0, 2)
    assert broadcast_axes((2, 3), ()) == (0, 1)
    assert broadcast_axes((2, 1), (2, 1)) == ()
