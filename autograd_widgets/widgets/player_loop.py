"""A training in somebody's own loop, as it is recorded step by step."""

from __future__ import annotations

import math
import time
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import numeric_array
from autograd_widgets.engine.value import Value
from autograd_widgets.nn.clipping import gradient_norm
from autograd_widgets.nn.history import History
from autograd_widgets.nn.samples import Samples
from autograd_widgets.widgets.player_model import Arrays, PlayerModel

TELL_EVERY = 0.1  # seconds
MEMORY = 16e6  # bytes
NOT_FINITE = "The loss was {loss} at step {step}. What may help: a lower learning rate, or inputs and targets near 1."


class OwnLoop:
    """A history that grows by one step with each call of `record`.

    Args:
        plan: the model.
        first: its parameters before the first step, by the browser's names.
        samples: what it learns from.
        validation: what is held back.

    Raises:
        ValueError: the model has parameters of other shapes than when the player was made.
    """

    def __init__(self, plan: PlayerModel, first: Arrays, samples: Samples | None, validation: Samples | None) -> None:
        self._plan = plan
        self._refuse_a_misfit()
        self._told = -float("inf")
        self.note = ""  # what a person should know
        self.history = History(
            plan.trainee.layers,
            memory=MEMORY,
            loss_name=plan.loss_name,
            model=plan.model,
            samples=samples,
            validation=validation,
        )
        self.history.keep(plan.to_state(first))

    def record(self, loss: Any) -> bool:
        """Add a step, and return whether it is time to show it.

        Raises:
            TypeError: the loss is no number.
            ValueError: it is not one number, or the parameters have other shapes than before.
        """
        number = _number(loss)
        if not math.isfinite(number) and not self.note:
            self.note = NOT_FINITE.format(loss=number, step=self.history.steps)
        self._refuse_a_misfit()
        norms = {name: gradient_norm(inside) for name, inside in self._plan.trainee.layers.items()}
        self.history.add_step(number)
        self.history.end_epoch({"loss": number, "learning rate": float("nan")}, norms)
        self.history.keep(self._plan.trainee.state())
        if time.monotonic() - self._told < TELL_EVERY:
            return False
        self._told = time.monotonic()
        return True

    def _refuse_a_misfit(self) -> None:
        misfit = self._plan.misfit()
        if misfit:
            raise ValueError(f"record: {misfit}: make a new player for the new model.")


def _number(loss: Any) -> float:
    data = loss.data if isinstance(loss, Value) else getattr(loss, "data", loss)
    try:
        array = numeric_array(data).astype(np.float64)
    except (TypeError, ValueError):
        raise TypeError(f"record expected the loss as a number or a Value, got {loss!r:.60}.") from None
    if array.size != 1:
        raise ValueError(f"record expected the loss as one number, got shape {array.shape}: pass loss.sum().")
    return float(array.reshape(()))
