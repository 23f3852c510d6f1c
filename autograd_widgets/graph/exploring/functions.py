"""Recording somebody's function as a graph, and noticing when that holds only near one place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

import numpy as np

from autograd_widgets.engine.arrays import Array, leaf_data
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.exploring.answers import NothingToShowError
from autograd_widgets.graph.exploring.likeness import (
    Difference,
    difference_of,
    only_python,
    picks_by_numbers,
    replays,
    same_array,
)
from autograd_widgets.graph.exploring.runs import Run, Trace, run
from autograd_widgets.graph.exploring.signatures import Parameter, title_of
from autograd_widgets.graph.formula import Formula, formula_of, readable
from autograd_widgets.graph.record import Graph

PLACES = 3  # where else a function is recorded
NEARBY = 0.1  # how far the entries of an array move there, in widths of their range
SEED = 2029
NUMBERS = ("float", "int", "item")  # escapes that leave a plain number

Reason = Literal["", "random", "python", "way", "index", "number", "somewhere", "unknown"]
ANEW = "Python runs it anew for each change."
WHY_DYNAMIC: dict[Reason, str] = {
    "": "",
    "random": "{f} gives another answer each time it is called: " + ANEW,
    "python": "{f} contains a part that only Python can compute (a derivative written by hand, or an operation of your "
    "own that is not made of operations): " + ANEW,
    "way": "{f} decides by the numbers which way to go (an if, a loop, and, or): " + ANEW,
    "index": "{f} picks entries by the numbers, as x[x > 0] does: " + ANEW,
    "number": "{f} uses a number that Python took out of a Value (x.data, float(x)): " + ANEW,
    "somewhere": "{f} does not give an answer everywhere: " + ANEW,
    "unknown": "{f} does something else here than where it was first recorded, and nothing tells why: " + ANEW,
}
RANDOM = "{f} gives another answer each time it is called, so what you see is one of many: fix the seed inside of it."
HIDDEN = (
    "A part of {f} is hidden from autograd, so the derivative here is not that of all of {f}: float(x), x.data and "
    "functions of math give plain numbers. Use NumPy's functions on the inputs themselves: use np.sin for math.sin."
)
LOST = (
    "{f} turned {inputs} into a plain number on the way (float(x) and functions of math do that), so its derivative is "
    "lost: use NumPy's functions, np.sin for math.sin."
)


@dataclass(frozen=True)
class Recorded:
    """A function as it was recorded at one place.

    Attributes:
        graph: the computation; None if there is a problem.
        leaves: for each input that the graph uses, the name of its leaf, which is the input's own.
        outputs: where the function gives an array or a list, what is written behind it for each of the graph's roots:
            "[0]", "[1, 2]". Empty where it gives one number.
        output: the chosen one; "" where the function gives one number.
        gradient: its derivative by each input.
        problem: why there is nothing to show.
        dynamic: why only Python can compute it anew; "" if the browser can.
        note: what a person should know.
        formula: the chosen number by the inputs' names; None if it is too long to be read.
        formulas: the same for each of the numbers, where the recording holds elsewhere too.
        trace: the call of the function that was recorded.
    """

    graph: Graph | None = None
    leaves: dict[str, str] = field(default_factory=dict[str, str])
    outputs: tuple[str, ...] = ()
    output: str = ""
    gradient: dict[str, Array] = field(default_factory=dict[str, Array])
    problem: str = ""
    dynamic: str = ""
    note: str = ""
    formula: Formula | None = None
    formulas: dict[str, Formula | None] = field(default_factory=dict[str, "Formula | None"])
    trace: Trace | None = None

    @property
    def root(self) -> int | None:
        """The id of the chosen number's node in the graph."""
        if self.graph is None:
            return None
        return self.graph.roots[self.outputs.index(self.output) if self.outputs else 0]


def record_function(
    f: Callable[..., Any],
    parameters: Sequence[Parameter],
    inputs: Mapping[str, Array],
    ranges: Mapping[str, tuple[float, float]],
    output: str = "",
) -> Recorded:
    """Record a function as a graph, and compare that with what the function does in other places.

    It is called some seven times. Nobody's `grad` and labels change.

    Args:
        f: somebody's function.
        parameters: its numeric inputs; see `parameters_of`.
        inputs: where: a number or an array for each of them, by name.
        ranges: for each input, from where to where a person may move it.
        output: where it gives an array, the entry that somebody chose: "[1, 2]". The first one if not given.

    Returns:
        What there is to show, or why there is nothing: whatever the function raises is told there.
    """
    given = {parameter.name: leaf_data(inputs[parameter.name]) for parameter in parameters}
    with np.errstate(all="ignore"):
        try:
            return _Recording(f, parameters, given, ranges, output).recorded()
        except NothingToShowError as problem:
            return Recorded(problem=str(problem))


