"""A training on its way to the browser and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, History, fit
from autograd_widgets.graph.contract import RunData
from autograd_widgets.graph.payload import array_from
from autograd_widgets.nn import datasets, schedules
from autograd_widgets.nn.optimisers import SGD
from autograd_widgets.widgets import player_run
from autograd_widgets.widgets.player_model import PlayerModel, plan_of
from autograd_widgets.widgets.player_run import history_of, run_data

X, Y = datasets.moons(50, rng=0)


def trained(**options: Any) -> tuple[History, PlayerModel]:
    history = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=6, progress=False, **options)
    return history, plan_of(history.model, history.loss_name, history.samples, None)


def back(run: RunData, plan: PlayerModel, history: History) -> History:
    return history_of(
        run,
        plan.to_state,
        steps_per_epoch=history.steps_per_epoch,
        loss_name=history.loss_name,
        model=history.model,
        samples=history.samples,
        validation=history.validation,
    )


def test_there_and_back_a_history_is_the_same() -> None:
    history, plan = trained(optimizer=SGD(schedules.Linear(0.1, 0.0, 12)))
    before = [p.data for p in history.model.parameters()]
    again = back(run_data(history, plan.by_state), plan, history)
    assert again.kept == history.kept
    assert np.array_equal(again.batch_loss, history.batch_loss)
    assert np.array_equal(again.learning_rate, history.learning_rate)
    for step in history.kept:
        assert same(again.state(step), history.state(step))
    assert all(p.data is data for p, data in zip(history.model.parameters(), before, strict=True))


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


def test_of_many_losses_every_second_or_fourth_one_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    history, plan = trained(batch_size=1)
    monkeypatch.setattr(player_run, "MOST_LOSSES", history.steps // 2 - 1)
    run = run_data(history, plan.by_state)
    assert (run["every"], run["losses"]["shape"], run["rates"]["shape"]) == (4, *[[-(-history.steps // 4)]] * 2)
    again = back(run, plan, history)
    assert again.steps == history.steps
    assert np.array_equal(again.batch_loss[::4], history.batch_loss[::4])


def test_what_is_held_back_is_told_by_its_step() -> None:
    history, plan = trained(validation=0.2, batch_size=15)
    steps, held = array_from(run_data(history, plan.by_state)["held"])  # pyright: ignore[reportGeneralTypeIssues]
    assert steps.tolist() == [3, 6, 9, 12, 15, 18]
    assert np.array_equal(held, history.validation_loss)  # pyright: ignore[reportArgumentType]


def test_a_run_of_no_steps_travels_too() -> None:
    history, plan = trained()
    history.back_to(0, history.state(0))
    again = back(run_data(history, plan.by_state), plan, history)
    assert (again.steps, again.epochs, again.kept) == (0, 0, [0])


def cut(run: RunData, name: str) -> RunData:
    data: Any = dict(run)
    if name == "states":
        data["states"] = {key: {**array, "shape": [1, *array["shape"][1:]]} for key, array in run["states"].items()}
    elif name == "kept":
        data["kept"] = [*run["kept"], 999]
    else:
        data[name] = {**data[name], "shape": [2], "data": data[name]["data"][:16]}
    return data


@pytest.mark.parametrize("name", ["states", "kept", "losses", "rates"])
def test_what_does_not_fit_together_is_refused(name: str) -> None:
    history, plan = trained()
    run = cut(run_data(history, plan.by_state), name)
    with pytest.raises(ValueError, match=r"shape|fit"):
        back(run, plan, history)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)
