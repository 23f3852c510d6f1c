"""Peers of engine/ops, joining."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "concatenate": lambda torch, inputs, options: torch.cat(
        [x.ravel() for x in inputs] if options.get("axis", 0) is None else inputs, options.get("axis") or 0
    ),
    "stack": lambda torch, inputs, options: torch.stack(inputs, options.get("axis", 0)),
    "hstack": lambda torch, inputs, options: torch.hstack(inputs),
    "vstack": lambda torch, inputs, options: torch.vstack(inputs),
    "split": lambda torch, inputs, options: joined(torch, torch.tensor_split(inputs[0], *cut(options))),
    "array_split": lambda torch, inputs, options: joined(torch, torch.tensor_split(inputs[0], *cut(options))),
}
HIPS: dict[str, Callable[..., Any]] = {
    "concatenate": lambda np, inputs, options: np.concatenate(
        [np.ravel(x) for x in inputs] if options.get("axis", 0) is None else inputs, options.get("axis") or 0
    ),
    "stack": lambda np, inputs, options: np.stack(inputs, **options),
}


def cut(options: dict[str, Any]) -> tuple[Any, int]:
    return options["indices_or_sections"], options.get("axis", 0)


def joined(torch: Any, parts: Any) -> Any:
    return torch.cat([part.ravel() for part in parts])