def record_again(
    before: Recorded,
    f: Callable[..., Any],
    parameters: Sequence[Parameter],
    inputs: Mapping[str, Array],
    ranges: Mapping[str, tuple[float, float]],
    output: str = "",
) -> Recorded:
    """Look at a function in another place, after it was recorded in one.

    It is called once; where it does not do the same as before, some eight times.

    Args:
        before: what was recorded.
        f: the function.
        parameters: its numeric inputs.
        inputs: where.
        ranges: for each input, from where to where a person may move it.
        output: the entry that somebody chose.

    Returns:
        What there is to show here. If the recording gives what the function gives here, it is that recording;
        otherwise a new one: either only Python can compute it anew, or the function itself is another by now.
    """
    given = {parameter.name: leaf_data(inputs[parameter.name]) for parameter in parameters}
    recording = _Recording(f, parameters, given, ranges, output, told=before.dynamic or None)
    with np.errstate(all="ignore"):
        try:
            if before.dynamic or before.trace is None:
                return recording.recorded()
            if not replays(before.trace, recording.first):
                found = recording.recorded()
                unknown = not found.dynamic and recording.does_as(before.trace)
                return replace(found, dynamic=recording.in_words(WHY_DYNAMIC["unknown"])) if unknown else found
            gradient = recording.gradient
        except NothingToShowError as problem:
            return Recorded(
                problem=str(problem), dynamic=before.dynamic or recording.in_words(WHY_DYNAMIC["somewhere"])
            )
    formula = before.formulas.get(recording.output)
    return replace(before, output=recording.output, gradient=gradient, formula=formula)


