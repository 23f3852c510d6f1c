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

from autograd_widgets.export import json_text
from autograd_widgets.notebook_page import STATE, VIEW, _kind_of, _read, _run, _state_of

OUTPUT, STILL = "cell-output", "still"  # the directive for what a cell gave, and what it calls a widget's picture
PICTURE = "What the cell above draws."  # to those who can't see it
INSTALLS = "%pip install"  # a cell that a reader of the page has no use for
FENCE = "~" * 8  # longer than any in a lesson


def lesson_page(notebook: Path) -> str:
    """Run a notebook and return it as Markdown.

    Raises:
        NotebookError: a cell fails; the message says which, with its traceback.
    """
    book = _read(notebook)
    _run(book, notebook)
    return page_of(book)


def page_of(book: Any) -> str:
    """Return a notebook that was run as Markdown."""
    models: dict[str, Any] = book.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    return "\n\n".join(part for cell in book.cells for part in _parts(cell, models)) + "\n"


def _parts(cell: Any, models: dict[str, Any]) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _linked(cell.source)
    elif cell.cell_type == "code" and cell.source.strip() and INSTALLS not in cell.source:
        yield f"{FENCE}python\n{cell.source}\n{FENCE}"
        for output in _joined(cell.outputs):
            yield _output(output, models)


def _linked(source: str) -> str:
    """Return Markdown whose links to lessons lead to their pages, and which asks no other machine for a picture."""
    source = re.sub(r"\]\((\w+)\.ipynb(#[^)]*)?\)", lambda found: f"]({found[1]}.md{(found[2] or '').lower()})", source)
    return re.sub(r"!\[([^]]*)\]\(https?://[^)]*\)", r"\1", source)


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


def _output(output: Any, models: dict[str, Any]) -> str:
    data = output["data"]
    if "text/markdown" in data:
        return data["text/markdown"]
    return f"{FENCE}{{{OUTPUT}}}\n{json.dumps(_shown(data, models))}\n{FENCE}"


def _shown(data: Any, models: dict[str, Any]) -> dict[str, str]:
    """Return the richest form of an output that a page can hold."""
    model = models.get(data.get(VIEW, {}).get("model_id", ""), {})
    if kind := _kind_of(model):
        state = {name: value for name, value in _state_of(model).items() if name != "layout"}
        return {"kind": kind, "state": json_text(state), STILL: data.get("image/svg+xml", "")}
    if "text/html" in data:
        return {"html": data["text/html"]}
    if "image/svg+xml" in data:
        return {"html": _picture("svg+xml", base64.b64encode(data["image/svg+xml"].encode()).decode())}
    if "image/png" in data:
        return {"html": _picture("png", data["image/png"].strip())}
    return {"text": data["text/plain"].rstrip()}


def _picture(kind: str, encoded: str) -> str:
    return f'<img alt="{html.escape(PICTURE)}" src="data:image/{kind};base64,{encoded}">'
