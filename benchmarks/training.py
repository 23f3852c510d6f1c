"""How long training takes: micrograd's demo beside micrograd, the article's network of scalars, digits, and `fit`.

    python -m benchmarks.training [--seconds 5]

All on one thread. Ratios are medians over pairs timed in turns.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_widgets import MLP, SGD, fit
from autograd_widgets.nn import Adam, datasets, losses, scalar, schedules
from autograd_widgets.nn.shuffling import order
from benchmarks.engine import SETTINGS, duration, number, print_table, verdict
from benchmarks.timing import in_turns

STEPS = 100
STRENGTH = 1e-4  # of the demo's L2 penalty
SEEDS = range(5)


@dataclass
class Finding:
    """One line of the table: what was measured, and whether that is within its bar."""

    what: str
    measured: str
    bar: str
    met: bool
    note: str = ""


def demo(seed: int) -> Any:
    """Train as micrograd's demo does: 100 points, all in each of 100 steps, a learning rate from 1 to 0.1."""
    model = MLP(2, [16, 16, 1], activation="relu", output_activation=None, rng=seed)
    return fit(
        model,
        *datasets.moons(100, rng=0),
        loss="hinge",
        optimizer=SGD(schedules.Linear(1.0, 0.1, STEPS)),
        epochs=STEPS,
        batch_size="all",
        l2=STRENGTH,
        metrics="accuracy",
        progress=False,
    )


def micrograds_step() -> Callable[[], None]:
    """Return one step of the demo on micrograd, as its notebook has it."""
    from micrograd.engine import Value  # noqa: PLC0415
    from micrograd.nn import MLP as MicrogradMLP  # noqa: N811, PLC0415

    random.seed(1337)
    X, y = datasets.moons(100, rng=0)
    model = MicrogradMLP(2, [16, 16, 1])

    def step() -> None:
        scores = list(map(model, [list(map(Value, row)) for row in X]))
        errors = [(1 + -yi * score).relu() for yi, score in zip(y.tolist(), scores, strict=True)]
        total = sum(errors) * (1.0 / len(errors)) + STRENGTH * sum(p * p for p in model.parameters())
        model.zero_grad()
        total.backward()
        for p in model.parameters():
            p.data -= 0.1 * p.grad

    return step


def moons() -> list[Finding]:
    """Time the demo beside micrograd, and see whether it learns."""
    theirs = micrograds_step()
    ratios, ours = [], []
    for _ in range(5):
        start = time.perf_counter()
        demo(0)
        middle = time.perf_counter()
        theirs()
        ours.append(middle - start)
        ratios.append((middle - start) / STEPS / (time.perf_counter() - middle))
    ratio = statistics.median(ratios)
    reached = [float(demo(seed).metrics["accuracy"][-1]) for seed in SEEDS]
    note = f"{duration(statistics.median(ours))} for {STEPS} steps"
    return [
        Finding("micrograd's moons: time / micrograd's", f"1/{1 / ratio:.0f}", "≤ 1/20", ratio <= 1 / 20, note),
        Finding(
            f"accuracy after {STEPS} steps, {len(reached)} starts",
            f"{min(reached):.0%} … {max(reached):.0%}",
            "100%",
            min(reached) == 1,
        ),
    ]


def articles_job(seconds: float) -> Finding:
    """Time twenty steps of the article's loop on `nn.scalar` and on micrograd's networks."""
    from micrograd.nn import MLP as MicrogradMLP  # noqa: N811, PLC0415

    xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
    ys = [1.0, -1.0, -1.0, 1.0]

    def loop(model: Any) -> Callable[[], None]:
        def run() -> None:
            for _ in range(20):
                loss = sum((model(x) - y) ** 2 for x, y in zip(xs, ys, strict=True))
                for p in model.parameters():
                    p.grad = 0.0
                loss.backward()
                for p in model.parameters():
                    p.data += -0.001 * p.grad

        return run

    ours = scalar.MLP(3, [4, 4, 1], activation="relu", output_activation=None, rng=0)
    pairs = in_turns(loop(ours), loop(MicrogradMLP(3, [4, 4, 1])), seconds)
    note = f"{duration(pairs.seconds)} for 20 steps"
    return Finding("nn.scalar: time / micrograd's", number(pairs.ratio), "≤ 1", pairs.ratio <= 1, note)


def digits_network(seed: int = 0) -> MLP:
    """Return the network for the digits."""
    return MLP(64, [128, 64, 10], activation="relu", output_activation=None, rng=seed)


def digits_learnt() -> Finding:
    """See how well digits are recognised that were held back."""
    X, y = datasets.digits(rng=0)
    best, seconds = [], []
    for seed in SEEDS:
        history = fit(
            digits_network(seed),
            X,
            y,
            loss="cross_entropy",
            optimizer=Adam(0.001),
            epochs=30,
            seed=seed,
            validation=0.2,
            metrics="accuracy",
            progress=False,
        )
        best.append(float(history.validation_metrics["accuracy"][-1]))
        seconds.append(history.seconds / 30)
    note = f"{duration(statistics.median(seconds))} an epoch, validation included"
    what = f"digits: validation accuracy after 30 epochs, {len(best)} starts"
    return Finding(what, f"{min(best):.1%} … {max(best):.1%}", "≥ 97%", min(best) >= 0.97, note)


def cost_of_fit(seconds: float) -> Finding:
    """Time `fit` on the digits beside the loop that it stands for."""
    X, y = datasets.digits(rng=0)

    def by_fit() -> None:
        fit(digits_network(), X, y, loss="cross_entropy", optimizer=SGD(0.1), epochs=30, progress=False)

    def by_hand() -> None:
        model, optimizer = digits_network(), SGD(0.1)
        parameters = model.parameters()
        for epoch in range(30):
            places = order(len(X), 0, epoch)
            shuffled_X, shuffled_y = X[places], y[places]
            for start in range(0, len(X), 32):
                loss = losses.cross_entropy(model(shuffled_X[start : start + 32]), shuffled_y[start : start + 32])
                for p in parameters:
                    p.grad = None
                loss.backward()
                optimizer.step(parameters)

    pairs = in_turns(by_fit, by_hand, seconds)
    note = f"{duration(pairs.seconds / 30)} an epoch"
    return Finding("digits: fit / the loop written by hand", f"{pairs.ratio:.3f}", "≤ 1.03", pairs.ratio <= 1.03, note)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.training", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to time each pair (5)")
    seconds = parser.parse_args().seconds
    if any(os.environ.get(name) != value for name, value in SETTINGS.items()):
        os.execve(sys.executable, [sys.executable, "-m", "benchmarks.training", *sys.argv[1:]], os.environ | SETTINGS)
    print(f"Python {platform.python_version()}, NumPy {np.__version__}; one thread.\n")
    found = [*moons(), articles_job(seconds), digits_learnt(), cost_of_fit(seconds)]
    table = [["job", "measured", "bar", "", "note"]]
    table += [[each.what, each.measured, each.bar, verdict(each.met), each.note] for each in found]
    print_table(table, left=(0, 4))


if __name__ == "__main__":
    main()