@dataclass(frozen=True)
class _Recording:
    """A function at one place, and what is found out about it."""

    f: Callable[..., Any]
    parameters: Sequence[Parameter]
    inputs: Mapping[str, Array]
    ranges: Mapping[str, tuple[float, float]]
    chosen: str
    told: str | None = None  # why only Python can compute it anew, where that is known already

    def recorded(self) -> Recorded:
        first = self.first
        hidden = self.is_hidden
        plain = not any(isinstance(entry, Value) for entry in first.entries.values())
        if plain and (hidden or any(name in first.escapes for name in NUMBERS)):
            raise NothingToShowError(self.in_words(LOST))
        dynamic = self.in_words(WHY_DYNAMIC[self.reason]) if self.told is None else self.told
        formulas = {
            name: readable(formula_of(entry))
            for name, entry in first.entries.items()
            if name == self.output or not dynamic
        }
        return Recorded(
            formula=formulas[self.output],
            formulas=formulas,
            trace=first.trace,
            graph=first.graph,
            leaves={name: first.graph.nodes[i].name for name, i in first.ids.items()},
            outputs=() if "" in first.entries else tuple(first.entries),
            output=self.output,
            gradient=self.gradient,
            dynamic=dynamic,
            note=self._note(hidden),
        )

    @cached_property
    def first(self) -> Run:
        """What it does here."""
        return run(self.f, self.parameters, self.inputs, self.chosen)

    @property
    def output(self) -> str:
        """Which number is differentiated, by what is written behind the function."""
        written = [*self.first.entries]
        compact = self.chosen.replace(" ", "")
        return next((name for name in written if name.replace(" ", "") == compact), written[0])

    @cached_property
    def gradient(self) -> dict[str, Array]:
        """Its derivative by each input, as autograd finds it."""
        try:
            return self.first.gradient(self.output)
        except Exception as error:  # somebody else's rule: what it raises is shown to them
            raise NothingToShowError(
                f"the derivative of {title_of(self.f)} could not be computed, it raised {type(error).__name__}: {error}"
            ) from error

    # --- whether the recording holds elsewhere ---

    def does_as(self, trace: Trace) -> bool:
        """Return whether the function still does at an earlier place what it did there."""
        try:
            return replays(trace, run(self.f, self.parameters, trace.inputs, self.chosen))
        except NothingToShowError:
            return False

    @cached_property
    def reason(self) -> Reason:
        """Why the recording does not hold in other places; "" if it does."""
        if self._is_random():
            return "random"
        if only_python(self.first):
            return "python"
        if "bool" in self.first.escapes:  # no need to go elsewhere, where a loop may not end
            return "way"
        if picks_by_numbers(self.first):
            return "index"
        return "number" if self.first.escapes else self._reason_elsewhere()

    def _reason_elsewhere(self) -> Reason:
        runs = [*self._elsewhere()]
        found = [other for other in runs if other is not None]
        differences = [self._difference(other) for other in found]
        if "way" in differences or any("bool" in other.escapes for other in found):
            return "way"
        if "number" in differences or any(other.escapes for other in found):
            return "number"
        return "somewhere" if None in runs else ""

    def _is_random(self) -> bool:
        try:
            again = run(self.f, self.parameters, self.inputs, self.chosen)
        except NothingToShowError:
            return True
        pairs = ((self.first.value(name), again.value(name)) for name in again.entries if name in self.first.entries)
        return bool(difference_of(self.first, again)) or not all(same_array(one, other) for one, other in pairs)

    def _difference(self, found: Run) -> Difference:
        return difference_of(self.first, found) or ("" if replays(self.first.trace, found) else "number")

    def _elsewhere(self) -> Iterator[Run | None]:
        """Yield what the function does in other places; None where it gives no answer."""
        rng = np.random.default_rng(SEED)
        for _ in range(PLACES):
            place = {name: self._moved(x, name, rng) for name, x in self.inputs.items()}
            try:
                yield run(self.f, self.parameters, place, self.chosen)
            except NothingToShowError:
                yield None

    def _moved(self, x: Array, name: str, rng: np.random.Generator) -> Array:
        """Return another number from an input's range, or an array whose entries are a little elsewhere."""
        low, high = self.ranges.get(name, (-1.0, 1.0))
        shape: tuple[int, ...] = x.shape
        share = np.asarray(rng.uniform(0.02, 0.98, shape))
        if shape:
            low, high = np.asarray(x) - NEARBY * (high - low) / 2, np.asarray(x) + NEARBY * (high - low) / 2
        return np.asarray(low * (1 - share) + high * share).astype(x.dtype)[()]

    # --- whether the derivative is that of the function ---

    @cached_property
    def is_hidden(self) -> bool:
        """Whether numbers that Python took out of Values make the gradient differ from the slope of the function.

        It is measured along one direction that moves all inputs. At a kink, where the slopes on both sides differ,
        and where rounding hides it, the gradient is believed.
        """
        if self.reason in ("", "random", "python"):
            return False
        rng = np.random.default_rng(SEED)
        exact = {name: np.asarray(x, dtype=np.float64) for name, x in self.inputs.items()}
        along = {name: rng.uniform(0.5, 1.0, x.shape) * np.maximum(np.abs(x), 1.0) for name, x in exact.items()}
        step = float(np.finfo(np.float64).eps) ** (1 / 3)
        try:
            ahead, here, behind = (
                run(
                    self.f, self.parameters, {n: x + side * step * along[n] for n, x in exact.items()}, self.output
                ).value(self.output)
                for side in (1, 0, -1)
            )
        except (NothingToShowError, KeyError):
            return False
        slope = sum(float(np.sum(self.gradient[name] * along[name])) for name in exact)
        forward, backward = float(ahead - here) / step, float(here - behind) / step
        size = max(abs(float(ahead)), abs(float(here)), abs(float(behind)))
        noise = 1e-9 + 16 * float(np.finfo(np.asarray(here).dtype).eps) * size / step
        if not np.isfinite([slope, forward, backward]).all():
            return False
        smooth = abs(forward - backward) <= 1e-3 * max(abs(forward), abs(backward)) + noise
        return smooth and abs((forward + backward) / 2 - slope) > 2e-3 * max(abs(forward), abs(slope)) + noise

    # --- in words ---

    def _note(self, hidden: bool) -> str:
        if self.reason == "random":
            return self.in_words(RANDOM)
        if hidden:
            return self.in_words(HIDDEN)
        if not self.first.ids:
            here = "Here " if self.reason else ""
            return self.in_words(f"{here}{{f}} does not depend on {{inputs}}, so its derivative is 0.")
        return ""

    def in_words(self, sentence: str) -> str:
        *most, last = self.inputs
        inputs = f"{', '.join(most)} and {last}" if most else last
        return sentence.format(f=title_of(self.f), inputs=inputs)
