"""Training, played: the lesson keeps what its prose promises."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, SGD, TrainingPlayer, Value, fit
from autograd_widgets.nn import datasets, scalar
from autograd_widgets.nn.losses import squared_error
from tests.notebooks.reading import ROOT, WIDGET, Cells, cell_with, lesson, outputs_of, prose_of, text_of

LESSON = lesson("06_training")
SAMPLES = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
TARGETS = [1.0, -1.0, -1.0, 1.0]


def trained(seed: int, rate: float, steps: int = 100) -> tuple[MLP, np.ndarray]:
    """Return the network of the article after some steps, and its losses."""
    network = MLP(3, [4, 4, 1], rng=seed)
    history = fit(network, SAMPLES, TARGETS, optimizer=SGD(rate), epochs=steps, progress=False)
    return network, np.array(history.loss)


@cache
def losses_of_forty() -> np.ndarray:
    """Return the losses of lesson 5's networks at a rate of 0.5, a row for each."""

    def losses(seed: int) -> Any:
        network = MLP.from_scalar(scalar.MLP(3, [4, 4, 1], rng=seed))
        return fit(network, SAMPLES, TARGETS, loss=total, optimizer=SGD(0.5), epochs=400, progress=False).loss

    return np.array([losses(seed) for seed in range(40)])


def total(prediction: Any, target: Any) -> Any:
    return squared_error(prediction, target, "sum")


def above_one(steps: int) -> int:
    return int(np.sum(losses_of_forty()[:, steps - 1] > 1))


def slopes_of_the_first_layer(network: MLP) -> np.ndarray:
    """Return for each of its neurons the steepest slope of tanh over the samples."""
    return np.max(1 - network.layers[0](SAMPLES).data ** 2, axis=0)


def test_the_network_and_its_loss_are_those_of_the_prose() -> None:
    network = MLP(3, [4, 4, 1], rng=1337)
    assert sum(p.data.size for p in network.parameters()) == 41
    answers = network(SAMPLES).data.ravel()
    history = fit(network, SAMPLES, TARGETS, optimizer=SGD(0.1), epochs=1, progress=False)
    assert history.loss[0] == pytest.approx(np.mean((answers - TARGETS) ** 2))
    assert trained(1337, 0.1, 1000)[1][-1] < 0.02
    prose = prose_of(LESSON)
    assert "41 weights and biases" in prose
    assert "the mean of (answer − target)²" in prose


def test_a_step_moves_each_parameter_against_its_gradient_by_the_rate() -> None:
    before, after = MLP(3, [4, 4, 1], rng=1337), trained(1337, 0.1, 1)[0]
    ((before(SAMPLES) - TARGETS) ** 2).mean().backward()
    for p, q in zip(before.parameters(), after.parameters(), strict=True):
        np.testing.assert_allclose(q.data, p.data - 0.1 * p.grad, atol=1e-12)


def test_before_it_is_played_the_player_is_at_its_start(cells: Cells) -> None:
    lines = text_of(cell_with(cells, "player.step)")).splitlines()
    assert lines[0] == "step 0"
    wanted = [float(line.split()[1].rstrip(",")) for line in lines[1:5]]
    assert wanted == TARGETS


def test_the_loop_records_its_twenty_steps(cells: Cells) -> None:
    source = cell_with(cells, "mine.record(loss)").source
    names: dict[str, Any] = {"TrainingPlayer": TrainingPlayer, "xs": SAMPLES, "ys": TARGETS, "display": lambda _: None}
    exec(source, names)
    assert isinstance(names["m"], scalar.MLP)
    losses = np.array(names["mine"].history.loss)
    assert len(losses) == 20
    assert losses[-1] < losses[0] / 5
    assert names["loss"].data == pytest.approx(losses[-1])


def test_without_setting_them_to_0_the_gradients_of_all_steps_add_up() -> None:
    p = Value(3.0)
    for times in (1, 2, 3):
        (p * 2).backward()
        assert p.grad == 2.0 * times
    assert "`backward` *adds* to them" in prose_of(LESSON)


