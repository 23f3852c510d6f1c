"""Each lesson is executed once a session, when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import nbformat
import pytest
from nbclient import NotebookClient

from tests.notebooks.reading import Cells

CELL_TIMEOUT = 60  # seconds
PRIVATE = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")

Executed: TypeAlias = Callable[[Path], nbformat.NotebookNode]


@pytest.fixture(scope="session")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Executed:
    """Run a notebook in a kernel of this interpreter, in an empty folder, which it must leave empty."""
    private = tmp_path_factory.mktemp("private")

    @cache
    def run(path: Path) -> nbformat.NotebookNode:
        folder = tmp_path_factory.mktemp(path.stem)
        client = NotebookClient(
            nbformat.read(path, as_version=4),
            timeout=CELL_TIMEOUT,
            kernel_name="python3",
            resources={"metadata": {"path": str(folder)}},
        )
        with pytest.MonkeyPatch.context() as patch:
            for name in PRIVATE:  # nothing of the user's configuration is read or written
                patch.setenv(name, str(private / name.lower()))
            patch.setenv("JUPYTER_PLATFORM_DIRS", "1")  # without it, jupyter_core warns
            patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
            notebook = client.execute()
        assert list(folder.iterdir()) == []
        return notebook

    return run


@pytest.fixture
def cells(request: pytest.FixtureRequest, executed: Executed) -> Cells:
    """The executed code cells of the lesson that a module names `LESSON`."""
    return [cell for cell in executed(request.module.LESSON).cells if cell.cell_type == "code"]
