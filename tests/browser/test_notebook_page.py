"""Lessons as pages, in a real browser, without network and kernel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from autograd_widgets.guide import lessons
from autograd_widgets.notebook_page import write_notebook_page
from tests.browser.accessibility import axe
from tests.browser.explorer import Explorer

LESSON = lessons()[0]


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    written = write_notebook_page(LESSON, tmp_path_factory.mktemp("lesson") / "page.html", execute=True)
    assert (written.widgets, written.notices) == (5, [])
    assert written.path.stat().st_size < 1_200_000
    return written.path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 480])
def test_a_lesson_reads_well_and_axe_finds_nothing(blank_page: Page, page_file: Path, scheme: Any, width: int) -> None:
    blank_page.emulate_media(color_scheme=scheme)
    blank_page.set_viewport_size({"width": width, "height": 900})
    blank_page.goto(page_file.as_uri())
    expect(blank_page.locator(".ag-root")).to_have_count(5)
    assert blank_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert blank_page.evaluate("getComputedStyle(document.querySelector('.ag-root svg')).maxWidth") == "none"
    assert axe(blank_page) == []


def test_its_widgets_live_each_for_itself(blank_page: Page, page_file: Path) -> None:
    blank_page.goto(page_file.as_uri())
    roots = blank_page.locator(".ag-root")
    expect(roots).to_have_count(5)
    first, second = (Explorer(blank_page, roots.nth(i)) for i in (0, 1))
    expect(second.row("exact derivative, by autograd")).to_contain_text("=0.0")
    first.type_into("x", "5")
    expect(first.row("exact derivative, by autograd")).to_contain_text("26.0")
    expect(second.row("exact derivative, by autograd")).to_contain_text("=0.0")
