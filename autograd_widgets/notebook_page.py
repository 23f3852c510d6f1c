"""A notebook as one offline HTML file, in which the widgets live."""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from autograd_widgets.export import check_target, page_of, write_html
from autograd_widgets.notebook_file import NotebookError, read_notebook, remove_cells, run_notebook
from autograd_widgets.notebook_html import page_address
from autograd_widgets.notebook_prose import body_of
from autograd_widgets.notebook_widgets import take_widgets_out
from autograd_widgets.page_style import STYLE


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
    notebook is sanitised: no script, style, form or frame is left; of widgets, only this package's are alive; of
    pictures, those in it or in its folder are in the page, and none is asked for elsewhere.

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
        ModuleNotFoundError: something that exporting needs is not installed.
    """
    check_target(page)
    book = read_notebook(notebook)
    notices = run_notebook(book, notebook) if execute else []
    title = title_of(book, notebook)
    mark = f"ag{sha256(repr(book).encode()).hexdigest()[:16]}"  # which the notebook can't hold
    try:
        widgets, places = take_widgets_out(book, notices, mark)
        remove_cells(book)
        body = body_of(book, mark, notebook.parent, beside, notices)
    except Exception as error:  # what is damaged in a notebook shows in many ways
        told = str(error).partition("\n")[0][:200]
        raise NotebookError(f"{notebook} can't be written as a page, it is damaged: {told}") from error
    if not widgets:
        notices.append("there is no widget in it" + ("." if execute else ": was it run and saved? --execute runs it."))
    for place, inside in places.items():
        body = body.replace(f"<p>{mark}-{place}</p>", inside)
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
        FileExistsError: there is a page in it that this package has not written.
        NotebookError: see `write_notebook_page`; pages of notebooks before it are written.
    """
    notebooks = sorted(folder.glob("*.ipynb"))
    if not notebooks:
        raise FileNotFoundError(f"there is no notebook in {folder}.")
    if site.exists() and not site.is_dir():
        raise NotADirectoryError(f"{site} is a file, and a site is a folder: choose another name.")
    site.mkdir(parents=True, exist_ok=True)
    for stem in ("index", *(path.stem for path in notebooks)):  # before anything is run
        check_target(site / f"{stem}.html")
    titles = {path.stem: title_of(read_notebook(path), path) for path in notebooks}
    for path in notebooks:
        links = [_link(stem, title, is_here=stem == path.stem) for stem, title in titles.items()]
        navigation = f"<nav>{' '.join(links)}</nav>"
        page = site / f"{path.stem}.html"
        yield write_notebook_page(path, page, execute=execute, navigation=navigation, beside=titles)
        if path is notebooks[0] and "index" not in titles:
            write_html(site / "index.html", page.read_text("utf-8"))


def title_of(book: Any, path: Path) -> str:
    """Return a notebook's first heading, or what its file is called."""
    for cell in book.cells:
        found = re.search(r"^#\s+(.+)$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
        if found:
            return re.sub(r"[`*$]", "", found[1]).strip()
    return path.stem


def _link(stem: str, title: str, *, is_here: bool) -> str:
    here = ' aria-current="page"' if is_here else ""
    return f'<a href="{html.escape(page_address(stem))}"{here}>{html.escape(title)}</a>'


def _bundle(name: str) -> str:
    from autograd_widgets.widgets.base import bundle  # noqa: PLC0415 — only when there are widgets

    return bundle(name)
