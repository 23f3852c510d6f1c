"""Every lesson: runs from top to bottom, is committed clean, and has what a lesson has."""

from __future__ import annotations

import ast
import builtins
import inspect
import re
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from IPython.core.inputtransformer2 import TransformerManager

from tests.notebooks.conftest import Executed
from tests.notebooks.reading import (
    FOLDER,
    LESSONS,
    NOTEBOOKS,
    ROOT,
    WIDGET,
    anchors_of,
    cells_of,
    links_of,
    outputs_of,
    prose_of,
)

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SOURCE = PROJECT["urls"]["Source"]
ORDER = [
    "01_derivatives",
    "02_many_inputs",
    "03_backprop_by_hand",
    "04_value_and_autograd",
    "05_neurons_layers_mlp",
    "06_training",
    "07_your_own",
]
MOST_CELLS = 22
WIDGETS = ("BackpropStepper", "DerivativeExplorer", "TrainingPlayer")
TOP_LEVEL_AWAIT = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT

every_lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def plain_python(source: str) -> str:
    """Return a cell's code with its magics as calls."""
    return TransformerManager().transform_cell(source)


def test_the_guide_has_its_seven_lessons_and_a_glossary() -> None:
    assert [path.stem for path in NOTEBOOKS] == [*ORDER, "glossary"]


# --- how it is committed ---


@every_notebook
def test_a_notebook_is_committed_without_what_a_run_leaves_behind(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        installs = cell.cell_type == "code" and "%pip" in cell.source
        assert cell.metadata == ({"tags": ["remove-cell"]} if installs else {}), "what installs is not for a page"
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@every_lesson
def test_a_lesson_is_short_and_says_first_what_the_reader_will_be_able_to_do(path: Path) -> None:
    cells = cells_of(path)
    assert len(cells) <= MOST_CELLS
    assert re.match(r"# \S.+\n\n.+\n\nAfter this notebook you can ", cells[0].source)
    assert len(cells[0].source.split()) < 120  # no wall of text before the first thing to touch


# --- how it runs ---


@every_lesson
def test_a_lesson_runs_without_an_error_or_a_warning(executed: Executed, path: Path) -> None:
    outputs = [output for cell in executed(path).cells for output in outputs_of(cell)]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@every_lesson
def test_a_lesson_shows_a_widget_within_its_first_three_cells(executed: Executed, path: Path) -> None:
    shown = [WIDGET in output.get("data", {}) for cell in executed(path).cells[:3] for output in outputs_of(cell)]
    assert any(shown)


@every_lesson
def test_a_widget_takes_two_lines_at_most(path: Path) -> None:
    calls = [
        node
        for cell in cells_of(path, "code")
        for node in ast.walk(ast.parse(plain_python(cell.source)))
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in WIDGETS
    ]
    assert calls
    assert [ast.unparse(call) for call in calls if (call.end_lineno or 0) - call.lineno > 1] == []


@every_lesson
def test_a_widget_leaves_a_picture_and_a_text_where_no_widget_runs(executed: Executed, path: Path) -> None:
    for cell in executed(path).cells:
        for output in outputs_of(cell):
            if WIDGET in output.get("data", {}):
                assert output.data["image/svg+xml"].startswith("<svg")
                assert "object at 0x" not in output.data["text/plain"]


# --- where it runs ---


@every_lesson
def test_links_to_colab_and_binder_stand_on_top(path: Path) -> None:
    assert SOURCE.startswith("https://github.com/")
    repository = SOURCE.removeprefix("https://github.com/")
    file = f"notebooks/{path.name}"
    assert links_of(path)[:3] == [
        f"https://colab.research.google.com/github/{repository}/blob/main/{file}",
        f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{file}",
        "glossary.ipynb",
    ]
    assert all(link in cells_of(path)[0].source for link in links_of(path)[:3])


@pytest.mark.parametrize("is_installed", [True, False])
@every_lesson
def test_the_first_code_cell_installs_the_package_only_where_it_is_missing(
    path: Path, is_installed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = cells_of(path, "code")[0]
    assert first.source == cells_of(LESSONS[0], "code")[0].source
    asked: list[tuple[str, ...]] = []
    shell = SimpleNamespace(run_line_magic=lambda *words: asked.append(words))
    real_import = builtins.__import__

    def import_it(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "autograd_widgets" and not is_installed:
            raise ModuleNotFoundError(name)
        return real_import(name, *arguments, **options)

    code = compile(plain_python(first.source), "first cell", "exec")
    with monkeypatch.context() as patch:
        patch.setattr(builtins, "__import__", import_it)
        exec(code, {"get_ipython": lambda: shell})
    assert asked == ([] if is_installed else [("pip", f"install -q {PROJECT['name']}")])


@every_lesson
def test_no_cell_awaits_at_its_top_level_or_asks_the_shell(path: Path) -> None:
    for cell in cells_of(path, "code")[1:]:
        ast.parse(cell.source)  # plain Python: no magic, no shell
        code = compile(cell.source, "cell", "exec", flags=TOP_LEVEL_AWAIT)
        assert not code.co_flags & inspect.CO_COROUTINE


# --- how it ends, and where it leads ---


@every_lesson
def test_a_lesson_ends_with_exercises_whose_solutions_unfold(path: Path) -> None:
    _, heading, last = cells_of(path)[-1].source.partition("## Try it yourself\n\n")
    assert heading
    exercises, _, rest = last.partition("\n<details><summary>Solutions</summary>\n\n")
    solutions, _, after = rest.partition("\n\n</details>")
    numbered = [re.findall(r"^(\d+)\. ", part, re.MULTILINE) for part in (exercises, solutions)]
    assert numbered[0] == numbered[1] == [str(i) for i in range(1, len(numbered[0]) + 1)]
    assert len(numbered[0]) >= 3
    following = dict(zip(ORDER, [*ORDER[1:], "glossary"], strict=True))[path.stem]
    assert f"]({following}.ipynb)" in after


@every_notebook
def test_links_lead_to_notebooks_and_headings_that_exist(path: Path) -> None:
    for link in links_of(path):
        if link.startswith("https://"):
            continue
        name, _, anchor = link.partition("#")
        target = FOLDER / name if name else path
        assert target in NOTEBOOKS, link
        assert not anchor or unquote(anchor) in anchors_of(target), link


@every_notebook
def test_nothing_on_a_page_is_fetched_from_elsewhere(path: Path) -> None:
    assert "![" not in prose_of(path)
    assert "<img" not in prose_of(path)
