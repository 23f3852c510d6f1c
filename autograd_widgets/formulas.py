"""Formulas for web pages: TeX as MathML, which needs no script and no fonts."""

from __future__ import annotations

import html
from typing import Literal
from xml.etree.ElementTree import Element, tostring

# what MathML may say of itself: nothing that leads elsewhere or runs
MATHML = {
    *("accent", "accentunder", "columnalign", "columnlines", "columnspacing", "depth", "display", "displaystyle"),
    *("fence", "form", "frame", "height", "largeop", "linethickness", "lspace", "mathbackground", "mathcolor"),
    *("mathsize", "mathvariant", "maxsize", "minsize", "movablelimits", "notation", "rowlines", "rowspacing", "rspace"),
    *("scriptlevel", "separator", "stretchy", "symmetric", "voffset", "width", "xmlns"),
}
PRIMES = {"′", "″", "‴"}
WITH_LIMITS = {"lim", "max", "min", "sup", "inf"}  # below which it is said over what


def mathml_of(tex: str, display: Literal["inline", "block"]) -> str:
    """Return a formula as MathML, in which what an author wrote into it is text and no markup.

    Raises:
        Exception: of many kinds, if the formula can't be read.
    """
    from latex2mathml.converter import convert_to_element  # noqa: PLC0415 — the engine does not need it

    formula = convert_to_element(tex.replace("{aligned}", "{align}"), display=display)
    for part in formula.iter():
        part.text, part.tail = html.unescape(part.text or ""), html.unescape(part.tail or "")
        for name in set(part.attrib) - MATHML:
            del part.attrib[name]
    for part in formula.iter():
        _lower_primes(part)
        if display == "block" and part.tag == "msub" and part[0].text in WITH_LIMITS:
            part.tag = "munder"
    if display == "block":
        formula.set("tabindex", "0")  # a wide one is scrolled with the keys too
    return tostring(formula, encoding="unicode")


def _lower_primes(part: Element) -> None:
    """Put a prime beside its letter: the sign is raised by itself, and as an exponent would float far above."""
    if part.tag == "msup" and part[1].text in PRIMES:
        part.tag = "mrow"
        part[1].tag = "mo"
        part[1].attrib.update({"lspace": "0", "rspace": "0"})
