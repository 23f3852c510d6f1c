"""Numbers that add up to 1, and losses on them: softmax and its kin."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import weakref
from functools import partial
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import other
from autograd_widgets.engine.ops.axes import Shape, kept, refuse_nothing, settle_axes, settle_reduction
from autograd_widgets.engine.value import Value

# --- softmax, log_softmax, logsumexp ---


def _settle_softmax(name: str, shape: Shape, axis: Any = -1) -> dict[str, Any]:
    axes = settle_axes(name, shape, axis)
    refuse_nothing(name, shape, axes)
    return {"axis": axes}


def _below_largest(x: Array, axis: Shape) -> Array:
    """Return how far below the largest each entry is, as a new array: its exponential can't overflow."""
    return x - np.maximum.reduce(x, axis, keepdims=True)


def _softmax(x: Array, *, axis: Shape) -> Array:
    powers = np.exp(_below_largest(x, axis))
    return powers / np.add.reduce(powers, axis, keepdims=True)


def _log_softmax(x: Array, *, axis: Shape) -> Array:
    below = _below_largest(x, axis)
    return below - np.log(np.add.reduce(np.exp(below), axis, keepdims=True))


def _logsumexp(x: Array, *, axis: Shape, keepdims: bool) -> Array:
    largest = np.maximum.reduce(x, axis, keepdims=True)
    largest = np.where(np.isfinite(largest), largest, 0)  # ∞ − ∞ would be nan
    with np.errstate(divide="ignore"):  # where all entries are −∞, so is the answer
        total = largest + np.log(np.add.reduce(np.exp(x - largest), axis, keepdims=True))
    return total if keepdims else np.squeeze(total, axis)


def _softmax_vjp(g, out, x, *, axis):
    return out * (g - np.sum(g * out, axis=axis, keepdims=True))


def _log_softmax_vjp(g, out, x, *, axis):
    return g - np.exp(out) * np.sum(g, axis=axis, keepdims=True)


def _log_softmax_jvp(tangents, out, x, *, axis):
    return tangents[0] - np.sum(np.exp(out) * tangents[0], axis=axis, keepdims=True)


def _logsumexp_vjp(g, out, x, *, axis, keepdims):
    return kept(g, x.shape, axis) * np.exp(x - kept(out, x.shape, axis))


def _logsumexp_jvp(tangents, out, x, *, axis, keepdims):
    return np.sum(np.exp(x - kept(out, x.shape, axis)) * tangents[0], axis=axis, keepdims=keepdims)


softmax = other(
    _softmax,
    name="softmax",
    vjps=[_softmax_vjp],
    jvp=lambda tangents, out, x, *, axis: _softmax_vjp(tangents[0], out, x, axis=axis),
    settle=partial(_settle_softmax, "softmax"),
    rule="The outputs always add up to 1: raising one takes from the others, in proportion to what they have.",
)
log_softmax = other(
    _log_softmax,
    name="log_softmax",
    vjps=[_log_softmax_vjp],
    jvp=_log_softmax_jvp,
    settle=partial(_settle_softmax, "log_softmax"),
    rule="An entry raises its own output by as much, and lowers all of them by its share, exp(output).",
)
logsumexp = other(
    _logsumexp,
    name="logsumexp",
    vjps=[_logsumexp_vjp],
    jvp=_logsumexp_jvp,
    settle=partial(settle_reduction, "logsumexp", of_nothing=False),
    told=lambda *_, **__: [["multiply", "g", ["softmax", "x"]]],
    rule="A smooth maximum: each entry receives the gradient in proportion to its share of the sum, its softmax.",
    ties="Where all entries are −∞ no share can be told: the answer is −∞, its gradient nan, as in PyTorch.",
)

# --- cross-entropy ---


class _Latest:
    """What the latest loss has computed from its logits: its rule needs the same again, which would take as long.

    The logits are held weakly, and what was computed goes when they go.
    """

    def __init__(self) -> None:
        self._kept: tuple[weakref.ref[Any], Array, Array] | None = None  # in one piece, as threads may take turns

    def keep(self, logits: Array, powers: Array, sums: Array) -> None:
        """Keep exp(logits − largest), a column for each sample, and the sums of the columns."""
        self._kept = (weakref.ref(logits, self._forget), powers, sums)

    def of(self, logits: Array) -> tuple[Array, Array] | None:
        """Return what is known about these logits, if they were the latest."""
        latest = self._kept
        return latest[1:] if latest is not None and latest[0]() is logits else None

    def _forget(self, logits: weakref.ref[Any]) -> None:
        if self._kept is not None and self._kept[0] is logits:
            self._kept = None


