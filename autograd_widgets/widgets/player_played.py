"""What the browser trained, as a history."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from autograd_widgets.graph.contract import ArrayData, ChangeData, PlayedData, RunData
from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.widgets.player_model import Arrays

BEGINS_ANEW = ("batch_size", "noise", "seed")  # the settings with which an epoch under way does


class _Epoch(NamedTuple):
    begin: int  # how many steps there were
    end: int
    sizes: list[int]  # of its batches


def history_of(
    played: PlayedData,
    to_state: Callable[[Arrays], Mapping[str, Any]],
    *,
    loss_name: str,
    model: Any,
    samples: Samples | None,
    validation: Samples | None,
) -> History:
    """Return the history of what the browser trained. Its series are the losses and the learning rates.

    A loss and a rate that were kept stand for those of the next steps that were not.

    Args:
        played: as it came.
        to_state: a state of the model, from parameters by the browser's names.
        loss_name: what the loss is called.
        model: what was trained.
        samples: what it was trained on.
        validation: what was held back.

    Raises:
        ValueError: what came does not fit together.
    """
    run, changes = played["run"], played["changes"]
    losses, rates = _series(run)
    epochs = list(_epochs(changes, run["steps"]))
    steps_held, losses_held = _array(run["held"]).reshape(2, -1)
    held = dict(zip(steps_held.tolist(), losses_held.tolist(), strict=True))
    history = History(
        (),
        steps_per_epoch=_steps_per_epoch(changes[-1]),
        batch_size=_batch_size(changes[-1]),
        validated=bool(epochs) and all(epoch.end in held for epoch in epochs),
        memory=math.inf,
        loss_name=loss_name,
        model=model,
        samples=samples,
        validation=validation,
    )
    states, ends = _states(run), {epoch.end: epoch for epoch in epochs}
    taken = 0
    for step in sorted({*states, *ends, run["steps"]}):
        for loss in losses[taken:step].tolist():
            history.add_step(loss)
        taken = step
        if step in ends:
            begin, end, sizes = ends[step]
            mean = float(np.average(losses[begin:end], weights=sizes))
            row = {"loss": mean, "validation loss": held.get(end, math.nan), "learning rate": float(rates[end - 1])}
            history.end_epoch(row, {})
        if step in states:
            history.keep(dict(to_state(states[step])))
    history.stopped = str(run["stopped"])
    return history


def _series(run: RunData) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return a loss and a learning rate for each step."""
    steps, every = run["steps"], run["every"]
    losses, rates = (np.repeat(np.atleast_1d(_array(run[name])), every)[:steps] for name in ("losses", "rates"))
    if not len(losses) == len(rates) == steps:
        raise ValueError(
            f"what was played does not fit together: {steps} steps, with losses of {len(losses)} and rates of "
            f"{len(rates)}."
        )
    return losses, rates


def _states(run: RunData) -> dict[int, Arrays]:
    """Return the parameters after each kept step."""
    kept, arrays = run["kept"], {name: _array(data) for name, data in run["states"].items()}
    if any(len(array) != len(kept) for array in arrays.values()) or any(not 0 <= k <= run["steps"] for k in kept):
        raise ValueError("what was played does not fit together: each kept step, and no other, needs its parameters.")
    return {step: {name: array[place] for name, array in arrays.items()} for place, step in enumerate(kept)}


def _epochs(changes: list[ChangeData], steps: int) -> Iterator[_Epoch]:
    """Go through the finished epochs. One that is under way begins anew with other samples or batches, or goes on."""
    starts = [change["step"] for change in changes]
    if starts[:1] != [0] or starts != sorted(starts) or starts[-1] > steps:
        raise ValueError(f"what was played does not fit together: {steps} steps, with changes at {starts}.")
    begin = 0
    for i, (change, upto) in enumerate(zip(changes, [*starts[1:], steps], strict=True)):
        if i and _orders(change) != _orders(changes[i - 1]):
            begin = change["step"]
        size, length = _batch_size(change), _steps_per_epoch(change)
        sizes = [size] * (length - 1) + [change["samples"] - size * (length - 1)]
        while begin + length <= upto:
            yield _Epoch(begin, begin + length, sizes)
            begin += length


def _orders(change: ChangeData) -> tuple[Any, ...]:
    """Return what decides which samples a step takes."""
    return change["samples"], *(change["settings"][name] for name in BEGINS_ANEW)


def _batch_size(change: ChangeData) -> int:
    size = min(change["settings"]["batch_size"], change["samples"])
    if size < 1:
        raise ValueError(f"what was played does not fit together: a batch of {size} samples.")
    return size


def _steps_per_epoch(change: ChangeData) -> int:
    return math.ceil(change["samples"] / _batch_size(change))


def _array(data: ArrayData) -> np.ndarray[Any, Any]:
    return np.asarray(array_from(data), np.float64)
