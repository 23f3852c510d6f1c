"""Peers of engine/ops, rearranging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy

TORCH: dict[str, Callable[..., Any]] = {
    "repeat": lambda torch, inputs, options: torch.repeat_interleave(
        inputs[0], torch.tensor(options["repeats"]), options.get("axis")
    ),
    "tile": lambda torch, inputs, options: torch.tile(inputs[0], tuple(numpy.atleast_1d(options["reps"]).tolist())),
    "flip": lambda torch, inputs, options: torch.flip(
        inputs[0], tuple(numpy.atleast_1d(options.get("axis", range(inputs[0].ndim))).tolist())
    ),
    "roll": lambda torch, inputs, options: torch.roll(inputs[0], *shifts(options)),
}
HIPS: dict[str, Callable[..., Any]] = {
    "pad": lambda np, inputs, options: (
        np.pad(inputs[0], pairs(options, inputs[0]), "constant") + numpy.pad(numpy.zeros(inputs[0].shape), **options)
        if options.get("mode", "constant") == "constant"
        else inputs[0].ravel()[sources(options, inputs[0])]
    ),
}


def shifts(options: dict[str, Any]) -> tuple[Any, Any]:
    """PyTorch wants as many shifts as axes."""
    if options.get("axis") is None:
        return options["shift"], None
    shift, axis = numpy.broadcast_arrays(numpy.atleast_1d(options["shift"]), options["axis"])
    return tuple(shift.tolist()), tuple(axis.tolist())


def pairs(options: dict[str, Any], x: Any) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in numpy.broadcast_to(options["pad_width"], (x.ndim, 2)).tolist()]


def sources(options: dict[str, Any], x: Any) -> Any:
    """Which entry NumPy puts at each place."""
    return numpy.pad(numpy.arange(x.size).reshape(x.shape), **options)
