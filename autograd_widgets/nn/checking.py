"""What the arguments of layers, optimisers, schedules and data sets must be, and what is said if they are not."""

from __future__ import annotations

import math
import numbers
import operator
from collections.abc import Iterable
from typing import Any

import numpy as np

from autograd_widgets.engine.value import Discrete, Value

BOOLEANS: tuple[Any, ...] = (bool, np.bool)
NO_LISTS: tuple[Any, ...] = (str, np.ndarray)


def checked_number(
    caller: str,
    name: str,
    given: Any,
    *,
    above: float | None = None,
    at_least: float | None = None,
    below: float | None = None,
) -> float:
    """Return a finite number within bounds as a Python float.

    A Python float does not change the precision of the arrays that it meets, which an np.float64 would.

    Raises:
        TypeError: it is no number.
        ValueError: it is not finite, or out of bounds.
    """
    bounds = [("above", above), ("of at least", at_least), ("below", below)]
    wanted = " and ".join(f"{words} {bound:g}" for words, bound in bounds if bound is not None)
    expected = f"{caller} expected {name} to be a finite number {wanted}".rstrip()
    if isinstance(given, BOOLEANS) or not isinstance(given, numbers.Real):
        raise TypeError(f"{expected}, got {given!r:.60} of type {type(given).__name__}.")
    try:
        number = float(given)
    except OverflowError:
        number = math.inf
    within = (
        math.isfinite(number)
        and (above is None or number > above)
        and (at_least is None or number >= at_least)
        and (below is None or number < below)
    )
    if not within:
        raise ValueError(f"{expected}, got {given!r:.60}.")
    return number


def checked_count(caller: str, name: str, given: Any, *, at_least: int = 1) -> int:
    """Return a whole number that is large enough.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is too small.
    """
    expected = f"{caller} expected {name} to be a whole number of at least {at_least}, got {given!r:.60}"
    if isinstance(given, BOOLEANS):
        raise TypeError(f"{expected}.")
    try:
        count = operator.index(given)
    except TypeError:
        raise TypeError(f"{expected} of type {type(given).__name__}.") from None
    if count < at_least:
        raise ValueError(f"{expected}.")
    return count


def sizes_of(network: str, given: Any) -> list[int]:
    """Return the sizes of a network's layers as a list.

    Raises:
        TypeError: they are no list of whole numbers.
        ValueError: there are none, or one is less than 1.
    """
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise TypeError(f"{network} expected the sizes of its layers as a list, such as [4, 4, 1], got {given!r:.60}.")
    sizes = [checked_count(network, f"the size of layer {i}", size) for i, size in enumerate(given, 1)]
    if not sizes:
        raise ValueError(f"{network} expected the size of at least one layer, such as [4, 4, 1], got an empty list.")
    return sizes


def checked_flag(caller: str, name: str, given: Any) -> bool:
    """Return True or False as it came.

    Raises:
        TypeError: it is neither.
    """
    if not isinstance(given, BOOLEANS):
        raise TypeError(f"{caller} expected {name} to be True or False, got {given!r:.60}.")
    return bool(given)


def checked_parameters(caller: str, parameters: Iterable[Value]) -> list[Value]:
    """Return parameters as a list, each once, in the order in which they came.

    Raises:
        TypeError: they are no list of leaves.
        ValueError: there are none.
    """
    expected = f"{caller} expected the parameters as a list of Values"
    if isinstance(parameters, (Value, *NO_LISTS)):
        raise TypeError(f"{expected}, got a single {type(parameters).__name__}: put it in a list, [w].")
    try:
        listed = list(parameters)
    except TypeError:
        model = hasattr(parameters, "parameters")
        hint = "pass model.parameters()" if model else "pass a list, [w, b]"
        raise TypeError(f"{expected}, got {type(parameters).__name__}: {hint}.") from None
    if set(map(type, listed)) != {Value}:  # the usual case costs one look at each
        _refuse_others(expected, listed)
    for place, parameter in enumerate(listed):
        if parameter._rule is not None:
            raise TypeError(
                f"{expected} that are leaves, got one at position {place} that was computed (by {parameter._op!r}): "
                "pass the Values that it was computed from, or parameter.detach()."
            )
    return list(dict.fromkeys(listed))


def _refuse_others(expected: str, listed: list[Any]) -> None:
    if not listed:
        raise ValueError(f"{expected}, got none: there is nothing to learn. A model's are model.parameters().")
    for place, parameter in enumerate(listed):
        if not isinstance(parameter, Value) or isinstance(parameter, Discrete):
            kind = f"a Value of {parameter.dtype}" if isinstance(parameter, Value) else type(parameter).__name__
            hint = "named_parameters() has them as its values()" if isinstance(parameter, str) else "use Value(…)"
            raise TypeError(f"{expected} of floats, got {kind} at position {place}: {hint}.")
