"""Neurons, layers and networks: the lesson keeps what its prose promises."""

from __future__ import annotations

import inspect
import re
from functools import cache
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, fit, nn
from autograd_widgets.nn import scalar
from tests.notebooks.reading import WIDGET, Cells, cell_with, lesson, outputs_of, prose_of, text_of

LESSON = lesson("05_neurons_layers_mlp")
SAMPLES = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
TARGETS = [1.0, -1.0, -1.0, 1.0]


def loss_of(network: Any) -> Any:
    return sum((network(x) - y) ** 2 for x, y in zip(SAMPLES, TARGETS, strict=True))


def train(network: scalar.MLP, rate: float, steps: int = 20) -> float:
    """Train as the lesson does, and return the last of the losses."""
    for _ in range(steps):
        loss = loss_of(network)
        network.zero_grad()
        loss.backward()
        for p in network.parameters():
            p.data += -rate * p.grad
    return float(loss.data)


def article_network(seed: int = 0) -> scalar.MLP:
    return scalar.MLP(3, [4, 4, 1], rng=seed)


@cache
def final_losses(rate: float, steps: int = 20) -> np.ndarray:
    return np.array([train(article_network(seed), rate, steps) for seed in range(40)])


def first_neuron(activation: str = "tanh") -> tuple[scalar.Neuron, list[Value]]:
    return scalar.Neuron(2, activation=activation, rng=0), [Value(2.0), Value(0.5)]


def test_the_gradients_of_the_neuron_vanish_when_its_bias_is_dragged_up() -> None:
    neuron, inputs = first_neuron()
    leaves = [*inputs, *neuron.parameters()]
    neuron(inputs).backward()
    assert max(abs(leaf.grad) for leaf in leaves) > 0.5
    neuron.b.data = 3.0
    out = neuron(inputs)
    for leaf in leaves:
        leaf.grad = 0.0
    out.backward()
    assert out.data > 0.99
    assert max(abs(leaf.grad) for leaf in leaves) < 0.02
    assert "drag `b` up to about 3. The output nears 1" in prose_of(LESSON)


@pytest.mark.parametrize("code", ["code_of(Neuron)", "display(code_of(Layer), code_of(MLP))"])
def test_the_code_that_is_read_aloud_is_the_code_that_runs(cells: Cells, code: str) -> None:
    shown = text_of(cell_with(cells, code))
    for name in re.findall(r"code_of\((\w+)\)", code):
        assert inspect.getsource(getattr(scalar, name)) in shown
    assert "noqa" not in shown


def test_every_name_that_the_reading_explains_is_in_the_code() -> None:
    prose = " ".join(prose_of(LESSON).partition("## Read the code")[2].partition("## Four samples")[0].split())
    known = inspect.getsource(scalar) + "neuron([x1, x2]) rng=0"
    names = re.findall(r"`([^`]+)`", prose)
    assert len(names) > 20
    assert [name for name in names if name not in known] == []


def test_neurons_of_a_layer_are_not_alike() -> None:
    layer = scalar.Layer(3, 4, rng=0)
    assert len({float(p.data) for p in layer.parameters()}) == 16
    assert "so that no two are alike" in prose_of(LESSON)


def test_the_parameters_are_counted_as_the_prose_does(cells: Cells) -> None:
    counts = [int(line.split()[0]) for line in text_of(cell_with(cells, "in all")).strip().splitlines()]
    assert counts == [4 * (3 + 1), 4 * (4 + 1), 1 * (4 + 1), 41]
    prose = prose_of(LESSON)
    assert "4 · (3 + 1), 4 · (4 + 1) and 1 · (4 + 1)" in prose
    assert "each of the 41 parameters" in prose


def test_one_step_and_then_twenty_bring_the_loss_down(cells: Cells) -> None:
    n = article_network()
    first, second = train(n, 0.1, 1), float(loss_of(n).data)
    stepped = text_of(cell_with(cells, "the loss was"))
    assert f"the loss was {first:.3f} and is {second:.3f}" in stepped
    before, gradient, after = map(float, re.findall(r"[-+]?\d\.\d{4}", stepped))
    assert after == pytest.approx(before - 0.1 * gradient, abs=1e-4)
    rows = [line.split() for line in text_of(cell_with(cells, "for k in range(20)")).splitlines()]
    losses = [float(row[1]) for row in rows[:20]]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(train(n, 0.1), abs=1e-4)
    assert losses[-1] < 0.05


def test_the_untrained_network_says_about_the_same_to_every_sample() -> None:
    assert "say about the same to every sample" in prose_of(LESSON)
    assert np.ptp([article_network()(x).data for x in SAMPLES]) < 0.25


