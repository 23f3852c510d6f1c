"""Peers of engine/ops, sorting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _sort(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    axis = options.get("axis", -1)
    x = inputs[0].reshape(-1) if axis is None else inputs[0]
    return torch.sort(x, dim=0 if axis is None else axis, stable=True).values


def _take(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    x, indices = inputs
    axis = options.get("axis", -1)
    if axis is None:
        return torch.take(x, indices)
    return torch.take_along_dim(x, indices % x.shape[axis], axis)


TORCH: dict[str, Callable[..., Any]] = {"sort": _sort, "take_along_axis": _take}
HIPS: dict[str, Callable[..., Any]] = {}
