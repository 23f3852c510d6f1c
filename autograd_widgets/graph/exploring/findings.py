"""The numbers of a look as they are written, or why one is missing: the same in every text and picture."""

from __future__ import annotations

from dataclasses import dataclass

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.exploring.secant import DIGITS, Secant, secant_of
from autograd_widgets.graph.exploring.trouble import trouble_with_derivative, trouble_with_step, trouble_with_value
from autograd_widgets.graph.numbers import format_number

ERROR_DIGITS = 3


@dataclass(frozen=True)
class Findings:
    """What was found in one place, written out.

    Attributes:
        secant: the line of the difference quotient.
        value: f at x.
        heights: f at the quotient's two points, with as many digits as tell them apart.
        run: h or 2h.
        slope: the quotient, with the digits that rounding leaves.
        derivative: the exact one.
        error: quotient minus derivative.
        no_value: why there is no f(x); "" if there is one.
        no_quotient: why there is no quotient.
        no_derivative: why there is no derivative.
    """

    secant: Secant
    value: str
    heights: tuple[str, str]
    run: str
    slope: str
    derivative: str
    error: str
    no_value: str
    no_quotient: str
    no_derivative: str


@dataclass(frozen=True)
class Numbers:
    """What a look found.

    Attributes:
        x: the place.
        h: the step.
        values: f at x, x + h and x − h.
        derivative: the exact one.
        noise: by how much rounding may move a rise of f.
    """

    x: float
    h: float
    values: Array
    derivative: float
    noise: float


def findings(numbers: Numbers, method: str, title: str, name: str) -> Findings:
    """Return what is written of some numbers.

    Args:
        numbers: what was found.
        method: of the difference quotient.
        title: what the function is called.
        name: what the number that moves is called.
    """
    x, h, derivative = numbers.x, numbers.h, numbers.derivative
    secant = secant_of(x, h, numbers.values, method)
    value = float(numbers.values[0])
    low, high = (format_number(point.y, secant.digits) for point in secant.points)
    return Findings(
        secant=secant,
        value=format_number(value, DIGITS),
        heights=(low, high),
        run=format_number(secant.run, DIGITS),
        slope=format_number(secant.slope, secant.digits_of_slope(numbers.noise)),
        derivative=format_number(derivative, DIGITS),
        error=format_number(secant.slope - derivative, ERROR_DIGITS),
        no_value=trouble_with_value(x, value, title, name),
        no_quotient=trouble_with_step(x, h, secant, title, name),
        no_derivative=trouble_with_derivative(x, derivative, title, name),
    )
