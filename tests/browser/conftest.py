"""Fixtures for tests in a real browser: a blank page, and notebooks in a real JupyterLab."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.chromium import launch_arguments
from tests.browser.jupyter import JupyterLab, Notebook, OpenNotebook
from tests.browser.page_watch import PageWatch

BLANK = '<!doctype html><html lang="en"><meta charset="utf-8"><title>Blank</title><main id="root"></main></html>'

expect.set_options(timeout=20_000)  # ms: a busy machine takes several times as long


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the quick tests before those in a browser, and these once more where they fail.

    On a machine that is busy, a frame may come later than any patient test expects; the summary counts what was rerun.
    """
    items.sort(key=_is_in_browser)
    for item in filter(_is_in_browser, items):
        item.add_marker(pytest.mark.flaky(reruns=1))


def _is_in_browser(item: pytest.Item) -> bool:
    return item.path.is_relative_to(Path(__file__).parent)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Launch the browser that is on this machine."""
    return {**browser_type_launch_args, **launch_arguments()}


@pytest.fixture
def page_watch(context: BrowserContext) -> PageWatch:
    """What the pages of this test asked other machines for, and their errors."""
    return PageWatch(context)


@pytest.fixture
def blank_page(page_watch: PageWatch, page: Page) -> Iterator[Page]:
    """A page with an empty `#root`, where any request to another machine and any error fails the test.

    A test may open another address on it, a `file://` one too.
    """
    page.set_content(BLANK)
    yield page
    assert page_watch.requests == []
    assert page_watch.page_errors == []
    assert page_watch.console_errors == []


@pytest.fixture(scope="session")
def jupyterlab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JupyterLab]:
    """The JupyterLab server of this test session."""
    with JupyterLab(tmp_path_factory.mktemp("jupyterlab")) as lab:
        yield lab


@pytest.fixture
def open_notebook(jupyterlab: JupyterLab, page_watch: PageWatch, context: BrowserContext) -> Iterator[OpenNotebook]:
    """Open a notebook, given as its code cells or as a file, in JupyterLab.

    Any request to another machine and any exception that nobody catches fails the test.
    """

    def open_notebook(source: Sequence[str] | Path) -> Notebook:
        return jupyterlab.open(context, source)

    yield open_notebook
    jupyterlab.shut_down_kernels()
    assert page_watch.requests == []
    assert page_watch.page_errors == []
