"""Who trains, whose parameters count, and what follows from a message of the browser or from a cell of the notebook."""

from __future__ import annotations

import asyncio
import gc
import signal
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import MLP, SGD, TrainingPlayer, fit
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn import Adam, Dropout, Linear, Sequential, datasets, scalar, schedules
from autograd_widgets.widgets.player_following import NO_NOISE, PYTHON_WON

X, Y = datasets.moons(50, rng=0)


def plain() -> MLP:
    return MLP(2, [4, 1], rng=0)


def recorded() -> Sequential:
    return Sequential(Linear(2, 4, activation="tanh", rng=0), Linear(4, 1, rng=1))


def opaque() -> Sequential:
    return Sequential(Linear(2, 4, activation="tanh", rng=0), Dropout(0.2, rng=0), Linear(4, 1, rng=1))


def player_of(model: Any, **options: Any) -> TrainingPlayer:
    return TrainingPlayer(model, X, Y if isinstance(model, (MLP, scalar.MLP)) else Y[:, None], **options)


def arrays_of(model: MLP) -> dict[str, Any]:
    named: dict[str, Any] = {}
    for i, layer in enumerate(model.layers, 1):
        named |= {f"W{i}": layer.weight.data, f"b{i}": layer.bias.data}  # pyright: ignore[reportOptionalMemberAccess]
    return {name: array_data(array) for name, array in named.items()}


async def until(happened: Callable[[], bool]) -> None:
    while not happened():
        await asyncio.sleep(0.001)


# --- who trains ---


@pytest.mark.parametrize(("make", "who"), [(plain, "browser"), (recorded, "browser"), (opaque, "python")])
def test_the_browser_trains_what_it_can(make: Callable[[], Any], who: str) -> None:
    assert player_of(make()).trained_by == who


def test_nobody_trains_a_history_or_a_loop_of_ones_own() -> None:
    assert TrainingPlayer(fit(plain(), X, Y, epochs=1, progress=False)).trained_by == "nobody"
    player = player_of(plain(), playing=True)
    player.record(1.0)
    assert (player.trained_by, player.playing, player.run is not None) == ("nobody", False, True)
    player.fit(1)
    assert player.trained_by == "python"


