"""How parameters are moved by their gradients: SGD, RMSProp, Adam, AdamW.

The formulas are those of PyTorch's optimisers of the same names, and so are the numbers, to rounding. `rate` stands for
the learning rate and `g` for the gradient. Numbers and arrays go through the same lines: see `_moved_with_memory`. An
array's step makes one new array, its next data, and with weight decay one more.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.nn.checking import checked_flag, checked_number
from autograd_widgets.nn.optimiser import Memory, Optimiser
from autograd_widgets.nn.schedules import Schedule


class SGD(Optimiser):
    """Gradient descent: `data −= rate · g`; stochastic, as `g` usually comes from some of the samples.

    With momentum, `velocity = momentum · velocity + g`, and the velocity takes the place of `g` (Polyak, 1964); with
    Nesterov's, `g + momentum · velocity` does (Nesterov, 1983, as in Sutskever et al., 2013). Weight decay adds
    `weight_decay · data` to `g` first, which is the gradient of ½ · weight_decay · Σ data².

    Args:
        learning_rate: above 0, or a schedule.
        momentum: from 0 to below 1; 0.9 is usual.
        nesterov: look ahead; needs momentum.
        weight_decay: from 0 up.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    _shown = ("momentum", "nesterov", "weight_decay")

    def __init__(
        self,
        learning_rate: float | Schedule = 0.1,
        *,
        momentum: float = 0.0,
        nesterov: bool = False,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate)
        self.momentum = checked_number("SGD", "momentum", momentum, at_least=0, below=1)
        self.nesterov = checked_flag("SGD", "nesterov", nesterov)
        self.weight_decay = checked_number("SGD", "weight_decay", weight_decay, at_least=0)
        if self.nesterov and not self.momentum:
            raise ValueError("SGD expected a momentum above 0 with nesterov=True: momentum=0.9 is usual.")
        self.remembers = ("velocity",) if self.momentum else ()

    def _moved(self, data: Array, gradient: Array, rate: float) -> Array:
        if self.weight_decay:
            gradient = _decayed(data, gradient, self.weight_decay)
        change = gradient * -rate
        change += data
        return change

    def _moved_with_memory(self, data: Array, gradient: Array, rate: float, memory: Memory) -> Array:
        if self.weight_decay:
            gradient = _decayed(data, gradient, self.weight_decay)
        velocity = memory.buffers[0]
        velocity *= self.momentum
        velocity += gradient
        memory.buffers[0] = velocity
        if self.nesterov:
            change = velocity * self.momentum
            change += gradient
            change *= -rate
        else:
            change = velocity * -rate
        change += data
        return change


