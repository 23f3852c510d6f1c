"""A widget's state in the address of its page: copied, opened, changed, damaged; from disk, with the network off."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from playwright.sync_api import Locator, Page, expect

from autograd_widgets import MLP, SGD, BackpropStepper, DerivativeExplorer, TrainingPlayer, Value, fit
from autograd_widgets.graph.numbers import format_number
from autograd_widgets.nn import datasets
from autograd_widgets.notebook_page import write_notebook_page
from tests.browser.accessibility import axe
from tests.browser.explorer import Explorer
from tests.browser.player import Player
from tests.browser.programs import article, f
from tests.browser.stepper import Stepper

LESSON = [
    "# A lesson",
    "from autograd_widgets import *\nBackpropStepper(Value(2.0, label='a') * 3)",
    "## Where it lies flat?\n\nText.",
    "explorer = DerivativeExplorer(lambda x, a=3.0: a * x**2, x=3.0)\nexplorer",
    "Once more:",
    "explorer",
    "## The end",
]


class Shared:
    """What stands below a widget."""

    def __init__(self, page: Page, index: int = 0) -> None:
        self.page = page
        self.row = page.locator(".ag-host + .ag-below").nth(index)
        self.said: Locator = self.row.get_by_role("status")

    def copy(self) -> str:
        """Press the button, and return what is in the clipboard."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.page.evaluate("navigator.clipboard.writeText('')")
        self.row.get_by_role("button", name="Copy link").click()
        expect(self.said).to_contain_text("Copied")
        return self.page.evaluate("navigator.clipboard.readText()")


def opened(page: Page, address: str) -> Page:
    """Open an address on a page of its own; one that differs after the # only would not be loaded anew."""
    page.goto("about:blank")
    page.goto(address)
    return page


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lesson")
    make = {True: new_markdown_cell, False: new_code_cell}
    cells = [make[text[0] in "#O"](text) for text in LESSON]
    book = new_notebook(cells=cells)
    NotebookClient(book, timeout=120).execute()
    nbformat.write(book, folder / "lesson.ipynb")  # pyright: ignore[reportUnknownMemberType]
    return write_notebook_page(folder / "lesson.ipynb", folder / "lesson.html").path


def test_a_stepper_comes_back_by_its_address(blank_page: Page, tmp_path: Path) -> None:
    path = BackpropStepper(article(), playing=True, step=0).to_html(tmp_path / "page.html")
    blank_page.goto(path.as_uri())
    stepper = Stepper(blank_page, blank_page.locator(".ag-stepper"))
    shared = Shared(blank_page)
    stepper.button("Pause (Space)").click()
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "0.1")
    stepper.choose("e")
    address = shared.copy()
    assert re.fullmatch(r"file:///.*/page\.html#widget-1\?step=7&selected=e&a=0\.1", address)
    picture = stepper.picture
    opened(blank_page, address)
    expect(stepper.field("a")).to_have_value("0.1")
    expect(stepper.button("Play (Space)")).to_be_visible()
    assert (stepper.step, stepper.gradient("b"), stepper.picture) == (7, "−0.2", picture)
    assert axe(blank_page) == []


def test_an_explorer_comes_back_by_its_address(blank_page: Page, tmp_path: Path) -> None:
    path = DerivativeExplorer(f, x=3.0, h=0.001).to_html(tmp_path / "page.html")
    blank_page.goto(path.as_uri())
    explorer = Explorer(blank_page, blank_page.locator(".ag-explorer"))
    explorer.type_into("a", "1")
    explorer.type_into("h", "1e-5")
    explorer.choose("b")
    explorer.choose_method("central")
    explorer.type_into("x", "0.30000000000000004")
    told = explorer.root.locator(".ag-readings").inner_text()
    address = Shared(blank_page).copy()
    assert address.endswith("#widget-1?x=0.30000000000000004&a=1&wrt=b&h=0.00001&method=central")
    opened(blank_page, address)
    expect(explorer.field("a")).to_have_value("1.0")
    expect(explorer.root.locator(".ag-readings")).to_have_text(told, use_inner_text=True)
    assert explorer.typed("h") == "1.0e−5"
    expect(explorer.root.get_by_role("radio", name="central difference", exact=True)).to_be_checked()


