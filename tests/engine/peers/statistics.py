"""Peers of engine/ops, statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def _spread(name: str) -> Callable[..., Any]:
    def run(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
        dims = {"dim": options.get("axis"), "keepdim": options.get("keepdims", False)}
        return getattr(torch, name)(inputs[0], correction=options.get("ddof", 0), **dims)

    return run


def _norm(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    order = {None: 2, "fro": 2, 1: 1, np.inf: float("inf")}[options.get("ord")]
    return torch.linalg.vector_norm(inputs[0], order, options.get("axis"), options.get("keepdims", False))


TORCH: dict[str, Callable[..., Any]] = {"var": _spread("var"), "std": _spread("std"), "norm": _norm}
HIPS: dict[str, Callable[..., Any]] = {}
