"""A notebook that is made to do harm, or that is damaged: its page runs nothing, and asks nobody for anything."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from autograd_widgets.notebook_html import ATTRIBUTES, TAGS
from autograd_widgets.notebook_page import NotebookError, Written, write_notebook_page

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
HARM = (
    "1 onerror=alert(1) style=color:red",
    '"><script>alert(1)</script><iframe src="https://evil.example"></iframe>',
    "'><svg onload=alert(1)><style>*{background:url(https://evil.example)}</style>",
    "https://evil.example/picture.png",
)
SAYS_TEXT = {"text/plain": "2"}


class Elements(HTMLParser):
    """The elements of a page's main part, with their attributes."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        text = page.read_text("utf-8")
        assert (text.count("<main>"), text.count("</main>")) == (1, 1)
        self.feed(text[text.index("<main>") + 6 : text.index("</main>")])
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def code(data: dict[str, Any], metadata: Any = None, **cell: Any) -> dict[str, Any]:
    output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
    return {"cell_type": "code", "source": "1 + 1", "outputs": [output], "execution_count": 1, "metadata": {}, **cell}


def markdown(source: str, **cell: Any) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": source, "metadata": {}, **cell}


def exported(folder: Path, *cells: dict[str, Any], **metadata: Any) -> Written:
    book = {"nbformat": 4, "nbformat_minor": 4, "metadata": metadata, "cells": list(cells)}
    (folder / "book.ipynb").write_text(json.dumps(book), "utf-8")
    return write_notebook_page(folder / "book.ipynb", folder / "page.html")


def cells_with(harm: str) -> dict[str, dict[str, Any]]:
    """A cell for each place of a notebook in which something may stand, by what that place is called."""
    picture = {"image/png": base64.b64encode(PNG).decode()}
    settings = ("width", "height", "alt", "unconfined", "isolated")
    places: dict[str, dict[str, Any]] = {
        f"{name} of {kind}": code({kind: data}, {kind: {name: harm}})
        for kind, data in {"image/png": picture["image/png"], "image/jpeg": "AAAA", "text/html": harm}.items()
        for name in settings
    }
    places |= {f"{kind} itself": code({kind: harm}) for kind in ("text/html", "text/markdown", "text/latex")}
    places |= {f"{kind} itself": code({kind: harm}) for kind in ("text/plain", "image/png", "image/svg+xml")}
    places |= {f"{kind} itself": code({kind: harm}) for kind in ("application/javascript", "text/vnd.mermaid")}
    return places | {
        "the name of a picture": code(picture, {"filenames": {"image/png": harm}}),
        "the name of a drawing": code({"image/svg+xml": "<svg/>"}, {"filenames": {"image/svg+xml": harm}}),
        "a cell's alt": code(picture, metadata={"alt": harm}),
        "a cell's tag": code(SAYS_TEXT, None) | {"metadata": {"tags": [harm.replace(",", "")]}},
        "code": code(SAYS_TEXT) | {"source": harm},
        "a heading": markdown(f"# {harm}"),
        "a language": markdown(f"```{harm}\n1\n```"),
        "an attachment": markdown("![a](attachment:a)", attachments={"a": {harm: harm}}),
        "a formula": markdown(f"$\\text{{{harm}}}$ and ![${harm}$](x.png)"),
        "raw": {"cell_type": "raw", "source": harm, "metadata": {"raw_mimetype": "text/html"}},
        "a stream": code(SAYS_TEXT) | {"outputs": [{"output_type": "stream", "name": "stderr", "text": harm}]},
        "an error": code(SAYS_TEXT)
        | {"outputs": [{"output_type": "error", "ename": harm, "evalue": harm, "traceback": [f"\x1b[31m{harm}"]}]},
    }


MATHML = {"math", "mrow", "mtext", "mi", "mo", "mn", "mspace", "msup", "msub"}
OURS = {"tabindex", "xmlns", "display", "id", *(name for names in ATTRIBUTES.values() for name in names)}


@pytest.mark.parametrize("place", cells_with(""))
def test_nothing_that_stands_anywhere_in_a_notebook_runs_or_asks_for_anything(tmp_path: Path, place: str) -> None:
    page = exported(tmp_path, *(cells_with(harm)[place] for harm in HARM)).path
    for tag, attributes in Elements(page).found:
        assert tag in TAGS | MATHML
        assert (
            set(attributes) - OURS - ({"form", "fence", "lspace", "rspace", "stretchy"} if tag == "mo" else set())
            == set()
        )
        assert tag != "img" or str(attributes["src"]).startswith("data:image/")


