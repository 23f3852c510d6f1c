"""The site in a browser, opened from disk with the network off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import axe
from tests.browser.explorer import Explorer
from tests.browser.player import Player
from tests.browser.stepper import Stepper

KINDS = [  # a page of every kind
    *("index", "guide/index", "guide/01_derivatives", "guide/05_neurons_layers_mlp"),
    *("gallery/index", "gallery/stepper", "gallery/explorer", "gallery/player"),
    *("operations/index", "operations/multiply", "operations/maximum", "operations/matmul", "operations/split"),
    *("reference/index", "reference/values", "reference/widgets", "reference/losses"),
    *("teaching", "inside", "changes", "genindex", "search"),
]


def opened(page: Page, site: Path, name: str) -> Page:
    """Open a page of the site, and wait until its widgets are there."""
    page.goto((site / f"{name}.html").as_uri())
    expect(page.locator(".ag-host > .ag-root")).to_have_count(page.locator(".ag-host").count())
    return page


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 400)])
@pytest.mark.parametrize("name", KINDS)
def test_axe_finds_nothing(blank_page: Page, site: Path, name: str, scheme: Any, width: int) -> None:
    blank_page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    blank_page.set_viewport_size({"width": width, "height": 800})
    opened(blank_page, site, name)
    assert axe(blank_page) == []


@pytest.mark.parametrize("width", [360, 480, 768, 1024, 1400])
def test_no_page_scrolls_sideways(blank_page: Page, site: Path, width: int) -> None:
    blank_page.set_viewport_size({"width": width, "height": 800})
    for name in KINDS:
        opened(blank_page, site, name)
        assert blank_page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name


def test_the_widgets_of_every_operation_come_up_without_an_error(blank_page: Page, site: Path) -> None:
    for path in sorted((site / "operations").glob("*.html")):
        opened(blank_page, site, f"operations/{path.stem}")
        expect(blank_page.locator(".ag-failure"), path.stem).to_have_count(0)


def test_the_first_widget_answers_at_once(blank_page: Page, site: Path) -> None:
    opened(blank_page, site, "index")
    stepper = Stepper(blank_page, blank_page.locator(".ag-stepper"))
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "4")
    assert stepper.gradient("b") == "−8.0"


def test_an_address_shows_the_state_that_it_says(blank_page: Page, site: Path) -> None:
    blank_page.goto(f"{(site / 'index.html').as_uri()}#widget-1?step=4")
    expect(blank_page.locator(".ag-stepper")).to_contain_text("4 / 7")
    expect(blank_page.get_by_role("button", name="Copy link")).to_be_visible()


def test_an_operations_explorer_answers(blank_page: Page, site: Path) -> None:
    opened(blank_page, site, "operations/square")
    explorer = Explorer(blank_page, blank_page.locator(".ag-explorer"))
    explorer.type_into("x", "3")
    expect(explorer.row("exact derivative, by autograd")).to_contain_text("6.0")


def test_a_player_trains(blank_page: Page, site: Path) -> None:
    opened(blank_page, site, "gallery/player")
    player = Player(blank_page, blank_page.get_by_role("group", name="Training player").nth(1))
    before = player.weight
    player.steps_forward(3)
    assert player.step == 3
    assert player.weight != before


def test_widgets_follow_the_pages_switch_of_light_and_dark(blank_page: Page, site: Path) -> None:
    opened(blank_page, site, "index")
    root = blank_page.locator(".ag-root")
    switch = blank_page.get_by_role("button", name="Toggle Light / Dark / Auto color theme").locator("visible=true")
    expect(root).to_have_css("background-color", "rgb(255, 255, 255)")
    for _ in range(2):
        switch.click()
        theme = blank_page.locator("body").get_attribute("data-theme")
        expected = {"light": "rgb(255, 255, 255)", "dark": "rgb(21, 24, 28)"}[theme or ""]
        expect(root).to_have_css("background-color", expected)


def test_the_search_finds_a_page(blank_page: Page, site: Path) -> None:
    opened(blank_page, site, "index")
    blank_page.get_by_placeholder("Search").fill("softmax")
    blank_page.get_by_placeholder("Search").press("Enter")
    expect(blank_page.get_by_role("link", name="softmax", exact=True).first).to_be_visible()


def test_a_reader_without_javascript_sees_a_picture(browser: Browser, site: Path) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto((site / "operations" / "multiply.html").as_uri())
    expect(page.locator(".ag-host svg").first).to_be_visible()
    page.close()
