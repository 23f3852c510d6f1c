"""Peers of engine/ops, diagonals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "diagonal": lambda torch, inputs, options: diagonal(torch, inputs[0], **options),
    "trace": lambda torch, inputs, options: diagonal(torch, inputs[0], **options).sum(-1),
    "diag": lambda torch, inputs, options: torch.diag(inputs[0], options.get("k", 0)),
    "triu": lambda torch, inputs, options: torch.triu(inputs[0], options.get("k", 0)),
    "tril": lambda torch, inputs, options: torch.tril(inputs[0], options.get("k", 0)),
}
HIPS: dict[str, Callable[..., Any]] = {
    "triu": lambda np, inputs, options: np.triu(inputs[0], options.get("k", 0)),
}


def diagonal(torch: Any, x: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    return torch.diagonal(x, offset, axis1, axis2)