def test_a_training_is_taken_again_up_to_its_step(blank_page: Page, tmp_path: Path) -> None:
    X, y = datasets.moons(60, rng=0)

    def model() -> MLP:
        return MLP(2, [8, 1], activation="relu", output_activation=None, rng=0)

    path = TrainingPlayer(model(), X, y, loss="hinge").to_html(tmp_path / "page.html")
    opened(blank_page, f"{path.as_uri()}#widget-1?step=200&learning_rate=0.5&batch_size=60")
    player = Player(blank_page, blank_page.locator(".ag-player-root"))
    expect(player.root.get_by_text(re.compile(r"step\s+200\s+of\s+200"))).to_be_visible()
    trained = model()
    fit(trained, X, y, loss="hinge", optimizer=SGD(0.5), batch_size=60, epochs=200, progress=False)
    assert player.weight == format_number(trained.layers[0].weight.data[0, 0])
    expect(player.root.get_by_role("spinbutton", name="learning rate, as a number")).to_have_value("0.5")
    assert Shared(blank_page).copy().endswith("#widget-1?step=200&learning_rate=0.5&batch_size=60")


def test_an_address_leads_to_its_widget_and_changes_it_in_an_open_page(blank_page: Page, lesson: Path) -> None:
    opened(blank_page, f"{lesson.as_uri()}#widget-2?x=1.5")
    explorers = [Explorer(blank_page, blank_page.locator(".ag-explorer").nth(i)) for i in range(2)]
    expect(explorers[0].field("x")).to_have_value("1.5")
    expect(blank_page.locator("#widget-2")).to_be_in_viewport()
    expect(blank_page.locator("#widget-1")).not_to_be_in_viewport()
    expect(explorers[1].field("x")).to_have_value("1.5")  # another view of the same widget
    explorers[1].type_into("x", "2.5")
    expect(explorers[0].field("x")).to_have_value("2.5")
    blank_page.evaluate("location.hash = '#widget-1?step=2'")
    stepper = Stepper(blank_page, blank_page.locator(".ag-stepper"))
    expect(blank_page.locator("#widget-1")).to_be_in_viewport()
    assert stepper.step == 2
    expect(explorers[0].field("x")).to_have_value("2.5")
    blank_page.evaluate("location.hash = '#widget-3?a=1'")
    expect(explorers[0].field("a")).to_have_value("1.0")
    expect(explorers[0].field("x")).to_have_value("3.0")  # what is not in the address is as it was saved
    blank_page.evaluate("location.hash = '#widget-3'")
    expect(explorers[0].field("a")).to_have_value("3.0")


@pytest.mark.parametrize("anchor", ["Where-it-lies-flat?", "The-end"])
def test_headings_are_found_below_widgets_that_have_grown(blank_page: Page, lesson: Path, anchor: str) -> None:
    blank_page.set_viewport_size({"width": 1200, "height": 400})
    opened(blank_page, f"{lesson.as_uri()}#{anchor}")
    expect(blank_page.locator(".ag-explorer")).to_have_count(2)
    heading = blank_page.locator(f'[id="{anchor}"]')
    expect(heading).to_be_in_viewport()
    blank_page.evaluate("scrollTo(0, 0)")
    blank_page.evaluate("location.hash = '#A-lesson'")
    blank_page.evaluate(f"location.hash = '#{anchor}'")
    expect(heading).to_be_in_viewport()
    expect(blank_page.get_by_text("The address is not understood")).to_have_count(0)


