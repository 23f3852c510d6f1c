"""Value and autograd: the reader's own class computes what the lesson says, as the engine and PyTorch do."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
from typing import Any

import numpy as np
import pytest

import autograd_widgets as ag
from autograd_widgets import Graph
from autograd_widgets.engine import walk
from autograd_widgets.engine.ops import arithmetic, functions, trigonometry
from tests.notebooks.reading import (
    WIDGET,
    Cells,
    cell_with,
    cells_of,
    lesson,
    namespace_after,
    outputs_of,
    prose_of,
    text_of,
)

LESSON = lesson("04_value_and_autograd")
BY_HAND = {"a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0, "e": -2.0, "d": -2.0}
NEURON = {"x1": -1.5, "x2": 0.5, "w1": 1.0, "w2": 0.0, "b": 0.5}


@pytest.fixture(scope="module")
def typed() -> Any:
    """The class that the reader types."""
    return namespace_after(LESSON)["Value"]


def expression(kind: Any) -> dict[str, Any]:
    a, b, c, f = kind(2.0), kind(-3.0), kind(10.0), kind(-2.0)
    e = a * b
    d = e + c
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}


def test_the_class_has_as_many_lines_as_the_lesson_says() -> None:
    last: dict[str, str] = {}
    for cell in cells_of(LESSON, "code"):
        for node in ast.parse(cell.source.replace("%pip", "pass  #")).body:
            if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.name not in ("neuron", "entry"):
                last[node.name] = ast.get_source_segment(cell.source, node) or ""
            elif isinstance(node, ast.Assign) and "Value.__" in ast.unparse(node.targets[0]):
                last[ast.unparse(node.targets[0])] = ast.unparse(node)
    lines = [line for part in last.values() for line in part.splitlines() if line.strip()]
    assert 55 <= len(lines) <= 65
    assert "a class of some sixty lines" in prose_of(LESSON)


def test_every_name_that_the_explanation_mentions_is_in_the_class() -> None:
    code = "\n".join(cell.source for cell in cells_of(LESSON, "code"))
    told = prose_of(LESSON).partition("## A number that remembers")[2].partition("## Two neurons at once")[0]
    names = re.findall(r"`(_*[A-Za-z]\w*)`", told)
    assert len(names) > 25
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []


@pytest.mark.parametrize("code", ["L.grad = 1.0", "L.backward()"])
def test_the_readers_class_finds_what_was_found_by_hand(cells: Cells, code: str) -> None:
    shown = text_of(cell_with(cells, code)).replace("−", "-")
    if code == "L.backward()":
        assert str(BY_HAND) in shown
    else:
        for gradient in BY_HAND.values():
            assert f"grad {gradient}" in shown


def test_before_the_walk_all_gradients_are_drawn_as_0(cells: Cells) -> None:
    drawn = text_of(next(cell for cell in cells if cell.source.endswith("draw_dot(L)")))
    assert set(re.findall(r"grad (\S+?)<", drawn)) == {"0.0"}
    assert "data −8.0" in drawn


def test_the_stepper_shows_the_readers_own_objects(cells: Cells, typed: Any) -> None:
    values = expression(typed)
    nodes = Graph.of(values["L"]).nodes
    assert [node.op for node in nodes if node.inputs] == ["multiply", "add", "multiply"]
    assert "opaque" not in {node.op for node in nodes}
    shown = text_of(cell_with(cells, "L.backward()"))
    assert "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0, because ∂e/∂a = b" in shown
    widgets = [cell for cell in cells for output in outputs_of(cell) if WIDGET in output.get("data", {})]
    assert len(widgets) == 4


def test_the_neuron_and_its_smaller_steps_have_the_same_gradients(cells: Cells) -> None:
    line = ", ".join(f"{name} {gradient:.4f}" for name, gradient in NEURON.items())
    for code in ("o = n.tanh()", "e = (2 * n).exp()"):
        printed = text_of(cell_with(cells, code)).splitlines()[:2]
        assert printed == ["o is 0.7071", line]


def test_the_smaller_steps_are_those_that_the_prose_counts(typed: Any) -> None:
    n = typed(0.5)
    e = (2 * n).exp()
    made = [node.op for node in Graph.of((e - 1) / (e + 1)).nodes if node.inputs]
    assert sorted(made) == sorted(["multiply", "exp", "add", "add", "power", "multiply"])
    assert "through a product, an exponential, two sums, a power and one more product" in prose_of(LESSON)


def test_the_rules_of_the_class_are_those_of_the_engine(typed: Any) -> None:
    for f in (
        lambda x, y: (x * y + x).tanh() - y.exp(),
        lambda x, y: (x**3 - 2 * y) / (y**2 + 1),
        lambda x, y: -x * x + y / 3,
    ):
        ours, theirs = [ag.Value(0.7), ag.Value(-0.4)], [typed(0.7), typed(-0.4)]
        f(*ours).backward()
        f(*theirs).backward()
        for one, other in zip(ours, theirs, strict=True):
            assert other.grad == pytest.approx(one.grad, rel=1e-12)


@pytest.mark.parametrize("has_torch", [True, False])
def test_pytorch_stands_beside_ours_where_it_is_installed(
    has_torch: bool, typed: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if has_torch:
        pytest.importorskip("torch")
    real_import, source = builtins.__import__, cell_with(cells_of(LESSON, "code"), "import torch").source

    def import_it(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "torch" and not has_torch:
            raise ModuleNotFoundError(name)
        return real_import(name, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", import_it)
        exec(source, {"ag": ag, "Value": typed, "draw_dot": lambda _root, **_options: None})
    printed = capsys.readouterr()
    rows = [line for line in printed.out.splitlines() if "x1" in line]
    assert len(rows) == (3 if has_torch else 2)
    assert len({row[12:] for row in rows}) == 1
    assert ("PyTorch is not installed here" in printed.out) is not has_torch
    assert printed.err == ""


def test_the_first_of_two_neurons_is_the_one_before_and_the_second_lies_flat(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "import torch"))
    first, *_ = re.findall(r"yours +(.*)", shown)
    found = {name: (float(one), float(two)) for name, one, two in re.findall(r"(\w\d?) (\S+) (\S+)", first)}
    assert {name: one for name, (one, _) in found.items()} == NEURON
    assert max(abs(two) for _, two in found.values()) < 0.01
    assert "<svg" in shown


def test_the_engine_that_is_read_is_the_one_that_runs(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "inspect.getsource"))
    assert inspect.getsource(walk.topological_order) in shown
    for name, module in (("multiply", arithmetic), ("exp", functions), ("tanh", trigonometry)):
        code = shown[shown.index(f"\n{name} = elementwise(") + 1 :]
        code = code[: code.index("\n)\n") + 3]
        assert code in inspect.getsource(module)
        assert getattr(module, name).rules[0] in code
    for name in ("_order", "_walk", "partials", "rule", "proof"):
        assert f"`{name}`" in prose_of(LESSON)
        assert name in shown


def test_the_written_product_is_more_exact_than_the_square() -> None:
    t = np.tanh(15.0)
    exact = 4 * np.exp(-30.0)
    assert abs((1 - t) * (1 + t) - exact) < abs((1 - t**2) - exact)


def test_what_is_spread_over_an_array_is_added_up_by_the_engine_only(typed: Any) -> None:
    for kind, gradient in ((ag.Value, 3.0), (typed, [1.0, 2.0])):
        number = kind(5.0)
        (number * kind([1.0, 2.0])).backward()
        np.testing.assert_array_equal(number.grad, gradient)


# --- the exercises ---


def test_without_adding_up_the_second_part_overwrites_the_first() -> None:
    names = namespace_after(LESSON)
    source = cell_with(cells_of(LESSON, "code"), "L.grad = 1.0").source
    exec(source.replace("self.grad + out", "out").replace("other.grad + out", "out"), names)
    a = names["Value"](3.0)
    (a + a).backward()
    assert a.grad == 1.0


@pytest.mark.parametrize(("whose", "twice"), [("typed", 24.0), ("engine", 12.0)])
def test_a_second_walk_gives_what_the_solution_says(whose: str, twice: float, typed: Any) -> None:
    values = expression(typed if whose == "typed" else ag.Value)
    values["L"].backward()
    assert values["a"].grad == 6.0
    values["L"].backward()
    assert values["a"].grad == twice
    assert "In yours 24, in the engine's 12." in prose_of(LESSON)
    if whose == "typed":
        assert values["e"].grad == -6.0 + -2.0 + 2.0


def test_the_missing_method_is_the_one_of_the_solution() -> None:
    names = namespace_after(LESSON)
    with pytest.raises(TypeError):
        1 - names["Value"](3.0)
    (line,) = re.findall(r"`(Value\.__rsub__ = .*?)`", prose_of(LESSON))
    exec(line, names)
    a = names["Value"](3.0)
    out = 1 - a
    out.backward()
    assert (out.data, a.grad) == (-2.0, -1.0)


def test_the_readers_relu_is_known_to_the_stepper() -> None:
    names = namespace_after(LESSON)
    (rule,) = re.findall(r"`(self\.grad = self\.grad \+ \(out.*?)`", prose_of(LESSON))
    source = re.search(
        r"def exp\(self\):.*?return out\n", cell_with(cells_of(LESSON, "code"), "def exp").source, re.DOTALL
    )
    assert source
    relu = source[0].replace("np.exp(self.data)", "np.maximum(self.data, 0)").replace('"exp"', '"relu"')
    exec(relu.replace("self.grad = self.grad + out.data * out.grad", rule).replace("def exp", "def relu"), names)
    names["Value"].relu = names["relu"]
    for number, slope in ((2.0, -3.0 * 0), (-2.0, -3.0)):
        a = names["Value"](number)
        out = (a * -3).relu()
        out.backward()
        assert a.grad == slope
        assert Graph.of(out).nodes[-1].op == "relu"


def test_a_long_chain_is_too_deep_for_the_class_and_not_for_the_engine(typed: Any) -> None:
    ends = {}
    for kind in (typed, ag.Value):
        start = x = kind(1.0)
        for _ in range(5000):
            x = x + 1
        ends[kind] = (start, x)
    with pytest.raises(RecursionError):
        ends[typed][1].backward()
    start, x = ends[ag.Value]
    x.backward()
    assert start.grad == 1.0
