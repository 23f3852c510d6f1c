"""The leaves' numbers as a mapping."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import BackpropStepper, Value
from autograd_widgets.graph.payload import array_data
from autograd_widgets.widgets.inputs import Inputs, from_data, to_data
from tests.browser.programs import article

ARTICLE = {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}


def stepper_on(**data: Any) -> BackpropStepper:
    """Return a stepper on the sum of some leaves."""
    total = sum((Value(x, label=name).sum() for name, x in data.items()), start=Value(0.0, label="zero"))
    total.label = "total"
    return BackpropStepper(total)


@pytest.fixture
def stepper() -> BackpropStepper:
    return BackpropStepper(article())


def changes_of(stepper: BackpropStepper) -> list[dict[str, Any]]:
    """Return a list that grows by the new inputs whenever an observer is told."""
    seen: list[dict[str, Any]] = []
    stepper.observe(lambda change: seen.append(dict(change.new)), "inputs")
    return seen


# --- a mapping ----------------------------------------------------------------------------------------------


def test_inputs_are_the_leaves_in_the_order_of_the_graph(stepper: BackpropStepper) -> None:
    assert list(stepper.inputs.items()) == list(ARTICLE.items())
    assert (len(stepper.inputs), "a" in stepper.inputs, "e" in stepper.inputs) == (4, True, False)
    assert repr(stepper.inputs) == repr(ARTICLE)


def test_constants_and_what_is_computed_are_no_inputs() -> None:
    x = Value([1.0, -2.0], label="x")
    root = (np.where(x > 0, x * np.array([2.0, 3.0]), 0) + 1).sum()
    assert list(BackpropStepper(root).inputs) == ["x"]


def test_setting_one_entry_tells_an_observer_once(stepper: BackpropStepper) -> None:
    seen = changes_of(stepper)
    stepper.inputs["a"] = 3
    assert seen == [ARTICLE | {"a": 3.0}]


def test_setting_what_is_there_already_tells_nobody(stepper: BackpropStepper) -> None:
    seen = changes_of(stepper)
    stepper.inputs["a"] = 2
    stepper.inputs = {"b": -3.0}
    stepper.inputs = {}
    stepper.inputs = stepper.inputs
    assert seen == []


def test_setting_nan_again_tells_nobody() -> None:
    stepper = stepper_on(x=[np.nan, 1.0], y=np.nan)
    seen = changes_of(stepper)
    stepper.inputs = {"x": [np.nan, 1.0], "y": float("nan")}
    assert seen == []


@pytest.mark.parametrize(
    "assign",
    [
        lambda stepper: setattr(stepper, "inputs", {"a": 3, "f": 1}),
        lambda stepper: setattr(stepper, "inputs", Inputs({"a": 3, "f": 1})),
        lambda stepper: stepper.inputs.update(a=3, f=1),
        lambda stepper: stepper.set_trait("inputs", {"f": 1.0, "a": np.float32(3)}),
        lambda stepper: stepper.set_state({"inputs": {"a": array_data(3.0), "f": array_data(1.0)}}),
    ],
    ids=["a dict", "Inputs", "update", "set_trait", "from the browser"],
)
def test_assigned_entries_are_changed_and_the_others_kept(stepper: BackpropStepper, assign: Any) -> None:
    before = stepper.inputs
    assign(stepper)
    assert list(stepper.inputs.items()) == [("a", 3.0), ("b", -3.0), ("c", 10.0), ("f", 1.0)]
    assert isinstance(stepper.inputs, Inputs)
    assert dict(before) == ARTICLE  # an observer's `old` stays what it was


@pytest.mark.parametrize(
    "remove",
    [
        lambda inputs: inputs.__delitem__("a"),
        lambda inputs: inputs.pop("a"),
        lambda inputs: inputs.popitem(),
        lambda inputs: inputs.clear(),
    ],
    ids=["del", "pop", "popitem", "clear"],
)
def test_an_entry_cannot_be_removed(stepper: BackpropStepper, remove: Any) -> None:
    with pytest.raises(TypeError, match=r"the input 'a' can be changed, but not removed: the graph needs it\."):
        remove(stepper.inputs)
    assert stepper.inputs == ARTICLE


def test_an_entry_that_is_not_there_is_a_key_error(stepper: BackpropStepper) -> None:
    with pytest.raises(KeyError, match="z"):
        stepper.inputs["z"]
    assert stepper.inputs.get("z", 5) == 5


def test_inputs_equal_a_mapping_with_the_same_numbers() -> None:
    inputs = Inputs({"a": np.nan, "b": np.array([1.0, np.inf])})
    assert inputs == {"b": [1.0, np.inf], "a": np.nan}
    assert inputs != {"a": np.nan}
    assert inputs != {"a": 1.0, "b": [1.0, np.inf]}
    assert inputs != {"a": np.nan, "b": [1.0]}
    assert inputs != [("a", np.nan)]


def test_inputs_without_a_widget_are_a_plain_mapping() -> None:
    inputs = Inputs({"a": 1.0})
    inputs["a"] = 2.0
    assert inputs == {"a": 2.0}


# --- what is refused ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "message"),
    [
        ({"z": 1.0}, r"there is no input 'z': the inputs are a, b, c, f\."),
        ({"e": 1.0}, r"there is no input 'e': the inputs are a, b, c, f\."),
        ({1: 1.0}, r"there is no input '1'"),
        ({"a": [1.0, 2.0]}, r"inputs\['a'\] must have shape \(\), got \(2,\)\."),
        ({"a": [[1.0]]}, r"inputs\['a'\] must have shape \(\), got \(1, 1\)\."),
        ({"a": "3"}, r"inputs\['a'\]: expected real numbers, got str"),
        ({"a": 1j}, r"inputs\['a'\]: expected real numbers, got complex.*the real and the imaginary part"),
        ({"a": None}, r"inputs\['a'\]: expected real numbers, got NoneType.*pass numbers, not objects"),
        ({"a": [[1.0], [1.0, 2.0]]}, r"inputs\['a'\]: expected numbers in a rectangular array"),
        ({"a": Value(3.0)}, r"inputs\['a'\]: expected plain numbers.*use its \.data"),
        ({"a": 5.0, "z": 1.0}, r"there is no input 'z'"),
        ([1.0, 2.0], r"inputs must be a mapping from names to numbers, got list\."),
        ("a", r"inputs must be a mapping from names to numbers, got str\."),
        (3, r"inputs must be a mapping from names to numbers, got int\."),
    ],
)
def test_what_is_no_number_for_a_leaf_is_refused_and_changes_nothing(
    stepper: BackpropStepper, inputs: Any, message: str
) -> None:
    seen = changes_of(stepper)
    with pytest.raises(t.TraitError, match=message):
        stepper.inputs = inputs
    with pytest.raises(t.TraitError, match=message):
        BackpropStepper(article(), inputs=inputs)
    assert stepper.inputs == ARTICLE
    assert seen == []


def test_none_is_refused_for_inputs_that_are_there(stepper: BackpropStepper) -> None:
    with pytest.raises(t.TraitError, match="inputs must be a mapping from names to numbers, got NoneType"):
        stepper.inputs = None
    assert stepper.inputs == ARTICLE


def test_of_very_many_inputs_a_message_names_some() -> None:
    stepper = stepper_on(**{f"x{i}": float(i) for i in range(40)})
    with pytest.raises(t.TraitError, match=r"the inputs are zero, x0, .* and 29 more\."):
        stepper.inputs["y"] = 1


# --- precision and shape ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("leaf", "number", "kept"),
    [
        (2.0, 3, 3.0),
        (2.0, True, 1.0),
        (2.0, np.float32(0.1), float(np.float32(0.1))),
        (2.0, np.array(4.0), 4.0),
        (np.float32(2.0), 0.1, np.float32(0.1)),
        (np.float16(2.0), 0.1, np.float16(0.1)),
        ([1.0, 2.0], 5, np.array([5.0, 5.0])),
        ([1.0, 2.0], [3, 4], np.array([3.0, 4.0])),
        (np.ones((2, 1), np.float32), [[1], [0.1]], np.array([[1], [0.1]], np.float32)),
    ],
)
def test_a_number_takes_the_shape_and_the_precision_of_its_leaf(leaf: Any, number: Any, kept: Any) -> None:
    stepper = stepper_on(x=leaf)
    stepper.inputs["x"] = number
    found = stepper.inputs["x"]
    assert type(found) is type(kept)
    assert np.asarray(found).dtype == np.asarray(kept).dtype
    np.testing.assert_array_equal(found, kept)


def test_an_array_is_a_copy_that_can_not_be_written_into() -> None:
    numbers = np.array([1.0, 2.0])
    stepper = stepper_on(x=numbers)
    stepper.inputs["x"] = mine = np.array([3.0, 4.0])
    with pytest.raises(ValueError, match="read-only"):
        stepper.inputs["x"][0] = 9.0
    mine[0] = 9.0
    np.testing.assert_array_equal(stepper.inputs["x"], [3.0, 4.0])
    np.testing.assert_array_equal(numbers, [1.0, 2.0])


# --- on the way to the browser and back ---------------------------------------------------------------------

TRAVELLERS = {
    "a number": 1.5,
    "nan": np.nan,
    "infinity": -np.inf,
    "minus zero": -0.0,
    "the smallest": 5e-324,
    "single precision": np.float32(0.1),
    "half precision": np.float16(0.1),
    "an array": np.array([[1.0, np.nan], [np.inf, -0.0]]),
    "an array of single precision": np.array([0.1, np.nan], np.float32),
    "an array in Fortran's order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "big-endian numbers": np.array([1.0, 2.0], ">f8"),
    "nothing": np.ones((0, 3)),
}


@pytest.mark.parametrize("number", TRAVELLERS.values(), ids=TRAVELLERS)
def test_a_number_is_the_same_after_it_has_travelled(number: Any) -> None:
    stepper = stepper_on(x=number)
    before = stepper.inputs
    sent = stepper.get_state("inputs")["inputs"]
    assert sent == to_data(before, stepper)
    assert all(type(entry["data"]) is bytes for entry in sent.values())
    came = from_data({name: entry | {"data": memoryview(entry["data"])} for name, entry in sent.items()}, stepper)
    stepper.inputs = {"x": np.zeros(np.shape(number))}
    stepper.set_state({"inputs": sent})
    for found in (came["x"], stepper.inputs["x"]):
        np.testing.assert_array_equal(found, number)
        np.testing.assert_array_equal(np.signbit(found), np.signbit(number))
    assert np.asarray(stepper.inputs["x"]).dtype == np.asarray(before["x"]).dtype


def test_numbers_travel_as_little_endian_bytes_in_rows() -> None:
    sent = to_data(stepper_on(x=np.asfortranarray([[1.0, 2.0], [3.0, 4.0]])).inputs, None)["x"]
    assert (sent["shape"], sent["dtype"]) == ([2, 2], "float64")
    np.testing.assert_array_equal(np.frombuffer(sent["data"], "<f8"), [1.0, 2.0, 3.0, 4.0])


@pytest.mark.parametrize(
    "damage",
    [
        {"data": b""},
        {"data": b"abc"},
        {"data": bytes(7)},
        {"data": bytes(16)},
        {"shape": [2]},
        {"shape": [0]},
        {"dtype": "float32", "data": bytes(8)},
    ],
    ids=str,
)
def test_bytes_that_do_not_fit_are_refused_and_change_nothing(stepper: BackpropStepper, damage: Any) -> None:
    sent = {"a": array_data(5.0) | damage}
    with pytest.raises(ValueError):
        from_data(sent, stepper)
    with pytest.raises(ValueError):
        stepper.set_state({"inputs": sent})
    assert stepper.inputs == ARTICLE


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"z": array_data(1.0)}, "there is no input 'z'"),
        ({"a": array_data(np.ones(2))}, r"must have shape \(\), got \(2,\)"),
    ],
)
def test_numbers_from_the_browser_are_checked_as_others_are(stepper: BackpropStepper, sent: Any, message: str) -> None:
    with pytest.raises(t.TraitError, match=message):
        stepper.set_state({"inputs": sent})
    assert stepper.inputs == ARTICLE


def test_nothing_sent_changes_nothing(stepper: BackpropStepper) -> None:
    stepper.set_state({"inputs": None})
    stepper.set_state({"inputs": {}})
    assert stepper.inputs == ARTICLE
