"""How numbers are shown, everywhere. `js/src/engine/numbers.ts` is the same in TypeScript; shared vectors hold both."""

from __future__ import annotations

import decimal
import math
from typing import Any

import numpy as np

DIGITS = 5  # significant digits, where there is no reason for more
FEW = 6  # entries of an array that are written out in a sentence
MINUS = "−"  # U+2212, as wide as a plus sign

_exact = decimal.Context(prec=1000, rounding=decimal.ROUND_HALF_UP)


def format_number(x: float, digits: int = DIGITS) -> str:
    """Return a number as a person wants to read it.

    Rounded to significant digits (ties away from zero, as JavaScript does), without trailing zeros but with one
    decimal: 6.0, 0.70711, 1234.6, −3.0. From 10⁶ up and below 10⁻⁴ with an exponent: 1.5e−7. There is no −0.0.

    Args:
        x: the number; NaN and the infinities are shown as nan, ∞ and −∞.
        digits: how many significant digits.
    """
    x = float(x)
    if math.isnan(x):
        return "nan"
    if math.isinf(x):
        return "∞" if x > 0 else f"{MINUS}∞"
    if x == 0:
        return "0.0"
    size = decimal.Decimal(abs(x))
    rounded = decimal.Context(prec=digits, rounding=decimal.ROUND_HALF_UP).plus(size)
    exponent = rounded.adjusted()
    if -4 <= exponent < 6:
        decimals = max(1, digits - 1 - exponent)
        text = f"{size.quantize(decimal.Decimal(1).scaleb(-decimals), context=_exact):f}"
        shown = _trim(text)
    else:
        mantissa = rounded.scaleb(-exponent)
        shown = f"{_trim(f'{mantissa:.{digits - 1}f}')}e{MINUS if exponent < 0 else ''}{abs(exponent)}"
    return MINUS + shown if x < 0 and shown != "0.0" else shown


def _trim(text: str) -> str:
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.rstrip('0') or '0'}"


def format_entry(x: Any, digits: int = DIGITS) -> str:
    """Return one entry of an array: True and False, integers without a decimal, floats as `format_number`."""
    kind: str = np.asarray(x).dtype.kind
    if kind == "b":
        return str(bool(x))
    return f"{x:d}".replace("-", MINUS) if kind in "iu" else format_number(x, digits)


def format_array(data: Any, digits: int = DIGITS) -> str:
    """Return a small array written out, [[1.0, 2.0], [3.0, 4.0]]; a larger one as its shape."""
    array = np.asarray(data)
    if array.size > FEW:
        return f"an array of shape {format_shape(array.shape)}"
    return _nested(array, digits)


def _nested(array: np.ndarray[Any, Any], digits: int) -> str:
    if array.ndim == 0:
        return format_entry(array[()], digits)
    return "[" + ", ".join(_nested(part, digits) for part in array) + "]"


def format_shape(shape: tuple[int, ...]) -> str:
    """Return a shape as Python writes it: (), (3,), (2, 3)."""
    return str(tuple(int(n) for n in shape))


def counted(count: int, noun: str) -> str:
    """Return a number of things: "1 step", "2 steps"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
