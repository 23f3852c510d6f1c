"""What a Value is: data, gradients, recording, and the walk back."""

from __future__ import annotations

import copy
import gc
import operator
import weakref
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from autograd_widgets import Value, no_grad, scope
from autograd_widgets.engine.value import broadcast_axes, unbroadcast

BIAS = 6.8813735870195432  # the article's neuron: tanh gives 1/√2 with it


# --- the reference cases ----------------------------------------------------------------------------------------------


def test_hand_calculation_of_the_guide() -> None:
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    root = d * f
    root.backward()
    assert root.data == -8.0
    assert [v.grad for v in (a, b, c, e, d, f, root)] == [6.0, -4.0, -2.0, -2.0, -2.0, 4.0, 1.0]


@pytest.mark.parametrize("shape", [(), (2, 2)], ids=["scalar", "2×2"])
@pytest.mark.parametrize("written_out", [False, True], ids=["tanh", "written out"])
def test_neuron_of_the_article(shape: tuple[int, ...], written_out: bool) -> None:
    x1, x2, w1, w2, b = (Value(np.full(shape, number)) for number in (2.0, 0.0, -3.0, 1.0, BIAS))
    n = x1 * w1 + x2 * w2 + b
    if written_out:
        e = (2 * n).exp()
        o = (e - 1) / (e + 1)
    else:
        o = n.tanh()
    o.backward()
    np.testing.assert_allclose(o.data, np.full(shape, 0.70711), atol=5e-6)
    for leaf, gradient in zip((x1, w1, x2, w2), (-1.5, 1.0, 0.5, 0.0), strict=True):
        np.testing.assert_allclose(leaf.grad, np.full(shape, gradient), atol=1e-12)


def test_program_of_micrograds_own_test() -> None:
    a, b = Value(-4.0), Value(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    g.backward()
    assert g.item() == pytest.approx(24.70408163265306)
    assert (a.grad.item(), b.grad.item()) == pytest.approx((138.83381924198252, 645.5772594752186))


# --- data ---------------------------------------------------------------------------------------------------------------


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


# --- gradients --------------------------------------------------------------------------------------------------------------


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


# --- by hand ------------------------------------------------------------------------------------------------------------------


def test_gradients_can_be_carried_back_one_operation_at_a_time() -> None:
    x1, w1, b = Value(2.0), Value(-3.0), Value(BIAS)
    product = x1 * w1
    n = product + b
    o = n.tanh()
    o.grad = 1.0
    for node in (o, n, product):
        node._backward()
    assert [v.grad.item() for v in (n, product, b, x1, w1)] == pytest.approx(
        [1 - o.item() ** 2] * 3 + [-3 * (1 - o.item() ** 2), 2 * (1 - o.item() ** 2)]
    )


def test_backward_by_hand_adds_both_parts_of_a_value_used_twice() -> None:
    a = Value(3.0)
    b = a + a
    b.grad = 1.0
    b._backward()
    assert a.grad == 2.0


def test_backward_of_a_leaf_by_hand_does_nothing() -> None:
    a = Value(3.0)
    a._backward()
    assert a.grad == 0.0


def test_inputs_and_symbol_are_found_where_micrograd_has_them() -> None:
    a, b = Value(1.0), Value(2.0)
    out = a * b
    assert (out._prev, out._op) == ((a, b), "×")
    assert (a._prev, a._op) == ((), "")
    assert (a + a)._prev == (a,)


def hand_written(x: Value) -> Value:
    """Return x³ as the article writes an operation."""
    out = Value(x.data**3, (x,), "cube")

    def _backward() -> None:
        x.grad = x.grad + 3 * x.data**2 * out.grad

    out._backward = _backward
    return out


def test_hand_written_backward_is_honoured_in_the_middle_of_a_graph() -> None:
    x = Value(2.0)
    root = hand_written(x * 2) * 5 + x
    root.backward()
    assert x.grad == 5 * 3 * 4.0**2 * 2 + 1
    root.backward()
    assert x.grad == 2 * (5 * 3 * 4.0**2 * 2 + 1)


def test_hand_written_backward_may_use_augmented_assignment() -> None:
    x = Value([1.0, 2.0])
    out = Value(x.data * 2, (x,), "twice")

    def _backward() -> None:
        x.grad += 2 * out.grad

    out._backward = _backward
    out.backward()
    out.backward()
    np.testing.assert_array_equal(x.grad, [4.0, 4.0])


def test_an_exception_inside_backward_leaves_every_gradient_as_it_was() -> None:
    x, y = Value(2.0), Value(3.0)
    out = Value(x.data, (x,), "broken")

    def _backward() -> None:
        x.grad = 1e9
        raise RuntimeError("a learner's mistake")

    out._backward = _backward
    x.grad, y.grad, out.grad = 0.25, 0.5, 0.75
    root = out * y
    with pytest.raises(RuntimeError, match="a learner's mistake"):
        root.backward()
    assert (x.grad, y.grad, out.grad, root.grad) == (0.25, 0.5, 0.75, 0.0)


# --- changed data ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change", [operator.imul, operator.iadd, operator.isub, operator.itruediv], ids=lambda f: f.__name__
)
def test_an_array_changed_in_place_after_its_use_makes_backward_raise(change: Any) -> None:
    x = Value([1.0, 2.0], label="weights")
    root = (x * x).sum()
    x.data = change(x.data, 2)
    with pytest.raises(RuntimeError, match=r"'weights' was changed in place .* used in '×'"):
        root.backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0])


