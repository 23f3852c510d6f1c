"""A history tells what happened, holds states within a limit, and survives a file."""

from __future__ import annotations

import importlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, History, figures, fit
from autograd_widgets.nn import Linear, Sequential, Training, datasets, scalar
from autograd_widgets.nn.kept_states import BESIDE_NUMBERS, KeptStates

MOONS = datasets.moons(40, rng=0)


def trained(model: Any = None, **options: Any) -> History:
    model = model or MLP(2, [4, 1], rng=0)
    return fit(model, *MOONS, **{"epochs": 6, "metrics": "accuracy", "validation": 0.25, "batch_size": 10, **options})


def test_states_are_exactly_those_of_the_run() -> None:
    history = trained()
    training = Training(MLP(2, [4, 1], rng=0), *MOONS, validation=0.25, batch_size=10)
    assert history.kept == [0, 3, 6, 9, 12, 15, 18]
    for step in history.kept:
        while training.history.steps < step:
            training.step()
        for name, array in history.state(step).items():
            assert np.array_equal(array, training.state()[name])


def test_the_model_can_be_looked_at_as_it_was_and_is_then_as_it_is() -> None:
    history = trained()
    now = history.model.state_dict()
    fresh = MLP(2, [4, 1], rng=0)
    with history.at(0) as model:
        assert np.array_equal(model(MOONS[0]).data, fresh(MOONS[0]).data)
    assert np.array_equal(history.predictions(MOONS[0], 0), fresh(MOONS[0]).data)
    assert all(np.array_equal(now[name], array) for name, array in history.model.state_dict().items())
    with pytest.raises(LookupError, match="no state of step 4 was kept; the nearest is that of step 3"):
        history.state(4)


@pytest.mark.parametrize("count", [1, 2, 3, 10, 1000, 10_000])
@pytest.mark.parametrize("most", [0, 3, 10, 64])
def test_states_stay_within_their_limit_evenly_with_the_first_and_the_last(count: int, most: int) -> None:
    states = KeptStates(most * (8 + BESIDE_NUMBERS))
    for step in range(count):
        states.add(step, {"w": np.array(float(step))})
    steps = states.steps
    assert steps[0] == 0
    assert steps[-1] == count - 1
    assert len(steps) <= max(2, most)
    assert all(states[step]["w"] == step for step in steps)
    gaps = np.diff(steps)[:-1]
    if len(gaps):
        assert gaps.min() == gaps.max()
        assert len(steps) > most // 2 - 1 or count <= most


def test_states_of_one_step_replace_each_other_and_later_ones_can_be_dropped() -> None:
    states = KeptStates(1e9)
    for step in (0, 5, 5, 10):
        states.add(step, {"w": np.zeros(1)})
    states.drop_after(5)
    assert states.steps == [0, 5]


def test_a_pinned_state_has_its_place_among_the_others_once() -> None:
    kept, state = KeptStates(1e9), {"w": np.zeros(3)}
    for step in (0, 2, 4):
        kept.add(step, state)
    for pinned, steps in ((3, [0, 2, 3, 4]), (2, [0, 2, 4])):
        kept.pin(pinned, state)
        assert (kept.steps, kept.last) == (steps, 4)
        assert [step for step in range(6) if step in kept] == steps


@pytest.mark.parametrize("model", [MLP(2, [4, 1], rng=0), scalar.MLP(2, [2, 1], rng=0)])
def test_a_file_holds_all_of_it(tmp_path: Path, model: Any) -> None:
    history = trained(model)
    path = history.save(tmp_path / "run")
    loaded = History.load(path, model=model)
    assert loaded.to_dict() == history.to_dict()
    assert loaded.kept == history.kept
    assert loaded.batch_size == history.batch_size == 10
    assert repr(loaded) == repr(history)
    assert np.array_equal(loaded.predictions(MOONS[0], 3), history.predictions(MOONS[0], 3))
    assert loaded.validation is not None
    assert history.validation is not None
    assert np.array_equal(loaded.validation.y, history.validation.y)
    with pytest.raises(ValueError, match="has no model"):
        History.load(path).predictions(MOONS[0])


