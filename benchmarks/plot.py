"""The picture of the benchmark: a row a job, a mark an engine, on a logarithmic scale."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib.figure import Figure

OURS = "autograd_widgets"
OUR_COLOUR = "#e8590c"
GREY = "#808080"  # reads on white and on black
PEERS = {  # a colour and a shape each: nobody has to tell them apart by colour alone
    "micrograd": ("#1c90a8", "s"),
    "ngrad": ("#8f8f1f", "D"),
    "MyGrad": ("#c0569a", "^"),
    "HIPS autograd": ("#a07a50", "v"),
    "PyTorch": ("#7a6ff0", "o"),
    "JAX, jit": ("#3a9d4c", "<"),
}
WIDTH, ROW, EDGES = 7.0, 0.44, 1.3  # inches; at 100 dots an inch the picture is 700 px wide
STYLE = {
    "font.size": 9.5,
    "svg.fonttype": "path",
    "svg.hashsalt": "benchmarks",  # the same numbers give the same file
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), GREY),
}


def plot(ratios: Mapping[str, Mapping[str, float]], bars: Sequence[float], path: Path) -> None:
    """Draw the ratios to hand-written NumPy.

    Args:
        ratios: for each job, the ratio of each engine that can do it.
        bars: for each job, what our engine is allowed.
        path: of the file; its ending chooses the format.
    """
    rows = range(len(ratios) - 1, -1, -1)  # the first job at the top
    every = [1.0, *bars, *(ratio for engines in ratios.values() for ratio in engines.values())]
    limits = min(every) / 1.4, max(every) * 1.4

    def places(name: str) -> tuple[list[float], list[int]]:
        found = [(engines[name], y) for engines, y in zip(ratios.values(), rows, strict=True) if name in engines]
        return [ratio for ratio, _ in found], [y for _, y in found]

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, EDGES + ROW * len(ratios)), dpi=100, layout="constrained")
        axes = figure.add_subplot(xscale="log", xlim=limits, ylim=(-0.6, len(ratios) - 0.4))
        axes.hlines(rows, *limits, color=GREY, linewidth=0.5, alpha=0.4, zorder=1)
        axes.axvline(1, color=GREY, linewidth=1.8, zorder=1)
        axes.annotate("NumPy by hand", (1, 1), (0, 3), ("data", "axes fraction"), "offset points", ha="center")
        axes.scatter(*places(OURS), s=95, color=OUR_COLOUR, linewidth=0, zorder=2, label=OURS)
        axes.scatter(bars, rows, s=190, marker="|", color=OUR_COLOUR, linewidth=1.8, zorder=2, label="our bar")
        for name, (colour, shape) in PEERS.items():
            ratio, row = places(name)
            if ratio:
                hollow = {"facecolor": "none", "edgecolor": colour, "linewidth": 1.5}
                axes.scatter(ratio, row, s=34, marker=shape, zorder=3, label=name, **hollow)
        axes.set_yticks(rows, [_in_two_lines(name) for name in ratios])
        axes.xaxis.set_major_formatter(lambda x, _: f"{x:g}×")
        axes.tick_params(which="both", length=0)
        axes.spines[:].set_visible(False)
        figure.supxlabel("time, in multiples of hand-written NumPy's: further left is faster", fontsize=9.5)
        figure.legend(loc="outside upper center", ncols=4, frameon=False, handletextpad=0.2, columnspacing=1.6)
        figure.savefig(path, transparent=True, metadata={"Date": None} if path.suffix == ".svg" else None)


def _in_two_lines(name: str, width: int = 26) -> str:
    """Return a job's name, broken at the space that leaves its lines most alike if it is long."""
    if len(name) <= width:
        return name
    spaces = [i for i, letter in enumerate(name) if letter == " "]
    middle = min(spaces, key=lambda i: (name[i - 1] != ",", abs(i - len(name) / 2)))
    return f"{name[:middle]}\n{name[middle + 1 :]}"
