"""Peers of engine/ops, linear_algebra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "matmul": lambda torch, inputs, options: torch.matmul(*inputs),
    "inner": lambda torch, inputs, options: torch.inner(*inputs),
    "outer": lambda torch, inputs, options: torch.outer(*(x.ravel() for x in inputs)),
    "vdot": lambda torch, inputs, options: torch.vdot(*(x.ravel() for x in inputs)),
}
HIPS: dict[str, Callable[..., Any]] = {
    "matmul": lambda np, inputs, options: np.matmul(*inputs),
    "dot": lambda np, inputs, options: np.dot(*inputs),
}
