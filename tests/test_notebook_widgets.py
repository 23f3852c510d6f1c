"""Widgets in saved notebooks, whole and damaged: they live on the page, or a picture is kept and it is said why."""

from __future__ import annotations

import base64
import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

import autograd_widgets
from autograd_widgets.notebook_page import NotebookError, write_notebook_page, write_site
from autograd_widgets.notebook_widgets import STATE, STEMS, VIEW
from autograd_widgets.widgets.base import Widget
from tests.test_export import unpacked

STEPPER = "from autograd_widgets import BackpropStepper, Value\nBackpropStepper(Value(2.0, label='a') * 3)"
EXPLORER = "from autograd_widgets import DerivativeExplorer\nDerivativeExplorer(lambda x, a=3.0: a * x**2, x=3.0)"
PLAYER = "from autograd_widgets import MLP, TrainingPlayer\nTrainingPlayer(MLP(1, [1], rng=0), [[1.0]], [1.0])"

Notebook = dict[str, Any]


@pytest.fixture(scope="module")
def run() -> Notebook:
    """A notebook with each of the widgets, the first one twice, as nbclient saves it."""
    cells = [STEPPER, "w = _\nw", EXPLORER, PLAYER]
    book = new_notebook(cells=[new_code_cell(source) for source in cells])
    NotebookClient(book, timeout=120).execute()
    return json.loads(nbformat.writes(book))  # pyright: ignore[reportUnknownMemberType]


def exported(book: Notebook, folder: Path) -> tuple[str, list[Any], list[str]]:
    """Return the page of a notebook, the widgets that its script shows, and the notices."""
    notebook = folder / "book.ipynb"
    notebook.write_text(json.dumps(book), "utf-8")
    written = write_notebook_page(notebook, folder / "page.html")
    text = written.path.read_text("utf-8")
    calls = re.findall(r"^agShow\((.*)\);$", text, re.MULTILINE)
    return text, json.loads(f"[{calls[0]}]")[1] if calls else [], written.notices


def models_of(book: Notebook) -> dict[str, Any]:
    return book["metadata"]["widgets"][STATE]["state"]


def model_of(book: Notebook, name: str = "BackpropStepper") -> dict[str, Any]:
    ours = [each for each in models_of(book).values() if str(each["state"].get("_anywidget_id", "")).endswith(name)]
    (model,) = ours
    return model


def test_each_kind_of_widget_is_known() -> None:
    public = {name: getattr(autograd_widgets, name) for name in autograd_widgets.__all__}
    kinds = {name: kind.stem for name, kind in public.items() if isinstance(kind, type) and issubclass(kind, Widget)}
    assert kinds == STEMS


def test_a_widget_that_is_shown_twice_is_two_views_of_one(run: Notebook, tmp_path: Path) -> None:
    text, widgets, notices = exported(run, tmp_path)
    assert [(place, kind) for place, kind, _ in widgets] == [
        ("widget-1", "backprop_stepper"),
        ("widget-2", "backprop_stepper"),
        ("widget-3", "derivative_explorer"),
        ("widget-4", "training_player"),
    ]
    assert widgets[1][2] == "widget-1"
    assert notices == []
    assert len(re.findall('<div class="ag-host" id="widget-\\d"><img alt="[^"]+" src="data:image/svg', text)) == 4


def test_every_output_holds_a_picture_and_a_text_for_places_where_nothing_runs(run: Notebook) -> None:
    outputs = [output for cell in run["cells"] for output in cell["outputs"]]
    for output in outputs:
        data = output["data"]
        assert len("".join(data["text/plain"])) > 40
        picture = ElementTree.fromstring("".join(data["image/svg+xml"]))
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        assert not re.search(r"var\(|currentColor|url\((?!#)|@import|href=", "".join(data["image/svg+xml"]))
        for number in ("width", "height"):
            assert float(picture.attrib[number]) > 0


def no_model(book: Notebook) -> None:
    models_of(book).clear()


def no_state(book: Notebook) -> None:
    del book["metadata"]["widgets"]


def no_bytes(book: Notebook) -> None:
    model_of(book)["buffers"] = []


def odd_buffers(book: Notebook) -> None:
    model_of(book)["buffers"] = [{}, {"path": "x"}, {"path": [], "data": ""}, {"path": ["graph", 7, 8], "data": "!"}, 3]


def a_trait_is_missing(book: Notebook) -> None:
    del model_of(book)["state"]["inputs"]


def an_older_version(book: Notebook) -> None:
    model_of(book)["state"]["graph"]["version"] = 1


def an_odd_version(book: Notebook) -> None:
    model_of(book)["state"]["graph"]["version"] = [1]


def a_nan(book: Notebook) -> None:
    model_of(book)["state"]["speed"] = float("nan")


def called(name: str) -> Callable[[Notebook], None]:
    def damage(book: Notebook) -> None:
        model_of(book)["state"]["_anywidget_id"] = name

    return damage


def view(value: Any) -> Callable[[Notebook], None]:
    def damage(book: Notebook) -> None:
        for cell in book["cells"][:2]:
            cell["outputs"][0]["data"][VIEW] = value

    return damage


