"""Peers of engine/ops, shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

TORCH: dict[str, Callable[..., Any]] = {
    "reshape": lambda torch, inputs, options: torch.reshape(inputs[0], np.atleast_1d(options["shape"]).tolist()),
    "transpose": lambda torch, inputs, options: inputs[0].permute(
        options.get("axes", tuple(range(inputs[0].ndim))[::-1])
    ),
    "broadcast_to": lambda torch, inputs, options: torch.broadcast_to(inputs[0], options["shape"]),
}
HIPS: dict[str, Callable[..., Any]] = {
    "reshape": lambda np, inputs, options: np.reshape(inputs[0], options["shape"]),
    "transpose": lambda np, inputs, options: np.transpose(
        inputs[0],
        [i % inputs[0].ndim for i in options["axes"]]
        if "axes" in options
        else None,  # it inverts negative ones wrongly
    ),
}
