"""The explorer's pictures on a blank page: what is drawn, handles, zoom, and the error over h."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.explorer import Explorer
from tests.browser.programs import d, f

POLE = {"x": 0.5, "h": 0.2, "view": [-1.0, 1.0, -30.0, 30.0]}


@pytest.fixture
def explorer(blank_page: Page) -> Explorer:
    return Explorer.on(blank_page, DerivativeExplorer(f, x=3.0, h=0.5))


def test_curve_is_one_line_through_the_point(explorer: Explorer) -> None:
    (piece,) = explorer.curve
    left, _, right, _ = explorer.frame
    assert piece[0][0] <= left
    assert piece[-1][0] >= right
    height = [y for x, y in piece if abs(x - (left + right) / 2) < 4]
    box, (x, y) = explorer.plot.bounding_box(), explorer.place(explorer.handle("x"))
    assert box is not None
    assert x - box["x"] == pytest.approx((left + right) / 2, abs=1)
    assert min(abs(y - box["y"] - each) for each in height) < 3


@pytest.mark.parametrize("function", [lambda x: 1 / x, lambda x: 1 / (x * x), lambda x: np.tan(x + np.pi / 2)])
def test_pole_is_a_gap_that_no_line_crosses(blank_page: Page, function: Callable[[Any], Any]) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(function, **POLE))
    left, _, right, _ = explorer.frame
    pole = (left + right) / 2
    assert len(explorer.curve) == 2
    for piece in explorer.curve:
        places = [x for x, _ in piece]
        assert max(places) < pole or min(places) > pole


def test_curve_ends_where_the_function_does(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.log, x=1.0, h=0.5, view=[-2, 2, -4, 4]))
    left, _, right, _ = explorer.frame
    (piece,) = explorer.curve
    assert (left + right) / 2 <= piece[0][0] < (left + right) / 2 + 8


def test_jump_is_a_gap(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.sign, x=0.5, h=0.2, view=[-1, 1, -2, 2]))
    heights = [{y for _, y in piece} for piece in explorer.curve]
    assert [len(each) for each in heights] == [1, 1, 1], "−1, 0 at 0 itself, and 1"
    assert heights == sorted(heights, reverse=True, key=min)


def test_handles_are_dragged(explorer: Explorer) -> None:
    before = explorer.place(explorer.handle("x"))
    explorer.drag(explorer.handle("x"), 60)
    assert 3.0 < explorer.sent("x") < 5.0
    assert explorer.exact("value") == f(explorer.sent("x"))
    after = explorer.place(explorer.handle("x"))
    assert after[0] - before[0] == pytest.approx(60, abs=1)
    assert after[1] < before[1]
    explorer.drag(explorer.handle("h"), 80)
    assert explorer.sent("h") > 0.5
    x, h = explorer.sent("x"), explorer.sent("h")
    assert explorer.exact("difference quotient") == pytest.approx(6 * x - 4 + 3 * h)


def test_handle_of_h_goes_through_x_to_the_other_side(explorer: Explorer) -> None:
    explorer.type_into("h", "1")
    explorer.drag(explorer.handle("h"), -250)
    assert explorer.sent("h") < -0.5
    assert explorer.page.evaluate("model.state.h.data.getFloat64(0, true) < 0")
    explorer.drag(explorer.handle("h"), 20)
    assert explorer.sent("h") < 0


def test_alt_makes_a_drag_ten_times_finer(explorer: Explorer) -> None:
    explorer.page.keyboard.down("Alt")
    explorer.drag(explorer.handle("x"), 50)
    explorer.page.keyboard.up("Alt")
    assert 3.0 < explorer.sent("x") < 3.1


def test_keys_move_the_handles_and_the_page_stays(explorer: Explorer) -> None:
    explorer.page.evaluate("addEventListener('keydown', e => window.stopped = e.defaultPrevented, {capture: false})")
    for key, x in (("ArrowRight", 3.05), ("Shift+ArrowRight", 3.55), ("Alt+ArrowLeft", 3.545)):
        explorer.handle("x").press(key)
        assert explorer.sent("x") == x
    explorer.handle("h").press("ArrowRight")
    assert explorer.typed("h") == "0.891"
    prevented = explorer.handle("x").evaluate(
        """handle => !handle.dispatchEvent(
            new KeyboardEvent("keydown", { key: "ArrowLeft", altKey: true, bubbles: true, cancelable: true }))"""
    )
    assert prevented, "Alt and ← would go back in the browser's history"


def test_view_stays_while_the_point_stays_in_sight_and_moves_when_it_must(explorer: Explorer) -> None:
    ticks = explorer.ticks
    for x in ("2", "4", "3.5"):
        explorer.type_into("x", x)
        assert explorer.ticks == ticks
    explorer.type_into("x", "40")
    assert explorer.ticks != ticks
    expect(explorer.handle("x")).not_to_have_class("ag-away")
    assert "40" in explorer.ticks


def test_zoom_pan_and_fit(explorer: Explorer) -> None:
    ticks = explorer.ticks
    explorer.button("Zoom in (+)").click()
    left, right, bottom, top = explorer.page.evaluate("model.state.view")
    assert right - left == pytest.approx(8 * 0.8)
    assert explorer.ticks != ticks
    explorer.button("Fit the view (0)").click()
    assert explorer.ticks == ticks
    assert explorer.page.evaluate("model.state.view") == []
    explorer.plot.press("+")
    assert explorer.page.evaluate("model.state.view") == [left, right, bottom, top]
    explorer.plot.press("ArrowRight")
    assert explorer.page.evaluate("model.state.view[0]") == pytest.approx(left + (right - left) / 10)
    explorer.plot.press("0")
    assert explorer.ticks == ticks


def test_picture_is_dragged_and_zoomed_with_the_wheel(explorer: Explorer) -> None:
    box = explorer.plot.bounding_box()
    assert box is not None
    mouse = explorer.page.mouse
    mouse.move(box["x"] + 100, box["y"] + 100)
    mouse.down()
    mouse.move(box["x"] + 200, box["y"] + 100, steps=4)
    mouse.up()
    left, right, *_ = explorer.page.evaluate("model.state.view")
    assert left < -1.0
    assert right - left == pytest.approx(8.0)
    mouse.wheel(0, -100)
    assert explorer.page.evaluate("model.state.view[0]") == left
    explorer.page.keyboard.down("Control")
    mouse.wheel(0, -100)
    explorer.page.keyboard.up("Control")
    explorer.page.wait_for_function("width => model.state.view[1] - model.state.view[0] < width - 1", arg=right - left)


def test_chosen_view_follows_a_point_that_leaves_it(explorer: Explorer) -> None:
    explorer.page.evaluate("model.set('view', [2, 4, 10, 30])")
    explorer.type_into("x", "10")
    assert "10.0" in explorer.ticks or "10" in explorer.ticks
    x, y = explorer.place(explorer.handle("x"))
    box = explorer.plot.bounding_box()
    assert box is not None
    left, top, right, bottom = explorer.frame
    assert left < x - box["x"] < right
    assert top < y - box["y"] < bottom


def test_step_too_small_to_be_seen_can_be_zoomed_to(explorer: Explorer) -> None:
    explorer.type_into("h", "1e-6")
    explorer.root.get_by_text("Zoom in to see h = 1.0e−6").click()
    (x, _), (there, _) = explorer.place(explorer.handle("x")), explorer.place(explorer.handle("h"))
    assert there - x > 50
    expect(explorer.plot).to_contain_text("h = 1.0e−6")
    expect(explorer.plot).to_contain_text("rise 1.4e−5")
    explorer.type_into("h", "1e-16")
    expect(explorer.root).to_contain_text("h = 1.0e−16 is lost: x + h rounds to x")


def test_rise_and_run_are_drawn_where_there_is_room(explorer: Explorer) -> None:
    explorer.type_into("h", "2")
    expect(explorer.plot).to_contain_text("h = 2.0")
    expect(explorer.plot).to_contain_text("rise 40.0")
    explorer.choose_method("central")
    expect(explorer.plot).to_contain_text("2h = 4.0")


def test_another_number_that_moves_has_a_picture_of_its_own(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, wrt="a", h=0.5))
    (before,) = explorer.curve
    explorer.choose("b")
    expect(explorer.handle("b")).to_be_visible()
    (after,) = explorer.curve
    assert before[0][1] < before[-1][1], "falls along a; down is positive"
    assert after[0][1] > after[-1][1], "rises along b"


def test_marker_among_the_errors_is_dragged(explorer: Explorer) -> None:
    explorer.drag(explorer.marker, -150)
    h = explorer.sent("h")
    assert 1e-6 < h < 1e-2
    assert explorer.exact("error of the quotient") == pytest.approx(3 * h, rel=1e-2)
    explorer.marker.press("ArrowLeft")
    assert explorer.sent("h") < h
    explorer.type_into("h", "-0.5")
    explorer.drag(explorer.marker, -50)
    assert -0.5 < explorer.sent("h") < 0


def test_best_step_and_slopes_are_told(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.sin, x=1.0, h=0.01))
    for words in ("best h ≈ 3e−8", "rounding ∝ 1/h", "truncation ∝ h"):
        expect(explorer.error_plot).to_contain_text(words)
    explorer.choose_method("central")
    expect(explorer.error_plot).to_contain_text("truncation ∝ h²")
    expect(explorer.error_plot).to_contain_text("best h ≈ 1e−5")
