"""A training that Python holds, as it travels to the browser."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograd_widgets.graph.contract import RunData
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn.history import History
from autograd_widgets.widgets.player_model import Arrays

MOST_BYTES = 2_000_000  # of the states that travel
MOST_STATES = 500
MOST_LOSSES = 16_384
MOST_WHILE_IT_GOES_ON = 2_048


def run_data(history: History, arrays_of: Callable[[Mapping[str, Any]], Arrays], *, only_last: bool = False) -> RunData:
    """Return a history as it travels.

    Args:
        history: what happened.
        arrays_of: the parameters by the browser's names, from a state of the history.
        only_last: whether it goes on, and the states in between, and most of the losses, can wait.
    """
    kept = history.kept
    chosen = kept[-1:] if only_last else _thinned(kept, history)
    states = [arrays_of(history.state(step)) for step in chosen]
    stacked = {name: np.stack([state[name] for state in states]) for name in states[0]} if states else {}
    held = history.validation_loss
    validated = np.zeros((2, 0)) if held is None else np.stack([np.array(history.epoch_ends, np.float64), held])
    every, most = 1, MOST_WHILE_IT_GOES_ON if only_last else MOST_LOSSES
    while history.steps > every * most:
        every *= 2
    return {
        "steps": history.steps,
        "every": every,
        "losses": array_data(history.batch_loss[::every]),
        "held": array_data(validated),
        "rates": array_data(_rates(history)[::every]),
        "kept": chosen,
        "states": {name: array_data(array) for name, array in stacked.items()},
        "stopped": history.stopped,
    }


def loss_at(history: History, step: int) -> float:
    """Return the loss before the step that follows a place, or that of the last step; nan if there was none."""
    losses = history.batch_loss
    return float(losses[min(step, len(losses) - 1)]) if len(losses) else math.nan


def _rates(history: History) -> np.ndarray[Any, Any]:
    """Return a learning rate for each step: an epoch's, and after its last one, the last that is known."""
    rates, lengths = history.learning_rate, np.diff([0, *history.epoch_ends, history.steps])
    return np.repeat(np.append(rates, rates[-1] if len(rates) else math.nan), lengths)


def _thinned(kept: list[int], history: History) -> list[int]:
    """Return as many steps as may travel: the first and the last among them, and that of the model as it is."""
    if not kept:
        return []
    each = max(1, sum(array.nbytes for array in history.state().values()))
    count = min(max(2, MOST_BYTES // each), MOST_STATES, len(kept))
    places: list[int] = np.unique(np.linspace(0, len(kept) - 1, count).round().astype(int)).tolist()
    return sorted({*(kept[i] for i in places), history.final_step})
