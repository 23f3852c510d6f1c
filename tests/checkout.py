"""The checkout that the tests run in, and copies of it.

Where there is none, as in an sdist, or git won't read it, the tests that need one are skipped.
"""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
if not (ROOT / ".git").exists():
    pytest.skip("this is about a checkout, and here is none", allow_module_level=True)

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def _listed() -> str:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout


try:
    _listed()
except (OSError, subprocess.CalledProcessError) as error:  # no git, or the checkout is somebody else's
    pytest.skip(f"git can't tell what is in the checkout: {error}", allow_module_level=True)


def files_of_the_checkout() -> list[str]:
    """Return the files that a commit of everything here would hold."""
    listed = _listed()
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


def copy_of_the_checkout(to: Path, *, modules: bool = False) -> Path:
    """Copy the checkout as a clone would be, if asked with the packages from npm that are installed here.

    Each package is linked to by itself: were `node_modules` a link, `npm ci` would empty what it leads to.
    """
    for name in files_of_the_checkout():
        target = to / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    if modules:
        installed, here = ROOT / "js" / "node_modules", to / "js" / "node_modules"
        here.mkdir()
        for package in installed.iterdir():
            if package.name != ".package-lock.json":
                (here / package.name).symlink_to(package)
        shutil.copy(installed / ".package-lock.json", here)  # now newer than package-lock.json: all is installed
    return to
