"""A real marimo server, and a driver for the notebook opened in it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import indent

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.browser.jupyter import Theme
from tests.browser.server import PATIENCE, Server

SETTINGS = """
[display]
theme = "system"
[runtime]
auto_instantiate = true
"""

HEAD = "import marimo\n\napp = marimo.App()\n"
TAIL = '\n\nif __name__ == "__main__":\n    app.run()\n'


class Marimo(Server):
    """A marimo server of our own that edits one notebook, which runs when it is opened. The theme is the system's.

    Args:
        directory: of the notebook, and of what marimo keeps.
        cells: of the notebook, whose `mo` is marimo.
        told: what Python is asked for: marimo has no console, so a cell shows the answer to each.
    """

    name = "marimo"
    ready = "/health"

    def __init__(self, directory: Path, cells: Sequence[str], told: Sequence[str]) -> None:
        super().__init__(directory)
        settings = directory / "config" / "marimo" / "marimo.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(SETTINGS, encoding="utf-8")
        asked = [f"mo.plain_text({code + ' gives '!r} + repr({code}))" for code in told]
        notebook = "".join(_cell(code) for code in ("import marimo as mo", *cells, *asked))
        self._path = directory / "notebook.py"
        self._path.write_text(HEAD + notebook + TAIL, encoding="utf-8")

    def command(self) -> list[str]:
        """Return what is run."""
        return [
            *(sys.executable, "-m", "marimo", "-y", "edit", str(self._path), "--headless", "--no-token"),
            *("--no-sandbox", "--skip-update-check", "--host", "127.0.0.1", "--port", self.port),
        ]

    def environment(self) -> Mapping[str, str]:
        """Return the environment variables that keep the user's configuration out."""
        kinds = ("config", "cache", "state", "data")
        return {f"XDG_{kind.upper()}_HOME": str(self.directory / kind) for kind in kinds}

    def open(self, context: BrowserContext) -> MarimoNotebook:
        """Open the notebook on a page of its own."""
        page = context.new_page()
        page.goto(self.url)
        return MarimoNotebook(page)


class MarimoNotebook:
    """A notebook in marimo: what a person at the page can do with it, and what Python says.

    Attributes:
        page: The page it is on.
        cells: All of its cells.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.cells: Locator = page.locator(".marimo-cell")

    def set_theme(self, theme: Theme) -> None:
        """Switch the system's theme, which marimo follows, while everything stays open."""
        self.page.emulate_media(color_scheme=theme)
        expect(self.page.locator("body")).to_have_class(f"{theme} {theme}-theme", timeout=PATIENCE * 1000)

    def wait_for(self, code: str, answer: str) -> None:
        """Wait until Python answers this to what it is asked for."""
        said = self.page.locator("pre", has_text=f"{code} gives ")
        expect(said).to_have_text(f"{code} gives {answer}", timeout=PATIENCE * 1000)


def _cell(code: str) -> str:
    return f"\n\n@app.cell\ndef _():\n{indent(code.strip(), '    ')}\n    return\n"
