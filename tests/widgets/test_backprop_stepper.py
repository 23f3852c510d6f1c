"""The stepper's traits and outputs, in plain Python: neither a kernel nor a browser is there."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest
import traitlets as t

from autograd_widgets import BackpropStepper, Value, no_grad, scope, steps
from autograd_widgets.graph.contract import VERSION, StepperState
from autograd_widgets.graph.steps import steps_of
from autograd_widgets.widgets.backprop_stepper import MOST_STEPS_AS_TEXT
from tests.browser.programs import article, chain

ARTICLE = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}
DEFECT = pytest.mark.xfail(reason="known: take the mark away with the defect")
SHARED = tuple(StepperState.__annotations__)
at_module_level = Value(5.0) * 2


@pytest.fixture
def stepper() -> BackpropStepper:
    return BackpropStepper(article())


def state_of(stepper: BackpropStepper) -> dict[str, Any]:
    """Return all that the browser is told, and what Python remembers of the graph."""
    return stepper.get_state(SHARED) | {"recorded": stepper.recorded, "last_step": stepper.last_step}


def names_in(stepper: BackpropStepper) -> list[str]:
    return [node.name for node in stepper.recorded.nodes]


def messages_of(stepper: BackpropStepper, monkeypatch: pytest.MonkeyPatch) -> list[set[str]]:
    """Return a list that grows by the names of the traits in each message to the browser."""
    sent: list[set[str]] = []

    def note(message: dict[str, Any], buffers: object = None) -> None:
        sent.append(set(message["state"]))

    monkeypatch.setattr(stepper, "_send", note)
    return sent


# --- made ---------------------------------------------------------------------------------------------------


def test_a_new_stepper_stands_at_the_start_with_the_recorded_numbers(stepper: BackpropStepper) -> None:
    assert (stepper.step, stepper.selected, stepper.playing, stepper.speed) == (0, None, False, 1.0)
    assert stepper.inputs == ARTICLE
    assert stepper.last_step == 7


@pytest.mark.parametrize(
    ("option", "given", "held"),
    [
        ("step", 0, 0),
        ("step", 7, 7),
        ("step", np.int64(3), 3),
        ("selected", "e", "e"),
        ("selected", None, None),
        ("inputs", {"a": 4}, ARTICLE | {"a": 4.0}),
        ("inputs", {}, ARTICLE),
        ("inputs", None, ARTICLE),
        ("playing", True, True),
        ("speed", 2, 2.0),
        ("speed", 0.1, 0.1),
        ("speed", 60.0, 60.0),
        ("speed", np.int64(2), 2.0),
        ("speed", np.float32(2), 2.0),
        ("tooltip", "walk", "walk"),
    ],
)
def test_each_option_can_be_given_or_set_later(option: str, given: Any, held: Any) -> None:
    made = BackpropStepper(article(), **{option: given})
    assert getattr(made, option) == held
    later = BackpropStepper(article())
    if (option, given) != ("inputs", None):
        setattr(later, option, given)
        assert getattr(later, option) == held


def test_all_options_may_be_given_at_once() -> None:
    options: Any = {
        "step": 5,
        "selected": "d",
        "inputs": {"c": 0},
        "playing": True,
        "speed": 4,
        "layout": {"width": "9em"},
    }
    stepper = BackpropStepper(article(), **options)
    assert (stepper.step, stepper.selected, stepper.inputs["c"], stepper.playing) == (5, "d", 0.0, True)
    assert (stepper.speed, stepper.layout.width) == (4.0, "9em")


class Foreign:
    """A Value as the article's reader has just typed it."""

    def __init__(self, data: float, _children: tuple[Foreign, ...] = (), _op: str = "") -> None:
        self.data, self.grad, self._prev, self._op = data, 0.0, set(_children), _op
        self._backward = lambda: None

    def __mul__(self, other: Foreign) -> Foreign:
        return Foreign(self.data * other.data, (self, other), "*")


def test_another_engines_values_are_stepped_through() -> None:
    a, b = Foreign(2.0), Foreign(-3.0)
    out = a * b
    stepper = BackpropStepper(out)
    assert (sorted(names_in(stepper)), stepper.last_step) == (["a", "b", "out"], 3)
    stepper.inputs["a"] = 7
    assert (a.data, out.data) == (2.0, -6.0)


