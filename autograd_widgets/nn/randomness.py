"""Where random numbers come from: explicit, so that the same seed gives the same network."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np

Randomness: TypeAlias = "int | np.random.Generator | None"


def generator_of(rng: Any) -> np.random.Generator:
    """Return a generator of random numbers: a fresh one for None, a seeded one for a whole number, or the one given.

    Raises:
        TypeError: it is something else.
        ValueError: the seed is negative.
    """
    if isinstance(rng, np.random.Generator):
        return rng
    if rng is not None and (isinstance(rng, bool) or not isinstance(rng, (int, np.integer))):
        raise TypeError(
            f"rng is a seed (a whole number), a generator (np.random.default_rng(0)) or None, got {rng!r:.60} of type "
            f"{type(rng).__name__}."
        )
    if rng is not None and rng < 0:
        raise ValueError(f"a seed is a whole number from 0 up, got {rng}.")
    return np.random.default_rng(rng)  # pyright: ignore[reportUnknownArgumentType]
