"""A notebook as one offline HTML file, in which the widgets live."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from autograd_widgets.export import in_script, json_text
from autograd_widgets.page_style import STYLE

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
OURS = "autograd_widgets."
PATIENCE = 600  # seconds for a cell
NEEDS = 'exporting a notebook needs nbconvert and latex2mathml: pip install "autograd-widgets[lab]" brings them.'
# what a notebook's own HTML may hold: as in Jupyter, no script, style, form or frame
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol"),
    *(
        "p",
        "pre",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
    ),
    *("th", "thead", "tr", "u", "ul", "var"),
}
PROTOCOLS = {"data", "http", "https", "mailto"}
ATTRIBUTES = {
    "*": ["class", "id", "lang", "title"],
    "a": ["href"],
    "details": ["open"],
    "img": ["alt", "height", "src", "width"],
    "td": ["align", "colspan", "rowspan"],
    "th": ["align", "colspan", "rowspan", "scope"],
    "ol": ["start"],
}
# what MathML may say of itself: nothing that leads elsewhere or runs
MATHML = {
    *("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle"),
    *("fence", "form", "frame", "height", "largeop", "linethickness", "lspace", "mathbackground", "mathcolor"),
    *("mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"),
}

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
{navigation}
<main>
{body}
</main>
{navigation}
<script type="module">
const bundles = JSON.parse({bundles});
const shows = {{}};
for (const [kind, code] of Object.entries(bundles)) {{
  const address = URL.createObjectURL(new Blob([code], {{ type: "text/javascript" }}));
  shows[kind] = (await import(address)).show;
  URL.revokeObjectURL(address);
}}
for (const [id, kind, state] of JSON.parse({widgets})) shows[kind](state, document.getElementById(id));
</script>
</body>
</html>
"""


class NotebookError(ValueError):
    """A notebook can't be exported: a cell fails, or the file is no notebook."""


@dataclass
class Written:
    """A page, and what a person should know about it."""

    path: Path
    title: str
    widgets: int
    notices: list[str] = field(default_factory=list[str])


@dataclass(frozen=True)
class _Shown:
    """A widget on a page."""

    place: str  # the id of its element
    kind: str
    state: str
    still: str  # HTML for readers without JavaScript


def write_notebook_page(
    notebook: Path, page: Path, *, execute: bool = False, navigation: str = "", beside: Collection[str] = ()
) -> Written:
    """Write a notebook as a page that needs no network and no kernel: prose, formulas, code, outputs and live widgets.

    The widgets are as they were when the notebook was saved, or as its cells leave them if it is executed. HTML in the
    notebook is sanitised: no script, style, form or frame is left; of widgets, only this package's are alive.

    Args:
        notebook: an `.ipynb` file; it is not changed.
        page: the HTML file; it is overwritten.
        execute: whether the cells are run first, in the notebook's folder.
        navigation: HTML that is put above and below.
        beside: which notebooks are pages beside this one, by their files' names without ending: links lead to these.

    Raises:
        FileNotFoundError: there is no such notebook, or no such folder for the page.
        NotebookError: it is no notebook, or a cell fails; the message says which, with its traceback.
        ModuleNotFoundError: nbconvert or latex2mathml is not installed.
    """
    if not page.parent.is_dir():
        raise FileNotFoundError(f"the folder {page.parent} does not exist: make it first, or choose another.")
    book = _read(notebook)
    if execute:
        _run(book, notebook)
    title = title_of(book, notebook)
    notices: list[str] = []
    mark = f"ag-{sha256(repr(book).encode()).hexdigest()[:16]}"  # which the notebook can't hold
    shown = _take_widgets_out(book, notices, mark)
    if not shown:
        notices.append("there is no widget in it" + ("." if execute else ": was it run and saved? --execute runs it."))
    body = _body(book, mark)
    for one in shown:
        host = f'<div class="ag-host" id="{one.place}"><noscript>{one.still}</noscript></div>'
        body = body.replace(f"<p>{mark}-{one.place}</p>", host)
    for stem in beside:
        body = body.replace(f'href="{stem}.ipynb', f'href="{stem}.html')
    page.write_text(_page(title, body, shown, navigation), "utf-8")
    return Written(page, title, len(shown), notices)


def write_site(folder: Path, site: Path, *, execute: bool = False) -> Iterator[Written]:
    """Write each notebook of a folder as a page, with links between them; the first one is `index.html` too.

    Args:
        folder: of the notebooks, which come in the order of their names.
        site: where to; it is made if it is missing.
        execute: whether the notebooks are run first.

    Raises:
        FileNotFoundError: there is no notebook in the folder.
        NotebookError: see `write_notebook_page`; pages of notebooks before it are written.
    """
    notebooks = sorted(folder.glob("*.ipynb"))
    if not notebooks:
        raise FileNotFoundError(f"there is no notebook in {folder}.")
    site.mkdir(parents=True, exist_ok=True)
    titles = {path.stem: title_of(_read(path), path) for path in notebooks}
    for path in notebooks:
        links = [_link(stem, title, is_here=stem == path.stem) for stem, title in titles.items()]
        navigation = f"<nav>{' '.join(links)}</nav>"
        page = site / f"{path.stem}.html"
        yield write_notebook_page(path, page, execute=execute, navigation=navigation, beside=titles)
        if path is notebooks[0]:
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


def _read(path: Path) -> Any:
    if any(importlib.util.find_spec(name) is None for name in ("nbconvert", "latex2mathml")):
        raise ModuleNotFoundError(NEEDS)
    import nbformat  # noqa: PLC0415 — which nbconvert brings; the engine needs none of these

    try:
        return nbformat.read(path, as_version=4)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, UnicodeDecodeError, AttributeError) as error:
        raise NotebookError(f"{path} is no notebook: {str(error)[:200]}") from None


