"""The Chromium that the browser tests drive: the system's own, or Playwright's."""

import subprocess
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

CHROMIUM_SCRIPT = Path(__file__).parents[2] / "tools" / "chromium.sh"

QUIET = [  # nothing but the page under test talks to the network, and containers need no sandbox
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_arguments() -> dict[str, Any]:
    """Return what Playwright needs to launch the browser; without a system browser it takes its own."""
    path = subprocess.run([CHROMIUM_SCRIPT], capture_output=True, text=True, check=True).stdout.strip()
    return {"args": QUIET, **({"executable_path": path} if path else {})}


if __name__ == "__main__":  # tools/system_packages.sh asks whether there is a browser that starts
    with sync_playwright() as playwright:
        playwright.chromium.launch(**launch_arguments()).close()
