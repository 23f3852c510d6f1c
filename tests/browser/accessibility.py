"""axe, the accessibility checker, on a page or a part of it."""

from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "js" / "node_modules" / "axe-core" / "axe.min.js"


def axe(page: Page, selector: str = "body") -> list[str]:
    """Return axe's violations inside the first element that matches, one readable line per element."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    violations: list[dict[str, Any]] = page.evaluate(
        "async (selector) => (await axe.run(document.querySelector(selector), { preload: false })).violations",
        selector,  # preloading would fetch style sheets, which a page from disk may not
    )
    return [
        f"{violation['id']}: {violation['help']}: {node['html']}\n{node['failureSummary']}"
        for violation in violations
        for node in violation["nodes"]
    ]
