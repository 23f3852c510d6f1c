"""Picking entries, and putting them back."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
import operator
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import enter
from autograd_widgets.engine.noticing import listening, note_escape
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.ops.shape import settled_shape
from autograd_widgets.engine.value import Discrete, Value, record
from autograd_widgets.engine.variant import Variant

MOST_WRITTEN = 6  # entries of an array inside an index; more are told by their shape


class Index:
    """What stood between the brackets, in a form that stays: `x[0, 1:3]`.

    Which entries it picks was decided when it was made, also where a Value stood in it, such as a mask.

    Args:
        parts: integers, slices, None, Ellipsis, and arrays of integers or booleans.
        written: the same in words; `index1` and so on stand for Values.
    """

    def __init__(self, parts: tuple[Any, ...], written: str) -> None:
        self.parts = parts
        self.written = written

    @cached_property
    def arrays(self) -> tuple[np.ndarray, ...]:
        """The parts that are arrays; without any, the picked entries lie at regular distances."""
        return tuple(part for part in self.parts if isinstance(part, np.ndarray))

    @cached_property
    def _key(self) -> tuple[Any, ...]:
        return (self.written, *map(_hashable, self.parts))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Index) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def __repr__(self) -> str:
        return f"[{self.written}]"

    def places(self, shape: tuple[int, ...]) -> np.ndarray:
        """Return where the picked entries lie in a row-major array of a shape, counted from 0."""
        return np.asarray(np.arange(math.prod(shape)).reshape(shape)[self.parts])


def _hashable(part: Any) -> Any:
    if isinstance(part, np.ndarray):
        return part.dtype.str, part.shape, part.tobytes()
    return ("slice", part.start, part.stop, part.step) if isinstance(part, slice) else part


def taken_apart(given: Any) -> tuple[Index, tuple[Value, ...]]:
    """Return an index as somebody wrote it in the form that stays, and the Values in it."""
    if isinstance(given, Index):
        return given, ()
    parts: list[Any] = []
    words: list[str] = []
    values: list[Value] = []
    for part in given if type(given) is tuple else (given,):
        if isinstance(part, Value):
            values.append(part)
            parts.append(_of_value(part))
            words.append(f"index{len(values)}")
        else:
            settled, word = _part(part)
            parts.append(settled)
            words.append(word)
    return Index(tuple(parts), ", ".join(words)), tuple(values)


def _of_value(part: Value) -> Any:
    if not isinstance(part, Discrete):
        raise TypeError(
            f"an index is made of integers or a mask, got a Value of {part.dtype} of shape {part.shape}: use a "
            "comparison such as x > 0, argmax, or int(value), which has no gradient."
        )
    data = part.data
    return int(data) if data.dtype.kind != "b" and data.ndim == 0 else np.array(data)


def _part(part: Any) -> tuple[Any, str]:
    """Return a part of an index as NumPy takes it, and in words."""
    if part is None or part is Ellipsis:
        return part, "..." if part is Ellipsis else "None"
    if isinstance(part, slice):
        ends = [None if end is None else _whole(end) for end in (part.start, part.stop, part.step)]
        first, last, *step = ["" if end is None else str(end) for end in ends]
        return slice(*ends), f"{first}:{last}" + "".join(f":{each}" for each in step if each)
    if isinstance(part, (int, np.integer)) and not isinstance(part, bool):
        return int(part), str(part)
    array = np.array(part)
    if array.size == 0 and isinstance(part, (list, tuple)):
        array = array.astype(np.intp)
    if array.ndim == 0 and array.dtype.kind in "iu":
        return int(array), str(array)
    return array, str(array.tolist()) if array.size <= MOST_WRITTEN else f"array {array.shape}"


def _whole(end: Any) -> int:
    try:
        return operator.index(end)
    except TypeError:
        came = f"a Value of {end.dtype}" if isinstance(end, Value) else f"{type(end).__name__} {end!r}"
        raise TypeError(f"a slice is made of whole numbers, got {came}: use int(…), which has no gradient.") from None


class Indexing(Operation):
    """An operation with an index among its options: Values in the index become further inputs."""

    remembers = False  # an index may hold large arrays

    def _sorted(self, arguments: Sequence[Any], options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        inputs, options = super()._sorted(arguments, options)
        if missing := [name for name in self.options if name not in options]:
            raise TypeError(f"the call is {self.signature}: {', '.join(missing)} is missing.")
        index, values = taken_apart(options["index"])
        return (*inputs, *values), options | {"index": index}


class Picking(Indexing):
    """`x[index]`."""

    def written(self, options: Mapping[str, Any]) -> str:
        """Return how formulas call it: it is written behind its array."""
        return f"[{options['index'].written}]"


class Putting(Indexing):
    """`x[index]` the other way round."""

    def written(self, options: Mapping[str, Any]) -> str:
        """Return how formulas call it: it is written behind its array."""
        return f"put at [{options['index'].written}]"


def _picked(x: Array, *_: Array, index: Index) -> Array:
    try:
        return np.asarray(x)[index.parts]
    except IndexError as error:
        raise _refusal(np.shape(x), index, error) from None


def _refusal(shape: tuple[int, ...], index: Index, error: IndexError) -> IndexError:
    return IndexError(f"index {index} of an array of shape {shape}: {error}")


def _put(g: Array, *_: Array, index: Index, shape: tuple[int, ...]) -> Array:
    """Return zeros with g added at an index; where places repeat, their entries add up."""
    g = np.asarray(g)
    try:
        if any(array.dtype.kind != "b" for array in index.arrays):
            places = index.places(shape)
            _check_fit(places, g)
            summed = np.bincount(places.ravel(), g.ravel(), math.prod(shape))
            return summed.astype(g.dtype, copy=False).reshape(shape)[()]
        whole = np.zeros(shape, g.dtype)
        _check_fit(whole[index.parts], g)
        whole[index.parts] = g
        return whole[()]
    except IndexError as error:
        raise _refusal(shape, index, error) from None


def _check_fit(picked: Array, g: Array) -> None:
    if picked.shape != g.shape:
        raise ValueError(f"the index picks shape {picked.shape}, got {g.shape}")


def _settle_putting(*_: Any, index: Index, shape: Any) -> dict[str, Any]:
    return {"index": index, "shape": settled_shape("scatter", shape)}


def _pick_back(g: Array, out: Array, x: Array, *values: Array, index: Index) -> Array:
    if isinstance(g, Value):
        return scatter.apply((g, *values), {"index": index, "shape": x.shape})
    return _put(g, index=index, shape=x.shape)


def _put_back(g: Array, out: Array, x: Array, *values: Array, index: Index, shape: tuple[int, ...]) -> Array:
    return getitem.apply((g, *values), {"index": index}) if isinstance(g, Value) else _picked(g, index=index)[()]


def _picking_data(options: Mapping[str, Any], whole: tuple[int, ...], *_: Any) -> dict[str, Any]:
    """Return for the browser where the picked entries lie: a first place and strides, or a list of places."""
    index: Index = options["index"]
    if index.arrays:
        places = index.places(whole)
        return {"whole": whole, "picked": places.shape, "places": places.ravel().tolist()}
    probe = np.empty(whole, np.int8)  # its strides, in bytes, count entries; nothing is read from it
    view = probe[index.parts if Ellipsis in index.parts else (*index.parts, ...)]
    offset = view.ctypes.data - probe.ctypes.data if view.size else 0
    return {"whole": whole, "picked": view.shape, "offset": offset, "strides": view.strides}


getitem = enter(
    Picking(
        "getitem",
        "[ ]",
        "linear",
        _picked,
        [_pick_back],
        parameters=["x"],
        options=["index"],
        extras=True,
        portable=_picking_data,
        rule="The entries that were picked hand their gradients back to where they came from. An entry that was not "
        "picked receives 0, one that was picked twice the sum of both.",
    )
)
scatter = enter(
    Putting(
        "scatter",
        "put",
        "linear",
        _put,
        [_put_back],
        parameters=["x"],
        options=["index", "shape"],
        extras=True,
        settle=_settle_putting,
        portable=lambda options, *_: _picking_data(options, options["shape"]),
        rule="Each entry was put in a place, with zeros around: its gradient is the one at that place.",
        advice="the entries must have the shape that the index picks from the whole.",
    )
)

# --- brackets on Values ---


@lru_cache(maxsize=1024)
def _by_number(number: int) -> Variant:
    return getitem.variant((0,), options={"index": Index((number,), str(number))})


@lru_cache(maxsize=1024)
def _by_slice(start: int | None, stop: int | None, step: int | None) -> Variant:
    return getitem.variant((0,), options={"index": taken_apart(slice(start, stop, step))[0]})


def item(x: Value, index: Any) -> Value:
    """Return the entries at an index, as NumPy's arrays do: `Value.__getitem__`.

    The usual kinds of index are answered at once: through `getitem`, `v[0]` takes twenty times as long.
    """
    data = x._data
    if type(x) is not Value or type(data) is not np.ndarray:
        return getitem(x, index)
    kind = type(index)
    try:
        if kind is int:
            rule, out = _by_number(index), data[index]
        elif kind is slice:
            rule, out = _by_slice(index.start, index.stop, index.step), data[index]
        else:
            settled, values = taken_apart(index)
            if values:
                return getitem.apply((x, *values), {"index": settled})
            rule, out = getitem.variant((0,), options={"index": settled}), data[settled.parts]
    except (IndexError, TypeError):
        rule = out = None
    if rule is None:
        return getitem(x, index)  # says what does not fit
    if type(out) is np.ndarray and out.ndim == 0:
        out = out[()]
    return record(rule, out, (x,), (out, data))


def items(x: Value) -> Iterator[Value]:
    """Return the rows of a Value, one after the other: `Value.__iter__`."""
    if not x.shape:
        raise TypeError("a scalar Value can't be iterated over: it has no axes.")
    return (x[i] for i in range(x.shape[0]))


def contains(x: Value, number: Any) -> bool:
    """Return whether some entry equals a number, as NumPy's arrays do: `Value.__contains__`."""
    if listening:
        note_escape(x, "bool")
    return bool(np.any(x._data == (number._data if isinstance(number, Value) else number)))
