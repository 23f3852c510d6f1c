"""A person's function recorded as a graph: right everywhere, or known not to be."""

from __future__ import annotations

import itertools
import math
from typing import Any

import autograd
import autograd.numpy as peer
import numpy as np
import pytest

from autograd_widgets import Value, grad, no_grad, operation, ops
from autograd_widgets.graph.exploring.functions import Recorded, record_function
from autograd_widgets.graph.exploring.signatures import parameters_of
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.replay import replay


def recorded(f: Any, output: str = "", **inputs: Any) -> Recorded:
    """Record a function at its defaults, or at inputs; where neither is given, at 1.5."""
    parameters = parameters_of(f)
    given = {p.name: inputs.get(p.name, 1.5 if p.default is None else p.default) for p in parameters}
    return record_function(f, parameters, given, dict.fromkeys(given, (-5.0, 5.0)), output)


def again(found: Recorded, **inputs: Any) -> Any:
    """Return what the graph gives elsewhere, for its chosen number."""
    assert found.graph is not None
    ids = {node.name: node.id for node in found.graph.nodes}
    leaves = {ids[found.leaves[name]]: np.asarray(x)[()] for name, x in inputs.items()}
    return replay(found.graph, leaves)[found.root or 0]


def value_of(found: Recorded) -> Any:
    """Return the chosen number where it was recorded."""
    assert found.graph is not None
    return found.graph.nodes[found.root or 0].data


def gaussian(x: Any, mu: float = 0.5, sigma: float = 2.0) -> Any:
    return np.exp(-(((x - mu) / sigma) ** 2) / 2)


def power_series(x: Any) -> Any:
    total = 0.0
    for i in range(5):
        total = total + x**i
    return total


def square_by_hand(x: Any) -> Any:
    out = Value(x.data**2, (x,), "sq")

    def backward() -> None:
        x.grad = x.grad + 2 * x.data * out.grad

    out._backward = backward
    return out


def root_by_newton(x: Any) -> Any:  # loops for ever below 0, where places to compare would lie
    y = x
    while abs(y * y - x) > 1e-9:
        y = (y + x / y) / 2
    return y


@operation(partials=[lambda out, x: np.cos(x)])
def own_of_numbers(x: Any) -> Any:
    return math.sin(x)


@operation(partials=[lambda out, x: 2 * x])
def own_of_operations(x: Any) -> Any:
    return x**2


weight = Value(2.0, label="x")  # somebody else's Value, called as an input is


# --- what the browser can run ---


def test_the_first_function_of_the_article() -> None:
    found = recorded(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0)
    assert value_of(found) == 20.0
    assert found.gradient == {"x": 14.0, "a": 9.0, "b": 3.0, "c": 1.0}
    assert found.leaves == {name: name for name in "xabc"}
    assert (found.problem, found.dynamic, found.note, found.outputs, found.output) == ("", "", "", (), "")
    assert again(found, x=3.001) == pytest.approx(20.014003, abs=1e-12)


def test_the_second_function_of_the_article() -> None:
    found = recorded(lambda a, b, c: a * b + c, a=2.0, b=-3.0, c=10.0)
    assert value_of(found) == 4.0
    assert found.gradient == {"a": -3.0, "b": 2.0, "c": 1.0}


@pytest.mark.parametrize(
    ("f", "same"),
    [
        (np.sin, peer.sin),
        (ops.tanh, peer.tanh),
        (lambda x: x, lambda x: x),
        (gaussian, lambda x: peer.exp(-(((x - 0.5) / 2) ** 2) / 2)),
        (lambda x: np.where(x > 0, x**2, -x), lambda x: peer.where(x > 0, x**2, -x)),
        (lambda x: np.maximum(x, 1.0) + abs(x), lambda x: peer.maximum(x, 1.0) + abs(x)),
        (lambda x: np.clip(x, -1, 1) * x, lambda x: peer.clip(x, -1, 1) * x),
        (power_series, lambda x: 1 + x + x**2 + x**3 + x**4),
        (lambda x: x * weight.data, lambda x: x * 2),
        (lambda x: float(weight) * x, lambda x: x * 2),  # a number out of somebody else's Value stays
        (lambda x: np.random.default_rng(3).normal() + x, lambda x: np.random.default_rng(3).normal() + x),
        (lambda x: np.stack([x, x**2]).sum(), lambda x: x + x**2),
        (lambda x: np.sort(x * np.array([1.0, -1.0]))[0], lambda x: -abs(x)),
        (own_of_operations, lambda x: x**2),
        (grad(lambda x: x**3), lambda x: 3 * x**2),
    ],
)
@pytest.mark.parametrize("x", [1.5, -0.7])
def test_what_is_made_of_operations_runs_anywhere(f: Any, same: Any, x: float) -> None:
    found = recorded(f, x=x)
    assert (found.problem, found.dynamic, found.note) == ("", "", "")
    assert value_of(found) == pytest.approx(same(x))
    assert found.gradient["x"] == pytest.approx(autograd.grad(same)(x))
    for other in (-2.0, 0.3, 2.5):
        assert again(found, x=other) == pytest.approx(same(other))
    assert found.graph is not None
    graph_data(found.graph)


