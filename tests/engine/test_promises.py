"""What the engine promises as a whole: long chains, memory, exact doubling, nothing half-changed."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
import tracemalloc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, grad


@contextmanager
def garbage_collector_off() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


# --- size ---------------------------------------------------------------------------------------------------


def test_doubling_sixty_times_counts_every_path_without_walking_each() -> None:
    x = Value([1.0, 0.5])
    y = x
    for _ in range(60):
        y = y + y
    y.backward()
    np.testing.assert_array_equal(x.grad, [2.0**60, 2.0**60])
    first = [2.0**60, 2.0**60]
    y.backward(create_graph=True)
    np.testing.assert_array_equal(x.grad.data, np.add(first, first))


def test_a_chain_of_a_million_operations_goes_forward_back_and_away() -> None:
    x = Value(1.0)
    y = x
    for _ in range(500_000):
        y = y * 1.0 + 1.0
    y.backward()
    assert (y.data, x.grad) == (500_001.0, 1.0)
    middle = weakref.ref(y._inputs[0])
    with garbage_collector_off():
        del y  # as deep as it is long: must not overflow the stack either
        assert middle() is None


def test_a_chain_can_be_differentiated_twice_without_recursion() -> None:
    def f(x: Any) -> Any:
        y = x * x * x
        for _ in range(20_000):
            y = y + 1.0
        return y

    assert grad(grad(f))(2.0) == 12.0


# --- memory -------------------------------------------------------------------------------------------------


def test_a_scalar_operation_costs_at_most_400_bytes_and_4_tracked_objects() -> None:
    program = """
