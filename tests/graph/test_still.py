"""The still picture of a graph."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_widgets import Graph, Value
from autograd_widgets.graph.still import MOST, gradients_of, nearest_to_root, sides_of, still_svg

SVG = "{http://www.w3.org/2000/svg}"


def example() -> Value:
    a, b, c, f = (Value(x, label=name) for name, x in {"a": 2.0, "b": -3.0, "c": 10.0, "f": -2.0}.items())
    e = a * b
    d = e + c
    root = d * f
    e.label, d.label, root.label = "e", "d", "L"
    return root


def picture_of(root: Value) -> ET.Element:
    return ET.fromstring(still_svg(Graph.of(root, {})))


def texts(picture: ET.Element) -> list[str]:
    return [element.text or "" for element in picture.iter(f"{SVG}text")]


def box_texts(picture: ET.Element) -> dict[str, list[str]]:
    """Return what is written in each box, by the name of its value."""
    found: dict[str, list[str]] = {}
    for box in picture.iter(f"{SVG}g"):
        inside = texts(box)
        found[inside[0]] = inside[1:]
    return found


def test_every_value_is_shown_with_its_data_and_the_gradient_that_backpropagation_gives() -> None:
    boxes = box_texts(picture_of(example()))
    assert boxes == {
        "a": ["data", "2.0", "grad", "6.0"],
        "b": ["data", "−3.0", "grad", "−4.0"],
        "c": ["data", "10.0", "grad", "−2.0"],
        "f": ["data", "−2.0", "grad", "4.0"],
        "e": ["data", "−6.0", "grad", "−2.0", "×"],
        "d": ["data", "4.0", "grad", "−2.0", "+"],
        "L": ["data", "−8.0", "grad", "1.0", "×"],
    }


def test_inputs_stand_left_and_the_root_right() -> None:
    picture = picture_of(example())
    left = {
        inside.text: float(inside.get("x", "nan"))
        for box in picture.iter(f"{SVG}g")
        for inside in list(box.iter(f"{SVG}text"))[:1]
    }
    assert left["a"] == left["b"] < left["e"] < left["d"] < left["L"]


def test_it_says_what_it_is_to_a_screen_reader() -> None:
    picture = picture_of(example())
    assert picture.get("role") == "img"
    assert picture.get("aria-label") == "Computation graph of L = −8.0: 4 inputs, 3 operations."
    title = picture.find(f"{SVG}title")
    assert title is not None
    assert title.text == picture.get("aria-label")


def test_it_brings_its_own_white_ground() -> None:
    picture = picture_of(example())
    ground = picture.find(f"{SVG}rect")
    assert ground is not None
    assert (ground.get("fill"), ground.get("width"), ground.get("height")) == (
        "#ffffff",
        picture.get("width"),
        picture.get("height"),
    )


def test_it_needs_nothing_from_elsewhere_and_carries_no_ids_that_could_clash() -> None:
    svg = still_svg(Graph.of(example(), {}))
    assert re.findall(r'https?://[^"]+', svg) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"\b(id|href|style|onload|class)=", svg)


def test_the_same_computation_gives_the_same_picture() -> None:
    assert still_svg(Graph.of(example(), {})) == still_svg(Graph.of(example(), {}))


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=30))
def test_any_label_gives_valid_xml_that_shows_it_as_text(label: str) -> None:
    picture = picture_of(Value(2.0, label=label) * Value(3.0, label=label))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} <= {
        "svg",
        "title",
        "rect",
        "path",
        "g",
        "text",
    }


@pytest.mark.parametrize("label", ["<img onerror=x>", "]]>", "a & b", "&lt;", '"quoted"', "{a|b}", r"\N"])
def test_markup_is_shown_as_the_characters_it_is_made_of(label: str) -> None:
    assert label in box_texts(picture_of(Value(2.0, label=label) * 3))


def test_a_long_name_is_clipped_and_told_in_full_in_a_title() -> None:
    name = "a very long name that nobody could fit into any box of a picture"
    picture = picture_of(Value(2.0, label=name) * 3)
    assert name not in box_texts(picture)
    assert any(name in (title.text or "") for title in picture.iter(f"{SVG}title"))


def test_constants_are_shown_as_their_number_alone() -> None:
    x = Value(4.0, label="x")
    assert box_texts(picture_of(x**2))["2"] == []


def test_inputs_whose_order_matters_are_told_apart() -> None:
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    assert {"left", "right"} <= set(texts(picture_of(a - b)))
    assert not {"left", "right"} & set(texts(picture_of(a * b)))
    assert sides_of(Graph.of(np.where(a > 0, a, b)).root) == ("c", "x", "y")


def test_arrays_are_shown_row_by_row_or_by_their_shape() -> None:
    boxes = box_texts(picture_of(Value([[1.0, 2.0], [3.0, 4.0]], label="m") * np.ones((2, 2))))
    assert boxes["m"][:3] == ["data", "[1.0, 2.0]", "[3.0, 4.0]"]
    assert "shape (20, 30)" in box_texts(picture_of(Value(np.ones((20, 30)), label="m").sum()))["m"]


def test_nan_and_infinity_are_shown() -> None:
    boxes = box_texts(picture_of(Value(np.nan, label="q") * Value(np.inf, label="r")))
    assert boxes["q"] == ["data", "nan", "grad", "∞"]


def test_integers_and_booleans_are_shown_without_a_gradient() -> None:
    x = Value([1.0, -1.0], label="x")
    mask = x > 0
    mask.label = "mask"
    assert "grad" not in box_texts(picture_of((x * mask).sum()))["mask"]
    assert "grad" not in box_texts(picture_of(mask))["x"]


def test_a_gradient_behind_a_rule_that_is_not_known_is_shown_as_unknown() -> None:
    x, w = Value([1.0, 2.0], label="x"), Value(2.0, label="w")
    scaled = x * w
    scaled.label = "scaled"
    reverse = Value(scaled.data[::-1], (scaled,), "reverse", label="reverse")

    def _backward() -> None:
        scaled.grad += reverse.grad[::-1]

    reverse._backward = _backward
    boxes = box_texts(picture_of(reverse.sum()))
    assert [boxes[name][-1] for name in ("x", "w")] == ["?", "?"]
    assert boxes["scaled"][-2:] == ["?", "×"]
    assert boxes["reverse"][-2:] == ["[1.0, 1.0]", "reverse"]


def test_gradients_of_leaves_that_the_root_does_not_move_with_are_zeros() -> None:
    x, threshold = Value(2.0, label="x"), Value(1.0, label="threshold")
    graph = Graph.of(np.where(x > threshold, x, 0), {})
    found = {graph.nodes[i].name: gradient for i, gradient in gradients_of(graph).items()}
    assert (found["x"], found["threshold"]) == (1.0, 0.0)


def test_of_a_large_graph_the_part_nearest_to_the_root_is_shown_and_the_rest_counted() -> None:
    x = Value(1.0, label="x")
    y = x
    for _ in range(100):
        y = y * x + 0.5
    y.label = "loss"
    graph = Graph.of(y, {})
    picture = picture_of(y)
    note = f"The {MOST} values nearest to loss are shown; {len(graph.nodes) - MOST} are left out (…)."
    assert note in texts(picture)
    assert "loss" in box_texts(picture)
    assert len(nearest_to_root(graph, MOST)) == MOST
    shown = box_texts(picture)["x"]
    assert shown[-1] == box_texts(picture_of(y))["x"][-1]
    y.backward()
    assert float(gradients_of(graph)[0] or 0) == pytest.approx(x.grad.item())  # of the whole, not of the part


def test_a_lone_leaf_is_a_picture_too() -> None:
    assert box_texts(picture_of(Value(3.0, label="only"))) == {"only": ["data", "3.0", "grad", "1.0"]}
