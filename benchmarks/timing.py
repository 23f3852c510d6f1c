"""Timing in pairs: a job and its measure run in turns, so that a slow phase of the machine hits both.

One after the other, the same code printed 0.84 and 1.85 times the same NumPy on a shared machine; in turns, the
median of the paired ratios repeats within a few percent.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

SAMPLE = 0.005  # seconds that one sample lasts at least: short runs are repeated


@dataclass(frozen=True)
class Pairs:
    """What timing in pairs found.

    Attributes:
        seconds: the median time of one run.
        measure: the median time of one run of what it is compared with.
        ratio: the median of the paired ratios.
        count: how many pairs there were.
    """

    seconds: float
    measure: float
    ratio: float
    count: int


def in_turns(run: Callable[[], Any], measure: Callable[[], Any], seconds: float) -> Pairs:
    """Time two functions in turns, for so many seconds; the one that goes first changes each time.

    The garbage collector stays on, as it is for users, but looks only at what the two make. Whoever leaves reference
    cycles behind pays for their collection: a sample ends with one. Else NumPy would pay for micrograd's, by 1.6×.
    """
    run(), measure()  # warm: they may still import modules, whose objects the collector shall not look at
    gc.collect()
    gc.freeze()
    try:
        repeats = [_repeats(run), _repeats(measure)]
        samples: list[tuple[float, float]] = []
        end = time.perf_counter() + seconds
        while time.perf_counter() < end or len(samples) < 3:
            if len(samples) % 2:
                second = _sample(measure, repeats[1])
                samples.append((_sample(run, repeats[0]), second))
            else:
                first = _sample(run, repeats[0])
                samples.append((first, _sample(measure, repeats[1])))
    finally:
        gc.unfreeze()
    return Pairs(
        statistics.median(first for first, _ in samples),
        statistics.median(second for _, second in samples),
        statistics.median(first / second for first, second in samples),
        len(samples),
    )


def _sample(function: Callable[[], Any], repeats: int) -> float:
    start = time.perf_counter()
    for _ in range(repeats):
        function()
    gc.collect()  # 2 µs where there is nothing to collect
    return (time.perf_counter() - start) / repeats


def _repeats(function: Callable[[], Any]) -> int:
    """Return how often to run a function in one sample."""
    fastest = min(_sample(function, 1) for _ in range(3))
    return max(1, round(SAMPLE / fastest))
