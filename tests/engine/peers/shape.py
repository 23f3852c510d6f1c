"""Peers of engine/ops, shape."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

TORCH: dict[str, Callable[..., Any]] = {
    "reshape": lambda torch, inputs, options: torch.reshape(inputs[0], shape_of(options)),
    "transpose": lambda torch, inputs, options: inputs[0].permute(
        options.get("axes", tuple(range(inputs[0].ndim))[::-1])
    ),
    "broadcast_to": lambda torch, inputs, options: torch.broadcast_to(inputs[0], shape_of(options)),
    "ravel": lambda torch, inputs, options: torch.ravel(inputs[0]),
    "swapaxes": lambda torch, inputs, options: torch.swapaxes(inputs[0], options["axis1"], options["axis2"]),
    "moveaxis": lambda torch, inputs, options: torch.moveaxis(inputs[0], options["source"], options["destination"]),
    "squeeze": lambda torch, inputs, options: torch.squeeze(
        inputs[0], options.get("axis", tuple(range(inputs[0].ndim)))
    ),
    "atleast_1d": lambda torch, inputs, options: torch.atleast_1d(inputs[0]),
    "atleast_2d": lambda torch, inputs, options: torch.atleast_2d(inputs[0]),
}
HIPS: dict[str, Callable[..., Any]] = {
    "reshape": lambda np, inputs, options: np.reshape(inputs[0], options["shape"]),
    "transpose": lambda np, inputs, options: np.transpose(
        inputs[0],
        [i % inputs[0].ndim for i in options["axes"]]
        if "axes" in options
        else None,  # it inverts negative ones wrongly
    ),
    "expand_dims": lambda np, inputs, options: np.reshape(
        inputs[0], numpy.expand_dims(numpy.empty(inputs[0].shape), **options).shape
    ),
}


def shape_of(options: dict[str, Any]) -> list[int]:
    return numpy.atleast_1d(options["shape"]).astype(int).tolist()
