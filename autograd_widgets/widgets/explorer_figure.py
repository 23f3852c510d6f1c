"""What an explorer shows, as a Matplotlib figure: to be saved, or to be drawn on."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.figures import new_figure
from autograd_widgets.graph.exploring.exploration import Picture
from autograd_widgets.graph.exploring.lines import CURVE, GRID, LEAST_RUN, SECANT, TANGENT, Frame
from autograd_widgets.graph.exploring.secant import Secant, secant_of
from autograd_widgets.graph.exploring.trouble import trouble_with_value
from autograd_widgets.graph.lettering import clipped, plain
from autograd_widgets.graph.numbers import format_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE = (6.4, 4.4)  # inches
FAR = 50.0  # heights of the picture: what lies further out is cut off there
LARGEST = 1e307  # a number in Matplotlib's axes, which multiply it
LONGEST = 160.0  # px of a name


def figure(picture: Picture, method: str) -> Figure:
    """Return a picture of a function along one of its inputs; nothing is shown and no backend is chosen.

    Args:
        picture: what it shows.
        method: of the difference quotient: "forward", "backward" or "central".

    Raises:
        ImportError: Matplotlib is not installed.
    """
    drawn = new_figure("figure()", SIZE, "still() is an SVG that needs nothing.")
    _draw(drawn.add_subplot(), picture, method)
    return drawn


def _draw(axes: Any, picture: Picture, method: str) -> None:  # Matplotlib does not type what its options are
    reading, (left, right, bottom, top) = picture.reading, np.clip(picture.view, -LARGEST, LARGEST).tolist()
    title, name = _written(picture.title), _written(picture.name)
    secant = secant_of(reading.x, reading.h, reading.values, method)
    frame = Frame(0.0, 1.0, 0.0, 1.0, (left, right, bottom, top))  # in shares of the picture, from above
    middle, reach = bottom / 2 + top / 2, FAR * (top / 2 - bottom / 2)
    curve_y = np.clip(reading.curve[1], middle - reach, middle + reach)
    axes.set(xlim=(left, right), ylim=(bottom, top), xlabel=name, ylabel=title)
    axes.grid(color=GRID)
    axes.set_axisbelow(True)
    shown: list[Any] = [*axes.plot(reading.curve[0], curve_y, color=CURVE, linewidth=2, label=f"curve of {title}")]
    value = float(reading.values[0])
    if math.isfinite(value) and not math.isnan(reading.derivative):
        words = f"tangent, slope {format_number(reading.derivative)}"
        shown.append(
            _through(
                axes, frame, (reading.x, value), reading.derivative, words, color=TANGENT, linestyle="--", zorder=3
            )
        )
    if math.isfinite(secant.start.y) and not math.isnan(secant.slope):
        words = f"secant, slope {format_number(secant.slope)}"
        shown.append(_through(axes, frame, (secant.start.x, secant.start.y), secant.slope, words, color=SECANT))
        _triangle(axes, secant, right - left)
    _points(axes, picture, secant)
    no_value = trouble_with_value(reading.x, value, title, name)
    if no_value:
        axes.set_title(no_value, fontsize="medium", wrap=True)
    axes.legend(handles=shown, loc="best")


def _written(name: str) -> str:
    """Return a name as Matplotlib writes it: a dollar would begin a formula."""
    return clipped(plain(name), LONGEST, 10).replace("$", r"\$")


def _through(axes: Any, frame: Frame, point: tuple[float, float], slope: float, label: str, **style: Any) -> Any:
    """Draw the line through a point from edge to edge, however steep it is."""
    x1, y1, x2, y2 = frame.line(*point, slope) or (np.nan,) * 4
    left, right, bottom, top = frame.view
    xs, ys = left + np.array([x1, x2]) * (right - left), top - np.array([y1, y2]) * (top - bottom)
    return axes.plot(xs, ys, linewidth=1.6, label=label, **style)[0]


def _triangle(axes: Any, secant: Secant, width: float) -> None:
    """Draw the rise and the run of a secant, if they are large enough to be seen."""
    start, end = secant.points
    if not math.isfinite(start.y + end.y) or not LEAST_RUN * width <= abs(end.x - start.x) < math.inf:
        return
    axes.plot([start.x, end.x, end.x], [start.y, start.y, end.y], color=SECANT, linewidth=1.2, linestyle=":")
    style: Any = {"color": SECANT, "fontsize": "small", "textcoords": "offset points", "annotation_clip": True}
    below = end.y >= start.y
    run = f"{secant.run_name} = {format_number(secant.run)}"
    at = start.x / 2 + end.x / 2, start.y
    axes.annotate(run, at, xytext=(0, -5 if below else 5), ha="center", va="top" if below else "bottom", **style)
    ahead = end.x >= start.x
    rise = f"rise {format_number(secant.rise)}"
    at = end.x, start.y / 2 + end.y / 2
    axes.annotate(rise, at, xytext=(6 if ahead else -6, 0), ha="left" if ahead else "right", va="center", **style)


def _points(axes: Any, picture: Picture, secant: Secant) -> None:
    """Draw the points of the secant, and the one at x above them."""
    reading = picture.reading
    for point in secant.points if reading.h else ():
        if point.shift and math.isfinite(point.y):
            axes.plot([point.x], [point.y], marker="o", color=SECANT, markerfacecolor="white", zorder=4)
    if math.isfinite(reading.values[0]):
        axes.plot([reading.x], [float(reading.values[0])], marker="o", color=CURVE, zorder=5)