def test_a_ufunc_of_two_inputs() -> None:
    found = recorded(np.arctan2, x=1.0, y=2.0)
    assert found.gradient == pytest.approx({"x": 2 / 5, "y": -1 / 5})


def test_arrays_go_in_and_single_precision_stays() -> None:
    found = recorded(lambda x, w: (w * x).sum(), x=np.array([1, 2, 3], np.float32), w=np.float32(0.5))
    assert value_of(found).dtype == found.gradient["x"].dtype == np.float32
    np.testing.assert_array_equal(found.gradient["x"], [0.5, 0.5, 0.5])
    assert found.dynamic == ""


# --- several numbers as the answer ---


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: np.stack([x * y, x + y, y**2]),
        lambda x, y: [x * y, x + y, y**2],
        lambda x, y: (x * y, x + y, y**2),
    ],
)
@pytest.mark.parametrize(("output", "gradient"), [("", (3, 2)), ("[0]", (3, 2)), ("[1]", (1, 1)), ("[2]", (0, 6))])
def test_entries_are_listed_and_one_is_chosen(f: Any, output: str, gradient: tuple[float, float]) -> None:
    found = recorded(f, output, x=2.0, y=3.0)
    assert found.outputs == ("[0]", "[1]", "[2]")
    assert found.output == (output or "[0]")
    assert found.graph is not None
    assert [found.graph.nodes[i].data for i in found.graph.roots] == [6.0, 5.0, 9.0]
    assert [name for name in found.formulas if found.formulas[name] is not None] == [*found.outputs]
    assert (found.gradient["x"], found.gradient["y"]) == gradient
    assert (found.dynamic, found.problem) == ("", "")


def test_a_list_may_hold_plain_numbers_too() -> None:
    found = recorded(lambda x: [1.0, x, 2], "[2]")
    assert found.outputs == ("[0]", "[1]", "[2]")
    assert value_of(found) == 2.0
    assert found.gradient == {"x": 0.0}
    assert found.graph is not None
    assert len({node.name for node in found.graph.nodes}) == len(found.graph.nodes)


def test_of_many_entries_one_must_be_chosen() -> None:
    def outer(x: Any) -> Any:
        return np.outer(x, np.arange(20.0))

    x = np.array([1.0, 2.0])
    assert "shape (2, 20), which is 40 numbers: choose one of them, output='[0, 0]'" in recorded(outer, x=x).problem
    found = recorded(outer, "[1,3]", x=x)
    assert found.outputs == ("[1, 3]",)
    assert value_of(found) == 6.0
    np.testing.assert_array_equal(found.gradient["x"], [0.0, 3.0])


@pytest.mark.parametrize(
    ("f", "output", "words"),
    [
        (lambda x: x * np.ones(3), "[3]", "there is no entry [3]: choose one, up to [2]"),
        (lambda x: x * np.ones(3), "text", "there is no entry text"),
        (lambda x: x, "[0]", "f gives one number, so there is no entry [0]"),
        (lambda x: x * np.ones(0), "", "without entries"),
        (lambda x: [x, x * np.ones(2)], "", "[1] has shape (2,)"),
    ],
)
def test_what_can_t_be_chosen_is_said(f: Any, output: str, words: str) -> None:
    found = recorded(f, output)
    assert words in found.problem
    assert found.graph is None


# --- constants ---


