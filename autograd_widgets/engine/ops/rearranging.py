"""The same entries elsewhere, or several times: each function is one picking of entries, so that a graph shows one box.

Along each axis it is decided which entry comes where; `np.ix_` makes one index of that.
"""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine.kinds import composes
from autograd_widgets.engine.ops.indexing import scatter
from autograd_widgets.engine.ops.shape import in_one_row, in_shape, settled_axes, settled_axis, with_shape
from autograd_widgets.engine.value import Value


@composes(np.repeat)
def repeat(x: Any, repeats: Any, axis: int | None = None) -> Any:
    """Return an array in which each entry along an axis comes so many times; without an axis, of all entries."""
    x = with_shape(x)
    if axis is None:
        x, axis = in_one_row(x), 0
    at = settled_axis("repeat", x.shape, axis)
    try:
        order = np.repeat(np.arange(x.shape[at]), repeats)
    except ValueError as error:
        raise ValueError(f"repeat of shape {x.shape} along axis {at}, repeats {repeats}: {error}.") from None
    return x[(*(slice(None),) * at, order)]


@composes(np.tile)
def tile(x: Any, reps: Any) -> Any:
    """Return an array laid out so many times along each axis."""
    x = with_shape(x)
    times = (reps,) if np.ndim(reps) == 0 else tuple(reps)
    count = max(x.ndim, len(times))
    times = (1,) * (count - len(times)) + times
    if min(times, default=0) < 0:
        raise ValueError(f"tile of shape {x.shape}: expected numbers from 0 up, got reps {reps}.")
    shape = (1,) * (count - x.ndim) + x.shape
    return in_shape(x, shape)[np.ix_(*(np.tile(np.arange(n), k) for n, k in zip(shape, times, strict=True)))]


@composes(np.flip)
def flip(x: Any, axis: Any = None) -> Any:
    """Return an array with its entries in reverse order, along all axes or those named."""
    x = with_shape(x)
    turned = settled_axes("flip", x.shape, range(x.ndim) if axis is None else axis)
    return x[tuple(slice(None, None, -1) if i in turned else slice(None) for i in range(x.ndim))]


@composes(np.roll)
def roll(x: Any, shift: Any, axis: Any = None) -> Any:
    """Return an array with its entries moved along axes; those that fall off come in again at the other end."""
    x = with_shape(x)
    if axis is None:
        return in_shape(roll(in_one_row(x), int(np.sum(shift)), 0), x.shape)
    shifts, axes = np.broadcast_arrays(shift, axis)
    moved = [0] * x.ndim
    for by, each in zip(shifts.ravel().tolist(), axes.ravel().tolist(), strict=True):
        moved[settled_axis("roll", x.shape, each)] += by
    if not x.size or not any(moved):
        return x[...]
    orders = {i: np.roll(np.arange(n), by) for i, (n, by) in enumerate(zip(x.shape, moved, strict=True)) if by % n}
    if len(orders) <= 1:  # the usual case reads better: x[:, [2, 0, 1]]
        return x[tuple(orders.get(i, slice(None)) for i in range(x.ndim))]
    return x[np.ix_(*(orders.get(i, np.arange(n)) for i, n in enumerate(x.shape)))]


_PAD_OPTIONS = {"constant": {"constant_values"}, "edge": set(), "reflect": set(), "symmetric": set(), "wrap": set()}


@composes(np.pad)
def pad(x: Any, pad_width: Any, mode: str = "constant", **options: Any) -> Any:
    """Return an array with entries added around it.

    Args:
        x: the array.
        pad_width: how many before and after: one number, a pair, a pair for each axis, or a dict of these by axis.
        mode: "constant", "edge", "reflect", "symmetric" or "wrap".
        options: `constant_values` for "constant": one number, a pair, or a pair for each axis.

    Raises:
        TypeError: another mode, or an option of another mode: the engine does not have it.
    """
    x = with_shape(x)
    if mode not in _PAD_OPTIONS:
        raise TypeError(f"pad has the modes {', '.join(_PAD_OPTIONS)} in this engine, got {mode!r}.")
    if unknown := set(options) - _PAD_OPTIONS[mode]:
        raise TypeError(f"pad with mode {mode!r}: the engine does not support {', '.join(sorted(unknown))}=.")
    if any(isinstance(each, Value) for each in options.values()):
        raise TypeError("pad takes constant_values as plain numbers: use np.concatenate to add Values.")
    try:
        widths = _widths(pad_width, x.ndim)
        if mode == "constant":
            index = tuple(slice(before, before + n) for (before, _), n in zip(widths, x.shape, strict=True))
            placed = scatter(x, index, tuple(sum(width) + n for width, n in zip(widths, x.shape, strict=True)))
            if not np.any(options.get("constant_values", 0)):
                return placed
            return placed + np.pad(np.zeros(x.shape, x.dtype), widths, **options)
        known_mode: Any = mode
        orders = [np.pad(np.arange(n), width, known_mode) for n, width in zip(x.shape, widths, strict=True)]
    except ValueError as error:
        raise ValueError(f"pad of shape {x.shape} with pad_width {pad_width}: {error}.") from None
    return x[np.ix_(*orders)] if orders else x[...]


def _widths(pad_width: Any, count: int) -> list[tuple[int, int]]:
    """Return how many entries come before and after along each axis."""
    if isinstance(pad_width, dict):
        by_axis = {axis % count: width for axis, width in pad_width.items()}
        return [_widths(by_axis.get(i, 0), 1)[0] for i in range(count)]
    widths = np.broadcast_to(pad_width, (count, 2))
    if widths.dtype.kind not in "iu" or np.any(widths < 0):
        raise ValueError("expected whole numbers from 0 up")
    return [(before, after) for before, after in widths.tolist()]
