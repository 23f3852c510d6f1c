"""A notebook as one offline HTML file, in which the widgets live."""

from __future__ import annotations

import html
import importlib.util
import logging
import re
import warnings
from collections.abc import Collection, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograd_widgets.export import check_target, page_of, write_html
from autograd_widgets.notebook_prose import body_of
from autograd_widgets.notebook_widgets import take_widgets_out
from autograd_widgets.page_style import STYLE

PATIENCE = 600  # seconds for a cell
QUIETLY = ["--log-level=ERROR"]  # a kernel of one's own, on one's own machine, need not be warned of
NEEDS = 'exporting a notebook needs nbconvert and latex2mathml: pip install "autograd-widgets[lab]" brings them.'


class NotebookError(ValueError):
    """A notebook can't be exported: a cell fails, or the file is no notebook."""


@dataclass
class Written:
    """A page, and what a person should know about it."""

    path: Path
    title: str
    widgets: int
    notices: list[str] = field(default_factory=list[str])


def write_notebook_page(
    notebook: Path, page: Path, *, execute: bool = False, navigation: str = "", beside: Collection[str] = ()
) -> Written:
    """Write a notebook as a page that needs no network and no kernel: prose, formulas, code, outputs and live widgets.

    The widgets are as they were when the notebook was saved, or as its cells leave them if it is executed. HTML in the
    notebook is sanitised: no script, style, form or frame is left; of widgets, only this package's are alive.

    Args:
        notebook: an `.ipynb` file; it is not changed.
        page: the HTML file; a page that is there is overwritten, nothing else is.
        execute: whether the cells are run first, in the notebook's folder.
        navigation: HTML that is put above and below.
        beside: which notebooks are pages beside this one, by their files' names without ending: links lead to these.

    Raises:
        FileNotFoundError: there is no such notebook, or no such folder for the page.
        OSError: the page can't be written, or there is another file; see `check_target`.
        NotebookError: it is no notebook, or a cell fails; the message says which, with its traceback.
        ModuleNotFoundError: nbconvert or latex2mathml is not installed.
    """
    check_target(page)
    book = read_notebook(notebook)
    if execute:
        run_notebook(book, notebook)
    title = title_of(book, notebook)
    notices: list[str] = []
    mark = f"ag-{sha256(repr(book).encode()).hexdigest()[:16]}"  # which the notebook can't hold
    widgets, places = take_widgets_out(book, notices, mark)
    if not widgets:
        notices.append("there is no widget in it" + ("." if execute else ": was it run and saved? --execute runs it."))
    remove_cells(book)
    body = body_of(book, mark)
    for place, inside in places.items():
        body = body.replace(f"<p>{mark}-{place}</p>", inside)
    for stem in beside:
        body = body.replace(f'href="{stem}.ipynb', f'href="{stem}.html')
    whole = "\n".join(part for part in (navigation, f"<main>\n{body}\n</main>", navigation) if part)
    write_html(page, page_of(title, whole, widgets, _bundle, style=STYLE))
    return Written(page, title, len(widgets), notices)


def write_site(folder: Path, site: Path, *, execute: bool = False) -> Iterator[Written]:
    """Write each notebook of a folder as a page, with links between them; the first one is `index.html` too.

    Args:
        folder: of the notebooks, which come in the order of their names.
        site: where to; it is made if it is missing.
        execute: whether the notebooks are run first.

    Raises:
        FileNotFoundError: there is no notebook in the folder.
        NotADirectoryError: there is a file of the site's name.
        NotebookError: see `write_notebook_page`; pages of notebooks before it are written.
    """
    notebooks = sorted(folder.glob("*.ipynb"))
    if not notebooks:
        raise FileNotFoundError(f"there is no notebook in {folder}.")
    if site.exists() and not site.is_dir():
        raise NotADirectoryError(f"{site} is a file, and a site is a folder: choose another name.")
    site.mkdir(parents=True, exist_ok=True)
    titles = {path.stem: title_of(read_notebook(path), path) for path in notebooks}
    for path in notebooks:
        links = [_link(stem, title, is_here=stem == path.stem) for stem, title in titles.items()]
        navigation = f"<nav>{' '.join(links)}</nav>"
        page = site / f"{path.stem}.html"
        yield write_notebook_page(path, page, execute=execute, navigation=navigation, beside=titles)
        if path is notebooks[0] and "index" not in titles:
            (site / "index.html").write_bytes(page.read_bytes())


def title_of(book: Any, path: Path) -> str:
    """Return a notebook's first heading, or what its file is called."""
    for cell in book.cells:
        found = re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return re.sub(r"[`*$]", "", found[1]).strip()
    return path.stem


def _link(stem: str, title: str, *, is_here: bool) -> str:
    here = ' aria-current="page"' if is_here else ""
    return f'<a href="{html.escape(stem)}.html"{here}>{html.escape(title)}</a>'


# --- the notebook ---


def read_notebook(path: Path) -> Any:
    """Return a notebook, in the present format.

    Raises:
        FileNotFoundError: there is no such file.
        NotebookError: it is no notebook.
        ModuleNotFoundError: nbconvert or latex2mathml is not installed.
    """
    if any(importlib.util.find_spec(name) is None for name in ("nbconvert", "latex2mathml")):
        raise ModuleNotFoundError(NEEDS)
    import nbformat  # noqa: PLC0415 — which nbconvert brings; the engine needs none of these

    try:
        with _quiet():
            book = nbformat.read(path, as_version=4)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            nbformat.validate(book)  # pyright: ignore[reportUnknownMemberType]
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 — what is no notebook fails in many ways
        told = str(error).partition("\n")[0][:200]
        raise NotebookError(f"{path} is no notebook that can be read: {told}") from None
    return book  # pyright: ignore[reportUnknownVariableType]


@contextmanager
def _quiet() -> Generator[None]:
    """Keep nbformat from telling twice what is wrong with a notebook, and from warning of what it puts right."""
    logger = logging.getLogger("traitlets")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before


def run_notebook(book: Any, path: Path) -> None:
    """Run a notebook's cells, in its folder.

    Raises:
        NotebookError: a cell fails; the message says which, with its traceback.
    """
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellExecutionError, CellTimeoutError  # noqa: PLC0415

    folder = {"metadata": {"path": str(path.parent.resolve())}}
    client = NotebookClient(book, timeout=PATIENCE, extra_arguments=QUIETLY, resources=folder)
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError) as error:
        place = next((i for i, cell in enumerate(book.cells, 1) if _has_failed(cell)), 0)
        told = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise NotebookError(f"cell {place} of {path} fails:\n{told}") from None


def remove_cells(book: Any) -> None:
    """Take out the cells that are of no use on a page: as Jupyter Book does it, those with the tag `remove-cell`."""
    book.cells = [cell for cell in book.cells if "remove-cell" not in cell.metadata.get("tags", ())]


def _has_failed(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _bundle(name: str) -> str:
    from autograd_widgets.widgets.base import bundle  # noqa: PLC0415 — only when there are widgets

    return bundle(name)
