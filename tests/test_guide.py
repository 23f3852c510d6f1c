"""The guide's lessons in a learner's folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograd_widgets import guide
from autograd_widgets.guide import copy_lessons, lessons

NAMES = [path.name for path in lessons()]


def test_all_lessons_are_copied_into_a_folder_that_is_made(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "guide"
    assert copy_lessons(folder).new == NAMES
    for lesson in lessons():
        assert (folder / lesson.name).read_bytes() == lesson.read_bytes()
    again = copy_lessons(folder)
    assert (again.same, again.new, again.renewed, again.kept) == (NAMES, [], [], [])


def test_what_was_changed_is_kept_and_what_was_deleted_comes_again(tmp_path: Path) -> None:
    copy_lessons(tmp_path)
    mine, gone = tmp_path / NAMES[0], tmp_path / NAMES[1]
    mine.write_text("{}", "utf-8")
    gone.unlink()
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    copied = copy_lessons(tmp_path)
    assert (copied.kept, copied.new, copied.same) == (NAMES[:1], NAMES[1:2], NAMES[2:])
    assert mine.read_text("utf-8") == "{}"
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize("record", [None, "no json {", "[1]"])
def test_a_file_that_nobody_knows_is_kept(tmp_path: Path, record: str | None) -> None:
    (tmp_path / NAMES[0]).write_text("{}", "utf-8")
    if record is not None:
        (tmp_path / guide.RECORD).write_text(record, "utf-8")
    assert copy_lessons(tmp_path).kept == NAMES[:1]
    assert copy_lessons(tmp_path).kept == NAMES[:1]


@pytest.fixture
def early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an early version of all lessons, as it was copied then."""
    source, folder = tmp_path / "early", tmp_path / "folder"
    source.mkdir()
    for name in NAMES:
        (source / name).write_text("an early version", "utf-8")
    with monkeypatch.context() as before:
        before.setattr(guide, "lessons", lambda: [source / name for name in NAMES])
        copy_lessons(folder)
    return folder


def test_a_lesson_of_an_earlier_version_is_renewed_unless_it_was_changed(early: Path) -> None:
    (early / NAMES[1]).write_text("an early version, and my notes", "utf-8")
    (early / NAMES[2]).unlink()
    copied = copy_lessons(early)
    assert (copied.renewed, copied.kept, copied.new) == ([NAMES[0], *NAMES[3:]], NAMES[1:2], NAMES[2:3])


@pytest.mark.parametrize("trouble", [OSError("the disk is full"), KeyboardInterrupt()])
def test_a_copy_that_is_broken_off_goes_on_the_next_time(
    early: Path, monkeypatch: pytest.MonkeyPatch, trouble: BaseException
) -> None:
    write = Path.write_bytes

    def write_half(path: Path, contents: bytes) -> int:
        if NAMES[1] in path.name:
            write(path, contents[: len(contents) // 2])
            raise trouble
        return write(path, contents)

    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", write_half)
        with pytest.raises(type(trouble)):
            copy_lessons(early)
    assert {path.name for path in early.iterdir()} == {*NAMES, guide.RECORD}
    assert (early / NAMES[1]).read_text("utf-8") == "an early version"
    known = json.loads((early / guide.RECORD).read_text("utf-8"))
    assert (known[NAMES[0]] == known[NAMES[1]], known[NAMES[1]] == known[NAMES[2]]) == (False, True)
    again = copy_lessons(early)
    assert (again.same, again.renewed, again.kept) == (NAMES[:1], NAMES[1:], [])


def test_lessons_of_a_lost_record_are_known_again(early: Path) -> None:
    (early / guide.RECORD).unlink()
    (early / NAMES[0]).write_bytes(lessons()[0].read_bytes())
    copied = copy_lessons(early)
    assert (copied.same, copied.kept) == (NAMES[:1], NAMES[1:])
    assert list(json.loads((early / guide.RECORD).read_text("utf-8"))) == NAMES[:1]


def test_the_folder_of_the_lessons_is_left_alone() -> None:
    folder = lessons()[0].parent
    assert copy_lessons(folder).same == NAMES
    assert not (folder / guide.RECORD).exists()


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(NotADirectoryError, match="is a file, and the lessons need a folder"):
        copy_lessons(tmp_path / "file")
