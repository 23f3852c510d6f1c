"""The graph as Graphviz draws it."""

from __future__ import annotations

import copy
import pickle
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from typing import Any

import graphviz
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_widgets import Value, draw_dot, trace
from autograd_widgets.graph.dot import MOST

needs_dot = pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz's program dot is not installed")


def example() -> dict[str, Value]:
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    values = {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}
    for name, value in values.items():
        value.label = name
    return values


def drawn_texts(picture: graphviz.Digraph) -> list[str]:
    """Return the texts that `dot` draws."""
    svg = ET.fromstring(picture.pipe(format="svg", encoding="utf-8"))
    return [(text.text or "").replace("\xa0", " ") for text in svg.iter("{http://www.w3.org/2000/svg}text")]


# --- trace ------------------------------------------------------------------------------------------------------------


def test_trace_gives_the_sets_of_nodes_and_of_edges() -> None:
    v = example()
    nodes, edges = trace(v["L"])
    assert nodes == set(v.values())
    assert edges == {
        (v["a"], v["e"]),
        (v["b"], v["e"]),
        (v["e"], v["d"]),
        (v["c"], v["d"]),
        (v["d"], v["L"]),
        (v["f"], v["L"]),
    }


def test_trace_of_a_value_used_twice_has_one_edge() -> None:
    a = Value(1.0)
    b = a + a
    assert trace(b) == ({a, b}, {(a, b)})


@pytest.mark.parametrize("module", ["micrograd.engine", "ngrad.engine"])
def test_trace_of_another_librarys_values(module: str) -> None:
    kind: Any = pytest.importorskip(module).Value
    a, b = kind(1.0), kind(2.0)
    c = a * b
    assert trace(c) == ({a, b, c}, {(a, c), (b, c)})


def test_trace_of_something_else_is_refused() -> None:
    with pytest.raises(TypeError, match="trace expected a Value, the root of a computation, got int 3"):
        trace(3)


# --- draw_dot ---------------------------------------------------------------------------------------------------------


def test_every_value_is_a_record_and_every_operation_a_node() -> None:
    source = draw_dot(example()["L"]).source
    records = re.findall(r'label="\{ (\w+) \| data (\S+) \| grad (\S+) \}" shape=record', source)
    assert records == [
        ("a", "2.0", "0.0"),
        ("b", "−3.0", "0.0"),
        ("c", "10.0", "0.0"),
        ("f", "−2.0", "0.0"),
        ("e", "−6.0", "0.0"),
        ("d", "4.0", "0.0"),
        ("L", "−8.0", "0.0"),
    ]
    assert re.findall(r'label="?(×|\+)"? ', source) == ["×", "+", "×"]
    assert source.count("->") == 3 + 6


def test_gradients_set_by_hand_are_drawn_after_each() -> None:
    v = example()
    L, d = v["L"], v["d"]
    L.grad = 1.0
    assert "{ L | data −8.0 | grad 1.0 }" in draw_dot(L).source
    assert "{ d | data 4.0 | grad 0.0 }" in draw_dot(L).source
    d.grad = -2.0
    assert "{ d | data 4.0 | grad −2.0 }" in draw_dot(L).source


def test_data_are_drawn_as_they_are_now() -> None:
    v = example()
    v["a"].data = 100.0
    v["d"].data = 0.5
    source = draw_dot(v["L"]).source
    assert "{ a | data 100.0 |" in source
    assert "{ d | data 0.5 |" in source


def test_unlabelled_values_go_by_the_callers_variables() -> None:
    width, height = Value(2.0), Value(3.0)
    area = width * height
    assert re.findall(r"\{ (\w+) \|", draw_dot(area).source) == ["width", "height", "area"]
    assert width.label == ""


def test_direction_and_format_are_graphvizs() -> None:
    picture = draw_dot(example()["L"], format="png", rankdir="TB")
    assert isinstance(picture, graphviz.Digraph)
    assert (picture.format, picture.graph_attr["rankdir"]) == ("png", "TB")
    assert draw_dot(example()["L"]).format == "svg"


def test_constants_are_small_plain_nodes() -> None:
    x = Value(3.0, label="x")
    assert "label=2 shape=plain" in draw_dot(x**2).source


def test_inputs_whose_order_matters_are_told_apart_and_others_are_not() -> None:
    a, b = Value(1.0, label="a"), Value(2.0, label="b")
    sides = re.compile(r"value(\d) -> operation\d \[headlabel=(\w+)\]")
    assert sides.findall(draw_dot(a - b).source) == [("0", "left"), ("1", "right")]
    assert sides.findall(draw_dot(b - a).source) == [("1", "left"), ("0", "right")]
    assert sides.findall(draw_dot(a + b).source) == []
    assert draw_dot(a * a).source.count("value0 -> operation1") == 2


def test_a_boolean_node_has_no_gradient() -> None:
    x = Value(1.0, label="x")
    mask = x > 0
    mask.label = "mask"
    assert "{ mask | data True }" in draw_dot(mask).source


def test_a_matrix_is_drawn_row_by_row() -> None:
    x = Value([[1.0, 2.0], [3.0, 4.0]], label="x")
    assert r"data [1.0, 2.0]\r[3.0, 4.0]\r |" in draw_dot(x * 1).source


