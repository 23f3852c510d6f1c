"""`on_gradient`: a function that is called as each contribution arrives."""

from __future__ import annotations

import weakref
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from tests.engine.test_promises import garbage_collector_off


def test_a_listener_hears_each_contribution_with_its_source() -> None:
    x = Value([1.0, 2.0])
    heard: list[Any] = []
    x.on_gradient(lambda contribution, source: heard.append((source._op, contribution.tolist())))
    (x * 3.0 + x.sum()).backward()
    assert sorted(heard) == [("×", [3.0, 3.0]), ("Σ", [2.0, 2.0])]
    np.testing.assert_array_equal(x.grad, [5.0, 5.0])


def test_a_value_used_twice_by_one_operation_is_told_twice() -> None:
    x = Value(3.0)
    heard: list[float] = []
    x.on_gradient(lambda contribution, source: heard.append(float(contribution)))
    (x * x).backward()
    assert heard == [3.0, 3.0]


def test_contributions_arrive_in_the_shape_of_the_listener() -> None:
    x = Value(2.0)
    heard: list[Any] = []
    x.on_gradient(lambda contribution, source: heard.append(contribution))
    (x * np.ones((2, 3))).backward()
    assert [type(contribution) for contribution in heard] == [np.float64]
    assert heard == [6.0]


def test_two_listeners_and_each_ends_by_its_own() -> None:
    x = Value(1.0)
    y = x * 2
    heard: list[str] = []
    stop_a = x.on_gradient(lambda contribution, source: heard.append("a"))
    stop_b = x.on_gradient(lambda contribution, source: heard.append("b"))
    y.backward()
    stop_a()
    stop_a()  # a second time: nothing happens
    y.backward()
    stop_b()
    y.backward()
    assert heard == ["a", "b", "b"]
    assert x.grad == 6.0


def test_a_listener_may_stop_itself_and_others_while_it_is_called() -> None:
    x = Value(1.0)
    heard: list[str] = []
    stops: list[Any] = []

    def once(contribution: Any, source: Value) -> None:
        heard.append("once")
        for stop in stops:
            stop()

    stops.append(x.on_gradient(once))
    stops.append(x.on_gradient(lambda contribution, source: heard.append("other")))
    (x * 2 + x * 3).backward()
    assert heard[0] == "once"
    assert heard.count("once") == 1
    assert x.grad == 5.0


def test_a_listener_on_an_interior_node_and_none_at_the_root() -> None:
    x = Value(1.0)
    y = x * 2
    z = y * 3
    heard: list[str] = []
    y.on_gradient(lambda contribution, source: heard.append(f"y {contribution}"))
    z.on_gradient(lambda contribution, source: heard.append("z"))
    z.backward()
    assert heard == ["y 3.0"]


def test_a_listener_that_raises_leaves_every_gradient_as_it_was() -> None:
    x, w = Value(2.0), Value(3.0)
    middle = x * w
    middle.backward()

    def fails(contribution: Any, source: Value) -> None:
        raise ValueError("a listener's mistake")

    x.on_gradient(fails)
    with pytest.raises(ValueError, match="a listener's mistake"):
        (middle * 5).backward()
    assert (x.grad, w.grad, middle.grad) == (3.0, 2.0, 1.0)


def test_listeners_are_told_values_where_the_walk_is_recorded() -> None:
    x = Value(2.0)
    heard: list[Any] = []
    x.on_gradient(lambda contribution, source: heard.append(contribution))
    (x**3).backward(create_graph=True)
    assert isinstance(heard[0], Value)
    assert heard[0].item() == 12.0
    stop_here = x.grad
    assert isinstance(stop_here, Value)
    x.grad = None
    stop_here.backward()
    assert x.grad == 12.0


def test_a_listener_can_not_write_into_what_others_share() -> None:
    a, b = Value([1.0, 2.0]), Value([3.0, 4.0])
    root = a + b
    root.backward()

    def spoil(contribution: Any, source: Value) -> None:
        contribution[:] = 99

    a.on_gradient(spoil)
    with pytest.raises(ValueError, match="read-only"):
        root.backward()
    for gradient in (a.grad, b.grad, root.grad):
        np.testing.assert_array_equal(gradient, [1.0, 1.0])


def test_a_listener_does_not_keep_its_value_alive() -> None:
    x = Value(1.0)
    x.on_gradient(lambda contribution, source: None)
    seen = weakref.ref(x)
    with garbage_collector_off():
        del x
        assert seen() is None


def test_what_can_not_be_called_is_no_listener() -> None:
    with pytest.raises(TypeError, match=r"a function of \(contribution, source\), got int"):
        Value(1.0).on_gradient(3)  # type: ignore[arg-type]


def test_a_walk_started_by_a_listener_takes_nothing_from_the_one_under_way() -> None:
    x = Value(3.0)
    shared = x * 2
    root = shared + x * 3
    inner = shared * 1.0
    heard: list[float] = []

    def listen(contribution: Any, source: Value) -> None:
        if not heard:
            heard.append(float(contribution))
            inner.backward()

    x.on_gradient(listen)
    root.backward()
    assert x.grad == (2 + 3) + 2
    assert shared.grad == 1.0
    root.backward()
    assert x.grad == 2 * (2 + 3) + 2
