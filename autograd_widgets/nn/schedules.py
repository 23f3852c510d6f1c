"""Learning rates that change on the way: functions of how many steps have been taken."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from autograd_widgets.nn.checking import checked_count, checked_number

Schedule: TypeAlias = Callable[[int], float]  # 0 for the first step


@dataclass(frozen=True)
class Constant:
    """The same learning rate at every step.

    Args:
        rate: above 0.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    rate: float

    def __post_init__(self) -> None:
        _keep(self, "rate", checked_number("Constant", "rate", self.rate, above=0))

    def __call__(self, step: int) -> float:  # noqa: ARG002
        """Return the learning rate of a step; the first one is step 0."""
        return self.rate


@dataclass(frozen=True)
class Linear:
    """From one learning rate to another in equal steps, and then the last one for ever.

    Args:
        start: the rate of step 0, above 0.
        end: the rate from step `steps` on; may be 0, and may be above `start`, to warm up.
        steps: how many steps the way takes.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    start: float
    end: float
    steps: int

    def __post_init__(self) -> None:
        _check_way(self)

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step; the first one is step 0."""
        gone = min(step / self.steps, 1.0)
        return self.start * (1.0 - gone) + self.end * gone


@dataclass(frozen=True)
class Cosine:
    """From one learning rate to another along half a cosine: slow at first, slow at the end (Loshchilov, Hutter, 2017).

    Args:
        start: the rate of step 0, above 0.
        end: the rate from step `steps` on; may be 0.
        steps: how many steps the way takes.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    start: float
    end: float
    steps: int

    def __post_init__(self) -> None:
        _check_way(self)

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step; the first one is step 0."""
        if step >= self.steps:
            return self.end
        return self.end + (self.start - self.end) * (1.0 + math.cos(math.pi * step / self.steps)) / 2.0


@dataclass(frozen=True)
class Step:
    """A learning rate that is multiplied by a factor every so many steps.

    Args:
        start: the rate of step 0, above 0.
        every: after how many steps it changes.
        factor: what it is multiplied by then, above 0.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """

    start: float
    every: int
    factor: float = 0.1

    def __post_init__(self) -> None:
        _keep(self, "start", checked_number("Step", "start", self.start, above=0))
        _keep(self, "every", checked_count("Step", "every", self.every))
        _keep(self, "factor", checked_number("Step", "factor", self.factor, above=0))

    def __call__(self, step: int) -> float:
        """Return the learning rate of a step; the first one is step 0."""
        return self.start * self.factor ** (step // self.every)


def _check_way(schedule: Linear | Cosine) -> None:
    name = type(schedule).__name__
    _keep(schedule, "start", checked_number(name, "start", schedule.start, above=0))
    _keep(schedule, "end", checked_number(name, "end", schedule.end, at_least=0))
    _keep(schedule, "steps", checked_count(name, "steps", schedule.steps))


def _keep(schedule: object, name: str, number: float) -> None:
    object.__setattr__(schedule, name, number)  # frozen for everybody else: a rate is a function of the step alone
