"""Why a number can't be given: told in the same words as in the browser."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from autograd_widgets.graph.exploring.trouble import trouble_with_derivative, trouble_with_value

BROWSER = Path(__file__).parents[3] / "js/src/engine/trouble.ts"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (trouble_with_value(3.0, math.inf, "f", "x"), "f is ∞ at x = 3.0: a pole, or more than a number can hold."),
        (trouble_with_value(-1.0, math.nan, "f", "x"), "f has no value at x = −1.0: move x to where it has one."),
        (
            trouble_with_derivative(-800.0, math.nan, "f", "x"),
            (
                "f has a value at x = −800.0, but its slope can't be computed: "
                "a number on the way is too large to hold (overflow), or undefined."
            ),
        ),
        (trouble_with_derivative(0.0, math.inf, "f", "x"), "The curve is vertical at x = 0.0."),
        (trouble_with_derivative(0.0, 2.0, "f", "x"), ""),
    ],
)
def test_a_missing_number_is_explained(told: str, expected: str) -> None:
    assert told.removesuffix(" Change an input.") == expected


@pytest.mark.parametrize(
    "words",
    [
        ": a pole, or more than a number can hold. Change an input.",
        ", but its slope can't be computed: a number on the way is too large to hold ",
        "(overflow), or undefined.",
    ],
)
def test_the_browser_says_the_same(words: str) -> None:
    assert words in BROWSER.read_text(encoding="utf-8")
