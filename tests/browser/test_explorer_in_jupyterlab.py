"""The explorer in a real JupyterLab: its kernel, its keys, a function that only Python can run, a notebook saved."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.explorer import Explorer
from tests.browser.jupyter import Notebook

LESSONS = Path(__file__).parents[2] / "notebooks"
SHOW = """
from autograd_widgets import DerivativeExplorer
explorer = DerivativeExplorer(lambda a, b, c: a * b + c, a=2.0, b=-3.0, c=10.0, wrt="a", h=0.001)
explorer
"""
SHOW_BENT = """
import time
from pathlib import Path
from autograd_widgets import DerivativeExplorer
def bent(x):
    while Path("held up").exists():
        time.sleep(0.05)
    if x > 30:
        raise ValueError("no more than 30")
    return x**2 if x > 0 else -x
explorer = DerivativeExplorer(bent, x=2.0, h=0.5, ranges={"x": (-20, 20)})
explorer
"""

OpenNotebook = Callable[[Sequence[str] | Path], Notebook]


def explorer_in(notebook: Notebook, index: int = 0) -> Explorer:
    explorer = Explorer(notebook.page, notebook.page.locator(".ag-explorer").nth(index))
    explorer.root.scroll_into_view_if_needed()  # JupyterLab lays out no cell that is out of sight
    expect(explorer.plot).to_be_visible()
    return explorer


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook([SHOW, "x = 1"])
    notebook.run_all()
    return notebook


def test_kernel_reads_what_a_person_did_and_moves_the_view(notebook: Notebook) -> None:
    explorer = explorer_in(notebook)
    explorer.type_into("a", "4")
    explorer.choose("b")
    explorer.type_into("h", "0.5")
    explorer.choose_method("central")
    read = "dict(explorer.inputs), explorer.wrt, explorer.h, explorer.method, explorer.value, explorer.derivative"
    told = "({'a': 4.0, 'b': -3.0, 'c': 10.0}, 'b', 0.5, 'central', -2.0, 4.0)"
    notebook.wait_for(read, told)
    notebook.wait_for("explorer.difference, explorer.error", "(4.0, 0.0)")
    notebook.evaluate("explorer.inputs['b'] = 3; explorer.wrt = 'a'; explorer.h = 0.25; explorer.opened = True")
    expect(explorer.row("slope")).to_contain_text("3.0")
    expect(explorer.graph.node("a")).to_be_visible()
    assert [explorer.typed("b"), explorer.typed("h"), explorer.number("D1")] == ["3.0", "0.25", "21.25"]


def test_everything_answers_while_the_kernel_is_busy(notebook: Notebook) -> None:
    explorer = explorer_in(notebook)
    notebook.add_cell("import time; time.sleep(10)", wait=False)
    expect(notebook.cell(-1).locator(".jp-InputPrompt")).to_have_text("[*]:")
    explorer.drag(explorer.handle("a"), 60)
    a = float(explorer.typed("a"))
    assert a > 2.0
    assert explorer.exact("D1") == a * -3.0 + 10.0
    explorer.bar("b").click()
    assert explorer.exact("exact derivative, by autograd") == a
    stepper = explorer.open_graph()
    stepper.button("To the end (End)").click()
    assert stepper.gradient("a") == "−3.0"
    expect(notebook.cell(-1).locator(".jp-InputPrompt")).to_have_text("[*]:")


def test_no_key_reaches_the_notebook(notebook: Notebook) -> None:
    page = notebook.page
    cells = page.locator(".jp-Notebook .jp-Cell").count()
    explorer = explorer_in(notebook)
    keys = ("a", "b", "d", "d", "x", "m", "ArrowRight", "Enter", "Shift+Enter")
    explorer.handle("a").focus()
    for key in keys:
        page.keyboard.press(key)
    explorer.drag(explorer.handle("a"), 20)
    explorer.row("slope").click()
    for key in keys:
        page.keyboard.press(key)
    explorer.slider("c").press("Shift+ArrowRight")
    assert page.locator(".jp-Notebook .jp-Cell").count() == cells
    assert page.locator(".jp-Notebook .jp-MarkdownCell").count() == 0
    expect(explorer.plot).to_be_visible()


def test_function_that_branches_is_run_by_the_kernel(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook([SHOW_BENT])
    notebook.run_all()
    explorer = explorer_in(notebook)
    explorer.type_into("x", "-2")
    expect(explorer.row("exact derivative, by autograd")).to_contain_text("−1.0")
    expect(explorer.told).not_to_contain_text("Waiting")
    assert explorer.exact("value") == 2.0
    explorer.type_into("x", "-15")
    expect(explorer.row("value")).to_contain_text("15.0")
    (piece,) = explorer.curve
    assert piece[0][1] < piece[-1][1], "falls all along; down is positive"
    explorer.type_into("x", "31")
    expect(explorer.failure).to_contain_text("ValueError: no more than 30")
    explorer.type_into("x", "8")
    expect(explorer.failure).to_have_count(0)
    expect(explorer.row("value")).to_contain_text("64.0")
    held_up = notebook.path.parent / "held up"
    held_up.touch()
    explorer.type_into("x", "9")
    expect(explorer.told).to_contain_text("Waiting for Python …")
    assert explorer.typed("x") == "9.0"
    held_up.unlink()
    expect(explorer.row("value")).to_contain_text("81.0")
    expect(explorer.told).not_to_contain_text("Waiting")


def test_saved_notebook_works_without_a_kernel(notebook: Notebook) -> None:
    explorer_in(notebook).type_into("a", "5")
    notebook.wait_for("explorer.value", "-5.0")
    saved = notebook.save()
    output = saved["cells"][0]["outputs"][0]["data"]
    assert "<svg" in "".join(output["image/svg+xml"])
    assert "∂f/∂a = −3.0, by autograd" in "".join(output["text/plain"])
    explorer = explorer_in(notebook.reopen(kernel="none"))
    assert explorer.typed("a") == "5.0"
    explorer.drag(explorer.handle("a"), -60)
    assert explorer.exact("D1") == float(explorer.typed("a")) * -3.0 + 10.0


def test_restarted_kernel_leaves_the_view_working(notebook: Notebook) -> None:
    explorer = explorer_in(notebook)
    notebook.restart_kernel()
    explorer.drag(explorer.handle("a"), 60)
    assert explorer.exact("D1") == float(explorer.typed("a")) * -3.0 + 10.0
    notebook.run_all()
    assert explorer_in(notebook).number("D1") == "4.0"


@pytest.mark.parametrize(
    ("lesson", "count", "told"),
    [("01_derivatives", 5, "17.0"), ("02_many_inputs", 4, "−3.0")],
)
def test_lesson_runs_and_its_explorers_show(open_notebook: OpenNotebook, lesson: str, count: int, told: str) -> None:
    notebook = open_notebook(LESSONS / f"{lesson}.ipynb")
    notebook.run_all()
    explorer = explorer_in(notebook)
    if lesson == "01_derivatives":
        expect(explorer.row("difference quotient")).to_contain_text(told)
    else:
        assert explorer.number("slope") == told
    explorer.drag(explorer.handle("x" if lesson == "01_derivatives" else "a"), 30)
    expect(notebook.page.locator(".ag-explorer")).to_have_count(count)
    for index in range(count):
        expect(explorer_in(notebook, index).failure).to_have_count(0)
