"""A still picture of a graph as SVG, in plain Python: for a place that can show an image and run nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.layout import Column, Layout, Link, Size, Slot, place
from autograd_widgets.graph.lettering import clipped, number_lines, plain, text_width
from autograd_widgets.graph.record import Graph, Node, has_derivative
from autograd_widgets.graph.steps import BackwardStep, steps_of
from autograd_widgets.graph.svg import (
    FAINT,
    HALO,
    INK,
    LINE,
    LINES,
    TEXT_SIZE,
    document,
    rectangle,
    stroke,
    text,
)

MOST = 60  # boxes in one picture
MARGIN = 16.0  # px
PADDING = 9.0  # px inside a box
NAME_SIZE, SMALL_SIZE = 13, 10  # px
RADIUS = 13.0  # px, of an operation's circle
STEM = 16.0  # px from the circle to the box it makes
WIDEST_NAME, WIDEST_NUMBER, WIDEST_SYMBOL = 150.0, 190.0, 70.0  # px
GRADIENT = "#0550ae"
FILLS = {  # and outlines, readable on the white ground that the picture brings along
    "leaf": ("#ddf4ff", "#54aeff"),
    "computed": ("#f6f8fa", "#8c959f"),
    "root": ("#fff8c5", "#bf8700"),
}
COMMUTATIVE = ("add", "multiply", "equal", "not_equal")
INFIX_SIDES = ("left", "right")


@dataclass(frozen=True)
class Box:
    """What is written into one box.

    Attributes:
        kind: "leaf", "computed", "root", "constant" or "more" (what is left out of the picture).
        name: what it is called, in full.
        rows: what stands below the name: "data" or "grad", and the lines of the number.
        symbol: of the operation that makes it.
        sides: what its inputs are called, where their order matters.
    """

    kind: str
    name: str
    rows: tuple[tuple[str, tuple[str, ...]], ...] = ()
    symbol: str = ""
    sides: tuple[str, ...] = ()


def still_svg(graph: Graph) -> str:
    """Return a picture of a recorded graph with the gradients that backpropagation gives."""
    return picture(graph, gradients_of(graph))


def gradients_of(graph: Graph) -> dict[int, Array | None]:
    """Return the gradient of each node that has one, by id; None where a rule that is not known hides it."""
    if graph.root.data.dtype.kind != "f":
        return {}
    found: dict[int, Array | None] = {}
    for step in steps_of(graph):
        if isinstance(step, BackwardStep):
            found.setdefault(step.node.id, step.upstream)
            found.update((part.input.id, part.after) for part in step.contributions)
    hidden: set[int] = set()
    for node in reversed(graph.nodes):
        for position, i in enumerate(node.inputs):
            stops = node.op == "opaque" and node.partials[position] is None and node.id in found
            if stops or (node.id in hidden and has_derivative(node, position)):
                hidden.add(i)
    for node in graph.nodes:
        if node.op != "constant" and node.data.dtype.kind == "f":
            found.setdefault(node.id, np.zeros(node.shape)[()])
    return {i: None if i in hidden else gradient for i, gradient in found.items()}


def picture(graph: Graph, gradients: Mapping[int, Array | None], notes: Sequence[str] = ()) -> str:
    """Return a graph as SVG.

    Args:
        graph: what to draw; of a large one, the part nearest to the root.
        gradients: what to write in each box, by the node's id; None for a gradient that is not known.
        notes: lines to write below the picture.
    """
    kept = nearest_to_root(graph, MOST)
    if len(kept) < len(graph.nodes):
        notes = [left_out(graph, kept), *notes]
    boxes, inputs = _boxes(graph, gradients, kept)
    layout = place([_size(box) for box in boxes], inputs)
    places = layout.slots[: len(boxes)]
    body = [_line(link, layout, boxes) for link in layout.links]
    body += [_drawn(box, at, layout.columns[at.layer]) for box, at in zip(boxes, places, strict=True)]
    width = max([layout.width, *(text_width(note, TEXT_SIZE) for note in notes)]) + 2 * MARGIN
    height = layout.height + 2 * MARGIN + (LINE * len(notes) + 6 if notes else 0)
    for at, note in enumerate(notes):
        body.append(text(0, layout.height + LINE * (at + 1) + 6, note, fill=FAINT))
    return document(_title(graph), width, height, body, left=-MARGIN, top=-MARGIN)


def nearest_to_root(graph: Graph, most: int) -> list[int]:
    """Return the ids of the nodes fewest steps away from the roots, at most so many, in the graph's order."""
    found = dict.fromkeys(graph.roots)
    row = list(found)
    while row and len(found) < most:
        row = list(dict.fromkeys(i for at in row for i in graph.nodes[at].inputs if i not in found))
        found |= dict.fromkeys(row[: most - len(found)])
    return sorted(found)