# --- refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("root", "message"),
    [
        ([Value(1.0) * 2, Value(2.0) * 2], "steps lead to one root, got 2"),
        (3, r"expected a Value, the root of a computation, got int 3: .*for example L after L = a \* b"),
        (None, "expected a Value, the root of a computation, got NoneType None"),
        ("x", "expected a Value, the root of a computation, got str 'x'"),
        ([], r"expected a Value, the root of a computation, got list \[\]"),
        (np.ones(3), "expected a Value, the root of a computation, got ndarray"),
        (list, "expected a Value, the root of a computation, got type"),
        (Value, "expected a Value, the root of a computation, got type"),
        (Value(1.0, label="x") > 0, "holds bool values, which have no gradient: .* such as a loss"),
    ],
)
def test_what_is_no_root_is_refused_and_changes_nothing(stepper: BackpropStepper, root: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        BackpropStepper(root)
    before = state_of(stepper)
    with pytest.raises(TypeError, match=message):
        stepper.show(root)
    assert state_of(stepper) == before


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("step", 8, r"step must be from 0 to 7 in this graph, got 8\."),
        ("step", -1, r"step must be from 0 to 7 in this graph, got -1\."),
        ("step", 1.5, "'step' .* expected an int, not the float 1.5"),
        ("step", "3", "'step' .* expected an int, not the str '3'"),
        ("step", True, "step"),
        ("step", None, "'step' .* expected an int, not the NoneType None"),
        ("speed", 0, r"speed must be a number from 0\.1 to 60\.0, got 0\."),
        ("speed", -1, r"speed must be a number from 0\.1 to 60\.0, got -1\."),
        ("speed", 61, r"speed must be a number from 0\.1 to 60\.0, got 61\."),
        ("speed", float("nan"), r"speed must be a number from 0\.1 to 60\.0, got nan\."),
        ("speed", float("inf"), r"speed must be a number from 0\.1 to 60\.0, got inf\."),
        ("speed", "fast", r"speed must be a number from 0\.1 to 60\.0, got 'fast'\."),
        ("speed", None, r"speed must be a number from 0\.1 to 60\.0, got None\."),
        ("selected", "q", r"there is no node 'q' to select: the nodes are a, b, c, f, e, d, L\."),
        ("selected", "", "there is no node '' to select"),
        ("selected", 3, "'selected' .* expected a unicode string, not the int 3"),
        ("playing", "yes", "'playing' .* expected a boolean, not the str 'yes'"),
        ("inputs", {"q": 1.0}, "there is no input 'q': the inputs are a, b, c, f"),
        ("inputs", {"a": [1.0, 2.0]}, r"inputs\['a'\] must have shape \(\), got \(2,\)"),
        ("inputs", {"a": "x"}, r"inputs\['a'\]: expected real numbers, got str"),
        ("inputs", {"a": 1j}, r"inputs\['a'\]: expected real numbers, got complex"),
        ("inputs", [1.0], "inputs must be a mapping from names to numbers, got list"),
        ("inputs", np.ones(3), "inputs must be a mapping from names to numbers"),
        ("inputs", 0, "inputs must be a mapping from names to numbers"),
    ],
)
def test_a_wrong_option_is_refused_and_changes_nothing(
    stepper: BackpropStepper, option: str, value: Any, message: str
) -> None:
    with pytest.raises(t.TraitError, match=message):
        BackpropStepper(article(), **{option: value})
    before = state_of(stepper)
    seen: list[Any] = []
    stepper.observe(seen.append, SHARED)
    with pytest.raises(t.TraitError, match=message):
        setattr(stepper, option, value)
    if option != "inputs":  # these travel in a form of their own
        with pytest.raises(t.TraitError, match=message):
            stepper.set_state({option: value})
    assert state_of(stepper) == before
    assert seen == []


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("stap", "did you mean 'step'?"),
        ("input", "did you mean 'inputs'?"),
        ("colour", "unknown option 'colour': It takes"),
        ("graph", "unknown option 'graph'"),
    ],
)
def test_an_unknown_option_is_refused_with_the_nearest_known_one(option: str, words: str) -> None:
    with pytest.raises(TypeError, match="BackpropStepper got an unknown option") as refused:
        BackpropStepper(article(), **{option: 3})
    assert words in str(refused.value)


