"""Values in a file and back: `.npz` without pickle, which NumPy reads too."""

from __future__ import annotations

import ast
import io
import json
import math
import operator
import os
import secrets
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Discrete, Value

Container: TypeAlias = "Mapping[str, Value | Array] | Sequence[Value | Array] | Value | Array"

CONTENTS = "autograd_widgets.json"  # the member that says what the others are
VERSION = 1
FORMS = ("dict", "list", "tuple", "one")
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, UnicodeError, OSError)


def save(path: str | os.PathLike[str], values: Container) -> Path:
    """Write Values to a file, with their labels, shapes and precision; `load` reads them again.

    A Value that was computed is saved by its numbers: no history and no gradient goes into the file. Arrays and
    numbers may stand among the Values and stay what they are. The file is written under another name and then put in
    place, so that whatever happens on the way, there is either the old one or the new one.

    Args:
        path: of the file; ".npz" is appended if it does not end so, as np.savez does.
        values: a dict of names to Values, a list or tuple of Values, or one Value. NumPy's `np.load` finds the arrays
            under these names; those of a list are the labels, or else the positions.

    Returns:
        The path of the file.

    Raises:
        TypeError: there is something else among the values, or a name is no text.
        ValueError: a name is empty, holds a "/", a backslash or a character that can't be printed, or occurs twice.
        FileNotFoundError: the folder does not exist.
    """
    form, named = _named(values)
    _check_names([name for name, _ in named])
    entries: list[dict[str, Any]] = []
    arrays: list[tuple[str, Array]] = []
    for name, x in named:
        array = _array_of(x, name)
        arrays.append((f"{name}.npy", array))
        entries.append(
            {
                "name": name,
                "label": str(x.label or "") if isinstance(x, Value) else None,
                "dtype": array.dtype.str,
                "shape": list(array.shape),
            }
        )
    contents = {"version": VERSION, "form": form, "entries": entries}

    def write(file: io.BufferedWriter) -> None:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr(zipfile.ZipInfo(CONTENTS), json.dumps(contents))
            for member, array in arrays:
                with archive.open(member, "w", force_zip64=True) as stream:
                    np.lib.format.write_array(stream, array, allow_pickle=False)

    whole = _with_suffix(path)
    _write_at_once(whole, write)
    return whole


def load(path: str | os.PathLike[str]) -> Any:
    """Read what `save` wrote: the same kind of container, with new leaves.

    Nothing in the file is run, and every array is held to what the file says about itself.

    Args:
        path: of the file; ".npz" is appended if it does not end so.

    Raises:
        ValueError: the file is not one of ours, is damaged, or was tampered with; the message says what is wrong.
        FileNotFoundError: there is no such file.
    """
    whole = _with_suffix(path)
    with whole.open("rb") as file:
        try:
            with zipfile.ZipFile(file) as archive:
                form, entries = _contents(archive)
                loaded = [_read(archive, entry) for entry in entries]
        except _UNREADABLE as error:
            raise ValueError(f"{whole} can't be read: it is damaged, or no .npz file ({error}).") from error
        except ValueError as error:
            raise ValueError(f"{whole} was not written by save, or was changed since: {error}") from error
    if form == "dict":
        return {entry.name: x for entry, x in zip(entries, loaded, strict=True)}
    return loaded[0] if form == "one" else tuple(loaded) if form == "tuple" else loaded


# --- writing ---


def _named(values: Any) -> tuple[str, list[tuple[Any, Any]]]:
    """Return which kind of container it is, and its items with their names."""
    if isinstance(values, Mapping):
        return "dict", list(values.items())  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(values, (list, tuple)):
        items: list[Any] = list(values)  # pyright: ignore[reportUnknownArgumentType]
        form = "tuple" if isinstance(values, tuple) else "list"
        return form, [(_name(x, str(i)), x) for i, x in enumerate(items)]
    return "one", [(_name(values, "0"), values)]


def _name(x: Any, otherwise: str) -> str:
    return x.label if isinstance(x, Value) and x.label else otherwise


def _check_names(names: Sequence[Any]) -> None:
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"save wants names as text, got {name!r} of type {type(name).__name__}.")
        if not name or not name.isprintable() or "/" in name or "\\" in name:
            raise ValueError(
                f"save can't use {name!r} as a name: it must not be empty, hold '/' or '\\', or what can't be printed. "
                "Pass a dict with names of your own; labels may be anything."
            )
    twice = next((name for name, count in Counter(names).items() if count > 1), None)
    if twice is not None:
        raise ValueError(
            f"save got two values with the name {twice!r}, which is the label of one: pass a dict with names of "
            "your own."
        )


