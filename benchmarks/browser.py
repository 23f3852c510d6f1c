"""How fast the stepper answers in a real browser: first picture, step, drag, dropped frames, bundle sizes.

Run it with `make bench-browser`. Times of a browser on a shared machine are noisy, so each number stands beside its
bar, and frames beside those of an empty handler in the same run.
"""

from __future__ import annotations

import gzip
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from autograd_widgets import BackpropStepper, Value
from tests.browser.chromium import launch_arguments
from tests.browser.jupyter import JupyterLab
from tests.browser.programs import chain
from tests.browser.stepper import Stepper
from tests.browser.strict_model import BUNDLES

EVENTS = 60  # steps, or movements of a drag, that are timed one by one
FRAMES = 180  # frames over which dropped ones are counted
SCRIPT = {
    "EventDispatch",
    "FunctionCall",
    "RunMicrotasks",
    "FireAnimationFrame",
    "TimerFire",
    "EvaluateScript",
}
TRACE = ["devtools.timeline", "blink.user_timing"]
DEFINE = "from autograd_widgets import BackpropStepper, Value"
EXPRESSION = """a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
e = a * b; d = e + c; L = d * f
BackpropStepper(L)"""
FIRST_PICTURE = """() => {
    window.arrived = null;
    const panel = window.jupyterapp.shell.currentWidget;
    panel.sessionContext.iopubMessage.connect((_, message) => {
        if (message.header.msg_type === "execute_result") window.arrived = performance.now();
    });
    window.picture = (already) => new Promise((done) => {
        const look = () => {
            const shown = document.querySelectorAll(".ag-stepper .ag-drawing").length > already;
            if (shown && window.arrived !== null) requestAnimationFrame(() => done(performance.now() - window.arrived));
            else requestAnimationFrame(look);
        };
        look();
    });
}"""
FRAME_TIMES = """async (frames) => {
    const times = [];
    while (times.length <= frames) times.push(await new Promise(requestAnimationFrame));
    return times.slice(1).map((time, i) => time - times[i]);
}"""


OWN_CLOCK = """async ([events, dispatch]) => {
    const send = eval(dispatch);
    const times = [];
    for (let i = 0; i < events; i++) {
        const before = performance.now();
        send(i);
        for (let turn = 0; turn < 4; turn++) await Promise.resolve();
        times.push(performance.now() - before);
        await new Promise((done) => setTimeout(done, 40));
    }
    return times;
}"""
DISPATCH = {
    "step": """(i) => document.querySelector(".ag-viewport").dispatchEvent(
        new KeyboardEvent("keydown", { key: i % 30 === 29 ? "Home" : "ArrowRight", bubbles: true }))""",
    "typed number": """(i) => {
        const field = document.querySelector(".ag-number-input");
        field.value = String(i / 10);
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }""",
}


def forty_nodes() -> Value:
    """Return a neuron with nine inputs and a little more: forty values in all."""
    total = Value(0.5, label="b")
    for i in range(9):
        total = total + Value(0.1 * i - 0.4, label=f"x{i}") * Value(0.3 - 0.05 * i, label=f"w{i}")
    out = total.tanh()
    return out * out + out


def main() -> None:
    """Measure and print."""
    print("bundles, gzipped with their CSS (bar: 75 kB)")
    for script in sorted(BUNDLES.glob("*.js")):
        size = sum(len(gzip.compress(path.read_bytes())) for path in (script, script.with_suffix(".css")))
        print(f"  {script.stem:<24}{size / 1000:6.1f} kB")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        print("first picture in JupyterLab, from the cell's result arriving (bar: 300 ms)")
        print("  " + ", ".join(f"{t:.0f}" for t in first_pictures(browser)) + " ms")
        for title, root in (("40 nodes", forty_nodes()), ("a chain of 5,000", chain(5000))):
            print(f"script for one event as traced, {title} (bar at 40 nodes: p95 4 ms, no forced layout)")
            for name, act in (("step", take_steps), ("drag", drag_leaf)):
                times, forced = traced(browser, root, act)
                typical, slow = statistics.median(times), p95(times)
                print(f"  {name}: median {typical:.2f} ms, p95 {slow:.2f} ms, {forced} forced layouts")
        print("the same at 40 nodes by the page's own clock, with no tracing: handler and drawing")
        for name, dispatch in DISPATCH.items():
            times = by_own_clock(browser, dispatch)
            print(f"  {name}: median {statistics.median(times):.2f} ms, p95 {p95(times):.2f} ms")
        print(f"frames over 25 ms while dragging, of {FRAMES}, against an empty handler (bar: at most one more)")
        for _ in range(3):
            print("  stepper {}, empty handler {}".format(*dropped_frames(browser)))
        browser.close()


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def stepper_on(browser: Browser, root: Value) -> Iterator[Stepper]:
    """Show a stepper on a page of its own."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_content('<!doctype html><main id="root"></main>')
    yield Stepper.on(page, BackpropStepper(root))
    page.close()


def first_pictures(browser: Browser) -> list[float]:
    """Return, for five cells, the milliseconds from a cell's result arriving to the frame with its picture."""
    with tempfile.TemporaryDirectory() as directory, JupyterLab(Path(directory)) as lab:
        notebook = lab.open(browser.new_context(), [DEFINE])
        notebook.run_all()
        notebook.page.evaluate(FIRST_PICTURE)
        times: list[float] = []
        for already in range(5):
            notebook.page.evaluate("window.arrived = null")
            notebook.add_cell(EXPRESSION, wait=False)
            times.append(notebook.page.evaluate("already => picture(already)", already))
    return times


