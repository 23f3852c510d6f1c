"""Peers of engine/ops, elementwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {
    "power": lambda torch, inputs, options: torch.pow(*inputs),
    "where": lambda torch, inputs, options: torch.where(*inputs),
    "add": lambda torch, inputs, options: torch.add(*inputs),
    "subtract": lambda torch, inputs, options: torch.subtract(*inputs),
    "multiply": lambda torch, inputs, options: torch.multiply(*inputs),
    "divide": lambda torch, inputs, options: torch.divide(*inputs),
    "negative": lambda torch, inputs, options: torch.negative(*inputs),
    "exp": lambda torch, inputs, options: torch.exp(*inputs),
    "log": lambda torch, inputs, options: torch.log(*inputs),
    "tanh": lambda torch, inputs, options: torch.tanh(*inputs),
    "relu": lambda torch, inputs, options: torch.relu(*inputs),
}
HIPS: dict[str, Callable[..., Any]] = {}
