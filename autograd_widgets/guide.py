"""The lessons, and how they come into a learner's folder."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

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
    if folder.resolve() == lessons()[0].parent.resolve():
        return Copied(same=[lesson.name for lesson in lessons()])
    copied, known = Copied(), _recorded(folder)
    record = dict(known)
    try:
        for lesson in lessons():
            contents = lesson.read_bytes()
            became = _copy(contents, folder / lesson.name, known.get(lesson.name))
            getattr(copied, became).append(lesson.name)
            if became != "kept":
                record[lesson.name] = _digest(contents)
    finally:  # what was copied before Ctrl-C, or before the disk was full, is known too
        if record != known:
            _note(folder / RECORD, record)
    return copied


def _copy(contents: bytes, target: Path, known: str | None) -> Literal["new", "renewed", "kept", "same"]:
    """Copy a lesson unless it is there, or somebody has changed it, and say which; `known` is what it was before."""
    there = target.read_bytes() if target.exists() else None
    if there == contents:
        return "same"
    if there is not None and known != _digest(there):
        return "kept"
    target.parent.mkdir(parents=True, exist_ok=True)
    _write(target, contents)
    return "new" if there is None else "renewed"


def _write(target: Path, contents: bytes) -> None:
    """Write a file whole or not at all: half a lesson would pass for one that somebody has changed."""
    unfinished = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        unfinished.write_bytes(contents)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def _note(path: Path, record: dict[str, str]) -> None:
    """Write the record. Where that is not allowed, later versions keep what is there."""
    with suppress(OSError):
        _write(path, f"{json.dumps(record, indent=2)}\n".encode())


def _recorded(folder: Path) -> dict[str, str]:
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _digest(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()