@pytest.mark.parametrize(
    ("hash_", "told"),
    [
        ("widget-1?step=2&a=abc", "a should be a number, not “abc”"),
        ("widget-1?a=NaN", "a should be a number, not “NaN”"),
        ("widget-1?step=99", "step should be a whole number from 0 to 3, not “99”"),
        ("widget-1?nonsense=1", "there is no “nonsense” here that it can set"),
        ("widget-1?%E0%A4=1", "“%E0%A4=1”"),
        (f"widget-1?a={'9' * 100_000}", "it is too long"),
        ("widget-1?a=<script>window.harm=1</script>", "not “<script>window.harm=1</script>”"),
        ("widget-1?<img src=x onerror=window.harm=1>=1", "there is no “<img src"),
        ("widget-9?step=1", "there is no “widget-9” on this page"),
        ("widget-9", "there is no “widget-9” on this page"),
    ],
)
def test_a_damaged_address_is_told_and_the_widget_is_as_it_was_saved(
    blank_page: Page, lesson: Path, hash_: str, told: str
) -> None:
    opened(blank_page, f"{lesson.as_uri()}#{hash_}")
    stepper = Stepper(blank_page, blank_page.locator(".ag-stepper"))
    expect(stepper.field("a")).to_have_value("2.0")
    said = blank_page.get_by_role("status").filter(has_text="The address is not understood")
    expect(said).to_have_count(1)
    expect(said).to_contain_text(told)
    expect(said).to_be_in_viewport()
    assert stepper.step == 0
    assert len(said.inner_text()) < 250
    assert blank_page.evaluate("window.harm") is None
    blank_page.evaluate("location.hash = '#widget-1?a=7'")  # and a whole one puts it right
    expect(stepper.field("a")).to_have_value("7.0")
    expect(said).to_have_count(0)


def test_where_the_clipboard_is_refused_the_link_is_in_the_address_bar(blank_page: Page, lesson: Path) -> None:
    blank_page.goto(lesson.as_uri())
    blank_page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
    Stepper(blank_page, blank_page.locator(".ag-stepper")).type_into("a", "4")
    shared = Shared(blank_page)
    button = shared.row.get_by_role("button", name="Copy link")
    button.focus()
    blank_page.keyboard.press("Enter")
    expect(shared.said).to_have_text("The link is in the address bar now: copy it from there.")
    assert blank_page.url.endswith("#widget-1?a=4")
    expect(button).to_be_focused()
    expect(Stepper(blank_page, blank_page.locator(".ag-stepper")).field("a")).to_have_value("4.0")


def test_what_an_address_can_not_hold_is_said(blank_page: Page, tmp_path: Path) -> None:
    path = BackpropStepper(Value(2.0, label="a") * 3).to_html(tmp_path / "page.html")
    blank_page.goto(path.as_uri())
    Stepper(blank_page, blank_page.locator(".ag-stepper")).type_into("a", "nan")
    shared = Shared(blank_page)
    shared.row.get_by_role("button", name="Copy link").click()
    expect(shared.said).to_have_text("No link: a should be a number, not “nan”.")


def test_a_widget_that_breaks_leaves_its_picture_and_the_others_alone(blank_page: Page, lesson: Path) -> None:
    text = lesson.read_text("utf-8")
    call = re.findall(r"^agShow\((.*)\);$", text, re.MULTILINE)[0]
    bundles, widgets = json.loads(f"[{call}]")
    broken = copy.deepcopy(widgets)
    broken[0][2] = "{"
    page = lesson.with_name("broken.html")
    page.write_text(text.replace(call, f"{json.dumps(bundles)}, {json.dumps(broken)}"), "utf-8")
    blank_page.goto(page.as_uri())
    expect(blank_page.locator(".ag-explorer")).to_have_count(2)
    host = blank_page.locator("#widget-1")
    expect(host).to_contain_text("This widget can't be shown here, only its picture")
    expect(host.locator("img")).to_be_visible()
