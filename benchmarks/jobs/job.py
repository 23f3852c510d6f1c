"""What a job is: something that engines are timed on, once in NumPy by hand, and once for any engine.

Both compute the loss and every gradient. Work that is not the engine's (making the data, bringing constants into an
engine's form) is done before the clock starts.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import ClassVar, TypeAlias

import numpy as np

from benchmarks.peers import Engine, Outcome, Tree

Run: TypeAlias = Callable[[], Outcome]


class Job:
    """Something to compute, in NumPy by hand and with an engine.

    Attributes:
        name: as the table shows it.
        key: as the command line takes it.
        bar: how many times slower than hand-written NumPy our engine may be.
        needs: what an engine must be able to differentiate.
    """

    name: ClassVar[str]
    key: ClassVar[str]
    bar: ClassVar[float]
    needs: ClassVar[frozenset[str]]

    def by_hand(self) -> Run:
        """Return the job in hand-written NumPy, from a fresh start."""
        raise NotImplementedError

    def within(self, engine: Engine) -> Run:
        """Return the job in an engine, from a fresh start."""
        raise NotImplementedError


def dense_layers(rng: np.random.Generator, *widths: int) -> Tree:
    """Return [weights (n_in, n_out), biases (n_out,)] of each layer, drawn so that signals keep their size."""
    return [
        [rng.normal(0, (1.5 / n_in) ** 0.5, (n_in, n_out)), rng.normal(0, 0.1, n_out)]
        for n_in, n_out in pairwise(widths)
    ]
