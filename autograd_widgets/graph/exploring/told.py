"""What a DerivativeExplorer shows, as text: for places that can show no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.exploring.exploration import Exploration, Look, Place
from autograd_widgets.graph.exploring.findings import Numbers, findings
from autograd_widgets.graph.exploring.secant import DIGITS
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
    h, by = place.h, str(place.entry)
    function = f"{title}{found.recorded.output}"
    numbers = Numbers(place.x, h, found.values, found.derivative, found.noise)
    told = findings(numbers, method, function, by)
    secant = told.secant

    def call(shift: str) -> str:
        listed = [f"{by}{shift}" if name == place.entry.input else name for name in names]
        if len(listed) > MOST_NAMES:
            listed = [f"{by}{shift}", "…"]
        return f"{title}({', '.join(listed)}){found.recorded.output}"

    if told.no_value:
        return [told.no_value]
    written = [
        f"{call(point.shift if h else '')} = {height}"
        for point, height in zip(secant.points, told.heights, strict=True)
        if np.isfinite(point.y)
    ]
    lines = written[:1] if secant.start.x == secant.end.x else written
    lines.append(
        told.no_quotient
        or f"({call(secant.end.shift)} − {call(secant.start.shift)}) / {secant.run_name} = {told.slope}, "
        f"the {method} difference"
    )
    lines.append(told.no_derivative or f"∂{function}/∂{by} = {told.derivative}, by autograd")
    if not (told.no_quotient or told.no_derivative):
        lines.append(f"error = {told.error}")
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
