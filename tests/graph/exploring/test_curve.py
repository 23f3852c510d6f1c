"""Sampled curves: close where they bend, broken where the function is, and framed without their poles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets.graph.exploring.curve import FEW, FEWEST, FULL, Effort, sampled, window_around
from autograd_widgets.graph.exploring.exploration import across

Curve = np.ndarray[Any, Any]


def quietly(f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def values(x: Any) -> Any:
        with np.errstate(all="ignore"):
            return np.asarray(f(x), dtype=np.float64)

    return values


def gaps(curve: Curve) -> list[tuple[float, float]]:
    """Return from where to where there is no curve, within its places."""
    x, y = curve
    hidden = np.isnan(y)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], hidden, [False]]).astype(int)))
    found: list[tuple[float, float]] = []
    for first, last in zip(edges[::2], edges[1::2] - 1, strict=True):
        found.append((float(x[max(first - 1, 0)]), float(x[min(last + 1, len(x) - 1)])))
    return found


SMOOTH = {
    "a line": lambda x: 3 * x - 1,
    "a parabola": lambda x: 3 * x**2 - 4 * x + 5,
    "sin": np.sin,
    "abs": np.abs,
    "a constant": lambda x: np.full_like(x, 7.0),
    "zero": np.zeros_like,
    "a steep step without a jump": lambda x: np.tanh(1e4 * x),
    "a cusp": np.cbrt,
    "exp": np.exp,
    "many waves": lambda x: np.sin(20 * x),
}


@pytest.mark.parametrize("name", SMOOTH)
def test_what_hangs_together_has_no_gap(name: str) -> None:
    curve = sampled(quietly(SMOOTH[name]), -5.0, 5.0)
    assert gaps(curve) == []
    assert np.isfinite(curve).all()


BROKEN = {
    "1 / x": (lambda x: 1 / x, [0.0]),
    "1 / x²": (lambda x: 1 / x**2, [0.0]),
    "a pole between places": (lambda x: 1 / (x - 0.3), [0.3]),
    "tan": (np.tan, [-3 * np.pi / 2, -np.pi / 2, np.pi / 2, 3 * np.pi / 2]),
    "floor": (lambda x: np.floor(x * 0.99), [k / 0.99 for k in range(-4, 5)]),
    "a jump at 0": (lambda x: np.where(x < 0, -1.0, 1.0), [0.0]),
    "a jump off the places": (lambda x: np.where(x > 1 / 3, x + 2, x), [1 / 3]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_poles_and_jumps_are_narrow_gaps_where_they_are(name: str) -> None:
    f, places = BROKEN[name]
    found = gaps(sampled(quietly(f), -5.0, 5.0))
    np.testing.assert_allclose([(low + high) / 2 for low, high in found], places, atol=1e-6)
    assert all(high - low < 1e-6 for low, high in found)


@pytest.mark.parametrize(
    ("f", "hole"),
    [
        (np.log, (-5.0, 0.0)),
        (np.sqrt, (-5.0, 0.0)),
        (lambda x: np.sqrt(1 / 3 - x), (1 / 3, 5.0)),
        (lambda x: np.sqrt(x**2 - 2), (-np.sqrt(2), np.sqrt(2))),
    ],
)
def test_regions_without_values_are_gaps_up_to_their_edges(f: Any, hole: tuple[float, float]) -> None:
    assert gaps(sampled(quietly(f), -5.0, 5.0)) == [pytest.approx(hole, abs=1e-6)]


def test_what_is_defined_nowhere_has_places_and_no_values() -> None:
    x, y = sampled(quietly(lambda x: np.full_like(x, np.nan)), -1.0, 1.0)
    assert (x[0], x[-1], len(x)) == (-1.0, 1.0, FULL.start)
    assert np.isnan(y).all()


def test_a_kink_is_sampled_closely() -> None:
    x, _ = sampled(np.abs, -5.0, 4.9)  # the kink is no place of the first grid
    assert np.min(np.abs(x)) < 2e-3


def test_endless_waves_are_sampled_with_what_points_there_are() -> None:
    x, y = sampled(quietly(lambda x: np.sin(1 / x)), -1.0, 1.0)
    assert np.all(np.diff(x) >= 0)
    assert np.count_nonzero(np.isfinite(y)) <= FULL.most + 2 * 48
    assert np.nanmax(np.abs(y)) <= 1


@pytest.mark.parametrize("name", [*SMOOTH, *BROKEN])
def test_places_are_in_order_from_end_to_end_and_the_values_there_are_the_functions(name: str) -> None:
    f = quietly(SMOOTH[name] if name in SMOOTH else BROKEN[name][0])
    x, y = sampled(f, -5.0, 5.0)
    assert (x[0], x[-1]) == (-5.0, 5.0)
    assert np.all(np.diff(x) >= 0)
    here = np.isfinite(y)
    np.testing.assert_array_equal(y[here], f(x)[here])


@pytest.mark.parametrize("f", [np.sin, lambda x: x**4 - 5 * x**2, lambda x: np.exp(-(x**2))])
def test_the_curve_lies_within_half_a_hundredth_of_the_function(f: Any) -> None:
    x, y = sampled(f, -3.0, 3.0)
    fine = np.linspace(-3, 3, 5_001)
    assert np.max(np.abs(np.interp(fine, x, y) - f(fine))) < 0.005 * np.ptp(y)


# --- the window ---------------------------------------------------------------------------------------------


def framed(f: Any, points: Any = (), left: float = -5.0, right: float = 5.0) -> tuple[float, float]:
    with np.errstate(over="ignore"):  # as a reading has it
        curve = sampled(quietly(f), left, right)
    return window_around(curve, np.asarray(points, dtype=np.float64))


def test_the_whole_of_a_tame_curve_is_in_the_window_with_a_margin() -> None:
    bottom, top = framed(np.sin)
    assert (bottom, top) == (pytest.approx(-1.16, abs=0.01), pytest.approx(1.16, abs=0.01))


def test_a_pole_is_left_out_and_the_points_never() -> None:
    bottom, top = framed(lambda x: 1 / x)
    assert -100 < bottom < -1
    assert 1 < top < 100
    assert framed(lambda x: 1 / x, [500.0])[1] > 500
    assert framed(lambda x: 1 / x, [np.nan, np.inf]) == (bottom, top)


@pytest.mark.parametrize(
    ("level", "expected"), [(7.0, (3.5, 10.5)), (0.0, (-1.0, 1.0)), (-2.0, (-3.0, -1.0)), (np.nan, (-1.0, 1.0))]
)
def test_a_level_curve_stands_in_the_middle(level: float, expected: tuple[float, float]) -> None:
    assert framed(lambda x: np.full_like(x, level)) == expected


def test_the_largest_numbers_are_framed_without_a_warning() -> None:
    bottom, top = framed(lambda x: 1.7e308 * np.sin(x))
    assert bottom < top


@pytest.mark.parametrize(
    ("before", "x", "expected"),
    [
        (None, 0.0, (-2.0, 2.0)),  # a fifth of the range to each side
        (None, 30.0, (28.0, 32.0)),
        ((0.0, 10.0), 5.0, (0.0, 10.0)),
        ((0.0, 10.0), 0.2, (0.0, 10.0)),
        ((0.0, 10.0), 0.1, (-4.9, 5.1)),  # too near to its side
        ((0.0, 10.0), 40.0, (35.0, 45.0)),
        ((0.0, 10.0), np.nan, (0.0, 10.0)),
        (None, np.inf, (-5.0, 5.0)),
        (None, 1e300, (-5.0, 5.0)),  # finer than numbers are there
    ],
)
def test_the_picture_stays_until_the_point_leaves_it(before: Any, x: float, expected: tuple[float, float]) -> None:
    assert across(before, x, (-5.0, 5.0)) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("h", "half"), [(0.001, 8.0), (0.1, 8.0), (0.2, 2.0), (-0.5, 5.0), (3.0, 8.0), (np.inf, 8.0), (np.nan, 8.0)]
)
def test_the_first_picture_shows_a_large_step(h: float, half: float) -> None:
    assert across(None, 10.0, (-20.0, 20.0), h) == (10.0 - half, 10.0 + half)
    assert across((0.0, 40.0), 10.0, (-20.0, 20.0), h) == (0.0, 40.0)


@pytest.mark.parametrize("effort", [FULL, FEW, FEWEST])
def test_a_jump_breaks_the_curve_with_every_effort(effort: Effort) -> None:
    calls: list[int] = []

    def step(x: Any) -> Any:
        calls.append(len(x))
        return np.where(x > 0.3, 1.0, 0.0)

    curve = sampled(step, -1.0, 1.0, effort)
    assert np.isnan(curve[1]).sum() == 1
    assert sum(calls) <= effort.most + effort.breaks * effort.halvings
