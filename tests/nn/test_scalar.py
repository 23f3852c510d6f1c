"""The article's classes: beside ngrad's and micrograd's own, with only the import line changed."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value
from autograd_widgets.nn import scalar
from autograd_widgets.nn.scalar import MLP, Layer, Neuron

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def article_losses(n: Any, rate: float = 0.1, steps: int = 20) -> list[float]:
    """The article's loop, word for word."""
    losses = []
    for _k in range(steps):
        ypred = [n(x) for x in XS]
        loss = sum((yout - ygt) ** 2 for ygt, yout in zip(YS, ypred, strict=True))
        for p in n.parameters():
            p.grad = 0.0
        loss.backward()
        for p in n.parameters():
            p.data += -rate * p.grad
        losses.append(float(loss.data))
    return losses


def micrograd_losses(model: Any, value: type, steps: int = 10) -> list[float]:
    """The loop of micrograd's demo: max-margin loss, L2 penalty, a falling learning rate."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(20, 2)), rng.choice([-1, 1], 20)
    losses = []
    for k in range(steps):
        inputs = [list(map(value, row)) for row in X]
        scores = list(map(model, inputs))
        margins = [(1 + -yi * score).relu() for yi, score in zip(y.tolist(), scores, strict=True)]
        total = sum(margins) * (1.0 / len(margins)) + 1e-4 * sum(p * p for p in model.parameters())
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= (1.0 - 0.9 * k / 100) * p.grad
        losses.append(float(total.data))
    return losses


def test_the_articles_training_is_that_of_ngrad_for_the_same_seed_of_python() -> None:
    library = pytest.importorskip("ngrad.library")
    random.seed(3)
    ours = article_losses(MLP(3, [4, 4, 1]))
    random.seed(3)
    np.testing.assert_allclose(ours, article_losses(library.MLP(3, [4, 4, 1])), rtol=1e-9)


@pytest.mark.parametrize(
    ("build", "x"),
    [
        (lambda nn: nn.Neuron(2), [2.0, 3.0]),
        (lambda nn: nn.Layer(2, 3), [2.0, 3.0]),
        (lambda nn: nn.MLP(3, [4, 2]), XS[0]),
    ],
)
def test_each_class_gives_the_numbers_of_ngrads(build: Any, x: list[float]) -> None:
    library = pytest.importorskip("ngrad.library")
    random.seed(5)
    ours = build(scalar)
    random.seed(5)
    theirs = build(library)
    out, expected = ours(x), theirs(x)
    assert isinstance(out, list) == isinstance(expected, list)
    np.testing.assert_allclose(
        [v.data for v in (out if isinstance(out, list) else [out])],
        [v.data for v in (expected if isinstance(expected, list) else [expected])],
        rtol=1e-12,
    )
    assert [p.data for p in ours.parameters()] == [p.data for p in theirs.parameters()]


def test_micrograds_demo_gives_its_numbers_with_the_activation_named() -> None:
    nn, engine = pytest.importorskip("micrograd.nn"), pytest.importorskip("micrograd.engine")
    theirs = nn.MLP(2, [8, 8, 1])
    ours = MLP(2, [8, 8, 1], activation="relu", output_activation=None)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        p.data = q.data
    np.testing.assert_allclose(micrograd_losses(ours, Value), micrograd_losses(theirs, engine.Value), rtol=1e-9)


def test_the_articles_network_has_41_parameters_between_minus_1_and_1() -> None:
    parameters = MLP(3, [4, 4, 1]).parameters()
    assert len(parameters) == 41
    assert all(isinstance(p, Value) and p.shape == () and -1 < p.data < 1 for p in parameters)


def test_the_article_converges_at_rate_a_tenth_for_every_seed() -> None:
    assert max(article_losses(MLP(3, [4, 4, 1], rng=seed), 0.1, 100)[-1] for seed in range(10)) < 0.5


def test_a_single_output_comes_bare_and_several_as_a_list() -> None:
    assert isinstance(Layer(2, 1)([1.0, 2.0]), Value)
    assert isinstance(MLP(2, [1, 1])([1.0, 2.0]), Value)
    assert [type(v) for v in MLP(2, [3, 2])([1.0, 2.0])] == [Value, Value]


@pytest.mark.parametrize("x", [(1.0, 2.0), np.array([1.0, 2.0]), [Value(1.0), 2], Value([1.0, 2.0]), iter([1, 2])])
def test_inputs_are_anything_that_can_be_gone_through(x: Any) -> None:
    assert float(Neuron(2, rng=1)(x)) == pytest.approx(float(Neuron(2, rng=1)([1.0, 2.0])), rel=1e-15)


@pytest.mark.parametrize("x", [0.5, np.float64(0.5), Value(0.5), [0.5]])
def test_a_single_input_may_come_bare(x: Any) -> None:
    assert float(MLP(1, [2, 1], rng=1)(x)) == float(MLP(1, [2, 1], rng=1)([0.5]))


def test_the_same_seed_gives_the_same_network() -> None:
    def numbers(rng: Any) -> list[float]:
        return [float(p) for p in MLP(3, [4, 4, 1], rng=rng).parameters()]

    assert numbers(0) == numbers(0) == numbers(np.random.default_rng(0)) != numbers(1)
    assert len(set(numbers(0))) == 41  # layers and neurons don't repeat each other
    assert numbers(None) != numbers(None)


def test_zero_grad_forgets_gradients() -> None:
    n = MLP(2, [2, 1])
    n([1.0, 2.0]).backward()
    assert any(p.grad for p in n.parameters())
    n.zero_grad()
    assert not any(p.grad for p in n.parameters())


def test_a_repr_shows_the_architecture() -> None:
    n = MLP(2, [3, 1], output_activation=None)
    assert repr(n) == "MLP of [Layer of 3 × Neuron(2, activation='tanh'), Layer of 1 × Neuron(3, activation=None)]"


def test_the_stepper_can_show_a_neuron() -> None:
    assert len(Graph.of(Neuron(2)([1.0, 2.0])).nodes) == 10  # 2 inputs, 2 weights, a bias, 2 × and 2 +, tanh


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (lambda: Neuron(2)([1.0]), ValueError, "2 weights expected 2 inputs, got 1"),
        (lambda: MLP(3, [4, 1])([1.0, 2.0]), ValueError, "3 weights expected 3 inputs, got 2"),
        (lambda: Neuron(0), ValueError, "of at least 1, got 0"),
        (lambda: Neuron(2.5), TypeError, "whole number of at least 1, got 2.5"),
        (lambda: Layer(2, -1), ValueError, "nout to be a whole number of at least 1"),
        (lambda: MLP(2, []), ValueError, "at least one layer"),
        (lambda: MLP(2, 3), TypeError, r"such as \[4, 4, 1\], got 3"),
        (lambda: MLP(2, [3, "1"]), TypeError, "the size of layer 2"),
        (lambda: MLP(2, [1], output_activation="tahn"), ValueError, "no activation 'tahn': choose one of tanh, relu"),
        (lambda: MLP(2, [2, 1], activation=3), TypeError, "a name, a function or None"),
        (lambda: MLP(2, [1], rng="seed"), TypeError, "rng is a seed"),
        (lambda: MLP(2, [1], rng=-1), ValueError, "from 0 up"),
    ],
)
def test_what_does_not_fit_is_told(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wrong()
