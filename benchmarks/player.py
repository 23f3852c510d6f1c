"""How fast the training player trains in a real browser, and how many frames it loses beside the same page at rest.

    python -m benchmarks.player

Times of a browser on a shared machine are noisy; without a graphics card painting takes most of a frame.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright

from autograd_widgets import MLP, SGD, TrainingPlayer
from autograd_widgets.nn import datasets, scalar
from benchmarks.engine import print_table, verdict
from tests.browser.chromium import launch_arguments
from tests.browser.jupyter import JupyterLab
from tests.browser.player import Player

FRAMES = 180
LATE = 25  # milliseconds: a frame that takes longer was missed
GAPS = """(count) => new Promise((done) => {
    const gaps = [];
    let last = performance.now();
    const next = () => {
        const now = performance.now();
        gaps.push(now - last);
        last = now;
        gaps.length < count ? requestAnimationFrame(next) : done(gaps);
    };
    requestAnimationFrame(next);
})"""
XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]


def article() -> TrainingPlayer:
    """Return the article's job, as fast as it goes."""
    return TrainingPlayer(scalar.MLP(3, [4, 4, 1], rng=1), XS, YS, optimizer=SGD(0.1), speed=1000.0)


def moons() -> TrainingPlayer:
    """Return micrograd's moons, at ten steps a frame."""
    model = MLP(2, [16, 16, 1], activation="relu", output_activation=None, rng=0)
    return TrainingPlayer(model, *datasets.moons(100, rng=0), loss="hinge", batch_size="all", l2=1e-4, speed=10.0)


def late(gaps: list[float]) -> int:
    """Return how many frames were missed."""
    return sum(gap > LATE for gap in gaps)


def played(browser: Browser, make: Any, folder: Path) -> tuple[float, float, int, int]:
    """Play a page of its own; return steps a second, steps a frame, and late frames at rest and while it plays."""
    page: Page = browser.new_page(viewport={"width": 1200, "height": 1300})
    page.goto(make().to_html(folder / "player.html").as_uri())
    player = Player(page, page.get_by_role("group", name="Training player"))
    page.wait_for_timeout(500)
    at_rest = late(page.evaluate(GAPS, FRAMES))
    player.button("Play").click()
    page.wait_for_timeout(300)
    before, start = player.step, time.perf_counter()
    gaps: list[float] = page.evaluate(GAPS, FRAMES)
    steps, seconds = player.step - before, time.perf_counter() - start
    page.close()
    return steps / seconds, steps / FRAMES, at_rest, late(gaps)


KERNEL = """
import time
from autograd_widgets import SGD, TrainingPlayer
from autograd_widgets.nn import Dropout, Linear, Sequential, datasets
X, y = datasets.moons(200, rng=0)
model = Sequential(Linear(2, 16, activation="tanh", rng=0), Dropout(0.1, rng=0), Linear(16, 1, rng=0))
player = TrainingPlayer(model, X, y[:, None], optimizer=SGD(0.01))
heard = []
player.observe(lambda change: heard.append(time.time() * 1000), "playing")
player
"""
PRESSED = """() => {
    window.pressed = [];
    document.addEventListener("click", () => window.pressed.push(Date.now()), true);
}"""
PAUSES = 15


def pauses(browser: Browser, folder: Path) -> list[float]:
    """Return after how many milliseconds a kernel that trains had heard that somebody has pressed Pause."""
    waits: list[float] = []
    context = browser.new_context(viewport={"width": 1300, "height": 1200})
    with JupyterLab(folder) as lab:
        notebook = lab.open(context, [KERNEL])
        notebook.run_all()
        page = notebook.page
        player = Player(page, page.get_by_role("group", name="Training player"))
        page.evaluate(PRESSED)
        for _ in range(PAUSES):
            player.button("Play").click()
            expect(player.button("Pause")).to_be_visible()
            page.wait_for_timeout(700)
            player.button("Pause").click()
            expect(player.button("Play")).to_be_visible()
            page.wait_for_timeout(300)
            heard = float(notebook.evaluate("print(heard[-1])"))
            waits.append(heard - page.evaluate("window.pressed.at(-1)"))
    context.close()
    return waits


def main() -> None:
    """Run the benchmark."""
    table = [["the player", "measured", "bar", "", "note"]]
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(**launch_arguments())
        rate, _, at_rest, lost = played(browser, article, Path(folder))
        note = f"late frames: {lost} of {FRAMES}, {at_rest} at rest"
        table.append(["article's job: steps a second", f"{rate:,.0f}", "≥ 5,000", verdict(rate >= 5000), note])
        for turn in range(3):
            _, each, at_rest, lost = played(browser, moons, Path(folder))
            note = f"{at_rest} at rest"
            if turn == 0:
                table.append(["moons: steps a frame", f"{each:.1f}", "≥ 10", verdict(each >= 9.95), ""])
            allowed = at_rest + FRAMES // 100
            table.append([f"moons: late of {FRAMES} frames", str(lost), f"≤ {allowed}", verdict(lost <= allowed), note])
        waits = pauses(browser, Path(folder))
        note = f"{statistics.median(waits):.0f} in the median"
        table.append(
            ["pause by the kernel: ms, the longest", f"{max(waits):.0f}", "≤ 200", verdict(max(waits) <= 200), note]
        )
        browser.close()
    print_table(table, left=(0, 4))


if __name__ == "__main__":
    main()
