"""The states of a model at some steps of its training: always the first and the last, and as many between as fit."""

from __future__ import annotations

from itertools import pairwise

from autograd_widgets.nn.trainee import State


class KeptStates:
    """States by step. Where they take more than a limit, they are thinned to twice the distance, evenly.

    Args:
        limit: bytes; the first and the last are kept whatever it is.
    """

    def __init__(self, limit: float) -> None:
        self.limit = limit
        self._states: dict[int, State] = {}
        self._distance = 0  # in steps: those that are nearer to the one before go, but for the last

    def add(self, step: int, state: State) -> None:
        """Keep the state of a step after all others; of the last step it is replaced."""
        before, last = ([-1, -1, *self._states])[-2:]
        if last == step or (len(self._states) > 1 and last - before < self._distance):
            del self._states[last]
        self._states[step] = state
        while len(self._states) > 2 and self.nbytes > self.limit:
            self._distance = 2 * max(self._distance, min(late - early for early, late in pairwise(self._states)))
            self._thin()

    def drop_after(self, step: int) -> None:
        """Forget the states of later steps."""
        for later in [s for s in self._states if s > step]:
            del self._states[later]

    @property
    def nbytes(self) -> int:
        """How many bytes the states take."""
        return sum(array.nbytes for state in self._states.values() for array in state.values())

    @property
    def steps(self) -> list[int]:
        """The steps of which there is a state, in order."""
        return list(self._states)

    def __getitem__(self, step: int) -> State:
        return self._states[step]

    def _thin(self) -> None:
        first, *between, last = self._states
        kept = [first]
        for step in between:
            if step - kept[-1] >= self._distance:
                kept.append(step)
        self._states = {step: self._states[step] for step in (*kept, last)}
