"""Peers of engine/ops, pooling."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any


def _pair(option: Any) -> tuple[int, int]:
    return option if isinstance(option, tuple) else (option, option)


def _max_pool2d(torch: Any, inputs: Any, options: Any) -> Any:
    """Return the maximum of each window by amax, which shares ties equally; max_pool2d gives all to the first."""
    size, (rows, columns) = _pair(options["size"]), _pair(options.get("padding", 0))
    stride = _pair(options.get("stride", size))
    padded = torch.nn.functional.pad(inputs[0], (columns, columns, rows, rows), value=-math.inf)
    return padded.unfold(2, size[0], stride[0]).unfold(3, size[1], stride[1]).amax((-2, -1))


def _max_pool2d_gradient(torch: Any, inputs: Any, options: Any) -> Any:
    y, x = inputs
    x = x.clone().requires_grad_()
    return torch.autograd.grad(_max_pool2d(torch, [x], options), x, y, create_graph=True)[0]


def _max_pool2d_tangent(torch: Any, inputs: Any, options: Any) -> Any:
    """Return the Jacobian-vector product as the gradient of a gradient, which is linear in y."""
    dx, x = inputs
    y = torch.ones_like(_max_pool2d(torch, [x], options)).requires_grad_()
    return torch.autograd.grad(_max_pool2d_gradient(torch, [y, x], options), y, dx, create_graph=True)[0]


TORCH: dict[str, Callable[..., Any]] = {
    "max_pool2d": _max_pool2d,
    "max_pool2d_gradient": _max_pool2d_gradient,
    "max_pool2d_tangent": _max_pool2d_tangent,
    "avg_pool2d": lambda torch, inputs, options: torch.nn.functional.avg_pool2d(
        inputs[0], options["size"], options.get("stride"), options.get("padding", 0)
    ),
}
HIPS: dict[str, Callable[..., Any]] = {}
