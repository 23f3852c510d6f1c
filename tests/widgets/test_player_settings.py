"""Settings as plain data, and the optimiser that they stand for."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import MLP
from autograd_widgets.nn import SGD, Adam, AdamW, RMSProp, schedules
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.widgets.player_settings import (
    SCHEDULED,
    checked_settings,
    optimiser_from,
    schedule_of,
    settings_of,
    steered,
)

OPTIMISERS = [
    SGD(0.3),
    SGD(0.3, momentum=0.8, nesterov=True, weight_decay=0.01),
    RMSProp(0.02, decay=0.8, momentum=0.1, epsilon=1e-6),
    Adam(0.01, betas=(0.7, 0.95), epsilon=1e-7, weight_decay=0.1),
    AdamW(0.01, weight_decay=0.2),
]


class Signs(Optimiser):
    """Somebody's own."""

    def _moved(self, data: Any, gradient: Any, rate: float) -> Any:
        return data - rate * np.sign(gradient)


def stepped(optimizer: Optimiser, steps: int, model: MLP) -> list[Any]:
    rng = np.random.default_rng(0)
    for _ in range(steps):
        for p in model.parameters():
            p.grad = rng.standard_normal(p.shape)
        optimizer.step(model.parameters())
    return [p.data for p in model.parameters()]


@pytest.mark.parametrize("optimizer", OPTIMISERS, ids=repr)
def test_an_optimiser_from_its_settings_takes_the_same_steps(optimizer: Optimiser) -> None:
    again = optimiser_from(settings_of(optimizer))
    assert repr(again) == repr(optimizer)
    one, other = (stepped(each, 5, MLP(2, [3, 1], rng=0)) for each in (optimizer, again))
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_a_steered_optimiser_remembers() -> None:
    model, other = MLP(2, [3, 1], rng=0), MLP(2, [3, 1], rng=0)
    adam, peer = Adam(0.1), Adam(0.1)
    stepped(adam, 3, model)
    stepped(peer, 3, other)
    before = settings_of(adam)
    adam = steered(adam, before, {**before, "learning_rate": 0.01})
    peer.learning_rate = 0.01
    assert all(np.array_equal(a, b) for a, b in zip(stepped(adam, 3, model), stepped(peer, 3, other), strict=True))
    assert adam.steps == 6


@pytest.mark.parametrize(
    "changed", [{"momentum": 0.9}, {"momentum": 0.0}, {"optimizer": "Adam"}, {"weight_decay": 0.1}]
)
def test_a_schedule_goes_on_whatever_else_is_steered(changed: Any) -> None:
    sgd = SGD(schedules.Linear(0.1, 0.0, 10), momentum=0.5)
    stepped(sgd, 4, MLP(2, [3, 1], rng=0))
    before = settings_of(sgd)
    assert steered(sgd, before, {**before, **changed}).rate == sgd.rate == pytest.approx(0.06)


@pytest.mark.parametrize("optimizer", [SGD(0.3), Signs(0.3)])
def test_a_learning_rate_of_0_moves_nothing_until_it_is_changed(optimizer: Optimiser) -> None:
    model = MLP(2, [3, 1], rng=0)
    before = settings_of(optimizer)
    still = checked_settings({"learning_rate": 0}, before, 10)
    data = [p.data for p in model.parameters()]
    standing = steered(optimizer, before, still)
    assert all(np.array_equal(a, b) for a, b in zip(data, stepped(standing, 2, model), strict=True))
    assert steered(standing, still, {**still, "learning_rate": 0.2}).rate == 0.2


def test_a_schedule_lasts_until_a_learning_rate_is_chosen() -> None:
    adam = Adam(schedules.Linear(0.1, 0.0, 10))
    before = settings_of(adam)
    assert steered(adam, before, {**before, "batch_size": 7, "l2": 0.1}) is adam
    assert steered(adam, before, {**before, "beta1": 0.5}).learning_rate is adam.learning_rate
    assert steered(adam, before, {**before, "learning_rate": 0.2}).learning_rate == 0.2


def test_an_optimiser_of_ones_own_stays_until_another_is_chosen() -> None:
    own = Signs(0.1)
    before = settings_of(own)
    assert steered(own, before, checked_settings({**before, "l2": 0.5}, before, 10**4)) is own
    assert steered(own, before, {**before, "learning_rate": 0.3}) is own
    assert own.rate == 0.3
    assert type(steered(own, before, {**before, "optimizer": "Adam"})) is Adam


def test_a_schedule_is_told_step_by_step() -> None:
    rates = schedule_of(SGD(schedules.Cosine(1.0, 0.0, 100)))
    assert rates is not None
    assert len(rates) == SCHEDULED
    assert rates[50] == pytest.approx(0.5)
    assert schedule_of(SGD(0.1)) is None


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"learning_rate": float("nan")}, "a number from 0 to"),
        ({"learning_rate": -0.1}, "a number from 0 to"),
        ({"weight_decay": 1e7}, "weight_decay must be a number from 0 to 1e\\+06"),
        ({"learning_rate": True}, "got True"),
        ({"beta1": 1.0}, "below 1"),
        ({"batch_size": 11}, "from 1 to 10"),
        ({"batch_size": 0}, "from 1 to 10"),
        ({"seed": -1}, "a whole number from 0"),
        ({"l2": "much"}, "got 'much'"),
        ({"optimizer": ["SGD"]}, "there are SGD"),
        ({"nesterov": "yes"}, "True or False"),
        ({3: 1}, "no setting '3'"),
        ("fast", "a mapping"),
    ],
)
def test_a_setting_out_of_bounds_is_refused_with_its_bounds(given: Any, message: str) -> None:
    with pytest.raises(t.TraitError, match=message):
        checked_settings(given, settings_of(SGD(0.1), batch_size=5), 10)


def test_whole_numbers_and_what_is_not_given_stay_what_they_are() -> None:
    held = settings_of(SGD(0.1), batch_size=5)
    changed = checked_settings({"batch_size": 7.0, "learning_rate": 1}, held, 10)
    assert changed == {**held, "batch_size": 7, "learning_rate": 1.0}
    assert isinstance(changed["batch_size"], int)
    assert isinstance(changed["learning_rate"], float)
