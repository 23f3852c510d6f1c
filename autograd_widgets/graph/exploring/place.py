"""Where a function is looked at: the numbers of its inputs, and the one of them that moves."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.exploring.answers import NothingToShowError, entries_of
from autograd_widgets.graph.exploring.reading import Line, line_of
from autograd_widgets.graph.exploring.signatures import Parameter, call_with, title_of

_ENTRY = re.compile(r"\s*(?P<name>[^\[\]]+?)\s*(?:\[(?P<index>[\d\s,]*)\])?\s*")
SMALL = 0.01  # a number below which a slider zooms in
USUAL = 5.0  # half of a slider's range, if the number does not ask for more


@dataclass(frozen=True)
class Entry:
    """One number of an input.

    Attributes:
        input: the input's name.
        index: of an array, which entry; of a number, ().
    """

    input: str
    index: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.input}[{', '.join(map(str, self.index))}]" if self.index else self.input


def entries(inputs: Mapping[str, Array]) -> Iterator[Entry]:
    """Yield every number of some inputs, in order."""
    return (Entry(name, index) for name, array in inputs.items() for index in np.ndindex(*np.shape(array)))


def entry_from(text: str, inputs: Mapping[str, Array]) -> Entry | None:
    """Return the entry that a text names, "x" or "x[1, 2]"; None if there is none of that name.

    An array's own name stands for its first entry, and x[-1] is no name of an entry.
    """
    if text in inputs and np.size(inputs[text]):
        return Entry(text, (0,) * np.ndim(inputs[text]))
    found = _ENTRY.fullmatch(text)
    if found is None or found["index"] is None or found["name"] not in inputs:
        return None
    index = tuple(int(part) for part in found["index"].split(",") if part.strip())
    shape = np.shape(inputs[found["name"]])
    fits = bool(shape) and len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
    return Entry(found["name"], index) if fits else None


def line_along(
    f: Callable[..., Any], parameters: Sequence[Parameter], inputs: Mapping[str, Array], entry: Entry, output: str
) -> Line:
    """Return a function along one number; nan where it raises or gives no number.

    Args:
        f: somebody's function.
        parameters: what it takes.
        inputs: a number or an array for each of them.
        entry: what moves.
        output: which number it gives, if it gives several.
    """
    title = title_of(f)

    def along(leaf: Value) -> Any:
        values = {name: leaf if name == entry.input else Value(x) for name, x in inputs.items()}
        try:
            result = call_with(f, parameters, [values[parameter.name] for parameter in parameters])
            found = entries_of(result, output, title)
        except NothingToShowError:
            return np.nan
        except Exception:  # noqa: BLE001 — somebody else's code, perhaps outside of its domain
            return np.nan
        return found.get(output, np.nan)

    return line_of(along, np.asarray(inputs[entry.input]), entry.index)


def sensible_range(numbers: Array) -> tuple[float, float]:
    """Return from where to where a slider should go that stands at some numbers: round, and symmetrical about 0.

    Twice as far as the largest of them, but at least to ±5; for a number near 0, ten times as far.
    """
    known = np.abs(np.asarray(numbers, dtype=np.float64))
    largest = float(np.max(known, initial=0.0, where=np.isfinite(known)))
    if largest == 0:
        return -USUAL, USUAL
    half = _round_up(10 * largest) if largest < SMALL else max(USUAL, _round_up(2 * largest))
    return -half, half


def _round_up(x: float) -> float:
    """Return the next number of 1, 2, 5, 10, 20 … from x up."""
    if x >= 1e300:
        return 1e300
    power = 10.0 ** math.floor(math.log10(x))
    return next(step * power for step in (1.0, 2.0, 5.0, 10.0) if step * power >= x * (1 - 1e-12))
