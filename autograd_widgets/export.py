"""A widget as one offline HTML file."""

from __future__ import annotations

import base64
import html
import json
from pathlib import Path
from typing import Any

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
:root {{ color-scheme: light dark; }}
body {{ max-width: 1100px; margin: 0 auto; padding: 16px; }}
noscript svg {{ max-width: 100%; height: auto; }}
{style}
</style>
</head>
<body>
<main id="widget"><noscript>{still}</noscript></main>
<script type="module">
const code = {script};
const address = URL.createObjectURL(new Blob([code], {{ type: "text/javascript" }}));
const {{ show }} = await import(address);
URL.revokeObjectURL(address);
show({state}, document.getElementById("widget"));
</script>
</body>
</html>
"""


def write_page(path: Path, title: str, *, script: str, style: str, state: dict[str, Any], still: str) -> Path:
    """Write a page that shows one widget without network or kernel.

    Args:
        path: of the file; it is overwritten.
        title: of the page.
        script: the widget's bundle, a module that exports `show(state, element)`.
        style: its style sheet.
        state: the traits that the view reads.
        still: an SVG for readers without JavaScript.

    Raises:
        FileNotFoundError: the folder does not exist.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder {path.parent} does not exist: make it first, or choose another.")
    page = PAGE.format(
        title=html.escape(title),
        style=style.replace("</", "<\\/"),
        still=still,
        script=in_script(script),
        state=in_script(json_text(state)),
    )
    path.write_text(page, "utf-8")
    return path


def json_text(value: Any) -> str:
    """Return traits as the browser's half reads them on a page."""
    return json.dumps(value, default=_bytes_as_text, allow_nan=False)


def _bytes_as_text(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}  # pyright: ignore[reportUnknownArgumentType]
    raise TypeError(f"a page can't hold a {type(value).__name__}.")


def in_script(text: str) -> str:
    """Return text as a JavaScript string that can't end the script element it stands in."""
    return json.dumps(text).replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
