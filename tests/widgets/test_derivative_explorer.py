"""The explorer's numbers and traits, in plain Python: neither a kernel nor a browser is there."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy as peer
import ipywidgets
import numpy as np
import pytest
import traitlets as t

from autograd_widgets import DerivativeExplorer, Value, operation
from autograd_widgets.graph.contract import ExplorerState
from autograd_widgets.graph.exploring.reading import METHODS
from autograd_widgets.graph.payload import array_from

SHARED = tuple(ExplorerState.__annotations__)


def quadratic(x: Any, a: float = 3.0, b: float = -4.0, c: float = 5.0) -> Any:
    return a * x**2 + b * x + c


def branching(x: Any) -> Any:
    return x**2 if x > 0 else -x


def hiding(x: Any) -> Any:
    """A branch in a place so narrow that nobody looks there."""
    return 7 * x if 2 < x.data < 2.001 else x**2


@pytest.fixture
def explorer() -> DerivativeExplorer:
    return DerivativeExplorer(quadratic, x=3.0, h=0.001)


def numbers(explorer: DerivativeExplorer) -> tuple[float, float, float, float]:
    return explorer.value, explorer.derivative, explorer.difference, explorer.error


# --- the article's numbers ----------------------------------------------------------------------------------


def test_the_articles_first_part() -> None:
    explorer = DerivativeExplorer(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0, h=0.001)
    assert numbers(explorer) == (20.0, 14.0, pytest.approx(14.003), pytest.approx(0.003))
    assert (explorer.title, explorer.wrt, explorer.method) == ("f", "x", "forward")
    for told in ("f(x, a, b, c) = 20.0", "f(x + h, a, b, c) = 20.014003", "/ h = 14.003,", "∂f/∂x = 14.0"):
        assert told in explorer.text()
    assert explorer.forms["x"]["exact"]


@pytest.mark.parametrize(("wrt", "slope"), [("a", -3.0), ("b", 2.0), ("c", 1.0)])
def test_the_articles_second_part(wrt: str, slope: float) -> None:
    explorer = DerivativeExplorer(lambda a, b, c: a * b + c, a=2.0, b=-3.0, c=10.0, wrt=wrt, h=0.001)
    assert numbers(explorer) == (4.0, slope, pytest.approx(slope), pytest.approx(0, abs=1e-11))
    assert f"{4 + slope * 0.001:.3f}" in explorer.text()
    assert explorer.gradient == {"a": -3.0, "b": 2.0, "c": 1.0}


def test_a_function_of_numpy() -> None:
    explorer = DerivativeExplorer(np.sin, x=1.0)
    assert numbers(explorer)[:2] == (np.sin(1.0), np.cos(1.0))
    assert (explorer.title, explorer.h, explorer.problem) == ("sin", 0.001, "")


FUNCTIONS = {
    "a polynomial": lambda m: lambda x: x**3 - 2 * x,
    "a gaussian": lambda m: lambda x: m.exp(-((x - 0.5) ** 2)),
    "a quotient": lambda m: lambda x: m.sin(x) / (1 + x**2),
    "tanh of a logarithm": lambda m: lambda x: m.tanh(m.log(x + 3)),
    "a root": lambda m: lambda x: m.sqrt(x**2 + 1),
    "a choice": lambda m: lambda x: m.where(x > 1, x**2, m.sin(x)),
    "a maximum": lambda m: lambda x: m.maximum(x, 0.5 * x),
}


@pytest.mark.parametrize("x", [-2.0, 0.3, 1.7])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_value_and_derivative_are_those_of_another_library(name: str, x: float) -> None:
    explorer = DerivativeExplorer(FUNCTIONS[name](np), x=0.0, h=1e-3)
    explorer.inputs["x"] = x  # from a recording that was made elsewhere
    f = FUNCTIONS[name](peer)
    expected = f(x), autograd.grad(f)(x), (f(x + 1e-3) - f(x)) / 1e-3
    np.testing.assert_allclose(numbers(explorer)[:3], expected, rtol=1e-9)
    assert (explorer.dynamic, explorer.reading) == ("", None)


# --- moved --------------------------------------------------------------------------------------------------


def test_everything_follows_what_is_set(explorer: DerivativeExplorer) -> None:
    explorer.inputs["x"] = 1.0
    assert numbers(explorer) == (4.0, 2.0, pytest.approx(2.003), pytest.approx(0.003))
    explorer.inputs = {"a": 1.0, "x": 2.0}
    assert (explorer.inputs["b"], explorer.value) == (-4.0, 1.0)
    explorer.h = -0.5
    assert explorer.error == pytest.approx(-0.5)
    explorer.wrt = "a"
    assert (explorer.derivative, explorer.error) == (4.0, 0.0)


def test_the_three_methods(explorer: DerivativeExplorer) -> None:
    explorer.h = 0.5
    assert explorer.differences == pytest.approx({"forward": 15.5, "backward": 12.5, "central": 14.0})
    for method in METHODS:
        explorer.method = method
        assert explorer.difference == explorer.differences[method]
    with pytest.raises(t.TraitError, match="any of"):
        explorer.method = "sideways"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inputs": {"z": 1.0}}, "there is no input 'z'"),
        ({"inputs": {"x": "three"}}, "inputs"),
        ({"inputs": {"x": [1.0, 2.0]}}, "must have shape"),
        ({"wrt": "z"}, "there is no input 'z'"),
        ({"h": "small"}, "h must be a number, got 'small'"),
        ({"view": [0.0, 1.0]}, "view must be four numbers"),
        ({"value": 3.0}, "read-only"),
    ],
)
def test_a_change_that_can_t_be_is_refused_and_nothing_changes(
    explorer: DerivativeExplorer, change: dict[str, Any], words: str
) -> None:
    before = numbers(explorer), explorer.get_state(SHARED)
    ((name, value),) = change.items()
    with pytest.raises(t.TraitError, match=words):
        setattr(explorer, name, value)
    assert (numbers(explorer), explorer.get_state(SHARED)) == before


def test_observers_see_numbers_that_belong_together(explorer: DerivativeExplorer) -> None:
    seen: list[tuple[str, tuple[float, ...]]] = []
    explorer.observe(lambda change: seen.append((change.name, numbers(explorer))), ["inputs", "value", "derivative"])
    explorer.inputs["x"] = 1.0
    assert {name for name, _ in seen} == {"inputs", "value", "derivative"}
    assert {found for name, found in seen if name != "inputs"} == {numbers(explorer)}


def test_an_observer_may_move_it_again(explorer: DerivativeExplorer) -> None:
    explorer.observe(lambda change: explorer.set_trait("h", 0.5), "value")
    explorer.inputs["x"] = 1.0
    assert (explorer.h, explorer.error) == (0.5, pytest.approx(1.5))


def test_what_the_browser_sends_is_looked_at_once(
    explorer: DerivativeExplorer, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []
    look = explorer._exploration.look
    monkeypatch.setattr(explorer._exploration, "look", lambda *given: looks.append(0) or look(*given))
    inputs = explorer.get_state("inputs")["inputs"]
    inputs["x"]["data"] = memoryview(np.float64(1.0).tobytes())
    h = explorer.get_state("h")["h"] | {"data": memoryview(np.float64(0.5).tobytes())}
    explorer.set_state({"inputs": inputs, "h": h, "method": "central"})
    assert (explorer.inputs["x"], explorer.h, explorer.difference) == (1.0, 0.5, pytest.approx(2.0))
    assert len(looks) == 1


def test_values_of_the_user_are_not_written_into() -> None:
    weight, x = Value(2.0, label="w"), Value(3.0, label="mine")
    explorer = DerivativeExplorer(lambda x: x * weight, x=x)
    explorer.inputs["x"] = 5.0
    assert (explorer.value, explorer.derivative) == (10.0, 2.0)
    assert (x.data, x.grad, x.label, weight.data, weight.grad, weight.label) == (3.0, 0.0, "mine", 2.0, 0.0, "w")


def test_an_array_of_the_user_is_not_written_into_and_not_held() -> None:
    v = np.array([1.0, 2.0])
    explorer = DerivativeExplorer(lambda v: (v**2).sum(), v=v)
    v[0] = 50.0
    assert explorer.value == 5.0
    explorer.inputs["v"] = [3.0, 4.0]
    assert (explorer.value, explorer.derivative, list(v)) == (25.0, 6.0, [50.0, 2.0])


def test_two_explorers_of_one_function_are_independent() -> None:
    one, other = DerivativeExplorer(branching, x=2.0), DerivativeExplorer(branching, x=-2.0)
    one.inputs["x"], one.h = 3.0, 0.1
    assert numbers(other)[:2] == (2.0, -1.0)
    assert (one.value, other.inputs["x"], other.h) == (9.0, -2.0, 0.001)


# --- arrays out ---------------------------------------------------------------------------------------------


def test_of_an_answer_that_is_an_array_one_entry_is_looked_at() -> None:
    explorer = DerivativeExplorer(lambda x, k=2.0: np.stack([x, k * x, x**2, x**3]).reshape((2, 2)), x=3.0)
    assert (explorer.outputs, explorer.output) == (["[0, 0]", "[0, 1]", "[1, 0]", "[1, 1]"], "[0, 0]")
    explorer.output = "[1,1]"
    assert (explorer.output, explorer.value, explorer.derivative) == ("[1, 1]", 27.0, 27.0)
    explorer.inputs["x"] = 2.0
    assert (explorer.output, explorer.value, explorer.derivative) == ("[1, 1]", 8.0, 12.0)


def test_of_a_large_answer_the_chosen_entry_alone_is_listed() -> None:
    explorer = DerivativeExplorer(lambda x: x * np.arange(100.0), x=3.0, output="[50]")
    assert (explorer.outputs, explorer.value, explorer.derivative) == (["[50]"], 150.0, 50.0)


# --- what only Python can compute ---------------------------------------------------------------------------


@operation(partials=[lambda out, x: 3 * x * x], check=False)
def by_hand(x: Any) -> Any:
    return float(x) ** 3 if np.ndim(x) == 0 else x**3


@pytest.mark.parametrize(
    ("f", "x", "value", "slope"),
    [
        (branching, 3.0, 9.0, 6.0),
        (branching, -3.0, 3.0, -1.0),
        (lambda x: x**2 if x.data > 0 else -x, -3.0, 3.0, -1.0),
        (lambda x: x * 2.0 ** int(x.data > 1), 3.0, 6.0, 2.0),
        (by_hand, 2.0, 8.0, 12.0),
    ],
)
def test_a_function_that_branches_is_right_on_every_branch(f: Any, x: float, value: float, slope: float) -> None:
    explorer = DerivativeExplorer(f, x=0.7)
    explorer.inputs["x"] = x
    assert numbers(explorer)[:2] == (pytest.approx(value), pytest.approx(slope))
    assert explorer.problem == ""


@pytest.mark.parametrize("x", [3.0, -3.0, 0.0])
def test_a_dynamic_function_sends_what_python_computed(x: float) -> None:
    explorer = DerivativeExplorer(branching, x=1.0, h=0.25)
    explorer.inputs["x"] = x
    assert "decides by the numbers which way to go" in explorer.dynamic
    reading = explorer.reading
    np.testing.assert_array_equal(array_from(reading["place"]), [x, 0.25, explorer.derivative])
    assert array_from(reading["values"])[0] == explorer.value
    assert array_from(reading["gradient"]).tolist() == [explorer.derivative]
    places, heights = array_from(reading["curve"])
    assert (places[0], places[-1]) == tuple(reading["window"])
    known = np.isfinite(heights)
    np.testing.assert_allclose(heights[known], [branching(place) for place in places[known]])


def test_a_branch_in_a_narrow_place_is_right_in_it() -> None:
    explorer = DerivativeExplorer(hiding, x=1.0)
    explorer.inputs["x"] = 2.0005
    assert numbers(explorer)[:2] == (pytest.approx(7 * 2.0005), 7.0)
    assert "Python runs it anew" in explorer.dynamic
    explorer.inputs["x"] = 3.0
    assert numbers(explorer)[:2] == (9.0, 6.0)


def test_a_function_that_another_cell_changed_is_recorded_again() -> None:
    factor = [2.0]
    explorer = DerivativeExplorer(lambda x: x**2 * factor[0], x=1.0)
    assert (explorer.dynamic, explorer.reading, explorer.derivative) == ("", None, 4.0)
    before = explorer.graph
    factor[0] = 5.0
    explorer.inputs["x"] = 3.0
    assert numbers(explorer)[:2] == (45.0, 30.0)
    assert (explorer.dynamic, explorer.reading, explorer.graph == before) == ("", None, False)
    assert "10" in str(explorer.forms["x"]["derivative"])


def test_randomness_is_said() -> None:
    rng = np.random.default_rng(0)
    explorer = DerivativeExplorer(lambda x: x * rng.normal(), x=1.0)
    assert "another answer each time" in explorer.note


# --- another function in the same place ---------------------------------------------------------------------


def test_show_shows_another_function_in_the_same_place(explorer: DerivativeExplorer) -> None:
    explorer.view, explorer.method, explorer.h = [0, 6, 0, 40], "central", 0.5
    explorer.show(lambda u, v: np.stack([u * v, u]), u=2.0, v=3.0, wrt="v", ranges={"u": (0, 9)})
    assert (explorer.inputs, explorer.wrt, explorer.view, explorer.outputs) == (
        {"u": 2.0, "v": 3.0},
        "v",
        [],
        ["[0]", "[1]"],
    )
    assert (explorer.ranges, explorer.method, explorer.h) == ({"u": [0.0, 9.0], "v": [-10.0, 10.0]}, "central", 0.5)
    assert numbers(explorer)[:2] == (6.0, 2.0)


@pytest.mark.parametrize("f", [branching, np.log, quadratic])
def test_show_leaves_nothing_of_what_was(f: Any) -> None:
    explorer = DerivativeExplorer(lambda x: np.stack([x, x**2]), x=3.0, output="[1]")
    explorer.show(f, x=2.0)
    fresh = DerivativeExplorer(f, x=2.0)
    assert explorer.get_state(SHARED) == fresh.get_state(SHARED)


def test_after_show_a_problem_stands_alone(explorer: DerivativeExplorer) -> None:
    explorer.show(lambda x: None, x=1.0)
    assert "f gives None" in explorer.problem
    assert (explorer.graph, explorer.leaves, explorer.forms, explorer.formulas) == (None, {}, {}, {})
    explorer.show(np.sin, x=0.0)
    assert (explorer.problem, numbers(explorer)[:2]) == ("", (0.0, 1.0))


@pytest.mark.parametrize("options", [{"x": "three"}, {"x": 1.0, "view": [1]}, {"x": 1.0, "h": "small"}, {"q": 1.0}])
def test_a_show_that_is_refused_changes_nothing(explorer: DerivativeExplorer, options: dict[str, Any]) -> None:
    before = explorer.get_state(SHARED)
    with pytest.raises((TypeError, t.TraitError)):
        explorer.show(np.sin, **options)
    assert explorer.get_state(SHARED) == before
    explorer.inputs["x"] = 1.0
    assert (explorer.f, explorer.value) == (quadratic, 4.0)


# --- as any ipywidget ---------------------------------------------------------------------------------------


def test_it_stands_in_a_box_takes_a_layout_and_can_be_linked(explorer: DerivativeExplorer) -> None:
    other = DerivativeExplorer(np.sin, x=1.0, layout={"width": "30em"})
    box = ipywidgets.VBox([explorer, other])
    joined = ipywidgets.jslink((explorer, "method"), (other, "method"))
    slider = ipywidgets.FloatSlider(value=0.5, min=0.1, max=1)
    ipywidgets.link((slider, "value"), (explorer, "h"))
    slider.value = 0.25
    assert (explorer.h, explorer.error) == (0.25, pytest.approx(0.75))
    assert (other.layout.width, joined.target[0], box.children) == ("30em", other, (explorer, other))


def test_the_state_is_what_the_contract_says(explorer: DerivativeExplorer) -> None:
    assert set(explorer.shared_names()) == set(SHARED)


def without_bytes(state: Any) -> Any:
    if isinstance(state, dict):
        return {name: without_bytes(part) for name, part in state.items()}
    if isinstance(state, (list, tuple)):
        return [without_bytes(part) for part in state]
    return "" if isinstance(state, (bytes, memoryview)) else state


@pytest.mark.parametrize("h", [0.001, 0.0, np.nan, -np.inf])
@pytest.mark.parametrize("x", [1.0, np.nan, np.inf, 1e300])
@pytest.mark.parametrize(
    "f",
    [np.sin, branching, lambda x: x * np.inf + np.nan, lambda x: np.log(-np.abs(x)), lambda x: None],
    ids=["sin", "branching", "nan", "nowhere", "nothing"],
)
def test_every_state_can_be_sent_whatever_the_numbers(f: Any, x: float, h: float) -> None:
    explorer = DerivativeExplorer(f, x=x, h=h)
    state = explorer.get_state()
    json.dumps(without_bytes(state), allow_nan=False)
    np.testing.assert_equal(np.frombuffer(state["inputs"]["x"]["data"])[0], x)
    np.testing.assert_equal(np.frombuffer(state["h"]["data"])[0], h)


def test_a_closed_explorer_is_freed(tmp_path: Path) -> None:
    gc.collect()
    explorer = DerivativeExplorer(branching, x=1.0)
    explorer.observe(lambda _: None, "value")
    explorer.inputs["x"] = -1.0
    explorer._repr_mimebundle_()
    explorer.figure()
    explorer.to_html(tmp_path / "page.html")
    reference = weakref.ref(explorer)
    explorer.close()
    del explorer
    gc.collect()
    assert reference() is None
