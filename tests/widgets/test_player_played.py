"""What the browser trained, as a history: the one that `fit` would have returned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, SGD, History, fit
from autograd_widgets.graph.contract import ChangeData, PlayedData, RunData
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn import datasets, schedules
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_model import PlayerModel
from autograd_widgets.widgets.player_plan import plan_of
from autograd_widgets.widgets.player_played import history_of
from autograd_widgets.widgets.player_run import run_data
from autograd_widgets.widgets.player_settings import USUAL

X, Y = datasets.moons(50, rng=0)
NONE = array_data(np.zeros(0))


def change(step: int, samples: int = 50, **settings: Any) -> ChangeData:
    held: Any = {**USUAL, "batch_size": 32, **settings}
    return {"step": step, "settings": held, "scheduled": False, "samples": samples}


def played(run: RunData, *changes: ChangeData) -> PlayedData:
    return {"run": run, "changes": list(changes), "places": NONE, "memory": NONE}


def back(given: PlayedData, plan: PlayerModel, history: History) -> History:
    return history_of(
        given,
        plan.to_state,
        loss_name=history.loss_name,
        model=history.model,
        samples=history.samples,
        validation=history.validation,
    )


def trained(**options: Any) -> tuple[History, PlayerModel]:
    history = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=6, progress=False, **options)
    return history, plan_of(history.model, history.loss_name, history.samples, None)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


def like(again: History, history: History) -> bool:
    assert again.epoch_ends == history.epoch_ends
    assert again.loss == pytest.approx(history.loss, rel=1e-12)
    assert np.array_equal(again.batch_loss, history.batch_loss)
    assert np.array_equal(again.learning_rate, history.learning_rate)
    return True


@pytest.mark.parametrize("batch_size", [50, 32, 7, 1])
def test_it_is_the_history_that_fit_returns(batch_size: int) -> None:
    history, plan = trained(batch_size=batch_size, validation=(X[:9], Y[:9]), optimizer=SGD(0.2))
    before = [p.data for p in history.model.parameters()]
    again = back(played(run_data(history, plan.by_state), change(0, batch_size=batch_size)), plan, history)
    assert like(again, history)
    assert np.array_equal(again.validation_loss, history.validation_loss)  # pyright: ignore[reportArgumentType]
    assert (again.kept, again.steps_per_epoch, again.batch_size) == (history.kept, history.steps_per_epoch, batch_size)
    assert all(same(again.state(step), history.state(step)) for step in history.kept)
    assert all(p.data is data for p, data in zip(history.model.parameters(), before, strict=True))


def test_an_epochs_rate_is_that_of_its_last_step() -> None:
    history, plan = trained(optimizer=SGD(schedules.Linear(0.1, 0.0, 12)))
    assert like(back(played(run_data(history, plan.by_state), change(0)), plan, history), history)


def test_epochs_follow_a_batch_size_that_was_changed_on_the_way() -> None:
    training = Training(MLP(2, [4, 1], rng=0), X, Y, batch_size=32)
    plan = plan_of(training.model, "squared_error", training.history.samples, training)
    changes = [change(0)]
    for size, upto in ((20, 5), (50, 9), (1, 11), (11, 70)):
        while training.history.steps < upto:
            training.step()
        training.change(batch_size=size, l2=0.0)
        changes.append(change(upto, batch_size=size))
    for _ in range(12):
        training.step()
    again = back(played(run_data(training.history, plan.by_state), *changes), plan, training.history)
    assert like(again, training.history)
    assert (again.steps_per_epoch, again.batch_size) == (5, 11)


@pytest.mark.parametrize(
    ("changed", "ends"),
    [
        ({"learning_rate": 0.5}, [2, 4, 6, 8, 10, 12]),
        ({"optimizer": "Adam", "l2": 0.1, "momentum": 0.5}, [2, 4, 6, 8, 10, 12]),
        ({"noise": 0.1}, [2, 4, 7, 9, 11]),
        ({"seed": 3}, [2, 4, 7, 9, 11]),
        ({"samples": 51}, [2, 4, 7, 9, 11]),
        ({"samples": 65}, [2, 4, 8, 11]),
    ],
)
def test_an_epoch_begins_anew_where_its_samples_or_their_order_are_others(changed: Any, ends: list[int]) -> None:
    history, plan = trained()
    again = back(played(run_data(history, plan.by_state), change(0), change(5, **changed)), plan, history)
    assert again.epoch_ends == ends


def test_a_validation_that_is_not_known_of_every_epoch_is_left_out() -> None:
    history, plan = trained(validation=(X[:9], Y[:9]))
    run = run_data(history, plan.by_state)
    run["held"] = array_data(np.array([[2.0, 6.0], [0.5, 0.4]]))
    assert back(played(run, change(0)), plan, history).validation_loss is None


def test_a_loss_that_was_kept_stands_for_the_next_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    history, plan = trained(batch_size=1)
    monkeypatch.setattr("autograd_widgets.widgets.player_run.MOST_LOSSES", history.steps // 2)
    again = back(played(run_data(history, plan.by_state), change(0, batch_size=1)), plan, history)
    assert again.steps == history.steps
    assert np.array_equal(again.batch_loss[::2], history.batch_loss[::2])
    assert np.array_equal(again.batch_loss[1::2], history.batch_loss[::2])


def test_a_run_of_no_steps_is_a_history_too() -> None:
    history, plan = trained()
    history.back_to(0, history.state(0))
    again = back(played(run_data(history, plan.by_state), change(0)), plan, history)
    assert (again.steps, again.epochs, again.kept) == (0, 0, [0])


def damaged(run: Any, part: str) -> PlayedData:
    changes = {"changes": [], "late": [change(3)], "beyond": [change(0), change(99)], "empty": [change(0, samples=0)]}
    if part == "states":
        run["states"] = {key: {**array, "shape": [1, *array["shape"][1:]]} for key, array in run["states"].items()}
    elif part == "kept":
        run["kept"] = [*run["kept"], 999]
    elif part not in changes:
        run[part] = array_data(np.zeros(3))
    return played(run, *changes.get(part, [change(0)]))


@pytest.mark.parametrize("part", ["states", "kept", "losses", "rates", "held", "changes", "late", "beyond", "empty"])
def test_what_does_not_fit_together_is_refused(part: str) -> None:
    history, plan = trained()
    with pytest.raises(ValueError, match=r"shape|fit"):
        back(damaged(run_data(history, plan.by_state), part), plan, history)
