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
from autograd_widgets.engine.recording import no_grad
from autograd_widgets.engine.value import Value

METHODS = ("forward", "backward", "central")
SWEEP = 100  # steps
NODES, WEIGHTS = (np.polynomial.legendre.leggauss(8)[0] + 1) / 2, np.polynomial.legendre.leggauss(8)[1] / 2
SHORT = 1e-5  # a step, in units of x, below which the series is the better guide
DUST = 8  # units in the last place
BY_ROUNDING = 64  # times its bound: what lies further off has another cause, such as a kink


@dataclass(frozen=True)
class Line:
    """A function along one of its inputs, the others held.

    Attributes:
        values: computes the function at an array of places.
        slopes: computes its exact derivative there.
        epsilon: the distance from 1 to the next number in its precision.
    """

    values: Callable[[Array], Array]
    slopes: Callable[[Array], Array]
    epsilon: float


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
        bends: the second and the third derivative.
        sweep: (4, 100): steps, and the errors of the three methods with them.
        curve: (2, n): places in order and f there; nan where the curve breaks.
    """

    x: float
    h: float
    values: Array
    derivative: float
    truncation: Array
    noise: float
    bends: Array
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
    values = line.values(np.concatenate([[x, x + h, x - h], x + steps, x - steps]))
    size = max(1.0, abs(x))
    near, wide = line.epsilon ** (1 / 3) * size, line.epsilon**0.25 * size
    places = [x, x + near, x - near, x + wide, x - wide, *(x + h * NODES), *(x - h * NODES)]
    slopes = line.slopes(np.asarray(places))
    derivative = np.nan if np.isnan(values[0]) else float(slopes[0])
    with np.errstate(all="ignore"):
        bends = _bends(slopes[:5], near, wide)
        noise = line.epsilon * (abs(float(values[0])) + abs(x * derivative))
        ahead, behind = (slopes[5:].reshape(2, -1) - derivative) @ WEIGHTS
        if abs(h) < SHORT * size:
            ahead, behind = bends[1] * h * h / 6 + bends[0] * h / 2, bends[1] * h * h / 6 - bends[0] * h / 2
        truncation = np.array([ahead, behind, (ahead + behind) / 2])
        errors = quotients(values[:3], h) - derivative
        rest = np.abs(errors - truncation)
        dust = DUST * line.epsilon * np.maximum(abs(derivative), np.abs(errors))  # the quadrature's own
        beyond = rest > BY_ROUNDING * noise / abs(h) if h else np.zeros(3, dtype=bool)
        truncation = np.where((rest <= dust) | beyond, errors, truncation)
        swept = quotients(np.stack([np.full(SWEEP, values[0]), *values[3:].reshape(2, -1)]), steps) - derivative
    return Reading(
        x=x,
        h=h,
        values=values[:3],
        derivative=derivative,
        truncation=truncation,
        noise=noise,
        bends=bends,
        sweep=np.stack([np.abs(steps), *swept]),
        curve=curve,
    )


def _bends(slopes: Array, near: float, wide: float) -> Array:
    """Return the second and the third derivative; nan at a kink, where the slope jumps between x − near and x + near.

    Args:
        slopes: f′ at x, x ± near, x ± wide.
        near: a step that suits the second derivative.
        wide: a step that suits the third.
    """
    at, right, left, far_right, far_left = slopes
    second, check = (right - left) / (2 * near), (far_right - far_left) / (2 * wide)
    if abs(second - check) > 0.5 * max(abs(second), abs(check)) + np.sqrt(np.finfo(np.float64).eps) * abs(at):
        return np.array([np.nan, np.nan])
    return np.array([second, ((far_right - at) - (at - far_left)) / (wide * wide)])


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
        with no_grad(), np.errstate(all="ignore"):
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
