"""Makes the pictures in the README from the real widgets: `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Literal

from playwright.sync_api import sync_playwright

from autograd_widgets import BackpropStepper, Value
from tests.browser.chromium import launch_arguments

PICTURES = Path(__file__).parent.parent / "docs"


def main() -> None:
    """Write docs/stepper-light.png and docs/stepper-dark.png."""
    a, b, c, f = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c"), Value(-2.0, label="f")
    e = a * b
    d = e + c
    root = d * f
    e.label, d.label, root.label = "e", "d", "L"
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = BackpropStepper(root, step=7).to_html(Path(folder) / "page.html")
        browser = playwright.chromium.launch(**launch_arguments())
        schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
        for scheme in schemes:
            page = browser.new_page(
                viewport={"width": 1000, "height": 800},
                color_scheme=scheme,
                reduced_motion="reduce",
                device_scale_factor=1.5,
            )
            page.goto(page_file.as_uri())
            page.locator(".ag-stepper").screenshot(path=PICTURES / f"stepper-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
