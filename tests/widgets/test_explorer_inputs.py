"""What an explorer is made of: a function's inputs, ranges and options, and what is told where they are wrong."""

from __future__ import annotations

import math
from functools import partial
from typing import Any

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import DerivativeExplorer, Value


def quadratic(x: Any, a: float = 3.0, b: float = -4.0, c: float = 5.0) -> Any:
    return a * x**2 + b * x + c


def product(x: Any, y: Any = 2.0) -> Any:
    return x * y


def only_positive(x: Any) -> Any:
    if x.data < 0:
        raise ValueError("no negative numbers, please")
    return x**2


# --- inputs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "options", "inputs"),
    [
        (quadratic, {"x": 3.0}, {"x": 3.0, "a": 3.0, "b": -4.0, "c": 5.0}),
        (quadratic, {"x": 3, "b": np.float64(1)}, {"x": 3.0, "a": 3.0, "b": 1.0, "c": 5.0}),
        (np.sin, {"x": 1.0}, {"x": 1.0}),
        (np.multiply, {"x": 1.0, "y": 2.0}, {"x": 1.0, "y": 2.0}),
        (partial(product, y=5.0), {"x": 1.0}, {"x": 1.0, "y": 5.0}),
        (lambda x=1.0, mode="sum", scale=None: x, {}, {"x": 1.0}),
        (lambda x, *, y=4.0: x * y, {"x": 1.0}, {"x": 1.0, "y": 4.0}),
        (lambda h, x: h * x, {"inputs": {"h": 2.0, "x": 3.0}, "h": 0.5}, {"h": 2.0, "x": 3.0}),
        (lambda h, x: h * x, {"inputs": {"h": 2.0}, "x": 3.0}, {"h": 2.0, "x": 3.0}),
        (lambda h=2.0, x=3.0: h * x, {}, {"h": 2.0, "x": 3.0}),
        (lambda view, step: view * step, {"inputs": {"view": 1.0, "step": 2.0}}, {"view": 1.0, "step": 2.0}),
        (lambda title, value: title * value, {"title": 1.0, "value": 2.0}, {"title": 1.0, "value": 2.0}),
        (lambda f, self: f * self, {"f": 1.0, "inputs": {"self": 2.0}}, {"f": 1.0, "self": 2.0}),
        (lambda x: x**2, {"x": Value(3.0)}, {"x": 3.0}),
    ],
)
def test_inputs_come_from_the_signature_the_options_and_the_defaults(f: Any, options: Any, inputs: Any) -> None:
    explorer = DerivativeExplorer(f, **options)
    assert explorer.inputs == inputs
    assert list(explorer.inputs) == list(inputs)
    assert (explorer.problem, explorer.wrt) == ("", next(iter(inputs)))


@pytest.mark.parametrize("options", [{"x": 1.0, "h": 2.0}, {"x": 1.0, "h": 2.0, "inputs": {"x": 3.0}}])
def test_an_input_called_like_an_option_must_be_given_as_an_input(options: Any) -> None:
    with pytest.raises(TypeError, match=r"h is an input of f and an option of the widget: give the input as inputs="):
        DerivativeExplorer(lambda h, x: h * x, **options)


def test_arrays_are_inputs_and_any_entry_may_move() -> None:
    explorer = DerivativeExplorer(
        lambda v, w: (v * w).sum(), v=np.array([[1.0, 2.0], [3.0, 4.0]]), w=2.0, wrt="v[1, 0]"
    )
    assert (explorer.wrt, explorer.value, explorer.derivative) == ("v[1, 0]", 20.0, 2.0)
    explorer.wrt = "w"
    assert explorer.derivative == 10.0
    np.testing.assert_array_equal(explorer.gradient["v"], np.full((2, 2), 2.0))


@pytest.mark.parametrize(("given", "held"), [("v", "v[0]"), ("v[1]", "v[1]"), (" v[ 1 ]", "v[1]"), ("w", "w")])
def test_an_entry_is_named_as_a_person_writes_it(given: str, held: str) -> None:
    assert DerivativeExplorer(lambda v, w: v.sum() * w, v=np.ones(2), w=1.0, wrt=given).wrt == held


def test_single_precision_stays() -> None:
    explorer = DerivativeExplorer(lambda x: x**2, x=np.float32(3), h=0.5)
    assert type(explorer.inputs["x"]) is np.float32
    assert (explorer.value, explorer.derivative, explorer.difference) == (9.0, 6.0, 6.5)
    explorer.inputs["x"] = 4.0
    assert type(explorer.inputs["x"]) is np.float32


@pytest.mark.parametrize("x", [np.nan, np.inf, -np.inf, 1e300, 5e-324, 0.0])
def test_any_number_is_an_input(x: float) -> None:
    explorer = DerivativeExplorer(np.sin, x=x)
    assert explorer.problem == ""
    np.testing.assert_equal(explorer.inputs["x"], x)


