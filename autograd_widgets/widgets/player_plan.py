"""What the browser needs in order to run somebody's model: sizes, graphs or neither, and then the reason why."""

from __future__ import annotations

from typing import Any

import numpy as np

from autograd_widgets.engine import no_grad
from autograd_widgets.nn import scalar
from autograd_widgets.nn.losses import LOSSES, Loss
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.trainee import Trainee
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_graphs import NotRecordableError, products_of, recorded, too_large
from autograd_widgets.widgets.player_model import NoModel, PlayerModel
from autograd_widgets.widgets.player_samples import grid_of
from autograd_widgets.widgets.player_settings import KINDS


def plan_of(model: Any, loss_name: str, samples: Samples | None, training: Training | None) -> PlayerModel:
    """Return a model with what the browser needs in order to run it.

    Args:
        model: what is trained; None if nobody knows it any more.
        loss_name: what its loss is called.
        samples: what it learns from.
        training: how, if it is to be trained.
    """
    if model is None:
        return NoModel(loss_name)
    ours = LOSSES.get(loss_name)
    plan = PlayerModel(model, loss_name, is_ours=training is None or training.loss is ours)
    if samples is None:
        return plan
    plan.grid = grid_of(samples.X)
    batch = training.batch_size if training else len(samples.X)
    if training is not None:
        _try_out(plan.trainee, training)
    if plan.network is not None:
        plan.dynamic = too_large(plan.trainee, products_of(plan.network, batch))
    else:
        loss = ours if training is None else training.loss
        if loss is None:
            plan.dynamic = "its loss is a function of your own, and a history does not hold it"
        elif isinstance(model, scalar.Module):
            plan.dynamic = "its weights are numbers one by one, and its loss or an activation is a function of your own"
        else:
            _record(plan, loss, samples, batch, training)
    if training is not None and type(training.optimizer) not in KINDS.values():
        plan.dynamic = plan.dynamic or f"its optimiser, {type(training.optimizer).__name__}, is one of your own"
    return plan


def _record(plan: PlayerModel, loss: Loss, samples: Samples, batch: int, training: Training | None) -> None:
    held = None if training is None else training.history.validation
    last = len(samples.X) % batch
    counts = {batch, len(samples.X), *([last] if last else []), *([len(held.X)] if held is not None else [])}
    try:
        plan.graphs = recorded(plan.trainee, loss, samples, counts, plan.grid, held, training.l2 if training else 0.0)
    except NotRecordableError as error:
        plan.dynamic = str(error)


def _try_out(trainee: Trainee, training: Training) -> None:
    """Compute the loss of all samples once, so that what `fit` refuses on the way is refused now; change nothing."""
    modes, history, size = trainee.modes(), training.history, training.batch_size
    trainee.train(False)
    try:
        with no_grad(), np.errstate(over="ignore", invalid="ignore", divide="ignore"):
            for X, y in filter(None, (history.samples, history.validation)):
                for start in range(0, len(X), size):
                    batch = slice(start, start + size)
                    training.loss_of(trainee.predict(X[batch]), y[batch])
    finally:
        trainee.set_modes(modes)
