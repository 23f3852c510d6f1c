"""What an explorer is told when it is made: which input each number is for, and what is said where one does not fit."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from itertools import islice
from typing import Any

import numpy as np
import traitlets as t

from autograd_widgets.engine.arrays import leaf_data
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.exploring.exploration import Exploration
from autograd_widgets.graph.exploring.place import entries, sensible_range
from autograd_widgets.widgets.base import one_of
from autograd_widgets.widgets.inputs import shown

WIDEST = 2e300  # a range or a view: whatever is computed from it is finite
MOST_NAMES = 12  # that a message lists


def no_such_input(name: str, inputs: Mapping[str, Any]) -> str:
    """Return what to say of an input that does not exist."""
    total = sum(int(np.size(array)) for array in inputs.values())
    known = ", ".join(map(str, islice(entries(inputs), MOST_NAMES)))
    more = f" and {total - MOST_NAMES:,} more" if total > MOST_NAMES else ""
    return f"there is no input {name!r}: the inputs are {known}{more}."


def words_on_unmovable(name: str, inputs: Mapping[str, Any]) -> str:
    """Return why there is no number to move."""
    if any(map(np.size, inputs.values())):
        return f"{no_such_input(name, inputs)} Choose one of them."
    return f"There is no number to move: {one_of(list(inputs))} must have at least one entry."


def mapping_of(option: str, given: Any) -> Mapping[str, Any]:
    """Return an option that holds something for each input, or raise a TypeError."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise TypeError(f"{option} must be a mapping from inputs' names, got {type(given).__name__} {given!r:.40}.")
    return given  # pyright: ignore[reportUnknownVariableType]


def ranges_of(given: Mapping[str, Any], inputs: Mapping[str, Any]) -> dict[str, list[float]]:
    """Return a range for each input: the given one, or a sensible one.

    Raises:
        TraitError: a range is none, or for no input.
    """
    found = {name: list(sensible_range(array)) for name, array in inputs.items()}
    for name, ends in given.items():
        if name not in found:
            raise t.TraitError(f"ranges: {no_such_input(name, inputs)}")
        try:
            low, high = map(float, ends)
        except (TypeError, ValueError, OverflowError):
            low, high = np.nan, np.nan
        if not (np.isfinite([low, high]).all() and low < high):
            raise t.TraitError(f"ranges[{name!r}] must be two numbers, the smaller one first, got {ends!r:.60}.")
        if high - low > WIDEST:
            raise t.TraitError(f"ranges[{name!r}] must be no wider than {WIDEST:g}, got {ends!r:.60}.")
        found[name] = [low, high]
    return found


def view_of(given: Any) -> list[float]:
    """Return left, right, bottom and top of a picture, or nothing.

    Raises:
        TraitError: they are no such numbers.
    """
    try:
        view = [float(end) for end in given]
    except (TypeError, ValueError, OverflowError):
        view = [np.nan]
    good = len(view) == 4 and np.isfinite(view).all() and view[0] < view[1] and view[2] < view[3]
    if view and not good:
        raise t.TraitError(
            f"view must be four numbers, left < right and bottom < top, or empty to suit the curve, got {given!r:.60}."
        )
    if view and max(view[1] - view[0], view[3] - view[2]) > WIDEST:
        raise t.TraitError(f"view must be no wider and no higher than {WIDEST:g}, got {given!r:.60}.")
    return view


def unknown_option(name: str, inputs: list[str], title: str, allowed: list[str]) -> TypeError:
    """Return what to raise for a name that is neither an input nor an option."""
    near = difflib.get_close_matches(name, [*inputs, *allowed], n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return TypeError(
        f"DerivativeExplorer got {name!r}, which is neither an input of {title} nor an option: {hint}The inputs are "
        f"{', '.join(inputs)}; the options are {', '.join(sorted(allowed))}."
    )


def numbers_of(exploration: Exploration, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return a number or an array for each input: what was given, its default, or nan.

    Raises:
        TypeError: what was given is no number, or for no input.
    """
    names = [parameter.name for parameter in exploration.parameters]
    for name in given:
        if name not in names and not exploration.problem:
            raise TypeError(f"inputs: {exploration.title} takes no {name!r}, its inputs are {', '.join(names)}.")
    found: dict[str, Any] = {}
    for parameter in exploration.parameters:
        number = given.get(parameter.name, np.nan if parameter.default is None else parameter.default)
        try:
            found[parameter.name] = shown(leaf_data(number.data if isinstance(number, Value) else number))
        except TypeError as error:
            raise TypeError(f"the input {parameter.name} must be a number or an array of numbers: {error}") from None
    return found


def words_on_missing(names: list[str]) -> str:
    """Return what to say while inputs have no number."""
    listed = " and ".join(names)
    example = ", ".join(f"{name}=1.0" for name in names)
    them = "it" if len(names) == 1 else "them"
    return f"There is no number for {listed}: give {them} one here, or as DerivativeExplorer(…, {example})."
