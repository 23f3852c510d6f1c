"""Peers of engine/ops, linear_algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "matmul": lambda torch, inputs, options: torch.matmul(*inputs),
}
HIPS: dict[str, Callable[..., Any]] = {
    "matmul": lambda np, inputs, options: np.matmul(*inputs),
}
