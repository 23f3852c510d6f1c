"""Operations rather than networks: many on scalars, many on small arrays, a few on large ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.jobs.job import Job, Run
from benchmarks.peers import Engine, Outcome, Tree


def chain_block(out: Any, x: Any) -> Any:
    """Apply ten operations on scalars, half of them with a constant; numbers stay near 1."""
    out = out * 0.5
    out = out + x
    out = out * x
    out = out - 0.25
    out = out + x
    out = out * 0.9
    out = out - x
    out = out + 0.5
    out = out * x
    return out + 0.125


class ChainOfScalars(Job):
    """10,000 operations on scalars, one after the other, with constants and one leaf."""

    name, key, bar, needs = "chain of 10,000 scalar operations", "chain", 20, frozenset({"scalars"})
    blocks = 1_000
    leaf = 0.7

    def by_hand(self) -> Run:  # noqa: D102
        def run() -> Outcome:
            x = out = np.float64(self.leaf)
            saved = []
            for _ in range(self.blocks):
                first = out * 0.5 + x
                second = (first * x - 0.25 + x) * 0.9 - x + 0.5
                out = second * x + 0.125
                saved.append((first, second))
            g, gx = np.float64(1.0), np.float64(0.0)
            for first, second in reversed(saved):
                gx += g * second
                g *= x
                gx -= g
                g *= 0.9
                gx += g
                gx += g * first
                g *= x
                gx += g
                g *= 0.5
            return out, [gx + g]

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        def loss_of(leaves: Tree) -> Any:
            (x,) = leaves
            return engine.repeat(self.blocks, lambda out: chain_block(out, x), x)

        return engine.gradient(loss_of, [self.leaf])


class Broadcasting(Job):
    """1,000 operations on arrays of 32 × 32, each with a row, a column or a scalar that broadcasts; all are leaves."""

    name, key, bar, needs = "1,000 operations on 32 × 32", "broadcasting", 1.5, frozenset({"broadcasting"})
    blocks = 200

    def __init__(self) -> None:
        rng = np.random.default_rng(2)
        self.leaves = [
            rng.uniform(-1, 1, (32, 32)),
            rng.uniform(0.5, 1, 32),
            rng.uniform(0.5, 1, (32, 1)),
            np.array(0.8),
        ]

    def by_hand(self) -> Run:  # noqa: D102
        start, row, column, scale = self.leaves

        def run() -> Outcome:
            out = start
            saved = []
            for _ in range(self.blocks):
                first = out * row
                first += column
                second = first * scale
                second -= row
                saved.append((out, first, second))
                out = second * column
            g = np.ones((32, 32))
            g_row, g_column, g_scale = np.zeros(32), np.zeros((32, 1)), 0.0
            for before, first, second in reversed(saved):
                g_column += (g * second).sum(1, keepdims=True)
                g *= column
                g_row -= g.sum(0)
                g_scale += np.vdot(g, first)
                g *= scale
                g_column += g.sum(1, keepdims=True)
                g_row += (g * before).sum(0)
                g *= row
            return out.sum(), [g, g_row, g_column, g_scale]

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        def loss_of(leaves: Tree) -> Any:
            start, row, column, scale = leaves

            def block(out: Any) -> Any:
                out = out * row
                out = out + column
                out = out * scale
                out = out - row
                return out * column

            return engine.sum(engine.repeat(self.blocks, block, start))

        return engine.gradient(loss_of, self.leaves)


class LargeArrays(Job):
    """A few operations on arrays of a million entries: memory is what counts."""

    name, key, bar, needs = "sum(tanh(x·w + b)²), 1,000,000 entries", "large", 1.2, frozenset({"elementwise"})
    entries = 1_000_000

    def __init__(self) -> None:
        rng = np.random.default_rng(4)
        self.x, w, b = rng.normal(0, 1, (3, self.entries))
        self.leaves = [w, b]

    def by_hand(self) -> Run:  # noqa: D102
        x, (w, b) = self.x, self.leaves

        def run() -> Outcome:
            t = x * w
            t += b
            np.tanh(t, out=t)
            gb = t * t
            loss = gb.sum()
            np.subtract(1, gb, out=gb)
            gb *= t
            gb *= 2
            return loss, [x * gb, gb]

        return run

    def within(self, engine: Engine) -> Run:  # noqa: D102
        x = engine.constant(self.x)
        total, tanh = engine.sum, engine.tanh

        def loss_of(leaves: Tree) -> Any:
            w, b = leaves
            return total(tanh(w * x + b) ** 2)

        return engine.gradient(loss_of, self.leaves)
