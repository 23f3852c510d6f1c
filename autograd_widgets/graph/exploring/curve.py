"""A curve sampled closely where it bends, and broken where the function is. `js/src/engine/curve.ts` is the same."""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from autograd_widgets.engine.arrays import Array

BEND = 1e-3  # how far a point may lie from the line between its neighbours, in heights of the curve
JUMP = 0.05  # how far neighbours may lie apart before somebody looks between them, in heights
BEYOND = 3.0  # heights above and below the middle: what lies further out is not looked at closely
SHRUNK = 0.25  # of its first distance: what shrinks so far as an interval is halved is no jump


class Effort(NamedTuple):
    """How often a function is called for a curve.

    Attributes:
        start: points at first.
        most: points in the end, breaks aside.
        breaks: places that are looked at for breaks.
        halvings: of each of these; after 44, two places are as good as one.
    """

    start: int = 129
    most: int = 400
    breaks: int = 48
    halvings: int = 44


FULL = Effort()
FEW = Effort(start=33, most=49)  # of a function that takes long
FEWEST = Effort(start=33, most=33, breaks=3, halvings=6)  # of one that takes very long


def sampled(values: Callable[[Array], Array], left: float, right: float, effort: Effort = FULL) -> Array:
    """Return places in order and a function's values there, (2, n); nan where the curve breaks.

    Points are added midway where the curve bends, as long as there are any left. Where neighbours lie far apart, or
    only one of them has a value, the place is narrowed down by halving: if the distance doesn't shrink with the
    interval, it is a jump or a pole, and the curve breaks there.

    Args:
        values: computes the function at an array of places.
        left: where the curve begins.
        right: where it ends.
        effort: how often they are computed.
    """
    x: Array = np.linspace(left, right, effort.start)
    y: Array = values(x)
    middle, height = _extent(y)
    while len(x) < effort.most:
        need: Array = _bends(np.clip(y, middle - BEYOND * height, middle + BEYOND * height)) / height
        order: Array = np.argsort(-need, kind="stable")[: effort.most - len(x)]
        chosen: Array = np.sort(order[need[order] > BEND])
        if not len(chosen):
            break
        between: Array = (x[chosen] + x[chosen + 1]) / 2
        x, y = np.insert(x, chosen + 1, between), np.insert(y, chosen + 1, values(between))
    return _broken(values, x, y, (middle, height), effort)


def _extent(y: Array) -> tuple[float, float]:
    """Return the middle and the height of the bulk of a curve."""
    known: Array = np.sort(y[np.isfinite(y)])
    if not len(known):
        return 0.0, 1.0
    low, high = known[len(known) // 10], known[len(known) - 1 - len(known) // 10]
    return float(low + (high - low) / 2), float(high - low) or max(1e-300, abs(float(high))) or 1.0


def _bends(y: Array) -> Array:
    """Return for each interval how far its ends lie from the lines between their neighbours; 0 for no value."""
    off = np.zeros(len(y))
    with np.errstate(invalid="ignore"):
        off[1:-1] = np.nan_to_num(np.abs(y[1:-1] - (y[:-2] + y[2:]) / 2))
    return np.maximum(off[:-1], off[1:])


def _broken(values: Callable[[Array], Array], x: Array, y: Array, extent: tuple[float, float], effort: Effort) -> Array:
    """Return a curve with its breaks put in."""
    middle, height = extent
    known: Array = np.isfinite(y)
    near: Array = np.clip(y, middle - BEYOND * height, middle + BEYOND * height)
    with np.errstate(invalid="ignore", over="ignore"):
        apart: Array = np.nan_to_num(np.abs(np.diff(near)))
        first: Array = np.abs(np.diff(y))
    edge = known[:-1] != known[1:]
    apart[edge] = np.inf
    order: Array = np.argsort(-apart, kind="stable")[: effort.breaks]
    at: Array = np.sort(order[apart[order] > JUMP * height])
    low: Array = x[at]
    high: Array = x[at + 1]
    at_low: Array = y[at]
    at_high: Array = y[at + 1]
    hole = np.zeros(len(at), dtype=bool)  # no value between two that have one
    for _ in range(effort.halvings):
        with np.errstate(invalid="ignore", over="ignore"):
            active: Array = np.flatnonzero(edge[at] | hole | ~(np.abs(at_high - at_low) < SHRUNK * first[at]))
        if not len(active):
            break
        half: Array = (low[active] + high[active]) / 2
        found = values(half)
        one, other, torn = at_low[active], at_high[active], edge[at][active]
        hole[active] |= ~torn & ~np.isfinite(found)
        with np.errstate(invalid="ignore", over="ignore"):
            nearer = np.abs(found - one) > np.abs(other - found)
            to_left = np.where(torn, np.isfinite(found) != np.isfinite(one), nearer)
        moves = ~hole[active] & (half > low[active]) & (half < high[active])
        left, right = active[moves & to_left], active[moves & ~to_left]
        high[left], at_high[left] = half[moves & to_left], found[moves & to_left]
        low[right], at_low[right] = half[moves & ~to_left], found[moves & ~to_left]
    with np.errstate(invalid="ignore", over="ignore"):
        breaks: Array = edge[at] | hole | (np.abs(at_high - at_low) > first[at] / 2)
    places: Array = np.stack([low, low / 2 + high / 2, high], axis=1)[breaks].ravel()
    heights: Array = np.stack([at_low, np.full(len(at), np.nan), at_high], axis=1)[breaks].ravel()
    where = np.repeat(at[breaks] + 1, 3)
    y = np.insert(y, where, heights)
    return np.stack([np.insert(x, where, places), np.where(np.isfinite(y), y, np.nan)])


def window_around(curve: Array, points: Array) -> tuple[float, float]:
    """Return from where to where a picture should go, upwards: the bulk of a curve, and the points in any case.

    What shoots up to a pole is left out.

    Args:
        curve: (2, n), as `sampled` returns it.
        points: heights that must be in the picture; those that are no finite numbers don't count.
    """
    with np.errstate(over="ignore"):
        known: Array = np.sort(curve[1][np.isfinite(curve[1])])
        wanted: Array = points[np.isfinite(points)]
        if len(known):
            low, high = known[len(known) // 20], known[len(known) - 1 - len(known) // 20]
            whole = known[-1] - known[0] <= 4 * (high - low)
            wanted = np.append(wanted, [known[0], known[-1]] if whole else [low, high])
        if not len(wanted):
            return -1.0, 1.0
        bottom, top = float(np.min(wanted)), float(np.max(wanted))
        if bottom == top:
            margin = abs(bottom) / 2 or 1.0
            return bottom - margin, top + margin
        margin = 0.08 * (top - bottom)
        return bottom - margin, top + margin