def test_of_very_many_nodes_a_message_names_some() -> None:
    with pytest.raises(t.TraitError, match=r"no node 'q' to select: the nodes are x, .* and \d+ more\.") as refused:
        BackpropStepper(chain(1_000), selected="q")
    assert len(str(refused.value)) < 300


# --- names --------------------------------------------------------------------------------------------------


class PlainSubclass(BackpropStepper):
    """Somebody's own stepper."""


class OwnInit(BackpropStepper):
    """Somebody's own stepper, which is made in its own way."""

    def __init__(self, root: Any) -> None:
        super().__init__(root, speed=2)


def made_by_a_library(make: Callable[[Any], BackpropStepper], root: Any) -> BackpropStepper:
    return make(root)


def test_names_are_those_of_the_callers_variables() -> None:
    a = Value(2.0)
    b = a * 3
    assert names_in(BackpropStepper(b)) == ["a", "constant 1", "b"]
    assert names_in(PlainSubclass(b)) == ["a", "constant 1", "b"]
    assert (a.label, b.label) == ("", "")


def test_names_are_found_through_the_init_of_a_subclass() -> None:
    a = Value(2.0)
    b = a * 3
    assert names_in(OwnInit(b)) == ["a", "constant 1", "b"]


def test_names_are_found_in_a_nested_function() -> None:
    a = Value(2.0)

    def lesson() -> BackpropStepper:
        b = a * 3
        return BackpropStepper(b)

    assert names_in(lesson()) == ["a", "constant 1", "b"]


def test_names_are_those_of_the_function_that_makes_the_stepper() -> None:
    a = Value(2.0)
    b = a * 3  # noqa: F841 — a name that the other function can't see
    assert names_in(made_by_a_library(BackpropStepper, a * 4))[-1] == "root"


def test_names_are_found_at_module_level() -> None:
    assert names_in(BackpropStepper(at_module_level)) == ["v1", "constant 1", "at_module_level"]


def test_names_are_found_by_show(stepper: BackpropStepper) -> None:
    x = Value(2.0)
    y = x.tanh()
    stepper.show(y)
    assert names_in(stepper) == ["x", "y"]


# --- the Values are left alone ------------------------------------------------------------------------------


def test_nothing_is_written_back_into_the_values() -> None:
    a, b = Value(2.0), Value([1.0, -1.0])
    y = (a * b).sum()
    y.backward()
    before = [(v.data.copy(), v.grad.copy(), v.label) for v in (a, b, y)]
    stepper = BackpropStepper(y, step=3, inputs={"a": 5})
    stepper.inputs = {"a": 7, "b": [0.0, 3.0]}
    stepper.selected = "b"
    stepper.step = stepper.last_step
    stepper.still(), stepper.text(), stepper.get_state()
    for value, (data, grad, label) in zip((a, b, y), before, strict=True):
        np.testing.assert_array_equal(value.data, data)
        np.testing.assert_array_equal(value.grad, grad)
        assert value.label == label


def test_what_happens_to_the_values_later_is_not_followed() -> None:
    a = Value([1.0, 2.0])
    y = (a * a).sum()
    stepper = BackpropStepper(y)
    a.data = [5.0, 6.0]
    np.testing.assert_array_equal(stepper.inputs["a"], [1.0, 2.0])
    assert stepper.steps[-1].contributions[-1].after.tolist() == [2.0, 4.0]


def test_two_steppers_on_one_graph_are_independent() -> None:
    root = article()
    one, other = BackpropStepper(root, step=2), BackpropStepper(root)
    one.inputs["a"] = 9
    one.selected, one.step, one.playing = "e", 5, True
    assert (other.inputs, other.selected, other.step, other.playing) == (ARTICLE, None, 0, False)
    assert one.model_id != other.model_id


# --- another computation ------------------------------------------------------------------------------------


