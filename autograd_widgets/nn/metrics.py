"""How good predictions are, in words that people use: looked at while training, never differentiated."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"
Metric: TypeAlias = Callable[[Array, Array], float]
RESERVED = {  # what else a history tells
    *("loss", "batch_loss", "learning rate", "learning_rate", "gradient_norms"),
    *("epochs", "steps", "steps_per_epoch", "epoch_ends", "seconds", "stopped"),
}


def accuracy(prediction: Array, target: Array, boundary: float = 0.0) -> float:
    """Return the share of samples whose class is predicted, from 0 to 1.

    Args:
        prediction: one number for each sample, or a row of scores, of which the highest says which class.
        target: −1 or 1, or 0 or 1, where there is one number; else classes from 0 up.
        boundary: above which a number says the second class: 0 for scores, ½ for probabilities. `fit` takes ½ where
            targets are 0 and 1 and the loss is no `binary_cross_entropy`, which wants scores.

    Raises:
        ValueError: the shapes do not fit, or the targets are no classes.
    """
    if prediction.shape[:-1] == target.shape and prediction.shape[-1:] > (1,):
        return float((prediction.argmax(-1) == target).mean())
    _check_shapes("accuracy", prediction, target)
    different = set(np.unique(target).tolist())
    if not different <= {-1, 1} and not different <= {0, 1}:
        raise ValueError(
            "accuracy with one number predicted for each sample expected targets −1 and 1, or 0 and 1, got "
            f"{sorted(different)[:4]}: for more classes the model needs a row of scores; for a regression there are "
            "mean_absolute_error and r_squared."
        )
    return float(((prediction > boundary) == (target > 0)).mean())


def mean_absolute_error(prediction: Array, target: Array) -> float:
    """Return by how much predictions are wrong, on average, in the targets' unit.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes("mean_absolute_error", prediction, target)
    return float(np.abs(prediction - target).mean())


def r_squared(prediction: Array, target: Array) -> float:
    """Return 1 − Σ(target − prediction)² / Σ(target − mean)²: 1 for a perfect fit, 0 for no better than the mean.

    The coefficient of determination. nan if all targets are equal.

    Raises:
        ValueError: the shapes differ.
    """
    _check_shapes("r_squared", prediction, target)
    spread = float(np.square(target - target.mean()).sum())
    return 1 - float(np.square(target - prediction).sum()) / spread if spread else float("nan")


def boundary_of(target: Array, loss_name: str) -> float:
    """Return above which prediction the second of two classes is meant."""
    return 0.5 if loss_name != "binary_cross_entropy" and set(np.unique(target).tolist()) <= {0, 1} else 0.0


def _check_shapes(metric: str, prediction: Array, target: Array) -> None:
    if prediction.shape != target.shape:
        raise ValueError(
            f"{metric} expected one prediction for each target, got predictions {prediction.shape} and targets "
            f"{target.shape}: reshape the targets, y.reshape(…), or the predictions."
        )


METRICS: dict[str, Metric] = {metric.__name__: metric for metric in (accuracy, mean_absolute_error, r_squared)}


def metrics_of(given: Any) -> dict[str, Metric]:
    """Return metrics by name.

    Args:
        given: a name, a function of (predictions, targets), a list of these, or a dict of names to functions.

    Raises:
        TypeError: it is something else.
        ValueError: there is no metric of a name (the message lists them all), or a name is taken.
    """
    if isinstance(given, str) or callable(given):
        given = [given]
    if isinstance(given, Mapping):
        pairs: list[tuple[Any, Any]] = list(given.items())  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    elif isinstance(given, Iterable):
        pairs = [_named(each) for each in given]  # pyright: ignore[reportUnknownVariableType]
    else:
        raise TypeError(f"expected metrics as names or functions in a list, got {given!r:.60}.")
    for place, (name, metric) in enumerate(pairs):
        if not isinstance(name, str) or not callable(metric):
            raise TypeError(f"expected a metric as a function of (predictions, targets), got {name!r}: {metric!r:.60}.")
        if name in RESERVED or name.startswith("validation") or name in [other for other, _ in pairs[:place]]:
            raise ValueError(f"two series of a history would be called {name!r}: give names, metrics={{'mine': f}}.")
    return dict(pairs)


def _named(given: Any) -> tuple[str, Any]:
    if not isinstance(given, str):
        return getattr(given, "__name__", repr(given)), given
    if given not in METRICS:
        near = difflib.get_close_matches(given, METRICS, n=1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"there is no metric {given!r:.60}; there are {', '.join(map(repr, METRICS))}.{meant}")
    return given, METRICS[given]
