"""A training as a film: what the model predicts, beside the loss, from its first state to its last."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.figures import new_figure
from autograd_widgets.nn.checking import checked_count, checked_number
from autograd_widgets.nn.history_figure import GRID, draw_losses
from autograd_widgets.nn.metrics import boundary_of
from autograd_widgets.nn.samples import Samples

if TYPE_CHECKING:
    from autograd_widgets.nn.history import History
SIZE = (9.0, 4.0)  # inches
DOTS = 100  # per inch
GRID_POINTS = 80  # along each side of the plane
MARGIN = 0.15  # of the samples' extent, around them
MOST_SHOWN = 2000  # samples
MARKERS = "oxs^vD*P<>"  # one a class

Draw = Callable[[int], None]


def film(history: History, path: Path, seconds: float, frames: int) -> Path:
    """Write the film; see `History.animate`."""
    seconds = checked_number("animate", "seconds", seconds, above=0)
    frames = checked_count("animate", "frames", frames, at_least=2)
    if path.suffix.lower() not in {".gif", ".mp4"}:
        raise ValueError(f"animate writes .gif, or .mp4 where ffmpeg is installed, got {path.name!r}.")
    if history.model is None or history.samples is None:
        raise ValueError("animate needs the model: History.load(path, model=…) takes one of the same architecture.")
    if not path.absolute().parent.is_dir():
        raise FileNotFoundError(f"the folder {path.absolute().parent} does not exist: make it first.")
    kept = history.kept
    if len(kept) < 2:
        raise ValueError("animate has nothing to show: no step was taken.")
    steps: list[int] = [kept[i] for i in np.unique(np.linspace(0, len(kept) - 1, frames).round().astype(int)).tolist()]
    figure = new_figure("animate", SIZE, "history.predictions(X, step) has the numbers.")
    left, right = figure.subplots(1, 2)
    draw, mark = _predictions(left, history), _loss(right, history)

    def frame(step: int) -> None:
        left.set_title(f"after step {step}")
        draw(step)
        mark(step)

    _write(figure, frame, steps, path, len(steps) / seconds)
    return path


def _write(figure: Any, frame: Draw, steps: list[int], path: Path, rate: float) -> None:
    animation: Any = importlib.import_module("matplotlib.animation")
    is_gif = path.suffix.lower() == ".gif"
    if not is_gif and not animation.FFMpegWriter.isAvailable():
        raise FileNotFoundError("writing .mp4 needs ffmpeg, which is not installed: install it, or write a .gif.")
    writer = animation.PillowWriter(fps=rate) if is_gif else animation.FFMpegWriter(fps=rate)
    backend: Any = importlib.import_module("matplotlib.backends.backend_agg")
    backend.FigureCanvasAgg(figure)
    frame(steps[-1])
    figure.draw_without_rendering()
    figure.set_layout_engine("none")  # laid out once: that takes longer than drawing
    with writer.saving(figure, str(path), DOTS):
        for step in steps:
            frame(step)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a contour of one side only has no boundary
                writer.grab_frame()


def _loss(axes: Any, history: History) -> Draw:
    axes.set_title("loss")
    axes.set_xlabel("epoch")
    axes.grid(color=GRID)
    if not history.epochs:
        return lambda step: None
    draw_losses(axes, history)
    axes.set_ylabel("")
    if axes.get_legend() is not None:
        axes.legend(loc="upper right", fontsize="small")  # where it stays
    line = axes.axvline(0, color="#888888", linewidth=1)

    def mark(step: int) -> None:
        epoch = float(np.interp(step, [0, *history.epoch_ends], np.arange(history.epochs + 1)))
        line.set_xdata([epoch, epoch])

    return mark


def _predictions(axes: Any, history: History) -> Draw:
    samples: Any = history.samples
    X, y = samples.X, _without_last(samples.y)
    outputs = _without_last(history.predictions(X[:1])).ndim  # 1 where there is one number a sample
    features = X.shape[1] if X.ndim == 2 and y.ndim == 1 else 0
    if features == 2 and (outputs == 1 or _are_classes(y)):
        return _plane(axes, history, Samples(X, y))
    return (_curve if features == 1 and outputs == 1 else _against_targets)(axes, history, Samples(X, y))


def _without_last(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return an array without a last axis of one."""
    return array[..., 0] if array.ndim > 1 and array.shape[-1] == 1 else array


