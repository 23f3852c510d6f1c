"""When an explorer calls somebody's function, how often, and what happens if that goes wrong or takes long."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
import pytest
import traitlets as t

from autograd_widgets import DerivativeExplorer
from autograd_widgets.graph.contract import ExplorerState
from autograd_widgets.graph.payload import array_data, array_from

SHARED = tuple(ExplorerState.__annotations__)


class Counted:
    """A function of one number that counts its calls, on a clock of its own."""

    def __init__(self, seconds: float = 0.0, *, dynamic: bool = True) -> None:
        self.calls, self.now, self.seconds, self.dynamic = 0, 0.0, seconds, dynamic

    def __call__(self, x: Any) -> Any:
        self.calls += 1
        self.now += self.seconds
        return x**2 if not self.dynamic or x > 0 else -x


# --- how often ---


@pytest.mark.parametrize("seconds", [0.002, 0.01])
def test_a_slow_function_is_called_few_times(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    f = Counted(seconds)
    monkeypatch.setattr("autograd_widgets.graph.exploring.exploration.perf_counter", lambda: f.now)
    explorer = DerivativeExplorer(f, x=1.0)
    f.calls = 0
    explorer.inputs["x"] = 2.0
    assert f.calls * seconds < 1.5
    assert array_from(explorer.reading["sweep"]).shape == (4, 20)
    places, heights = array_from(explorer.reading["curve"])
    assert len(places) >= 33
    known = np.isfinite(heights)
    np.testing.assert_allclose(heights[known], np.where(places > 0, places**2, -places)[known])
    assert explorer.reading["bends"] == DerivativeExplorer(Counted(), x=2.0).reading["bends"]


def test_a_function_of_large_arrays_is_costly_too() -> None:
    explorer = DerivativeExplorer(lambda x: (np.sin(x * np.arange(3000.0)) if x > -9 else x).sum(), x=0.5)
    assert array_from(explorer.reading["sweep"]).shape == (4, 20)


@pytest.mark.parametrize(("dynamic", "of_view"), [(False, (0, 0)), (True, (129, 1000))])
def test_the_method_calls_nothing_and_a_view_only_the_curve(dynamic: bool, of_view: tuple[int, int]) -> None:
    f = Counted(dynamic=dynamic)
    explorer = DerivativeExplorer(f, x=1.0, h=0.5)
    f.calls = 0
    explorer.method = "central"
    assert (f.calls, explorer.difference) == (0, 2.0)
    explorer.view = [-4.0, 4.0, 0.0, 9.0]
    assert of_view[0] <= f.calls <= of_view[1]
    if dynamic:
        assert explorer.reading["window"] == [-4.0, 4.0]
        assert array_from(explorer.reading["curve"])[0, 0] == -4.0
    explorer.still()
    f.calls = 0
    explorer.still()
    explorer.figure()
    assert f.calls == 0
    explorer.inputs["x"] = 2.0
    assert explorer.derivative == 4.0
    assert "Exact derivative: 4.0" in explorer.still()


# --- while it runs ---


def test_what_another_thread_sets_during_a_look_is_looked_at_too() -> None:
    running, sent = threading.Event(), threading.Event()
    held = {"on": False}

    def f(x: Any) -> Any:
        if held["on"]:
            held["on"] = False
            running.set()
            assert sent.wait(60)
        return x**2

    explorer = DerivativeExplorer(f, x=3.0)

    def browser() -> None:
        assert running.wait(60)
        explorer.set_state({"inputs": {"x": array_data(np.float64(7.0))}, "method": "central"})
        sent.set()

    thread = threading.Thread(target=browser)
    thread.start()
    held["on"] = True
    explorer.inputs["x"] = 5.0
    thread.join()
    assert (explorer.inputs["x"], explorer.value, explorer.derivative, explorer.method) == (7.0, 49.0, 14.0, "central")


def test_a_look_that_is_stopped_is_made_up_for_by_the_next() -> None:
    stops = [False]

    def f(x: Any) -> Any:
        if stops[0]:
            raise KeyboardInterrupt
        return x**2 if x > 0 else -x

    explorer = DerivativeExplorer(f, x=1.0)
    stops[0] = True
    with pytest.raises(KeyboardInterrupt):
        explorer.inputs["x"] = 5.0
    stops[0] = False
    explorer.method = "central"
    assert (explorer.inputs["x"], explorer.value, array_from(explorer.reading["place"])[0]) == (5.0, 25.0, 5.0)
    before = explorer.get_state(SHARED)
    stops[0] = True
    with pytest.raises(KeyboardInterrupt):
        explorer.show(f, x=9.0, h=0.5)
    stops[0] = False
    assert explorer.get_state(SHARED) == before
    explorer.inputs["x"] = 6.0
    assert (explorer.value, explorer.h) == (36.0, 0.001)


def test_a_function_that_raises_here_still_has_its_curve() -> None:
    def f(x: Any) -> Any:
        if x < 0:
            raise ValueError("too small")
        return x**2

    explorer = DerivativeExplorer(f, x=1.0)
    explorer.inputs["x"] = -0.5
    assert explorer.problem == "f raised ValueError: too small"
    reading = explorer.reading
    assert array_from(reading["place"])[0] == -0.5
    assert np.isnan(array_from(reading["values"])[0])
    assert np.isnan(array_from(reading["gradient"])).all()
    places, heights = array_from(reading["curve"])
    assert np.isfinite(heights[places > 0.01]).any()
    explorer.inputs["x"] = 1.0
    assert (explorer.problem, explorer.value) == ("", 1.0)


# --- sizes ---

HUGE = 10**400


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"h": HUGE}, "h must be a number"),
        ({"speed": HUGE}, "speed must be a number"),
        ({"view": [0, HUGE, 0, 1]}, "view must be four numbers"),
        ({"ranges": {"x": (0, HUGE)}}, "must be two numbers"),
        ({"ranges": {"x": (-1.7e308, 1.7e308)}}, "no wider than 2e\\+300"),
        ({"view": [-1.7e308, 1.7e308, 0, 1]}, "no wider and no higher"),
    ],
)
def test_numbers_that_are_too_large_are_refused_and_nothing_changes(options: dict[str, Any], words: str) -> None:
    explorer = DerivativeExplorer(np.sin, x=1.0)
    before = explorer.get_state(SHARED)
    with pytest.raises(t.TraitError, match=words):
        explorer.show(np.cos, x=2.0, **options)
    with pytest.raises(t.TraitError, match=words):
        DerivativeExplorer(np.cos, x=2.0, **options)
    assert explorer.get_state(SHARED) == before
    assert explorer.f is np.sin


def test_the_widest_range_can_be_drawn() -> None:
    explorer = DerivativeExplorer(lambda x: x if x > 0 else -x, x=1.7e308, ranges={"x": (-1e300, 1e300)})
    assert np.isfinite(explorer.reading["window"]).all()
    assert "<svg" in explorer.still()


def test_of_large_inputs_a_part_is_asked_for() -> None:
    explorer = DerivativeExplorer(lambda x: x.sum(), x=np.ones(200_000))
    wanted = "x has 200,000 entries, more than the explorer can follow: take a part of it, up to 65,536."
    assert (explorer.problem, explorer.wrt, explorer.graph) == (wanted, "x[0]", None)
    with pytest.raises(t.TraitError, match=r"x\[11\] and 199,988 more"):
        explorer.wrt = "y"
    both = DerivativeExplorer(lambda x, y: (x * y).sum(), x=np.ones(40_000), y=np.ones(40_000))
    assert both.problem.startswith("The inputs have 80,000 entries in all")
    assert DerivativeExplorer(lambda x: x.sum(), x=np.ones(65_536)).value == 65_536
