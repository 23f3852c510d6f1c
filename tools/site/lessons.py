"""The lessons as pages: a notebook is run, and written as Markdown in which its widgets are."""

# pyright: basic

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from autograd_widgets.export import Placed
from autograd_widgets.notebook_page import NotebookError, read_notebook, remove_cells, run_notebook
from autograd_widgets.notebook_widgets import take_widgets_out

OUTPUT, STILL = "cell-output", "still"  # the directive for what a cell gave, and what it calls a widget's picture
PICTURE = "What the cell above draws."  # to those who can't see it
MARK = "ag-widget-of-this-lesson"
FENCE = "~" * 8  # longer than any in a lesson


def lesson_page(notebook: Path) -> str:
    """Run a notebook and return it as Markdown.

    Raises:
        NotebookError: a cell fails; the message says which, with its traceback.
    """
    book = read_notebook(notebook)
    run_notebook(book, notebook)
    notices: list[str] = []
    widgets, _ = take_widgets_out(book, notices, MARK)
    if notices:
        raise NotebookError(f"{notebook}: {' '.join(notices)}")
    remove_cells(book)
    return page_of(book, {f"<p>{MARK}-{one.place}</p>": one for one in widgets})


def page_of(book: Any, widgets: dict[str, Placed]) -> str:
    """Return a notebook that was run as Markdown; `widgets` says by an output's HTML which stands there."""
    return "\n\n".join(part for cell in book.cells for part in _parts(cell, widgets)) + "\n"


def _parts(cell: Any, widgets: dict[str, Placed]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _linked(cell.source)
    elif cell.cell_type == "code" and cell.source.strip():
        yield f"{FENCE}python\n{cell.source}\n{FENCE}"
        for output in _joined(cell.outputs):
            yield _output(output, widgets)


def _linked(source: str) -> str:
    """Return Markdown whose links to lessons lead to their pages."""
    return re.sub(r"\]\((\w+)\.ipynb(#[^)]*)?\)", lambda found: f"]({found[1]}.md{(found[2] or '').lower()})", source)


def _joined(outputs: list[Any]) -> Iterator[Any]:
    """Yield outputs, what was printed in several pieces as one."""
    printed = ""
    for output in outputs:
        if output.output_type == "stream":
            printed += output.text
            continue
        if printed:
            yield {"data": {"text/plain": printed}}
            printed = ""
        yield output
    if printed:
        yield {"data": {"text/plain": printed}}


def _output(output: Any, widgets: dict[str, Placed]) -> str:
    data = output["data"]
    if "text/markdown" in data:
        return data["text/markdown"]
    return f"{FENCE}{{{OUTPUT}}}\n{json.dumps(_shown(data, widgets))}\n{FENCE}"


def _shown(data: Any, widgets: dict[str, Placed]) -> dict[str, str]:
    """Return the richest form of an output that a page can hold."""
    if one := widgets.get(data.get("text/html", "")):
        return {"kind": one.kind, "state": one.state, STILL: one.still}
    if "text/html" in data:
        return {"html": data["text/html"]}
    if "image/svg+xml" in data:
        return {"html": _picture("svg+xml", base64.b64encode(data["image/svg+xml"].encode()).decode())}
    if "image/png" in data:
        return {"html": _picture("png", data["image/png"].strip())}
    return {"text": data["text/plain"].rstrip()}


def _picture(kind: str, encoded: str) -> str:
    return f'<img alt="{html.escape(PICTURE)}" src="data:image/{kind};base64,{encoded}">'