@pytest.mark.parametrize(
    "f", [lambda x: 5, lambda x: np.float64(5.0), lambda x: weight * 2.5, lambda x: np.full(2, 5.0), lambda x: [5, 1.0]]
)
def test_a_constant_has_a_graph_and_no_slope(f: Any) -> None:
    found = recorded(f)
    assert (found.problem, found.dynamic, found.leaves) == ("", "", {})
    assert found.note == "f does not depend on x, so its derivative is 0."
    assert value_of(found) == again(found) == 5.0
    assert found.gradient == {"x": 0.0}
    assert found.graph is not None
    assert "x" not in {node.name for node in found.graph.nodes}
    graph_data(found.graph)


# --- what holds only near one place ---

WAY, NUMBER, PYTHON = "which way to go", "took out of a Value", "only Python can compute"
INDEX, ANSWER, SOMEWHERE = "picks entries by the numbers", "another answer each time", "an answer everywhere"
HIDDEN = "hidden from autograd"


def undefined_below(x: Any) -> Any:
    if x.data < 1:
        raise ValueError("too small")
    return x * 2


@pytest.mark.parametrize(
    ("f", "reason", "gradient", "note"),
    [
        (lambda x: x**2 if x > 0 else -x, WAY, 3.0, ""),
        (lambda x: x**2 if x.data > 0 else -x, WAY, 3.0, ""),
        (lambda x: max(x, 0.0), WAY, 1.0, ""),
        (root_by_newton, WAY, 0.5 / math.sqrt(1.5), ""),
        (lambda x: 1.0 if x > 0 else 0.0, WAY, 0.0, "Here f does not depend on x"),
        (lambda x: x * x.data, NUMBER, 1.5, HIDDEN),
        (lambda x: x * math.sin(x), NUMBER, math.sin(1.5), HIDDEN),
        (lambda x: x.detach() * x, NUMBER, 1.5, HIDDEN),
        (lambda x: x * int(x), NUMBER, 1.0, ""),  # between whole numbers that is its slope
        (lambda x: x + 0 * x.item(), NUMBER, 1.0, ""),
        (lambda x: x * math.floor(x.data), NUMBER, 1.0, ""),
        (lambda x: np.array([1.0, 2.0, 4.0])[int(x)] * x, NUMBER, 2.0, ""),
        (lambda x: (x * np.arange(3.0))[x * np.arange(3.0) > 1].sum(), INDEX, 3.0, ""),
        (lambda x: (x * np.arange(3.0))[np.argmax(x * np.arange(3.0))], INDEX, 2.0, ""),
        (undefined_below, SOMEWHERE, 2.0, ""),
        (square_by_hand, PYTHON, 3.0, ""),
        (own_of_numbers, PYTHON, math.cos(1.5), ""),
    ],
)
def test_what_only_python_can_compute_anew_is_noticed(f: Any, reason: str, gradient: float, note: str) -> None:
    found = recorded(f)
    assert found.problem == ""
    assert reason in found.dynamic
    assert found.gradient["x"] == pytest.approx(gradient)
    assert note in found.note if note else not found.note
    assert found.graph is not None
    graph_data(found.graph)


def test_a_kink_is_no_hidden_part() -> None:
    assert recorded(lambda x: x if x > 0 else -2 * x, x=0.0).note == ""


def test_what_is_computed_without_recording_is_hidden() -> None:
    def half_recorded(x: Any) -> Any:
        with no_grad():
            factor = x * 2
        return factor * x

    found = recorded(half_recorded)
    assert NUMBER in found.dynamic
    assert HIDDEN in found.note


@pytest.mark.parametrize("plain", [True, False])
def test_randomness_is_noticed(plain: bool) -> None:
    rng = np.random.default_rng(5)
    found = recorded(lambda x: rng.normal() if plain else rng.normal() * x)
    assert ANSWER in found.dynamic
    assert "fix the seed" in found.note
    assert found.problem == ""


# --- what can't be shown ---


def raising(error: BaseException) -> Any:
    def f(x: Any) -> Any:
        raise error

    return f


LOST = "f turned x into a plain number on the way"


