"""Where the boxes of a still picture stand."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_widgets.graph.layout import Layout, Size, layers_of, place

BOX = Size(lead=40, width=100, height=60)


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Size], list[list[int]]]:
    """Draw boxes of several sizes, each with inputs among those before it."""
    inputs: list[list[int]] = []
    sizes: list[Size] = []
    for i in range(draw(st.integers(1, 15))):
        inputs.append(draw(st.lists(st.integers(0, i - 1), max_size=3)) if i else [])
        width, height = draw(st.sampled_from([(30, 20), (100, 60), (180, 120)]))
        sizes.append(Size(40 if inputs[-1] else 0, width, height))
    return sizes, inputs


def rectangles(layout: Layout) -> list[tuple[float, float, float, float]]:
    """Return left, right, top and bottom of every box with its circle."""
    found: list[tuple[float, float, float, float]] = []
    for slot in layout.slots:
        if not slot.passes:
            column = layout.columns[slot.layer]
            found.append((column.x, column.right, slot.y - slot.height / 2, slot.y + slot.height / 2))
    return found


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_nothing_ever_overlaps_and_everything_is_inside(graph: tuple[list[Size], list[list[int]]]) -> None:
    layout = place(*graph)
    boxes = rectangles(layout)
    for one, other in combinations(boxes, 2):
        beside = one[1] < other[0] or other[1] < one[0]
        above = one[3] < other[2] or other[3] < one[2]
        assert beside or above
    for left, right, top, bottom in boxes:
        assert left >= 0
        assert right <= layout.width + 1e-6
        assert top >= -1e-6
        assert bottom <= layout.height + 1e-6


@settings(deadline=None, max_examples=60)
@given(graphs())
def test_every_line_leads_one_layer_on_and_no_line_runs_through_a_box(
    graph: tuple[list[Size], list[list[int]]],
) -> None:
    sizes, inputs = graph
    layout = place(sizes, inputs)
    assert all(link.target.layer == link.source.layer + 1 for link in layout.links)
    arrivals = [(link.target.item, link.position) for link in layout.links if link.position is not None]
    assert len(arrivals) == len(set(arrivals)) == sum(map(len, inputs))
    boxes = [slot for slot in layout.slots if not slot.passes]
    for line in (slot for slot in layout.slots if slot.passes):
        for box in boxes:
            assert box.layer != line.layer or abs(box.y - line.y) > box.height / 2


def test_inputs_stand_left_and_leaves_beside_their_first_use() -> None:
    assert layers_of([(), (), (0, 1), (), (2, 3)]) == [0, 0, 1, 1, 2]


def test_the_inputs_of_a_tree_stand_in_their_order_from_top_to_bottom() -> None:
    layout = place([BOX] * 7, [(), (), (), (), (0, 1), (2, 3), (4, 5)])
    heights = [slot.y for slot in layout.slots[:4]]
    assert heights == sorted(heights)
    assert len({slot.passes for slot in layout.slots}) == 1


def test_a_chain_of_operations_runs_straight() -> None:
    layout = place([BOX] * 7, [(), (), (0, 1), (), (2, 3), (), (4, 5)])
    heights = [layout.slots[i].y for i in (2, 4, 6)]
    assert heights == pytest.approx([heights[0]] * 3, abs=4)


def test_a_crossing_that_can_be_avoided_is_avoided() -> None:
    layout = place([BOX] * 6, [(), (), (1, 1), (0, 0), (2,), (3, 4)])
    above = layout.slots[0].y < layout.slots[1].y
    assert (layout.slots[3].y < layout.slots[2].y) == above


def test_one_box_is_a_picture_too() -> None:
    layout = place([Size(0, 100, 60)], [()])
    assert (layout.width, layout.height) == (100, 60)
