"""What somebody's function answered: a number, or entries of which each is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.numbers import format_shape

MOST_ENTRIES = 16  # of an array, that are listed

Index = tuple[int, ...]
_WRITTEN = re.compile(r"\s*\[\s*(\d+(?:\s*,\s*\d+)*)\s*\]\s*")


class NothingToShowError(Exception):
    """Why a function can't be shown at a place, in plain words."""


def entries_of(result: Any, output: str, title: str) -> dict[str, Any]:
    """Return the numbers that a function answered, by what is written behind the function to get each.

    Args:
        result: what it returned.
        output: the entry that somebody chose, "[1, 2]"; "" for none.
        title: what the function is called.

    Returns:
        A Value of shape () for each, or a plain float where it is no Value. One number is called "". Of more than 16
        entries only the chosen one is there.

    Raises:
        NothingToShowError: it is no number and no array of numbers, or the entries are too many, or not the chosen one.
    """
    if isinstance(result, Value):
        if result.dtype.kind != "f":
            raise _without_slope(result.dtype.kind, title)
        whole = result
    elif isinstance(result, (list, tuple)) and any(isinstance(part, Value) for part in result):  # pyright: ignore[reportUnknownVariableType]
        return _of_list(list(result), output, title)  # pyright: ignore[reportUnknownArgumentType]
    else:
        whole = _plain(result, title)
    if not whole.shape:
        if output:
            raise NothingToShowError(f"{title} gives one number, so there is no entry {output} to choose.")
        return {"": whole}
    return {written(index): whole[index] for index in _chosen(whole.shape, output, title)}


def written(index: Index) -> str:
    """Return an index as it is written behind an array: [1, 2]."""
    return f"[{', '.join(map(str, index))}]"


def _of_list(parts: list[Any], output: str, title: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for index in _chosen((len(parts),), output, title):
        part = parts[index[0]]
        place = f"{title}(…){written(index)}"
        number = part if isinstance(part, Value) else _plain(part, place)
        if number.shape:
            raise NothingToShowError(
                f"{title} gives a list in which not all are single numbers, {written(index)} has shape "
                f"{format_shape(number.shape)}: return one array (np.stack, np.concatenate), or one number."
            )
        if number.dtype.kind != "f":
            raise _without_slope(number.dtype.kind, place)
        found[written(index)] = number
    return found


def _plain(result: Any, title: str) -> Array:
    """Return an answer without any Value in it as floats."""
    wanted = "return a number that is computed from the inputs, such as x**2, or an array of such numbers"
    if result is None:
        raise NothingToShowError(f"{title} gives None, as a function without return does: {wanted}.")
    if isinstance(result, (str, bytes)):
        raise NothingToShowError(f"{title} gives text, {result!r:.40}: {wanted}.")
    try:
        array = numeric_array(result)
    except Exception:  # noqa: BLE001 — somebody else's object, which NumPy may ask anything
        kind = result.__class__.__name__
        raise NothingToShowError(f"{title} gives something of type {kind}: {wanted}.") from None
    if array.dtype.kind == "b":
        raise _without_slope("b", title)
    return (array if array.dtype.kind == "f" else array.astype(np.float64))[()]


def _without_slope(kind: str, title: str) -> NothingToShowError:
    what = "True or False" if kind == "b" else "whole numbers"
    return NothingToShowError(
        f"{title} gives {what}: a step function such as x > 0 has no derivative. Return a float, for example "
        "np.where(x > 0, x, 0.0)."
    )


def _chosen(shape: Sequence[int], output: str, title: str) -> list[Index]:
    """Return the indices of the entries to list."""
    size = int(np.prod(shape))
    what = f"{title} gives an array of shape {format_shape(tuple(shape))}"
    if not size:
        raise NothingToShowError(f"{what}, without entries: return at least one number.")
    found = _WRITTEN.fullmatch(output)
    index = tuple(int(part) for part in found[1].split(",")) if found else ()
    known = len(index) == len(shape) and all(i < n for i, n in zip(index, shape, strict=True))
    last = written(tuple(n - 1 for n in shape))
    if output and not known:
        raise NothingToShowError(f"{what}, there is no entry {output}: choose one, up to {last}.")
    if size <= MOST_ENTRIES:
        return list(np.ndindex(*shape))
    if not output:
        raise NothingToShowError(
            f"{what}, which is {size} numbers: choose one of them, output={written((0,) * len(shape))!r} for example, "
            "or return one number, such as their sum."
        )
    return [index]