def test_a_template_that_lies_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (tmp_path / "basic", tmp_path / "nbconvert" / "templates" / "basic"):
        folder.mkdir(parents=True)
        (folder / "index.html.j2").write_text("{{ 6 * 7 }} of a stranger", "utf-8")
        (folder / "conf.json").write_text('{"base_template": "classic", "mimetypes": {"text/html": true}}', "utf-8")
    monkeypatch.chdir(tmp_path)
    assert "of a stranger" not in exported(tmp_path, markdown("# Mine")).path.read_text("utf-8")


@pytest.mark.parametrize(
    ("source", "is_held"),
    [
        ("![a plot](plot.png)", True),
        ("![a plot](a%20folder/the%20plot.png)", True),
        ('<img alt="a plot" src="plot.png?1#2">', True),
        (f"![a plot](data:image/png;base64,{base64.b64encode(PNG).decode()})", True),
        ("![a plot](attachment:it.png)", True),
        ("![a plot](https://example.org/plot.png)", False),
        ("![a plot](//example.org/plot.png)", False),
        ('<img alt="a plot" src=https://example.org/plot.png>', False),
        ('<img alt="a plot" srcset="https://example.org/plot.png 2x">', False),
        ("![a plot](../outside.png)", False),
        ("![a plot](link.png)", False),
        ("![a plot](file:///etc/hostname)", False),
        ("![a plot](/etc/hostname)", False),
        ("![a plot](book.ipynb)", False),
        ("![a plot](missing.png)", False),
        ("![a plot](http://[)", False),
    ],
)
def test_pictures_of_its_folder_are_in_a_page_and_others_are_told(
    tmp_path: Path, source: str, *, is_held: bool
) -> None:
    folder = tmp_path / "lesson"
    (folder / "a folder").mkdir(parents=True)
    for path in (folder / "plot.png", folder / "a folder" / "the plot.png", tmp_path / "outside.png"):
        path.write_bytes(PNG)
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    attached = {"it.png": {"image/png": base64.b64encode(PNG).decode()}}
    written = exported(folder, markdown(source, attachments=attached))
    pictures = [attributes for tag, attributes in Elements(written.path).found if tag == "img"]
    told = [notice for notice in written.notices if "picture" in notice]
    if is_held:
        assert pictures == [{"alt": "a plot", "src": f"data:image/png;base64,{base64.b64encode(PNG).decode()}"}]
        assert told == []
    else:
        assert (pictures, len(told)) == ([], 1)
        assert re.search(r"<p>a plot</p>|\n\s*a plot\s*\n", written.path.read_text("utf-8"))


def test_a_link_may_lead_to_a_site_and_not_into_itself(tmp_path: Path) -> None:
    links = (
        "[a](https://a.example/?x=1&y=$z$) [b](data:text/html,<b>) [c](DATA:text/html,x) [d](java\tscript:x) [e](#e)"
    )
    written = exported(tmp_path, markdown(links))
    found = [attributes.get("href") for tag, attributes in Elements(written.path).found if tag == "a"]
    assert {each for each in found if each} == {"https://a.example/?x=1&y=$z$", "#e"}


def test_what_a_part_leaves_open_does_not_reach_into_the_next(tmp_path: Path) -> None:
    parts = ("<details><summary>Open</summary><b><!-- ", "</div></div></main><script>1", "# Next")
    text = exported(tmp_path, *map(markdown, parts)).path.read_text("utf-8")
    assert text.index("</details>") < text.index('id="Next"')
    assert len(re.findall("<div", text)) == len(re.findall("</div>", text))


def test_a_style_is_left_out_with_all_that_is_in_it(tmp_path: Path) -> None:
    table = "<style scoped>.dataframe td { color: red }</style><table class='dataframe'><tr><td>1</td></tr></table>"
    text = exported(tmp_path, code({"text/html": table})).path.read_text("utf-8")
    assert '<table class="dataframe">' in text
    assert "color: red" not in text


@pytest.mark.parametrize(
    "cell",
    [
        code({"image/png": "AAAA"}, {"image/png": "wide"}),
        code({"text/html": "<b>1</b>"}, {"text/html": "isolated"}),
        code({"image/png": "AAAA"}, {"filenames": 7}),
        code({"text/latex": {"a": 1}}),
    ],
)
def test_a_damaged_notebook_is_refused_in_a_sentence(tmp_path: Path, cell: dict[str, Any]) -> None:
    with pytest.raises(NotebookError, match=r"book\.ipynb (can't be written as a page, it is damaged|is no notebook)"):
        exported(tmp_path, cell)
    assert not (tmp_path / "page.html").exists()
