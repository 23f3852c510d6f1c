"""What a graph holds goes when the graph goes, for every operation, without the garbage collector."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import numpy as np
import pytest

from autograd_widgets import Value
from tests.engine.test_rules import every_case, leaves
from tools.cases import Case


@pytest.fixture
def _garbage_collector_off() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_garbage_collector_off")
@pytest.mark.parametrize("create_graph", [False, True])
@pytest.mark.parametrize(("name", "case"), every_case(smooth=False))
def test_every_operation_lets_go_of_its_graph_at_once(name: str, case: Case, create_graph: bool) -> None:
    inputs = leaves(name, case.arrays(name))
    middle = [+x if isinstance(x, Value) else x for x in inputs]
    out = case.call(name, middle) * 1.0
    with np.errstate(all="ignore"):
        out.backward(create_graph=create_graph)
    seen = [weakref.ref(x) for x in (*inputs, *middle, out) if isinstance(x, Value)]
    for x in inputs:
        if isinstance(x, Value):
            x.grad = None  # by which a recorded gradient is held, and it holds the graph
    del inputs, middle, out, x
    assert [reference() for reference in seen] == [None] * len(seen)


def test_between_leaf_and_root_a_recorded_walk_leaves_numbers() -> None:
    x = Value([1.0, 2.0])
    middle = x * x
    (middle * middle).sum().backward(create_graph=True)
    assert isinstance(x.grad, Value)
    assert type(middle.grad) is np.ndarray
    np.testing.assert_array_equal(middle.grad, [2.0, 8.0])
