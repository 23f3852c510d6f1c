"""The harness itself, on a trivial widget."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.accessibility import axe
from tests.browser.jupyter import Notebook, OpenNotebook
from tests.browser.modules import import_module
from tests.browser.page_watch import PageWatch

COUNTER_MODULE = """
export default {
  render({ model, el }) {
    const button = document.createElement("button");
    const show = () => (button.textContent = `count ${model.get("count")}`);
    button.onclick = () => {
      model.set("count", model.get("count") + 1);
      model.save_changes();
    };
    model.on("change:count", show);
    show();
    el.append(button);
  },
};
"""

DEFINE_COUNTER = f"""
import anywidget, traitlets
class Counter(anywidget.AnyWidget):
    _esm = '''{COUNTER_MODULE}'''
    count = traitlets.Int(0).tag(sync=True)
"""


@pytest.fixture
def counter(open_notebook: OpenNotebook) -> Notebook:
    notebook = open_notebook([DEFINE_COUNTER, "counter = Counter()\ncounter"])
    notebook.run_all()
    return notebook


def test_click_reaches_the_kernel_and_assignment_reaches_the_page(counter: Notebook) -> None:
    button = counter.output(1).get_by_role("button")
    button.click()
    expect(button).to_have_text("count 1")
    assert counter.evaluate("counter.count") == "1"
    counter.evaluate("counter.count = 7")
    expect(button).to_have_text("count 7")


def test_saved_widget_lives_on_without_its_kernel(counter: Notebook) -> None:
    counter.output(1).get_by_role("button").click()
    assert counter.evaluate("counter.count") == "1"
    assert "widgets" in counter.save()["metadata"]
    button = counter.reopen(kernel="none").output(1).get_by_role("button")
    expect(button).to_have_text("count 1")
    button.click()
    expect(button).to_have_text("count 2")


def test_saved_widget_is_shown_beside_a_new_kernel(counter: Notebook) -> None:
    counter.save()
    reopened = counter.reopen(kernel="new")
    expect(reopened.output(1).get_by_role("button")).to_have_text("count 0")
    assert reopened.evaluate("'counter' in globals()") == "False"


def test_running_kernel_is_found_again(counter: Notebook) -> None:
    counter.save()
    assert counter.reopen(kernel="same").evaluate("counter.count") == "0"


def test_kernel_restarts_and_shuts_down(counter: Notebook) -> None:
    counter.restart_kernel()
    assert counter.evaluate("'counter' in globals()") == "False"
    counter.shut_down_kernel()
    expect(counter.output(1).get_by_role("button")).to_have_text("count 0")


def test_theme_switches_while_open(counter: Notebook) -> None:
    background = "getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')"
    light = counter.page.evaluate(background)
    counter.set_theme("dark")
    assert counter.page.evaluate(background) != light


def test_added_cell_shows_its_output(counter: Notebook) -> None:
    first = counter.add_cell("print(6 * 7)")
    second = counter.add_cell("print(input())", wait=False)
    second.get_by_role("textbox").press_sequentially("43")
    second.get_by_role("textbox").press("Enter")
    expect(second).to_contain_text("43")
    expect(first).to_have_text("42")


def test_failing_cell_is_reported(open_notebook: OpenNotebook) -> None:
    notebook = open_notebook(["1 / 0"])
    with pytest.raises(AssertionError, match="ZeroDivisionError"):
        notebook.run_all()
    with pytest.raises(AssertionError, match="NameError"):
        notebook.evaluate("nothing")


def test_module_runs_on_a_blank_page(blank_page: Page) -> None:
    counter = import_module(blank_page, COUNTER_MODULE)
    blank_page.evaluate(
        """(counter) => counter.default.render({
            el: document.getElementById("root"),
            model: { get: () => 3, set() {}, on() {}, save_changes() {} },
        })""",
        counter,
    )
    expect(blank_page.get_by_role("button")).to_have_text("count 3")
    assert axe(blank_page, "#root") == []


def test_axe_finds_a_nameless_button(blank_page: Page) -> None:
    blank_page.set_content("<main><button></button></main>")
    assert "button-name" in axe(blank_page, "main")[0]


def test_request_to_another_machine_is_aborted_and_noted(page_watch: PageWatch, page: Page) -> None:
    page.set_content("<img src='https://example.org/picture.png'>")
    page.wait_for_load_state("load")
    assert page_watch.requests == ["https://example.org/picture.png"]


def test_page_from_a_file_may_be_opened(blank_page: Page, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><title>Page</title><h1>Hello</h1>", encoding="utf-8")
    blank_page.goto(path.as_uri())
    expect(blank_page.get_by_role("heading")).to_have_text("Hello")
