"""What a function takes: which parameters are inputs, and what is said where there are none."""

from __future__ import annotations

import math
from functools import partial, wraps
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, grad, operation, ops
from autograd_widgets.graph.exploring.signatures import call_with, parameters_of, title_of

SINGLE, WHOLE, WEIGHT = np.float32(0.25), np.array([1, 2]), Value(7.0)


class Line:
    def __init__(self, slope: float) -> None:
        self.slope = slope

    def __call__(self, x: Any, b: float = 1.0) -> Any:
        return self.slope * x + b

    def at(self, x: Any) -> Any:
        return self(x)


def behind(x, mode="sum", /, y=2.0, z=3.0, *, w):
    return (x, mode, y, z, w)


@operation(partials=[lambda out, x, k: k, lambda out, x, k: x], check=False)
def scaled(x: Any, k: float = 2.0) -> Any:
    return x * k


def wrapped(f: Any) -> Any:
    @wraps(f)
    def inner(*arguments: Any) -> Any:
        return f(*arguments)

    return inner


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (lambda x, a=3.0, b=-4, c=SINGLE: x, {"x": None, "a": 3.0, "b": -4.0, "c": 0.25}),
        (lambda x, *, h=0.5, k: x, {"x": None, "h": 0.5, "k": None}),
        (lambda x, n=None, mode="a", flag=True, g=abs, axes=(0, 1), z=1j: x, {"x": None}),
        (lambda v=(1.0, 2.0), w=WHOLE, mask=WHOLE > 1: v, {"v": [1.0, 2.0], "w": [1.0, 2.0]}),
        (lambda x, w=WEIGHT: x * w, {"x": None, "w": 7.0}),
        (lambda x, *rest, y=1.0, **more: x, {"x": None, "y": 1.0}),
        (behind, {"x": None, "y": 2.0, "z": 3.0, "w": None}),
        (Line(2.0), {"x": None, "b": 1.0}),
        (Line(2.0).at, {"x": None}),
        (partial(Line(2.0), b=4.0), {"x": None, "b": 4.0}),
        (partial(lambda a, x: a * x, 2.0), {"x": None}),
        (np.sin, {"x": None}),
        (np.arctan2, {"x": None, "y": None}),
        (np.frompyfunc(lambda *xs: sum(xs), 5, 1), dict.fromkeys(["x1", "x2", "x3", "x4", "x5"])),
        (partial(np.power, 2.0), {"y": None}),
        (partial(ops.leaky_relu, slope=0.2), {"x": None}),
        (np.sum, {"a": None}),
        (math.sin, {"x": None}),
        (ops.tanh, {"x": None}),
        (ops.where, {"c": None, "x": None, "y": None}),
        (ops.clip, {"x": None}),
        (scaled, {"x": None, "k": 2.0}),
        (grad(lambda x, y=2.0: x * y), {"x": None, "y": 2.0}),
    ],
)
def test_inputs_are_what_is_a_number_or_has_no_default(f: Any, expected: dict[str, Any]) -> None:
    found = parameters_of(f)
    assert [parameter.name for parameter in found] == [*expected]
    for parameter in found:
        wanted = expected[parameter.name]
        if wanted is None:
            assert parameter.default is None
        else:
            np.testing.assert_array_equal(parameter.default, wanted)
            assert parameter.default.dtype.kind == "f"


def test_single_precision_stays() -> None:
    (parameter,) = parameters_of(lambda a=SINGLE: a)
    assert parameter.default.dtype == np.float32


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (behind, (1, "sum", 2, 3, 4)),  # an option in between keeps its default
        (lambda x, *, y: (x, y), (1, 2)),
        (wrapped(lambda x, y: (x, y)), (1, 2)),  # by position where possible: this one takes no names
        (partial(lambda x, y, z: (x, y, z), y=0.0), (1, 2, 3)),
    ],
)
def test_inputs_arrive_where_they_belong(f: Any, expected: tuple[Any, ...]) -> None:
    parameters = parameters_of(f)
    assert call_with(f, parameters, range(1, len(parameters) + 1)) == expected


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (3.0, r"expected a function, got float 3\.0"),
        (Value(1.0), "expected a function, got Value"),
        (math.log, r"log does not tell what it takes: wrap it, lambda x: log\(x\)"),
        (lambda: 1.0, "f takes no inputs"),
        (lambda *args: 1.0, r"f takes \*args: name the inputs one by one, lambda x, y: …"),
        (lambda *args, **more: 1.0, r"takes \*args and \*\*more"),
        (lambda mode="a", flag=True: 1.0, r"only options \(mode, flag\)"),
        (ops.concatenate, r"takes a list of arrays: .*lambda x, y: concatenate\(\[x, y\]\)"),
        (partial(np.sin, 1.0), "takes no inputs"),
    ],
)
def test_says_what_came_and_what_to_do(f: Any, words: str) -> None:
    with pytest.raises(TypeError, match=words):
        parameters_of(f)


@pytest.mark.parametrize(
    ("f", "title"),
    [
        (np.sin, "sin"),
        (behind, "behind"),
        (lambda x: x, "f"),
        (Line(1.0), "f"),
        (partial(np.sin), "f"),
        (ops.exp, "exp"),
    ],
)
def test_title_is_the_name_or_f(f: Any, title: str) -> None:
    assert title_of(f) == title
