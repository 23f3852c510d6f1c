"""A still picture of what an explorer shows, as SVG, in plain Python: curve, tangent, secant, and the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from xml.sax.saxutils import escape

import numpy as np

from autograd_widgets.graph.exploring.axes import axis_name, ticks
from autograd_widgets.graph.exploring.exploration import Picture
from autograd_widgets.graph.exploring.findings import ERROR_DIGITS, Findings, Numbers, findings
from autograd_widgets.graph.exploring.lines import CURVE, GRID, LEAST_RUN, SECANT, TANGENT, Frame, Segment
from autograd_widgets.graph.exploring.reading import METHODS
from autograd_widgets.graph.exploring.secant import DIGITS, Point, Secant, secant_of
from autograd_widgets.graph.lettering import clipped, plain, text_width
from autograd_widgets.graph.numbers import format_number
from autograd_widgets.graph.svg import FAINT, HALO, LINE, TEXT_SIZE, document, rectangle, stroke, text

WIDTH = 640.0  # px
MARGIN = 16.0
TOP, BOTTOM = 36.0, 340.0  # px, of the frame
LABELS = 18.0  # px from the frame to the axis' labels and its name
PER_TICK, PER_TICK_UP = 70, 45  # px
WIDEST_LABEL, WIDEST_NAME = 90.0, 120.0  # px
SMALL_SIZE = 11  # px
BORDER = "#afb8c1"
DASHES = ' stroke-dasharray="7 4"'
DOTS = ' stroke-dasharray="2 3"'
RADIUS = 4.5  # px
LEAST_RISE = 18  # px: a smaller one has no room for its label
MOST_LINES = 12  # of a problem


def still_curve(picture: Picture, method: str) -> str:
    """Return the picture of a function along one of its inputs.

    Args:
        picture: what it shows.
        method: of the difference quotient: "forward", "backward" or "central".
    """
    reading = picture.reading
    title, name = plain(picture.title), plain(picture.name)
    secant = secant_of(reading.x, reading.h, reading.values, method)
    top = max(text_width(label, SMALL_SIZE) for label in ("", *_ticks_up(picture)))
    frame = Frame(MARGIN + min(WIDEST_LABEL, top) + 6, WIDTH - MARGIN, TOP, BOTTOM, picture.view)
    sentences = _numbers(picture, method)
    lines = [line for sentence in sentences for line in wrapped(sentence, WIDTH - 2 * MARGIN)]
    body = [
        *_axes(frame, title, name),
        *_legend(frame, title),
        *_curve(frame, picture),
        *_slopes(frame, picture, secant),
        *_points(frame, picture, secant),
    ]
    y = BOTTOM + 2 * LABELS + 8
    for line in lines:
        y += LINE
        body.append(text(MARGIN, y, line))
    return document(_title(picture, title, name, sentences), WIDTH, y + MARGIN, body)


def still_words(title: str, words: str) -> str:
    """Return a small picture that says why there is nothing to see.

    Args:
        title: what the function is called.
        words: why.
    """
    lines = [line for part in words.splitlines() for line in wrapped(plain(part), WIDTH - 4 * MARGIN)] or [""]
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "…"]
    height = LINE * (len(lines) + 1) + 3 * MARGIN
    body = [
        rectangle(MARGIN / 2, MARGIN / 2, WIDTH - MARGIN, height - MARGIN, radius=6, fill="#f6f8fa", outline=BORDER),
        text(2 * MARGIN, 2 * MARGIN + 4, plain(title), fill=FAINT),
        *(text(2 * MARGIN, 2 * MARGIN + 4 + LINE * (i + 1), line) for i, line in enumerate(lines)),
    ]
    return document(f"{plain(title)} can't be shown: {plain(words)}", WIDTH, height, body)


def wrapped(sentence: str, widest: float) -> list[str]:
    """Return a sentence in lines that are no wider than this many px."""
    lines: list[str] = []
    for word in sentence.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, TEXT_SIZE) <= widest:
            lines[-1] = longer
        else:
            lines.append(clipped(word, widest, TEXT_SIZE))
    return lines


# --- what is drawn ---


def _ticks_up(picture: Picture) -> tuple[str, ...]:
    return ticks(*picture.view[2:], int((BOTTOM - TOP) / PER_TICK_UP)).labels


def _axes(frame: Frame, title: str, name: str) -> list[str]:
    left, right, bottom, top = frame.view
    across = ticks(left, right, int((frame.right - frame.left) / PER_TICK))
    up = ticks(bottom, top, int((frame.bottom - frame.top) / PER_TICK_UP))
    parts: list[str] = []
    for value, label in zip(across.values, across.labels, strict=True):
        x = frame.across(value)
        parts.append(_grid(f"M{x:.1f} {TOP}V{BOTTOM}", is_zero=label == "0" and not across.base))
        x = min(x, WIDTH - text_width(label, SMALL_SIZE) / 2 - 2)
        parts.append(text(x, BOTTOM + LABELS - 3, label, fill=FAINT, anchor="middle", size=SMALL_SIZE))
    for value, label in zip(up.values, up.labels, strict=True):
        y = frame.up(value)
        parts.append(_grid(f"M{frame.left:.1f} {y:.1f}H{frame.right:.1f}", is_zero=label == "0" and not up.base))
        shown = clipped(label, WIDEST_LABEL, SMALL_SIZE)
        parts.append(text(frame.left - 6, y + 4, shown, fill=FAINT, anchor="end", size=SMALL_SIZE))
    width, height = frame.right - frame.left, frame.bottom - frame.top
    parts.append(rectangle(frame.left, frame.top, width, height, fill="none", outline=BORDER, thickness=1))
    named = axis_name(clipped(title, WIDEST_NAME, TEXT_SIZE), up.base)
    parts.append(text(MARGIN, TOP - 14, named, fill=FAINT))
    named = axis_name(clipped(name, WIDEST_NAME, TEXT_SIZE), across.base)
    parts.append(text(frame.right, BOTTOM + 2 * LABELS - 3, named, fill=FAINT, anchor="end"))
    return parts


def _grid(path: str, *, is_zero: bool) -> str:
    return stroke(path, color=BORDER if is_zero else GRID, thickness=1)


def _legend(frame: Frame, title: str) -> list[str]:
    """Draw what is what, from the right, above the frame."""
    parts: list[str] = []
    x = frame.right
    entries = (
        ("secant", SECANT, ""),
        ("tangent", TANGENT, DASHES),
        (clipped(title, 60, TEXT_SIZE), CURVE, ""),
    )
    for words, color, dashes in entries:
        parts.append(text(x, TOP - 14, words, anchor="end"))
        x -= text_width(words, TEXT_SIZE) + 6
        parts.append(stroke(f"M{x - 24:.1f} {TOP - 18}H{x:.1f}", color=color, thickness=2, more=dashes))
        x -= 24 + MARGIN
    return parts


def _curve(frame: Frame, picture: Picture) -> list[str]:
    curve = picture.reading.curve
    if not np.isfinite(curve[1]).any():
        words = f"{clipped(plain(picture.title), WIDEST_NAME, TEXT_SIZE)} has no value anywhere here."
        middle = (frame.left + frame.right) / 2, (frame.top + frame.bottom) / 2
        return [text(*middle, words, fill=FAINT, anchor="middle", more=HALO)]
    box = f"{frame.left:.1f} {TOP} {frame.right - frame.left:.1f} {BOTTOM - TOP}"
    x, y, width, height = box.split()
    return [
        f'<svg x="{x}" y="{y}" width="{width}" height="{height}" viewBox="{box}">',  # cuts off what is outside
        stroke(frame.path(curve), color=CURVE, thickness=2, more=' stroke-linejoin="round"'),
        "</svg>",
    ]


def _slopes(frame: Frame, picture: Picture, secant: Secant) -> list[str]:
    """Draw the secant with its rise and run, and the tangent."""
    reading = picture.reading
    parts = _triangle(frame, secant)
    if math.isfinite(secant.start.y) and not math.isnan(secant.slope):
        line = frame.line(secant.start.x, secant.start.y, secant.slope)
        parts.append(_line(line, SECANT, thickness=1.6))
    if math.isfinite(reading.values[0]) and not math.isnan(reading.derivative):
        line = frame.line(reading.x, float(reading.values[0]), reading.derivative)
        parts.append(_line(line, TANGENT, thickness=1.8, more=DASHES))
    return parts


def _triangle(frame: Frame, secant: Secant) -> list[str]:
    x1, x2 = frame.across(secant.start.x), frame.across(secant.end.x)
    y1, y2 = frame.up(secant.start.y), frame.up(secant.end.y)
    if not (np.isfinite([x1, x2, y1, y2]).all() and abs(x2 - x1) >= LEAST_RUN * (frame.right - frame.left)):
        return []
    run, rise = frame.cut((x1, y1, x2, y1)), frame.cut((x2, y1, x2, y2))
    parts = [_line(run, SECANT, thickness=1.2, more=DOTS), _line(rise, SECANT, thickness=1.2, more=DOTS)]
    if run:
        y = run[1] + 15 if y2 <= y1 else run[1] - 6
        if TOP + 10 < y < BOTTOM - 4:
            words = f"{secant.run_name} = {format_number(secant.run)}"
            parts.append(_beside((run[0] + run[2]) / 2, y, words, "middle", frame))
    if rise and abs(rise[3] - rise[1]) >= LEAST_RISE:
        ahead = x2 >= x1
        words = f"rise {format_number(secant.rise)}"
        x = rise[0] + (7 if ahead else -7)
        parts.append(_beside(x, (rise[1] + rise[3]) / 2 + 4, words, "start" if ahead else "end", frame))
    return parts


def _beside(x: float, y: float, words: str, anchor: str, frame: Frame) -> str:
    """Write words at a place, within the frame."""
    width = text_width(words, SMALL_SIZE)
    before = {"start": 0.0, "middle": width / 2, "end": width}[anchor]
    x = min(max(x, frame.left + before + 4), frame.right - (width - before) - 4)
    return text(x, y, words, fill=SECANT, anchor=anchor, size=SMALL_SIZE, more=HALO)


def _line(at: Segment | None, color: str, *, thickness: float, more: str = "") -> str:
    if at is None:
        return ""
    x1, y1, x2, y2 = at
    return stroke(f"M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}", color=color, thickness=thickness, more=more)


def _points(frame: Frame, picture: Picture, secant: Secant) -> list[str]:
    """Draw the points of the secant, and the one at x above them."""
    reading = picture.reading
    here = Point("", reading.x, float(reading.values[0]))
    others = [point for point in secant.points if point.shift] if reading.h else []
    left, right, bottom, top = frame.view
    parts: list[str] = []
    for point in (*others, here):
        if not (left <= point.x <= right and bottom <= point.y <= top):
            continue
        color = SECANT if point.shift else CURVE
        words = (
            f"{plain(picture.name)}{point.shift} = {format_number(point.x, DIGITS)}: {format_number(point.y, DIGITS)}"
        )
        parts.append(
            f'<circle cx="{frame.across(point.x):.1f}" cy="{frame.up(point.y):.1f}" r="{RADIUS}" '
            f'fill="{"#ffffff" if point.shift else color}" stroke="{color}" stroke-width="2">'
            f"<title>{escape(words)}</title></circle>"
        )
    return parts


# --- what is written ---


def _numbers(picture: Picture, method: str) -> list[str]:
    """Return the numbers in a few sentences, or why there are none."""
    reading = picture.reading
    title, name = plain(picture.title), plain(picture.name)
    numbers = Numbers(reading.x, reading.h, reading.values, reading.derivative, reading.noise)
    told = findings(numbers, method, title, name)
    if told.no_value:
        return [told.no_value]
    exact = told.no_derivative or f"Exact derivative: {told.derivative}, by autograd."
    if told.no_quotient:
        return [f"At {name} = {format_number(reading.x, DIGITS)}, {title} is {told.value}.", told.no_quotient, exact]
    start, end = told.secant.points
    low, high = told.heights
    taken = f"({low})" if start.y < 0 else low
    return [
        f"{_at(name, start)}, {title} is {low}. {_at(name, end)} it is {high}.",
        f"{method.capitalize()} difference: ({high} − {taken}) / {told.run} = {told.slope}.",
        exact,
        *([] if told.no_derivative else [_error(picture, told, method)]),
    ]


def _at(name: str, point: Point) -> str:
    return f"At {name}{point.shift} = {format_number(point.x, DIGITS)}"


def _error(picture: Picture, told: Findings, method: str) -> str:
    cut = float(picture.reading.truncation[METHODS.index(method)])
    parts: Sequence[str] = ()
    if math.isfinite(cut):
        rest = told.secant.slope - picture.reading.derivative - cut
        parts = f"truncation {format_number(cut, ERROR_DIGITS)}", f"rounding {format_number(rest, ERROR_DIGITS)}"
    told_parts = f" ({', '.join(parts)})" if parts else ""
    return f"Error of the quotient: {told.error}{told_parts}."


def _title(picture: Picture, title: str, name: str, sentences: Sequence[str]) -> str:
    left, right = picture.view[:2]
    numbers = " ".join(sentences)
    return f"{title} along {name} from {format_number(left)} to {format_number(right)}, tangent and secant. {numbers}"
