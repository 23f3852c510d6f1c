"""Makes the pictures in the README from the real widgets: `make pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import sync_playwright

from autograd_widgets import MLP, SGD, BackpropStepper, DerivativeExplorer, TrainingPlayer, Value
from autograd_widgets.nn import datasets
from tests.browser.chromium import launch_arguments

PICTURES = Path(__file__).parent.parent / "docs"
STEP = 60
WIDE, TALL = 1000, 1200  # px, of the page; a picture is cut to its widget


def stepper() -> BackpropStepper:
    """Return the stepper at the last step of the article's expression."""
    a, b, c, f = Value(2.0, label="a"), Value(-3.0, label="b"), Value(10.0, label="c"), Value(-2.0, label="f")
    e = a * b
    d = e + c
    root = d * f
    e.label, d.label, root.label = "e", "d", "L"
    return BackpropStepper(root, step=7)


def f(x: Any, a: Any = 3.0, b: Any = -4.0, c: Any = 5.0) -> Any:
    """Return the article's quadratic."""
    return a * x**2 + b * x + c


def explorer() -> DerivativeExplorer:
    """Return the explorer of the article's quadratic, with a step that can be seen."""
    return DerivativeExplorer(f, x=3.0, h=1.0)


def player() -> TrainingPlayer:
    """Return the player on moons, at a step to which the page trains."""
    model = MLP(2, [8, 8, 1], activation="relu", output_activation=None, rng=0)
    return TrainingPlayer(model, *datasets.moons(100, rng=0), loss="hinge", optimizer=SGD(0.2), step=STEP)


def main() -> None:
    """Write docs/stepper-light.png and its companions."""
    schemes: tuple[Literal["light", "dark"], ...] = ("light", "dark")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        for name, widget in (("stepper", stepper()), ("explorer", explorer()), ("player", player())):
            page_file = widget.to_html(Path(folder) / f"{name}.html")
            for scheme in schemes:
                page = browser.new_page(
                    viewport={"width": WIDE, "height": TALL},
                    color_scheme=scheme,
                    reduced_motion="reduce",
                    device_scale_factor=1.5,
                )
                page.goto(page_file.as_uri())
                page.locator(".ag-drawing, .ag-plane, .ag-training").first.wait_for()
                if name == "player":
                    page.get_by_text(f"{STEP} of {STEP}").wait_for()
                page.locator(".ag-root").screenshot(path=PICTURES / f"{name}-{scheme}.png")
        browser.close()


if __name__ == "__main__":
    main()