def test_other_files_are_refused(tmp_path: Path) -> None:
    model = MLP(2, [4, 1], rng=0)
    with pytest.raises(ValueError, match="holds no history"):
        History.load(model.save(tmp_path / "model"))
    (tmp_path / "broken.npz").write_bytes(b"PK")
    with pytest.raises(ValueError, match="damaged"):
        History.load(tmp_path / "broken.npz")


def test_to_dict_can_be_written_as_json() -> None:
    told = json.loads(json.dumps(trained().to_dict()))
    assert {"loss", "validation_loss", "accuracy", "validation_accuracy", "learning_rate", "batch_loss"} <= told.keys()
    assert len(told["gradient_norms"]["layers.0"]) == told["epochs"] == 6
    assert told["steps"] == 18


def test_its_text_tells_how_it_ended() -> None:
    assert repr(trained()).startswith("History(6 epochs, 18 steps, loss 0.")
    assert "validation accuracy" in repr(trained())


def test_the_plot_shows_what_there_is() -> None:
    figure = trained().plot()
    assert [axes.get_ylabel() for axes in figure.axes] == ["loss", "accuracy", "gradient norm"]
    lines = {line.get_label(): line.get_ydata() for line in figure.axes[0].get_lines()}
    assert set(lines) == {"training", "validation"}
    assert np.array_equal(lines["training"], trained().loss)
    plain = trained(metrics=(), validation=None).plot()
    assert [axes.get_ylabel() for axes in plain.axes] == ["loss", "gradient norm"]


def test_a_notebook_shows_the_plot_whatever_has_been_imported_before() -> None:
    formatters = pytest.importorskip("IPython.core.formatters")
    data, _ = formatters.DisplayFormatter().format(trained().plot())
    assert data["image/png"].startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("model", "data", "options"),
    [
        (MLP(2, [4, 1], rng=0), MOONS, {"loss": "hinge"}),
        (MLP(2, [4, 3], output_activation=None, rng=0), datasets.blobs(30, rng=0), {"loss": "cross_entropy"}),
        (MLP(1, [4, 1], rng=0), datasets.sine(30, rng=0), {}),
        (MLP(3, [4, 1], rng=0), (np.eye(3), [1.0, 0.0, -1.0]), {}),
        (Sequential(Linear(2, 1, rng=0)), (MOONS[0], MOONS[1][:, None]), {}),
        (MLP(2, [4, 2], rng=0), (MOONS[0], MOONS[0]), {}),
        (MLP(1, [4, 2], output_activation=None, rng=0), ([[0.0], [1.0]], [0, 1]), {"loss": "cross_entropy"}),
        (scalar.MLP(2, [2, 1], rng=0), MOONS, {}),
    ],
)
def test_the_film_has_a_picture_for_each_frame(tmp_path: Path, model: Any, data: Any, options: Any) -> None:
    image = pytest.importorskip("PIL.Image")
    history = fit(model, *data, epochs=5, **options)
    with image.open(history.animate(tmp_path / "run.gif", frames=3, seconds=1.5)) as film:
        assert film.n_frames == 3
        assert film.info["duration"] == 500


@pytest.mark.parametrize(
    ("name", "options", "error", "message"),
    [
        ("run.avi", {}, ValueError, "writes .gif"),
        ("nowhere/run.gif", {}, FileNotFoundError, "does not exist"),
        ("run.gif", {"seconds": 0}, ValueError, "above 0"),
        ("run.gif", {"frames": 1}, ValueError, "at least 2"),
    ],
)
def test_films_that_cannot_be_made_are_refused(
    tmp_path: Path, name: str, options: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        trained().animate(tmp_path / name, **options)


def test_without_matplotlib_a_plot_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = importlib.import_module

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith("matplotlib"):
            raise ImportError(name)
        return usual(name, *rest)

    monkeypatch.setattr("importlib.import_module", missing)
    figures._shown.cache_clear()
    with pytest.raises(ImportError, match="pip install matplotlib"):
        trained().plot()


def test_a_state_of_another_network_of_scalars_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    path = trained(scalar.MLP(2, [3, 1], rng=0)).save(tmp_path / "run")
    other = scalar.MLP(2, [2, 1], rng=0)
    before = [p.data for p in other.parameters()]
    with pytest.raises(ValueError, match="state of another model"):
        History.load(path, model=other).predictions(MOONS[0], 0)
    assert [p.data for p in other.parameters()] == before
