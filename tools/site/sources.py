"""Gathers the pages that the site is built from: those in docs/, the lessons, one for every operation, the changes."""

# pyright: basic

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograd_widgets.guide import lessons
from tools.site.lessons import lesson_page
from tools.site.operation_pages import index_page, pages

ROOT = Path(__file__).parents[2]
WRITTEN = ROOT / "docs"  # by hand
AT_ONCE = 2  # lessons that run beside each other


def gather(folder: Path) -> None:
    """Write all pages to a folder.

    Raises:
        NotebookError: a lesson fails.
    """
    wanted = {path.relative_to(WRITTEN).as_posix(): path.read_text("utf-8") for path in written_pages()}
    wanted["changes.md"] = changes()
    notebooks = sorted(lessons()[0].parent.glob("*.ipynb"))  # the glossary too
    with ThreadPoolExecutor(AT_ONCE) as pool:
        texts = pool.map(lesson_page, notebooks)
        wanted |= {f"operations/{name}.md": text for name, text in pages()}
        wanted["operations/index.md"] = index_page()
        wanted |= {f"guide/{notebook.stem}.md": text for notebook, text in zip(notebooks, texts, strict=True)}
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def written_pages() -> list[Path]:
    """Return the pages that are written by hand."""
    found = [*WRITTEN.rglob("*.md"), *WRITTEN.rglob("*.rst")]
    return sorted(path for path in found if path != WRITTEN / "operations.md")


def changes() -> str:
    """Return the changes, with links that lead to the site's pages."""
    return (ROOT / "CHANGELOG.md").read_text("utf-8").replace("](docs/operations.md)", "](operations/index.md)")
