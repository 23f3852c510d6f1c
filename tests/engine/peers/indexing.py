"""Peers of engine/ops, indexing."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy

TORCH: dict[str, Callable[..., Any]] = {
    "scatter": lambda torch, inputs, options: put(torch, inputs[0], **options),
}
HIPS: dict[str, Callable[..., Any]] = {
    "getitem": lambda np, inputs, options: inputs[0][options["index"]],
}


def put(torch: Any, x: Any, index: Any, shape: tuple[int, ...]) -> Any:
    """Add entries at flat places, which NumPy's own indexing finds."""
    places = numpy.arange(math.prod(shape)).reshape(shape)[index]
    return (
        torch.zeros(math.prod(shape), dtype=x.dtype)
        .index_add(0, torch.tensor(numpy.ravel(places).astype(int)), x.ravel())
        .reshape(shape)
    )
