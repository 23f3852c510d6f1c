"""What turned a Value into a plain Python thing is noticed."""

from __future__ import annotations

import math
import threading
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, no_grad
from autograd_widgets.engine.noticing import listening, noticing
from autograd_widgets.engine.operation import composed, table
from tools.cases import cases_of


@pytest.mark.parametrize(
    ("take", "expected"),
    [
        (lambda x: x if x > 0 else -x, ["bool"]),
        (lambda x: x and 1.0, ["bool"]),
        (lambda x: max(x, 2 * x), ["bool"]),
        (lambda x: 3.0 in x, ["bool"]),
        (float, ["float"]),
        (math.sin, ["float"]),
        (int, ["int"]),
        (lambda x: x.item(), ["item"]),
        (lambda x: (int(x), float(x), int(x), bool(x)), ["int", "float", "bool"]),
        (lambda x: f"{x:.2f} {x!r} {x.shape} {x.data}", []),
        (lambda x: np.where(x > 0, x, -x) + np.maximum(x, 1.0) + abs(x), []),
        (lambda x: x == 3.0 or x in (1, 2), []),  # == is identity
    ],
)
def test_each_way_out_has_its_name_once_and_in_order(take: Any, expected: list[str]) -> None:
    with noticing() as escapes:
        take(Value(3.0))
    assert escapes == expected


def test_a_failed_attempt_counts_and_the_listening_ends() -> None:
    with pytest.raises(ValueError, match="one entry"), noticing() as escapes:
        float(Value([1.0, 2.0]))
    assert escapes == ["float"]
    float(Value(1.0).item() + int(Value(2.0)))
    assert escapes == ["float"]
    assert not listening


def test_blocks_nest() -> None:
    x = Value(1.0)
    with noticing() as outer:
        float(x)
        with noticing() as inner:
            int(x)
        bool(x)
    assert (outer, inner) == (["float", "int", "bool"], ["int"])


def test_older_values_don_t_count_if_asked_so() -> None:
    old, x = Value(2.0), Value(3.0)
    with noticing(since=x._order) as escapes:
        float(old)
    assert escapes == []
    with noticing(since=x._order) as escapes, no_grad():
        float(x * old)
    assert escapes == ["float"]


def test_other_threads_are_not_heard() -> None:
    with noticing() as escapes:
        thread = threading.Thread(target=float, args=(Value(1.0),))
        thread.start()
        thread.join()
    assert escapes == []


@pytest.mark.parametrize("name", sorted({*table, *composed}))
def test_no_operation_takes_a_number_out_of_a_value_by_itself(name: str) -> None:
    for case in cases_of(name):
        inputs = [Value(x) if x.dtype.kind == "f" else x for x in case.arrays(name)]
        with noticing() as escapes, np.errstate(all="ignore"):
            case.call(name, inputs)
        assert escapes == [], case