def test_show_begins_another_computation_at_its_start() -> None:
    stepper = BackpropStepper(article(), step=7, selected="d", playing=True, speed=3, inputs={"a": 9})
    a = Value([1.0, 2.0])
    total = a.sum()
    stepper.show(total)
    assert (stepper.step, stepper.selected, stepper.playing, stepper.speed) == (0, None, False, 3.0)
    assert stepper.inputs == {"a": [1.0, 2.0]}
    assert (names_in(stepper), stepper.last_step, len(stepper.steps)) == (["a", "total"], 3, 3)
    assert [node["name"] for node in stepper.graph["nodes"]] == ["a", "total"]
    with pytest.raises(t.TraitError, match="from 0 to 3"):
        stepper.step = 7


def test_show_tells_the_browser_in_one_message(stepper: BackpropStepper, monkeypatch: pytest.MonkeyPatch) -> None:
    stepper.step, stepper.selected, stepper.playing = 7, "d", True
    sent = messages_of(stepper, monkeypatch)
    stepper.show(Value([1.0, 2.0], label="a").sum())
    assert sent == [{"graph", "inputs", "playing", "selected", "step"}]


def test_show_tells_observers_only_when_all_is_in_place(stepper: BackpropStepper) -> None:
    stepper.step = 7
    seen: list[tuple[int, int, list[str]]] = []
    stepper.observe(lambda _: seen.append((stepper.step, stepper.last_step, list(stepper.inputs))))
    stepper.show(Value(2.0, label="x") * 3)
    assert set(map(str, seen)) == {str((0, 3, ["x"]))}


def test_the_same_computation_shown_again_gets_its_recorded_numbers_back(stepper: BackpropStepper) -> None:
    stepper.inputs = {"a": 9, "b": 9}
    stepper.show(article())
    assert stepper.inputs == ARTICLE


# --- steps --------------------------------------------------------------------------------------------------


def programs() -> dict[str, Any]:
    rng = np.random.default_rng(0)
    x, w = Value(rng.normal(size=(4, 3)), label="x"), Value(rng.normal(size=(3, 2)), label="w")
    n = Value(0.5, label="n")
    half = Value(np.float32(0.5), label="half")
    with no_grad():
        unrecorded = n * 3
    with scope("layer"):
        scoped = (x @ w).relu().mean()
    foreign = Foreign(2.0) * Foreign(3.0)
    by_hand = Value(n.data**3, (n,), "cube")
    return {
        "the article's": article(),
        "one leaf": n,
        "an array": x,
        "unrecorded": unrecorded,
        "scoped": scoped,
        "used twice": n * n + n,
        "a comparison inside": np.where(x > 0, x, 0).sum(),
        "single precision": (half * 2 + 1) ** 2,
        "nothing in it": Value(np.ones((0, 3)), label="empty").sum(),
        "another engine's": foreign,
        "a rule by hand": by_hand * 2,
        "a long chain": chain(500),
    }


@pytest.mark.parametrize("name", programs())
def test_the_last_step_is_the_number_of_steps(name: str) -> None:
    stepper = BackpropStepper(programs()[name])
    assert stepper.last_step == len(stepper.steps) == len(steps_of(stepper.recorded))
    stepper.step = stepper.last_step
    with pytest.raises(t.TraitError):
        stepper.step = stepper.last_step + 1


def test_steps_are_those_of_the_engine(stepper: BackpropStepper) -> None:
    assert str(stepper.steps) == str(steps(article()))


# --- outputs ------------------------------------------------------------------------------------------------


def test_text_tells_all_steps_of_a_short_story(stepper: BackpropStepper) -> None:
    assert stepper.text() == str(stepper.steps)
    assert "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0" in stepper.text()


def test_text_leaves_out_the_middle_of_a_long_story() -> None:
    stepper = BackpropStepper(chain(1_000))
    lines = stepper.text().splitlines()
    numbers = [int(line[:6]) for line in lines if line[:6].strip().isdecimal()]
    assert (numbers[0], numbers[-1], len(numbers)) == (1, stepper.last_step, MOST_STEPS_AS_TEXT)
    assert any("steps left out" in line for line in lines)


