"""A notebook's HTML made harmless: nothing in it runs, and no other machine is asked for anything."""

from __future__ import annotations

import base64
import html
import mimetypes
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

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
_NO_TEXT = re.compile(r"<(style|script)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)  # what is in these is not for reading

Token = dict[str, Any]  # as html5lib takes HTML apart
Rewriting = Callable[..., Iterable[Token]]


def cleaned(text: str | bytes, *rewritings: Rewriting) -> str:
    """Return HTML of which only harmless tags, attributes and links are left.

    Args:
        text: whatever stands in a notebook, or was made of it.
        rewritings: what is done to its tokens after that; each takes them as `source`.
    """
    from bleach.sanitizer import Cleaner  # noqa: PLC0415 — the engine needs none of these

    if isinstance(text, bytes):
        text = text.decode()
    filters: list[Any] = list(rewritings)
    cleaner = Cleaner(tags=TAGS, attributes=_may_stand, protocols=PROTOCOLS, strip=True, filters=filters)
    return cleaner.clean(_NO_TEXT.sub("", text))


def _may_stand(tag: str, name: str, value: str) -> bool:
    """Tell whether an attribute may stand in a notebook's HTML; ids of widgets are the page's own."""
    if name == "id":
        return not re.fullmatch(r"widget-\d+", value)
    return name in ATTRIBUTES["*"] or name in ATTRIBUTES.get(tag, ())


def pictures_within(folder: Path, notices: list[str]) -> Rewriting:
    """Return what puts pictures into a page: those that lie in a folder; for others their description stands there.

    Args:
        folder: the notebook's.
        notices: to which is added which pictures are left out.
    """

    def rewrite(source: Iterable[Token]) -> Iterator[Token]:
        for token in source:
            if token.get("name") != "img" or "data" not in token:
                yield token
                continue
            address = _attribute(token, "src")
            found = address if address.startswith("data:image/") else _picture(folder, address)
            if found:
                token["data"][None, "src"] = html.escape(found)
                yield token
            else:
                shown = f" ({address[:100]})" if address else ""
                notices.append(f"a picture{shown} is left out: only those in the notebook's folder come into the page.")
                yield {"type": "Characters", "data": _attribute(token, "alt")}

    return rewrite


def _picture(folder: Path, address: str) -> str:
    """Return a picture in a folder as an address that holds all of it; "" if there is none."""
    try:
        parts = urlsplit(address)
        path = (folder / unquote(parts.path)).resolve()
        kind = mimetypes.guess_type(path.name)[0] or ""
        is_there = path.is_relative_to(folder.resolve()) and path.is_file() and kind.startswith("image/")
        if parts.scheme or parts.netloc or not is_there:
            return ""
        return f"data:{kind};base64,{base64.b64encode(path.read_bytes()).decode()}"
    except (OSError, ValueError):  # a name that can be none
        return ""


def links_to(beside: Collection[str]) -> Rewriting:
    """Return what lets links to notebooks lead to their pages.

    Args:
        beside: the names of the notebooks, without ending.
    """

    def rewrite(source: Iterable[Token]) -> Iterator[Token]:
        for token in source:
            if token.get("name") == "a" and (None, "href") in (token.get("data") or {}):
                address = _page_of(_attribute(token, "href"), beside)
                if re.sub(r"[\x00-\x20]", "", address).lower().startswith("data:"):  # a page within a link
                    del token["data"][None, "href"]
                else:
                    token["data"][None, "href"] = html.escape(address)
            yield token

    return rewrite


def _page_of(address: str, beside: Collection[str]) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    name = posixpath.normpath(unquote(parts.path))
    if parts.scheme or parts.netloc or not name.endswith(".ipynb") or name.removesuffix(".ipynb") not in beside:
        return address
    return parts._replace(path=page_address(name.removesuffix(".ipynb"))).geturl()


def page_address(stem: str) -> str:
    """Return the address of a notebook's page, as pages in the same folder link to it."""
    return f"{quote(stem)}.html"


def _attribute(token: Token, name: str) -> str:
    """Return an attribute's value without what a browser ignores in addresses, at its ends."""
    return html.unescape(token["data"].get((None, name), "")).strip()