def left_out(graph: Graph, kept: Collection[int]) -> str:
    """Return what a picture says about the nodes that it leaves out."""
    return (
        f"The {len(kept)} values nearest to {plain(graph.root.name)} are shown; "
        f"{len(graph.nodes) - len(kept):,} are left out (…)."
    )


def sides_of(node: Node) -> tuple[str, ...]:
    """Return what the inputs of an operation are called, where their order matters; else nothing."""
    if len(set(node.inputs)) < 2 or node.op in COMMUTATIVE:
        return ()
    if len(node.inputs) == 2:
        return INFIX_SIDES
    return node.operation.names(len(node.inputs)) if node.operation else tuple(map(str, range(1, len(node.inputs) + 1)))


def _boxes(
    graph: Graph, gradients: Mapping[int, Array | None], kept: Sequence[int]
) -> tuple[list[Box], list[list[int]]]:
    """Return the boxes of the nodes that are kept, a "…" where something led to them, and their inputs."""
    boxes: list[Box] = []
    inputs: list[list[int]] = []
    at: dict[int, int] = {}
    for i in kept:
        node = graph.nodes[i]
        if any(source not in at for source in node.inputs):
            boxes.append(Box("more", "…"))
            inputs.append([])
        more = len(boxes) - 1
        sources = [at.get(source, more) for source in node.inputs]
        at[i] = len(boxes)
        inputs.append(sources)
        boxes.append(_box(graph, node, gradients))
    return boxes, inputs


def _box(graph: Graph, node: Node, gradients: Mapping[int, Array | None]) -> Box:
    if node.op == "constant":
        return Box("constant", " ".join(number_lines(node.data)))
    rows = [("data", number_lines(node.data))]
    if node.id in gradients:
        gradient = gradients[node.id]
        rows.append(("grad", ("?",) if gradient is None else number_lines(gradient)))
    kind = "root" if node.id in graph.roots else "computed" if node.is_computed else "leaf"
    symbol = plain(node.symbol or "?") if node.is_computed else ""
    return Box(kind, plain(node.name), tuple(rows), symbol, sides_of(node))


def _size(box: Box) -> Size:
    if box.kind in ("constant", "more"):
        return Size(0, min(WIDEST_NUMBER, text_width(box.name, TEXT_SIZE)) + PADDING * 2, LINE + PADDING)
    name = min(WIDEST_NAME, text_width(box.name, NAME_SIZE) * 1.1)  # bold
    number = max(text_width(line, TEXT_SIZE) for _, lines in box.rows for line in lines)
    label = text_width("grad  ", TEXT_SIZE)
    lines = 1 + sum(len(lines) for _, lines in box.rows)
    width = max(name, label + min(WIDEST_NUMBER, number)) + 2 * PADDING
    return Size(_symbol_width(box) + STEM if box.symbol else 0, width, lines * LINE + 2 * PADDING - 3)


def _symbol_width(box: Box) -> float:
    return max(2 * RADIUS, min(WIDEST_SYMBOL, text_width(box.symbol, NAME_SIZE)) + PADDING)


def _line(link: Link, layout: Layout, boxes: Sequence[Box]) -> str:
    """Draw a line to its target: through a layer, or to an operation's circle, with an arrowhead."""
    source, target = link.source, link.target
    start, column = layout.columns[source.layer].right, layout.columns[target.layer]
    x, y = column.x, target.y
    if link.position is not None:
        x, y = _arrival(link, layout, boxes[target.item])
    middle = (start + column.x) / 2
    bends = f"{middle:.1f} {source.y:.1f} {middle:.1f} {y:.1f} {column.x:.1f} {y:.1f}"
    end = column.right if link.position is None else x - 3
    drawn = stroke(f"M{start:.1f} {source.y:.1f}C{bends}H{end:.1f}")
    if link.position is None:
        return drawn
    drawn += _arrowhead(x, y)
    sides = boxes[target.item].sides
    if not sides:
        return drawn
    above = y <= target.y
    return drawn + text(
        x - 9,
        y - 4 if above else y + 11,
        sides[link.position],
        fill=FAINT,
        anchor="end",
        size=SMALL_SIZE,
        more=HALO,
    )


def _arrival(link: Link, layout: Layout, box: Box) -> tuple[float, float]:
    """Return where a line meets the circle of its target: lines from higher up meet it higher up."""
    arriving = [other for other in layout.links if other.target is link.target]
    arriving.sort(key=lambda other: (other.source.y, other.position))
    rank = next(at for at, other in enumerate(arriving) if other is link)
    apart = min(10.0, 1.5 * RADIUS / max(1, len(arriving) - 1))
    rise = (rank - (len(arriving) - 1) / 2) * apart
    column = layout.columns[link.target.layer]
    inset = RADIUS - (RADIUS**2 - rise**2) ** 0.5
    return column.x + column.lead - STEM - _symbol_width(box) + inset, link.target.y + rise


def _arrowhead(x: float, y: float) -> str:
    return f'<path d="M{x:.1f} {y:.1f}l-7 -3.5v7z" fill="{LINES}"/>'


def _drawn(box: Box, slot: Slot, column: Column) -> str:
    """Draw a box, and the circle of the operation that makes it."""
    if box.kind in ("constant", "more"):
        return _drawn_small(box, slot, column)
    x, width = column.x + column.lead, column.width
    top = slot.y - slot.height / 2
    fill, outline = FILLS[box.kind]
    number = "; ".join(f"{label} {' '.join(lines)}" for label, lines in box.rows)
    thickness = 2 if box.kind == "root" else 1.2
    parts = [
        f"<g><title>{escape(f'{box.name}: {number}')}</title>",
        rectangle(x, top, width, slot.height, radius=6, fill=fill, outline=outline, thickness=thickness),
    ]
    y = top + PADDING + 10
    name = clipped(box.name, column.width - 2 * PADDING, NAME_SIZE * 1.1)
    parts.append(text(x + width / 2, y, name, anchor="middle", size=NAME_SIZE, more=' font-weight="600"'))
    for label, lines in box.rows:
        parts.append(text(x + PADDING, y + LINE, label, fill=FAINT))
        for line in lines:
            y += LINE
            color = GRADIENT if label == "grad" else INK
            shown = clipped(line, WIDEST_NUMBER, TEXT_SIZE)
            parts.append(text(x + width - PADDING, y, shown, fill=color, anchor="end"))
    if box.symbol:
        parts.append(_operation(box, x, slot.y))
    return "".join([*parts, "</g>"])


def _drawn_small(box: Box, slot: Slot, column: Column) -> str:
    width = _size(box).width
    x, top = column.right - width, slot.y - slot.height / 2
    outline = "#d0d7de" if box.kind == "constant" else "none"
    title = box.name if box.kind == "constant" else "left out of the picture"
    return (
        f"<g><title>{escape(title)}</title>"
        + rectangle(x, top, width, slot.height, radius=slot.height / 2, outline=outline, thickness=1)
        + text(x + width / 2, slot.y + 4, clipped(box.name, WIDEST_NUMBER, TEXT_SIZE), anchor="middle")
        + "</g>"
    )


def _operation(box: Box, right: float, y: float) -> str:
    """Draw the circle (wider for a word) of the operation that makes a box, left of `right`."""
    width = _symbol_width(box)
    x = right - STEM - width
    symbol = clipped(box.symbol, WIDEST_SYMBOL, NAME_SIZE)
    return (
        rectangle(x, y - RADIUS, width, 2 * RADIUS, radius=RADIUS, outline=FAINT)
        + text(x + width / 2, y + 4.5, symbol, anchor="middle", size=NAME_SIZE)
        + stroke(f"M{x + width:.1f} {y:.1f}H{right - 3:.1f}")
        + _arrowhead(right, y)
    )


def _title(graph: Graph) -> str:
    leaves = sum(node.op == "leaf" for node in graph.nodes)
    operations = sum(node.is_computed for node in graph.nodes)
    shown = " ".join(number_lines(graph.root.data))
    return (
        f"Computation graph of {plain(graph.root.name)} = {shown}: {leaves} input{'s' * (leaves != 1)}, "
        f"{operations} operation{'s' * (operations != 1)}."
    )
