"""What a DerivativeExplorer shows, as text: for places that can show no more."""

from __future__ import annotations

import numpy as np

from autograd_widgets.graph.exploring.exploration import Exploration, Look, Place
from autograd_widgets.graph.exploring.reading import METHODS
from autograd_widgets.graph.numbers import format_number, format_shape

DIGITS = 10  # of numbers between which a small step makes the difference
POINTS = {"forward": ("", " + h"), "backward": (" − h", ""), "central": (" − h", " + h")}


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
    title = exploration.title

    def call(shift: str) -> str:
        return f"{title}({', '.join(name + shift if name == place.entry.input else name for name in names)})"

    below, above = POINTS[method]
    at, ahead, behind = found.values
    heights = {"": at, " + h": ahead, " − h": behind}
    difference = found.difference(place.h)[METHODS.index(method)]
    run = "2h" if method == "central" else "h"
    by = str(place.entry)
    lines = [
        ", ".join(f"{name} = {_shown(x)}" for name, x in place.inputs.items()) + f", h = {_shown(place.h)}",
        f"{call(below)} = {_shown(heights[below])}",
        f"{call(above)} = {_shown(heights[above])}",
        f"({call(above)} − {call(below)}) / {run} = {_shown(difference)}",
        f"∂{title}/∂{by} = {_shown(found.derivative)}, by autograd",
        f"error = {format_number(float(difference) - found.derivative, 3)}",
    ]
    notes = [text for text in (recorded.note, recorded.dynamic) if text]
    return "\n".join([*lines, *notes])


def _shown(x: object) -> str:
    array = np.asarray(x)
    return f"an array of shape {format_shape(array.shape)}" if array.ndim else format_number(float(array), DIGITS)
