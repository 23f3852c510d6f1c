"""Ticks of a still picture's axes, and lines cut off at its frame."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_widgets.graph.exploring.axes import axis_name, ticks
from autograd_widgets.graph.exploring.lines import Frame

FRAME = Frame(100.0, 300.0, 50.0, 150.0, (0.0, 10.0, -1.0, 1.0))


# low, high, count, labels, base: the same table is in js/test/views/plot/ticks.test.ts
TICKS = [
    (-1.0, 7.0, 4, ["0", "2", "4", "6"], ""),
    (-0.3, 0.3, 6, ["−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3"], ""),
    (0.0, 1e7, 2, ["0", "5e6", "1e7"], ""),
    (-1e308, 1e308, 4, ["−1e308", "−5e307", "0", "5e307", "1e308"], ""),
    (-1.7e308, 1.7e308, 5, ["−1.5e308", "−1e308", "−5e307", "0", "5e307", "1e308", "1.5e308"], ""),
    (-2e-7, 2e-7, 4, ["−2e−7", "−1e−7", "0", "1e−7", "2e−7"], ""),
    (0.999, 1.001, 4, ["0.999", "0.9995", "1.0", "1.0005", "1.001"], ""),
    (2.0, 2.000000000011, 5, ["−6e−12", "−4e−12", "−2e−12", "0", "+2e−12", "+4e−12"], "2.000000000006"),
    (7.3e-5, 7.3000001e-5, 4, ["−6e−13", "−4e−13", "−2e−13", "0", "+2e−13", "+4e−13"], "7.30000006e−5"),
    (-123456780.0, -123456770.0, 3, ["−5", "0", "+5"], "−1.23456775e8"),
    (1e300, 1.0000001e300, 5, ["−4e292", "−2e292", "0", "+2e292", "+4e292"], "1.00000006e300"),
    (0.0, 5e-324, 5, ["0"], ""),
    (1.0, 1.0000000000000002, 5, [], ""),
]


@pytest.mark.parametrize(("low", "high", "count", "labels", "base"), TICKS)
def test_ticks_are_round_and_few(low: float, high: float, count: int, labels: list[str], base: str) -> None:
    found = ticks(low, high, count)
    assert ([*found.labels], found.base) == (labels, base)


def test_ticks_of_a_narrow_axis_are_told_by_their_distance_from_one_of_them() -> None:
    found = ticks(3 - 1.1e-9, 3 + 1.1e-9, 4)
    assert found.labels == ("−1e−9", "−5e−10", "0", "+5e−10", "+1e−9")
    assert (found.base, axis_name("x", found.base), axis_name("x", "−3.0")) == ("3.0", "x − 3.0", "x + 3.0")
    at_edge = ticks(3 - 1e-9, 3 + 1e-9, 4)  # one tick less: the edge is rounded inwards
    assert float(at_edge.base) == at_edge.values[at_edge.labels.index("0")]


@pytest.mark.parametrize(
    ("low", "high"), [(1.0, 1 + 2e-16), (0.0, 5e-324), (-1.7e308, 1.7e308), (1e300, 1.0000001e300), (-1e-300, 1e300)]
)
def test_any_axis_has_ticks_within_it_in_order(low: float, high: float) -> None:
    found = ticks(low, high, 5)
    assert len(found.values) == len(found.labels) < 12
    assert all(low <= value <= high for value in found.values)
    assert all(one < other for one, other in zip(found.values, found.values[1:], strict=False))


def test_the_corners_of_the_view_are_those_of_the_frame() -> None:
    assert [FRAME.across(0), FRAME.across(10), FRAME.up(-1), FRAME.up(1)] == [100, 300, 150, 50]


@pytest.mark.parametrize(
    ("point", "slope", "ends"),
    [
        ((5.0, 0.0), 0.0, (100, 100, 300, 100)),
        ((5.0, 0.0), 0.2, (100, 150, 300, 50)),
        ((5.0, 0.0), np.inf, (200, 50, 200, 150)),
        ((5.0, 0.0), 1e300, (200, 150, 200, 50)),
        ((50.0, 0.0), 0.0, (100, 100, 300, 100)),
    ],
)
def test_a_line_goes_from_edge_to_edge(point: tuple[float, float], slope: float, ends: tuple[float, ...]) -> None:
    assert FRAME.line(*point, slope) == pytest.approx(ends)


def test_a_line_out_of_sight_is_none() -> None:
    assert FRAME.line(5.0, 7.0, 0.0) is None


def test_a_curve_breaks_at_nan_and_at_the_frame() -> None:
    x = np.array([0.0, 1, 2, 3, 4, 5, 6, 7])
    y = np.array([0.0, 0, np.nan, 0, 1e300, 0, np.nan, 0])
    path = FRAME.path(np.stack([x, y]))
    assert path.count("M") == 3  # the first piece, up to the pole, and down from it
    assert path.startswith("M100.0 100.0L120.0 100.0M160.0 100.0L")
    assert all(0 <= float(part) <= 400 for part in path.replace("M", " ").replace("L", " ").split())
