"""How fast the engine is, beside hand-written NumPy and every other engine that is installed.

    python -m benchmarks.engine [--seconds 5] [--jobs NAME …] [--peers NAME … | none] [--plot FILE.svg]

All on one thread, in float64. Before anything is timed, loss and gradients (or trained parameters) are compared with
hand-written NumPy. A ratio is the median over pairs timed in turns; 1 is hand-written NumPy.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from benchmarks.costs import Cost, growth_in_training, import_time, memory_per_operation
from benchmarks.jobs import JOBS, Job
from benchmarks.peers import PEERS, Engine, Ours, flat, installed
from benchmarks.timing import Pairs, in_turns

SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NPROC": "1",  # how many threads JAX's compiler starts
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false",
    "JAX_PLATFORMS": "cpu",
    # else glibc gives memory back after every graph, until a large block has been freed: thousands of page faults a run
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
}
PEER_SECONDS = 2.0
TOLERANCE = 1e-9


@dataclass
class Row:
    """What was measured of one job.

    Attributes:
        job: the job.
        ours: our engine.
        peers: by name, those that can do the job.
    """

    job: Job
    ours: Pairs
    peers: dict[str, Pairs] = field(default_factory=dict)

    @property
    def met(self) -> bool:
        """Whether our engine is within its bar."""
        return self.ours.ratio <= self.job.bar

    def ratios(self) -> dict[str, float]:
        """Return the ratio to hand-written NumPy of each engine that can do the job."""
        return {Ours.name: self.ours.ratio} | {name: pairs.ratio for name, pairs in self.peers.items()}


def check(job: Job, engine: Engine) -> None:
    """Compare what an engine computes with hand-written NumPy.

    Raises:
        AssertionError: they differ.
    """
    loss, wanted = job.by_hand()()
    engine_loss, found = job.within(engine)()
    message = f"{engine.name} on {job.name}"
    total = engine.read(engine_loss).sum()  # ngrad has no sum: its loss may still be an array
    np.testing.assert_allclose(total, loss, rtol=TOLERANCE, err_msg=message)
    together = np.concatenate([np.ravel(engine.read(part)) for part in flat(found)])
    by_hand = np.concatenate([np.ravel(part) for part in flat(wanted)])
    scale = np.abs(by_hand).max()
    np.testing.assert_allclose(together, by_hand, rtol=TOLERANCE, atol=TOLERANCE * scale, err_msg=message)


def measure(job: Job, engine: Engine, seconds: float) -> Pairs:
    """Return how long an engine takes for a job, beside hand-written NumPy."""
    check(job, engine)
    return in_turns(job.within(engine), job.by_hand(), seconds)


def print_table(rows: list[list[str]], left: tuple[int, ...] = (0,)) -> None:
    """Print rows in columns, the first row as the head; the columns named in `left` are set left, the others right."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    rows.insert(1, ["─" * n for n in widths])
    for row in rows:
        cells = [
            cell.ljust(n) if j in left else cell.rjust(n) for j, (cell, n) in enumerate(zip(row, widths, strict=True))
        ]
        print("  ".join(cells).rstrip())


def verdict(met: bool) -> str:
    """Return whether a bar is met, as a word."""
    return "met" if met else "NOT MET"


def number(x: float) -> str:
    """Return a number with three significant digits, or as the integer that it is."""
    return f"{x:.0f}" if abs(x) >= 100 or x == int(x) else f"{x:.1f}" if abs(x) >= 10 else f"{x:.2f}"


def duration(seconds: float) -> str:
    """Return a time in the unit that suits it."""
    return f"{number(1e3 * seconds)} ms" if seconds >= 1e-3 else f"{number(1e6 * seconds)} µs"


def print_times(rows: list[Row], peers: list[Engine]) -> None:
    """Print the table of times and ratios."""
    names = [peer.name for peer in peers]
    table = [["job", "ours", "ratio", "bar", "", *names]]
    for row in rows:
        ours = [duration(row.ours.seconds), number(row.ours.ratio)]
        ratios = [number(row.peers[name].ratio) if name in row.peers else "–" for name in names]
        table.append([row.job.name, *ours, f"≤ {row.job.bar:g}", verdict(row.met), *ratios])
    print_table(table)


def print_costs(costs: list[Cost]) -> None:
    """Print the table of costs other than time."""
    table = [["cost", "ours", "bar", "", "note"]]
    for cost in costs:
        measured = f"{number(cost.measured)} {cost.unit}".strip()
        table.append([cost.what, measured, f"≤ {cost.bar:g} {cost.unit}".strip(), verdict(cost.met), cost.note])
    print_table(table, left=(0, 4))


def simd() -> str:
    """Return whether NumPy found AVX-512: with it, its tanh is six times as fast, and a large array's ratio doubles."""
    found = np.show_config(mode="dicts")["SIMD Extensions"]["found"]
    return "with AVX-512" if any(name == "X86_V4" or name.startswith("AVX512") for name in found) else "without AVX-512"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    keys, packages = [job.key for job in JOBS], [peer.package for peer in PEERS]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine", description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=5.0, help="how long to time our engine on each job (5)")
    parser.add_argument("--jobs", nargs="+", choices=keys, default=keys, metavar="NAME", help=", ".join(keys))
    parser.add_argument(
        "--peers",
        nargs="+",
        choices=[*packages, "none"],
        default=packages,
        metavar="NAME",
        help=f"{', '.join(packages)}, or none",
    )
    parser.add_argument("--plot", type=Path, metavar="FILE.svg", help="draw the ratios into this file")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark."""
    options = arguments()
    if any(os.environ.get(name) != value for name, value in SETTINGS.items()):  # they are read when a process starts
        again = [sys.executable, "-m", "benchmarks.engine", *sys.argv[1:]]
        os.execve(sys.executable, again, os.environ | SETTINGS)
    peers, missing = installed([] if "none" in options.peers else options.peers)
    ours = Ours()
    print(f"Python {platform.python_version()}, NumPy {np.__version__} {simd()}; one thread, float64.")
    print(f"Ratios: 1 is hand-written NumPy. Not installed: {', '.join(missing) or 'none'}.\n")
    rows = []
    for kind in JOBS:
        if kind.key in options.jobs:
            job = kind()
            row = Row(job, measure(job, ours, options.seconds))
            for peer in peers:
                if job.needs <= peer.abilities:
                    row.peers[peer.name] = measure(job, peer, min(options.seconds, PEER_SECONDS))
            rows.append(row)
    print_times(rows, peers)
    print()
    print_costs([*memory_per_operation(), growth_in_training(), *import_time()])
    if options.plot:
        from benchmarks.plot import plot  # noqa: PLC0415 — Matplotlib is needed for the picture only

        ratios = {row.job.name: row.ratios() for row in rows}
        plot(ratios, [row.job.bar for row in rows], options.plot)
        print(f"\nDrawn: {options.plot}")


if __name__ == "__main__":
    main()
