"""Peers of engine/ops, reductions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "sum": lambda torch, inputs, options: torch.sum(*inputs, **options),
    "mean": lambda torch, inputs, options: torch.mean(*inputs, **options),
}
HIPS: dict[str, Callable[..., Any]] = {
    "sum": lambda np, inputs, options: np.sum(*inputs, **options),
    "mean": lambda np, inputs, options: np.mean(*inputs, **options),
}
