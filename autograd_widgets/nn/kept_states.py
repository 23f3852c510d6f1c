"""The states of a model at some steps of its training: always the first and the last, and as many between as fit."""

from __future__ import annotations

from bisect import insort
from itertools import pairwise

from autograd_widgets.nn.trainee import State

BESIDE_NUMBERS = 200  # bytes that an array takes beside its numbers, with its place in a dict


class KeptStates:
    """States by step. Where they take more than a limit, they are thinned to twice the distance, evenly.

    Args:
        limit: bytes; the first and the last are kept whatever it is, and one that is pinned.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._states: dict[int, State] = {}
        self._steps: list[int] = []
        self._pinned: dict[int, State] = {}
        self._distance = 0  # in steps: those that are nearer to the one before go, but for the last
        self.nbytes = 0

    def add(self, step: int, state: State) -> None:
        """Keep the state of a step after all others; of the last step it is replaced."""
        steps = self._steps
        if steps and (steps[-1] == step or (len(steps) > 1 and steps[-1] - steps[-2] < self._distance)):
            self._drop_last()
        steps.append(step)
        self._states[step] = state
        self.nbytes += _size(state)
        while len(steps) > 2 and self.nbytes > self.limit:
            self._distance = 2 * max(self._distance, min(late - early for early, late in pairwise(steps)))
            self._thin()

    def pin(self, step: int, state: State) -> None:
        """Keep the state of a step whatever happens, instead of the one that was pinned before."""
        self._pinned = {step: state}

    @property
    def pinned(self) -> int | None:
        """The step that is pinned, if there is one."""
        return next(iter(self._pinned), None)

    def drop_after(self, step: int) -> None:
        """Forget the states of later steps."""
        while self._steps and self._steps[-1] > step:
            self._drop_last()
        self._pinned = {pinned: state for pinned, state in self._pinned.items() if pinned <= step}

    @property
    def steps(self) -> list[int]:
        """The steps of which there is a state, in order."""
        steps, pinned = list(self._steps), self.pinned
        if pinned is not None and pinned not in self._states:
            insort(steps, pinned)
        return steps

    @property
    def last(self) -> int:
        """The last of these steps that is not only pinned."""
        return self._steps[-1]

    def __contains__(self, step: object) -> bool:
        return step in self._states or step in self._pinned

    def __getitem__(self, step: int) -> State:
        return self._states[step] if step in self._states else self._pinned[step]

    def _drop_last(self) -> None:
        self.nbytes -= _size(self._states.pop(self._steps.pop()))

    def _thin(self) -> None:
        first, *between, last = self._steps
        kept = [first]
        for step in between:
            if step - kept[-1] >= self._distance:
                kept.append(step)
        self._steps[:] = [*kept, last]
        self._states = {step: self._states[step] for step in self._steps}
        self.nbytes = sum(map(_size, self._states.values()))


def _size(state: State) -> int:
    return sum(array.nbytes + BESIDE_NUMBERS for array in state.values())
