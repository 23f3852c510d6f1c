"""A function that was recorded, looked at elsewhere, or changed since."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.graph.exploring.functions import Recorded, record_again, record_function
from autograd_widgets.graph.exploring.signatures import parameters_of

RANGES = {"x": (-5.0, 5.0)}


def at(f: Any, x: float, before: Recorded | None = None) -> Recorded:
    given = {"x": np.float64(x)}
    if before is None:
        return record_function(f, parameters_of(f), given, RANGES)
    return record_again(before, f, parameters_of(f), given, RANGES)


def test_a_changed_number_is_a_changed_function() -> None:
    held: dict[str, Any] = {"k": 2.0}
    first = at(lambda x: held["k"] * x**2, 1.0)
    held["k"] = 3.0
    second = at(lambda x: held["k"] * x**2, 2.0, first)
    assert (second.dynamic, second.note, second.gradient) == ("", "", {"x": 12.0})
    assert second.graph is not first.graph
    held["k"] = Value(4.0)
    third = at(lambda x: held["k"] * x**2, 2.0, second)
    assert (third.dynamic, third.gradient) == ("", {"x": 16.0})
    assert at(lambda x: held["k"] * x**2, 3.0, third).graph is third.graph


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x: 7 * x if x.data > 100 else x**2, "which way to go"),
        (lambda x: np.stack([x, x]) if x.data > 100 else np.stack([x, x, x]), "which way to go"),
        (lambda x: 7 * x if "200" in repr(x) else x**2, "which way to go"),
    ],
)
def test_another_way_is_told_by_its_own_reason(f: Any, words: str) -> None:
    before = at(lambda x: np.stack([x, x, x]), 1.0)
    assert before.dynamic == ""
    found = at(f, 200.0, before)
    assert words in found.dynamic
    assert found.problem == ""


def test_answers_of_other_lengths_do_not_replay() -> None:
    before = at(lambda x: np.stack([x, x, x]), 1.0)
    found = at(lambda x: np.stack([x, x]), 2.0, before)
    assert (found.outputs, found.problem) == (("[0]", "[1]"), "")


def test_what_nothing_tells_is_said_to_be_unknown() -> None:
    before = at(lambda x: x**2, 1.0)

    def f(x: Any) -> Any:  # does at 1 what it did there, and something else wherever it is tried
        return x**2 if repr(x).startswith("Value(data=1.0") else 7 * x

    found = at(f, 2.0, before)
    assert "nothing tells why" in found.dynamic


def test_no_values_are_kept() -> None:
    held = [Value([1.0, 2.0])]
    found = at(lambda x: (x * held[0]).sum(), 1.0)
    reference = weakref.ref(held.pop())
    gc.collect()
    assert found.graph is not None
    assert reference() is None
