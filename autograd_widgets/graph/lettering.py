"""What is lettered into still pictures: text in one line, numbers in few, and about how wide they are."""

from __future__ import annotations

import unicodedata
from typing import Any

import numpy as np

from autograd_widgets.graph.numbers import DIGITS, FEW, format_array, format_entry, format_shape

LONGEST_ROW = 3  # entries in a line
JOINERS = "\u200c\u200d"  # unseen, but some scripts and emoji need them


def number_lines(data: Any) -> tuple[str, ...]:
    """Return an array as lines: a small matrix row by row, a long vector broken, a large one as its shape."""
    array = np.asarray(data)
    if array.size > FEW:
        return (f"shape {format_shape(array.shape)}",)
    digits = DIGITS if array.size < 3 else DIGITS - 1
    if array.ndim == 2:
        return tuple(format_array(row, digits) for row in array) or (format_array(array),)
    if array.ndim == 1 and array.size > LONGEST_ROW:
        entries = [format_entry(x, digits) for x in array]
        return ("[" + ", ".join(entries[:LONGEST_ROW]) + ",", ", ".join(entries[LONGEST_ROW:]) + "]")
    return (format_array(array, digits),)


def plain(text: str) -> str:
    """Return text in one line with a visible sign for each character that XML or a picture cannot hold."""
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    code = ord(character)
    if character == "\n":
        return "↵"
    if code < 0x20:
        return chr(0x2400 + code)  # Unicode's pictures of the control characters
    if code == 0x7F:
        return "␡"
    unseen = unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") and character not in JOINERS
    return "�" if unseen or code & 0xFFFE == 0xFFFE else character


def text_width(text: str, size: float) -> float:
    """Return about how wide text is, in px; rather too much than too little, as fonts differ."""
    return size * sum(_em(character) for character in text)


def _em(character: str) -> float:
    if unicodedata.combining(character):
        return 0.0
    if unicodedata.east_asian_width(character) in "WF":
        return 1.05
    if character in "iljtf.,:;'|!()[] ":
        return 0.4
    return 0.95 if character in "mwMW@%…→" else 0.72 if character.isupper() else 0.64


def clipped(text: str, widest: float, size: float) -> str:
    """Return text that is no wider than this many px, with an ellipsis where its end was cut off."""
    if text_width(text, size) <= widest:
        return text
    room = widest - text_width("…", size)
    width = 0.0
    for at, character in enumerate(text):
        width += text_width(character, size)
        if width > room:
            return text[:at] + "…"
    return text