import gc, tracemalloc
from autograd_widgets import Value
def chain(x, length):
    for _ in range(length // 2):
        x = x * 1.0 + 2.0
    return x
chain(Value(1.0), 10_000).backward()  # what is made once: free lists, caches
gc.collect()
gc.disable()
objects = len(gc.get_objects())
tracemalloc.start()
y = chain(Value(1.0), 10_000)
y.backward()
print((len(gc.get_objects()) - objects) / 10_000, tracemalloc.get_traced_memory()[0] / 10_000)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    objects, size = map(float, done.stdout.split())
    assert 1 <= objects <= 4
    assert 50 <= size <= 400


@pytest.mark.parametrize("walk", [False, True], ids=["forward only", "after backward"])
def test_a_dropped_graph_gives_its_memory_back_at_once(walk: bool) -> None:
    w = Value(np.ones((50, 50)))

    def train() -> list[weakref.ref[Any]]:
        hidden = (w @ w).tanh()
        masked = np.where(hidden > 0, hidden, 0.1 * hidden)
        loss = (masked**2).mean()
        if walk:
            loss.backward()
        return [weakref.ref(hidden), weakref.ref(masked), weakref.ref(loss)]

    with garbage_collector_off():
        tracemalloc.start()
        try:
            for _ in range(1000):  # until the interpreter's free lists are full
                train()
            before = tracemalloc.get_traced_memory()[0]
            seen = [reference for _ in range(20) for reference in train()]
            kept = tracemalloc.get_traced_memory()[0] - before
        finally:
            tracemalloc.stop()
        assert [reference() for reference in seen] == [None] * 60
        assert kept < w.data.nbytes  # a single array of the graphs would be more


def test_a_derivative_of_a_function_gives_its_memory_back_at_once() -> None:
    seen: list[weakref.ref[Any]] = []

    def f(x: Any) -> Any:
        middle = x.tanh()
        seen.append(weakref.ref(middle))
        return (middle * x).sum()

    with garbage_collector_off():
        grad(f)(np.ones(3))
        grad(lambda x: (grad(f)(x) ** 2).sum())(np.ones(3))
        assert [reference() for reference in seen] == [None, None]


# --- backward twice -----------------------------------------------------------------------------------------


def test_backward_twice_doubles_exactly_and_three_times_triples() -> None:
    rng = np.random.default_rng(0)
    x, w, s = Value(rng.normal(size=(4, 3))), Value(rng.normal(size=(3, 2))), Value(0.3)
    hidden = (x @ w * s).tanh()
    root = (hidden * hidden + x.sum()).mean()
    root.backward()
    first = [leaf.grad.copy() for leaf in (x, w, s)]
    for times in (2, 3):
        root.backward()
        for leaf, gradient in zip((x, w, s), first, strict=True):
            once_more = gradient + gradient if times == 2 else gradient + gradient + gradient
            np.testing.assert_array_equal(leaf.grad, once_more)
    assert root.grad == 1.0


def test_threads_whose_graphs_share_leaves_lose_no_gradient() -> None:
    w = Value([1.0, 2.0])
    failures: list[BaseException] = []

    def train() -> None:
        try:
            for _ in range(200):
                ((w * 2.0).tanh() * 0.0 + w).sum().backward()
        except BaseException as error:  # noqa: BLE001 — a thread would only print it
            failures.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        threads = [threading.Thread(target=train) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(before)
    assert not failures
    np.testing.assert_array_equal(w.grad, [800.0, 800.0])


def test_a_root_that_is_an_interior_node_of_another_graph() -> None:
    x = Value(2.0)
    y = x * x
    z = y * 3
    z.backward()
    assert (x.grad, y.grad) == (12.0, 3.0)
    y.backward()
    assert (x.grad, y.grad, z.grad) == (16.0, 1.0, 1.0)


def test_the_gradient_of_a_number_is_a_numpy_number_also_through_reductions_and_reshapes() -> None:
    for f in (np.sum, np.mean, np.transpose, lambda x: np.reshape(x, (1, 1)), lambda x: np.broadcast_to(x, (2, 3))):
        for dtype in (np.float64, np.float32):
            x = Value(dtype(2.0))
            f(x).backward()
            assert type(x.grad) is dtype


# --- nothing half-changed -----------------------------------------------------------------------------------


def broken(x: Value) -> Value:
    out = Value(x.data * 2, (x,), "broken")

    def _backward() -> None:
        raise ZeroDivisionError

    out._backward = _backward
    return out


@pytest.mark.parametrize("create_graph", [False, True])
def test_an_exception_on_the_way_leaves_gradients_that_nobody_has_read_yet(create_graph: bool) -> None:
    x, w = Value([1.0, 2.0]), Value([3.0, 4.0])
    middle = x * w
    (middle * 2).sum().backward()  # the gradient of middle waits to be read
    root = (broken(x) + middle).sum()
    with pytest.raises((ZeroDivisionError, RuntimeError)):
        root.backward(create_graph=create_graph)
    np.testing.assert_array_equal(middle.grad, [2.0, 2.0])
    np.testing.assert_array_equal(x.grad, [6.0, 8.0])
    np.testing.assert_array_equal(w.grad, [2.0, 4.0])
    assert root.grad == 0.0


def test_after_an_exception_the_same_graph_can_be_walked_again() -> None:
    x = Value([1.0, 2.0])
    root = (x * x).sum()
    stop = x.on_gradient(lambda contribution, source: 1 / 0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            root.backward()
        np.testing.assert_array_equal(x.grad, [0.0, 0.0])
    stop()
    root.backward()
    np.testing.assert_array_equal(x.grad, [2.0, 4.0])


def test_an_interrupted_walk_leaves_every_gradient_too() -> None:
    x = Value(1.0)
    y = x * 2
    y.backward()

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    x.on_gradient(interrupt)
    with pytest.raises(KeyboardInterrupt):
        (y * 3).backward()
    assert (x.grad, y.grad) == (2.0, 1.0)


def test_a_sum_of_gradients_that_numpy_refuses_leaves_every_gradient() -> None:
    x, w = Value([1.0, 1.0]), Value([1.0, 1.0])
    root = (x + w).sum()
    root.backward()
    w.grad = np.array([1.7e308, 0.0])
    with np.errstate(over="raise"), pytest.raises(FloatingPointError):
        root.backward(1.7e308)
    np.testing.assert_array_equal(x.grad, [1.0, 1.0])
    np.testing.assert_array_equal(w.grad, [1.7e308, 0.0])


def test_a_gradient_that_does_not_fit_changes_nothing() -> None:
    x = Value([1.0, 2.0])
    y = x * 2
    y.backward()
    with pytest.raises(ValueError, match="gradient has shape"):
        y.backward(np.ones(3))
    np.testing.assert_array_equal(x.grad, [2.0, 2.0])


# --- changed data -------------------------------------------------------------------------------------------


def test_a_change_of_an_interior_nodes_own_numbers_is_noticed() -> None:
    x = Value([1.0, 2.0])
    y = np.exp(x)  # exp hands back its own output
    root = (y + 1).sum()
    y.data *= 2
    with pytest.raises(RuntimeError, match=r"shape \(2,\) was changed in place"):
        root.backward()
    np.testing.assert_array_equal(x.grad, [0.0, 0.0])
    x2 = Value([1.0])
    last = np.exp(x2)
    last.data *= 2
    with pytest.raises(RuntimeError, match="changed in place"):
        last.backward()


def test_a_change_before_the_use_or_of_what_is_not_used_is_no_mistake() -> None:
    x, other = Value([1.0, 2.0]), Value([1.0, 2.0])
    x.data *= 2
    root = (x * x).sum()
    other.data *= 2
    root.backward()
    np.testing.assert_array_equal(x.grad, [4.0, 8.0])


def test_a_rebound_array_is_refused_only_where_the_graph_is_recorded_again() -> None:
    for change in ("leaf", "interior"):
        x = Value([1.0, 2.0], label="x")
        y = np.exp(x)
        root = (y * y).sum()
        (x if change == "leaf" else y).data = np.array([5.0, 6.0])
        with pytest.raises(RuntimeError, match=r"were rebound .* create_graph"):
            root.backward(create_graph=True)
        np.testing.assert_array_equal(x.grad, [0.0, 0.0])
        root.backward()
        np.testing.assert_allclose(x.grad, 2 * np.exp([2.0, 4.0]))


def test_data_of_another_shape_are_refused_by_a_graph_that_used_the_old_ones() -> None:
    x = Value([1.0, 2.0], label="x")
    root = (x * 3).sum()
    x.data = 7.0  # its gradient can have the old shape or the new one, and be right in neither
    with pytest.raises(RuntimeError, match=r"'x' was .* given data of another shape, after it was used in '×'"):
        root.backward()
    (x * x).backward()
    assert x.grad == 14.0


def test_rebinding_to_the_same_numbers_counts_as_rebinding() -> None:
    x = Value(2.0)
    root = x * x
    x.data = 2.0
    with pytest.raises(RuntimeError, match="were rebound"):
        root.backward(create_graph=True)


# --- arrays from outside ------------------------------------------------------------------------------------


def test_two_values_of_one_array_are_separate() -> None:
    array = np.array([1.0, 2.0])
    a, b = Value(array), Value(array)
    a.data *= 10
    (a * b).backward()
    np.testing.assert_array_equal(b.data, [1.0, 2.0])
    np.testing.assert_array_equal(array, [1.0, 2.0])
    np.testing.assert_array_equal(a.grad, [1.0, 2.0])
    np.testing.assert_array_equal(b.grad, [10.0, 20.0])


def test_values_that_share_an_array_on_request_have_gradients_of_their_own() -> None:
    array = np.array([1.0, 2.0])
    a, b = Value(array, copy=False), Value(array, copy=False)
    assert a.data is b.data is array
    (a + b).backward()
    a.grad[0] = 99
    np.testing.assert_array_equal(b.grad, [1.0, 1.0])
    np.testing.assert_array_equal(array, [1.0, 2.0])


def test_constants_of_a_graph_are_never_written_to() -> None:
    constant = np.array([1.0, 2.0])
    constant.flags.writeable = False
    x = Value(constant)
    ((x + constant) * constant).sum().backward()
    np.testing.assert_array_equal(x.grad, constant)
    x.grad += 1
    x.data -= 0.1 * x.grad
