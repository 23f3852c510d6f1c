"""The command `autograd-widgets`."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograd_widgets.guide import copy_lessons, lessons
from autograd_widgets.notebook_page import NotebookError, write_notebook_page, write_site
from autograd_widgets.versions import show_versions

SETTINGS = Path(__file__).parent / "jupyterlab"
FOLDER = "autograd-widgets-guide"
NO_LAB = 'JupyterLab is not installed here: pip install "autograd-widgets[lab]" brings it and all else that is needed.'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 if something is in the way, 2 for an argument that is unknown."""
    parser = argparse.ArgumentParser(
        prog="autograd-widgets", description="See how gradients are computed, in notebooks that answer."
    )
    parser.add_argument("--version", action="version", version=show_versions(), help="print versions, for a bug report")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    lab = commands.add_parser("lab", help="open the guide in JupyterLab", description=_lab.__doc__)
    lab.add_argument(
        "folder", nargs="?", type=Path, default=Path(FOLDER), metavar="DIR", help="where to (./%(default)s)"
    )
    lab.add_argument("--port", type=int, help="the port to listen on; if not given, the first free one from 8888 on")
    lab.add_argument("--no-browser", action="store_true", help="print the address, and open no browser")
    lab.set_defaults(run=_lab)
    export = commands.add_parser(
        "export", help="write a notebook, or a folder of them, as web pages", description=_export.__doc__
    )
    export.add_argument("source", type=Path, metavar="NOTEBOOK", help="an .ipynb file, or a folder of them")
    export.add_argument("-o", "--output", type=Path, help="the HTML file, or for a folder the site's folder")
    export.add_argument("--execute", action="store_true", help="run the cells first")
    export.set_defaults(run=_export)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except (OSError, NotebookError, ModuleNotFoundError) as error:
        return _refuse(str(error))


def _lab(options: argparse.Namespace) -> int:
    """Copy the guide's notebooks to a folder and open the first in JupyterLab. What was changed there is kept."""
    if importlib.util.find_spec("jupyterlab") is None:
        return _refuse(NO_LAB)
    if options.port is not None and not _is_free(options.port):
        return _refuse(f"port {options.port} is in use, or not allowed: choose another one with --port.")
    copied = copy_lessons(options.folder)
    _say(f"The guide is in {options.folder.resolve()}.")
    if copied.kept:
        _say(f"Left as you have changed them: {', '.join(copied.kept)}.")
    return subprocess.run(_jupyterlab(options), env=_environment(), check=False).returncode


def _export(options: argparse.Namespace) -> int:
    """Write a notebook as an HTML file in which its widgets live, without network and kernel; a folder as a site."""
    source: Path = options.source
    if not source.exists():
        return _refuse(f"there is no {source}.")
    if source.is_dir():
        pages = write_site(source, options.output or Path("site"), execute=options.execute)
    else:
        page: Path = options.output or source.with_suffix(".html")
        pages = iter([write_notebook_page(source, page, execute=options.execute)])
    for written in pages:
        size = written.path.stat().st_size / 1000
        _say(f"{written.path}: {written.widgets} widgets, {size:,.0f} kB")
        for notice in written.notices:
            sys.stderr.write(f"  {notice}\n")
    return 0


def _jupyterlab(options: argparse.Namespace) -> list[str]:
    """Return the command that opens JupyterLab: at an address, so that the one that is printed leads there too."""
    command = [
        *(sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={options.folder.resolve()}"),
        f"--LabApp.default_url=/lab/tree/{lessons()[0].name}",
        f"--LabApp.app_settings_dir={SETTINGS}",  # widgets are saved in the notebooks, to be there when one is reopened
    ]
    if options.port is not None:
        command += [f"--ServerApp.port={options.port}", "--ServerApp.port_retries=0"]
    if options.no_browser or not _has_screen():
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def _environment() -> dict[str, str]:
    """Return the environment in which the kernel is the one with this package, not another of the same name."""
    return {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}


def _has_screen() -> bool:
    is_linux = platform.system() == "Linux"
    return not is_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _refuse(problem: str) -> int:
    sys.stderr.write(f"autograd-widgets: {problem}\n")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
