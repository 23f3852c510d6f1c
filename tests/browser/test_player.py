"""The training player on a page by itself, in a real browser."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import MLP, SGD, TrainingPlayer, fit
from autograd_widgets.graph.numbers import format_number
from autograd_widgets.nn import Dropout, Linear, Sequential, Training, datasets, scalar
from tests.browser.accessibility import axe
from tests.browser.player import Player
from tests.browser.stepper import Stepper

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
MOONS = datasets.moons(60, rng=0)


def moons(**options: Any) -> TrainingPlayer:
    model = MLP(2, [8, 1], activation="relu", output_activation=None, rng=0)
    given: dict[str, Any] = {"loss": "hinge", **options}
    return TrainingPlayer(model, *MOONS, **given)


def test_each_step_is_the_one_that_python_takes(blank_page: Page) -> None:
    player = Player.on(blank_page, TrainingPlayer(scalar.MLP(3, [4, 4, 1], rng=1), XS, YS))
    model = scalar.MLP(3, [4, 4, 1], rng=1)
    training = Training(model, XS, YS)
    for _ in range(3):
        player.button("One step").click()
        training.step()
        for sample, x in enumerate(XS, 1):
            assert player.prediction(sample) == pytest.approx(float(model(x).data), rel=1e-4)


def test_steps_back_and_to_the_start_show_what_was_there(blank_page: Page) -> None:
    player = Player.on(blank_page, TrainingPlayer(MLP(3, [4, 4, 1], rng=1), XS, YS))
    first = player.prediction(1), player.weight
    player.steps_forward(5)
    fifth = player.prediction(1), player.weight
    assert fifth[1] != first[1]
    player.steps_forward(3)
    for _ in range(3):
        player.button("One step back").click()
    assert (player.step, player.prediction(1), player.weight) == (5, *fifth)
    player.scrubber.press("Home")
    assert (player.step, player.prediction(1), player.weight) == (0, *first)
    player.scrubber.press("End")
    assert player.step == 8
    player.button("Reset to the first weights").click()
    assert (player.step, player.prediction(1), player.weight) == (0, *first)
    player.scrubber.press("End")
    assert player.step == 0


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_in_the_end_every_part_shows_the_step_at_which_it_was_paused(blank_page: Page, steps: int) -> None:
    player = Player.on(blank_page, TrainingPlayer(MLP(3, [4, 4, 1], rng=1), XS, YS))
    player.play(until=10)
    player.steps_forward(steps)
    player.play(until=100)
    model = MLP(3, [4, 4, 1], rng=1)
    fit(model, XS, YS, epochs=player.step, progress=False)
    assert player.weight == format_number(model.layers[0].weight.data[0, 0])
    assert player.prediction(1) == pytest.approx(float(model(XS[0]).data), rel=1e-4)


def test_playing_writes_at_most_a_few_messages_and_all_of_it_on_pause(blank_page: Page) -> None:
    player = Player.on(blank_page, moons(speed=3.0))
    player.play(until=100)
    step = player.step
    blank_page.wait_for_function("model.saves.length > 0 && model.state.playing === false")
    assert blank_page.evaluate("model.state.step") == step
    assert blank_page.evaluate("model.state.played.run.losses.shape[0]") == step
    kept = blank_page.evaluate("model.state.played.run.kept")
    assert kept[0] == 0
    assert kept[-1] == step
    assert blank_page.evaluate("[...Object.keys(model.state.parameters)]") == ["W1", "b1", "W2", "b2"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 480])
def test_nothing_overflows_and_axe_finds_nothing(blank_page: Page, scheme: Any, width: int) -> None:
    blank_page.emulate_media(color_scheme=scheme)
    blank_page.set_viewport_size({"width": width, "height": 900})
    player = Player.on(blank_page, moons(validation=0.2))
    player.steps_forward(2)
    player.button("More settings").click()
    assert axe(blank_page) == []
    assert blank_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_views_of_one_player_show_the_same_step(blank_page: Page) -> None:
    first = Player.on(blank_page, TrainingPlayer(MLP(3, [4, 4, 1], rng=1), XS, YS), views=2)
    second = Player(blank_page, blank_page.get_by_role("group", name="Training player").nth(1))
    first.steps_forward(4)
    assert first.step == 4
    cell = second.region("Predictions").get_by_role("row").nth(1).get_by_role("cell").nth(1)
    expect(cell).to_have_text(
        first.region("Predictions").get_by_role("row").nth(1).get_by_role("cell").nth(1).inner_text()
    )
    assert second.step == 4


def test_a_divergence_stops_it_and_says_what_to_try(blank_page: Page) -> None:
    model = MLP(3, [4, 1], rng=1, output_activation=None)
    player = Player.on(blank_page, TrainingPlayer(model, XS, YS, optimizer=SGD(1e9)))
    player.button("Play").click()
    expect(player.root.get_by_text("no longer finite").first).to_be_visible()
    expect(player.root.get_by_text("a lower learning rate").first).to_be_visible()
    player.button("Reset to the first weights").click()
    assert player.step == 0


def test_a_history_and_a_model_that_only_python_can_run_are_shown(blank_page: Page) -> None:
    history = fit(MLP(2, [8, 1], rng=0), *MOONS, epochs=4, progress=False)
    player = Player.on(blank_page, TrainingPlayer(history))
    assert player.step == 8
    player.scrubber.press("Home")
    assert player.step == 0


def test_what_only_python_can_run_says_so(blank_page: Page) -> None:
    model = Sequential(Linear(2, 4, activation="tanh", rng=0), Dropout(0.1, rng=0), Linear(4, 1, rng=0))
    player = Player.on(blank_page, TrainingPlayer(model, MOONS[0], MOONS[1][:, None]))
    expect(player.root.get_by_text("Only Python can train this model")).to_be_visible()


@pytest.mark.parametrize(
    ("loss", "targets"),
    [
        ("squared_error", YS),
        ("hinge", YS),
        ("binary_cross_entropy", [1, 0, 0, 1]),
        ("cross_entropy", [2, 0, 1, 2]),
    ],
)
def test_the_steps_behind_one_sample_arrive_at_its_loss(blank_page: Page, loss: str, targets: list[float]) -> None:
    model = MLP(3, [4, 3 if loss == "cross_entropy" else 1], output_activation=None, rng=1)
    expected = fit(deepcopy(model), XS[:1], targets[:1], loss=loss, epochs=1, progress=False).batch_loss[0]
    player = Player.on(blank_page, TrainingPlayer(model, XS, targets, loss=loss))
    player.button("Step through sample 1").click()
    steps = Stepper(blank_page, player.root.locator(".ag-stepper"))
    steps.button("To the end (End)").click()
    expect(steps.root.locator(".ag-viewport")).to_contain_text(format_number(expected)[:5])


def test_keys_play_and_step(blank_page: Page) -> None:
    player = Player.on(blank_page, TrainingPlayer(MLP(3, [4, 4, 1], rng=1), XS, YS))
    player.button("One step").focus()
    blank_page.keyboard.press("ArrowRight")
    blank_page.keyboard.press("ArrowRight")
    assert player.step == 2
    blank_page.keyboard.press("ArrowLeft")
    assert player.step == 1


def test_one_file_trains_with_the_network_off(blank_page: Page, tmp_path: Path) -> None:
    path = moons(speed=10.0).to_html(tmp_path / "page.html")
    blank_page.goto(path.as_uri())
    player = Player(blank_page, blank_page.get_by_role("group", name="Training player"))
    player.play(until=100)
    assert player.step >= 100
