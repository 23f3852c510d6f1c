"""Backpropagation by hand: the lesson keeps what its prose promises."""

from __future__ import annotations

import re

import nbformat
import numpy as np
import pytest

from autograd_widgets import Value, steps
from tests.notebooks.reading import Cells, cell_with, lesson, prose_of, text_of

LESSON = lesson("03_backprop_by_hand")


def expression() -> dict[str, Value]:
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}


def gradients(root: Value, **leaves: Value) -> dict[str, float]:
    root.backward()
    return {name: float(leaf.grad) for name, leaf in leaves.items()}


def test_the_hand_calculation_gives_the_numbers_of_the_guide(cells: Cells) -> None:
    values = expression()
    found = gradients(values["L"], **values)
    assert float(values["L"].data) == -8.0
    assert found == {"a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0, "e": -2.0, "d": -2.0, "L": 1.0}
    shown = text_of(cell_with(cells, "L.backward()"))
    assert {name: float(number) for name, number in re.findall(r"'(\w)': (-?[\d.]+)", shown)} == {
        name: found[name] for name in "abcdef"
    }


def test_nudging_gives_what_backpropagation_gives(cells: Cells) -> None:
    assert text_of(cell_with(cells, "def L_of")).strip() == "L goes from -8.000 to -7.994: 6.000 times as far as a"
    assert "the gradient of `a` should come out as 6" in prose_of(LESSON)
    assert "the 6 that nudging promised" in prose_of(LESSON)


@pytest.mark.parametrize(
    ("code", "set_by_then"),
    [
        ("L.grad = 1.0", {"L"}),
        ("d.grad = -2.0", {"L", "d", "f"}),
        ("c.grad = -2.0 * 1.0", {"L", "d", "f", "c", "e"}),
        ("a.grad = e.grad * b.data", {"L", "d", "f", "c", "e", "a", "b"}),
    ],
)
def test_gradients_set_by_hand_are_those_of_the_engine(code: str, set_by_then: set[str]) -> None:
    code_cells = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    last = next(i for i, source in enumerate(code_cells) if code in source)
    by_name = expression()
    for source in code_cells[2 : last + 1]:  # from the first that sets a gradient
        exec(source, dict(by_name, draw_dot=lambda _: None))
    values = expression()
    true = gradients(values["L"], **values)
    assert {name: float(v.grad) for name, v in by_name.items()} == {
        name: gradient if name in set_by_then else 0.0 for name, gradient in true.items()
    }


@pytest.mark.parametrize("code", ["L.grad = 1.0", "d.grad = -2.0", "c.grad = -2.0", "a.grad = e.grad"])
def test_each_gradient_set_by_hand_is_drawn(cells: Cells, code: str) -> None:
    cell = cell_with(cells, code)
    assert "<svg" in text_of(cell)
    for number in re.findall(r"grad = (-?\d\.0)\b", cell.source):
        assert number in text_of(cell).replace("−", "-")


def test_the_last_drawing_shows_the_gradients_of_a_and_b(cells: Cells) -> None:
    drawing = text_of(cell_with(cells, "a.grad = e.grad * b.data")).replace("−", "-")
    assert "6.0" in drawing
    assert "-4.0" in drawing


@pytest.mark.parametrize(
    "line",
    [
        "L = d × f = 4.0 × −2.0 = −8.0",
        "∂L/∂d = ∂L/∂L · ∂L/∂d = 1.0 · −2.0 = −2.0, because ∂L/∂d = f",
        "∂L/∂f = ∂L/∂L · ∂L/∂f = 1.0 · 4.0 = 4.0, because ∂L/∂f = d",
        "∂L/∂c = ∂L/∂d · ∂d/∂c = −2.0 · 1.0 = −2.0",
        "∂L/∂e = ∂L/∂d · ∂d/∂e = −2.0 · 1.0 = −2.0",
        "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0, because ∂e/∂a = b",
        "∂L/∂b = ∂L/∂e · ∂e/∂b = −2.0 · 2.0 = −4.0, because ∂e/∂b = a",
    ],
)
@pytest.mark.parametrize("code", ["steps(L)", "BackpropStepper(L)"])
def test_the_printed_steps_are_those_of_the_prose(cells: Cells, code: str, line: str) -> None:
    assert line in text_of(cell_with(cells, code))


def test_the_second_part_that_arrives_is_the_one_announced(cells: Cells) -> None:
    x, y = Value(3.0), Value(2.0)
    assert gradients(x * y + x, x=x, y=y) == {"x": 3.0, "y": 3.0}
    first, second = steps(x * y + x)[3:]  # the cell begins at step 4, where the first part has arrived
    assert [part.before for part in first.contributions if part.input.name == "x"] == [None]
    assert [part.after for part in second.contributions if part.input.name == "x"] == [3.0]
    shown = text_of(cell_with(cells, "BackpropStepper(z, step=4)"))
    assert "x receives 1.0 · 2.0 = 2.0, which with the 1.0 it already had makes 3.0" in shown


def test_the_neuron_has_the_gradients_of_the_prose(cells: Cells) -> None:
    x1, x2, w1, w2 = Value(2.0), Value(0.0), Value(-3.0), Value(1.0)
    o = (x1 * w1 + x2 * w2 + 6.8813735870195432).tanh()
    found = gradients(o, x1=x1, w1=w1, x2=x2, w2=w2)
    np.testing.assert_allclose(list(found.values()), [-1.5, 1.0, 0.5, 0.0], atol=1e-12)
    shown = text_of(cell_with(cells, "o = n.tanh()"))
    for name, number in (("x1", "−1.5"), ("w1", "1.0"), ("x2", "0.5"), ("w2", "0.0")):
        assert re.search(rf"{name} receives \S+ · \S+ = {number}\b", shown)
    prose = prose_of(LESSON)
    assert "the one that must be 0 is the gradient of `w2`" in prose
    assert "`x1` down (its gradient is −1.5), `w1` up (its gradient is 1)" in prose


def test_the_first_exercise_is_solved_rightly() -> None:
    values = expression()
    d, f = values["d"], Value(0.0)
    found = gradients(d * f, **{name: values[name] for name in "abcde"}, f=f)
    assert {name for name, gradient in found.items() if gradient == 0.0} == set("abcde")
    assert found["f"] == 4.0
    solution = "To 0: every path from `a` to `L` goes through the product with `f`. "
    assert solution + "The gradients of `b`, `c`, `d` and `e` become 0 too; only `f` keeps its own" in prose_of(LESSON)


def test_the_second_exercise_is_solved_rightly() -> None:
    p, q = Value(2.0), Value(5.0)
    assert gradients((p + q) * p, p=p, q=q) == {"p": 9.0, "q": 2.0}
    prose = prose_of(LESSON)
    assert "Write `p = Value(2.0)`, `q = Value(5.0)` and `r = (p + q) * p`." in prose
    assert "`2p + q = 9`, which arrives in two parts: `p + q = 7` from the product, and 2 from the sum" in prose
    assert "By `q` it is `p = 2`." in prose


@pytest.mark.parametrize(("name", "move"), [("x1", -1e-3), ("w1", 1e-3)])
def test_the_third_exercise_is_solved_rightly(name: str, move: float) -> None:
    def output(**moved: float) -> float:
        number = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0}
        number |= {name: number[name] + by for name, by in moved.items()}
        return np.tanh(number["x1"] * number["w1"] + number["x2"] * number["w2"] + 6.8813735870195432)

    assert output(**{name: move}) > output()