@needs_dot
@pytest.mark.parametrize(
    "label",
    [
        "<img onerror=alert(1)>",
        "{a|b}",
        'a "quoted" name',
        r"\N \G \E \n \l",
        "ends in \\",
        "&lt; & &amp;",
        "<b>",
        "two  spaces",
        "漢字 é ∂",
        "a -> b; c [x=y]",
    ],
)
def test_a_label_is_drawn_as_the_characters_it_is_made_of(label: str) -> None:
    x = Value(2.0, label=label)
    assert label.strip() in [text.strip() for text in drawn_texts(draw_dot(x * 3))]


@needs_dot
@settings(deadline=None, max_examples=15)
@given(st.text(min_size=1, max_size=20))
def test_any_label_can_be_drawn(label: str) -> None:
    assert len(drawn_texts(draw_dot(Value(2.0, label=label) * 3))) >= 6


@needs_dot
def test_line_breaks_and_control_characters_get_a_visible_sign() -> None:
    assert "a↵b␀" in [text.strip() for text in drawn_texts(draw_dot(Value(2.0, label="a\nb\0") * 3))]


@needs_dot
def test_the_symbol_of_somebodys_own_operation_is_text_too() -> None:
    x = Value(2.0)
    out = Value(4.0, (x,), r"<b>\N|{")
    assert r"<b>\N|{" in drawn_texts(draw_dot(out))


def test_a_very_long_label_is_clipped() -> None:
    assert "…" in draw_dot(Value(2.0, label="x" * 10_000)).source
    assert len(draw_dot(Value(2.0, label="x" * 10_000)).source) < 1_000


PROGRAM = """
import micrograd.engine
from autograd_widgets import Value, draw_dot
for kind in (Value, micrograd.engine.Value):
    a, b, c = kind(2.0), kind(-3.0), kind(10.0)
    d = (a * b + c) * (c - a) / b
    print(draw_dot(d).source)
"""


def test_the_same_graph_gives_the_same_picture_in_every_process() -> None:
    pytest.importorskip("micrograd")
    sources = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], env={"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(sources) == 1


@needs_dot
@pytest.mark.parametrize("shared", [False, True])
def test_of_a_long_chain_the_part_nearest_to_the_root_is_drawn_with_a_note(shared: bool) -> None:
    x = Value(1.0, label="x")
    y = x
    for _ in range(5_000):
        y = y * (x if shared else 1.001) + 0.5
    y.label = "loss"
    picture = draw_dot(y)
    assert picture.source.count("shape=record") <= MOST
    texts = drawn_texts(picture)
    assert "loss" in [text.strip() for text in texts]
    assert any(re.search(r"values nearest to loss are shown; \d\d,\d+ are left out", text) for text in texts)


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"rankdir": "up"}, ValueError, "rankdir from LR, TB, RL, BT, got 'up'"),
        ({"format": "jpgg"}, ValueError, 'format such as "svg", "png" or "pdf", got \'jpgg\''),
        ({"format": 3}, ValueError, "got 3"),
        ({"root": 3}, TypeError, "expected a Value, the root of a computation, got int 3"),
        ({"root": None}, TypeError, "got NoneType"),
        ({"root": [Value(1.0)]}, TypeError, "draw each"),
    ],
)
def test_bad_arguments_are_refused_with_what_is_allowed(
    arguments: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        draw_dot(**({"root": Value(1.0)} | arguments))


# --- without the program dot ------------------------------------------------------------------------------------------


@pytest.fixture
def no_dot(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))


@pytest.mark.usefixtures("no_dot")
def test_without_dot_a_notebook_shows_our_own_picture_of_the_gradients_as_they_are_and_a_hint() -> None:
    v = example()
    v["L"].grad = 1.0
    v["d"].grad = -2.0
    shown: Any = draw_dot(v["L"])._repr_mimebundle_()
    svg = shown["image/svg+xml"]
    ET.fromstring(svg)
    assert "apt install graphviz" in shown["text/plain"]
    assert "brew install graphviz" in svg
    assert "d: data 4.0; grad −2.0" in svg
    assert "a: data 2.0; grad 0.0" in svg


@pytest.mark.usefixtures("no_dot")
def test_without_dot_writing_a_file_says_how_to_install_it(tmp_path: Any) -> None:
    picture = draw_dot(example()["L"])
    for write in (picture.pipe, lambda: picture.render(tmp_path / "graph")):
        with pytest.raises(graphviz.ExecutableNotFound, match=r"apt install graphviz.*brew.*conda"):
            write()


@pytest.mark.usefixtures("no_dot")
def test_without_dot_a_copied_and_a_pickled_picture_are_shown_too() -> None:
    picture = draw_dot(example()["L"])
    for other in (copy.copy(picture), pickle.loads(pickle.dumps(picture))):
        assert "image/svg+xml" in other._repr_mimebundle_()


@needs_dot
def test_with_dot_a_notebook_shows_graphvizs_picture() -> None:
    shown: Any = draw_dot(example()["L"])._repr_mimebundle_()
    assert list(shown) == ["image/svg+xml"]
    assert "Generated by graphviz" in shown["image/svg+xml"]


def test_numbers_that_are_none_are_drawn() -> None:
    source = draw_dot(Value(np.nan, label="q") * Value(-np.inf, label="r")).source
    assert "{ q | data nan |" in source
    assert "{ r | data −∞ |" in source