# --- ranges -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "expected"),
    [(0.0, 5.0), (1.0, 5.0), (3.0, 10.0), (-30.0, 100.0), (0.001, 0.01), (np.nan, 5.0), (np.array([1.0, 40.0]), 100.0)],
)
def test_a_sensible_range_is_round_and_holds_the_number(x: Any, expected: float) -> None:
    explorer = DerivativeExplorer(lambda x: (x**2).sum(), x=x)
    assert explorer.ranges == {"x": [-expected, expected]}


def test_a_given_range_is_kept_and_the_others_are_sensible() -> None:
    explorer = DerivativeExplorer(quadratic, x=3.0, ranges={"x": (-1, 4)})
    assert (explorer.ranges["x"], explorer.ranges["c"]) == ([-1.0, 4.0], [-10.0, 10.0])
    explorer.ranges = {"c": (0, 1)}
    assert (explorer.ranges["x"], explorer.ranges["c"]) == ([-10.0, 10.0], [0.0, 1.0])


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({"x": (1, 0)}, r"ranges\['x'\] must be two numbers, the smaller one first, got \(1, 0\)"),
        ({"x": (0, np.inf)}, r"ranges\['x'\] must be two numbers"),
        ({"x": "ab"}, r"ranges\['x'\] must be two numbers"),
        ({"x": 3}, r"ranges\['x'\] must be two numbers"),
        ({"z": (0, 1)}, "there is no input 'z': the inputs are x, y"),
    ],
)
def test_a_range_that_is_none_is_refused(ranges: Any, words: str) -> None:
    with pytest.raises(t.TraitError, match=words):
        DerivativeExplorer(product, x=1.0, ranges=ranges)
    explorer = DerivativeExplorer(product, x=1.0)
    with pytest.raises(t.TraitError, match=words):
        explorer.ranges = ranges
    assert explorer.ranges == {"x": [-5.0, 5.0], "y": [-5.0, 5.0]}


# --- refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("f", "options", "error", "words"),
    [
        (3, {}, TypeError, "expected a function, got int 3"),
        (product, {"x": "1"}, TypeError, "the input x must be a number or an array of numbers"),
        (product, {"x": None}, TypeError, "the input x must be a number or an array of numbers"),
        (product, {"x": 1.0, "z": 2.0}, TypeError, r"got 'z', which is neither an input of product nor an option"),
        (product, {"x": 1.0, "metod": "central"}, TypeError, "did you mean 'method'"),
        (product, {"x": 1.0, "graph": {}}, TypeError, "got 'graph', which is neither"),
        (product, {"x": 1.0, "inputs": {"z": 1.0}}, TypeError, "product takes no 'z', its inputs are x, y"),
        (product, {"inputs": 3}, TypeError, "inputs must be a mapping from inputs' names, got int 3"),
        (product, {"x": 1.0, "ranges": 3}, TypeError, "ranges must be a mapping from inputs' names, got int 3"),
        (product, {"x": 1.0, "h": "small"}, t.TraitError, "h must be a number, got 'small'"),
        (product, {"x": 1.0, "h": None}, t.TraitError, "h must be a number, got None"),
        (product, {"x": 1.0, "method": "side"}, t.TraitError, "any of"),
        (product, {"x": 1.0, "view": [1, 0, 0, 1]}, t.TraitError, "view must be four numbers"),
        (product, {"x": 1.0, "view": 3}, t.TraitError, "view must be four numbers"),
        (product, {"x": 1.0, "speed": 0}, t.TraitError, "speed must be a number from 0.1 to 60.0"),
    ],
)
def test_a_mistake_in_the_call_is_an_error(f: Any, options: Any, error: Any, words: str) -> None:
    with pytest.raises(error, match=words):
        DerivativeExplorer(f, **options)


# --- told in the widget -------------------------------------------------------------------------------------

