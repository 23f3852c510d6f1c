"""What stands around the widgets in a notebook, as HTML: prose, formulas, code and outputs, without any script."""

from __future__ import annotations

import html
import re
from typing import Any, Literal
from xml.etree.ElementTree import tostring

# what a notebook's own HTML may hold: as in Jupyter, no script, style, form or frame
TAGS = {
    *("a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "div", "dl", "dt", "em"),
    *("figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "mark", "ol"),
    *("p", "pre", "q", "s", "samp", "small", "span", "strong", "sub", "summary", "sup", "table", "tbody", "td"),
    *("tfoot", "th", "thead", "tr", "u", "ul", "var"),
}
PROTOCOLS = {"data", "http", "https", "mailto"}
ATTRIBUTES = {
    "*": ["class", "lang", "title"],
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


def body_of(book: Any, mark: str) -> str:
    """Return a notebook as HTML.

    Args:
        book: the notebook; its formulas are taken out of it.
        mark: a word that it can't hold.
    """
    import bleach  # noqa: PLC0415 — which nbconvert brings
    from nbconvert import HTMLExporter  # noqa: PLC0415

    formulas: list[str] = []
    for cell in book.cells:
        if cell.cell_type == "markdown":
            cell.source = _without_formulas(cell.source, formulas, mark)

    def cleaned(text: str) -> str:
        if isinstance(text, bytes):
            text = text.decode()
        return bleach.clean(text, tags=TAGS, attributes=_may_stand, protocols=PROTOCOLS, strip=True)

    exporter: Any = HTMLExporter(
        template_name="basic", sanitize_html=True, exclude_input_prompt=True, exclude_output_prompt=True
    )
    exporter.register_filter("clean_html", cleaned)
    body, _ = exporter.from_notebook_node(book)
    body = body.replace("<pre>", '<pre tabindex="0">')  # a wide one is scrolled with the keys too
    return re.sub(rf"{mark}-(\d+)-", lambda found: formulas[int(found[1])], body)


def _may_stand(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute may stand in a notebook's HTML; ids of widgets are the page's own."""
    if name == "id":
        return not re.fullmatch(r"widget-\d+", value)
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


_CODE = r"```.*?```|`[^`\n]*`"
_FORMULA = re.compile(rf"({_CODE})|\$\$(.+?)\$\$|(?<![\\$])\$(?!\s)([^$\n]+?)(?<![\s\\])\$(?!\d)", re.DOTALL)


def _without_formulas(source: str, formulas: list[str], mark: str) -> str:
    """Put a word in the place of each formula, which becomes MathML: that needs no script and no fonts."""

    def word(found: re.Match[str]) -> str:
        code, block, inline = found.groups()
        if code is not None:
            return code
        try:
            formulas.append(mathml_of(block or inline, "block" if block else "inline"))
        except Exception:  # noqa: BLE001 — a formula that the library can't read is shown as it was written
            formulas.append(f"<code>{html.escape(found[0])}</code>")
        return f"{mark}-{len(formulas) - 1}-"

    return _FORMULA.sub(word, source)


def mathml_of(tex: str, display: Literal["inline", "block"]) -> str:
    """Return a formula as MathML, in which what an author wrote into it is text and no markup.

    Raises:
        Exception: of many kinds, if the formula can't be read.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415

    formula = convert_to_element(tex, display=display)
    for part in formula.iter():
        part.text, part.tail = html.unescape(part.text or ""), html.unescape(part.tail or "")
        for name in set(part.attrib) - MATHML:
            del part.attrib[name]
    if formula.get("display") == "block":
        formula.set("tabindex", "0")  # a wide one is scrolled with the keys too
    return tostring(formula, encoding="unicode")
