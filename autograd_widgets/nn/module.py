"""What networks and their parts have in common: parameters with names, a state to save, and themselves in text."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from reprlib import recursive_repr
from textwrap import indent
from typing import Any, Self

import numpy as np

from autograd_widgets.engine import Value, saving
from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Discrete
from autograd_widgets.nn.table import table

BUFFERS = "_buffers"  # the attribute with the names of an object's buffers
_MOST_TOLD = 6  # names in a message


class Module:
    """A network or a part of one. Write a class of your own with parameters as attributes, and `forward`.

    Every attribute that is a Value made by hand (a leaf) is a parameter, and every Module a part; both also in lists,
    tuples and dicts. They come in the order in which they were assigned, each once, under the first of its names.
    Arrays that belong to the state without being trained are announced by `register_buffer`.

    Example:
        >>> class Line(Module):
        ...     def __init__(self):
        ...         self.slope, self.height = Value(1.0), Value(0.0)
        ...     def forward(self, x):
        ...         return self.slope * x + self.height
        >>> Line().named_parameters()
        {'slope': Value(data=1.0), 'height': Value(data=0.0)}
    """

    training: bool = True  # as opposed to being used: Dropout and BatchNorm1d do something else then

    def forward(self, *inputs: Any, **options: Any) -> Any:
        """Return the output. It is called when the object itself is called.

        Raises:
            NotImplementedError: the class does not say how.
        """
        raise NotImplementedError(f"{type(self).__name__} has no forward(self, …): write one that returns the output.")

    def __call__(self, *inputs: Any, **options: Any) -> Any:  # noqa: D102
        return self.forward(*inputs, **options)

    # --- parameters and parts ---

    def named_parameters(self) -> dict[str, Value]:
        """Return all parameters by name, such as "layers.0.weight"."""
        return {part.name: part.held for part in _parts(self) if part.kind == "parameter"}

    def parameters(self) -> list[Value]:
        """Return all parameters, in the order of `named_parameters`."""
        return [part.held for part in _parts(self) if part.kind == "parameter"]

    def named_modules(self) -> dict[str, Module]:
        """Return this object, under the name "", and all Modules in it, by name."""
        return {part.name: part.held for part in _parts(self) if part.kind == "module"}

    def named_buffers(self) -> dict[str, Array]:
        """Return the arrays that belong to the state without being trained, by name."""
        return {part.name: part.held for part in _parts(self) if part.kind == "buffer"}

    def register_buffer(self, name: str, array: Array) -> None:
        """Make an array an attribute that belongs to the state without being trained, such as a running mean.

        Raises:
            TypeError: the name is no text, or the array does not hold numbers.
            ValueError: no attribute can have that name.
        """
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"register_buffer expected a name as text, got {name!r} of type {type(name).__name__}.")
        if not name.isidentifier():
            raise ValueError(f"register_buffer expected a name that an attribute can have, got {name!r}.")
        setattr(self, name, numeric_array(array).copy())
        vars(self)[BUFFERS] = tuple(dict.fromkeys((*vars(self).get(BUFFERS, ()), name)))

    @property
    def num_parameters(self) -> int:
        """How many numbers are trained."""
        return sum(p.size for p in self.parameters())

    def zero_grad(self) -> None:
        """Forget the gradients of all parameters, before the next `backward`."""
        for p in self.parameters():
            p.grad = None

    def train(self, mode: bool = True) -> Self:
        """Say that this object, and all in it, is being trained; return it."""
        for module in self.named_modules().values():
            module.training = bool(mode)
        return self

    def eval(self) -> Self:
        """Say that this object, and all in it, is being used: no dropout, and running statistics; return it."""
        return self.train(False)

    # --- the state: parameters and buffers ---

    def state_dict(self) -> dict[str, np.ndarray[Any, Any]]:
        """Return copies of the numbers of all parameters and buffers, by name."""
        return {part.name: np.array(part.numbers) for part in _parts(self) if part.kind != "module"}

    def load_state_dict(self, state: Mapping[str, Array]) -> None:
        """Take over numbers that `state_dict` gave. They are copied, and keep the precision of this network.

        All of them are checked before anything is changed.

        Raises:
            TypeError: it is no dict, or there is something else than numbers in it.
            ValueError: names are missing or unknown, or shapes differ: it is the state of another architecture.
        """
        for part, array in self._checked(state):
            if part.kind == "parameter":
                part.held.data = array
            else:
                setattr(part.owner, part.key, array)

    def _checked(self, state: Any) -> list[tuple[_Part, Array]]:
        """Return the parts of the state, each with a copy of the numbers that it is to take over."""
        if not isinstance(state, Mapping):
            raise TypeError(
                f"load_state_dict expected a dict of names to arrays, as state_dict gives, got {type(state).__name__}."
            )
        given: dict[Any, Any] = dict(state)  # pyright: ignore[reportUnknownArgumentType]
        parts = {part.name: part for part in _parts(self) if part.kind != "module"}
        troubles = [
            f"it {what} {_told(names)}"
            for what, names in (
                ("lacks", parts.keys() - given.keys()),
                ("has unknown", given.keys() - parts.keys()),
            )
            if names
        ]
        arrays = {name: _array_of(name, x) for name, x in given.items() if name in parts}
        troubles += [
            f"{name!r} has shape {array.shape}, here it has {parts[name].numbers.shape}"
            for name, array in arrays.items()
            if array.shape != parts[name].numbers.shape
        ]
        if troubles:
            raise ValueError(
                f"this is the state of another architecture than {_in_a_line(self)}: {'; '.join(troubles[:_MOST_TOLD])}"
                f"{'; …' if len(troubles) > _MOST_TOLD else ''}. Nothing was changed: load it into a network that was "
                "made with the same sizes."
            )
        return [(part, arrays[name].astype(part.numbers.dtype)) for name, part in parts.items()]

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the state to a file (.npz, without pickle) and return its path. `load` reads it, and `np.load` too.

        Raises:
            ValueError: there is nothing to save, or a name can't be one in a file.
            FileNotFoundError: the folder does not exist.
        """
        state = self.state_dict()
        if not state:
            raise ValueError(f"{_in_a_line(self)} has no parameters: there is nothing to save.")
        return saving.save(path, state)

    def load(self, path: str | os.PathLike[str]) -> None:
        """Take over the state that `save` wrote. All of it is checked before anything is changed.

        Raises:
            ValueError: the file is damaged or not one of ours, or it holds the state of another architecture.
            FileNotFoundError: there is no such file.
        """
        loaded = saving.load(path)
        if not isinstance(loaded, dict):
            raise ValueError(  # noqa: TRY004 — the path is of the right type
                f"{os.fspath(path)} holds Values without the names of their places in a network: it was written by "
                "save(path, values), use load(path) for it."
            )
        self.load_state_dict(loaded)  # pyright: ignore[reportUnknownArgumentType]

    # --- in text ---

    def summary(self) -> str:
        """Return a table: for each part with parameters of its own, what it is, their shapes, and their number."""
        held: dict[int, list[_Part]] = {}
        for part in _parts(self):
            if part.kind == "parameter":
                held.setdefault(id(part.owner), []).append(part)
        rows: list[list[str]] = []
        for name, module in self.named_modules().items():
            if own := held.get(id(module)):
                shapes = ", ".join(f"{part.name.removeprefix(name).lstrip('.')} {part.held.shape}" for part in own)
                rows.append([name, _in_a_line(module), shapes, f"{sum(part.held.size for part in own):,}"])
        foot = ["in all", "", "", f"{self.num_parameters:,}"]
        return table(["name", "what it is", "parameters", "numbers"], rows, foot)

    @recursive_repr("…")
    def __repr__(self) -> str:
        inner = [f"{name}: {_shown(held)},\n" for name, held in vars(self).items() if _parts(held)]
        return f"{type(self).__name__}(" + (f"\n{indent(''.join(inner), '  ')}" if inner else "") + ")"


