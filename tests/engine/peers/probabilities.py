"""Peers of engine/ops, probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

TORCH: dict[str, Callable[..., Any]] = {}
HIPS: dict[str, Callable[..., Any]] = {}
