"""The walk back through a graph: right, without recursion, safe against mistakes, and by hand."""

from __future__ import annotations

import copy
import gc
import operator
import weakref
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value

BIAS = 6.8813735870195432  # the article's neuron: tanh gives 1/√2 with it


# --- the reference cases ------------------------------------------------------------------------------------


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


# --- by hand ------------------------------------------------------------------------------------------------


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


def test_hand_written_backward_may_have_a_mask_among_its_inputs() -> None:
    x = Value([1.0, -2.0])
    mask = x > 0
    out = Value(x.data * mask.data, (x, mask), "masked")

    def _backward() -> None:
        x.grad = x.grad + mask.data * out.grad
        mask.grad = mask.grad + x.data * out.grad

    out._backward = _backward
    out.backward()
    np.testing.assert_array_equal(x.grad, [1.0, 0.0])
    assert mask.grad is None


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


# --- changed data -------------------------------------------------------------------------------------------


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


# --- memory -------------------------------------------------------------------------------------------------


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
