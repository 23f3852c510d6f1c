"""What there is to know about a function along one of its inputs at one place: `js/src/engine/reading.ts` is the same.

The error of a difference quotient is split in two. What cutting off the series makes (truncation) is found from exact
derivatives: the forward quotient is the mean of f′ over the step, so its truncation is the mean of f′(t) − f′(x). What
is left is rounding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.propagation import gradients_of
from autograd_widgets.engine.value import Value

METHODS = ("forward", "backward", "central")
SWEEP = 100  # steps
EVERY = 5  # of the steps, for a function that takes long
NODES, WEIGHTS = (np.polynomial.legendre.leggauss(8)[0] + 1) / 2, np.polynomial.legendre.leggauss(8)[1] / 2
DISTANCES = 10.0 ** -np.arange(1, 16)  # from x at which its neighbourhood is looked at, in units of x
NEAR = 7  # the place of one that is small, but well above rounding
AGREE = 0.1  # by how much neighbouring distances may differ, of what they agree on
NEAREST = 1e-12  # a distance, in units of x, in which nothing rises but at a jump
JUMP = 1e-6  # the least jump, in units of f
SHORT = 2.0  # a step, in distances that suit the bends, below which the series is the better guide
DUST = 8  # units in the last place
BY_ROUNDING = 64  # times its bound: what lies further off has another cause, such as a kink


@dataclass(frozen=True)
class Line:
    """A function along one of its inputs, the others held.

    Attributes:
        values: computes the function at an array of places.
        slopes: computes its exact derivative there.
        epsilon: the distance from 1 to the next number in its precision.
        costly: whether a place takes so long that few must do.
    """

    values: Callable[[Array], Array]
    slopes: Callable[[Array], Array]
    epsilon: float
    costly: bool = False

    def noise(self, x: float, value: float, slope: float) -> float:
        """Return by how much rounding may move a rise near x."""
        return self.epsilon * (abs(value) + abs(x * slope))


@dataclass(frozen=True)
class Reading:
    """What a line is like at x, and how its difference quotients with the step h fare.

    Attributes:
        x: the place.
        h: the step.
        values: f at x, x + h and x − h.
        derivative: the exact one.
        truncation: the part of each method's error that comes from cutting off the series.
        noise: by how much rounding may move a rise of f: noise / |h| bounds the rounding of a quotient.
        bends: the second and the third derivative; nan where there are none.
        broken: "corner" or "jump" where there is no derivative at x, whatever rules say.
        sweep: (4, 100), or (4, 20) of what takes long: steps, and the errors of the three methods with them.
        curve: (2, n): places in order and f there; nan where the curve breaks.
    """

    x: float
    h: float
    values: Array
    derivative: float
    truncation: Array
    noise: float
    bends: Array
    broken: str
    sweep: Array
    curve: Array

    @property
    def differences(self) -> Array:
        """The forward, the backward and the central difference quotient."""
        return quotients(self.values, self.h)

    @property
    def errors(self) -> Array:
        """By how much each of them misses the derivative."""
        return self.differences - self.derivative


def quotients(values: Array, h: Any) -> Array:
    """Return the forward, backward and central difference quotient: nan for h = 0.

    Args:
        values: f at x, x + h and x − h, along the first axis.
        h: the step, or steps along the second.
    """
    at, above, below = values
    with np.errstate(all="ignore"):
        return np.stack([(above - at) / h, (at - below) / h, (above - below) / (2 * h)])


def read(line: Line, x: float, h: float, curve: Array) -> Reading:
    """Return what there is to know about a line.

    Args:
        line: the function.
        x: the place.
        h: the step; 0 gives quotients of nan.
        curve: (2, n) as `sampled` returns it.
    """
    steps = 10 ** (np.arange(SWEEP) * (16 / (SWEEP - 1)) - 16) * (-1.0 if h < 0 else 1.0)
    steps = steps[EVERY - 1 :: EVERY] if line.costly else steps
    values = line.values(np.concatenate([[x, x + h, x - h], x + steps, x - steps]))
    derivative = np.nan if np.isnan(values[0]) else float(line.slopes(np.array([x]))[0])
    with np.errstate(all="ignore"):
        about = _neighbourhood(line, x, derivative, float(values[0]))
        bends = about.bends
        noise = line.noise(x, float(values[0]), derivative)
        if abs(h) < SHORT * about.scale and np.isfinite(bends).all():
            ahead, behind = bends[1] * h * h / 6 + bends[0] * h / 2, bends[1] * h * h / 6 - bends[0] * h / 2
        else:
            slopes = line.slopes(np.concatenate([x + h * NODES, x - h * NODES]))
            ahead, behind = (slopes.reshape(2, -1) - derivative) @ WEIGHTS
        truncation = np.array([ahead, behind, (ahead + behind) / 2])
        errors = quotients(values[:3], h) - derivative
        rest = np.abs(errors - truncation)
        dust = DUST * line.epsilon * np.maximum(abs(derivative), np.abs(errors))  # the quadrature's own
        beyond = rest > BY_ROUNDING * noise / abs(h) if h else np.zeros(3, dtype=bool)
        truncation = np.where((rest <= dust) | beyond | ~np.isfinite(truncation), errors, truncation)
        swept = quotients(np.stack([np.full(len(steps), values[0]), *values[3:].reshape(2, -1)]), steps) - derivative
    return Reading(
        x=x,
        h=h,
        values=values[:3],
        derivative=derivative,
        truncation=truncation,
        noise=noise,
        bends=bends,
        broken=about.broken,
        sweep=np.stack([np.abs(steps), *swept]),
        curve=curve,
    )


@dataclass(frozen=True)
class _Neighbourhood:
    """What exact slopes say about a line near x.

    Attributes:
        bends: the second and the third derivative; nan where the line has a corner, or where they can't be told.
        scale: a step up to which those two describe the line better than slopes further off.
        broken: "corner", "jump", or "" where the line is smooth.
    """

    bends: Array
    scale: float
    broken: str


def _neighbourhood(line: Line, x: float, derivative: float, value: float) -> _Neighbourhood:
    """Look at a line near x, from as near as numbers allow to about as far as x is from 0.

    A central difference of slopes is best at a distance that depends on how fast the line bends. Which one that is
    shows in two neighbouring distances agreeing: too near they differ by rounding, too far by what is cut off, and at a
    corner each is ten times the other.
    """
    size = max(1.0, abs(x))
    distances = size * DISTANCES
    right, left = line.slopes(np.concatenate([x + distances, x - distances])).reshape(2, -1)
    with np.errstate(all="ignore"):
        tiny = line.epsilon * np.abs(right) + line.epsilon * np.abs(left)
        second = (right - left) / (2 * distances)
        third = ((right - derivative) / distances - (derivative - left) / distances) / distances
        bend, scale = _settled(second, tiny / distances, distances)
        twist, _ = _settled(third, 4 * (tiny + line.epsilon * abs(derivative)) / distances**2, distances)
    corner = np.isnan(bend) and np.isfinite([derivative, right[NEAR], left[NEAR]]).all()
    broken = "jump" if _jumps(line, x, value, size) else "corner" if corner else ""
    bends = np.array([np.nan, np.nan]) if broken or np.isnan(bend) else np.array([bend, twist])
    return _Neighbourhood(bends, scale, broken)


def _settled(found: Array, noise: Array, distances: Array) -> tuple[float, float]:
    """Return the estimate on which neighbouring distances agree best, and its distance.

    Where no two agree, it is 0 if it can't be told from 0, else nan.
    """
    doubt = np.maximum(np.abs(np.diff(found)), noise[1:])
    doubt = np.where(np.isfinite(doubt), doubt, np.inf)
    share = np.where(found[1:] != 0, doubt / np.abs(found[1:]), np.inf)
    share = np.where(np.isnan(share), np.inf, share)
    best = int(np.argmin(share))
    if share[best] >= AGREE:
        best = int(np.argmin(doubt))
        unknown = not abs(found[best + 1]) <= doubt[best] < np.inf
        return (np.nan if unknown else 0.0), float(distances[best + 1])
    return float(found[best + 1]), float(distances[best + 1])


def _jumps(line: Line, x: float, value: float, size: float) -> bool:
    """Return whether the value changes at once on one side: as much within a tiny distance as within a larger one."""
    near, far = NEAREST * size, 1000 * NEAREST * size
    heights = line.values(np.array([x + near, x - near, x + far, x - far]))
    with np.errstate(all="ignore"):
        rises = np.abs(heights - value)
    known = np.isfinite(rises)
    least = JUMP * max(abs(value), float(np.max(np.abs(heights), initial=0.0, where=known)))
    return any(known[i] and known[i + 2] and rises[i] > least and rises[i] > rises[i + 2] / 2 for i in (0, 1))


def line_of(f: Callable[[Value], Any], x: Array, entry: tuple[int, ...] = ()) -> Line:
    """Return the line along one entry of a function's input.

    Args:
        f: takes the input as a leaf and returns a Value with one entry, or a number if the input plays no part. What
            it raises passes through.
        x: the input; its other entries are held.
        entry: which one moves; of a number, ().
    """

    def leaf_at(place: float) -> Value:
        moved = np.array(x)
        moved[entry] = place
        return Value(moved[()], copy=False)

    def values(places: Array) -> Array:
        with np.errstate(all="ignore"):  # recorded: a function that is itself a gradient has to walk back
            return np.array([float(_bare(f(leaf_at(place)))) for place in places])

    def slopes(places: Array) -> Array:
        found = np.zeros(len(places))
        for i, place in enumerate(places):
            leaf = leaf_at(place)
            with np.errstate(all="ignore"):
                out = f(leaf)
                if isinstance(out, Value) and out.dtype.kind == "f":
                    gradient = gradients_of(out, [leaf], np.ones(out.shape, out.dtype)[()])[0]
                    found[i] = gradient[entry]
        return found

    return Line(values, slopes, float(np.finfo(x.dtype).eps))


def _bare(answer: Any) -> Any:
    return answer.data if isinstance(answer, Value) else answer
