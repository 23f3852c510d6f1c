"""How good predictions are, in words that people use: looked at while training, never differentiated."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"
Metric: TypeAlias = Callable[[Array, Array], float]


def accuracy(prediction: Array, target: Array) -> float:
    """Return the share of samples whose class is predicted, from 0 to 1.

    Targets that are −1 or 1, or 0 or 1, with one number each predicted: above 0 says the second class. Classes from 0
    up with a row of scores for each sample: the highest says which.

    Raises:
        ValueError: the shapes do not fit.
    """
    if prediction.shape[:-1] == target.shape and prediction.shape[-1:] > (1,):
        return float((prediction.argmax(-1) == target).mean())
    if prediction.shape != target.shape:
        raise ValueError(
            f"accuracy expected one prediction or one row of scores for each target, got predictions "
            f"{prediction.shape} and targets {target.shape}."
        )
    return float(((prediction > 0) == (target > 0)).mean())


def mean_absolute_error(prediction: Array, target: Array) -> float:
    """Return by how much predictions are wrong, on average, in the targets' unit."""
    return float(np.abs(prediction - target).mean())


def r_squared(prediction: Array, target: Array) -> float:
    """Return 1 − Σ(target − prediction)² / Σ(target − mean)²: 1 for a perfect fit, 0 for no better than the mean.

    The coefficient of determination. nan if all targets are equal.
    """
    spread = float(np.square(target - target.mean()).sum())
    return 1 - float(np.square(target - prediction).sum()) / spread if spread else float("nan")


METRICS: dict[str, Metric] = {metric.__name__: metric for metric in (accuracy, mean_absolute_error, r_squared)}


def metrics_of(given: Any) -> dict[str, Metric]:
    """Return metrics by name.

    Args:
        given: a name, a function of (predictions, targets), a list of these, or a dict of names to functions.

    Raises:
        TypeError: it is something else.
        ValueError: there is no metric of a name; the message lists them all.
    """
    if isinstance(given, str) or callable(given):
        given = [given]
    if isinstance(given, Mapping):
        named: dict[str, Any] = dict(given)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(given, Iterable):
        named = dict(_named(each) for each in given)  # pyright: ignore[reportUnknownVariableType]
    else:
        raise TypeError(f"expected metrics as names or functions in a list, got {given!r:.60}.")
    for name, metric in named.items():
        if not isinstance(name, str) or not callable(metric):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"expected a metric as a function of (predictions, targets), got {name!r}: {metric!r:.60}.")
    return named


def _named(given: Any) -> tuple[str, Any]:
    if not isinstance(given, str):
        return getattr(given, "__name__", repr(given)), given
    if given not in METRICS:
        near = difflib.get_close_matches(given, METRICS, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no metric {given!r:.60}; there are {', '.join(map(repr, METRICS))}.{meant}")
    return given, METRICS[given]