def take_steps(stepper: Stepper, pause: Callable[[], None]) -> None:
    """Step forward again and again, by key."""
    stepper.root.get_by_role("group", name="Computation graph").focus()
    for i in range(EVENTS):
        stepper.page.keyboard.press("Home" if i % 30 == 29 else "ArrowRight")
        pause()


def drag_leaf(stepper: Stepper, pause: Callable[[], None]) -> None:
    """Drag the number of the first leaf to and fro, at the end of the backward pass."""
    stepper.root.get_by_role("group", name="Computation graph").focus()
    stepper.page.keyboard.press("End")
    field = stepper.root.get_by_role("spinbutton").first
    box = field.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 5
    stepper.page.mouse.move(x, y)
    stepper.page.mouse.down()
    for i in range(EVENTS):
        stepper.page.mouse.move(x + 10 + 4 * (i % 20), y)
        pause()
    stepper.page.mouse.up()


def traced(
    browser: Browser, root: Value, act: Callable[[Stepper, Callable[[], None]], None]
) -> tuple[list[float], int]:
    """Return the milliseconds of script for each event, and how many layouts were forced by script."""
    with stepper_on(browser, root) as stepper:
        act(stepper, lambda: None)  # warm
        browser.start_tracing(page=stepper.page, categories=TRACE)

        def pause() -> None:
            time.sleep(0.04)
            stepper.page.evaluate("performance.mark('next')")

        act(stepper, pause)
        events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    marks = sorted(event["ts"] for event in events if event["name"] == "next")
    thread = next((event["pid"], event["tid"]) for event in events if event["name"] == "next")
    ours = [event for event in events if (event["pid"], event["tid"]) == thread and "dur" in event]
    script = merged([(event["ts"], event["ts"] + event["dur"]) for event in ours if event["name"] in SCRIPT])
    layouts = [event["ts"] for event in ours if event["name"] == "Layout" and marks[0] < event["ts"] < marks[-1]]
    forced = sum(start < layout < end for layout in layouts for start, end in script)
    times = [
        sum(min(end, to) - max(start, since) for start, end in script if start < to and end > since) / 1000
        for since, to in pairwise(marks)
    ]
    return times, forced


def by_own_clock(browser: Browser, dispatch: str) -> list[float]:
    """Return the milliseconds that the page itself measures from an event to the end of what it sets off at once."""
    with stepper_on(browser, forty_nodes()) as stepper:
        stepper.button("To the end (End)").click()
        stepper.page.evaluate(OWN_CLOCK, [EVENTS, dispatch])  # warm
        times: list[float] = stepper.page.evaluate(OWN_CLOCK, [EVENTS, dispatch])
    return times


def merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return spans without those that lie within others."""
    whole: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def dropped_frames(browser: Browser) -> tuple[int, int]:
    """Return how many frames came late while a leaf was dragged, and while an empty handler was called."""
    with stepper_on(browser, forty_nodes()) as stepper:
        stepper.button("To the end (End)").click()
        box = stepper.root.get_by_role("spinbutton").first.bounding_box()
        assert box is not None
        late = late_frames(stepper.page, box["x"] + 20, box["y"] + 5)
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_content('<!doctype html><button style="width:600px;height:400px"></button>')
    page.evaluate("document.querySelector('button').addEventListener('pointermove', () => {})")
    empty = late_frames(page, 60, 60)
    page.close()
    return late, empty


def late_frames(page: Page, x: float, y: float) -> int:
    """Drag from a place while counting frames that took longer than 25 ms."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(f"window.frames_ = ({FRAME_TIMES})({FRAMES}).then(times => window.times = times); void 0")
    moved = 0
    while not page.evaluate("'times' in window"):
        page.mouse.move(x + 10 + 3 * (moved % 25), y)
        moved += 1
    page.mouse.up()
    return sum(each > 25 for each in page.evaluate("times"))


if __name__ == "__main__":
    sys.exit(main())
