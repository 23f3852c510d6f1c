"""The lessons, and how they come into a learner's folder."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

RECORD = ".autograd_widgets.json"  # in the folder: what each lesson was when it was copied


@dataclass(frozen=True)
class Copied:
    """What became of the lessons. Each is in one of the lists, by the name of its file."""

    new: list[str] = field(default_factory=list[str])
    renewed: list[str] = field(default_factory=list[str])  # untouched ones of an earlier version
    kept: list[str] = field(default_factory=list[str])  # those that somebody has changed
    same: list[str] = field(default_factory=list[str])


def lessons() -> list[Path]:
    """Return the notebooks of the guide, in their order, the glossary last.

    They are in the package, or in the checkout that it is used from.

    Raises:
        FileNotFoundError: there are none, as the installation is damaged.
    """
    here = Path(__file__).parent
    for folder in (here / "notebooks", here.parent / "notebooks"):
        found = sorted(folder.glob("[0-9][0-9]_*.ipynb"))
        if found:
            return [*found, *folder.glob("glossary.ipynb")]
    raise FileNotFoundError("the lessons are missing from this installation: install autograd-widgets again.")


def copy_lessons(folder: Path) -> Copied:
    """Copy the lessons to a folder, which is made if it is missing. What somebody has changed there stays as it is.

    Args:
        folder: where to; the folder of the lessons themselves is left alone.

    Raises:
        NotADirectoryError: a file is in the way.
        OSError: the folder can't be written to.
    """
    if folder.exists() and not folder.is_dir():
        raise NotADirectoryError(f"{folder} is a file, and the lessons need a folder.")
    copied, record = Copied(), _recorded(folder)
    for lesson in lessons():
        target, contents = folder / lesson.name, lesson.read_bytes()
        if target.exists():
            there = target.read_bytes()
            if there == contents:
                copied.same.append(lesson.name)
                continue
            if record.get(lesson.name) != _digest(there):
                copied.kept.append(lesson.name)
                continue
        (copied.renewed if target.exists() else copied.new).append(lesson.name)
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(contents)
        record[lesson.name] = _digest(contents)
    if copied.new or copied.renewed:
        (folder / RECORD).write_text(json.dumps(record, indent=2) + "\n", "utf-8")
    return copied


def _recorded(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
