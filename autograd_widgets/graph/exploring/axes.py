"""Where an axis has its ticks, and what is written at them: `js/src/views/plot/ticks.ts` is the same."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

from autograd_widgets.graph.numbers import MINUS, format_number

MOST_DIGITS = 6  # of a label
ALL_DIGITS = 17  # that a float can have
ALMOST = 1e-9  # of a step: what is lost in rounding


@dataclass(frozen=True)
class Ticks:
    """The ticks of an axis.

    Attributes:
        values: where they are.
        labels: what is written there.
        base: what was taken off all labels, where they would be too long otherwise; "" if nothing was.
    """

    values: tuple[float, ...]
    labels: tuple[str, ...]
    base: str = ""


def ticks(low: float, high: float, count: int) -> Ticks:
    """Return round numbers along an axis, about as many as asked for."""
    power, first, last = _steps(low, high, count)
    at = [k for k in range(first, last + 1) if low <= _times(k, power) <= high]
    values = tuple(_times(k, power) for k in at)
    if not values or any(one == other for one, other in pairwise(values)):
        return Ticks((), ())  # the view is finer than numbers are
    largest = max(map(abs, values))
    if not largest:
        return Ticks(values, ("0",) * len(values))
    digits = max(1, _magnitude(largest) - power[1] + 1)
    if digits <= MOST_DIGITS:
        return Ticks(values, _in_short(values, digits))
    middle = at[len(at) // 2]
    rests = _in_short([_times(k - middle, power) for k in at], 2)
    labels = tuple(label if label == "0" or label.startswith(MINUS) else f"+{label}" for label in rests)
    return Ticks(values, labels, format_number(_times(middle, power), min(digits, ALL_DIGITS)))


def _steps(low: float, high: float, count: int) -> tuple[tuple[int, int], int, int]:
    """Return the distance of ticks, as a factor of 1, 2 or 5 and a power of ten, and the first and the last in it."""
    wanted = (high / count - low / count) or 5e-324
    exponent = math.floor(math.log10(wanted))
    rest = math.exp(math.log(wanted) - exponent * math.log(10))
    factor, exponent = next((factor, exponent) for factor, exponent, limit in _choices(exponent) if rest < limit)
    step = (factor, exponent)
    return step, math.ceil(_over(low, step) - ALMOST), math.floor(_over(high, step) + ALMOST)


def _choices(exponent: int) -> tuple[tuple[int, int, float], ...]:
    limits = math.sqrt(2), math.sqrt(10), math.sqrt(50)  # half way between the factors, on a logarithmic axis
    return (1, exponent, limits[0]), (2, exponent, limits[1]), (5, exponent, limits[2]), (1, exponent + 1, math.inf)


def _times(k: int, step: tuple[int, int]) -> float:
    return float(f"{k * step[0]}e{step[1]}")  # rounded once


def _over(x: float, step: tuple[int, int]) -> float:
    factor, exponent = step
    half = exponent // 2
    return x / 10.0**half / 10.0 ** (exponent - half) / factor


def _magnitude(x: float) -> int:
    return math.floor(math.log10(x) + 1e-9)


def _in_short(values: list[float] | tuple[float, ...], digits: int) -> tuple[str, ...]:
    """Return labels without a decimal that none of them needs."""
    labels = ["0" if value == 0 else format_number(value, digits) for value in values]
    whole = all(not label.partition("e")[0].partition(".")[2].strip("0") for label in labels)
    return tuple(label.replace(".0e", "e").removesuffix(".0") if whole or "e" in label else label for label in labels)


def axis_name(name: str, base: str) -> str:
    """Return what an axis is called whose labels lack a base."""
    if not base:
        return name
    return f"{name} + {base[1:]}" if base.startswith(MINUS) else f"{name} {MINUS} {base}"