def test_the_small_rate_creeps_down_and_the_large_one_jumps() -> None:
    creeping, jumping = trained(1, 0.05)[1], trained(1, 2.0)[1]
    assert np.all(np.diff(creeping) < 0)
    assert np.any(jumping > jumping[0])
    assert np.any(np.diff(jumping) > 0)
    assert min(slopes_of_the_first_layer(trained(1, 2.0)[0])) < 0.01
    assert "The small rate creeps down. The large one jumps: some steps land higher than they started" in prose_of(
        LESSON
    )


def test_forty_starts_arrive_at_a_tenth_and_many_do_not_at_a_half(cells: Cells) -> None:
    rows = re.findall(r"rate (\S+): from \S+ to (\S+), (\d+) of 40 above 1", text_of(cell_with(cells, "losses_after")))
    (small, worst, above), (large, _, stuck) = rows
    assert (small, large) == ("0.1", "0.5")
    assert int(above) == 0
    assert float(worst) < 0.1
    assert int(stuck) == above_one(100)
    assert "28 were above 1 after 20 steps, 20 still are after 100; after 400 it is 15." in prose_of(LESSON)
    for steps, told in ((20, 28), (100, 20), (400, 15)):
        assert above_one(steps) == pytest.approx(told, abs=1)  # rounding may differ from machine to machine


def test_about_half_of_those_that_were_stuck_come_back() -> None:
    stuck = losses_of_forty()[:, 19] > 1
    back = losses_of_forty()[stuck, 399] < 1
    assert 0.35 < back.mean() < 0.65
    for stem in ("05_neurons_layers_mlp", "06_training"):
        assert "about half of those that were stuck come back, slowly" in prose_of(lesson(stem))
    assert "20 are still above 1 after 100 steps, and 15 after 400" in prose_of(lesson("05_neurons_layers_mlp"))


def test_moons_are_told_apart_by_a_boundary_that_no_line_is() -> None:
    X, y = datasets.moons(200, rng=0)

    def right(network: MLP, epochs: int = 100) -> float:
        fit(network, X, y, loss="hinge", epochs=epochs, validation=0.2, progress=False)
        return float(np.mean(np.sign(network(X).data.ravel()) == y))

    assert right(MLP(2, [16, 16, 1], activation="relu", output_activation=None, rng=0)) > 0.97
    assert right(MLP(2, [1], output_activation=None, rng=0)) < 0.95
    assert set(y) == {-1.0, 1.0}
    assert X.shape == (200, 2)


def test_a_step_looks_at_32_points_and_a_fifth_are_held_back(cells: Cells) -> None:
    assert WIDGET in outputs_of(cell_with(cells, "datasets.moons"))[0].data
    player = TrainingPlayer(
        MLP(2, [4, 1], output_activation=None, rng=0), *datasets.moons(200, rng=0), loss="hinge", validation=0.2
    )
    assert player.settings["batch_size"] == 32
    assert "A step looks at 32 of the points only" in prose_of(LESSON)
    assert "a fifth of the points are held back" in prose_of(LESSON)


def test_both_optimisers_tell_the_arms_of_the_spiral_apart_and_differently() -> None:
    X, y = datasets.spirals(240, classes=3, rng=0)
    assert set(y) == {0, 1, 2}
    losses: list[np.ndarray] = []
    for optimizer in ("adam", "sgd"):
        network = MLP(2, [24, 24, 3], activation="relu", output_activation=None, rng=0)
        history = fit(network, X, y, loss="cross_entropy", optimizer=optimizer, epochs=400, progress=False)
        assert np.mean(np.argmax(network(X).data, axis=1) == y) > 0.97
        losses.append(np.array(history.loss))
    assert np.max(np.abs(losses[0] - losses[1])) > 0.1


