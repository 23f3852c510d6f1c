"""Whole numbers that say how large a network is, checked."""

from __future__ import annotations

import operator
from typing import Any


def size_of(what: str, given: Any) -> int:
    """Return a size as an int.

    Args:
        what: it is the size of, as the message says it: "Linear: n_in".
        given: what somebody passed.

    Raises:
        TypeError: it is no whole number.
        ValueError: it is less than 1.
    """
    try:
        size = operator.index(given)
    except TypeError:
        raise TypeError(f"{what} is a whole number, got {given!r:.60} of type {type(given).__name__}.") from None
    if isinstance(given, bool) or size < 1:
        raise ValueError(f"{what} is a whole number from 1 up, got {given!r}.")
    return size


def sizes_of(network: str, given: Any) -> list[int]:
    """Return the sizes of a network's layers as a list.

    Raises:
        TypeError: they are no list of whole numbers.
        ValueError: there are none, or one is less than 1.
    """
    if isinstance(given, str) or not hasattr(given, "__iter__"):
        raise TypeError(f"{network} expected the sizes of its layers as a list, such as [4, 4, 1], got {given!r:.60}.")
    sizes = [size_of(f"{network}: the size of layer {i}", size) for i, size in enumerate(given, 1)]
    if not sizes:
        raise ValueError(f"{network} expected the size of at least one layer, such as [4, 4, 1], got an empty list.")
    return sizes


def fraction_of(what: str, given: Any) -> float:
    """Return a number from 0 up to, but not including, 1.

    Raises:
        TypeError: it is no number.
        ValueError: it is out of its range.
    """
    if isinstance(given, (bool, str)) or not hasattr(given, "__float__"):
        raise TypeError(f"{what} is a number, got {given!r:.60} of type {type(given).__name__}.")
    if not 0 <= float(given) < 1:
        raise ValueError(f"{what} is at least 0 and less than 1, got {given!r}.")
    return float(given)