@dataclass(slots=True, eq=False)
class _Part:
    """A parameter, a buffer or a Module, with its name, the Module that holds it, and the attribute of a buffer."""

    kind: str
    name: str
    held: Any
    owner: Module | None = None
    key: str = ""

    @property
    def numbers(self) -> np.ndarray[Any, Any]:
        return np.asarray(self.held._data if self.kind == "parameter" else self.held)


def _parts(held: Any) -> list[_Part]:
    """Return what is in a Module, or in an attribute of one, in order of assignment, each once."""
    found: list[_Part] = []
    _collect(held, "", None, set(), found)
    return found


def _collect(held: Any, name: str, owner: Module | None, met: set[int], found: list[_Part]) -> None:
    if not isinstance(held, _MAY_HOLD) or id(held) in met:
        return
    met.add(id(held))
    if isinstance(held, Value):
        if held._rule is None and not isinstance(held, Discrete):
            found.append(_Part("parameter", name, held, owner))
        return
    buffers: tuple[str, ...] = ()
    if isinstance(held, Module):
        found.append(_Part("module", name, held, owner))
        owner, buffers = held, vars(held).get(BUFFERS, ())
    for key, inner in _items(held):
        longer = f"{name}.{key}" if name else str(key)
        if key in buffers:
            found.append(_Part("buffer", longer, inner, owner, key))
        elif isinstance(inner, _MAY_HOLD):
            _collect(inner, longer, owner, met, found)


_MAY_HOLD: Any = (Value, Module, list, tuple, dict)


def _items(held: Any) -> Iterable[tuple[Any, Any]]:
    if isinstance(held, Module):
        return list(vars(held).items())
    return list(held.items()) if isinstance(held, dict) else enumerate(held)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _array_of(name: str, x: Any) -> np.ndarray[Any, Any]:
    try:
        return numeric_array(x._data if isinstance(x, Value) else x)
    except TypeError as error:
        raise TypeError(f"load_state_dict can't take over {name!r}: {error} Nothing was changed.") from None


def _told(names: Iterable[Any]) -> str:
    told = sorted(map(repr, names))
    return ", ".join(told[:_MOST_TOLD]) + (f" and {len(told) - _MOST_TOLD} more" if len(told) > _MOST_TOLD else "")


def _shown(held: Any) -> str:
    """Return an attribute in text: a parameter by its shape, as its numbers would hide the architecture."""
    if isinstance(held, Value):
        return f"Value {held.shape}"
    if isinstance(held, dict):
        return f"{{{', '.join(f'{key!r}: {_shown(x)}' for key, x in held.items())}}}"  # pyright: ignore[reportUnknownVariableType]
    if isinstance(held, (list, tuple)):
        return f"[{', '.join(map(_shown, held))}]"  # pyright: ignore[reportUnknownArgumentType]
    return repr(held)


def _in_a_line(module: Module) -> str:
    text = repr(module)
    return type(module).__name__ if "\n" in text else text