class RMSProp(Optimiser):
    """Steps of a length that does not depend on that of the gradients (Hinton, Coursera, lecture 6e, 2012).

    `mean_square = decay · mean_square + (1 − decay) · g²`, and `data −= rate · g / (√mean_square + epsilon)`.

    Args:
        learning_rate: above 0, or a schedule.
        decay: from 0 to below 1: how much of the mean square stays; PyTorch's `alpha`.
        epsilon: above 0.
        momentum: from 0 to below 1: of the quotient.
        weight_decay: from 0 up: as in SGD.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    _shown = ("decay", "epsilon", "momentum", "weight_decay")

    def __init__(
        self,
        learning_rate: float | Schedule = 0.01,
        *,
        decay: float = 0.99,
        epsilon: float = 1e-8,
        momentum: float = 0.0,
        weight_decay: float = 0.0,
    ) -> None:
        super().__init__(learning_rate)
        self.decay = checked_number("RMSProp", "decay", decay, at_least=0, below=1)
        self.epsilon = checked_number("RMSProp", "epsilon", epsilon, above=0)
        self.momentum = checked_number("RMSProp", "momentum", momentum, at_least=0, below=1)
        self.weight_decay = checked_number("RMSProp", "weight_decay", weight_decay, at_least=0)
        self.remembers = ("mean_square", "velocity") if self.momentum else ("mean_square",)

    def _moved_with_memory(self, data: Array, gradient: Array, rate: float, memory: Memory) -> Array:
        if self.weight_decay:
            gradient = _decayed(data, gradient, self.weight_decay)
        mean_square = memory.buffers[0]
        square = gradient * gradient
        square *= 1 - self.decay
        mean_square *= self.decay
        mean_square += square
        memory.buffers[0] = mean_square
        length = _root(mean_square, square)
        length += self.epsilon
        change = _quotient(gradient, length)
        if self.momentum:
            velocity = memory.buffers[1]
            velocity *= self.momentum
            velocity += change
            memory.buffers[1] = velocity
            change = _product(velocity, -rate, change)
        else:
            change *= -rate
        change += data
        return change


class Adam(Optimiser):
    """Momentum and RMSProp in one, both corrected for their start at 0 (Kingma and Ba, 2015).

    `mean += (1 − beta1) · (g − mean)`, `mean_square = beta2 · mean_square + (1 − beta2) · g²`, and after t steps
    `data −= rate · (mean / (1 − beta1ᵗ)) / (√(mean_square / (1 − beta2ᵗ)) + epsilon)`. t is counted for each parameter.

    Args:
        learning_rate: above 0, or a schedule.
        betas: two numbers from 0 to below 1: how much of the mean, and of the mean square, stays.
        epsilon: above 0.
        weight_decay: from 0 up: as in SGD.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    remembers = ("mean", "mean_square")
    _shown = ("betas", "epsilon", "weight_decay")
    _default_decay = 0.0

    def __init__(
        self,
        learning_rate: float | Schedule = 0.001,
        *,
        betas: tuple[float, float] = (0.9, 0.999),
        epsilon: float = 1e-8,
        weight_decay: float | None = None,
    ) -> None:
        super().__init__(learning_rate)
        name = type(self).__name__
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"{name} expected betas to be two numbers, such as (0.9, 0.999), got {betas!r:.60}.")
        first, second = (checked_number(name, f"betas[{i}]", b, at_least=0, below=1) for i, b in enumerate(betas))
        self.betas = (first, second)
        self.epsilon = checked_number(name, "epsilon", epsilon, above=0)
        decay = self._default_decay if weight_decay is None else weight_decay
        self.weight_decay = checked_number(name, "weight_decay", decay, at_least=0)

    def _moved_with_memory(self, data: Array, gradient: Array, rate: float, memory: Memory) -> Array:
        if self.weight_decay:
            gradient = _decayed(data, gradient, self.weight_decay)
        change = self._change(gradient, rate, memory)
        change += data
        return change

    def _change(self, gradient: Array, rate: float, memory: Memory) -> Array:
        """Return what is to be added to a parameter."""
        beta1, beta2 = self.betas
        mean, mean_square = memory.buffers
        spare = gradient - mean
        spare *= 1 - beta1
        mean += spare
        spare = _product(gradient, gradient, spare)
        spare *= 1 - beta2
        mean_square *= beta2
        mean_square += spare
        memory.buffers[:] = mean, mean_square
        length = _root(mean_square, spare)
        length /= (1 - beta2**memory.steps) ** 0.5
        length += self.epsilon
        change = _quotient(mean, length)
        change *= -rate / (1 - beta1**memory.steps)
        return change


class AdamW(Adam):
    """Adam with a weight decay of its own, `data −= rate · weight_decay · data` (Loshchilov and Hutter, 2019).

    The decay does not go through the averages, so that it is the same for all parameters.

    Args:
        learning_rate: above 0, or a schedule.
        betas: as in Adam.
        epsilon: as in Adam.
        weight_decay: from 0 up; 0.01 if not given.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    _default_decay = 0.01

    def _moved_with_memory(self, data: Array, gradient: Array, rate: float, memory: Memory) -> Array:
        change = self._change(gradient, rate, memory)
        change += data * (1 - rate * self.weight_decay) if self.weight_decay else data
        return change


_BY_NAME: dict[str, Callable[[], Optimiser]] = {"sgd": SGD, "rmsprop": RMSProp, "adam": Adam, "adamw": AdamW}


def by_name(name: str) -> Optimiser:
    """Return a new optimiser with its usual settings: "sgd", "rmsprop", "adam" or "adamw", in any case.

    Raises:
        TypeError: the name is no text.
        ValueError: there is none of this name; the message lists them all.
    """
    known = ", ".join(map(repr, _BY_NAME))
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"expected the name of an optimiser, one of {known}, got {name!r:.60}.")
    kind = _BY_NAME.get(name.lower())
    if kind is None:
        near = difflib.get_close_matches(name.lower(), _BY_NAME, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no optimiser {name!r:.60}; there are {known}.{meant}")
    return kind()


# --- arithmetic that puts its result where it is told, if that is an array ---


def _decayed(data: Array, gradient: Array, weight_decay: float) -> Array:
    """Return the gradient with that of the weight decay added, as a new array."""
    decayed = data * weight_decay
    decayed += gradient
    return decayed


def _product(x: Array, y: Any, spare: Array) -> Array:
    return np.multiply(x, y, spare) if type(spare) is np.ndarray else x * y


def _root(x: Array, spare: Array) -> Array:
    return np.sqrt(x, spare) if type(spare) is np.ndarray else x**0.5  # np.sqrt of a number takes eight times as long


def _quotient(x: Array, spare: Array) -> Array:
    """Return x divided by what is in `spare`."""
    return np.divide(x, spare, spare) if type(spare) is np.ndarray else x / spare