@pytest.mark.parametrize("make", [plain, recorded, opaque])
def test_fit_makes_it_python_and_says_so_with_the_run_before_it_plays(
    make: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[dict[str, Any]] = []
    monkeypatch.setattr(TrainingPlayer, "_send", lambda _player, message, **_: messages.append(message.get("state")))
    player = player_of(make(), playing=False)
    player.fit(2)
    said = [message for message in messages if message]
    playing = next(i for i, message in enumerate(said) if message.get("playing"))
    run = next(i for i, message in enumerate(said) if message.get("run"))
    assert run < playing
    assert player.trained_by == "python"
    assert make is opaque or said[run]["trained_by"] == "python"


def test_a_schedule_goes_on_where_the_browser_has_come_to_and_begins_again_with_new_weights() -> None:
    schedule = schedules.Linear(1.0, 0.0, 100)
    player = player_of(plain(), batch_size="all", optimizer=SGD(schedule))
    player.set_state({"parameters": arrays_of(MLP(2, [4, 1], rng=9)), "step": 40})
    player.fit(2)
    assert player.history.learning_rate == pytest.approx([0.6, 0.59])
    player.set_state({"initial": arrays_of(MLP(2, [4, 1], rng=3)), "step": 0})
    player.fit(1)
    assert player.history.learning_rate.tolist() == [1.0]


@pytest.mark.parametrize("make", [plain, recorded, opaque])
def test_where_python_trains_play_goes_on_in_the_kernel_from_the_step_that_is_shown(make: Callable[[], Any]) -> None:
    async def scene() -> None:
        player = player_of(make())
        player.fit(4)
        await until(lambda: not player.playing)
        assert player.step == 8
        player.set_state({"step": 4})
        player.set_state({"playing": True})
        await until(lambda: player.step > 12)
        player.set_state({"playing": False})
        await until(lambda: not player._kernel.running)  # pyright: ignore[reportOptionalMemberAccess]
        history = player.history
        assert player.step == history.steps
        expected = fit(make(), *history.samples, epochs=history.epochs, progress=False)  # pyright: ignore[reportGeneralTypeIssues]
        if make is not opaque:
            assert history.loss == pytest.approx(expected.loss, rel=1e-12)

    asyncio.run(scene())


def test_after_a_divergence_a_lower_rate_is_tried_from_the_last_finite_step() -> None:
    player = player_of(recorded(), optimizer=SGD(1e100))
    player.fit(5)
    assert "lower learning rate" in player.note
    stopped_at = player.step
    player.learning_rate = 0.01
    player.fit(5)
    assert player.note == ""
    assert player.step >= stopped_at + 9


def test_made_to_play_it_trains_at_once() -> None:
    async def scene() -> None:
        player = player_of(opaque(), playing=True)
        await until(lambda: player.step > 0)
        player.close()

    asyncio.run(scene())
    with pytest.raises(ValueError, match="say how many epochs"):
        player_of(opaque(), playing=True)


def test_without_a_notebook_an_endless_training_is_refused_and_changes_nothing() -> None:
    player = player_of(plain())
    with pytest.raises(ValueError, match="say how many epochs"):
        player.fit()
    assert (player.trained_by, player.playing, player.run) == ("browser", False, None)


def test_parameters_of_the_browser_do_not_count_while_python_trains() -> None:
    async def scene() -> None:
        player = player_of(plain())
        player.fit(200)
        await until(lambda: player.step > 0)
        player.set_state({"parameters": arrays_of(MLP(2, [4, 1], rng=9)), "played": {"late": 1}})
        await until(lambda: not player.playing)
        expected = fit(plain(), X, Y, epochs=200, progress=False)
        assert np.array_equal(player.history.batch_loss, expected.batch_loss)
        assert player.parameters == arrays_of(player.model)

    asyncio.run(scene())


@pytest.mark.parametrize("told", [("initial",), ("initial", "trained_by"), ("network",), ("trained_by",)])
def test_new_weights_from_the_browser_begin_all_anew(told: tuple[str, ...]) -> None:
    async def scene() -> None:
        sizes = [3, 1] if told == ("network",) else [4, 1]
        other = MLP(2, sizes, rng=9)
        player = player_of(plain(), optimizer=Adam(schedules.Linear(0.1, 0.0, 100)))
        player.fit(300)
        await until(lambda: player.step > 0)
        arrays = arrays_of(other)
        new = {"initial": arrays, "trained_by": "browser", "network": {**(player.network or {}), "sizes": sizes}}
        player.set_state({"parameters": arrays, "step": 0, "playing": False, **{name: new[name] for name in told}})
        assert (player.trained_by, player.run, player.step, player.playing) == ("browser", None, 0, False)
        await asyncio.sleep(0.06)
        assert (player.run, player.step, player.parameters) == (None, 0, arrays)
        with pytest.raises(ValueError, match="nothing was played yet"):
            player.history
        player.fit(3)
        await until(lambda: not player.playing)
        expected = fit(other, X, Y, optimizer=Adam(schedules.Linear(0.1, 0.0, 100)), epochs=3, progress=False)
        assert player.history.batch_loss == pytest.approx(expected.batch_loss, rel=1e-12)

    asyncio.run(scene())


@pytest.mark.parametrize(
    "make", [lambda: player_of(opaque()), lambda: TrainingPlayer(fit(plain(), X, Y, epochs=1, progress=False))]
)
def test_the_browser_cannot_take_over_what_it_cannot_train(make: Callable[[], TrainingPlayer]) -> None:
    player = make()
    with pytest.raises(t.TraitError, match="the browser can't train here"):
        player.set_state({"trained_by": "browser"})
    assert player.trained_by != "browser"


def test_the_title_is_that_of_the_network_as_it_is() -> None:
    player = player_of(scalar.MLP(2, [4, 1], rng=0))
    player.set_state(
        {"network": {**(player.network or {}), "sizes": [7, 1]}, "parameters": arrays_of(MLP(2, [7, 1], rng=0))}
    )
    assert player.title == "MLP(2, [7, 1]) of scalars"


# --- whose parameters count ---


def test_python_wins_over_what_the_browser_trained_before_it_knew() -> None:
    player = player_of(plain(), playing=True)
    player.model.layers[0].weight.data = np.zeros((2, 4))
    player._python_may_have_changed()
    assert (player.revision, player.note) == (1, PYTHON_WON)
    late = arrays_of(MLP(2, [4, 1], rng=9))
    player.set_state({"parameters": late, "answered": 0, "step": 5})
    assert not player.model.layers[0].weight.data.any()
    assert player.parameters == arrays_of(player.model)
    assert player.note == PYTHON_WON
    player.set_state({"parameters": late, "answered": 1, "step": 6})
    assert player.model.layers[0].weight.data.any()
    assert player.note == ""


@pytest.mark.parametrize("told", [{"playing": True}, {"step": 0}])
def test_that_python_won_is_said_until_it_goes_on(told: dict[str, Any]) -> None:
    player = player_of(plain(), playing=True, step=7)
    player.model.layers[0].weight.data = np.zeros((2, 4))
    player._python_may_have_changed()
    player.set_state({"answered": 1, **told})
    assert player.note == ""


@pytest.mark.parametrize("make", [plain, lambda: scalar.MLP(2, [4, 1], rng=0), recorded])
def test_a_parameter_of_another_shape_is_not_sent_but_told_until_it_is_right_again(make: Callable[[], Any]) -> None:
    model = make()
    player = player_of(model, playing=True)
    sent = player.parameters
    if isinstance(model, scalar.MLP):
        weights = model.layers[0].neurons[0].w
        right, _ = list(weights), weights.pop()
    else:
        weight = model.parameters()[0]
        right, weight.data = weight.data, np.zeros((5, 4))
    player._python_may_have_changed()
    assert "when the player was made" in player.problem
    assert (player.parameters, player.playing, player.revision) == (sent, False, 0)
    with pytest.raises(ValueError, match="make a new player"):
        player.fit(1)
    with pytest.raises(ValueError, match="make a new player"):
        player.record(1.0)
    player.set_state({"parameters": {name: dict(data) for name, data in sent.items()}, "step": 3})
    assert player.problem
    if isinstance(model, scalar.MLP):
        model.layers[0].neurons[0].w = right
    else:
        model.parameters()[0].data = right * 2
    player._python_may_have_changed()
    assert player.problem == ""
    assert player.revision == (0 if isinstance(model, scalar.MLP) else 1)
    player.fit(1)


# --- settings ---


@pytest.mark.parametrize(
    ("make", "settings", "message"),
    [
        (lambda: player_of(recorded(), batch_size=20), {"batch_size": 7}, "make a new player with batch_size=7"),
        (lambda: player_of(recorded(), batch_size=20), {"batch_size": 30}, ""),  # 30, and a last one of 20, if recorded
        (lambda: player_of(recorded(), batch_size=20), {"batch_size": 50}, ""),
        (lambda: player_of(recorded(), batch_size=20), {"batch_size": 10}, ""),
        (lambda: player_of(recorded()), {"l2": 0.1}, "make a new player with l2=0.1"),
        (lambda: player_of(recorded(), l2=0.2), {"l2": 0.1}, ""),
        (lambda: player_of(plain()), {"batch_size": 7, "l2": 0.1, "noise": 0.1}, ""),
        (lambda: player_of(opaque()), {"batch_size": 7, "l2": 0.1}, ""),
        (lambda: player_of(opaque()), {"noise": 0.1}, "noise is added where the browser trains"),
    ],
)
def test_settings_that_nobody_can_train_with_are_refused(make: Any, settings: Any, message: str) -> None:
    player = make()
    if settings == {"batch_size": 30}:
        message = "a computation with 30 samples"
    before = dict(player.settings)
    if message:
        with pytest.raises(t.TraitError, match=message):
            player.settings = settings
        assert player.settings == before
    else:
        player.settings = settings
        assert player.settings == {**before, **settings}


def test_settings_are_checked_against_the_last_valid_ones_also_when_notifications_are_held() -> None:
    player = player_of(plain())
    before = dict(player.settings)
    with player.hold_trait_notifications():
        player.settings = {"learning_rate": 0.5}
    assert player.settings == {**before, "learning_rate": 0.5}
    assert player.learning_rate == 0.5
    assert player._training is not None
    assert player._training.optimizer.rate == 0.5
    with pytest.raises(t.TraitError, match="there is no optimiser 'Nonsense'"):
        player.set_state({"settings": {**before, "optimizer": "Nonsense"}, "step": 3})
    assert player.settings == {**before, "learning_rate": 0.5}


@pytest.mark.parametrize(
    ("optimizer", "message"),
    [(SGD(weight_decay=1e7), "weight_decay must be a number from 0 to"), (Adam(epsilon=2.0), "epsilon must be")],
)
def test_an_optimiser_beyond_the_players_bounds_is_refused_at_once(optimizer: Any, message: str) -> None:
    with pytest.raises(t.TraitError, match=message):
        player_of(plain(), optimizer=optimizer)


def test_a_schedule_may_begin_and_end_at_0() -> None:
    player = player_of(plain(), optimizer=SGD(lambda step: 0.01 * step))
    assert player.settings["learning_rate"] == 0
    history = fit(plain(), X, Y, optimizer=SGD(schedules.Linear(0.1, 0.0, 4)), epochs=4, progress=False)
    assert TrainingPlayer(history).learning_rate == 0
    player.learning_rate = 0
    player.fit(1)


def test_noise_of_the_browser_is_said_to_be_off_where_python_trains() -> None:
    player = player_of(plain())
    player.settings = {"noise": 0.2}
    player.fit(1)
    assert (player.settings["noise"], player.note) == (0, NO_NOISE)


# --- a run that Python holds ---


def test_a_history_begins_at_the_step_that_is_asked_for() -> None:
    history = fit(plain(), X, Y, epochs=5, progress=False)
    player = TrainingPlayer(history, step=2)
    assert player.step == 2
    assert np.array_equal(history.model.layers[0].weight.data, history.state(2)["layers.0.weight"])
    assert player.parameters == arrays_of(history.model)


def test_a_history_that_was_stopped_early_begins_with_what_the_model_has() -> None:
    X_held, y_held = X[:8], -Y[:8]  # which get worse with every epoch
    history = fit(plain(), X, Y, validation=(X_held, y_held), patience=2, epochs=30, progress=False)
    assert 0 < history.final_step < history.steps
    player = TrainingPlayer(history)
    assert player.step == history.final_step
    assert player.run is not None
    assert history.final_step in player.run["kept"]
    assert player.parameters == arrays_of(history.model)


@pytest.mark.parametrize(("step", "near"), [(0, 0), (3, 2), (4, 4), (9, 9), (99, 10)])
def test_the_step_and_its_loss_are_those_of_the_weights_that_the_model_has(step: int, near: int) -> None:
    history = fit(plain(), X, Y, epochs=5, progress=False)
    player = TrainingPlayer(history)
    assert float(player.loss) == history.batch_loss[-1]
    player.step = step
    near = min(history.kept, key=lambda kept: abs(kept - step)) if near == 9 else near
    assert player.step == near
    assert float(player.loss) == history.batch_loss[min(near, 9)]
    assert np.array_equal(history.model.layers[0].weight.data, history.state(near)["layers.0.weight"])


def test_a_history_that_was_played_leaves_the_model_at_the_step_where_it_was_paused() -> None:
    history = fit(plain(), X, Y, epochs=5, progress=False)
    player = TrainingPlayer(history)
    player.set_state({"playing": True, "step": 0})
    player.set_state({"step": 4})
    player.set_state({"playing": False})
    assert np.array_equal(history.model.layers[0].weight.data, history.state(4)["layers.0.weight"])


def test_a_page_has_all_that_was_trained_so_far(tmp_path: Any) -> None:
    player = player_of(plain())
    for _ in range(5):
        player.record(1.0)
    player.to_html(tmp_path / "loop.html")
    assert player.run is not None
    assert (player.run["steps"], len(player.run["kept"])) == (5, 6)


# --- the end ---


def test_a_closed_player_stops_and_is_let_go() -> None:
    async def scene() -> None:
        usual = signal.getsignal(signal.SIGINT)
        player: Any = player_of(opaque())
        player.fit()
        await until(lambda: player.step > 0)
        history, model = player.history, player.model
        player.close()
        assert signal.getsignal(signal.SIGINT) is usual
        steps, gone = history.steps, weakref.ref(player)
        player = None
        await asyncio.sleep(0.01)
        gc.collect()
        assert gone() is None
        assert history.steps == steps
        assert not model.training

    asyncio.run(scene())