def test_augmented_assignment_is_such_a_change() -> None:
    x = Value([1.0, 2.0])
    root = (x * x).sum()
    x.data *= 2
    with pytest.raises(RuntimeError, match="shape \\(2,\\)"):
        root.backward()
    again = (x * x).sum()
    again.backward()
    np.testing.assert_array_equal(x.grad, [4.0, 8.0])


def test_rebinding_data_leaves_a_recorded_graph_right() -> None:
    x, s = Value([1.0, 2.0]), Value(3.0)
    root = (x * x).sum() * s
    x.data = np.array([10.0, 20.0])
    s.data *= 2  # a scalar is rebound
    root.backward()
    np.testing.assert_array_equal(x.grad, [6.0, 12.0])


def test_a_change_of_one_array_does_not_stop_other_graphs() -> None:
    x, y = Value([1.0]), Value([2.0])
    root = y * 3
    x.data += 1
    root.backward()
    np.testing.assert_array_equal(y.grad, [3.0])


def test_training_by_augmented_assignment_works_step_after_step() -> None:
    w = Value(np.zeros(2))
    for _ in range(100):
        loss = ((w - [1.0, 2.0]) ** 2).sum()
        w.grad = 0
        loss.backward()
        w.data -= 0.2 * w.grad
    np.testing.assert_allclose(w.data, [1.0, 2.0])


def test_rebinding_to_another_shape_forgets_the_gradient() -> None:
    x = Value([1.0, 2.0])
    (x * 2).backward()
    x.data = 5.0
    assert (x.shape, x.grad) == ((), 0.0)


# --- memory ---------------------------------------------------------------------------------------------------------------------


def test_a_graph_is_freed_without_the_garbage_collector() -> None:
    gc.collect()
    gc.disable()
    try:
        x = Value(np.ones(3))
        middle = hand_free(x)
        root = (middle.tanh() * x).sum()
        root.backward()
        seen = [weakref.ref(middle), weakref.ref(root)]
        del middle, root
        assert [reference() for reference in seen] == [None, None]
    finally:
        gc.enable()


def hand_free(x: Value) -> Value:
    return (x @ x) * x + 2 - x / 3


def test_shallow_copies_of_lists_of_values_keep_their_identity() -> None:
    values = [Value(1.0), Value(2.0)]
    assert copy.copy(values) == values


# --- no_grad and scope ------------------------------------------------------------------------------------------------------------


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
    with pytest.raises(KeyError), no_grad():
        with no_grad():
            pass
        assert not (x * 2)._prev
        raise KeyError
    assert (x * 2)._prev == (x,)


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


# --- broadcasting ---------------------------------------------------------------------------------------------------------------------


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
