"""How numbers are shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_widgets.graph.numbers import FEW, format_array, format_entry, format_number, format_shape


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (6, "6.0"),
        (-3.0000000000001137, "−3.0"),
        (0.7071067811865476, "0.70711"),
        (1234.56, "1234.6"),
        (99999.6, "99999.6"),
        (123456.78, "123456.8"),
        (999949.0, "999949.0"),
        (999999.4, "1.0e6"),
        (1e6, "1.0e6"),
        (123456789.0, "1.2346e8"),
        (1e-4, "0.0001"),
        (0.000099999996, "0.0001"),
        (1.5e-7, "1.5e−7"),
        (-1.5e-7, "−1.5e−7"),
        (0.0, "0.0"),
        (-0.0, "0.0"),
        (5e-324, "4.9407e−324"),
        (1.7976931348623157e308, "1.7977e308"),
        (float("nan"), "nan"),
        (float("inf"), "∞"),
        (float("-inf"), "−∞"),
    ],
)
def test_a_number_is_shown_as_a_person_wants_to_read_it(number: float, shown: str) -> None:
    assert format_number(number) == shown


def test_ties_are_rounded_away_from_zero_as_javascript_does() -> None:
    assert format_number(0.125, 2) == "0.13"
    assert format_number(-2.5, 1) == "−2.5"  # one decimal always stays


def parsed(shown: str) -> Decimal:
    return Decimal(shown.replace("−", "-"))


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_what_is_shown_reads_back_within_half_a_unit_of_the_last_digit(number: float) -> None:
    back = parsed(format_number(number))
    assert abs(back - Decimal(number)) <= abs(Decimal(number)) * Decimal("0.00005000001")
    assert (back < 0) == (number < 0)


@settings(deadline=None)
@given(st.floats(allow_nan=False))
def test_a_number_and_its_opposite_differ_by_the_sign_only(number: float) -> None:
    assert format_number(-abs(number)).removeprefix("−") == format_number(abs(number))


@pytest.mark.parametrize(
    ("entry", "shown"),
    [(True, "True"), (np.False_, "False"), (np.int64(-3), "−3"), (2, "2"), (np.float32(0.5), "0.5")],
)
def test_booleans_and_integers_are_shown_as_such(entry: Any, shown: str) -> None:
    assert format_entry(entry) == shown


def test_float32_shows_the_digits_that_it_has() -> None:
    assert format_number(np.float32(0.1)) == "0.1"


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (2.0, "2.0"),
        ([1.0, -2.0], "[1.0, −2.0]"),
        ([[1.0], [2.0]], "[[1.0], [2.0]]"),
        ([np.nan, np.inf], "[nan, ∞]"),
        ([], "[]"),
        (np.zeros((2, 0)), "[[], []]"),
        (np.zeros(FEW), "[0.0, 0.0, 0.0, 0.0, 0.0, 0.0]"),
        (np.zeros(FEW + 1), "an array of shape (7,)"),
        (np.zeros((32, 32)), "an array of shape (32, 32)"),
    ],
)
def test_a_small_array_is_written_out_and_a_large_one_is_not(data: Any, shown: str) -> None:
    assert format_array(data) == shown


def test_a_shape_is_shown_as_python_writes_it() -> None:
    assert [format_shape(shape) for shape in ((), (3,), (np.int64(2), 3))] == ["()", "(3,)", "(2, 3)"]
