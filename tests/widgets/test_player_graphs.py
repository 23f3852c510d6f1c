"""What the browser gets to train with: recorded graphs give what the model gives, or it is said why there are none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, Value, fit
from autograd_widgets.graph.record import Graph
from autograd_widgets.graph.replay import replay
from autograd_widgets.nn import SGD, Linear, Sequential, datasets, losses, scalar
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets import player_graphs
from autograd_widgets.widgets.player_graphs import network_of
from autograd_widgets.widgets.player_model import PlayerModel
from autograd_widgets.widgets.player_plan import plan_of

X, Y = datasets.moons(50, rng=0)
COLUMN = Y[:, None]


def model(width: int = 1) -> Sequential:
    return Sequential(Linear(2, 4, activation="tanh", rng=0), Linear(4, width, rng=1))


def plan(made: Any, X: Any, y: Any, **options: Any) -> PlayerModel:
    training = Training(made, X, y, **options)
    return plan_of(made, training.history.loss_name, training.history.samples, training)


@pytest.fixture
def recordings(monkeypatch: pytest.MonkeyPatch) -> list[Graph]:
    """The graphs, before they become data."""
    found: list[Graph] = []
    usual = player_graphs.graph_data
    monkeypatch.setattr(player_graphs, "graph_data", lambda graph: (found.append(graph), usual(graph))[1])
    return found


@pytest.mark.parametrize(
    ("loss", "made", "y"),
    [
        ("squared_error", model(), COLUMN),
        ("absolute_error", model(), COLUMN),
        ("hinge", model(), COLUMN),
        ("binary_cross_entropy", model(), (COLUMN + 1) / 2),
        ("cross_entropy", model(3), np.arange(50) % 3),
    ],
)
@pytest.mark.parametrize("l2", [0.0, 0.01])
def test_a_replay_with_other_parameters_and_samples_is_the_models_own_loss(
    loss: str, made: Any, y: Any, l2: float, recordings: list[Graph]
) -> None:
    found = plan(made, X, y, loss=loss, l2=l2, batch_size=20, validation=Samples(X[:7], y[:7]))
    assert found.dynamic == ""
    assert list(found.graphs) == ["7", "10", "20", "50", "grid"]
    rng = np.random.default_rng(3)
    for p in made.parameters():
        p.data = rng.standard_normal(p.shape)
    for graph, count in zip(recordings, (7, 10, 20, 50), strict=False):
        places = rng.permutation(50)[:count]
        given: dict[str, Any] = {**found.arrays(), "X": X[places]}
        if "y" in {node.name for node in graph.nodes if node.op == "leaf"}:
            given["y"] = y[places]
        else:  # whole numbers are constants: the samples of the recording
            given["X"], places = X[:count], np.arange(count)
        again = replay(graph, {n.id: given[n.name] for n in graph.nodes if n.op == "leaf" and n.name in given})
        expected = losses.by_name(loss)(made(X[places]), y[places]).data
        penalty = l2 * sum(float((p.data**2).sum()) for p in made.parameters())
        assert again[graph.roots[0]] == pytest.approx(expected + penalty, rel=1e-12)
        assert np.allclose(again[graph.roots[1]], made(X[places]).data, rtol=1e-12)


def test_the_grid_is_what_the_model_predicts_there(recordings: list[Graph]) -> None:
    made = model()
    found = plan(made, X, COLUMN)
    grid = recordings[-1]
    assert np.array_equal(replay(grid, {})[grid.root.id], made(found.grid).data)
    assert len(found.grid) == 48**2  # pyright: ignore[reportArgumentType]


def test_a_recorded_model_is_left_as_it_came() -> None:
    made = model()
    made[0].weight.label = "mine"
    before = [p.data for p in made.parameters()]
    plan(made, X, COLUMN)
    assert all(p.data is old for p, old in zip(made.parameters(), before, strict=True))
    assert made[0].weight.label == "mine"
    assert made.training


# --- why there are none ---


class Branching(Sequential):
    def forward(self, x: Any) -> Any:
        return super().forward(x) * (2 if self[0].weight.sum() > 0 else 3)


class Signs(Optimiser):
    def _moved(self, data: Any, gradient: Any, rate: float) -> Any:
        return data - rate * np.sign(gradient)


def squared_error(predictions: Value, y: Any) -> Value:
    """Not the library's, though it is called so."""
    return ((predictions - y) ** 2).sum() * 3


def one_by_one(predictions: Any, y: Any) -> Any:
    return sum((p - t) ** 2 for p, t in zip(predictions, y, strict=True))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: plan(scalar.MLP(2, [3, 1], rng=0), X[:5], Y[:5], loss=one_by_one), "one by one"),
        (lambda: plan(MLP(2, [4, 1], rng=0), X, Y, optimizer=Signs(0.1)), "its optimiser, Signs, is one of your own"),
        (lambda: plan(model(2), X, (Y > 0).astype(int), loss=lambda p, y: -p[np.arange(len(y)), y].mean()), "targets"),
        (lambda: plan(Branching(Linear(2, 1, rng=0)), X, COLUMN), "decides by its numbers"),
        (lambda: plan(Sequential(Linear(2, 400), Linear(400, 700)), X, np.zeros((50, 700))), "its parameters take"),
        (lambda: plan_of(None, "hinge", None, None), "loaded without its model"),
    ],
)
def test_the_reason_is_told_where_only_python_can_train_it(make: Callable[[], PlayerModel], reason: str) -> None:
    assert reason in make().dynamic


def test_a_loss_of_ones_own_is_not_taken_for_ours_of_the_same_name() -> None:
    found = plan(MLP(2, [4, 1], rng=0), X, COLUMN, loss=squared_error)
    assert found.network is None
    assert "50" in found.graphs
    assert plan(MLP(2, [4, 1], rng=0), X, Y, loss=losses.squared_error).network is not None


def test_a_history_of_a_loss_of_ones_own_is_shown_by_python() -> None:
    history = fit(model(), X, COLUMN, loss=lambda p, y: ((p - y) ** 4).mean(), epochs=1, progress=False)
    found = plan_of(history.model, history.loss_name, history.samples, None)
    assert "a history does not hold it" in found.dynamic
    assert found.opaque


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (scalar.MLP(3, [4, 4, 1]), {"n_in": 3, "sizes": [4, 4, 1], "activation": "tanh", "output_activation": "tanh"}),
        (MLP(2, [5, 1], activation="relu", output_activation=None), {"activation": "relu", "output_activation": ""}),
        (MLP(2, [1], dtype=np.float32), {"sizes": [1], "dtype": "float32"}),
        (MLP(2, [5, 1], activation=np.tanh), None),
        (model(), None),
    ],
)
def test_a_plain_network_is_told_by_its_sizes(made: Any, expected: Any) -> None:
    network = network_of(made, "squared_error")
    assert (network is None) == (expected is None)
    assert expected is None or expected.items() <= network.items()  # pyright: ignore[reportOptionalMemberAccess]
    assert network_of(made, "mine") is None


@pytest.mark.parametrize("optimizer", [SGD(0.1), Signs(0.1)])
def test_trying_out_takes_no_step(optimizer: Optimiser) -> None:
    plan(model(), X, COLUMN, optimizer=optimizer)
    assert optimizer.steps == 0
