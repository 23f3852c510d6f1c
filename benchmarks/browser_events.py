"""What one event costs in a browser: script as traced, script by the page's own clock, late frames."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import Browser, Locator, Page

EVENTS = 60  # steps, or movements of a drag, that are timed one by one
FRAMES = 180  # frames over which late ones are counted
LATE = 25  # milliseconds: a frame that took longer
SCRIPT = {
    "EventDispatch",
    "FunctionCall",
    "RunMicrotasks",
    "FireAnimationFrame",
    "TimerFire",
    "EvaluateScript",
}
TRACE = ["devtools.timeline", "blink.user_timing"]
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

Shown = Callable[[], AbstractContextManager[Page]]  # shows a widget on a page of its own
Act = Callable[[Page, Callable[[], None]], None]  # does something again and again, with a pause after each time


@dataclass(frozen=True)
class Times:
    """Milliseconds of script, event by event, and how many layouts script has forced."""

    events: list[float]
    forced: int | None = None

    def __str__(self) -> str:
        typical, slow = statistics.median(self.events), p95(self.events)
        forced = "" if self.forced is None else f", {self.forced} forced layouts"
        return f"median {typical:.2f} ms, p95 {slow:.2f} ms{forced}"


def p95(times: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(times, n=20)[-1]


@contextmanager
def blank_page(browser: Browser) -> Iterator[Page]:
    """Open a page with an empty `#root`."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    page.set_content('<!doctype html><main id="root"></main>')
    yield page
    page.close()


def traced(browser: Browser, shown: Shown, act: Act) -> Times:
    """Return what each event costs, as the browser traces it."""
    with shown() as page:
        act(page, lambda: None)  # warm
        browser.start_tracing(page=page, categories=TRACE)

        def pause() -> None:
            time.sleep(0.04)
            page.evaluate("performance.mark('next')")

        act(page, pause)
        events: list[dict[str, Any]] = json.loads(browser.stop_tracing())["traceEvents"]
    marks = sorted(event["ts"] for event in events if event["name"] == "next")
    thread = next((event["pid"], event["tid"]) for event in events if event["name"] == "next")
    ours = [event for event in events if (event["pid"], event["tid"]) == thread and "dur" in event]
    script = merged([(event["ts"], event["ts"] + event["dur"]) for event in ours if event["name"] in SCRIPT])
    layouts = [event["ts"] for event in ours if event["name"] == "Layout" and marks[0] < event["ts"] < marks[-1]]
    times = [
        sum(min(end, to) - max(start, since) for start, end in script if start < to and end > since) / 1000
        for since, to in pairwise(marks)
    ]
    return Times(times, sum(start < layout < end for layout in layouts for start, end in script))


def by_own_clock(shown: Shown, dispatch: str) -> Times:
    """Return what the page itself measures, from an event to the end of what it sets off at once.

    Args:
        shown: the widget.
        dispatch: a JavaScript function of the event's number that sends it.
    """
    with shown() as page:
        page.evaluate(OWN_CLOCK, [EVENTS, dispatch])  # warm
        return Times(page.evaluate(OWN_CLOCK, [EVENTS, dispatch]))


def merged(spans: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return spans without those that lie within others."""
    whole: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def drag(page: Page, handle: Locator, pause: Callable[[], None]) -> None:
    """Drag something to and fro."""
    x, y = middle(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    for i in range(EVENTS):
        page.mouse.move(x + 10 + 4 * (i % 20), y)
        pause()
    page.mouse.up()


def middle(handle: Locator) -> tuple[float, float]:
    """Return the place of something on the page, in px."""
    box = handle.bounding_box()
    assert box is not None
    return box["x"] + min(20, box["width"] / 2), box["y"] + min(8, box["height"] / 2)


def late_frames(page: Page, x: float, y: float) -> int:
    """Drag from a place while counting frames that come late."""
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(f"window.frames_ = ({FRAME_TIMES})({FRAMES}).then(times => window.times = times); void 0")
    moved = 0
    while not page.evaluate("'times' in window"):
        page.mouse.move(x + 10 + 3 * (moved % 25), y)
        moved += 1
    page.mouse.up()
    return sum(each > LATE for each in page.evaluate("times"))


def late_with_an_empty_handler(browser: Browser) -> int:
    """Drag over a page that does nothing, while counting frames that come late."""
    with blank_page(browser) as page:
        page.set_content('<!doctype html><button style="width:600px;height:400px"></button>')
        page.evaluate("document.querySelector('button').addEventListener('pointermove', () => {})")
        return late_frames(page, 60, 60)
