"""A function that is looked at in one place after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.closed_form.forms import closed_forms
from autograd_widgets.graph.contract import FormData, ReadingData
from autograd_widgets.graph.exploring.curve import FEW, FEWEST, FULL, Effort, sampled
from autograd_widgets.graph.exploring.functions import Recorded, record_again, record_function
from autograd_widgets.graph.exploring.place import Entry, line_along
from autograd_widgets.graph.exploring.reading import Line, Reading, quotients, read
from autograd_widgets.graph.exploring.signatures import Parameter, parameters_of, title_of
from autograd_widgets.graph.payload import array_data

Span = tuple[float, float]
FIRST = 0.2  # of a slider's range: how far the first picture reaches to each side
LARGE_STEP, STEPS = 0.005, 10  # a step of so much of the range is to be seen: then so many of them to each side
LARGEST = float(np.finfo(np.float64).max)
MOST_NUMBERS = 65_536  # of all inputs together
COSTLY = 2000  # entries to be computed for one place
SLOW, VERY_SLOW = 1e-3, 4e-3  # seconds for one place
EDGE = 0.02  # of the picture's width: how near the point may come to its sides
MOST_FORMS = 8  # closed forms that are derived for one function


@dataclass(frozen=True, eq=False)
class Place:
    """Where a function is looked at.

    Attributes:
        inputs: a number or an array for each input, by name.
        entry: the number that moves.
        h: the step of the difference quotients.
    """

    inputs: Mapping[str, Array]
    entry: Entry
    h: float

    @property
    def x(self) -> float:
        """The number that moves."""
        return float(np.asarray(self.inputs[self.entry.input])[self.entry.index])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Place) or (self.entry, [*self.inputs]) != (other.entry, [*other.inputs]):
            return False
        return np.array_equal(self.h, other.h, equal_nan=True) and all(
            np.array_equal(array, other.inputs[name], equal_nan=True) for name, array in self.inputs.items()
        )

    __hash__ = None  # pyright: ignore[reportAssignmentType]


@dataclass(frozen=True)
class Look:
    """What was found in one place.

    Attributes:
        recorded: the computation, or the problem with it.
        values: f at x, x + h and x − h; nan where there is none.
        derivative: the exact one by the number that moves; nan where f has no value, whatever its rules say.
        noise: by how much rounding may move a rise of f.
    """

    recorded: Recorded
    values: Array = field(default_factory=lambda: np.full(3, np.nan))
    derivative: float = np.nan
    noise: float = np.nan

    def difference(self, h: float) -> Array:
        """Return the forward, backward and central difference quotient."""
        return quotients(self.values, h)


@dataclass(frozen=True)
class Picture:
    """What a picture of a curve shows.

    Attributes:
        reading: the curve and what is known at the point.
        view: left, right, bottom and top.
        title: what the function is called.
        name: what the number that moves is called.
    """

    reading: Reading
    view: tuple[float, float, float, float]
    title: str
    name: str


class Exploration:
    """Somebody's function, recorded when it is first looked at, and again where that does not hold.

    Attributes:
        f: the function.
        title: what it is called.
        parameters: its numeric inputs; none if there is a problem with them.
        problem: why there are none.

    Raises:
        TypeError: f can't be called.
    """

    def __init__(self, f: Callable[..., Any]) -> None:
        self.f = f
        self.title = title_of(f)
        self.parameters: tuple[Parameter, ...] = ()
        self.problem = ""
        try:
            self.parameters = parameters_of(f)
        except TypeError as problem:
            if not callable(f):
                raise
            self.problem = str(problem)
        self._recorded: Recorded | None = None
        self._across: tuple[Entry, Span] | None = None
        self._seconds = 0.0  # that a call takes
        self._read: tuple[Place, str, Span, Reading] | None = None  # the latest reading, since the latest look

    def look(self, place: Place, ranges: Mapping[str, Span], output: str) -> Look:
        """Return what is found in a place.

        Args:
            place: where.
            ranges: from where to where a person may move each input.
            output: which number f gives, where it gives several.
        """
        inputs = {parameter.name: place.inputs[parameter.name] for parameter in self.parameters}
        self._read = None
        if self._recorded is None:
            recorded = record_function(self.f, self.parameters, inputs, ranges, output)
        else:
            recorded = record_again(self._recorded, self.f, self.parameters, inputs, ranges, output)
        if recorded.graph is not None:
            self._recorded = recorded
        elif self._recorded is not None:  # f raises here: the recording stays for other places
            self._recorded = replace(self._recorded, dynamic=recorded.dynamic)
        if recorded.graph is None:
            return Look(recorded)
        line = self.line(place, recorded.output)
        values = self._measured(line, place)
        slope = float(np.asarray(recorded.gradient[place.entry.input])[place.entry.index])
        slope = np.nan if np.isnan(values[0]) else slope
        return Look(recorded, values, slope, line.noise(place.x, float(values[0]), slope))

    def _measured(self, line: Line, place: Place) -> Array:
        """Return f at x, x + h and x − h, and remember how long the fastest call took."""
        found: list[Array] = []
        taken: list[float] = []
        for x in (place.x, place.x + place.h, place.x - place.h):
            start = perf_counter()
            found.append(line.values(np.array([x])))
            taken.append(perf_counter() - start)
        self._seconds = min(taken)
        return np.concatenate(found)

    def line(self, place: Place, output: str) -> Line:
        """Return the function along the number that moves."""
        line = line_along(self.f, self.parameters, place.inputs, place.entry, output)
        graph = None if self._recorded is None else self._recorded.graph
        large = graph is not None and sum(np.size(node.data) for node in graph.nodes if node.is_computed) > COSTLY
        return replace(line, costly=large or self._seconds > SLOW)

    def reading(self, place: Place, output: str, window: Span) -> Reading:
        """Return all that there is to know about the function along the number that moves, in a window.

        Of the place that was looked at last, what is known already is not computed again.
        """
        line = self.line(place, output)
        known = self._read if self._read is not None and self._read[:2] == (place, output) else None
        if known is not None and known[2] == window:
            return known[3]
        with np.errstate(all="ignore"):
            curve = sampled(line.values, *window, self._effort(line))
            reading = read(line, place.x, place.h, curve) if known is None else replace(known[3], curve=curve)
        self._read = place, output, window, reading
        return reading

    def _effort(self, line: Line) -> Effort:
        return FEWEST if self._seconds > VERY_SLOW else FEW if line.costly else FULL

    def window(self, place: Place, ranges: Mapping[str, Span], chosen: Span | None = None) -> Span:
        """Return from where to where a picture goes sideways: as before, unless the point is out of sight.

        Args:
            place: what is to be seen.
            ranges: of the sliders.
            chosen: a window that a person has chosen.
        """
        before = self._across[1] if self._across is not None and self._across[0] == place.entry else None
        span = across(chosen or before, place.x, ranges[place.entry.input], place.h)
        self._across = None if chosen else (place.entry, span)
        return span

    def forms(self, recorded: Recorded) -> dict[str, FormData]:
        """Return closed forms of the derivatives of all numbers that the function gives, by output and input."""
        if recorded.graph is None or recorded.dynamic:
            return {}
        found: dict[str, FormData] = {}
        for output, root in zip(recorded.outputs or ("",), recorded.graph.roots, strict=True):
            if len(found) < MOST_FORMS:
                forms = closed_forms(recorded.graph, recorded.leaves, root)
                found |= {f"{output} {name}".strip(): form for name, form in forms.items()}
        return found


def across(before: Span | None, x: float, range_: Span, h: float = 0.0) -> Span:
    """Return from where to where a picture goes sideways: `js/src/engine/framing.ts` is the same.

    Args:
        before: the window so far, which stays as long as the point is well within.
        x: the point.
        range_: of its slider.
        h: the step of the difference quotients; the first window shows one that is large enough to be seen.
    """
    left, right = before or range_
    width = right - left
    if not np.isfinite(x):
        return before or range_
    if before is not None and left + EDGE * width <= x <= right - EDGE * width:
        return before
    half = width / 2 if before is not None else FIRST * width
    if before is None and abs(h) >= LARGE_STEP * width:
        half = min(half, STEPS * abs(h))
    left, right = max(x - half, -LARGEST), min(x + half, LARGEST)
    return (left, right) if left < right else range_


def too_many(inputs: Mapping[str, Array]) -> str:
    """Return what to say of inputs that hold more numbers than can be followed; "" if they don't."""
    counts = {name: int(np.size(array)) for name, array in inputs.items()}
    if sum(counts.values()) <= MOST_NUMBERS:
        return ""
    name, count = max(counts.items(), key=lambda item: item[1])
    limit = f"up to {MOST_NUMBERS:,}"
    if count > MOST_NUMBERS:
        return f"{name} has {count:,} entries, more than the explorer can follow: take a part of it, {limit}."
    return (
        f"The inputs have {sum(counts.values()):,} entries in all, more than the explorer can follow: take a part of "
        f"them, {limit}."
    )


def reading_data(reading: Reading, place: Place, gradient: Mapping[str, Array], window: Span) -> ReadingData:
    """Return a reading as it travels to the browser; of an input without a gradient it is nan."""
    slopes = [
        np.ravel(gradient[name]) if name in gradient else np.full(np.size(x), np.nan)
        for name, x in place.inputs.items()
    ]
    return {
        "inputs": {name: array_data(np.asarray(array)) for name, array in place.inputs.items()},
        "wrt": str(place.entry),
        "place": array_data(np.array([place.x, place.h, reading.derivative])),
        "window": [float(end) for end in window],
        "gradient": array_data(np.concatenate(slopes, dtype=np.float64)),
        "values": array_data(reading.values),
        "truncation": array_data(reading.truncation),
        "noise": array_data(np.float64(reading.noise)),
        "bends": array_data(reading.bends),
        "broken": reading.broken,
        "sweep": array_data(reading.sweep),
        "curve": array_data(reading.curve),
    }
