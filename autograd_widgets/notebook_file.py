"""A notebook's file: it is read, run, and rid of the cells that are of no use on a page."""

from __future__ import annotations

import importlib.util
import logging
import re
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograd_widgets.notebook_widgets import is_left_out

PATIENCE = 600  # seconds for a cell
QUIETLY = ["--log-level=CRITICAL"]  # of what a kernel says of itself, nothing matters here: errors of cells are told
NEEDED = ("bleach", "ipykernel", "latex2mathml", "nbclient", "nbconvert", "nbformat")
OURS = "python3"  # the kernel that every Python with ipykernel has


class NotebookError(ValueError):
    """A notebook can't be exported: a cell fails, or the file is no notebook."""


def read_notebook(path: Path) -> Any:
    """Return a notebook, in the present format.

    Raises:
        FileNotFoundError: there is no such file.
        NotebookError: it is no notebook.
        ModuleNotFoundError: something that exporting needs is not installed; the message says what.
    """
    if missing := [name for name in NEEDED if importlib.util.find_spec(name) is None]:
        raise ModuleNotFoundError(
            f'exporting a notebook needs {" and ".join(missing)}: pip install "autograd-widgets[lab]" brings all of it.'
        )
    import nbformat  # noqa: PLC0415 — the engine needs none of these

    try:
        with _quiet():
            book = nbformat.read(path, as_version=4)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            nbformat.validate(book)  # pyright: ignore[reportUnknownMemberType]
    except OSError:
        raise
    except Exception as error:  # noqa: BLE001 — what is no notebook fails in many ways
        told = str(error).partition("\n")[0][:200]
        raise NotebookError(f"{path} is no notebook that can be read: {told}") from None
    return book  # pyright: ignore[reportUnknownVariableType]


@contextmanager
def _quiet() -> Generator[None]:
    """Keep nbformat from telling twice what is wrong with a notebook, and from warning of what it puts right."""
    logger = logging.getLogger("traitlets")
    before = logger.disabled
    logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.disabled = before


def run_notebook(book: Any, path: Path) -> list[str]:
    """Run a notebook's cells, in its folder, and return what a person should know about that.

    Raises:
        NotebookError: a cell fails, and the message says which, with its traceback; or nothing here can run it.
    """
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError  # noqa: PLC0415

    kernel, notices = _kernel_of(book, path)
    folder = {"metadata": {"path": str(path.parent.resolve())}}
    client: Any = NotebookClient(book, timeout=PATIENCE, extra_arguments=QUIETLY, resources=folder, kernel_name=kernel)
    number = 0
    try:
        with client.setup_kernel():  # and not execute(), which after Ctrl-C ends in an error of its own
            for number in _cells_run(client, book):  # noqa: B007 — told if the next one fails
                pass
    except (CellExecutionError, CellTimeoutError) as error:
        told = re.sub(r"\x1b\[[0-9;]*m", "", str(error))
        raise NotebookError(f"cell {number} of {path} fails:\n{told}") from None
    except RuntimeError as error:
        told = "it has ended" if isinstance(error, DeadKernelError) else str(error)
        raise NotebookError(f"what runs {path} (the kernel {kernel}) has failed at cell {number}: {told}.") from None
    return notices


def _cells_run(client: Any, book: Any) -> Iterator[int]:
    """Run the cells of a notebook, and tell the number of each before it is run."""
    told = client.wait_for_reply(client.kc.kernel_info())
    book.metadata["language_info"] = told["content"]["language_info"]
    try:
        for number, cell in enumerate(book.cells, 1):
            yield number
            client.execute_cell(cell, number - 1, execution_count=client.code_cells_executed + 1)
    except KeyboardInterrupt:
        client.shutdown_kernel = "immediate"  # or it complains that its cell was cut short
        raise
    client.set_widgets_metadata()


def _kernel_of(book: Any, path: Path) -> tuple[str, list[str]]:
    """Return the name of the kernel that runs a notebook, and a notice if it is not the one that it names.

    Raises:
        NotebookError: it is in a language that nothing here can run.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel  # noqa: PLC0415

    named = str(book.metadata.get("kernelspec", {}).get("name", "")) or OURS
    language = str(book.metadata.get("kernelspec", {}).get("language", "python")).lower()
    for kernel in (named, OURS) if language == "python" else (named,):
        try:
            KernelSpecManager().get_kernel_spec(kernel)  # pyright: ignore[reportUnknownMemberType]
        except (NoSuchKernel, ValueError):  # none that is installed, or no name
            continue
        told = f"there is no kernel {named!r} here, and Python's own ({OURS}) has run it."
        return kernel, [told] if kernel != named else []
    raise NotebookError(f"{path} needs the kernel {named!r} ({language}), which is not installed here.")


def remove_cells(book: Any) -> None:
    """Take out the cells that are of no use on a page: as Jupyter Book does it, those with the tag `remove-cell`."""
    book.cells = [cell for cell in book.cells if not is_left_out(cell)]