@pytest.mark.parametrize(
    ("f", "words"),
    [
        (raising(ValueError("no such thing")), "f raised ValueError: no such thing"),
        (raising(KeyError("a")), "f raised KeyError: 'a'"),
        (raising(RuntimeError()), "f raised RuntimeError."),
        (lambda x: math.log(x - 5), "f raised ValueError: "),
        (lambda x: x + np.ones(2) @ np.ones(3), "f raised ValueError: "),
        (lambda x: None, "f gives None, as a function without return does: return a number"),
        (lambda x: "abc", "f gives text, 'abc': return a number"),
        (lambda x: {"y": x}, "f gives something of type dict: return a number"),
        (lambda x: [[x, x], [x, x]], "f gives something of type list"),
        (lambda x: 1j, "f gives something of type complex"),
        (lambda x: x > 0, "f gives True or False: a step function such as x > 0 has no derivative"),
        (lambda x: bool(x > 0), "f gives True or False"),
        (lambda x: np.argmax(x * np.ones(3)), "f gives whole numbers"),
        (lambda x: math.sin(x), LOST),  # noqa: PLW0108
        (lambda x: float(x) ** 2, LOST),
        (lambda x: x.item() ** 2, LOST),
        (lambda x: math.sin(x.data), LOST),
        (lambda x: x.data**2 if x.data > 0 else 0.0, LOST),
    ],
)
def test_why_there_is_nothing_to_show(f: Any, words: str) -> None:
    found = recorded(f)
    assert found.problem.startswith(words)
    assert found.graph is None
    assert found.root is None


def test_a_function_of_math_by_itself_is_named() -> None:
    assert recorded(math.sin).problem.startswith("sin turned x into a plain number")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_wants_to_stop_is_let_go(stop: type[BaseException]) -> None:
    with pytest.raises(stop):
        recorded(raising(stop()))


# --- names, and what stays untouched ---


def test_inputs_keep_their_names_whatever_else_is_called_so() -> None:
    def f(x: Any, v1: float = 4.0) -> Any:
        inner = x * v1
        inner.label = "v1"
        return inner * weight + np.float64(1.0)

    found = recorded(f, x=3.0)
    assert found.leaves == {"x": "x", "v1": "v1"}
    assert found.graph is not None
    names = [node.name for node in found.graph.nodes]
    assert len(set(names)) == len(names)
    at = {node.name: node.data for node in found.graph.nodes}
    assert (at["x"], at["v1"]) == (3.0, 4.0)
    assert again(found, x=5.0, v1=2.0) == 21.0


def test_inputs_that_swap_their_labels_are_told_apart() -> None:
    def f(x: Any, y: Any) -> Any:
        x.label, y.label = "y", "x"
        return x - y

    assert again(recorded(f), x=5.0, y=1.0) == 4.0


def test_an_unused_input_has_no_leaf_and_lends_its_name_to_nobody() -> None:
    found = recorded(lambda x, y: weight * y)
    assert found.leaves == {"y": "y"}
    assert found.gradient == {"x": 0.0, "y": 2.0}
    assert found.graph is not None
    assert "x" not in {node.name for node in found.graph.nodes}


def test_values_of_others_keep_their_gradients_and_labels() -> None:
    w = Value([1.0, 2.0], label="w")
    inner = w * 2.0
    inner.sum().backward()
    before = (w.grad.copy(), inner.grad.copy())
    found = recorded(lambda x: (inner * x).sum() + (w * w).sum())
    assert found.gradient["x"] == 6.0
    np.testing.assert_array_equal(w.grad, before[0])
    np.testing.assert_array_equal(inner.grad, before[1])
    assert (w.label, inner.label) == ("w", "")


def test_the_inputs_themselves_are_not_touched() -> None:
    x = np.array([1.0, 2.0])

    def f(x: Any) -> Any:
        x.data *= 2
        return x.sum()

    recorded(f, x=x)
    np.testing.assert_array_equal(x, [1.0, 2.0])


@pytest.mark.parametrize("bad", [math.inf, math.nan, 1e300])
def test_strange_numbers_are_numbers(bad: float) -> None:
    for f in (lambda x: x**2, np.sin, lambda x: x if x > 0 else -x):
        found = recorded(f, x=bad)
        with np.errstate(all="ignore"):
            np.testing.assert_array_equal(value_of(found), f(np.float64(bad)))
        assert found.problem == ""


def test_a_counter_inside_is_noticed() -> None:
    count = itertools.count()
    assert ANSWER in recorded(lambda x: x * next(count)).dynamic
