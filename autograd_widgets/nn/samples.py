"""Samples to learn from: inputs and targets, checked once so that training need not."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from autograd_widgets.engine.arrays import numeric_array
from autograd_widgets.nn.checking import checked_number
from autograd_widgets.nn.shuffling import order

_SPLIT = 0xFFFFFFFF  # the "epoch" whose order decides which samples are held back


class Samples(NamedTuple):
    """Inputs `(samples, …)` and targets `(samples, …)`."""

    X: np.ndarray[Any, Any]
    y: np.ndarray[Any, Any]

    def taken(self, places: Any) -> Samples:
        """Return some of the samples, in the order of their places."""
        return Samples(self.X[places], self.y[places])


def samples_of(caller: str, X: Any, y: Any, names: tuple[str, str] = ("X", "y")) -> Samples:
    """Return inputs and targets as arrays of one length, all finite.

    Raises:
        TypeError: they are no arrays of numbers.
        ValueError: there are none, their lengths differ, or a number is not finite.
    """
    inputs, targets = (_array(caller, name, given) for name, given in zip(names, (X, y), strict=True))
    if len(inputs) != len(targets):
        raise ValueError(
            f"{caller} got {len(inputs)} samples in {names[0]} and {len(targets)} targets in {names[1]}: each sample "
            "needs one target."
        )
    return Samples(inputs, targets)


def split(caller: str, samples: Samples, validation: Any, seed: int) -> tuple[Samples, Samples | None]:
    """Return the samples to learn from, and those that are held back to see how well it was learnt, if any.

    Args:
        caller: who asks, for messages.
        samples: all of them.
        validation: None, a share of the samples between 0 and 1, or (X, y).
        seed: of which samples are held back.

    Raises:
        TypeError, ValueError: it is none of these, or leaves nothing to learn from or to validate with.
    """
    if validation is None:
        return samples, None
    if isinstance(validation, (tuple, list)):
        if len(validation) != 2:  # pyright: ignore[reportUnknownArgumentType]
            raise ValueError(
                f"{caller} expected validation as a share such as 0.2, or as (X, y), got {validation!r:.60}."
            )
        X, y = validation  # pyright: ignore[reportUnknownVariableType]
        return samples, samples_of(caller, X, y, names=("the X of validation", "the y of validation"))
    share = checked_number(caller, "validation", validation, at_least=0, below=1)
    if share == 0:
        return samples, None
    count = len(samples.X)
    back = round(share * count)
    if not 0 < back < count:
        raise ValueError(
            f"{caller} can't hold back a share of {share:g} of {count} samples: that is {back}, and both sides need at "
            "least one."
        )
    places = order(count, seed, _SPLIT)
    return samples.taken(places[back:]), samples.taken(places[:back])


def _array(caller: str, name: str, given: Any) -> np.ndarray[Any, Any]:
    try:
        array = numeric_array(given)
    except TypeError as error:
        raise TypeError(f"{caller}: {name}: {error}") from None
    if not array.ndim:
        raise ValueError(f"{caller} expected {name} as many samples, got a single number: put it in a list.")
    if not array.size:
        raise ValueError(f"{caller} got {name} of shape {array.shape}: there are no samples to learn from.")
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        where = tuple(int(i) for i in np.argwhere(~np.isfinite(array))[0])
        raise ValueError(
            f"{caller} got {array[where]} in {name}{list(where)}: samples must be finite. Leave it out, or fill it in."
        )
    return array
