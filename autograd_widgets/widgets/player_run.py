"""A training that happened, as it travels to the browser and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_widgets.graph.contract import ArrayData, RunData
from autograd_widgets.graph.payload import array_data, array_from
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.widgets.player_model import Arrays

MOST_BYTES = 2_000_000  # of the states that travel
MOST_LOSSES = 16_384


def run_data(history: History, arrays_of: Callable[[Mapping[str, Any]], Arrays], *, only_last: bool = False) -> RunData:
    """Return a history as it travels.

    Args:
        history: what happened.
        arrays_of: the parameters by the browser's names, from a state of the history.
        only_last: whether it goes on, and the states in between can wait.
    """
    kept = history.kept
    chosen = kept[-1:] if only_last else _thinned(kept, history)
    states = [arrays_of(history.state(step)) for step in chosen]
    stacked = {name: np.stack([state[name] for state in states]) for name in states[0]} if states else {}
    held, ends = history.validation_loss, history.epoch_ends
    validated = np.zeros((2, 0)) if held is None else np.stack([np.array(ends, np.float64), held])
    rates = np.repeat(history.learning_rate, np.diff([0, *ends]))
    every = 1
    while history.steps > every * MOST_LOSSES:
        every *= 2
    return {
        "steps": history.steps,
        "every": every,
        "losses": array_data(history.batch_loss[::every]),
        "held": array_data(validated),
        "rates": array_data(rates[::every]),
        "kept": chosen,
        "states": {name: array_data(array) for name, array in stacked.items()},
        "stopped": history.stopped,
    }


def _thinned(kept: list[int], history: History) -> list[int]:
    """Return as many steps as may travel, the first and the last among them."""
    each = sum(array.nbytes for array in history.state().values()) if kept else 1
    most = max(2, int(MOST_BYTES // max(each, 1)))
    count = min(most, len(kept))
    places: list[int] = np.unique(np.linspace(0, max(0, len(kept) - 1), count).round().astype(int)).tolist()
    return [kept[i] for i in places]


def history_of(
    run: RunData,
    to_state: Callable[[Arrays], Mapping[str, Any]],
    *,
    steps_per_epoch: int,
    loss_name: str,
    model: Any,
    samples: Samples | None,
    validation: Samples | None,
) -> History:
    """Return the history of what the browser trained. Its series are the losses and the learning rates.

    A loss and a rate that were kept stand for those of the next steps that were not.

    Args:
        run: as it came.
        to_state: a state of the model, from parameters by the browser's names.
        steps_per_epoch: how many steps an epoch has.
        loss_name: what the loss is called.
        model: what was trained.
        samples: what it was trained on.
        validation: what was held back.

    Raises:
        ValueError: what came does not fit together.
    """
    history = History(
        (),
        steps_per_epoch=steps_per_epoch,
        memory=float("inf"),
        loss_name=loss_name,
        model=model,
        samples=samples,
        validation=validation,
    )
    steps, every = run["steps"], run["every"]
    losses, rates = (np.repeat(np.atleast_1d(_array(run[name])), every)[:steps] for name in ("losses", "rates"))
    states = {name: _array(data) for name, data in run["states"].items()}
    kept = run["kept"]
    whole = all(len(array) == len(kept) for array in states.values())
    if not whole or not len(rates) == len(losses) == steps or any(not 0 <= step <= steps for step in kept):
        raise ValueError("the run that came does not fit together: each kept step needs its state, each step its rate.")
    ends = range(steps_per_epoch, steps + 1, steps_per_epoch)
    taken = 0
    for step in sorted({*kept, *ends, steps}):
        for loss in losses[taken:step].tolist():
            history.add_step(loss)
        taken = step
        if step in kept:
            place = kept.index(step)
            history.keep(dict(to_state({name: array[place] for name, array in states.items()})))
        if step in ends:
            mean = float(losses[step - steps_per_epoch : step].mean())
            history.end_epoch({"loss": mean, "learning rate": float(rates[step - 1])}, {})
    history.stopped = str(run["stopped"])
    return history


def _array(data: ArrayData) -> np.ndarray[Any, Any]:
    return np.asarray(array_from(data), np.float64)
