"""Numbers that travel as arrays: a mapping, `widget.inputs["a"] = 3`, that is noticed and checked; a single number."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any

import numpy as np
import traitlets as t

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.graph.contract import ArrayData
from autograd_widgets.graph.lettering import plain
from autograd_widgets.graph.numbers import format_shape
from autograd_widgets.graph.payload import array_data, array_from
from autograd_widgets.graph.record import Graph
from autograd_widgets.widgets.base import one_of, real_number


class Inputs(MutableMapping[str, Any]):
    """The numbers of a graph's leaves, by name; scalars are floats, arrays are arrays that can't be written into.

    Changing an entry assigns a new mapping to the widget's `inputs`, so that observers are told.
    """

    def __init__(self, mapping: Mapping[str, Any], owner: Any = None) -> None:
        self._numbers = dict(mapping)
        self._owner = None if owner is None else weakref.ref(owner)

    def __getitem__(self, name: str) -> Any:
        return self._numbers[name]

    def __setitem__(self, name: str, number: Any) -> None:
        owner = None if self._owner is None else self._owner()
        if owner is None:
            self._numbers[name] = number
        else:
            owner.inputs = {name: number}

    def __delitem__(self, name: str) -> None:
        raise TypeError(f"the input {name!r} can be changed, but not removed: the graph needs it.")

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    def __len__(self) -> int:
        return len(self._numbers)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping) or set(self) != set(other):  # pyright: ignore[reportUnknownArgumentType]
            return False
        return all(np.array_equal(self[name], other[name], equal_nan=True) for name in self)  # pyright: ignore[reportUnknownArgumentType]

    __hash__ = None  # pyright: ignore[reportAssignmentType]

    def __repr__(self) -> str:
        return repr(self._numbers)


class InputsTrait(t.Any):
    """A trait that holds `Inputs`. Assigning a mapping changes the entries that it names and keeps the others.

    Its widget says in `leaf_numbers()` which entries there are, in which shape and precision.
    """

    allow_none = False

    def validate(self, obj: Any, value: Any) -> Inputs:
        """Return the new Inputs, or raise a TraitError that says which entry is wrong."""
        if not isinstance(value, Mapping):
            raise t.TraitError(f"inputs must be a mapping from names to numbers, got {type(value).__name__}.")
        leaves: Mapping[str, Any] = obj.leaf_numbers()
        named: list[tuple[str, Any]] = [(plain(str(name)).strip(), x) for name, x in value.items()]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        changed = {name: checked(name, number, leaves) for name, number in named}
        held: Mapping[str, Any] = obj._trait_values.get(self.name, {})  # none yet while the widget is being made
        return Inputs({name: held.get(name, number) for name, number in leaves.items()} | changed, obj)


class ArrayNumber(t.Any):
    """A number of any size, NaN and infinities too, which JSON has no words for: it travels as an array."""

    allow_none = False

    def __init__(self, default: float, **metadata: Any) -> None:
        super().__init__(default, **metadata)
        self.tag(to_json=_number_to_data, from_json=_number_from)

    def validate(self, obj: Any, value: Any) -> float:  # noqa: ARG002
        """Return the number, or raise a TraitError that says what came."""
        number = real_number(value)
        if number is None:
            raise t.TraitError(f"{self.name} must be a number, got {value!r:.60}.")
        return number


def _number_to_data(number: float, _widget: Any) -> ArrayData:
    return array_data(np.float64(number))


def _number_from(sent: ArrayData, _widget: Any) -> float:
    return float(array_from(sent))


def recorded_inputs(graph: Graph) -> dict[str, Any]:
    """Return the numbers of a graph's leaves as they were recorded, by name."""
    return {node.name: shown(node.data) for node in graph.nodes if node.is_leaf}


def checked(name: str, number: Any, leaves: Mapping[str, Any]) -> Any:
    """Return a number in the shape and precision of the leaf it is for.

    Raises:
        TraitError: there is no such leaf, it is no number, or it has another shape.
    """
    if name not in leaves:
        raise t.TraitError(f"there is no input {name!r}: the inputs are {one_of(list(leaves)) or 'none'}.")
    wanted = np.asarray(leaves[name])
    try:
        array = numeric_array(number)
    except TypeError as error:
        raise t.TraitError(f"inputs[{name!r}]: {error}") from None
    if array.ndim and array.shape != wanted.shape:
        raise t.TraitError(
            f"inputs[{name!r}] must have shape {format_shape(wanted.shape)}, got {format_shape(array.shape)}."
        )
    return shown(np.broadcast_to(array, wanted.shape).astype(wanted.dtype))


def shown(data: Array) -> Any:
    """Return a scalar as a float (a float32 as such), an array as a copy that can't be written into."""
    array = np.array(data)
    if array.ndim == 0:
        return float(array) if array.dtype == np.float64 else array[()]
    array.flags.writeable = False
    return array


def to_data(inputs: Inputs, _widget: Any) -> dict[str, ArrayData]:
    """Return inputs as they travel to the browser."""
    return {name: array_data(number) for name, number in inputs.items()}


def from_data(sent: Mapping[str, ArrayData] | None, _widget: Any) -> dict[str, Any]:
    """Return inputs as they came from the browser.

    Raises:
        ValueError: the bytes of one do not fit its shape.
    """
    return {name: array_from(data) for name, data in (sent or {}).items()}
