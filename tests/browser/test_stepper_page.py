"""The stepper as one HTML file, opened from disk with the network off."""

from pathlib import Path

from playwright.sync_api import Page, expect

from autograd_widgets import BackpropStepper, Value
from tests.browser.accessibility import axe
from tests.browser.programs import article, named
from tests.browser.stepper import Stepper


def open_page(page: Page, widget: BackpropStepper, path: Path) -> Stepper:
    widget.to_html(path)
    page.goto(path.as_uri())
    stepper = Stepper(page, page.locator(".ag-stepper"))
    expect(stepper.root).to_be_visible()
    return stepper


def test_page_from_disk_does_all_that_the_widget_does(blank_page: Page, tmp_path: Path) -> None:
    stepper = open_page(blank_page, BackpropStepper(article(), step=3), tmp_path / "page.html")
    assert stepper.data("L") == "−8.0"
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "4")
    assert stepper.gradient("b") == "−8.0"
    stepper.choose("e")
    expect(stepper.card).to_contain_text("✓ They agree")
    assert axe(blank_page) == []


def test_page_holds_any_label_and_any_number(blank_page: Page, tmp_path: Path) -> None:
    label = "</script><script>alert(1)</script>"
    root = named(Value(float("nan"), label=label) * Value([1.0, float("inf")], label="x"), "y")
    stepper = open_page(blank_page, BackpropStepper(root), tmp_path / "page.html")
    stepper.button("To the end (End)").click()
    assert stepper.data("y") == "[nan, nan]"
    assert label in stepper.sentence