@pytest.mark.parametrize("name", programs())
def test_every_computation_has_a_picture_a_text_and_a_state(name: str) -> None:
    stepper = BackpropStepper(programs()[name])
    data, metadata = stepper._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "image/svg+xml", "text/plain"}
    assert ElementTree.fromstring(data["image/svg+xml"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert data["text/plain"] == stepper.text() != ""
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == stepper.model_id
    assert metadata == {}


def test_the_picture_shows_the_gradients() -> None:
    assert "6.0" in BackpropStepper(article()).still()


def test_the_state_is_what_the_contract_says(stepper: BackpropStepper) -> None:
    assert set(stepper.shared_names()) == set(SHARED)
    assert set(SHARED) <= set(stepper.get_state())
    assert stepper.get_state("graph")["graph"]["version"] == VERSION


def test_nan_and_infinity_are_in_the_state_as_they_are() -> None:
    x, y = Value(np.nan, label="x"), Value([np.inf, -np.inf], label="y")
    state = BackpropStepper((x * y).sum()).get_state(SHARED)
    for name, expected in (("x", [np.nan]), ("y", [np.inf, -np.inf])):
        np.testing.assert_array_equal(np.frombuffer(state["inputs"][name]["data"]), expected)
        node = next(node for node in state["graph"]["nodes"] if node["name"] == name)
        recorded = np.frombuffer(state["graph"]["values"], count=len(expected), offset=node["at"])
        np.testing.assert_array_equal(recorded, expected)


def test_what_the_browser_sends_is_not_sent_back_to_it(
    stepper: BackpropStepper, monkeypatch: pytest.MonkeyPatch
) -> None:
    inputs = stepper.get_state("inputs")["inputs"]
    sent = messages_of(stepper, monkeypatch)
    inputs = {name: entry | {"data": memoryview(entry["data"])} for name, entry in inputs.items()}
    inputs["a"]["data"] = memoryview(np.float64(7.0).tobytes())
    stepper.set_state({"inputs": inputs, "step": 3, "selected": "e", "playing": True, "speed": 2})
    assert (stepper.inputs["a"], stepper.step, stepper.selected) == (7.0, 3, "e")
    assert sent == []
    stepper.inputs["a"] = 8
    assert sent == [{"inputs"}]


# --- as any ipywidget ---------------------------------------------------------------------------------------


def test_the_step_can_be_linked_to_a_slider(stepper: BackpropStepper) -> None:
    slider = ipywidgets.IntSlider(max=stepper.last_step)
    ipywidgets.link((slider, "value"), (stepper, "step"))
    slider.value = 4
    assert stepper.step == 4
    stepper.step = 6
    assert slider.value == 6


def test_two_steppers_can_be_linked_in_the_browser() -> None:
    one, other = BackpropStepper(article()), BackpropStepper(article())
    joined = ipywidgets.jslink((one, "step"), (other, "step"))
    assert (joined.source[0], joined.target[0]) == (one, other)


def test_every_trait_can_be_observed(stepper: BackpropStepper) -> None:
    seen: list[str] = []
    stepper.observe(lambda change: seen.append(change.name))
    stepper.step, stepper.selected, stepper.playing, stepper.speed = 1, "a", True, 2
    stepper.inputs["a"] = 3
    assert seen == ["step", "selected", "playing", "speed", "inputs"]


def test_it_stands_in_a_box_and_takes_a_layout_and_a_class(stepper: BackpropStepper) -> None:
    box = ipywidgets.VBox([stepper, ipywidgets.Label("below")])
    stepper.layout.width = "30em"
    stepper.add_class("lesson")
    assert box.children[0] is stepper
    assert stepper.get_state("_dom_classes")["_dom_classes"] == ("lesson",)
    assert stepper.layout.get_state("width") == {"width": "30em"}


def test_a_closed_stepper_is_freed(tmp_path: Path) -> None:
    gc.collect()
    stepper = BackpropStepper(article())
    stepper.observe(lambda _: None, "inputs")
    stepper.inputs["a"] = 5
    stepper._repr_mimebundle_()
    stepper.to_html(tmp_path / "page.html")
    inputs, reference = stepper.inputs, weakref.ref(stepper)
    stepper.close()
    del stepper
    gc.collect()
    assert reference() is None
    inputs["a"] = 6  # the numbers outlive it
    assert inputs["a"] == 6


def test_a_chain_of_5000_operations_is_shown() -> None:
    stepper = BackpropStepper(chain(5_000), step=9_000)
    assert stepper.last_step == len(stepper.steps)
    assert len(stepper.text()) < 20_000
    assert len(stepper.still()) < 200_000
