"""Peers of engine/ops, probabilities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def _axes(x: Any, options: dict[str, Any], default: int | None) -> tuple[int, ...]:
    axis = options.get("axis", default)
    return tuple(range(x.ndim)) if axis is None else (axis,) if isinstance(axis, int) else axis


def _logsumexp(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    (x,) = inputs
    axes = _axes(x, options, None)
    return torch.logsumexp(x, axes, options.get("keepdims", False)) if axes else torch.logsumexp(x.reshape(1), 0)


def _shares(name: str) -> Callable[..., Any]:
    """Return a function of shares, which PyTorch has over one axis: the others are moved together."""

    def run(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
        (x,) = inputs
        axes = [i % x.ndim for i in _axes(x, options, -1)]
        rest = [i for i in range(x.ndim) if i not in axes]
        moved = x.permute(*rest, *axes)
        shares = getattr(torch, name)(moved.reshape(*(x.shape[i] for i in rest), -1), dim=-1)
        return shares.reshape(moved.shape).permute(*torch.argsort(torch.tensor([*rest, *axes])).tolist())

    return run


def _cross_entropy(torch: Any, inputs: Any, options: dict[str, Any]) -> Any:
    logits, targets = inputs
    if targets.shape != logits.shape or torch.isfinite(logits).all():
        return torch.nn.functional.cross_entropy(logits, targets)
    logs = torch.where(targets == 0, 0, torch.log_softmax(logits, -1))  # there 0 · −∞ is nan, here it is 0
    return -(logs * targets).sum(-1).mean()


TORCH: dict[str, Callable[..., Any]] = {
    "softmax": _shares("softmax"),
    "log_softmax": _shares("log_softmax"),
    "logsumexp": _logsumexp,
    "cross_entropy": _cross_entropy,
}
HIPS: dict[str, Callable[..., Any]] = {}
