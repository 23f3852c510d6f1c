"""How long it takes from nothing to the first widget: `python -m benchmarks.from_zero [WHEEL]`.

What somebody does who has read the README: makes an environment, installs the wheel with `[lab]`, types
`autograd-widgets lab`, runs the lesson that opens, and moves the first slider. The bar is two minutes on two cores,
most of it pip. A wheel that is not given is built first, which is not counted. `--download` empties pip's cache.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.chromium import launch_arguments
from tests.browser.jupyter import PRIVATE_DIRECTORIES, TIMEOUT
from tests.browser.server import free_port

ROOT = Path(__file__).parents[1]
BAR = 120  # seconds
WIDGET = ".jp-OutputArea-output .ag-explorer"


class Clock:
    """Says how long each thing took.

    Attributes:
        parts: the seconds of each, by its name.
    """

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}

    @contextmanager
    def time(self, name: str) -> Iterator[None]:
        """Time a block, and print its line."""
        began = time.perf_counter()
        yield
        self.parts[name] = time.perf_counter() - began
        print(f"{self.parts[name]:8.1f} s  {name}", flush=True)

    def close(self, pip: str) -> None:
        """Print the sum beside its bar, and the share of pip."""
        total = sum(self.parts.values())
        print(f"{total:8.1f} s  in all, of which pip {self.parts[pip] / total:.0%} (bar: {BAR} s)")


def build_wheel(folder: Path) -> Path:
    """Build the wheel of this checkout."""
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (wheel,) = folder.glob("*.whl")
    return wheel


def answers(address: str) -> bool:
    """Tell whether somebody listens at an address."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", int(address.split(":")[2].partition("/")[0]))) == 0


@contextmanager
def started(command: Sequence[str], folder: Path, environment: dict[str, str]) -> Iterator[str]:
    """Start `autograd-widgets lab`, and give the address that it prints, once it answers there."""
    log, told = folder / "log", None
    with log.open("w") as output:
        lab = subprocess.Popen(command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + TIMEOUT / 1000
        while told is None or not answers(told[0]):
            if lab.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"JupyterLab did not start:\n{log.read_text('utf-8')}")
            time.sleep(0.02)
            told = re.search(r"http://127\.0\.0\.1\S+token=\w+", log.read_text("utf-8"))
        yield told[0]
    finally:
        lab.terminate()
        lab.wait()


def run_all(page: Page) -> None:
    """Choose Run All Cells from JupyterLab's menu, and wait for the first widget's slider."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    expect(page.locator(WIDGET).first.get_by_role("slider").first).to_be_visible(timeout=TIMEOUT)


def move_first_slider(page: Page) -> None:
    """Move the first slider with a key, and wait until the widget has followed."""
    widget = page.locator(WIDGET).first
    before = widget.inner_text()
    widget.get_by_role("slider").first.press("ArrowRight")
    expect(widget).not_to_have_text(before, use_inner_text=True)


def measure(wheel: Path, folder: Path, *, download: bool) -> None:
    """Do it all in a folder, and print how long each part took."""
    environment = {**os.environ, **{name: str(folder / name.lower()) for name in PRIVATE_DIRECTORIES}}
    environment.pop("PYTHONPATH", None)
    programs = folder / "environment" / ("Scripts" if os.name == "nt" else "bin")
    clock, install = Clock(), 'pip install "autograd-widgets[lab]"'
    with clock.time("python -m venv"):
        subprocess.run([sys.executable, "-m", "venv", programs.parent], check=True)
    with clock.time(install):
        pip = [programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        cache = ["--no-cache-dir"] if download else []
        subprocess.run([*pip, *cache, f"{wheel}[lab]"], check=True, env=environment, stderr=subprocess.DEVNULL)
    command = [str(programs / "autograd-widgets"), "lab", "--no-browser", "--port", str(free_port())]
    with sync_playwright() as playwright:
        page = playwright.chromium.launch(**launch_arguments()).new_page()
        with clock.time("autograd-widgets lab, until it answers"):
            server = started(command, folder, environment)
            address = server.__enter__()
        try:
            with clock.time("the lesson is open in Chromium, with its kernel"):
                page.goto(address)
                expect(page.locator(".jp-Notebook .jp-CodeCell").first).to_be_visible(timeout=TIMEOUT)
                # who runs a cell before, is asked by JupyterLab which kernel it should be
                expect(page.get_by_role("button", name="Python 3 (ipykernel) | Idle")).to_be_visible(timeout=TIMEOUT)
            with clock.time("Run All Cells, until the first widget is there"):
                run_all(page)
            with clock.time("its first slider is moved, and it follows"):
                move_first_slider(page)
        finally:
            server.__exit__(None, None, None)
    clock.close(install)


def main() -> None:
    """Measure once, in a folder that is removed again."""
    parser = argparse.ArgumentParser(prog="benchmarks.from_zero", description=__doc__)
    parser.add_argument("wheel", nargs="?", type=Path)
    parser.add_argument("--download", action="store_true", help="without pip's cache, as on a new machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        measure(options.wheel or build_wheel(folder / "dist"), folder, download=options.download)


if __name__ == "__main__":
    main()
