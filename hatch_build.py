"""Bundles the widgets' TypeScript before a wheel, an sdist or an editable install is made."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

NEEDS_NODE = (
    "Building autograd_widgets from source needs Node >= 20 with npm; "
    "install Node, or install a released wheel: pip install autograd-widgets"
)


class BundleHook(BuildHookInterface[Any]):
    """Runs the bundler in a checkout; an sdist brings its bundles along and needs no Node."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002, Hatch's signature
        """Bundle, or leave the bundles as they are, or say what is missing."""
        root = Path(self.root)
        js, static = root / "js", root / "autograd_widgets" / "static"
        entries = [*js.glob("src/widgets/*.tsx"), js / "src" / "page.ts"]
        bundled = static.is_dir() and all((static / f"{entry.stem}.js").is_file() for entry in entries)
        from_sdist = (root / "PKG-INFO").is_file()
        if bundled and (from_sdist or not has_node()):
            return
        if not has_node():
            self.app.abort(NEEDS_NODE)
        if is_older(js / "node_modules" / ".package-lock.json", js / "package-lock.json"):
            self.run("npm", "ci", "--no-audit", "--no-fund", directory=js)
        self.run("npm", "run", "--silent", "build", directory=js)

    def run(self, *command: str, directory: Path) -> None:
        """Run a command, or end the build with what it printed."""
        program = shutil.which(command[0]) or command[0]  # npm is npm.cmd on Windows
        finished = subprocess.run([program, *command[1:]], cwd=directory, capture_output=True, text=True, check=False)
        if finished.returncode:
            self.app.abort(f"`{' '.join(command)}` failed:\n{finished.stdout}{finished.stderr}")


def has_node() -> bool:
    """Tell whether npm and a Node that is new enough are on the path."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = re.match(r"v(\d+)", version)
    return major is not None and int(major[1]) >= 20


def is_older(path: Path, other: Path) -> bool:
    """Tell whether a file is missing, or older than another."""
    return not path.is_file() or path.stat().st_mtime < other.stat().st_mtime
