"""Why a number can't be given, in a sentence, and what to do about it. `js/src/engine/trouble.ts` is the same."""

from __future__ import annotations

import math

from autograd_widgets.graph.exploring.secant import Secant
from autograd_widgets.graph.numbers import format_number


def trouble_with_value(x: float, value: float, title: str, name: str) -> str:
    """Return why there is no f(x), "" if there is one.

    Args:
        x: the number that moves.
        value: f there.
        title: what f is called.
        name: what x is called.
    """
    here = f"{name} = {format_number(x)}"
    if math.isfinite(value):
        return ""
    if not math.isfinite(x):
        return f"{here} is no number on the axis: type another one, or move the slider."
    if math.isnan(value):
        return f"{title} has no value at {here}: move {name} to where it has one."
    return f"{title} is {format_number(value)} at {here}: a pole, or more than a number can hold. Change an input."


def trouble_with_step(x: float, h: float, secant: Secant, title: str, name: str) -> str:
    """Return why a difference quotient says nothing, "" if it does.

    Args:
        x: the number that moves.
        h: the step.
        secant: the line through the quotient's two points.
        title: what f is called.
        name: what x is called.
    """
    if h == 0:
        return (
            "h is 0: both points are one, and the quotient would be 0 / 0, which says nothing. "
            "The derivative is what the quotient comes close to as h shrinks: take a small one, such as 0.001."
        )
    if not math.isfinite(h):
        return f"h is {format_number(h)}: take a small number, such as 0.001."
    if secant.start.x == secant.end.x:
        return (
            f"h is so small that {name} + h is rounded to {name} itself: near {format_number(x)}, neighbouring numbers "
            f"are {format_number(math.ulp(x), 2)} apart. Nothing rises, whatever the slope."
        )
    lost = [format_number(point.x) for point in secant.points if not math.isfinite(point.y)]
    if not lost:
        return ""
    return f"{title} has no value at {' and '.join(lost)}, or one too large to hold: take a smaller h."


def trouble_with_derivative(x: float, derivative: float, title: str, name: str) -> str:
    """Return why there is no exact derivative where f has a value, "" if there is one.

    Args:
        x: the number that moves.
        derivative: the exact one.
        title: what f is called.
        name: what x is called.
    """
    if math.isfinite(derivative):
        return ""
    here = f"{name} = {format_number(x)}"
    if math.isnan(derivative):
        return (
            f"{title} has a value at {here}, but its slope can't be computed: a number on the way is too large to hold "
            "(overflow), or undefined."
        )
    return f"The curve is vertical at {here}."