_latest = _Latest()


def _settle_cross_entropy(logits: Shape, targets: Shape) -> dict[str, Any]:
    if len(logits) not in (1, 2) or targets not in (logits, logits[:-1]):
        raise ValueError(
            f"cross_entropy of logits of shape {logits} and targets of shape {targets}: expected logits (batch, "
            "classes) or (classes,), and targets that are whole numbers of shape (batch,) or (), one class for each "
            "sample, or probabilities in the shape of the logits."
        )
    if 0 in logits:
        raise ValueError(f"cross_entropy of logits of shape {logits}: there are no entries, so there is no mean loss.")
    return {}


def _checked_classes(targets: Array, count: int) -> Array:
    """Return classes as int64, if each is one of the `count` that there are."""
    if targets.dtype.kind not in "iu":
        raise TypeError(
            f"cross_entropy expected classes as whole numbers, got {targets.dtype}: pass a plain array of integers, "
            "not a Value, or probabilities in the shape of the logits."
        )
    targets = targets if targets.dtype == np.int64 else targets.astype(np.int64)
    if np.maximum.reduce(targets.view(np.uint64)) >= count:  # read without a sign, negative ones are large
        place = int(np.argmax((targets < 0) | (targets >= count)))
        raise ValueError(
            f"cross_entropy got class {targets[place]} as target {place}, and logits for {count} classes: "
            f"targets are numbers from 0 to {count - 1}."
        )
    return targets


def _cross_entropy(logits: Array, targets: Array) -> Array:
    x, targets = np.asarray(logits), np.asarray(targets)
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    if targets.shape == x.shape:
        logs = _log_softmax(x, axis=(x.ndim - 1,))
        lost = np.where(np.equal(targets, 0), 0, logs) * targets  # 0 · −∞ is 0 here: no probability, no loss
        return -np.add.reduce(lost, None) / (len(lost) if lost.ndim == 2 else 1)
    if x.ndim == 1:
        x, targets = x.reshape(1, -1), targets.reshape(1)
    samples, classes = x.shape
    targets = _checked_classes(targets, classes)
    below = x.T.copy()  # a column for each sample: NumPy reduces long rows in half the time of many short ones
    below -= np.maximum.reduce(below, 0)
    chosen = np.add.reduce(below[targets, np.arange(samples)])
    powers = np.exp(below, below)
    sums = np.add.reduce(powers, 0)
    if type(logits) is np.ndarray:
        _latest.keep(logits, powers, sums)
    return (np.add.reduce(np.log(sums)) - chosen) / samples


def _cross_entropy_slope(logits: Array, targets: Array) -> Array:
    targets = targets if isinstance(targets, Value) else np.asarray(targets)
    shares = softmax(logits, axis=-1)
    samples = logits.shape[0] if logits.ndim == 2 else 1
    if targets.shape == logits.shape:
        return (shares * np.sum(targets, axis=-1, keepdims=True) - targets) / samples
    return (shares - np.equal(np.reshape(targets, (*targets.shape, 1)), np.arange(logits.shape[-1]))) / samples


def _cross_entropy_vjp(g, out, logits, targets):
    computed = _latest.of(logits)
    if computed is None or isinstance(g, Value) or np.shape(targets) == logits.shape:
        return g * _cross_entropy_slope(logits, targets)
    powers, sums = computed
    samples = len(sums)
    scale = g / samples
    contribution = powers * (scale / sums)
    contribution[targets, np.arange(samples)] -= scale
    return contribution.T if logits.ndim == 2 else contribution[:, 0]


def _cross_entropy_jvp(tangents, out, logits, targets):
    return np.sum(tangents[0] * _cross_entropy_slope(logits, targets))


def _cross_entropy_told(logits: Shape, targets: Shape) -> list[Any]:
    wanted = "targets" if targets == logits else ["one_hot", "targets"]
    difference = ["subtract", ["softmax", "logits"], wanted]
    return [["multiply", "g", ["divide", difference, logits[0]] if len(logits) == 2 else difference], None]


cross_entropy = other(
    _cross_entropy,
    name="cross_entropy",
    vjps=[_cross_entropy_vjp, None],
    jvp=_cross_entropy_jvp,
    settle=_settle_cross_entropy,
    told=_cross_entropy_told,
    rule="The probabilities that the logits give, minus those that were wanted: what is too likely goes down.",
)
