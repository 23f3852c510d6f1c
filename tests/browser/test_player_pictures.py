"""The pictures of the player's panels, saved as files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page

from autograd_widgets import MLP, TrainingPlayer
from autograd_widgets.nn import datasets
from tests.browser.player import Player

FILES = {
    "Losses": "losses",
    "Decisions": "predictions",
    "The network": "network",
    "Gradients by layer": "gradients",
    "Weights by layer": "weights",
}
MARGIN = 8  # pixels around a panel
TITLE = 24  # and above it
DRAWN = {"svg", "g", "rect", "line", "path", "circle", "text", "tspan", "image", "clipPath", "defs"}
HIDDEN = "button, select, input, details, .ag-choice, .ag-picture-switch { visibility: hidden !important }"

Pixels = np.ndarray[Any, np.dtype[np.float64]]


@pytest.fixture(params=["light", "dark"])
def player(blank_page: Page, request: pytest.FixtureRequest) -> Player:
    blank_page.emulate_media(color_scheme=request.param)
    blank_page.set_viewport_size({"width": 1200, "height": 1300})
    model = MLP(2, [4, 1], activation="relu", output_activation=None, rng=0)
    player = Player.on(blank_page, TrainingPlayer(model, *datasets.moons(40, rng=0), loss="hinge"))
    player.steps_forward(3)
    return player


def saved(panel: Locator, kind: str, folder: Path) -> Path:
    menu = panel.locator(".ag-save")
    menu.locator("summary").click()
    with panel.page.expect_download() as download:
        menu.get_by_role("button", name=kind, exact=True).click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def pixels(png: bytes) -> Pixels:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), np.float64)


def as_seen(panel: Locator) -> Pixels:
    """Return what a panel shows on the page, without what is there to be pressed."""
    style = panel.page.add_style_tag(content=HIDDEN)
    box = panel.locator(":scope > div").last.bounding_box()
    assert box is not None
    left, top = round(box["x"]) - MARGIN, round(box["y"]) - MARGIN
    clip: Any = {
        "x": left,
        "y": top,
        "width": round(box["width"]) + 2 * MARGIN,
        "height": round(box["height"]) + 2 * MARGIN,
    }
    seen = pixels(panel.page.screenshot(clip=clip))
    style.evaluate("(style) => style.remove()")
    return seen


def assert_saved_as_seen(panel: Locator, file: str, folder: Path, title: str) -> None:
    svg, png = saved(panel, "SVG", folder), saved(panel, "PNG", folder)
    assert (svg.name, png.name) == (f"{file}.svg", f"{file}.png")
    elements = list(ElementTree.parse(svg).getroot().iter())
    assert {each.tag.split("}")[1] for each in elements} <= DRAWN
    texts = [each.text for each in elements if each.tag.endswith("}text")]
    assert texts[0] == title
    links = [value for each in elements for key, value in each.attrib.items() if key.endswith("href")]
    assert all(link.startswith("data:image/png") for link in links), "needs nothing else"
    seen = as_seen(panel)
    height, width, _ = seen.shape
    whole = Image.open(png).convert("RGB")
    picture = whole.crop((0, 2 * TITLE, whole.width, whole.height))
    assert np.asarray(whole)[: 2 * TITLE].std() > 4, "the title is in sight"
    assert (picture.width / 2, picture.height / 2) == (pytest.approx(width, abs=1), pytest.approx(height, abs=1))
    apart = np.abs(np.asarray(picture.resize((width, height), Image.Resampling.BOX), np.float64) - seen)
    assert apart.mean() < 4 < seen.std()
    assert np.percentile(apart, 95) < 30


@pytest.mark.parametrize("name", FILES)
def test_each_panel_is_saved_as_it_is_seen(player: Player, name: str, tmp_path: Path) -> None:
    title = "The network: weights" if name == "The network" else name
    assert_saved_as_seen(player.region(name), FILES[name], tmp_path, title)


def test_a_saved_network_says_what_it_shows(player: Player, tmp_path: Path) -> None:
    panel = player.region("The network")
    panel.get_by_label("gradients").check()
    panel.get_by_label("Sample", exact=True).fill("7")
    panel.get_by_label("outputs for sample").check()
    words = " ".join(ElementTree.parse(saved(panel, "SVG", tmp_path)).getroot().itertext())
    assert "The network: gradients" in words
    assert "outputs for sample 7" in words
    assert player.button("Step through sample 7").is_visible()


def test_a_table_is_saved_as_it_is_seen(blank_page: Page, tmp_path: Path) -> None:
    xs, ys = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5]], [1.0, -1.0]
    player = Player.on(blank_page, TrainingPlayer(MLP(3, [4, 1], rng=0), xs, ys))
    assert_saved_as_seen(player.region("Predictions"), "predictions", tmp_path, "Predictions")


def test_a_curve_is_saved_as_it_is_seen(blank_page: Page, tmp_path: Path) -> None:
    model = MLP(1, [8, 1], output_activation=None, rng=0)
    player = Player.on(blank_page, TrainingPlayer(model, *datasets.sine(40, rng=0)))
    assert_saved_as_seen(player.region("The fitted curve"), "predictions", tmp_path, "The fitted curve")
