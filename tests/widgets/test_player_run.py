"""A training that Python holds, on its way to the browser."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, History, fit
from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn import datasets, schedules
from autograd_widgets.nn.optimisers import SGD
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets import player_run
from autograd_widgets.widgets.player_model import PlayerModel
from autograd_widgets.widgets.player_plan import plan_of
from autograd_widgets.widgets.player_run import loss_at, run_data

X, Y = datasets.moons(50, rng=0)


def trained(**options: Any) -> tuple[History, PlayerModel]:
    history = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=6, progress=False, **options)
    return history, plan_of(history.model, history.loss_name, history.samples, None)


def test_while_it_goes_on_only_the_last_state_travels() -> None:
    history, plan = trained()
    run = run_data(history, plan.by_state, only_last=True)
    assert run["kept"] == [history.kept[-1]]
    assert run["states"]["W1"]["shape"] == [1, 2, 4]
    assert run["losses"]["shape"] == [history.steps]


def test_many_states_are_thinned_without_the_first_or_the_last(monkeypatch: pytest.MonkeyPatch) -> None:
    history, plan = trained(batch_size=1)
    size = sum(array.nbytes for array in history.state().values())
    monkeypatch.setattr(player_run, "MOST_BYTES", 3 * size)
    run = run_data(history, plan.by_state)
    assert len(run["kept"]) == 3
    assert (run["kept"][0], run["kept"][-1]) == (0, history.steps)
    monkeypatch.setattr(player_run, "MOST_BYTES", 1)
    assert run_data(history, plan.by_state)["kept"] == [0, history.steps]


@pytest.mark.parametrize("only_last", [False, True])
def test_of_many_losses_every_second_or_fourth_one_travels(monkeypatch: pytest.MonkeyPatch, only_last: bool) -> None:
    history, plan = trained(batch_size=1)
    most = "MOST_WHILE_IT_GOES_ON" if only_last else "MOST_LOSSES"
    monkeypatch.setattr(player_run, most, history.steps // 2 - 1)
    run = run_data(history, plan.by_state, only_last=only_last)
    assert run["every"] == 4
    assert run["steps"] == history.steps
    assert array_from(run["losses"]).tolist() == history.batch_loss[::4].tolist()
    assert array_from(run["rates"]).tolist() == [0.1] * -(-history.steps // 4)


def test_each_step_has_a_rate_also_in_an_epoch_that_is_not_finished() -> None:
    training = Training(MLP(2, [4, 1], rng=0), X, Y, batch_size=20, optimizer=SGD(schedules.Linear(1.0, 0.0, 10)))
    plan = plan_of(training.model, "squared_error", training.history.samples, training)
    for rates in ([], [np.nan], [np.nan] * 2, [0.8] * 3, [0.8] * 4, [0.8] * 5, [0.8] * 3 + [0.5] * 3):
        found = array_from(run_data(training.history, plan.by_state)["rates"])
        assert np.allclose(found, rates, equal_nan=True)
        training.step()


def test_the_state_of_the_model_as_it_is_travels_too(monkeypatch: pytest.MonkeyPatch) -> None:
    history, plan = trained(batch_size=1)
    history.pin(50, history.state(50))
    monkeypatch.setattr(player_run, "MOST_STATES", 2)
    assert run_data(history, plan.by_state)["kept"] == [0, 50, history.steps]


@pytest.mark.parametrize(
    ("step", "loss"), [(0, 5.0), (1, 4.0), (2, 3.0), (3, 3.0)], ids=["first", "between", "last", "end"]
)
def test_the_loss_at_a_step_is_that_before_the_next_one(step: int, loss: float) -> None:
    history = History(())
    assert np.isnan(loss_at(history, step))
    for each in (5.0, 4.0, 3.0):
        history.add_step(each)
    assert loss_at(history, step) == loss


def test_what_is_held_back_is_told_by_its_step() -> None:
    history, plan = trained(validation=0.2, batch_size=15)
    steps, held = array_from(run_data(history, plan.by_state)["held"])  # pyright: ignore[reportGeneralTypeIssues]
    assert steps.tolist() == [3, 6, 9, 12, 15, 18]
    assert np.array_equal(held, history.validation_loss)  # pyright: ignore[reportArgumentType]
