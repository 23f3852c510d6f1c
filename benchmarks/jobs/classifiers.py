"""Training of classifiers on data of real sizes: matrix products are what counts."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np

from benchmarks.jobs.job import Job, Run, dense_layers
from benchmarks.peers import Array, Engine, Outcome, Tree, over


class Classifier(Job):
    """Training of a network with two hidden layers, relu and softmax cross-entropy, by gradient descent."""

    needs = frozenset({"matmul", "broadcasting", "cross_entropy"})
    widths: ClassVar[tuple[int, int, int, int]]
    samples: ClassVar[int]
    batch: ClassVar[int]
    rate: ClassVar[float]
    afresh: ClassVar[bool]  # whether each run starts from the same parameters, or goes on from the last

    def __init__(self) -> None:
        rng = np.random.default_rng(3)
        self.start = dense_layers(rng, *self.widths)
        X = rng.uniform(0, 1, (self.samples, self.widths[0]))
        Y = np.argmax(X @ rng.normal(0, 1, (self.widths[0], self.widths[-1])), axis=1)
        cuts = range(0, self.samples, self.batch)
        self.batches = [(X[i : i + self.batch], Y[i : i + self.batch]) for i in cuts]

    def by_hand(self) -> Run:  # noqa: D102
        network = over(np.copy, self.start)

        def run() -> Outcome:
            nonlocal network
            if self.afresh:
                network = over(np.copy, self.start)
            for X, Y in self.batches:
                loss = classifier_step(network, X, Y, self.rate)
            return loss, network

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        relu, cross_entropy = engine.relu, engine.cross_entropy
        batches = [(engine.constant(X), engine.constant(Y)) for X, Y in self.batches]

        def loss_of(network: Tree, x: Any, y: Any) -> Any:
            *hidden, (weights, biases) = network
            for w, b in hidden:
                x = relu(x @ w + b)
            return cross_entropy(x @ weights + biases, y)

        step = engine.training(loss_of, self.start, self.rate)

        def run() -> Outcome:
            nonlocal step
            if self.afresh:
                step = engine.training(loss_of, self.start, self.rate)
            for X, Y in batches:
                outcome = step(X, Y)
            return outcome

        return run


def classifier_step(network: Tree, X: Array, Y: Array, rate: float) -> float:
    """Take one step of gradient descent, by hand; changes the network and returns the loss before the step.

    Args:
        network: three layers of [weights, biases].
        X: inputs `(batch, n_in)`.
        Y: classes `(batch,)`, as integers.
        rate: the learning rate.
    """
    (W1, b1), (W2, b2), (W3, b3) = network
    rows = np.arange(len(Y))
    h1 = X @ W1
    h1 += b1
    np.maximum(h1, 0, out=h1)
    h2 = h1 @ W2
    h2 += b2
    np.maximum(h2, 0, out=h2)
    logits = h2 @ W3
    logits += b3
    logits -= logits.max(1, keepdims=True)
    chosen = logits[rows, Y]
    g3 = np.exp(logits, out=logits)
    total = g3.sum(1, keepdims=True)
    loss = (np.log(total[:, 0]) - chosen).mean()
    g3 /= total
    g3[rows, Y] -= 1
    g3 /= len(Y)
    g2 = g3 @ W3.T
    g2 *= h2 > 0
    g1 = g2 @ W2.T
    g1 *= h1 > 0
    for W, b, h, g in ((W3, b3, h2, g3), (W2, b2, h1, g2), (W1, b1, X, g1)):
        gradient = h.T @ g
        gradient *= rate
        np.subtract(W, gradient, out=W)
        np.subtract(b, rate * g.sum(0), out=b)
    return loss


class Digits(Classifier):
    """One epoch on data in the shape of scikit-learn's digits; the numbers are drawn at random."""

    name, key, bar = "digits, one epoch", "digits", 1.15
    widths, samples, batch, rate, afresh = (64, 128, 64, 10), 1797, 64, 0.1, True


class BigStep(Classifier):
    """One step of a network in the shape of MNIST's."""

    name, key, bar = "MLP 784-[512, 256, 10], batch 256, one step", "mlp", 1.10
    widths, samples, batch, rate, afresh = (784, 512, 256, 10), 256, 256, 0.01, False
