"""What a player has to say of a model that the browser can't even ask what it predicts."""

from __future__ import annotations

from bisect import bisect_right

from autograd_widgets.graph.contract import LookData
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.widgets.player_model import PlayerModel


def look_of(plan: PlayerModel, samples: Samples, history: History, step: int) -> LookData:
    """Return what a model says now, and the gradient norms of the last epoch that was finished by a step."""
    epoch = bisect_right(history.epoch_ends, step) - 1
    norms = {} if epoch < 0 else {name: float(each[epoch]) for name, each in history.gradient_norms.items()}
    return {
        "step": step,
        "predictions": array_data(plan.trainee.use(samples.X)),
        "grid": None if plan.grid is None else array_data(plan.trainee.use(plan.grid)),
        "norms": norms,
    }