def test_the_fit_of_the_sine_comes_down(cells: Cells) -> None:
    network = MLP(1, [16, 16, 1], output_activation=None, rng=0)
    history = fit(network, *datasets.sine(100, rng=0), optimizer="adam", epochs=60, progress=False)
    assert history.loss[-1] < history.loss[0] / 3
    assert "After 240 steps" in text_of(cell_with(cells, "TrainingPlayer(history)"))


# --- the exercises ---


def test_a_rate_of_10_leaves_the_neurons_on_the_flat_parts() -> None:
    history = fit(MLP(3, [4, 4, 1], rng=1337), SAMPLES, TARGETS, optimizer=SGD(10.0), epochs=200, progress=False)
    assert history.loss[1] > 1.5 * history.loss[0]
    assert history.loss[-1] == pytest.approx(2.0, abs=1e-3)
    view = (ROOT / "js/src/views/training/gradient_norms.tsx").read_text("utf-8")
    (tiny,) = re.findall(r"TINY = (\S+);", view)
    for norms in history.gradient_norms.values():
        assert 0 < max(norms[1:]) < float(tiny)
    (told,) = re.findall(r"< TINY\) return \"(.+)\";", view)
    prose = prose_of(LESSON)
    assert f"the curve stays at a loss of 2. “{told}”" in prose


def test_a_single_neuron_has_a_straight_line_for_a_boundary() -> None:
    network = MLP(2, [1], output_activation=None, rng=0)
    weight, bias = network.layers[0].weight.data.ravel(), network.layers[0].bias.data.ravel()
    along = np.array([-weight[1], weight[0]])
    on_it = -bias * weight / (weight @ weight)
    points = on_it + np.linspace(-3, 3, 7)[:, None] * along
    np.testing.assert_allclose(network(points).data, 0.0, atol=1e-12)


def test_twins_stay_twins() -> None:
    network = MLP(3, [4, 4, 1], rng=0)
    for p in network.parameters():
        p.data = np.zeros_like(p.data)
    fit(network, SAMPLES, TARGETS, epochs=50, progress=False)
    for layer in network.layers[:2]:
        assert np.ptp(layer.weight.data, axis=1).max() == 0.0
        assert np.ptp(layer.bias.data) == 0.0


@pytest.mark.parametrize(("points", "batch", "steps"), [(160, 32, 5), (200, 64, 4)])
def test_an_epoch_has_as_many_steps_as_the_solution_says(points: int, batch: int, steps: int) -> None:
    network = MLP(2, [2, 1], output_activation=None, rng=0)
    history = fit(network, *datasets.moons(points, rng=0), loss="hinge", batch_size=batch, epochs=1, progress=False)
    assert history.steps == steps
    prose = prose_of(LESSON)
    assert "160 / 32 = 5. For 200 points with 64 it is 4: three full ones, and a last one of 8." in prose
    assert 200 - 3 * 64 == 8


@pytest.mark.parametrize(
    ("low", "high", "least", "most"), [(0, 1, 1, 1), (1, 2, 0.7, 0.99), (2, 3, 0.2, 0.5), (3, 10, 0, 0.1)]
)
def test_the_share_of_rates_that_come_down_is_that_of_the_solution(
    low: float, high: float, least: float, most: float
) -> None:
    rates = np.linspace(low, high, 41)[1:]
    assert least <= np.mean([trained(1, rate, 300)[1][-1] < 0.5 for rate in rates]) <= most
    told = "From 1 to 2 most rates do, from 2 to 3 fewer, and above 3 hardly one."
    assert told in prose_of(LESSON)


def test_a_larger_rate_may_come_down_where_a_smaller_one_does_not() -> None:
    assert trained(1, 1.2, 300)[1][-1] == pytest.approx(2.0, abs=1e-3)
    assert trained(1, 1.95, 300)[1][-1] < 0.01
    assert "1.2 is still at 2 after 300 steps, while 1.95 has come down" in prose_of(LESSON)
