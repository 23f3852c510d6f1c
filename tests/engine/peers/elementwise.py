"""Peers of engine/ops, elementwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def same_name(name: str) -> Callable[..., Any]:
    """Return a call of the function that PyTorch knows under this name."""
    return lambda torch, inputs, options: getattr(torch, name)(*inputs)


def leaky_relu(torch: Any, inputs: Any, options: Any) -> Any:
    """Take the slope as a number or, as PyTorch itself does not, as an input with a gradient."""
    if len(inputs) == 1:
        return torch.nn.functional.leaky_relu(inputs[0], options.get("slope", 0.01))
    x, slope = inputs
    return torch.where(x > 0, x, slope * x)


def elu(torch: Any, inputs: Any, options: Any) -> Any:
    """Take alpha as a number or, as PyTorch itself does not, as an input with a gradient."""
    if len(inputs) == 1:
        return torch.nn.functional.elu(inputs[0], options.get("alpha", 1.0))
    x, alpha = inputs
    return torch.where(x > 0, x, alpha * torch.expm1(x))


def clip(torch: Any, inputs: Any, options: Any) -> Any:
    """Clamp between arrays, numbers, or nothing."""
    bounds = {name.removeprefix("a_"): bound for name, bound in options.items()}
    return torch.clamp(*inputs, **bounds) if bounds or len(inputs) > 1 else torch.positive(*inputs)


SAME = """
    add subtract multiply divide negative positive reciprocal square where maximum minimum
    exp expm1 log log1p log2 log10 logaddexp sqrt absolute hypot sign floor ceil trunc
    sin cos tan arcsin arccos arctan arctan2 sinh cosh tanh arcsinh arccosh arctanh relu sigmoid
"""
TORCH: dict[str, Callable[..., Any]] = {
    **{name: same_name(name) for name in SAME.split()},
    "power": lambda torch, inputs, options: torch.pow(*inputs),
    "rint": lambda torch, inputs, options: torch.round(*inputs),
    "cbrt": lambda torch, inputs, options: torch.pow(*inputs, 1 / 3),  # of positive numbers
    "softplus": lambda torch, inputs, options: torch.logaddexp(*inputs, torch.zeros_like(*inputs)),
    "silu": lambda torch, inputs, options: torch.nn.functional.silu(*inputs),
    "gelu": lambda torch, inputs, options: torch.nn.functional.gelu(*inputs, approximate="tanh"),
    "leaky_relu": leaky_relu,
    "elu": elu,
    "clip": clip,
}
HIPS: dict[str, Callable[..., Any]] = {
    name: lambda numpy, inputs, options, name=name: getattr(numpy, name)(*inputs)
    for name in ("sin", "arctan", "log2", "sinh")
}
