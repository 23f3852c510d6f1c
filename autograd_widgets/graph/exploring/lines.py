"""Lines and curves in px, cut off at a frame, so that no coordinate is huge: as `js/src/views/plot/lines.ts` does."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from autograd_widgets.engine.arrays import Array

Segment = tuple[float, float, float, float]  # x and y of its ends
GRID, CURVE, TANGENT, SECANT = "#eaeef2", "#0a5bc4", "#0b6b4f", "#a04a00"
LEAST_RUN = 0.075  # of a frame's width: a smaller triangle of rise and run has no room for its labels
FAR = 1e9  # px
BLEED = 4.0  # px: a line is as wide at the frame as elsewhere


@dataclass(frozen=True)
class Frame:
    """A part of the plane, and where it is drawn.

    Attributes:
        left: of the picture, in px.
        right: likewise.
        top: likewise; smaller than bottom.
        bottom: likewise.
        view: left, right, bottom and top of the part that is shown.
    """

    left: float
    right: float
    top: float
    bottom: float
    view: tuple[float, float, float, float]

    def across(self, x: float) -> float:
        """Return where a place is drawn, sideways."""
        return self.left + _share(x, *self.view[:2]) * (self.right - self.left)

    def up(self, y: float) -> float:
        """Return where a height is drawn."""
        return self.bottom - _share(y, *self.view[2:]) * (self.bottom - self.top)

    def line(self, x: float, y: float, slope: float) -> Segment | None:
        """Return the line through a point from edge to edge; None where it is out of sight."""
        left, right, bottom, top = self.view
        per_x = (self.right - self.left) / (right / 2 - left / 2) / 2
        per_y = (self.bottom - self.top) / (top / 2 - bottom / 2) / 2
        steep = slope * (per_y / per_x)
        length = math.hypot(1, steep)
        dx, dy = (1 / length, -steep / length) if math.isfinite(length) else (0.0, 1.0)
        at = self.across(x), self.up(y)
        return self.cut((*at, at[0] + dx, at[1] + dy), -math.inf, math.inf)

    def cut(self, segment: Segment, start: float = 0.0, end: float = 1.0, *, bleed: float = 0.0) -> Segment | None:
        """Return the part of a line within the frame, None where there is none.

        The algorithm is Liang and Barsky's (1984).

        Args:
            segment: the line.
            start: where it begins: 0 is its first end, 1 its second.
            end: where it ends.
            bleed: how far beyond the frame it may reach.
        """
        x1, y1, x2, y2 = segment
        dx, dy = x2 - x1, y2 - y1
        sides = (
            (-dx, x1 - self.left + bleed),
            (dx, self.right + bleed - x1),
            (-dy, y1 - self.top + bleed),
            (dy, self.bottom + bleed - y1),
        )
        for outwards, room in sides:
            if outwards == 0 and room < 0:
                return None
            if outwards < 0:
                start = max(start, room / outwards)
            if outwards > 0:
                end = min(end, room / outwards)
        if not (start <= end and math.isfinite(start) and math.isfinite(end)):
            return None
        return x1 + start * dx, y1 + start * dy, x1 + end * dx, y1 + end * dy

    def path(self, curve: Array) -> str:
        """Return a curve as the data of an SVG path. It breaks at nan and at the frame.

        Args:
            curve: (2, n), as `sampled` returns it.
        """
        parts: list[str] = []
        last: tuple[float, float] | None = None
        pen: tuple[float, float] | None = None
        for x, y in zip(*np.asarray(curve).tolist(), strict=True):
            if not math.isfinite(y):
                last = None
                continue
            point = _within(self.across(x)), _within(self.up(y))
            part = last and self.cut((*last, *point), bleed=BLEED)
            if part:
                if pen != part[:2]:
                    parts.append("M" + _written(part[:2]))
                parts.append("L" + _written(part[2:]))
                pen = part[2:]
            last = point
        return "".join(parts)


def _share(x: float, low: float, high: float) -> float:
    return (x / 2 - low / 2) / (high / 2 - low / 2)  # in halves: a view may be wider than a float can be


def _within(place: float) -> float:
    return max(-FAR, min(FAR, place))


def _written(point: tuple[float, float]) -> str:
    return f"{point[0]:.1f} {point[1]:.1f}"
