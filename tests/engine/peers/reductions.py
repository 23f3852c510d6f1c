"""Peers of engine/ops, reductions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _over_axes(name: str) -> Callable[..., Any]:
    """Return a reduction that PyTorch does over several axes, or over all of them."""
    return lambda torch, inputs, options: getattr(torch, name)(inputs[0], **{"dim": (), **_dims(options)})


def _dims(options: dict[str, Any]) -> dict[str, Any]:
    names = {"axis": "dim", "keepdims": "keepdim"}
    return {names.get(name, name): option for name, option in options.items()}


def _one_by_one(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    """Return a product over several axes, which PyTorch does one at a time."""
    x, axis, keep = inputs[0], options.get("axis"), options.get("keepdims", False)
    if axis is None:
        return torch.prod(x)
    for i in sorted((axis,) if isinstance(axis, int) else axis, reverse=True):
        x = torch.prod(x, i, keep)
    return x


def _running(name: str) -> Callable[..., Any]:
    def run(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
        x = inputs[0].reshape(-1) if options.get("axis") is None else inputs[0]
        axis = options.get("axis") or 0
        if options.get("reverse"):
            return torch.flip(getattr(torch, name)(torch.flip(x, (axis,)), axis), (axis,))
        return getattr(torch, name)(x, axis)

    return run


TORCH: dict[str, Callable[..., Any]] = {
    "sum": lambda torch, inputs, options: torch.sum(*inputs, **options),
    "mean": lambda torch, inputs, options: torch.mean(*inputs, **options),
    "max": _over_axes("amax"),
    "min": _over_axes("amin"),
    "prod": _one_by_one,
    "cumsum": _running("cumsum"),
    "cumprod": _running("cumprod"),
}
HIPS: dict[str, Callable[..., Any]] = {
    "sum": lambda np, inputs, options: np.sum(*inputs, **options),
    "mean": lambda np, inputs, options: np.mean(*inputs, **options),
}
