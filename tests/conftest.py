"""What tests of several folders need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once."""
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run([sys.executable, "-m", "tools.site", folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder
