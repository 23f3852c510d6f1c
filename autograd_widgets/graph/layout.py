"""Where the boxes of a still picture stand: layers from left to right, few crossings, no overlaps.

After Sugiyama, Tagawa and Toda (1981): layers, then an order within each, then heights. Pure geometry: it
knows sizes and connections only.
"""

from __future__ import annotations

import bisect
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

SWEEPS = 8  # over the layers, for the order and again for the heights; more changes nothing to be seen
GAP = 18.0  # px between boxes that stand in one layer
TRACK_GAP = 10.0  # px between a line that passes through a layer and what stands beside it
START_WEIGHT = 0.02  # of a box without inputs against one with inputs, where both want the same place
LAYER_GAP = 52.0  # px between layers, for the lines


@dataclass(frozen=True)
class Size:
    """How much room a box takes, and what stands before it.

    Attributes:
        lead: the room for the operation's circle before the box, in px; 0 if there is none.
        width: of the box, in px.
        height: of both, in px.
    """

    lead: float
    width: float
    height: float


@dataclass
class Slot:
    """A place in a layer: of a box, or of a line that passes through on its way to a later layer.

    Attributes:
        item: the box's number; that of the line's source, if a line passes.
        layer: counted from the left.
        height: in px, 0 for a line.
        passes: whether it is a line.
        starts: whether the box has no inputs: it makes way for others, so that a chain runs straight.
        y: the middle, in px.
    """

    item: int
    layer: int
    height: float
    passes: bool
    starts: bool
    y: float = 0.0


@dataclass(frozen=True)
class Link:
    """A line between slots in neighbouring layers.

    Attributes:
        source: the slot where it begins.
        target: the slot where it ends.
        position: which input of the target's box it is; None where the line only passes.
    """

    source: Slot
    target: Slot
    position: int | None


@dataclass(frozen=True)
class Column:
    """Where a layer stands: the circles' room from `x`, the boxes from `x + lead`, in px."""

    x: float
    lead: float
    width: float

    @property
    def right(self) -> float:
        """Where its boxes end."""
        return self.x + self.lead + self.width


@dataclass(frozen=True)
class Layout:
    """The finished picture: `slots[i]` is the place of box `i`, lines that pass come after the boxes."""

    slots: list[Slot]
    links: list[Link]
    columns: list[Column]
    width: float
    height: float


def place(sizes: Sequence[Size], inputs: Sequence[Sequence[int]]) -> Layout:
    """Return a place for every box.

    Args:
        sizes: of the boxes.
        inputs: for each box, the boxes before it that lines lead from, in order; one may come twice.
    """
    layers = layers_of(inputs)
    slots = [Slot(i, layers[i], size.height, passes=False, starts=not inputs[i]) for i, size in enumerate(sizes)]
    links = _links(slots, inputs)
    rows = _ordered(slots, links)
    _set_heights(rows, links)
    columns = _columns(sizes, layers)
    top = min(slot.y - slot.height / 2 for slot in slots)
    for slot in slots:
        slot.y -= top
    height = max(slot.y + slot.height / 2 for slot in slots)
    return Layout(slots, links, columns, columns[-1].right, height)


def layers_of(inputs: Sequence[Sequence[int]]) -> list[int]:
    """Return the layer of each box: one after its last input; without inputs, one before its first use."""
    layers: list[int] = []
    for sources in inputs:
        layers.append(1 + max((layers[i] for i in sources), default=-1))
    consumers: list[list[int]] = [[] for _ in inputs]
    for i, sources in enumerate(inputs):
        for source in sources:
            consumers[source].append(i)
    for i, sources in enumerate(inputs):
        if not sources and consumers[i]:
            layers[i] = min(layers[c] for c in consumers[i]) - 1
    return layers


def _links(slots: list[Slot], inputs: Sequence[Sequence[int]]) -> list[Link]:
    """Connect neighbouring layers. Lines from one source that pass through a layer share a slot there."""
    links: list[Link] = []
    tracks: dict[tuple[int, int], Slot] = {}
    for target, sources in enumerate(inputs):
        for position, source in enumerate(sources):
            last = slots[source]
            for layer in range(slots[source].layer + 1, slots[target].layer):
                if (source, layer) not in tracks:
                    tracks[source, layer] = Slot(source, layer, 0.0, passes=True, starts=not inputs[source])
                    slots.append(tracks[source, layer])
                    links.append(Link(last, tracks[source, layer], None))
                last = tracks[source, layer]
            links.append(Link(last, slots[target], position))
    return links


def _neighbours(links: Sequence[Link]) -> tuple[dict[int, list[Slot]], dict[int, list[Slot]]]:
    """Return the slots before and after each slot, by its `id`."""
    before: dict[int, list[Slot]] = {}
    after: dict[int, list[Slot]] = {}
    for link in links:
        before.setdefault(id(link.target), []).append(link.source)
        after.setdefault(id(link.source), []).append(link.target)
    return before, after


def _ordered(slots: Sequence[Slot], links: Sequence[Link]) -> list[list[Slot]]:
    """Return each layer from top to bottom, in the best order that barycentre sweeps find."""
    before, after = _neighbours(links)
    rows = _first_order(slots, before, after)
    best, fewest = [list(row) for row in rows], _crossings(rows, after)
    for row in rows:
        _number(row)
    for sweep in range(SWEEPS):
        if not fewest:
            break
        beside, order = (before, rows) if sweep % 2 == 0 else (after, reversed(rows))
        for row in order:
            row.sort(key=partial(_middle, beside))
            _number(row)
        found = _crossings(rows, after)
        if found < fewest:
            best, fewest = [list(row) for row in rows], found
    return best


def _number(row: Sequence[Slot]) -> None:
    for at, slot in enumerate(row):
        slot.y = at


def _middle(beside: dict[int, list[Slot]], slot: Slot) -> float:
    """Return the mean height of a slot's neighbours on one side, its own if it has none there."""
    around = [other.y for other in beside.get(id(slot), ())]
    return sum(around) / len(around) if around else slot.y


def _first_order(
    slots: Sequence[Slot], before: dict[int, list[Slot]], after: dict[int, list[Slot]]
) -> list[list[Slot]]:
    """Return the layers as a walk from the roots meets them, first inputs first: a tree has no crossings."""
    rows: list[list[Slot]] = [[] for _ in range(1 + max(slot.layer for slot in slots))]
    seen: set[int] = set()
    stack = [slot for slot in slots if id(slot) not in after]
    while stack:
        slot = stack.pop()
        if id(slot) not in seen:
            seen.add(id(slot))
            rows[slot.layer].append(slot)
            stack.extend(reversed(before.get(id(slot), [])))
    return rows


def _crossings(rows: Sequence[Sequence[Slot]], after: dict[int, list[Slot]]) -> int:
    """Count the crossings of lines between neighbouring layers."""
    count = 0
    for row, following in pairwise(rows):
        at = {id(slot): i for i, slot in enumerate(following)}
        ends: list[int] = []  # of the lines that begin higher up, in order
        for slot in row:
            targets = sorted(at[id(target)] for target in after.get(id(slot), ()))
            count += sum(len(ends) - bisect.bisect_right(ends, target) for target in targets)
            for target in targets:
                bisect.insort(ends, target)
    return count


def _set_heights(rows: Sequence[Sequence[Slot]], links: Sequence[Link]) -> None:
    """Put each slot as near to the middle of its neighbours as its own layer allows."""
    before, after = _neighbours(links)
    for slot, sources in before.items():
        before[slot] = [source for source in sources if not source.starts] or sources
    for row in rows:
        _number(row)
        _spread(row, [slot.y for slot in row])
    for _ in range(SWEEPS):
        for beside, order in ((after, reversed(rows)), (before, rows)):
            for row in order:
                _spread(row, [_middle(beside, slot) for slot in row])


def _spread(row: Sequence[Slot], wanted: Sequence[float]) -> None:
    """Set the heights of one layer, without overlaps, to those nearest to the wanted ones.

    Distances taken off, it is isotonic regression, solved exactly by pooling adjacent violators (Ayer 1955).
    """
    offsets: list[float] = []
    offset = 0.0
    for above, slot in zip((None, *row), row, strict=False):
        if above is not None:
            gap = TRACK_GAP if above.passes or slot.passes else GAP
            offset += (above.height + slot.height) / 2 + gap
        offsets.append(offset)
    pools: list[tuple[float, float, int]] = []  # sum of what is wanted by weight, of the weights, and how many
    for slot, height, taken_off in zip(row, wanted, offsets, strict=True):
        weight, count = START_WEIGHT if slot.starts else 1.0, 1
        total = (height - taken_off) * weight
        while pools and pools[-1][0] / pools[-1][1] > total / weight:
            other, heavier, more = pools.pop()
            total, weight, count = total + other, weight + heavier, count + more
        pools.append((total, weight, count))
    heights = [total / weight for total, weight, count in pools for _ in range(count)]
    for slot, height, taken_off in zip(row, heights, offsets, strict=True):
        slot.y = height + taken_off


def _columns(sizes: Sequence[Size], layers: Sequence[int]) -> list[Column]:
    columns: list[Column] = []
    x = 0.0
    for layer in range(1 + max(layers)):
        here = [size for size, at in zip(sizes, layers, strict=True) if at == layer]
        columns.append(Column(x, max(size.lead for size in here), max(size.width for size in here)))
        x = columns[-1].right + LAYER_GAP
    return columns
