"""What a DerivativeExplorer shows, as text: for places that can show no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.exploring.exploration import Exploration, Look, Place
from autograd_widgets.graph.exploring.secant import DIGITS, secant_of
from autograd_widgets.graph.exploring.trouble import trouble_with_derivative, trouble_with_step, trouble_with_value
from autograd_widgets.graph.numbers import FEW, format_array, format_number

MOST_NAMES = 4  # of inputs that are written out in a call


def told(exploration: Exploration, found: Look, place: Place, method: str) -> str:
    """Return the numbers of a look in lines, or the problem.

    Args:
        exploration: the function.
        found: what was found.
        place: where.
        method: of the difference quotient.
    """
    recorded = found.recorded
    if recorded.problem:
        return recorded.problem
    names = [parameter.name for parameter in exploration.parameters]
    notes = [text for text in (recorded.note, recorded.dynamic) if text]
    numbers = _numbers(exploration.title, names, found, place, method)
    return "\n".join([_place(place.inputs, place), *numbers, *notes])


def _numbers(title: str, names: Sequence[str], found: Look, place: Place, method: str) -> list[str]:
    """Return f(x), the quotient, the derivative and the error, or why there is none."""
    x, h, by = place.x, place.h, str(place.entry)
    function = f"{title}{found.recorded.output}"
    secant = secant_of(x, h, found.values, method)

    def call(shift: str) -> str:
        listed = [f"{by}{shift}" if name == place.entry.input else name for name in names]
        if len(listed) > MOST_NAMES:
            listed = [f"{by}{shift}", "…"]
        return f"{title}({', '.join(listed)}){found.recorded.output}"

    no_value = trouble_with_value(x, float(found.values[0]), function, by)
    if no_value:
        return [no_value]
    no_quotient = trouble_with_step(x, h, secant, function, by)
    no_derivative = trouble_with_derivative(x, found.derivative, function, by)
    points = [point for point in secant.points if np.isfinite(point.y)]
    if no_quotient and secant.start.x == secant.end.x:
        points = points[:1]
    lines = [f"{call(point.shift if h else '')} = {format_number(point.y, secant.digits)}" for point in points]
    lines.append(
        no_quotient
        or f"({call(secant.end.shift)} − {call(secant.start.shift)}) / {secant.run_name} = "
        f"{format_number(secant.slope, DIGITS)}, the {method} difference"
    )
    lines.append(no_derivative or f"∂{function}/∂{by} = {format_number(found.derivative, DIGITS)}, by autograd")
    if not (no_quotient or no_derivative):
        lines.append(f"error = {format_number(secant.slope - found.derivative, 3)}")
    return lines


def _place(inputs: Mapping[str, Array], place: Place) -> str:
    """Return the inputs and the step; of a large array only the entry that moves."""
    parts: list[str] = []
    for name, data in inputs.items():
        array = np.asarray(data)
        parts.append(f"{name} = {format_array(array, DIGITS)}")
        if array.size > FEW and name == place.entry.input:
            parts.append(f"{place.entry} = {format_number(place.x, DIGITS)}")
    return ", ".join([*parts, f"h = {format_number(place.h, DIGITS)}"])
