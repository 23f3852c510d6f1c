"""Gradients between chosen Values, which touch nobody's `grad`."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets import Value, grad, jvp
from autograd_widgets.engine.propagation import computed_since, gradients_of


def test_gradients_by_leaves_and_by_what_was_computed_from_them() -> None:
    x = Value(2.0)
    y = x * 3
    z = y * y + x
    assert gradients_of(z, [x, y, z], np.float64(1.0)) == [37.0, 12.0, 1.0]
    assert gradients_of(z, [Value(1.0)], np.float64(1.0)) == [0.0]
    assert x.grad == y.grad == z.grad == 0.0


def test_only_what_leads_to_the_inputs_is_computed() -> None:
    x, w = Value(2.0), Value(3.0)

    def fails(*_: Any) -> Any:
        raise AssertionError("the gradient by w was not asked for")

    costly = Value(w.data, (w,), "costly")
    costly._backward = fails
    assert gradients_of(costly * x, [x], np.float64(1.0)) == [3.0]


def test_a_long_history_before_the_call_is_not_visited() -> None:
    y = Value(1.0)
    for _ in range(100):
        y = y * 2.0
    x = Value(3.0)
    root = x * y
    assert computed_since(x._order, root) == [x, root]


def test_ten_thousand_operations_in_both_modes_without_recursion() -> None:
    def f(x: Any) -> Any:
        for _ in range(10_000):
            x = x + 1.0
        return x * x

    assert grad(f)(1.0) == 2 * 10_001.0
    assert jvp(f, (1.0,), (1.0,))[1] == 2 * 10_001.0
    assert grad(grad(f))(1.0) == 2.0
