"""How fast widgets and pages answer in a real browser: first picture, a step, a drag, late frames; and their sizes.

Run it with `make bench-browser`. Times of a browser on a shared machine are noisy, so each number stands beside its
bar, and frames beside those of an empty handler in the same run.
"""

from __future__ import annotations

import gzip
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Locator, Page, sync_playwright

from autograd_widgets import MLP, BackpropStepper, DerivativeExplorer, TrainingPlayer, Value
from autograd_widgets.guide import lessons
from autograd_widgets.nn import datasets
from autograd_widgets.notebook_page import write_notebook_page
from autograd_widgets.widgets.base import Widget
from benchmarks.browser_events import (
    EVENTS,
    FRAMES,
    blank_page,
    by_own_clock,
    drag,
    late_frames,
    late_with_an_empty_handler,
    middle,
    traced,
)
from tests.browser.chromium import launch_arguments
from tests.browser.explorer import Explorer
from tests.browser.jupyter import JupyterLab
from tests.browser.programs import chain
from tests.browser.strict_model import BUNDLES, show

BUDGETS = {"backprop_stepper": 75, "derivative_explorer": 90, "training_player": 100, "page": 7}  # kB
DEFINE = "from autograd_widgets import BackpropStepper, DerivativeExplorer, Value"
EXPRESSION = """a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
e = a * b; d = e + c; L = d * f
BackpropStepper(L)"""
FUNCTION = "DerivativeExplorer(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0)"
FIRST_PICTURE = """() => {
    window.arrived = null;
    const panel = window.jupyterapp.shell.currentWidget;
    panel.sessionContext.iopubMessage.connect((_, message) => {
        if (message.header.msg_type === "execute_result") window.arrived = performance.now();
    });
    window.picture = ([drawing, already]) => new Promise((done) => {
        const look = () => {
            const shown = document.querySelectorAll(drawing).length > already;
            if (shown && window.arrived !== null) requestAnimationFrame(() => done(performance.now() - window.arrived));
            else requestAnimationFrame(look);
        };
        look();
    });
}"""
FIRST_PAINT = """
new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
        if (name === "first-contentful-paint") window.painted = startTime;
}).observe({ type: "paint", buffered: true });
const look = () => {
    const hosts = document.querySelectorAll(".ag-host");
    const alive = [...hosts].every((host) => host.querySelector(".ag-root svg"));
    if (hosts.length > 0 && alive && document.querySelector(".ag-below")) window.alive = performance.now();
    else requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
STEP = """(i) => document.querySelector(".ag-viewport").dispatchEvent(
    new KeyboardEvent("keydown", { key: i % 30 === 29 ? "Home" : "ArrowRight", bubbles: true }))"""
TYPED_NUMBER = """(i) => {
    const field = document.querySelector(".ag-number-input");
    field.value = String(i / 10);
    field.dispatchEvent(new Event("input", { bubbles: true }));
}"""
SLIDER = """(i) => {
    const slider = document.querySelector('input[type=range][aria-label="NAME slider"]');
    slider.value = String(0.5 + 0.05 * (i % 30));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def neuron() -> Value:
    """Return a neuron with nine inputs and a little more: forty values in all."""
    total = Value(0.5, label="b")
    for i in range(9):
        total = total + Value(0.1 * i - 0.4, label=f"x{i}") * Value(0.3 - 0.05 * i, label=f"w{i}")
    out = total.tanh()
    return out * out + out


def curve(x: Any, a: Any = 0.3, b: Any = 0.7) -> Any:
    """Return a function of one variable and two parameters that is made of forty values."""
    total = x
    for i in range(4):
        total = np.sin(total * b + x * (0.1 * i)) + total * a
    return total


def main() -> None:
    """Measure and print."""
    print("bundles, gzipped with their CSS")
    for script in sorted(BUNDLES.glob("*.js")):
        size = sum(len(gzip.compress(path.read_bytes())) for path in (script, script.with_suffix(".css")))
        print(f"  {script.stem:<24}{size / 1000:6.1f} kB (bar: {BUDGETS[script.stem]} kB)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        print("first picture in JupyterLab, from the cell's result arriving (bar: 300 ms)")
        for name, cell, drawing in (
            ("stepper", EXPRESSION, ".ag-stepper .ag-drawing"),
            ("explorer", FUNCTION, ".ag-explorer .ag-plane"),
        ):
            times = first_pictures(browser, cell, drawing)
            print(f"  {name}: {', '.join(f'{t:.0f}' for t in times)} ms")
        measure_stepper(browser)
        measure_explorer(browser)
        measure_pages(browser)
        browser.close()


def measure_stepper(browser: Browser) -> None:
    """Print what the stepper's events cost."""
    for title, root in (("40 nodes", neuron()), ("a chain of 5,000", chain(5000))):
        print(f"stepper, script for one event as traced, {title} (bar at 40 nodes: p95 4 ms, no forced layout)")
        shown = partial(showing, browser, partial(BackpropStepper, root))
        print("  step:", traced(browser, shown, take_steps))
        print("  drag:", traced(browser, shown, drag_leaf))
    shown = partial(showing, browser, lambda: at_the_end(BackpropStepper(neuron())))
    print("stepper, 40 nodes, by the page's own clock, with no tracing: handler and drawing")
    print("  step:", by_own_clock(shown, STEP))
    print("  typed number:", by_own_clock(shown, TYPED_NUMBER))
    print_late_frames(browser, shown, lambda page: page.get_by_role("spinbutton").first)


def measure_explorer(browser: Browser) -> None:
    """Print what the explorer's events cost."""
    shown = partial(showing, browser, lambda: DerivativeExplorer(curve, x=1.0))
    opened = partial(showing, browser, lambda: DerivativeExplorer(curve, x=1.0, opened=True))
    nodes = len(DerivativeExplorer(curve, x=1.0).graph["nodes"])
    print(f"explorer, script for one event as traced, {nodes} nodes (bar: p95 4 ms, no forced layout)")
    for name, handle in (("the point x", point), ("the point x + h", step_point), ("a parameter", parameter)):
        print(f"  drag {name}:", traced(browser, shown, dragging(handle)))
    print("  drag the point x, with the graph opened:", traced(browser, opened, dragging(point)))
    print("explorer, by the page's own clock, with no tracing: handler and drawing")
    for name in "xa":
        print(f"  slider of {name}:", by_own_clock(shown, SLIDER.replace("NAME", name)))
    print_late_frames(browser, shown, point)


def measure_pages(browser: Browser) -> None:
    """Print how large pages are, and when they show something first and all of it."""
    with tempfile.TemporaryDirectory() as directory:
        for page, bar in pages(Path(directory)):
            shown = [first_paint(browser, page) for _ in range(5)]
            paint, live = (statistics.median(times) for times in zip(*shown, strict=True))
            print(f"page {page.stem}, from disk: {page.stat().st_size / 1000:.0f} kB (bar: {bar} kB)")
            print(f"  first paint {paint:.0f} ms (bar: 1000 ms), all widgets alive after {live:.0f} ms, medians of 5")


def pages(folder: Path) -> Iterator[tuple[Path, int]]:
    """Write a page of each widget, and of a lesson with six; yield it with how many kB it may have."""
    moons = datasets.moons(200, rng=0)
    for widget in (
        BackpropStepper(neuron()),
        DerivativeExplorer(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0),
        TrainingPlayer(MLP(2, [16, 16, 1], activation="relu", output_activation=None, rng=0), *moons, loss="hinge"),
    ):
        yield widget.to_html(folder / f"{widget.stem}.html"), 350
    lesson = next(path for path in lessons() if "training" in path.stem)
    yield write_notebook_page(lesson, folder / f"{lesson.stem}.html", execute=True).path, 1200


def first_paint(browser: Browser, path: Path) -> tuple[float, float]:
    """Return the milliseconds from opening a page to its first paint with content, and to its last widget."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.add_init_script(FIRST_PAINT)
    page.goto(path.as_uri())
    page.wait_for_function("window.painted && window.alive")
    times = page.evaluate("[painted, alive]")
    page.close()
    return times[0], times[1]


def print_late_frames(browser: Browser, shown: Callable[[], AbstractContextManager[Page]], handle: Any) -> None:
    """Print how many frames come late during a drag, and with an empty handler."""
    print(f"  late frames of {FRAMES} while dragging, against an empty handler (bar: at most one more)")
    for _ in range(3):
        with shown() as page:
            late = late_frames(page, *middle(handle(page)))
        print(f"    {late}, empty handler {late_with_an_empty_handler(browser)}")


@contextmanager
def showing(browser: Browser, make: Callable[[], Widget]) -> Iterator[Page]:
    """Show a widget on a page of its own."""
    with blank_page(browser) as page:
        show(page, make())
        page.locator(".ag-drawing, .ag-plane").first.wait_for()
        yield page


def at_the_end(stepper: BackpropStepper) -> BackpropStepper:
    """Return a stepper that has taken all steps."""
    stepper.step = stepper.last_step
    return stepper


def first_pictures(browser: Browser, cell: str, drawing: str) -> list[float]:
    """Return, for five cells, the milliseconds from a cell's result arriving to the frame with its picture."""
    with tempfile.TemporaryDirectory() as directory, JupyterLab(Path(directory)) as lab:
        notebook = lab.open(browser.new_context(), [DEFINE])
        notebook.run_all()
        notebook.page.evaluate(FIRST_PICTURE)
        times: list[float] = []
        for already in range(5):
            notebook.page.evaluate("window.arrived = null")
            notebook.add_cell(cell, wait=False)
            times.append(notebook.page.evaluate("which => picture(which)", [drawing, already]))
    return times


def take_steps(page: Page, pause: Callable[[], None]) -> None:
    """Step forward again and again, by key."""
    page.get_by_role("group", name="Computation graph").focus()
    for i in range(EVENTS):
        page.keyboard.press("Home" if i % 30 == 29 else "ArrowRight")
        pause()


def drag_leaf(page: Page, pause: Callable[[], None]) -> None:
    """Drag the number of the first leaf to and fro, at the end of the backward pass."""
    page.get_by_role("group", name="Computation graph").focus()
    page.keyboard.press("End")
    drag(page, page.get_by_role("spinbutton").first, pause)


def dragging(handle: Callable[[Page], Locator]) -> Callable[[Page, Callable[[], None]], None]:
    """Return what drags something of the explorer."""
    return lambda page, pause: drag(page, handle(page), pause)


def explorer_on(page: Page) -> Explorer:
    """Return the explorer on a page."""
    return Explorer(page, page.locator(".ag-explorer"))


def point(page: Page) -> Locator:
    """Return the handle of the point x."""
    return explorer_on(page).handle("x")


def step_point(page: Page) -> Locator:
    """Return the handle of the point x + h."""
    return explorer_on(page).handle("h")


def parameter(page: Page) -> Locator:
    """Return the slider of a parameter, which changes the curve."""
    return explorer_on(page).slider("a")


if __name__ == "__main__":
    sys.exit(main())
