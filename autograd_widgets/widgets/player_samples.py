"""The samples that a player shows: what kind of targets they have, and where predictions are drawn."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn.samples import Samples

GRID = 48  # points along each side of the plane on which predictions are drawn
ALONG = 200  # points of a curve
MARGIN = 0.15  # of the samples' extent, around them
MOST_NAMED = 64


def sample_traits(samples: Samples | None, held: Samples | None, loss_name: str) -> dict[str, Any]:
    """Return what a player and its view share about samples."""
    if samples is None:
        return {"X": array_data(np.zeros((0, 1))), "y": array_data(np.zeros(0))}
    points = grid_of(samples.X)
    width = samples.X.shape[1] if samples.X.ndim == 2 else 0
    return {
        "X": array_data(samples.X),
        "y": array_data(samples.y),
        "held_X": None if held is None else array_data(held.X),
        "held_y": None if held is None else array_data(held.y),
        "kind": kind_of(samples.y, loss_name),
        "features": [f"x{i}" for i in range(1, width + 1)] if width <= MOST_NAMED else [],
        "grid": None if points is None else array_data(points),
    }


def kind_of(y: np.ndarray[Any, Any], loss_name: str) -> str:
    """Return what targets are: "classes" (whole numbers), "signs" (−1 or 1), "bits" (0 or 1) or "numbers"."""
    if loss_name == "cross_entropy":
        return "classes"
    different = set(np.unique(y).tolist())
    if different <= {-1, 1}:
        return "signs"
    return "bits" if different <= {0, 1} else "numbers"


def grid_of(X: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """Return points over the extent of inputs, row by row from the lowest, if they have one or two numbers each."""
    if X.ndim != 2 or X.shape[1] not in (1, 2) or X.dtype.kind != "f":
        return None
    low: Any = X.min(0)
    high: Any = X.max(0)
    room: Any = MARGIN * np.where(high > low, high - low, 1.0)
    count = GRID if X.shape[1] == 2 else ALONG
    along: list[Any] = [np.linspace(*ends, count) for ends in zip((low - room), (high + room), strict=True)]
    points: Any = np.stack(np.meshgrid(*along), -1).reshape(-1, X.shape[1])
    return points.astype(X.dtype)
