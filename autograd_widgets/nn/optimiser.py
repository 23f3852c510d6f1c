"""What all optimisers share: the step, the learning rate, and what is remembered about each parameter."""

from __future__ import annotations

import weakref
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Value
from autograd_widgets.nn.checking import checked_number, checked_parameters
from autograd_widgets.nn.clipping import gradient_of
from autograd_widgets.nn.schedules import Schedule


class Memory:
    """What an optimiser remembers about one parameter.

    Attributes:
        steps: how many this parameter has taken.
        buffers: running averages in the parameter's shape, in the order of `Optimiser.remembers`.
    """

    __slots__ = ("buffers", "steps")

    def __init__(self, steps: int, buffers: list[Array]) -> None:
        self.steps = steps
        self.buffers = buffers


class Optimiser:
    """Moves parameters against their gradients. One kind of it says by how much.

    It is made without parameters and given them at each step; what it remembers about a parameter goes when the
    parameter does.

    Attributes:
        steps: how many have been taken.
        remembers: the names of the running averages that it keeps for each parameter.
    """

    remembers: tuple[str, ...] = ()
    _shown: tuple[str, ...] = ()  # the settings in its repr

    def __init__(self, learning_rate: float | Schedule) -> None:
        self.learning_rate = learning_rate
        self.steps = 0
        self._memories: weakref.WeakKeyDictionary[Value, Memory] = weakref.WeakKeyDictionary()

    @property
    def learning_rate(self) -> float | Schedule:
        """A number, or a function of how many steps have been taken; may be changed between two steps."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, new: float | Schedule) -> None:
        name = type(self).__name__
        if isinstance(new, type):
            raise TypeError(
                f"{name} expected a learning rate, got the class {new.__name__}: make one, as in Cosine(0.1, 0, 1000)."
            )
        self._learning_rate = new if callable(new) else checked_number(name, "learning_rate", new, above=0)

    @property
    def rate(self) -> float:
        """The learning rate of the next step, as a number.

        Raises:
            TypeError, ValueError: a schedule hands back something else than a number from 0 up.
        """
        if not callable(self._learning_rate):
            return self._learning_rate
        given = self._learning_rate(self.steps)
        what = f"the learning rate that its schedule gives for step {self.steps}"
        return checked_number(type(self).__name__, what, given, at_least=0)

    def step(self, parameters: Iterable[Value]) -> None:
        """Move each parameter once, by its `grad`. Gradients stay as they are.

        `data` is bound to a new array, so that a recorded graph, and whoever holds the old one, keep their numbers. A
        parameter without a gradient has one of zeros: weight decay and momentum still move it. One that occurs twice
        is moved once.

        Args:
            parameters: leaves, such as `model.parameters()`.

        Raises:
            TypeError: these are not leaves.
            ValueError: there are none, or one has another shape or precision than at an earlier step. Nothing is
                changed then.
        """
        listed = checked_parameters(f"{type(self).__name__}.step", parameters)
        rate = self.rate
        memories = self._memories_of(listed) if self.remembers else None
        for place, parameter in enumerate(listed):
            gradient = parameter.grad
            if type(gradient) is Value:  # after backward(create_graph=True)
                gradient = gradient_of(parameter)
            if memories is None:
                parameter._data = self._moved(parameter._data, gradient, rate)
            else:
                memory = memories[place]
                memory.steps += 1
                parameter._data = self._moved_with_memory(parameter._data, gradient, rate, memory)
        self.steps += 1

    def _moved(self, data: Array, gradient: Array, rate: float) -> Array:
        """Return what a parameter becomes, as a new array."""
        raise NotImplementedError

    def _moved_with_memory(self, data: Array, gradient: Array, rate: float, memory: Memory) -> Array:
        """Return what a parameter becomes, as a new array, and bring the buffers up to date.

        `x *= …` changes a buffer, which is the optimiser's own, in place if it is an array; if it is a number, the
        name stands for a new number, which must be put back into the buffers.
        """
        raise NotImplementedError

    def _memories_of(self, parameters: list[Value]) -> list[Memory]:
        """Return what is known about each parameter, new where nothing is; nothing is changed if one does not fit."""
        known = self._memories
        memories: list[Memory] = []
        for place, parameter in enumerate(parameters):
            memory = known.get(parameter)
            if memory is None:
                memory = Memory(0, [_zeros_like(parameter._data) for _ in self.remembers])
                known[parameter] = memory
            else:
                buffer, data = memory.buffers[0], parameter._data
                if buffer.shape != data.shape or buffer.dtype != data.dtype:
                    raise self._misfit(place, parameter, buffer)
            memories.append(memory)
        return memories

    def _misfit(self, place: int, parameter: Value, buffer: Array) -> ValueError:
        name = f"{parameter.label!r}" if parameter.label else f"parameter {place}"
        return ValueError(
            f"{type(self).__name__}: {name} has shape {parameter.shape} and dtype {parameter.dtype}, but had shape "
            f"{buffer.shape} and dtype {buffer.dtype} at an earlier step: its {self.remembers[0]} no longer fits. Make "
            "a new optimiser after such a change."
        )

    def state_dict(self, parameters: Iterable[Value]) -> dict[str, np.ndarray[Any, Any]]:
        """Return what the optimiser remembers, as copies, under names of text: `save` writes it to a file.

        Args:
            parameters: the list that it steps; the names hold the positions in it, as in "0.velocity".

        Returns:
            "steps", and for each parameter that has been moved "0.steps" and its running averages. Settings, such as
            the learning rate, are not among them.

        Raises:
            TypeError: these are not leaves.
            ValueError: there are none.
        """
        state = {"steps": np.array(self.steps)}
        for place, parameter in enumerate(checked_parameters(f"{type(self).__name__}.state_dict", parameters)):
            memory = self._memories.get(parameter)
            if memory is not None:
                state[f"{place}.steps"] = np.array(memory.steps)
                for name, buffer in zip(self.remembers, memory.buffers, strict=True):
                    state[f"{place}.{name}"] = np.array(buffer)
        return state

    def load_state_dict(self, state: Mapping[str, Array], parameters: Iterable[Value]) -> None:
        """Remember what `state_dict` returned, instead of what is remembered now. All is checked before that.

        Args:
            state: what `state_dict` of an optimiser of the same kind returned.
            parameters: the list that it will step, in the same order.

        Raises:
            TypeError: these are not leaves, or the state holds something else than numbers.
            ValueError: the state is that of another optimiser or of other parameters.
        """
        caller = f"{type(self).__name__}.load_state_dict"
        listed = checked_parameters(caller, parameters)
        left = {name: numeric_array(array) for name, array in state.items()}
        if "steps" not in left:
            raise ValueError(f"{caller} expected a state with 'steps' in it, got {_named(left)}.")
        steps = _count(caller, "steps", left.pop("steps"))
        memories: list[tuple[Value, Memory]] = []
        for place, parameter in enumerate(listed):
            names = [f"{place}.{name}" for name in ("steps", *self.remembers)]
            if self.remembers and not left.keys().isdisjoint(names):
                memories.append((parameter, _loaded(caller, left, names, parameter)))
        if left:
            raise ValueError(
                f"{caller} got {_named(left)}, which it has no use for: it remembers {_named(self.remembers)} of "
                f"{len(listed)} parameters. The state is that of another optimiser, or of another model."
            )
        self.steps = steps
        for parameter in listed:
            self._memories.pop(parameter, None)  # what is known of other models' parameters stays
        self._memories.update(memories)

    def follow(self, before: Optimiser) -> None:
        """Go on where another one has come to: with its steps, and its running averages if it keeps the same ones."""
        self.steps = before.steps
        if type(self) is type(before) and self.remembers == before.remembers:
            self._memories = before._memories

    def __repr__(self) -> str:
        rate = self._learning_rate
        settings = [f"{rate:g}" if isinstance(rate, float) else repr(rate)]
        settings += [f"{name}={getattr(self, name)!r}" for name in self._shown if getattr(self, name)]
        return f"{type(self).__name__}({', '.join(settings)})"


def _zeros_like(data: Array) -> Array:
    return np.zeros_like(data)[()]


def _named(names: Iterable[str]) -> str:
    """Return the first few names as they are listed in a message."""
    listed = [repr(name) for name in names]
    return ", ".join(listed[:4]) + (", …" if len(listed) > 4 else "") or "nothing"


def _count(caller: str, name: str, given: np.ndarray[Any, Any]) -> int:
    if given.shape or given.dtype.kind not in "iu" or given < 0:
        raise ValueError(f"{caller} expected {name!r} to be a whole number from 0 up, got {given!r:.60}.")
    return int(given)


def _loaded(caller: str, left: dict[str, Any], names: list[str], parameter: Value) -> Memory:
    """Take what belongs to one parameter out of a state."""
    missing = [name for name in names if name not in left]
    if missing:
        raise ValueError(f"{caller}: the state has no {_named(missing)}: it is that of another optimiser, or damaged.")
    steps = _count(caller, names[0], left.pop(names[0]))
    buffers: list[Array] = []
    for name in names[1:]:
        array = left.pop(name)
        if array.shape != parameter.shape:
            raise ValueError(
                f"{caller}: {name!r} has shape {array.shape}, and the parameter at its position has shape "
                f"{parameter.shape}: the state is that of another model, or the parameters are in another order."
            )
        buffers.append(np.array(array, parameter.dtype)[()])
    return Memory(steps, buffers)
