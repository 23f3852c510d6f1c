"""TrainingPlayer in Python: what it shares, what a browser's message does, training in the kernel and in own loops."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import MLP, SGD, History, TrainingPlayer, fit
from autograd_widgets.graph.contract import RunData
from autograd_widgets.graph.payload import array_data, array_from
from autograd_widgets.nn import (
    Adam,
    BatchNorm1d,
    Dropout,
    Linear,
    Sequential,
    Training,
    datasets,
    losses,
    scalar,
    schedules,
)
from autograd_widgets.nn.clipping import gradient_norm

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
X, Y = datasets.moons(50, rng=0)


def opaque() -> Sequential:
    return Sequential(Linear(2, 4, activation="tanh", rng=0), Dropout(0.2, rng=0), Linear(4, 1, rng=1))


def article(**options: Any) -> TrainingPlayer:
    return TrainingPlayer(scalar.MLP(3, [4, 4, 1], rng=1), XS, YS, **options)


def from_browser(player: TrainingPlayer, arrays: dict[str, Any], **others: Any) -> None:
    player.set_state({"parameters": {name: array_data(array) for name, array in arrays.items()}, **others})


# --- what it shares ---


@pytest.mark.parametrize(
    ("model", "data", "options", "reason"),
    [
        (scalar.MLP(3, [4, 4, 1], rng=0), (XS, YS), {}, ""),
        (MLP(2, [4, 1], rng=0), (X, Y), {"loss": "hinge"}, ""),
        (
            Sequential(Linear(2, 4, rng=0), Linear(4, 1, rng=0)),
            (X, Y[:, None]),
            {"loss": "hinge", "batch_size": 20},
            "",
        ),
        (Sequential(Linear(2, 1, rng=0)), (X, (Y[:, None] + 1) / 2), {"loss": "binary_cross_entropy"}, ""),
        (Sequential(Linear(2, 2, rng=0)), (X, (Y > 0).astype(int)), {"loss": "cross_entropy"}, ""),
        (opaque(), (X, Y[:, None]), {}, "it is random"),
        (Sequential(Linear(2, 4, rng=0), BatchNorm1d(4), Linear(4, 1)), (X, Y[:, None]), {}, "running statistics"),
        (MLP(64, [600, 600, 1], rng=0), (np.zeros((4, 64)), YS), {}, "its parameters take"),
    ],
)
def test_the_browser_gets_what_it_needs_to_train_or_the_reason_why_it_cannot(
    model: Any, data: Any, options: Any, reason: str
) -> None:
    player = TrainingPlayer(model, *data, **options)
    assert (player.dynamic == "") == (reason == "")
    assert reason in player.dynamic
    assert player.network is not None or player.graphs or player.dynamic
    assert set(player.parameters) == {name for names in player.layers.values() for name in names}
    assert "parameters" in player.text()
    ElementTree.fromstring(player.still())


def test_recorded_graphs_are_there_for_every_size_of_batch() -> None:
    model = Sequential(Linear(2, 4, rng=0), Linear(4, 1, rng=0))
    player = TrainingPlayer(model, X, Y[:, None], loss="hinge", batch_size=15, validation=0.2)
    assert set(player.graphs) == {"10", "15", "40", "grid"}  # the last batch and what is held back are of one size
    for name, graph in player.graphs.items():
        named = {node["name"] for node in graph["nodes"]}
        assert {*player.parameters, "X"} <= named
        assert ("y" in named) == (name != "grid")


def test_a_penalty_is_a_leaf_of_recorded_graphs_and_what_is_missing_is_none() -> None:
    player = TrainingPlayer(Sequential(Linear(2, 1, rng=0)), X, Y[:, None], l2=0.01)
    assert "l2" in {node["name"] for node in player.graphs["32"]["nodes"]}
    assert (player.run, player.played, player.look, player.schedule) == (None, None, None, None)


def test_settings_are_those_of_the_optimiser_and_a_schedule_is_told() -> None:
    player = TrainingPlayer(MLP(2, [1], rng=0), X, Y, optimizer=Adam(schedules.Linear(0.1, 0.0, 10), betas=(0.8, 0.9)))
    assert {
        "optimizer": "Adam",
        "learning_rate": 0.1,
        "beta1": 0.8,
        "batch_size": 32,
    }.items() <= player.settings.items()
    assert array_from(player.schedule)[:3].tolist() == pytest.approx([0.1, 0.09, 0.08])  # pyright: ignore[reportArgumentType]
    player.learning_rate = 0.5
    assert player.settings["learning_rate"] == 0.5
    assert player.schedule is None
    player.settings = {"learning_rate": 0.25}
    assert player.learning_rate == 0.25


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": -1}, "learning_rate must be a number from 0"),
        ({"learning_rate": "fast"}, "got 'fast'"),
        ({"momentum": 1}, "below 1"),
        ({"batch_size": 99}, "from 1 to 4"),
        ({"batch_size": 1.5}, "whole number"),
        ({"optimizer": "Adm"}, "there are SGD, RMSProp, Adam, AdamW"),
        ({"nesterov": 1}, "True or False"),
        ({"pace": 1}, "there is no setting 'pace'"),
        (3, "expected a dict"),
    ],
)
def test_settings_that_make_no_sense_are_refused(settings: Any, message: str) -> None:
    player = article()
    before = dict(player.settings)
    with pytest.raises(t.TraitError, match=message):
        player.settings = settings
    assert player.settings == before


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: TrainingPlayer(MLP(2, [1]), [], []), ValueError, "TrainingPlayer got X of shape"),
        (lambda: TrainingPlayer(MLP(2, [1]), X, Y, loss="hing"), ValueError, "Did you mean 'hinge'"),
        (lambda: TrainingPlayer(MLP(3, [1]), X, Y), ValueError, "expected inputs with 3 features"),
        (lambda: TrainingPlayer(scalar.MLP(2, [1]), XS, YS), ValueError, "expected 2 inputs, got 3"),
        (lambda: TrainingPlayer(MLP(2, [1]), X, Y + 1, loss="hinge"), ValueError, "every target to be -1 or 1"),
        (lambda: TrainingPlayer(MLP(2, [2]), X, Y), ValueError, "predictions and targets of one shape"),
        (lambda: TrainingPlayer(MLP(2, [1]), X, Y, loss=lambda p, y: 3.0), ValueError, "to be one number as a Value"),
        (lambda: TrainingPlayer(MLP(2, [1]), X, Y, validation=(X[:, :1], Y)), ValueError, "features"),
        (lambda: TrainingPlayer(MLP(2, [1]), X), TypeError, "expected samples"),
        (lambda: TrainingPlayer(fit(MLP(3, [1]), XS, YS, epochs=1), XS, YS), TypeError, "takes a History by itself"),
        (lambda: article(pace=3), TypeError, "unknown option 'pace'"),
        (lambda: article(speed=-1), t.TraitError, "speed must be"),
        (lambda: article().fit(0), ValueError, "at least 1"),
    ],
)
def test_what_fit_refuses_is_refused(make: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        make()


# --- what the browser tells ---


@pytest.mark.parametrize("model", [scalar.MLP(3, [4, 4, 1], rng=1), MLP(3, [4, 4, 1], rng=1)])
def test_parameters_from_the_browser_reach_the_model(model: Any) -> None:
    other = MLP(3, [4, 4, 1], rng=9)
    player = TrainingPlayer(model, XS, YS)
    arrays = {}
    for i, layer in enumerate(other.layers, 1):
        arrays |= {f"W{i}": layer.weight.data, f"b{i}": layer.bias.data}  # pyright: ignore[reportOptionalMemberAccess]
    from_browser(player, arrays, step=12)
    assert float(model(XS[0]).data) == pytest.approx(float(other(XS[0]).data))
    assert player.step == 12
    assert player.revision == 0


@pytest.mark.parametrize("model", [scalar.MLP(3, [4, 4, 1], rng=1), MLP(3, [4, 4, 1], rng=1)])
def test_another_network_from_the_browser_rebuilds_the_model_in_place(model: Any) -> None:
    player = TrainingPlayer(model, XS, YS)
    network = {**player.network, "sizes": [2, 1], "activation": "relu", "output_activation": ""}  # pyright: ignore[reportGeneralTypeIssues]
    arrays = {"W1": np.ones((3, 2)), "b1": np.zeros(2), "W2": np.ones((2, 1)), "b2": np.array([0.5])}
    from_browser(player, arrays, network=network)
    assert float(model([1.0, 2.0, -1.0]).data) == 4.5
    assert player.model is model


def test_the_history_is_what_was_played(tmp_path: Path) -> None:
    model = MLP(2, [4, 1], rng=0)
    expected = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=3, progress=False)
    player = TrainingPlayer(model, X, Y)
    with pytest.raises(ValueError, match="nothing was played yet"):
        player.history
    kept = expected.kept
    stacked = {
        f"{letter}{i + 1}": np.stack([expected.state(step)[f"layers.{i}.{long}"] for step in kept])
        for i in range(2)
        for letter, long in (("W", "weight"), ("b", "bias"))
    }
    run: RunData = {
        "steps": expected.steps,
        "every": 1,
        "losses": array_data(expected.batch_loss),
        "rates": array_data(np.full(expected.steps, 0.1)),
        "held": array_data(np.zeros((2, 0))),
        "kept": kept,
        "states": {name: array_data(array) for name, array in stacked.items()},
        "stopped": "",
    }
    changes = [{"step": 0, "settings": dict(player.settings), "scheduled": False, "samples": 50}]
    nothing = array_data(np.zeros(0))
    player.set_state({"played": {"run": run, "changes": changes, "places": nothing, "memory": nothing}})
    history = player.history
    assert history.kept == kept
    assert history.loss == pytest.approx(expected.loss)
    assert f"After {expected.steps} steps" in player.text()
    assert np.array_equal(history.predictions(X, kept[1]), expected.predictions(X, kept[1]))
    assert history.plot().axes
    assert history.animate(tmp_path / "played.gif", frames=2).exists()
    assert player.history is history


def test_parameters_set_in_python_win_and_pause_it() -> None:
    model = MLP(3, [4, 4, 1], rng=1)
    player = TrainingPlayer(model, XS, YS, playing=True)
    player._python_may_have_changed()
    assert player.playing
    model.layers[0].weight.data = np.zeros((3, 4))
    player._python_may_have_changed()
    assert not player.playing
    assert player.revision == 1
    assert "Python changed" in player.note
    assert not array_from(player.parameters["W1"]).any()  # pyright: ignore[reportArgumentType]


def layers_of(model: MLP) -> dict[str, Any]:
    named = [
        (f"{x}{i}", p) for i, layer in enumerate(model.layers, 1) for x, p in zip("Wb", layer.parameters(), strict=True)
    ]
    return {name: p.data for name, p in named}


def test_python_goes_on_from_what_the_browser_trained() -> None:
    model, other = MLP(2, [4, 1], rng=0), MLP(2, [4, 1], rng=5)
    player = TrainingPlayer(model, X, Y)
    from_browser(player, layers_of(other), step=12)
    player.fit(2)
    assert np.array_equal(player.history.batch_loss, fit(other, X, Y, epochs=2, progress=False).batch_loss)
    assert player.step == 4


@pytest.mark.parametrize("model", [scalar.MLP(3, [4, 4, 1], rng=1), MLP(3, [4, 4, 1], rng=1)])
def test_python_trains_the_network_that_the_browser_made(model: Any) -> None:
    player = TrainingPlayer(model, XS, YS)
    player.fit(1)
    other = MLP(3, [2, 1], activation="relu", output_activation=None, rng=2)
    network = {**player.network, "sizes": [2, 1], "activation": "relu", "output_activation": ""}  # pyright: ignore[reportGeneralTypeIssues]
    from_browser(player, layers_of(other), network=network, step=0)
    player.fit(3)
    expected = fit(other, XS, YS, epochs=3, progress=False)
    assert player.history.batch_loss == pytest.approx(expected.batch_loss, rel=1e-12)
    assert float(model(XS[0]).data) == pytest.approx(float(other(XS[0]).data), rel=1e-12)


def test_samples_added_by_hand_are_learnt_in_python_too() -> None:
    player = article()
    samples = [*XS, [1.0, 1.0, 1.0]], [*YS, 1.0]
    settings = {**player.settings, "batch_size": 5}
    player.set_state(
        {"X": array_data(np.array(samples[0])), "y": array_data(np.array(samples[1])), "settings": settings}
    )
    assert player.settings["batch_size"] == 5
    player.fit(2)
    expected = fit(scalar.MLP(3, [4, 4, 1], rng=1), *samples, epochs=2, progress=False)
    assert np.array_equal(player.history.batch_loss, expected.batch_loss)
    assert player.history.samples is not None
    assert len(player.history.samples.X) == 5


def test_a_cell_of_a_notebook_that_changes_parameters_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from IPython.core.interactiveshell import InteractiveShell

    monkeypatch.setenv("IPYTHONDIR", str(tmp_path))
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    model = MLP(3, [1], rng=0)
    player = TrainingPlayer(model, XS, YS, playing=True)
    shell.user_ns["model"] = model
    shell.run_cell("1 + 1")
    assert (player.playing, player.revision) == (True, 0)
    shell.run_cell("model.layers[0].weight.data = model.layers[0].weight.data * 2")
    assert (player.playing, player.revision) == (False, 1)


# --- a history ---


def test_a_history_can_be_scrubbed_and_the_model_follows() -> None:
    history = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=5, progress=False)
    player = TrainingPlayer(history)
    assert player.step == history.steps
    assert player.run is not None
    assert player.run["kept"] == history.kept
    assert player.settings["batch_size"] == 32
    player.step = history.kept[2]
    assert np.array_equal(history.model.layers[0].weight.data, history.state(history.kept[2])["layers.0.weight"])
    assert player.history is history
    with pytest.raises(ValueError, match="shows a History"):
        player.fit(3)


def test_a_history_without_its_model_is_shown_too(tmp_path: Path) -> None:
    path = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=5, progress=False).save(tmp_path / "run")
    player = TrainingPlayer(History.load(path))
    assert "loaded without its model" in player.dynamic
    assert "5 epochs" in repr(player.history)
    player.step = 0


# --- the kernel trains ---


def test_fit_trains_at_once_where_no_event_loop_runs() -> None:
    model = MLP(2, [4, 1], rng=0)
    player = TrainingPlayer(model, X, Y)
    player.fit(4)
    assert (player.step, player.playing) == (8, False)
    other = MLP(2, [4, 1], rng=0)
    expected = fit(other, X, Y, epochs=4, progress=False)
    assert np.array_equal(player.history.batch_loss, expected.batch_loss)
    assert np.array_equal(model(X).data, other(X).data)
    player.step = 4
    player.fit(2)
    assert player.history.steps == 8
    assert player.history.batch_loss.tolist() == expected.batch_loss.tolist()
    with pytest.raises(ValueError, match="say how many epochs"):
        player.fit()
    assert not player.playing


def test_in_a_notebook_it_trains_in_slices_and_hears_pause_and_a_new_rate() -> None:
    async def scene() -> None:
        player = TrainingPlayer(opaque(), X, Y[:, None])
        player.playing = True
        assert player.step == 0
        while not player.step:
            await asyncio.sleep(0.01)
        player.learning_rate = 0.025
        before = player.history.epochs
        while player.history.epochs < before + 3:
            await asyncio.sleep(0.01)
        player.playing = False
        await asyncio.sleep(0.05)
        taken = player.history.steps
        await asyncio.sleep(0.05)
        assert player.history.steps == taken == player.step
        assert player.history.learning_rate[0] == 0.1
        assert player.history.learning_rate[-1] == 0.025
        assert player.look is not None
        assert player.look["step"] == taken
        assert player.look["norms"] == {name: norms[-1] for name, norms in player.history.gradient_norms.items()}

    asyncio.run(scene())


def test_an_interrupt_of_the_kernel_pauses_it() -> None:
    async def scene() -> None:
        usual = signal.getsignal(signal.SIGINT)
        player = TrainingPlayer(opaque(), X, Y[:, None])
        player.fit()
        while not player.step:
            await asyncio.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)
        while player.playing:
            await asyncio.sleep(0.01)
        assert signal.getsignal(signal.SIGINT) is usual
        assert np.isfinite(player.model(X).data).all()

    asyncio.run(scene())


def test_a_divergence_in_the_kernel_is_told() -> None:
    player = TrainingPlayer(opaque(), X, Y[:, None], optimizer=SGD(1e100))
    player.fit(9)
    assert "lower learning rate" in player.note
    assert np.isfinite(player.model(X).data).all()


# --- a loop of one's own ---


def test_a_loop_of_ones_own_is_recorded_also_when_its_cell_runs_twice() -> None:
    model = MLP(3, [4, 4, 1], rng=0)
    player = TrainingPlayer(model, XS, YS)
    for run in (1, 2):
        for _ in range(7):
            loss = losses.squared_error(model(XS), YS)
            model.zero_grad()
            loss.backward()
            for p in model.parameters():
                p.data = p.data - 0.1 * p.grad
            player.record(loss)
        player._python_may_have_changed()
        assert player.step == player.history.steps == 7 * run
    assert player.revision == 0
    assert player.history.kept == list(range(15))
    assert np.array_equal(player.history.predictions(XS, 14), model(XS).data)
    assert "14 steps" in player.text()


@pytest.mark.parametrize(("loss", "error"), [("low", TypeError), ([1.0, 2.0], ValueError), (None, TypeError)])
def test_what_is_no_loss_is_not_recorded(loss: Any, error: type[Exception]) -> None:
    player = article()
    with pytest.raises(error, match="record expected the loss as"):
        player.record(loss)


def test_a_model_of_another_shape_is_not_recorded() -> None:
    model = MLP(3, [1], rng=0)
    player = TrainingPlayer(model, XS, YS)
    player.record(1.0)
    model.layers[0].weight.data = np.zeros((3, 1))
    model.layers.append(Linear(1, 1))
    with pytest.raises(ValueError, match="make a new player"):
        player.record(1.0)
    assert player.history.steps == 1


def test_a_loop_that_stops_halfway_is_shown_as_far_as_it_came_and_fit_can_follow() -> None:
    model = MLP(3, [4, 1], rng=0)
    player = TrainingPlayer(model, XS, YS)
    for k in range(5):
        loss = losses.squared_error(model(XS), YS)
        model.zero_grad()
        loss.backward()
        if k == 3:
            break
        for p in model.parameters():
            p.data = p.data - 0.1 * p.grad
        player.record(loss)
    player._python_may_have_changed()
    assert (player.step, player.revision) == (3, 0)
    model.layers[0].weight.data = np.zeros((3, 4))
    player._python_may_have_changed()
    assert player.revision == 1
    player.fit(2)
    assert (player.step, player.history.steps) == (2, 2)
    assert not player.history.state(0)["layers.0.weight"].any()
    player.record(1.0)
    assert player.history.steps == 1


def test_two_players_on_one_model_do_not_disturb_each_other() -> None:
    model = MLP(2, [4, 1], rng=0)
    one, other = TrainingPlayer(model, X, Y), TrainingPlayer(model, X, Y)
    one.fit(2)
    other._python_may_have_changed()
    assert other.revision == 1
    assert other.parameters == one.parameters


@pytest.mark.parametrize("count", [1, 3])
def test_a_step_beyond_the_last_is_taken_by_python_where_python_trains(count: int) -> None:
    X, y = datasets.moons(40, rng=0)
    player = TrainingPlayer(MLP(2, [4, 1], rng=0), X, y, batch_size=10)
    player.fit(1)
    player.set_state({"step": 4 + count})
    assert (player.step, player.history.steps, player.trained_by) == (4 + count, 4 + count, "python")
    player.set_state({"step": 0})
    player.set_state({"step": 4})
    assert (player.step, player.history.steps) == (4, 4 + count)
    training = Training(MLP(2, [4, 1], rng=0), X, y, batch_size=10)
    for _ in range(4 + count):
        training.step()
    assert player.history.batch_loss.tolist() == training.history.batch_loss.tolist()


def test_a_loop_whose_loss_is_no_number_any_more_is_told_of() -> None:
    player = TrainingPlayer(MLP(2, [1], rng=0), [[1.0, 2.0]], [1.0])
    player.record(1.0)
    player.record(float("nan"))
    player.record(0.5)
    assert "The loss was nan at step 1. What may help: a lower learning rate" in player.text()


def test_a_loop_of_ones_own_shows_its_own_gradients() -> None:
    model = MLP(2, [1], rng=0)
    player = TrainingPlayer(model, [[1.0, 2.0], [0.0, 1.0]], [1.0, -1.0])
    loss = (10 * (model([[1.0, 2.0]]) - 1.0) ** 2).sum()
    loss.backward()
    player.record(loss)
    player.text()
    assert player.look is not None
    assert list(player.look["norms"].values()) == pytest.approx([gradient_norm(model.parameters())])


def test_a_history_is_not_recorded_over() -> None:
    history = fit(MLP(2, [1], rng=0), [[1.0, 2.0]], [1.0], epochs=2, progress=False)
    player = TrainingPlayer(history)
    with pytest.raises(ValueError, match="shows a History"):
        player.record(0.2)
    assert player.history is history


def test_one_of_a_kind_is_told_in_the_singular() -> None:
    player = TrainingPlayer(MLP(2, [1], rng=0), [[1.0, 2.0]], [1.0])
    player.record(1.0)
    assert "3 parameters, 1 sample, " in player.text()
    assert "After 1 step the loss" in player.text()
