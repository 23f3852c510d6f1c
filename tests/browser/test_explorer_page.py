"""The explorer as one HTML file, opened from disk with the network off."""

from pathlib import Path

import numpy as np
from playwright.sync_api import Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.accessibility import axe
from tests.browser.explorer import Explorer
from tests.browser.programs import d, f


def open_page(page: Page, widget: DerivativeExplorer, path: Path) -> Explorer:
    widget.to_html(path)
    page.goto(path.as_uri())
    explorer = Explorer(page, page.locator(".ag-explorer"))
    expect(explorer.plot).to_be_visible()
    return explorer


def test_page_from_disk_does_all_that_the_widget_does(blank_page: Page, tmp_path: Path) -> None:
    explorer = open_page(blank_page, DerivativeExplorer(f, x=3.0, h=0.001), tmp_path / "page.html")
    assert explorer.number("difference quotient") == "14.003"
    explorer.type_into("a", "1")
    explorer.drag(explorer.handle("x"), 60)
    x = float(explorer.typed("x"))
    assert x > 3.0
    assert explorer.exact("value") == f(x, a=1.0)
    explorer.drag(explorer.marker, -60)
    assert float(explorer.typed("h").replace("−", "-")) < 0.001
    explorer.choose("b")
    explorer.choose_method("central")
    assert explorer.number("exact derivative, by autograd") == explorer.typed("x")
    stepper = explorer.open_graph()
    stepper.button("To the end (End)").click()
    assert stepper.gradient("b") == stepper.data("x")
    assert axe(blank_page) == []


def test_page_holds_arrays_and_numbers_of_any_kind(blank_page: Page, tmp_path: Path) -> None:
    v = np.array([1.0, np.inf, np.nan])
    explorer = open_page(blank_page, DerivativeExplorer(lambda v: v * 2.0, v=v, output="[0]"), tmp_path / "page.html")
    assert [explorer.typed(f"v[{i}]") for i in range(3)] == ["1.0", "∞", "nan"]
    explorer.root.get_by_label("Entry of the answer").select_option("[1]")
    explorer.choose("v[1]")
    expect(explorer.row("slope")).to_contain_text("v[1] = ∞ is no number on the axis")
    explorer.type_into("v[1]", "4")
    assert explorer.number("D1") == "8.0"


def test_function_that_only_python_can_run_is_shown_and_says_why_it_stays(blank_page: Page, tmp_path: Path) -> None:
    widget = DerivativeExplorer(lambda x, y=2.0: x**2 if x > y else -x, x=3.0, h=0.5)
    explorer = open_page(blank_page, widget, tmp_path / "page.html")
    assert explorer.number("difference quotient") == "6.5"
    expect(explorer.told).to_contain_text("There is no Python here")
    for control in (explorer.field("x"), explorer.slider("x"), explorer.field("h"), explorer.slider("h")):
        expect(control).to_be_disabled()
    expect(explorer.bar("y")).to_be_disabled()
    explorer.drag(explorer.handle("x"), 60)
    explorer.drag(explorer.marker, -60)
    explorer.handle("h").press("ArrowRight")
    assert [explorer.typed("x"), explorer.typed("h")] == ["3.0", "0.5"]
    explorer.choose_method("central")
    assert explorer.number("difference quotient") == "6.0"
    explorer.button("Zoom in (+)").click()
    assert len(explorer.curve) == 2
    assert axe(blank_page) == []


def test_page_of_what_can_not_be_shown_says_so(blank_page: Page, tmp_path: Path) -> None:
    DerivativeExplorer(d, a=1.0).to_html(tmp_path / "page.html")
    blank_page.goto((tmp_path / "page.html").as_uri())
    explorer = Explorer(blank_page, blank_page.locator(".ag-explorer"))
    expect(explorer.failure).to_contain_text("There is no number for b and c")
