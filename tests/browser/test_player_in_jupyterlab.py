"""The training player in a real JupyterLab: its kernel, a kernel's own training, a notebook saved."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from autograd_widgets import MLP, fit
from autograd_widgets.graph.numbers import format_number
from tests.browser.jupyter import Notebook, OpenNotebook
from tests.browser.player import Player

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
SHOW = """
from autograd_widgets import MLP, SGD, TrainingPlayer
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
n = MLP(3, [4, 4, 1], rng=1)
player = TrainingPlayer(n, xs, ys, optimizer=SGD(0.1))
player
"""
LESSON = Path(__file__).parents[2] / "notebooks" / "06_training.ipynb"


@pytest.fixture
def notebook(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook([SHOW])
    notebook.run_all()
    return notebook


def player_in(notebook: Notebook) -> Player:
    player = Player(notebook.page, notebook.page.get_by_role("group", name="Training player").first)
    expect(player.scrubber).to_be_visible()
    return player


def test_the_model_has_what_the_player_shows(notebook: Notebook) -> None:
    player = player_in(notebook)
    player.steps_forward(3)
    model = MLP(3, [4, 4, 1], rng=1)
    fit(model, XS, YS, epochs=3, progress=False)
    reached = float(model(XS[0]).data)
    notebook.wait_for("print(player.step, round(float(n(xs[0]).data), 6))", f"3 {round(reached, 6)}")
    prediction = player.region("Predictions").get_by_role("row").nth(1).get_by_role("cell").nth(1)
    expect(prediction).to_have_text(format_number(reached))
    notebook.wait_for("print(player.history.steps, player.history.kept[0])", "3 0")
    notebook.evaluate("n.layers[0].weight.data = n.layers[0].weight.data * 0")
    expect(prediction).not_to_have_text(format_number(reached))
    notebook.evaluate("player.playing = True")
    expect(player.button("Pause")).to_be_visible()
    notebook.evaluate("player.playing = False")
    expect(player.button("Play")).to_be_visible()


def test_a_kernel_that_restarts_does_not_stop_the_view(notebook: Notebook) -> None:
    player = player_in(notebook)
    player.button("Play").click()
    notebook.restart_kernel()
    expect(player.button("Pause")).to_be_visible()
    player.button("Pause").click()
    before = player.step
    player.steps_forward(2)
    assert player.step == before + 2


def test_the_lesson_runs_and_its_players_play(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(LESSON)
    notebook.run_all()
    player = Player(notebook.page, notebook.page.get_by_role("group", name="Training player").first)
    player.play(until=10)
    expect(notebook.page.get_by_role("group", name="Training player")).to_have_count(6)


def test_a_saved_notebook_goes_on_without_a_kernel(notebook: Notebook) -> None:
    player = player_in(notebook)
    player.steps_forward(6)
    player.button("One step back").click()
    prediction = player.prediction(1)
    notebook.wait_for("player.step", "5")
    output = notebook.save()["cells"][0]["outputs"][0]["data"]
    assert "<svg" in "".join(output["image/svg+xml"])
    again = player_in(notebook.reopen(kernel="none"))
    assert (again.step, again.prediction(1)) == (5, prediction)
    again.scrubber.press("End")
    assert again.step == 6
    again.play(until=10)


def test_a_training_by_the_kernel_is_that_of_fit_and_goes_on(notebook: Notebook) -> None:
    player = player_in(notebook)
    notebook.evaluate("player.fit(300)")
    notebook.wait_for("player.playing", "False")
    model = MLP(3, [4, 4, 1], rng=1)
    expected = fit(model, XS, YS, optimizer="SGD", epochs=300, progress=False)
    told = json.loads(notebook.evaluate("print(player.history.batch_loss.tolist())"))
    assert told == expected.batch_loss.tolist()
    assert player.step == 300
    assert player.prediction(1) == pytest.approx(float(model(XS[0]).data), rel=1e-4)
    player.button("Play").click()
    expect(player.button("Pause")).to_be_visible()
    player.button("Pause").click()
    expect(player.button("Play")).to_be_visible()
    notebook.wait_for("player.step > 300 and player.step == player.history.steps", "True")


@pytest.mark.parametrize("attempt", range(3))
def test_a_loop_of_ones_own_is_left_alone(notebook: Notebook, attempt: int) -> None:
    player = player_in(notebook)
    notebook.evaluate(
        """
for _ in range(20):
    loss = sum((n(x) - y) ** 2 for x, y in zip(xs, ys))
    for p in n.parameters():
        p.grad = None
    loss.backward()
    for p in n.parameters():
        p.data -= 0.05 * p.grad
    player.record(loss)
here = float(n(xs[0]).data)
"""
    )
    expect(player.root.get_by_text("20 of 20")).to_be_visible()
    notebook.page.wait_for_timeout(300)
    notebook.wait_for("print(float(n(xs[0]).data) == here, player.history.steps)", "True 20")
