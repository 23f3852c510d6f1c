"""The article's training, which is what the engine is for: sample by sample on scalars, and the batch as arrays."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.jobs.job import Job, Run, dense_layers
from benchmarks.peers import Engine, Outcome, Tree, over

SAMPLES = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
WANTED = [1.0, -1.0, -1.0, 1.0]
STEPS = 20
RATE = 0.05


class ArticleScalars(Job):
    """The article's training, sample by sample: a network 3-[4, 4, 1] in which every weight is a Value."""

    name, key, bar, needs = "article, scalars", "scalars", 8.5, frozenset({"scalars"})

    def __init__(self) -> None:
        layers = dense_layers(np.random.default_rng(1), 3, 4, 4, 1)
        self.start = [[weights.T.copy(), biases] for weights, biases in layers]  # (n_out, n_in): a row a neuron

    def by_hand(self) -> Run:  # noqa: D102
        samples = [(np.array(x), y) for x, y in zip(SAMPLES, WANTED, strict=True)]

        def run() -> Outcome:
            (W1, b1), (W2, b2), (W3, b3) = network = over(np.copy, self.start)
            for _ in range(STEPS):
                loss = 0.0
                (gW1, gb1), (gW2, gb2), (gW3, gb3) = over(np.zeros_like, network)
                for x, y in samples:
                    h1 = np.tanh(W1 @ x + b1)
                    h2 = np.tanh(W2 @ h1 + b2)
                    out = np.tanh(W3 @ h2 + b3)
                    difference = out - y
                    loss += difference[0] ** 2
                    g3 = 2 * difference * (1 - out * out)
                    g2 = g3 @ W3 * (1 - h2 * h2)
                    g1 = g2 @ W2 * (1 - h1 * h1)
                    gW3 += np.outer(g3, h2)
                    gb3 += g3
                    gW2 += np.outer(g2, h1)
                    gb2 += g2
                    gW1 += np.outer(g1, x)
                    gb1 += g1
                W1 -= RATE * gW1
                b1 -= RATE * gb1
                W2 -= RATE * gW2
                b2 -= RATE * gb2
                W3 -= RATE * gW3
                b3 -= RATE * gb3
            return loss, network

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        tanh = engine.tanh
        start = over(lambda parameters: parameters.tolist(), self.start)

        def predict(network: Tree, x: list[Any]) -> Any:
            for weights, biases in network:
                x = [
                    tanh(sum((wi * xi for wi, xi in zip(w, x, strict=True)), b))
                    for w, b in zip(weights, biases, strict=True)
                ]
            return x[0]

        def loss_of(network: Tree) -> Any:
            return sum((predict(network, x) - y) ** 2 for x, y in zip(SAMPLES, WANTED, strict=True))

        def run() -> Outcome:
            step = engine.training(loss_of, start, RATE)
            for _ in range(STEPS):
                outcome = step()
            return outcome

        return run


class ArticleBatch(Job):
    """The article's training with the four samples as one array."""

    name, key, bar, needs = "article, batch", "batch", 2.5, frozenset({"matmul", "broadcasting"})

    def __init__(self) -> None:
        self.start = dense_layers(np.random.default_rng(1), 3, 4, 4, 1)
        self.samples, self.wanted = np.array(SAMPLES), np.array(WANTED)[:, None]

    def by_hand(self) -> Run:  # noqa: D102
        X, Y = self.samples, self.wanted

        def run() -> Outcome:
            (W1, b1), (W2, b2), (W3, b3) = network = over(np.copy, self.start)
            for _ in range(STEPS):
                h1 = np.tanh(X @ W1 + b1)
                h2 = np.tanh(h1 @ W2 + b2)
                out = np.tanh(h2 @ W3 + b3)
                difference = out - Y
                loss = (difference * difference).sum()
                g3 = 2 * difference * (1 - out * out)
                g2 = g3 @ W3.T * (1 - h2 * h2)
                g1 = g2 @ W2.T * (1 - h1 * h1)
                W3 -= RATE * (h2.T @ g3)
                b3 -= RATE * g3.sum(0)
                W2 -= RATE * (h1.T @ g2)
                b2 -= RATE * g2.sum(0)
                W1 -= RATE * (X.T @ g1)
                b1 -= RATE * g1.sum(0)
            return loss, network

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        tanh = engine.tanh
        X, Y = engine.constant(self.samples), engine.constant(self.wanted)

        def loss_of(network: Tree, x: Any, y: Any) -> Any:
            for weights, biases in network:
                x = tanh(x @ weights + biases)
            return ((x - y) ** 2).sum()

        def run() -> Outcome:
            step = engine.training(loss_of, self.start, RATE)
            for _ in range(STEPS):
                outcome = step(X, Y)
            return outcome

        return run