def _array_of(x: Any, name: str) -> np.ndarray[Any, Any]:
    if isinstance(x, Discrete):
        raise TypeError(f"save got {name!r}, a Value of {x.dtype}, which can't be a leaf: save its .data.")
    try:
        array = numeric_array(x._data if isinstance(x, Value) else x)
    except TypeError as error:
        raise TypeError(f"save can't write {name!r}: {error}") from None
    return np.asarray(array, order="C")


def _write_at_once(path: Path, write: Callable[[io.BufferedWriter], None]) -> None:
    """Have a file written under another name beside it, then put it in its place."""
    path = Path(os.path.realpath(path))  # of a link, what it points to
    if not path.parent.is_dir():
        raise FileNotFoundError(f"the folder {path.parent} does not exist: make it first, or choose another.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with unfinished.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _with_suffix(path: str | os.PathLike[str]) -> Path:
    text = os.fspath(path)
    return Path(text if text.endswith(".npz") else f"{text}.npz")


# --- reading: a ValueError says what is wrong ---


@dataclass(frozen=True)
class _Entry:
    """What a file says about one of its arrays; `label` is None for a plain array."""

    name: str
    label: str | None
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @classmethod
    def parsed(cls, given: Any) -> _Entry:
        dtype = np.dtype(given["dtype"])
        label: Any = given["label"]
        entry = cls(given["name"], label, dtype, tuple(operator.index(n) for n in given["shape"]))
        kinds = "f" if label is not None else "fiub"
        known = dtype.str == given["dtype"] and dtype.kind in kinds and isinstance(label, (str, NoneType))
        if not known or min(entry.shape, default=0) < 0:
            raise ValueError(f"{given!r} describes no array of ours")
        return entry


def _contents(archive: zipfile.ZipFile) -> tuple[str, list[_Entry]]:
    """Return the kind of container and the entries that an archive lists, after checking that these are in it."""
    members = archive.namelist()
    if CONTENTS not in members:
        raise ValueError(f"it has no list of contents ({CONTENTS}); np.load reads the arrays of other programs.")
    try:
        contents: Any = json.loads(archive.read(CONTENTS).decode("utf-8"))
        form, version, entries = contents["form"], contents["version"], contents["entries"]
        if version == VERSION:
            entries = [_Entry.parsed(entry) for entry in entries]
            _check_names([entry.name for entry in entries])
    except (ValueError, TypeError, LookupError) as error:
        raise ValueError(f"its list of contents is damaged: {error}.") from error
    if version != VERSION:
        raise ValueError(f"it has version {version!r} of the format, and this program reads version {VERSION}.")
    if form not in FORMS or (form == "one" and len(entries) != 1):
        raise ValueError(f"its list of contents is damaged: {form!r} with {len(entries)} entries.")
    listed = Counter([CONTENTS, *(f"{entry.name}.npy" for entry in entries)])
    found = Counter(members)
    for member in sorted({*listed, *found}):
        if found[member] != listed[member]:
            raise ValueError(f"it lists {member!r} {listed[member]} times, and holds it {found[member]} times.")
    return form, entries


def _read(archive: zipfile.ZipFile, entry: _Entry) -> Any:
    """Return one entry, as a leaf or an array. The header is read as a literal, and nothing else is believed."""
    member = archive.read(f"{entry.name}.npy")
    start = 10 + int.from_bytes(member[8:10], "little")  # of the numbers, see numpy.lib.format
    try:
        header = ast.literal_eval(member[10:start].decode("latin1").strip())
    except (SyntaxError, ValueError, TypeError, MemoryError) as error:
        raise ValueError(f"{entry.name!r} is no array: {error}.") from error
    expected = {"descr": entry.dtype.str, "fortran_order": False, "shape": entry.shape}
    if member[:8] != b"\x93NUMPY\x01\x00" or header != expected:
        raise ValueError(
            f"{entry.name!r} is listed with dtype {entry.dtype.str} and shape {entry.shape}, and is something else."
        )
    if len(member) - start != math.prod(entry.shape) * entry.dtype.itemsize:
        raise ValueError(f"{entry.name!r} does not hold as many numbers as its shape {entry.shape} says.")
    array = np.ndarray(entry.shape, entry.dtype, member, start).copy()
    return array[()] if entry.label is None else Value(array, label=entry.label, copy=False)