def a_model_that_is_no_model(book: Notebook) -> None:
    for identity in list(models_of(book)):
        models_of(book)[identity] = [identity]


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        (no_model, "the state of a widget is not in the notebook, and its picture is kept; --execute runs"),
        (no_state, "the state of a widget is not in the notebook"),
        (a_model_that_is_no_model, "the state of a widget is not in the notebook"),
        (no_bytes, "the numbers of a BackpropStepper are missing in the notebook"),
        (odd_buffers, "the numbers of a BackpropStepper are missing in the notebook"),
        (a_trait_is_missing, "a BackpropStepper was saved by another version, and its picture is kept"),
        (an_older_version, "a BackpropStepper was saved by another version"),
        (an_odd_version, "a BackpropStepper was saved by another version"),
        (a_nan, "the numbers of a BackpropStepper are damaged"),
        (called("autograd_widgets.widgets.backprop_quiz.Nope"), "there is no widget 'Nope' in this version"),
        (called("autograd_widgets.x./../../etc/passwd"), "there is no widget '/etc/passwd' in this version"),
        (called("autograd_widgets.x.training_player"), "there is no widget 'training_player' in this version"),
        (called("somebody.else.BackpropStepper"), "a widget of another library (AnyModel) is kept"),
        (view({"model_id": "unknown"}), "the state of a widget is not in the notebook"),
        (view({"model_id": {"a": 1}}), "the state of a widget is not in the notebook"),
        (view({}), "the state of a widget is not in the notebook"),
        (view(7), "the state of a widget is not in the notebook"),
    ],
)
def test_a_damaged_widget_becomes_its_picture_and_is_told(
    run: Notebook, tmp_path: Path, damage: Callable[[Notebook], None], told: str
) -> None:
    book = copy.deepcopy(run)
    damage(book)
    text, widgets, notices = exported(book, tmp_path)
    assert "backprop_stepper" not in [kind for _, kind, _ in widgets]
    assert notices[0].startswith(f"cell 1: {told}")
    assert notices[1].startswith(f"cell 2: {told}")
    body = text[text.index("<main>") : text.index("</main>")]
    assert body.count("<img alt=") == 4
    assert "root:x:0" not in text


def test_a_widget_of_which_nothing_else_was_saved_is_told_in_its_place(run: Notebook, tmp_path: Path) -> None:
    book = copy.deepcopy(run)
    no_state(book)
    for cell in book["cells"]:
        cell["outputs"][0]["data"] = {VIEW: cell["outputs"][0]["data"][VIEW]}
    text, widgets, _ = exported(book, tmp_path)
    assert (widgets, text.count("A widget of which nothing was saved.")) == ([], 4)


def test_a_state_as_colab_saves_it_is_read(run: Notebook, tmp_path: Path) -> None:
    book = copy.deepcopy(run)
    book["metadata"]["widgets"] = {STATE: models_of(book)}
    _, widgets, notices = exported(book, tmp_path)
    assert (len(widgets), notices) == (4, [])


def test_bytes_in_hexadecimal_are_the_same_bytes(run: Notebook, tmp_path: Path) -> None:
    _, widgets, _ = exported(run, tmp_path)
    book = copy.deepcopy(run)
    for buffer in model_of(book)["buffers"]:
        buffer |= {"encoding": "hex", "data": base64.b64decode(buffer["data"]).hex()}
    _, again, _ = exported(book, tmp_path)
    assert unpacked(widgets[0][2]) == unpacked(again[0][2])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "does not appear to be JSON"),
        ("null", "NoneType"),
        ("[]", "list"),
        ("{}", "missing a key"),
        ("\x00", "does not appear to be JSON"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "missing an expected key: cells"),
        ('{"nbformat": 99, "nbformat_minor": 0, "metadata": {}, "cells": []}', "Unsupported nbformat version 99"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": 5}', "is no notebook"),
        ('{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}', "metadata"),
    ],
)
def test_what_is_no_notebook_is_refused_and_nothing_is_written(tmp_path: Path, text: str, told: str) -> None:
    notebook = tmp_path / "book.ipynb"
    notebook.write_text(text, "utf-8")
    with pytest.raises(NotebookError, match=r"^(?!.*\n).*book\.ipynb is no notebook that can be read: ") as refused:
        write_notebook_page(notebook, tmp_path / "page.html")
    assert told in str(refused.value)
    assert not (tmp_path / "page.html").exists()


def test_notebooks_without_cells_and_of_format_3_become_pages(tmp_path: Path) -> None:
    text, widgets, notices = exported({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}, tmp_path)
    assert (widgets, len(notices), "<script>" in text) == ([], 1, False)
    output = {"output_type": "pyout", "prompt_number": 1, "text": ["2"], "metadata": {}}
    code = {"cell_type": "code", "collapsed": False, "input": ["1 + 1"], "language": "python", "metadata": {}}
    heading = {"cell_type": "heading", "level": 1, "source": ["Old"], "metadata": {}}
    cells = [heading, {**code, "outputs": [output], "prompt_number": 1}]
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    text, _, _ = exported(old, tmp_path)
    assert "<title>Old</title>" in text
    assert re.search(r"<pre[^>]*>\s*2\s*</pre>", text)


def test_the_notebook_itself_and_other_files_are_never_overwritten(run: Notebook, tmp_path: Path) -> None:
    notebook = tmp_path / "book.ipynb"
    notebook.write_text(json.dumps(run), "utf-8")
    before = notebook.read_bytes()
    for execute in (False, True):  # and that is said before anything is run
        with pytest.raises(FileExistsError, match="no page that autograd-widgets has written"):
            write_notebook_page(notebook, notebook, execute=execute)
    assert notebook.read_bytes() == before
    with pytest.raises(NotADirectoryError, match="is a file, and a site is a folder"):
        list(write_site(tmp_path, notebook))
    assert notebook.read_bytes() == before


def test_a_notebook_called_index_stays_the_first_page_of_its_site(tmp_path: Path) -> None:
    for name in ("a", "index"):
        book = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(book), "utf-8")
    list(write_site(tmp_path, tmp_path / "site"))
    assert "<title>index</title>" in (tmp_path / "site" / "index.html").read_text("utf-8")
