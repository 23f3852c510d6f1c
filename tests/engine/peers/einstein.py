"""Peers of engine/ops, einstein."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "einsum": lambda torch, inputs, options: torch.einsum(options["subscripts"], *inputs),
    "tensordot": lambda torch, inputs, options: torch.tensordot(*inputs, dims(options)),
}
HIPS: dict[str, Callable[..., Any]] = {}


def dims(options: dict[str, Any]) -> Any:
    axes = options.get("axes", 2)
    return axes if isinstance(axes, int) else [[axis] if isinstance(axis, int) else axis for axis in axes]
