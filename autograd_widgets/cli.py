"""The command `autograd-widgets`."""

from __future__ import annotations

import argparse
import importlib.util
import os
import platform
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill, indent
from typing import Any

from autograd_widgets.guide import copy_lessons, lessons
from autograd_widgets.notebook_page import NotebookError, write_notebook_page, write_site
from autograd_widgets.versions import show_versions

SETTINGS = Path(__file__).parent / "jupyterlab"
FOLDER = "autograd-widgets-guide"
DESCRIPTION = "See how gradients are computed, in notebooks that answer."
EXAMPLES = """\
autograd-widgets lab
autograd-widgets export lesson.ipynb --execute
autograd-widgets export --help"""
LAB_EXAMPLES = """\
autograd-widgets lab
autograd-widgets lab my-course --port 8890"""
EXPORT_EXAMPLES = """\
autograd-widgets export lesson.ipynb                           writes lesson.html
autograd-widgets export lesson.ipynb -o page.html --execute    runs the cells first
autograd-widgets export lessons/ -o site/ --execute            a page for each notebook, with links"""
NO_LAB = 'JupyterLab is not installed here: pip install "autograd-widgets[lab]" brings it and all else that is needed.'


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code.

    0, 1 if something is in the way, 2 for an argument that is unknown, 130 after Ctrl-C.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    if options.run is None:
        parser.print_help(sys.stderr)
        return 2
    try:
        return options.run(options)
    except (OSError, NotebookError, ModuleNotFoundError) as error:
        return _refuse(_told(error))
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograd-widgets", **_about(DESCRIPTION, EXAMPLES))
    parser.add_argument("--version", action=_Versions, help="print versions, for a bug report")
    parser.set_defaults(run=None)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    lab = commands.add_parser("lab", help="open the guide in JupyterLab", **_about(_lab.__doc__, LAB_EXAMPLES))
    lab.add_argument(
        "folder", nargs="?", type=Path, default=Path(FOLDER), metavar="DIR", help="the folder (default: %(default)s)"
    )
    lab.add_argument("--port", type=_port, help="the port to listen on (default: the first free one from 8888 on)")
    lab.add_argument("--no-browser", action="store_true", help="print the address instead of opening a browser")
    lab.set_defaults(run=_lab)
    summary = "write a notebook, or a folder of them, as web pages"
    export = commands.add_parser("export", help=summary, **_about(_export.__doc__, EXPORT_EXAMPLES))
    export.add_argument("source", type=Path, metavar="NOTEBOOK", help="an .ipynb file, or a folder of them")
    export.add_argument(
        *("-o", "--output"),
        type=Path,
        metavar="PATH",
        help="the page (default: beside the notebook, .html), or for a folder the site's folder (default: site)",
    )
    export.add_argument("--execute", action="store_true", help="run the cells first; NOTEBOOK stays as it is")
    export.set_defaults(run=_export)
    return parser


def _about(description: str | None, examples: str) -> dict[str, Any]:
    """Return what a command's help says before its options, and the examples after them."""
    return {
        "description": fill(description or "", 78),
        "epilog": f"examples:\n{indent(examples, '  ')}",
        "formatter_class": argparse.RawDescriptionHelpFormatter,
    }


class _Versions(argparse.Action):
    """Prints versions, one a line; argparse's own action would fill a paragraph with them."""

    def __init__(self, option_strings: Sequence[str], dest: str, **named: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, **named)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        _say(show_versions())
        parser.exit()


def _port(text: str) -> int:
    if text.isdecimal() and 0 < int(text) < 65536:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a whole number from 1 to 65535, not {text}")


def _lab(options: argparse.Namespace) -> int:
    """Copy the guide's notebooks to a folder and open the first in JupyterLab. What you have changed there is kept."""
    if importlib.util.find_spec("jupyterlab") is None:
        return _refuse(NO_LAB)
    if options.port is not None and not _is_free(options.port):
        return _refuse(f"port {options.port} is in use, or not allowed: choose another with --port, or leave it out.")
    copied = copy_lessons(options.folder)
    _say(f"The guide is in {options.folder.resolve()}.")
    if copied.kept:
        _say(f"Left as you have changed them: {', '.join(copied.kept)}.")
    return _run(_jupyterlab(options), _environment())


def _export(options: argparse.Namespace) -> int:
    """Write a notebook as one HTML file in which its widgets live, without network or kernel; a folder as a site."""
    source: Path = options.source
    if not source.exists():
        return _refuse(f"there is no file or folder {source}.")
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


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run a program to its end and return its exit code, 128 + n if signal n has ended it.

    Ctrl-C reaches it as well, and it is the one that asks whether that was meant; while it starts, it is just ended.
    """
    program: subprocess.Popen[bytes] | None = None
    is_unwanted = False

    def stop(number: int, _: object) -> None:
        nonlocal is_unwanted
        if program is None:
            is_unwanted = True
        elif number == signal.SIGTERM:
            program.terminate()

    with _handled(stop):
        program = subprocess.Popen(command, env=environment)
        if is_unwanted:
            program.terminate()
        code = program.wait()
    return code if code >= 0 else 128 - code


@contextmanager
def _handled(handler: Callable[[int, object], None]) -> Generator[None]:
    """Let a function hear of Ctrl-C and of SIGTERM; a program that is started meanwhile hears of them as ever."""
    before = {number: signal.signal(number, handler) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier or signal.SIG_DFL)


def _environment() -> dict[str, str]:
    """Return the environment in which the kernel is the one with this package, not another of the same name."""
    return {**os.environ, "JUPYTER_PREFER_ENV_PATH": "1"}


def _has_screen() -> bool:
    is_linux = platform.system() == "Linux"
    return not is_linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _is_free(port: int) -> bool:
    with socket.socket() as listener:
        if os.name == "posix":  # as the server does: else what is left of closed connections holds a port for a minute
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True


def _told(error: Exception) -> str:
    """Return what an error says; those of the system as a sentence, without their number."""
    if isinstance(error, OSError) and error.strerror and error.filename:
        return f"{error.filename} can't be used: {error.strerror[0].lower()}{error.strerror[1:]}."
    return str(error)


def _refuse(problem: str) -> int:
    sys.stderr.write(f"autograd-widgets: {problem}\n")
    return 1


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