def _run(book: Any, path: Path) -> None:
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellExecutionError, CellTimeoutError  # noqa: PLC0415

    client = NotebookClient(book, timeout=PATIENCE, resources={"metadata": {"path": str(path.parent.resolve())}})
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError) as error:
        place = next((i for i, cell in enumerate(book.cells, 1) if _has_failed(cell)), 0)
        told = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise NotebookError(f"cell {place} of {path} fails:\n{told}") from None


def _has_failed(cell: Any) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def _take_widgets_out(book: Any, notices: list[str], mark: str) -> list[_Shown]:
    """Put a paragraph in the place of each of our widgets, and return the widgets."""
    models: dict[str, Any] = book.metadata.get("widgets", {}).get(STATE, {}).get("state", {})
    shown: list[_Shown] = []
    for cell in book.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if VIEW not in data:
                continue
            model = models.get(data[VIEW].get("model_id", ""), {})
            kind = _kind_of(model)
            if not kind:
                data.pop(VIEW)
                notices.append(
                    f"a widget of another library is kept as its text: {str(data.get('text/plain', ''))[:60]}"
                )
                continue
            place = f"widget-{len(shown) + 1}"
            shown.append(_Shown(place, kind, json_text(_state_of(model)), _still_of(data)))
            output["data"] = {"text/html": f"<p>{mark}-{place}</p>"}
    return shown


def _kind_of(model: Any) -> str:
    """Return the name of the bundle of one of our widgets, "" for any other."""
    named = str(model.get("state", {}).get("_anywidget_id", ""))
    if not named.startswith(OURS):
        return ""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", named.rpartition(".")[2]).lower()


def _state_of(model: Any) -> dict[str, Any]:
    """Return the traits that a view reads, with the arrays in them."""
    state = {name: value for name, value in model["state"].items() if not name.startswith("_")}
    for buffer in model.get("buffers", []):
        *way, last = buffer["path"]
        holder: Any = state
        try:
            for step in way:
                holder = holder[step]
            holder[last] = {"$bytes": buffer["data"]}
        except (KeyError, IndexError, TypeError):
            continue  # of a trait that no view reads
    return state


def _still_of(data: Any) -> str:
    """Return an output's still picture, in which no script can run."""
    import base64  # noqa: PLC0415

    picture = data.get("image/svg+xml", "")
    if not picture:
        return html.escape(str(data.get("text/plain", "")))
    return f'<img alt="" src="data:image/svg+xml;base64,{base64.b64encode("".join(picture).encode()).decode()}">'


# --- the page ---


def _body(book: Any, mark: str) -> str:
    import bleach  # noqa: PLC0415 — which nbconvert brings
    from nbconvert import HTMLExporter  # noqa: PLC0415

    formulas: list[str] = []
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _without_formulas(cell.source, formulas, mark)

    def cleaned(text: str) -> str:
        if isinstance(text, bytes):
            text = text.decode()
        return bleach.clean(text, tags=TAGS, attributes=ATTRIBUTES, protocols=PROTOCOLS, strip=True)

    exporter: Any = HTMLExporter(
        template_name="basic", sanitize_html=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    exporter.register_filter("clean_html", cleaned)
    body, _ = exporter.from_notebook_node(book)
    body = body.replace("<pre>", '<pre tabindex="0">')  # a wide one is scrolled with the keys too
    return re.sub(rf"{mark}-(\d+)-", lambda found: formulas[int(found[1])], body)


_CODE = r"```.*?```|`[^`\n]*`"
_FORMULA = re.compile(rf"({_CODE})|\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\d)", re.DOTALL)


def _without_formulas(source: str, formulas: list[str], mark: str) -> str:
    """Put a word in the place of each formula, which becomes MathML: that needs no script and no fonts."""
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415

    def word(found: re.Match[str]) -> str:
        code, block, inline = found.groups()
        if code is not None:
            return code
        try:
            formulas.append(_mathml(convert_to_element(block or inline, display="block" if block else "inline")))
        except Exception:  # noqa: BLE001 — a formula that the library can't read is shown as it was written
            formulas.append(f"<code>{html.escape(found[0])}</code>")
        return f"{mark}-{len(formulas) - 1}-"

    return _FORMULA.sub(word, source)


def _mathml(formula: Element) -> str:
    """Return a formula as text, in which what an author wrote into it is text and no markup."""
    for part in formula.iter():
        part.text, part.tail = html.unescape(part.text or ""), html.unescape(part.tail or "")
        for name in set(part.attrib) - MATHML:
            del part.attrib[name]
    if formula.get("display") == "block":
        formula.set("tabindex", "0")  # a wide one is scrolled with the keys too
    return tostring(formula, encoding="unicode")


def _page(title: str, body: str, shown: list[_Shown], navigation: str) -> str:
    from autograd_widgets.widgets.base import bundle  # noqa: PLC0415

    kinds = sorted({one.kind for one in shown})
    styles = [bundle(f"{kind}.css").replace("</", "<\\/") for kind in kinds]
    return PAGE.format(
        title=html.escape(title),
        style="\n".join([STYLE, *styles]),
        body=body,
        navigation=navigation,
        bundles=in_script(json_text({kind: bundle(f"{kind}.js") for kind in kinds})),
        widgets=in_script(json_text([[one.place, one.kind, one.state] for one in shown])),
    )