def _are_classes(y: np.ndarray[Any, Any]) -> bool:
    return y.dtype.kind in "iu"


def _plane(axes: Any, history: History, samples: Samples) -> Draw:
    """Draw what is predicted for each point of the plane, with the samples on it."""
    X, y = samples
    (left, bottom), (right, top) = _frame(X)
    xs, ys = (np.linspace(low, high, GRID_POINTS) for low, high in ((left, right), (bottom, top)))
    grid = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)
    classes = np.unique(y)
    few = len(classes) <= len(MARKERS)
    middle = boundary_of(y, history.loss_name)
    named: list[tuple[float, str]] = list(zip(classes.tolist(), MARKERS, strict=False)) if few else []
    for kind, marker in named:
        axes.scatter(*X[y == kind].T, s=18, marker=marker, zorder=3, label=f"{kind:g}", linewidths=1.2)
    if few:
        axes.legend(loc="upper right", fontsize="small")
    else:
        axes.scatter(*X.T, c=y, s=18, zorder=3)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="$x_1$", ylabel="$x_2$")
    shown: list[Any] = []
    regions: Any = {"cmap": _colours([f"C{i}" for i in range(len(classes))], smooth=False), "alpha": 0.25}
    ground = _colours(["C0", "white", "C1"], smooth=True) if few else "viridis"
    final = _without_last(history.predictions(grid)) - middle
    reach = float(np.abs(final[np.isfinite(final)]).max(initial=0.0)) or 1.0  # the same shade all along

    def draw(step: int) -> None:
        while shown:
            shown.pop().remove()
        found = _without_last(history.predictions(grid, step))
        if found.ndim == 2:  # scores of classes
            field = found.argmax(1).reshape(len(ys), len(xs))
            shown.append(axes.pcolormesh(xs, ys, field, vmin=-0.5, vmax=len(classes) - 0.5, **regions))
            return
        field = found.reshape(len(ys), len(xs)) - middle
        levels = np.linspace(-reach, reach, 13)
        shown.append(axes.contourf(xs, ys, field, levels=levels, cmap=ground, alpha=0.5, extend="both"))
        if few and field.min() < 0 < field.max():
            shown.append(axes.contour(xs, ys, field, levels=[0.0], colors="black", linewidths=1.4))

    return draw


def _colours(names: list[str], *, smooth: bool) -> Any:
    colors: Any = importlib.import_module("matplotlib.colors")
    return colors.LinearSegmentedColormap.from_list("ours", names) if smooth else colors.ListedColormap(names)


def _curve(axes: Any, history: History, samples: Samples) -> Draw:
    """Draw the predictions as a curve, with the samples around it."""
    X, y = samples
    (left,), (right,) = _frame(X)
    (bottom,), (top,) = _frame(y.reshape(-1, 1))
    xs = np.linspace(left, right, 300)
    axes.scatter(X[:, 0], y, s=14, alpha=0.6)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel="x", ylabel="prediction")
    (line,) = axes.plot([], [], color="black", linewidth=2)

    def draw(step: int) -> None:
        line.set_data(xs, history.predictions(xs[:, None], step).reshape(len(xs)))

    return draw


def _against_targets(axes: Any, history: History, samples: Samples) -> Draw:
    """Draw each prediction over its target; of classes, the score of each over the right one's index."""
    X, y = samples.taken(slice(MOST_SHOWN))
    axes.axline((0, 0), slope=1, color="#888888", linewidth=1)
    points = axes.scatter([], [], s=14, alpha=0.6)
    axes.set(xlabel="target", ylabel="prediction")

    def draw(step: int) -> None:
        found = _without_last(history.predictions(X, step))
        found = found.argmax(-1) if found.ndim == y.ndim + 1 else found
        targets, found = y.ravel(), found.ravel()
        points.set_offsets(np.stack([targets, found], 1))
        low, high = (float(f([targets.min(), targets.max(), found.min(), found.max()])) for f in (min, max))
        room = MARGIN * (high - low or 1.0)
        axes.set(xlim=(low - room, high + room), ylim=(low - room, high + room))

    return draw


def _frame(points: np.ndarray[Any, Any]) -> tuple[list[float], list[float]]:
    """Return the least and the greatest coordinates of a picture with some room around points."""
    low, high = points.min(0), points.max(0)
    room = MARGIN * np.where(high > low, high - low, 1.0)
    return (low - room).tolist(), (high + room).tolist()