def test_a_tenth_lets_all_forty_arrive_and_a_half_few(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "def train"))
    for rate in (0.1, 0.5):
        assert f"learning rate {rate}: {sum(final_losses(rate) > 1)} of 40 end above loss 1" in shown
    assert max(final_losses(0.1)) < 0.25
    assert sum(final_losses(0.5) > 1) > 20
    assert "At 0.1 all forty arrive. At 0.5 the loss leaps about, and after 20 steps most are stuck." in prose_of(
        LESSON
    )


def test_those_that_are_stuck_are_at_four_or_at_eight(cells: Cells) -> None:
    stuck = final_losses(0.5)[final_losses(0.5) > 1]
    near = {level: sum(abs(stuck - level) < 0.1) for level in (4, 8)}
    assert min(near.values()) > 2
    assert sum(near.values()) >= len(stuck) - 1
    rows = re.findall(
        r"wanted ([-+]1.0), got ([-+]\d\.\d+), .* slope (\d\.\d+)", text_of(cell_with(cells, "def train"))
    )
    wanted, got, slope = np.array(rows, dtype=float).T
    assert list(wanted) == TARGETS
    assert sum(np.sign(got) != wanted) == 2
    assert max(slope) < 0.01
    np.testing.assert_allclose(slope, 1 - got**2, atol=3e-4)


def test_matrices_give_what_lists_give(cells: Cells) -> None:
    cell = cell_with(cells, "from_scalar")
    answers = re.findall(r": (True|False)$", text_of(cell), flags=re.MULTILINE)
    assert answers == ["True"] * 4
    assert WIDGET in outputs_of(cell)[-1].data
    assert len(Graph.of(loss_of(article_network())).nodes) > 200
    squared = (nn.MLP.from_scalar(article_network())(SAMPLES) - TARGETS) ** 2
    reshaped = [node for node in Graph.of(squared.sum()).nodes if node.op == "reshape"]
    assert [np.shape(node.data) for node in reshaped] == [(4,)]
    assert "(Its `reshape` is in no formula above" in prose_of(LESSON)
    assert "weight by weight, it would have hundreds of boxes" in prose_of(LESSON)


def test_matrices_are_faster_the_more_samples_there_are(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "import repeat"))
    few, many = (int(times) for times in re.findall(r": (\d+) times as fast", shown))
    assert 1 < few < many
    assert many > 20


def test_fit_does_the_same_in_one_line(cells: Cells) -> None:
    cell = cell_with(cells, "history = fit(")
    assert any("image/png" in output.get("data", {}) for output in outputs_of(cell))
    network = nn.MLP(3, [4, 4, 1], rng=0)
    history = fit(network, SAMPLES, TARGETS, epochs=200, progress=False)
    assert history.loss[-1] < history.loss[0] / 100
    for norms in history.gradient_norms.values():
        assert norms[-1] < norms[0] / 10
    ours, one = nn.MLP(3, [4, 4, 1], rng=0), nn.MLP(3, [4, 4, 1], rng=0)
    ((ours(SAMPLES) - TARGETS) ** 2).sum().backward()
    fit(one, SAMPLES, TARGETS, epochs=1, progress=False)
    for p, q in zip(ours.parameters(), one.parameters(), strict=True):
        np.testing.assert_allclose(q.data, p.data - 0.1 * p.grad / 4, atol=1e-12)
    assert "its steps on four samples are a quarter as long" in prose_of(LESSON)


def test_a_neuron_with_relu_is_dead_where_its_sum_is_negative() -> None:
    neuron, inputs = first_neuron("relu")
    out = neuron(inputs)
    out.backward()
    assert [out.data, *(leaf.grad for leaf in [*inputs, *neuron.parameters()])] == [0.0] * 6


def test_the_second_exercise_of_networks_is_solved_rightly() -> None:
    counts = [len(layer.parameters()) for layer in scalar.MLP(2, [16, 16, 1]).layers]
    assert f"= {' + '.join(map(str, counts))} = {sum(counts)}." in prose_of(LESSON)


def test_learning_rates_fail_where_the_third_exercise_says_so() -> None:
    fails = [rate for rate in (0.2, 0.25, 0.3, 0.4, 0.5) if train(article_network(), rate) > 1]
    assert fails == [0.25, 0.4]
    assert "0.25 and 0.4 fail, 0.2, 0.3 and even 0.5 succeed" in prose_of(LESSON)
    assert sum(final_losses(0.02) > 1) > 0
    assert max(final_losses(0.02, 200)) < 0.1


def test_equal_weights_stay_equal() -> None:
    nothing, alike = article_network(), article_network()
    for network, number in ((nothing, 0.0), (alike, 0.5)):
        for p in network.parameters():
            p.data = number
    assert train(nothing, 0.1) == train(nothing, 0.1) == 4.0
    assert {float(p.data) for p in nothing.parameters()} == {0.0}
    assert train(alike, 0.1, 200) < 0.01
    for layer in alike.layers:
        first, *others = [[float(p.data) for p in neuron.parameters()] for neuron in layer.neurons]
        for other in others:
            np.testing.assert_allclose(other, first, rtol=1e-6)
