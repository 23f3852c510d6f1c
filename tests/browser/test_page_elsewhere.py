"""Pages and saved notebooks where no widget can live: on paper, without scripts, as pictures; and from JupyterLab."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from autograd_widgets import MLP, BackpropStepper, DerivativeExplorer, TrainingPlayer
from autograd_widgets.nn import datasets
from autograd_widgets.notebook_page import write_notebook_page
from tests.browser.explorer import Explorer
from tests.browser.jupyter import OpenNotebook
from tests.browser.player import Player
from tests.browser.programs import article, f
from tests.browser.stepper import Stepper

CELLS = [
    "from autograd_widgets import *\nstepper = BackpropStepper(Value(2.0, label='a') * 3)\nstepper",
    "explorer = DerivativeExplorer(lambda x, a=3.0: a * x**2, x=3.0)\nexplorer",
    "from autograd_widgets.nn import datasets\nTrainingPlayer(MLP(2, [4, 1], rng=0), *datasets.moons(40, rng=0))",
    "stepper",
]
ONE_OF_EACH = {
    "stepper": lambda: BackpropStepper(article(), step=3),
    "explorer": lambda: DerivativeExplorer(f, x=3.0, h=0.5),
    "player": lambda: TrainingPlayer(MLP(2, [4, 1], rng=0), *datasets.moons(40, rng=0), loss="hinge"),
}
A4 = 688  # px, without margins
OUTSIDE = """() => {
    const right = document.querySelector(".ag-root").getBoundingClientRect().right;
    const all = [...document.querySelectorAll(".ag-root, .ag-root svg, .ag-root canvas")];
    return all.filter((each) => each.getBoundingClientRect().right > Math.min(right, innerWidth) + 1).map(String);
}"""


def test_a_notebook_that_jupyterlab_saved_becomes_a_page_without_being_run(
    open_notebook: OpenNotebook, blank_page: Page, tmp_path: Path
) -> None:
    notebook = open_notebook(CELLS)
    notebook.run_all()
    stepper = Stepper(notebook.page, notebook.page.locator(".ag-stepper").first)
    stepper.type_into("a", "5")
    stepper.button("To the end (End)").click()
    Explorer(notebook.page, notebook.page.locator(".ag-explorer")).type_into("x", "1.5")
    Player(notebook.page, notebook.page.locator(".ag-player-root")).steps_forward(3)
    notebook.wait_for("stepper.step, dict(stepper.inputs), explorer.inputs['x']", "(3, {'a': 5.0}, 1.5)")
    notebook.save()
    written = write_notebook_page(notebook.path, tmp_path / "page.html")
    assert (written.widgets, written.notices) == (4, [])
    blank_page.goto(written.path.as_uri())
    first, again = (Stepper(blank_page, blank_page.locator(".ag-stepper").nth(i)) for i in range(2))
    expect(first.field("a")).to_have_value("5.0")
    assert first.step == 3
    first.type_into("a", "7")
    expect(again.field("a")).to_have_value("7.0")
    expect(Explorer(blank_page, blank_page.locator(".ag-explorer")).field("x")).to_have_value("1.5")
    player = Player(blank_page, blank_page.locator(".ag-player-root"))
    assert player.step == 3
    player.steps_forward(2)
    assert player.step == 5


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_on_paper_a_page_is_light_and_without_what_is_pressed(blank_page: Page, tmp_path: Path, name: str) -> None:
    path = ONE_OF_EACH[name]().to_html(tmp_path / "page.html")
    blank_page.emulate_media(color_scheme="dark")
    blank_page.set_viewport_size({"width": 1200, "height": 1000})
    blank_page.goto(path.as_uri())
    root = blank_page.locator(".ag-root")
    expect(root.locator("svg").first).to_be_visible()
    blank_page.evaluate("dispatchEvent(new Event('beforeprint'))")
    blank_page.emulate_media(media="print", color_scheme="dark")
    blank_page.set_viewport_size({"width": A4, "height": 1000})
    ink, paper = blank_page.evaluate(
        "() => { const style = getComputedStyle(document.querySelector('.ag-root'));"
        " return [style.color, style.backgroundColor]; }"
    )
    ink_light, paper_light = (sum(map(int, colour[4:-1].split(","))) for colour in (ink, paper))
    assert ink_light < 200
    assert paper_light > 700
    expect(blank_page.get_by_role("button", name="Copy link")).to_be_hidden()
    expect(root.get_by_role("button", name="Play")).to_have_count(0)
    assert blank_page.evaluate(OUTSIDE) == []
    assert len(blank_page.pdf(format="A4")) > 10_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_where_no_script_runs_a_page_shows_a_picture_once(
    browser: Browser, tmp_path: Path, name: str, scheme: Any
) -> None:
    path = ONE_OF_EACH[name]().to_html(tmp_path / "page.html")
    page = browser.new_context(java_script_enabled=False, color_scheme=scheme).new_page()
    page.goto(path.as_uri())
    expect(page.locator("main > .ag-host > svg")).to_have_count(1)
    expect(page.locator("main > .ag-host > svg")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.context.close()


@pytest.mark.parametrize("name", ONE_OF_EACH)
def test_a_saved_output_shows_as_an_image_by_itself(blank_page: Page, name: str) -> None:
    data: dict[str, Any] = json.loads(json.dumps(ONE_OF_EACH[name]()._repr_mimebundle_()[0]))  # as a notebook holds it
    assert len(data["text/plain"]) > 40
    source = base64.b64encode(data["image/svg+xml"].encode()).decode()
    blank_page.set_content(f'<img src="data:image/svg+xml;base64,{source}">')
    image = blank_page.locator("img")
    expect(image).to_have_js_property("complete", value=True)
    assert image.evaluate("image => image.naturalWidth") > 200
    drawn = image.evaluate(
        """image => {
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
            const context = canvas.getContext("2d");
            context.drawImage(image, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set();
            for (let i = 0; i < data.length; i += 4) colours.add(data.slice(i, i + 4).join());
            return [colours.size, data[3]];
        }"""
    )
    assert drawn[0] > 10  # more than a white sheet
    assert drawn[1] == 255  # which has a ground of its own, whatever page it comes to
