"""What is read off a notebook: its prose, its code, what its cells showed, and where its links lead."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias

import nbformat

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LESSONS = sorted(FOLDER.glob("[0-9][0-9]_*.ipynb"))
GLOSSARY = FOLDER / "glossary.ipynb"
WIDGET = "application/vnd.jupyter.widget-view+json"

Cells: TypeAlias = list[nbformat.NotebookNode]


def lesson(stem: str) -> Path:
    """Return the lesson of that name."""
    (found,) = [path for path in LESSONS if path.stem == stem]
    return found


def cells_of(path: Path, kind: str = "") -> Cells:
    """Return a notebook's cells as they are committed; of one kind, if one is given."""
    return [cell for cell in nbformat.read(path, as_version=4).cells if kind in ("", cell.cell_type)]


def prose_of(path: Path) -> str:
    """Return a notebook's text, each run of white space as one space."""
    return " ".join(" ".join(cell.source for cell in cells_of(path, "markdown")).split())


def outputs_of(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return cell.get("outputs", [])


def text_of(cell: nbformat.NotebookNode) -> str:
    """Return what a cell printed and showed, as text and as pictures."""
    shown = [data for output in outputs_of(cell) for data in output.get("data", {}).values() if isinstance(data, str)]
    printed = "".join(output.get("text", "") for output in outputs_of(cell))  # a kernel may send a text in pieces
    return "\n".join([printed, *shown])


def cell_with(cells: Cells, code: str) -> nbformat.NotebookNode:
    """Return the one cell that has this in its source."""
    (found,) = [cell for cell in cells if code in cell.source]
    return found


def namespace_after(path: Path, **stand_ins: Any) -> dict[str, Any]:
    """Run a lesson's code here, but for the cell that installs, and return the names that it leaves."""
    names: dict[str, Any] = {"__name__": "lesson", **stand_ins}
    for cell in cells_of(path, "code"):
        if "%pip" not in cell.source:
            exec(cell.source, names)
    return names


def links_of(path: Path) -> list[str]:
    """Return where a notebook's links lead."""
    return re.findall(r"\]\(([^)\s]+)\)", without_code(path))


def without_code(path: Path) -> str:
    """Return a notebook's text with its lines, but without code and formulas."""
    text = "\n\n".join(cell.source for cell in cells_of(path, "markdown"))
    return re.sub(r"```.*?```|\$\$.*?\$\$|\$[^$\n]+\$|`[^`\n]*`", "…", text, flags=re.DOTALL)


def anchors_of(path: Path) -> set[str]:
    """Return the anchors that a notebook's headings have in JupyterLab and on an exported page."""
    return {heading.strip().replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", without_code(path), re.MULTILINE)}
