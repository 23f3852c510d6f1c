"""Peers of engine/ops, convolution."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _pair(option: Any) -> tuple[int, int]:
    return option if isinstance(option, tuple) else (option, option)


def _conv2d_gradient(torch: Any, inputs: Any, options: Any, by: str) -> Any:
    one, other = inputs
    layout = {name: option for name, option in options.items() if name != "size"}
    if by == "input":
        shape = (one.shape[0], other.shape[1], *_pair(options["size"]))
        return torch.nn.grad.conv2d_input(shape, other, one, **layout)
    shape = (other.shape[1], one.shape[1], *_pair(options["size"]))
    return torch.nn.grad.conv2d_weight(one, shape, other, **layout)


TORCH: dict[str, Callable[..., Any]] = {
    "conv2d": lambda torch, inputs, options: torch.nn.functional.conv2d(*inputs, **options),
    "conv2d_input_gradient": lambda torch, inputs, options: _conv2d_gradient(torch, inputs, options, "input"),
    "conv2d_weight_gradient": lambda torch, inputs, options: _conv2d_gradient(torch, inputs, options, "weight"),
}
HIPS: dict[str, Callable[..., Any]] = {}
