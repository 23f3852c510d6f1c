"""The stepper in a real JupyterLab: its kernel, its keys, its themes, a notebook saved and opened again."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import axe
from tests.browser.jupyter import Notebook
from tests.browser.stepper import Stepper

LESSON = Path(__file__).parents[2] / "notebooks" / "03_backprop_by_hand.ipynb"
SHOW = """
from autograd_widgets import BackpropStepper, Value
a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
e = a * b; d = e + c; L = d * f
stepper = BackpropStepper(L)
stepper
"""

OpenNotebook = Callable[[Sequence[str] | Path], Notebook]


def stepper_in(notebook: Notebook, index: int = 0) -> Stepper:
    return Stepper(notebook.page, notebook.page.locator(".ag-stepper").nth(index))


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook([SHOW, "x = 1"])
    notebook.run_all()
    expect(stepper_in(notebook).node("L")).to_be_visible()
    return notebook


def test_lesson_runs_and_its_steppers_work(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(LESSON)
    notebook.run_all()
    stepper = stepper_in(notebook)
    stepper.button("To the end (End)").click()
    assert stepper.gradient("a") == "6.0"
    expect(notebook.page.locator(".ag-stepper")).to_have_count(3)


def test_kernel_reads_what_a_person_did(notebook: Notebook) -> None:
    stepper = stepper_in(notebook)
    stepper.step_forward(3)
    stepper.type_into("a", "4.5")
    stepper.choose("d")
    expect(stepper.node("e")).to_contain_text("−13.5")
    told = "3 {'a': 4.5, 'b': -3.0, 'c': 10.0, 'f': -2.0} d 2.0"
    notebook.wait_for("print(stepper.step, dict(stepper.inputs), stepper.selected, a.data)", told)


def test_python_moves_the_view(notebook: Notebook) -> None:
    stepper = stepper_in(notebook)
    notebook.evaluate("seen = []; stepper.observe(lambda change: seen.append(change.name)); stepper.step = 7")
    expect(stepper.root.get_by_role("slider", name="Step")).to_have_value("7")
    notebook.evaluate("stepper.inputs['a'] = 3; stepper.selected = 'f'")
    expect(stepper.node("e")).to_contain_text("−9.0")
    expect(stepper.card).to_contain_text("a leaf")
    notebook.wait_for("sorted(set(seen))", "['inputs', 'selected', 'step']")


def test_everything_answers_while_the_kernel_is_busy(notebook: Notebook) -> None:
    stepper = stepper_in(notebook)
    notebook.add_cell("import time; time.sleep(10)", wait=False)
    expect(notebook.cell(-1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    stepper.button("To the end (End)").click()
    stepper.type_into("f", "-3")
    assert stepper.gradient("a") == "9.0"
    stepper.step_back(7)
    assert stepper.data("e") == "?"
    expect(notebook.cell(-1).locator(".jp-InputPrompt")).to_have_text("[*]:")


def test_no_key_reaches_the_notebook(notebook: Notebook) -> None:
    page = notebook.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    stepper = stepper_in(notebook)
    stepper.root.get_by_role("group", name="Computation graph").focus()
    for key in (
        "a",
        "b",
        "d",
        "d",
        "x",
        "m",
        "ArrowRight",
        "ArrowRight",
        "Enter",
        "Space",
        "Space",
        "Shift+Enter",
    ):
        page.keyboard.press(key)
    assert stepper.step >= 2
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".jp-Notebook .jp-MarkdownCell").count() == 0


def test_after_a_drag_the_keys_still_belong_to_the_widget(notebook: Notebook) -> None:
    page = notebook.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    stepper = stepper_in(notebook)
    box = stepper.field("a").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 50, box["y"] + 8, steps=5)
    page.mouse.up()
    for key in ("ArrowRight", "d", "d", "b"):
        page.keyboard.press(key)
    assert stepper.step == 1
    stepper.root.locator(".ag-sentence").click()
    for key in ("ArrowRight", "d", "d", "b"):
        page.keyboard.press(key)
    assert stepper.step == 2
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells


def test_themes_switch_live_without_an_accessibility_violation(notebook: Notebook) -> None:
    stepper = stepper_in(notebook)
    stepper.step_forward(6)
    backgrounds = set[str]()
    for theme in ("light", "dark"):
        notebook.set_theme(theme)
        assert axe(notebook.page, ".ag-stepper") == []
        backgrounds.add(stepper.root.evaluate("root => getComputedStyle(root).backgroundColor"))
    assert len(backgrounds) == 2


def test_saved_notebook_works_without_a_kernel(notebook: Notebook) -> None:
    stepper_in(notebook).step_forward(2)
    notebook.wait_for("stepper.step", "2")
    saved = notebook.save()
    output = saved["cells"][0]["outputs"][0]["data"]
    assert "<svg" in "".join(output["image/svg+xml"])
    assert "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0" in "".join(output["text/plain"])
    stepper = stepper_in(notebook.reopen(kernel="none"))
    assert stepper.step == 2
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "1")
    assert stepper.gradient("b") == "−2.0"


def test_restarted_kernel_leaves_the_view_working(notebook: Notebook) -> None:
    stepper = stepper_in(notebook)
    notebook.restart_kernel()
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "1")
    assert stepper.gradient("b") == "−2.0"
    notebook.run_all()
    expect(stepper_in(notebook).node("L")).to_be_visible()


def test_one_widget_shown_twice_and_two_widgets_on_one_graph(notebook: Notebook) -> None:
    notebook.add_cell("stepper")
    notebook.add_cell("other = BackpropStepper(L); other")
    first, again, other = (stepper_in(notebook, index) for index in range(3))
    expect(other.node("L")).to_be_visible()
    first.step_forward(3)
    expect(again.root.get_by_role("slider", name="Step")).to_have_value("3")
    assert other.step == 0


def test_mistake_in_python_is_told_where_it_was_made(notebook: Notebook) -> None:
    for mistake, message in (
        ("BackpropStepper(3)", "expected a Value, the root of a computation, got int 3"),
        ("BackpropStepper(L, stap=3)", "did you mean 'step'?"),
        ("stepper.step = 99", "step must be from 0 to 7 in this graph, got 99"),
        ("stepper.inputs['z'] = 1", "there is no input 'z': the inputs are a, b, c, f"),
        ("stepper.inputs['a'] = 'x'", "expected real numbers, got str"),
        ("stepper.inputs['a'] = [1, 2]", "must have shape (), got (2,)"),
    ):
        told = notebook.evaluate(f"try:\n    {mistake}\nexcept Exception as error:\n    print(error)")
        assert message in told, json.dumps(told)
    stepper = stepper_in(notebook)
    stepper.step_forward()
    assert stepper.data("e") == "−6.0"
