"""What is lettered into still pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets.graph.lettering import clipped, number_lines, plain, text_width


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (2.0, ("2.0",)),
        (np.float64(0.7071067811865476), ("0.70711",)),
        ([1.0, 2.0], ("[1.0, 2.0]",)),
        ([1.0, 2.0, 3.0, 4.0], ("[1.0, 2.0, 3.0,", "4.0]")),
        ([[1.0, 2.0], [3.0, 4.0]], ("[1.0, 2.0]", "[3.0, 4.0]")),
        (np.zeros((2, 0)), ("[]", "[]")),
        (np.zeros((0, 2)), ("[]",)),
        (np.zeros((8, 3)), ("shape (8, 3)",)),
        (np.zeros((1, 1, 2)), ("[[[0.0, 0.0]]]",)),
        (True, ("True",)),
    ],
)
def test_a_matrix_is_written_row_by_row(data: Any, lines: tuple[str, ...]) -> None:
    assert number_lines(data) == lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("weight", "weight"),
        ("<b>{a|b}", "<b>{a|b}"),
        ("two\nlines", "two↵lines"),
        ("\x00\x1b\x7f", "␀␛␡"),
        ("\x85\u2028\ufeff\ud800\uffff", "�����"),
        ("漢字 é 👩\u200d👧", "漢字 é 👩\u200d👧"),
    ],
)
def test_what_a_picture_cannot_hold_gets_a_visible_sign(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_long_text_is_clipped_with_an_ellipsis_to_the_room_there_is() -> None:
    assert clipped("short", 100, 12) == "short"
    cut = clipped("w" * 100, 100, 12)
    assert cut.endswith("…")
    assert text_width(cut, 12) <= 100


def test_wide_letters_take_more_room_and_accents_none() -> None:
    assert text_width("漢字", 12) > text_width("ab", 12)
    assert text_width("e\u0301", 12) == text_width("e", 12)
