"""What still pictures are made of: SVG in plain Python, readable on the white ground that it brings along."""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

TEXT_SIZE = 12  # px
LINE = 16.0  # px from one line of text to the next
INK, FAINT, LINES = "#1f2328", "#57606a", "#8c959f"
FONTS = "system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
HALO = ' stroke="#ffffff" stroke-width="3" paint-order="stroke"'  # sets text off from lines behind it


def document(title: str, width: float, height: float, body: Sequence[str], *, left: float = 0, top: float = 0) -> str:
    """Return a whole picture.

    Args:
        title: what it shows, for those who can't see it.
        width: in px.
        height: in px.
        body: what is drawn, in order.
        left: the coordinate of its left side.
        top: the coordinate of its upper side.
    """
    size = f'width="{width:.0f}" height="{height:.0f}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(title)}',
            f' viewBox="{left:.0f} {top:.0f} {width:.0f} {height:.0f}" font-family="{FONTS}">',
            f"<title>{escape(title)}</title>",
            f'<rect x="{left:.0f}" y="{top:.0f}" {size} fill="#ffffff"/>',
            *body,
            "</svg>\n",
        ]
    )


def rectangle(
    x: float,
    y: float,
    width: float,
    height: float,
    *,
    radius: float = 0.0,
    fill: str = "#ffffff",
    outline: str,
    thickness: float = 1.2,
) -> str:
    """Return a rectangle; x and y are those of its upper left corner."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{radius:.1f}" '
        f'fill="{fill}" stroke="{outline}" stroke-width="{thickness}"/>'
    )


def stroke(path: str, *, color: str = LINES, thickness: float = 1.3, more: str = "") -> str:
    """Return a line along a path's data."""
    return f'<path d="{path}" fill="none" stroke="{color}" stroke-width="{thickness}"{more}/>'


def text(
    x: float,
    y: float,
    words: str,
    *,
    fill: str = INK,
    anchor: str = "start",
    size: int = TEXT_SIZE,
    more: str = "",
) -> str:
    """Return a line of text; y is that of its base line."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{fill}" text-anchor="{anchor}"{more}>'
        f"{escape(words)}</text>"
    )
