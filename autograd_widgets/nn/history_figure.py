"""A history of training as a Matplotlib figure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.figures import new_figure

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from autograd_widgets.nn.history import History

WIDTH, HEIGHT = 6.4, 2.4  # inches, of one panel
DECADES = 1.5  # a loss that falls by more is drawn on a logarithmic axis
GRID = "#8888883a"
STEPS_ABOVE = 40  # epochs: with fewer, points show where they are


def figure(history: History) -> Figure:
    """Draw the losses, the metrics, the layers' gradients, and the learning rate if it changed, over the epochs."""
    if not history.epochs:
        why = f": {history.stopped}" if history.stopped else ""
        raise ValueError(f"history.plot() has nothing to draw, no epoch was finished{why}.")
    panels = [
        (draw_losses, True),
        (_metrics, bool(history.metrics)),
        (_gradients, bool(history.gradient_norms)),
        (_rate, _changes(history)),
    ]
    drawn = [draw for draw, wanted in panels if wanted]
    made = new_figure("history.plot()", (WIDTH, HEIGHT * len(drawn)), "history.loss and to_dict() have the numbers.")
    axes: Any = made.subplots(len(drawn), sharex=True, squeeze=False)[:, 0]
    for draw, each in zip(drawn, axes, strict=True):
        each.grid(color=GRID)
        each.set_axisbelow(True)
        draw(each, history)
    axes[-1].set_xlabel("epoch")
    axes[-1].xaxis.get_major_locator().set_params(integer=True)
    return made


def draw_losses(axes: Any, history: History) -> None:
    """Draw the loss of each epoch, and that of the samples that were held back."""
    known = {"training": history.loss}
    if history.validation_loss is not None:
        known["validation"] = history.validation_loss
    _lines(axes, known)
    axes.set_ylabel("loss")
    if _spans_decades(np.concatenate(list(known.values()))):
        axes.set_yscale("log")


def _metrics(axes: Any, history: History) -> None:
    known = dict(history.metrics)
    known |= {f"{name}, validation": values for name, values in history.validation_metrics.items()}
    _lines(axes, known)
    axes.set_ylabel("metric" if len(history.metrics) > 1 else next(iter(history.metrics)).replace("_", " "))


def _gradients(axes: Any, history: History) -> None:
    known = history.gradient_norms
    _lines(axes, known)
    axes.set_ylabel("gradient norm")
    if all((values > 0).any() for values in known.values()):
        axes.set_yscale("log")


def _rate(axes: Any, history: History) -> None:
    _lines(axes, {"learning rate": history.learning_rate})
    axes.set_ylabel("learning rate")


def _changes(history: History) -> bool:
    return len(set(history.learning_rate.tolist())) > 1


def _lines(axes: Any, series: dict[str, np.ndarray[Any, Any]]) -> None:
    for (name, values), style in zip(series.items(), ["-", "--", ":", "-."] * len(series), strict=False):
        marker = "." if len(values) < STEPS_ABOVE else None
        label = name.replace("$", r"\$")
        axes.plot(np.arange(1, len(values) + 1), values, linestyle=style, marker=marker, linewidth=1.6, label=label)
    if len(series) > 1 or "training" not in series:
        axes.legend(loc="best", fontsize="small")


def _spans_decades(values: np.ndarray[Any, Any]) -> bool:
    finite = values[np.isfinite(values)]
    return bool(finite.size and finite.min() > 0 and np.log10(finite.max() / finite.min()) > DECADES)
