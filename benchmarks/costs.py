"""What our engine costs besides time: memory an operation, growth in training, and the import."""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass

from benchmarks.jobs.classifiers import Digits
from benchmarks.jobs.operations import ChainOfScalars, chain_block
from benchmarks.peers import Ours

OPERATIONS = 10_000
EPOCHS = 10
IMPORTS = 15
IMPORT = """import time
start = time.perf_counter()
{statement}
print(time.perf_counter() - start)
import sys
print(*[name for name in ("anywidget", "ipywidgets", "matplotlib", "graphviz") if name in sys.modules])
"""


@dataclass(frozen=True)
class Cost:
    """A measured cost beside its bar.

    Attributes:
        what: the cost.
        measured: in `unit`.
        bar: what it may be at most.
        unit: of both.
        note: what else there is to say.
    """

    what: str
    measured: float
    bar: float
    unit: str
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the cost is within its bar."""
        return self.measured <= self.bar


@contextmanager
def collector_off() -> Generator[None]:
    """Switch the garbage collector off, with nothing left to collect."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def memory_per_operation() -> list[Cost]:
    """Return the bytes, and the objects that the garbage collector looks at, of an operation on scalars."""
    leaf = Ours().leaf(ChainOfScalars.leaf)

    def chain() -> object:
        out = leaf
        for _ in range(OPERATIONS // 10):
            out = chain_block(out, leaf)
        return out

    with collector_off():
        chain()  # the first long chain that is dropped leaves the free lists of CPython's tuples behind
        objects = len(gc.get_objects())
        root = chain()
        objects = len(gc.get_objects()) - objects
        del root
        tracemalloc.start()
        root = chain()
        size, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        del root
    return [
        Cost("memory of an operation on scalars", size / OPERATIONS, 400, "bytes"),
        Cost("of these seen by the garbage collector", objects / OPERATIONS, 4, "objects"),
    ]


def growth_in_training() -> Cost:
    """Return by how much memory grows over some epochs of training with the garbage collector off."""
    what = f"growth over {EPOCHS} epochs of digits, collector off"
    run = Digits().within(Ours())
    with collector_off():
        tracemalloc.start()
        run()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(EPOCHS):
            run()
        after, _ = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return Cost(what, (after - before) / 1e6, 1, "MB")


def import_time() -> list[Cost]:
    """Return how much longer importing Value takes than importing NumPy, and which modules it must not load."""
    measure, ours = "import numpy", "from autograd_widgets import Value"
    _import(ours)  # compiles
    added = []
    for _ in range(IMPORTS):
        seconds, _ = _import(measure)
        more, loaded = _import(ours)
        added.append(1e3 * (more - seconds))
    return [
        Cost(f"{ours}, beyond {measure}", statistics.median(added), 15, "ms"),
        Cost("of anywidget, ipywidgets, matplotlib, graphviz, it loads", len(loaded), 0, "", ", ".join(loaded)),
    ]


def _import(statement: str) -> tuple[float, list[str]]:
    """Return the seconds that an import takes in a fresh interpreter, and which heavy modules it loaded."""
    command = [sys.executable, "-c", IMPORT.format(statement=statement)]
    seconds, loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return float(seconds), loaded.split()
