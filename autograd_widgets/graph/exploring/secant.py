"""The two points of a difference quotient, and what is written of them: `views/plot/quotient.ts` is the same."""

from __future__ import annotations

import math
from dataclasses import dataclass

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.exploring.reading import METHODS, quotients

DIGITS = 10  # of a number that is not in doubt
MOST_DIGITS = 17  # that a float can have
FEWEST = 5  # of a quotient
GUARD = 2  # digits beyond those that rounding leaves


@dataclass(frozen=True)
class Point:
    """A point of a curve.

    Attributes:
        shift: how far it lies from x, as it is written: "", " + h" or " − h".
        x: where.
        y: the function there.
    """

    shift: str
    x: float
    y: float


@dataclass(frozen=True)
class Secant:
    """The line through the two points of a difference quotient.

    Attributes:
        start: the point that is subtracted.
        end: the other.
        run: h or 2h.
        slope: the quotient; nan for h = 0.
    """

    start: Point
    end: Point
    run: float
    slope: float

    @property
    def rise(self) -> float:
        """By how much the function grows from one to the other."""
        return self.end.y - self.start.y

    @property
    def run_name(self) -> str:
        """What the run is called."""
        return "2h" if self.start.shift and self.end.shift else "h"

    @property
    def points(self) -> tuple[Point, Point]:
        """Both points."""
        return self.start, self.end

    @property
    def digits(self) -> int:
        """How many digits tell the values apart, and some more."""
        if not math.isfinite(self.rise) or not self.rise:
            return DIGITS
        largest = max(abs(self.start.y), abs(self.end.y))
        return min(MOST_DIGITS, max(DIGITS, math.ceil(math.log10(largest / abs(self.rise))) + 4))

    def digits_of_slope(self, noise: float) -> int:
        """Return how many digits of the quotient rounding leaves.

        Args:
            noise: by how much it may move a rise.
        """
        moved = abs(self.slope * self.run)
        if not math.isfinite(moved) or not moved:
            return FEWEST
        if not 0 < noise < math.inf:
            return DIGITS
        return min(DIGITS, max(FEWEST, math.floor(math.log10(moved / noise)) + 1 + GUARD))


def secant_of(x: float, h: float, values: Array, method: str) -> Secant:
    """Return the secant of a difference quotient.

    Args:
        x: the place.
        h: the step.
        values: f at x, x + h and x − h.
        method: "forward", "backward" or "central".
    """
    at, above, below = map(float, values)
    here, after, before = Point("", x, at), Point(" + h", x + h, above), Point(" − h", x - h, below)
    slope = float(quotients(values, h)[METHODS.index(method)])
    return Secant(
        before if method != "forward" else here,
        after if method != "backward" else here,
        2 * h if method == "central" else h,
        slope,
    )
