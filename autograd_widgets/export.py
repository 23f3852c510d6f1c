"""Widgets on web pages that need no network and no kernel: what every such page is made of."""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

GENERATOR = '<meta name="generator" content="autograd-widgets">'  # the mark of what may be overwritten
PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
{GENERATOR}
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title>
<style>
{{style}}
</style>
</head>
<body>
{{body}}
{{script}}</body>
</html>
"""
STYLE = """
:root { color-scheme: light dark; background: light-dark(#ffffff, #15181c); }
body { max-width: 1100px; margin: 0 auto; padding: 16px; font-family: system-ui, sans-serif; }
@page { margin: 14mm; }
@media print { body { padding: 0; } }
"""


@dataclass(frozen=True)
class Placed:
    """A widget on a page.

    Attributes:
        place: the id of its element; an address leads to it.
        kind: the stem of its bundle.
        state: its traits, as `json_text` writes them; or the place of one before it, of which it is another view.
        still: HTML that is there until the widget lives, and where no script runs.
    """

    place: str
    kind: str
    state: str
    still: str

    @property
    def host(self) -> str:
        """The element that it comes into, as HTML."""
        return f'<div class="ag-host" id="{self.place}">{self.still}</div>'


def page_of(
    title: str, body: str, widgets: Sequence[Placed], bundle: Callable[[str], str], *, style: str = STYLE
) -> str:
    """Return a page.

    Args:
        title: as text.
        body: HTML, with the hosts of the widgets in it.
        widgets: which come to life.
        bundle: gives a built file by its name.
        style: how the page looks around its widgets.
    """
    kinds = sorted({one.kind for one in widgets})
    styles = [bundle(f"{name}.css").replace("</", "<\\/") for name in (*kinds, "page")] if widgets else []
    return PAGE.format(
        title=html.escape(title),
        style="\n".join([style, *styles]),
        body=body,
        script=_script(kinds, widgets, bundle) if widgets else "",
    )


def _script(kinds: list[str], widgets: Sequence[Placed], bundle: Callable[[str], str]) -> str:
    """Return the script that brings widgets to life; each bundle is in it once."""
    bundles = {kind: packed(bundle(f"{kind}.js")) for kind in kinds}
    placed = [[one.place, one.kind, packed(one.state)] for one in widgets]
    return f"<script>\n{bundle('page.js')}\nagShow({in_script(bundles)}, {in_script(placed)});\n</script>\n"


def packed(text: str) -> str:
    """Return a text gzipped, as base64, if that is shorter: the page's script takes either."""
    short = base64.b64encode(gzip.compress(text.encode("utf-8", "surrogatepass"), mtime=0)).decode()
    return short if len(short) < len(text) else text


def json_text(value: Any) -> str:
    """Return traits as the browser's half reads them on a page."""
    return json.dumps(value, default=_bytes_as_text, allow_nan=False, separators=(",", ":"))


def _bytes_as_text(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}  # pyright: ignore[reportUnknownArgumentType]
    raise TypeError(f"a page can't hold a {type(value).__name__}.")


_AWKWARD = re.compile("[<\u2028\u2029\ud800-\udfff]")  # what ends a script or a line, and halves of a sign


def in_script(value: Any) -> str:
    """Return plain data as JavaScript that can't end the script element it stands in."""
    return _AWKWARD.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))


def check_target(path: Path) -> None:
    """Raise an error if a page must not be written there: only a page that was written by this package is overwritten.

    Raises:
        FileNotFoundError: the folder does not exist.
        IsADirectoryError: it is a folder.
        FileExistsError: there is a file, and it is no such page.
        OSError: the system does not take such a path, or the file can't be read.
    """
    try:
        _check(path)
    except OSError as error:
        raise error if error.errno is None else _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> OSError:
    return OSError(f"{path} can't be written: {error.strerror}.")


def _check(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder, and a page is one file: give its name.")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder {path.parent} does not exist: make it first, or choose another.")
    if path.exists() and not _is_ours(path):
        raise FileExistsError(
            f"{path} is there already, and it is no page that autograd-widgets has written: choose another name, or "
            "delete it."
        )


def _is_ours(path: Path) -> bool:
    """Tell whether a file is a page that was written here, or empty."""
    if not path.is_file():  # a device
        return False
    with path.open("rb") as file:
        begin = file.read(200)
    return begin == b"" or GENERATOR.encode() in begin


def write_html(path: Path, text: str) -> Path:
    """Write a page and return its path; if that fails, what was there before is still there.

    Raises:
        OSError: as `check_target` raises it, or the file can't be written.
    """
    check_target(path)
    target = path.resolve()  # of a link, which stays one
    unfinished = target.with_name(f".autograd-widgets-{os.getpid()}.part")
    try:
        unfinished.write_bytes(text.encode("utf-8", "replace"))
        unfinished.replace(target)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return path