PROBLEMS = {
    "raises": (lambda x: x.nope, "f raised AttributeError: 'Value' object has no attribute 'nope'"),
    "divides by zero": (lambda x: 1 / 0, "f raised ZeroDivisionError: division by zero"),
    "gives text": (lambda x: "text", "f gives text, 'text'"),
    "gives nothing": (lambda x: None, "f gives None"),
    "gives many numbers": (lambda x: x * np.ones(20), "20 numbers: choose one of them, output='[0]'"),
    "gives True": (lambda x: x > 0, "has no derivative"),
    "has no inputs": (lambda: 3.0, "f takes no inputs"),
    "takes a list": (lambda *a: a[0], "f takes *a: name the inputs one by one"),
    "uses math": (lambda x: 2 * math.sin(x), "use NumPy's functions, np.sin for math.sin"),
    "is of math": (math.sin, "np.sin for math.sin"),
    "lacks a number": (
        lambda x, y: x * y,
        "There is no number for y: give it one here, or as DerivativeExplorer(…, y=",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_problem_with_the_function_is_told_where_its_numbers_would_be(name: str) -> None:
    f, words = PROBLEMS[name]
    explorer = DerivativeExplorer(f, x=1.0)
    assert words in explorer.problem
    assert np.isnan([explorer.value, explorer.derivative, explorer.difference, explorer.error]).all()
    assert (explorer.graph, explorer.reading, explorer.gradient) == (None, None, {})
    assert explorer.text() == explorer.problem
    assert "can't be shown" in explorer.still()
    with pytest.raises(ValueError, match=r".") as refused:
        explorer.figure()
    assert str(refused.value) == explorer.problem


def test_a_problem_goes_away_when_the_input_is_right_again_and_comes_back_when_it_is_not() -> None:
    explorer = DerivativeExplorer(only_positive, x=-1.0)
    told = "only_positive raised ValueError: no negative numbers, please"
    assert explorer.problem == told
    explorer.inputs["x"] = 3.0
    assert (explorer.problem, explorer.value, explorer.derivative) == ("", 9.0, 6.0)
    assert "Python runs it anew" in explorer.dynamic
    explorer.inputs["x"] = -2.0
    assert explorer.problem == told
    assert np.isnan([explorer.value, explorer.derivative]).all()
    explorer.inputs["x"] = 4.0
    assert (explorer.problem, explorer.value, explorer.derivative) == ("", 16.0, 8.0)


def test_missing_numbers_may_be_given_one_by_one() -> None:
    explorer = DerivativeExplorer(lambda x, y, z: x * y * z, z=5.0)
    assert "no number for x and y" in explorer.problem
    explorer.inputs["x"] = 2.0
    assert "no number for y" in explorer.problem
    explorer.inputs["y"] = 3.0
    assert (explorer.problem, explorer.value, explorer.derivative) == ("", 30.0, 15.0)


def test_an_input_that_is_none_is_told_until_one_is_chosen() -> None:
    explorer = DerivativeExplorer(product, x=3.0, wrt="z")
    assert explorer.problem == "there is no input 'z': the inputs are x, y. Choose one of them."
    explorer.wrt = "y"
    assert (explorer.problem, explorer.derivative) == ("", 3.0)
    for wrong in ("z", "x[0]", "y[1]"):
        with pytest.raises(t.TraitError, match="there is no input"):
            explorer.wrt = wrong
    assert (explorer.wrt, explorer.derivative) == ("y", 3.0)


def test_an_array_without_entries_can_t_be_moved() -> None:
    explorer = DerivativeExplorer(lambda x: x.sum(), x=np.zeros(0))
    assert explorer.problem == "There is no number to move: x must have at least one entry."


def test_an_entry_of_the_answer_that_is_none_is_told_until_one_is_chosen() -> None:
    explorer = DerivativeExplorer(lambda x: np.stack([x, x**2]), x=3.0, output="[7]")
    assert "there is no entry [7]: choose one, up to [1]" in explorer.problem
    explorer.output = "[1]"
    assert (explorer.problem, explorer.outputs, explorer.value, explorer.derivative) == ("", ["[0]", "[1]"], 9.0, 6.0)
    with pytest.raises(t.TraitError, match=r"there is no entry '\[2\]' of f: there are \[0\], \[1\]"):
        explorer.output = "[2]"
    assert explorer.output == "[1]"


def test_what_overflows_is_infinite_and_what_is_constant_is_said() -> None:
    explorer = DerivativeExplorer(np.exp, x=1000.0)
    assert (explorer.problem, explorer.value) == ("", np.inf)
    assert "a pole, or more than a number can hold" in explorer.text()
    constant = DerivativeExplorer(lambda x: 5.0, x=1.0)
    assert (constant.value, constant.derivative, constant.difference) == (5.0, 0.0, 0.0)
    assert constant.note == "f does not depend on x, so its derivative is 0."


def test_outside_of_the_domain_there_is_neither_value_nor_derivative() -> None:
    explorer = DerivativeExplorer(np.log, x=-1.0)
    assert explorer.problem == ""
    assert np.isnan([explorer.value, explorer.derivative, explorer.difference, explorer.error]).all()
    explorer.inputs["x"] = 2.0
    assert (explorer.value, explorer.derivative) == (np.log(2.0), 0.5)


@pytest.mark.parametrize("h", [0.0, np.nan, np.inf, 1e300, -1e-3, 1e-17, 5e-324])
def test_any_step_is_taken_and_what_it_can_t_give_is_nan(h: float) -> None:
    explorer = DerivativeExplorer(np.sin, x=1.0, h=h)
    assert explorer.problem == ""
    assert (explorer.value, explorer.derivative) == (np.sin(1.0), np.cos(1.0))
    assert np.isnan(explorer.difference) == (h == 0 or not np.isfinite(h))
    explorer.h = 0.001
    assert explorer.error == pytest.approx(-0.000421, abs=1e-6)
