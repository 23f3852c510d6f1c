"""A table as text."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]], foot: Sequence[str]) -> str:
    """Return a table with lines under its head and over its foot. The last column holds numbers, flush right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, foot, strict=True)]
    line = "  ".join("─" * width for width in widths)

    def written(row: Sequence[str]) -> str:
        texts = [text.ljust(width) for text, width in zip(row[:-1], widths[:-1], strict=True)]
        return "  ".join([*texts, row[-1].rjust(widths[-1])])

    return "\n".join([written(head), line, *map(written, rows), line, written(foot)])
