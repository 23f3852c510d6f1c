"""Values in a file and back, and files that are not ours."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, load, save
from autograd_widgets.engine import saving


def same(found: Any, expected: Any) -> bool:
    """Return whether a loaded value is a new leaf (or an array) with the same numbers, precision and label."""
    if not isinstance(expected, Value):
        return type(found) is type(expected) and found.dtype == expected.dtype and np.array_equal(found, expected)
    plain = type(found.data) is type(expected.data) and found.dtype == expected.dtype and found.label == expected.label
    return plain and np.array_equal(found.data, expected.data) and not found._prev and found is not expected


# --- there and back -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0, 2), (1, 1, 1)])
def test_shape_and_precision_survive(tmp_path: Path, shape: tuple[int, ...], dtype: Any) -> None:
    x = Value(np.random.default_rng(0).normal(size=shape).astype(dtype), label="w")
    assert same(load(save(tmp_path / "w", x)), x)


def test_a_dict_comes_back_as_a_dict_in_order_with_labels_of_their_own(tmp_path: Path) -> None:
    values = {"weights": Value(np.ones((2, 3)), label="W/1"), "bias": Value(0.5), "steps": np.array([1, 2])}
    save(tmp_path / "model.npz", values)
    found = load(tmp_path / "model.npz")
    assert list(found) == ["weights", "bias", "steps"]
    assert all(same(found[name], x) for name, x in values.items())


@pytest.mark.parametrize("kind", [list, tuple])
def test_a_list_comes_back_as_a_list_and_a_tuple_as_a_tuple(tmp_path: Path, kind: Callable[..., Any]) -> None:
    values = kind([Value(1.0, label="b"), Value([2.0, 3.0]), np.float32(4.0), Value(5.0, label="a")])
    path = save(tmp_path / "list", values)
    found = load(path)
    assert type(found) is kind
    assert all(same(new, old) for new, old in zip(found, values, strict=True))
    with np.load(path) as arrays:
        assert {"b", "1", "2", "a"} < set(arrays)


@pytest.mark.parametrize("empty", [{}, [], ()])
def test_empty_containers_come_back_empty(tmp_path: Path, empty: Any) -> None:
    assert load(save(tmp_path / "empty", empty)) == empty


def test_special_numbers_survive_bit_for_bit(tmp_path: Path) -> None:
    x = Value([np.nan, np.inf, -np.inf, -0.0, 5e-324])
    assert load(save(tmp_path / "x", x)).data.tobytes() == x.data.tobytes()


def test_arrays_that_do_not_lie_in_rows_come_back_right(tmp_path: Path) -> None:
    x = np.arange(12.0).reshape(3, 4)
    arrays = {"transposed": x.T, "every second": x[:, ::2], "backwards": x[::-1], "columns": np.asfortranarray(x)}
    found = load(save(tmp_path / "x", arrays))
    assert all(np.array_equal(found[name], array) for name, array in arrays.items())


def test_a_computed_value_is_saved_by_its_numbers_and_comes_back_as_a_leaf(tmp_path: Path) -> None:
    x = Value(2.0)
    y = x * 3
    y.backward()
    found = load(save(tmp_path / "y", {"x": x, "y": y}))
    assert (found["y"].data, found["y"]._prev, found["y"]._op) == (6.0, (), "")
    assert found["x"].grad == found["y"].grad == 0.0
    (found["y"] * 2).backward()
    assert found["y"].grad == 2.0
    assert x.grad == 3.0


def test_saving_the_same_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    values = {"w": Value([1.0, 2.0]), "b": Value(0.0)}
    assert save(tmp_path / "one", values).read_bytes() == save(tmp_path / "two", values).read_bytes()


def test_any_printable_name_will_do_also_those_of_numpys_own_arguments(tmp_path: Path) -> None:
    names = ["file", "allow_pickle", "w.npy", "Gewicht ü", "重み", "a b", "..", "autograd_widgets.json", "__proto__"]
    values = {name: Value(float(i)) for i, name in enumerate(names)}
    found = load(save(tmp_path / "names", values))
    assert {name: x.item() for name, x in found.items()} == {name: float(i) for i, name in enumerate(names)}


def test_numpy_reads_the_arrays_without_pickle(tmp_path: Path) -> None:
    path = save(tmp_path / "model", {"w": Value([[1.0, 2.0]]), "b": Value(np.float32(3.0))})
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["w"], [[1.0, 2.0]])
        assert arrays["b"].dtype == np.float32


def test_loaded_arrays_can_be_changed_and_are_nobody_elses(tmp_path: Path) -> None:
    path = save(tmp_path / "x", {"v": Value([1.0, 2.0]), "a": np.ones(2)})
    found = load(path)
    found["v"].data *= 2
    found["a"] += 1
    assert load(path)["v"].data.tolist() == [1.0, 2.0]


# --- the path -----------------------------------------------------------------------------------------------


def test_the_suffix_is_appended_where_it_is_missing_as_numpy_does(tmp_path: Path) -> None:
    for given, made in [("model", "model.npz"), ("model.v1", "model.v1.npz"), ("m.npz", "m.npz")]:
        assert save(str(tmp_path / given), Value(1.0)) == tmp_path / made
        assert load(str(tmp_path / given)).data == 1.0
        assert load(tmp_path / made).data == 1.0


def test_a_folder_that_does_not_exist_and_a_file_that_does_not(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"the folder .*nowhere does not exist"):
        save(tmp_path / "nowhere" / "x", Value(1.0))
    with pytest.raises(FileNotFoundError):
        load(tmp_path / "nothing")


def test_a_crash_while_writing_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "x", Value(1.0))

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space left on device")

    for module, name in ((np.lib.format, "write_array"), (os, "fsync"), (Path, "replace")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, full)
            with pytest.raises(OSError, match="no space left"):
                save(path, Value(2.0))
        assert load(path).data == 1.0
        assert list(tmp_path.iterdir()) == [path]


def test_a_mistake_among_the_values_leaves_the_old_file(tmp_path: Path) -> None:
    path = save(tmp_path / "x", Value(1.0))
    with pytest.raises(TypeError):
        save(path, {"fine": Value(2.0), "wrong": "text"})
    assert load(path).data == 1.0
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = save(tmp_path / "target", Value(1.0))
    link = tmp_path / "link.npz"
    link.symlink_to(target)
    save(link, Value(2.0))
    assert link.is_symlink()
    assert load(target).data == 2.0


# --- what can't be saved ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "error", "message"),
    [
        ({"": Value(1.0)}, ValueError, "can't use '' as a name"),
        ({"a/b": Value(1.0)}, ValueError, "can't use 'a/b' as a name"),
        ({"a\\b": Value(1.0)}, ValueError, "as a name"),
        ({"a\0b": Value(1.0)}, ValueError, "can't be printed"),
        ({"a\n": Value(1.0)}, ValueError, "can't be printed"),
        ({1: Value(1.0)}, TypeError, "names as text, got 1 of type int"),
        ([Value(1.0, label="w"), Value(2.0, label="w")], ValueError, "two values with the name 'w'"),
        ([Value(1.0, label="1"), Value(2.0)], ValueError, "two values with the name '1'"),
        ([Value(1.0, label="layer/w")], ValueError, "Pass a dict with names of your own"),
        ({"w": "text"}, TypeError, "can't write 'w': .* got str"),
        ({"w": None}, TypeError, "can't write 'w'"),
        ({"w": {"x": Value(1.0)}}, TypeError, "can't write 'w': .* dict"),
        ({"w": np.array([object()])}, TypeError, "can't write 'w': .* objects"),
        ({"w": 1j}, TypeError, "can't write 'w': .* complex"),
        ({"w": [[1.0], [1.0, 2.0]]}, TypeError, "ragged"),
        ({"mask": Value([1.0]) > 0}, TypeError, r"'mask', a Value of bool, .* save its \.data"),
        ("text", TypeError, "can't write '0': .* got str"),
    ],
)
def test_what_can_not_be_saved_is_refused_and_nothing_is_written(
    tmp_path: Path, values: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        save(tmp_path / "x", values)
    assert not list(tmp_path.iterdir())


# --- files that are not ours --------------------------------------------------------------------------------


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    return save(tmp_path / "model", {"w": Value(np.arange(6.0).reshape(2, 3), label="W"), "b": Value(np.float32(1.5))})


def rewritten(path: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    """Write an archive again with its members changed; its checksums are right."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)


def listed(change: Callable[[Any], None]) -> Callable[[dict[str, bytes]], None]:
    """Return what changes the list of contents."""

    def changed(members: dict[str, bytes]) -> None:
        contents = json.loads(members[saving.CONTENTS])
        change(contents)
        members[saving.CONTENTS] = json.dumps(contents).encode()

    return changed


def array_bytes(array: Any, *, allow_pickle: bool = False) -> bytes:
    stream = io.BytesIO()
    np.lib.format.write_array(stream, np.asarray(array), allow_pickle=allow_pickle)
    return stream.getvalue()


class Malicious:
    def __reduce__(self) -> Any:
        return os.mkdir, ("pickle_was_run",)


def put(name: str, data: bytes) -> Callable[[dict[str, bytes]], None]:
    return lambda members: members.__setitem__(name, data)


def test_pickled_objects_inside_are_refused_and_not_run(
    saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pickled = array_bytes(np.array([Malicious()], dtype=object), allow_pickle=True)
    rewritten(saved, put("w.npy", pickled))
    with pytest.raises(ValueError, match="'w' is listed with dtype <f8 and shape"):
        load(saved)
    rewritten(saved, listed(lambda contents: contents["entries"][0].update(dtype="|O", shape=[1])))
    with pytest.raises(ValueError, match="describes no array of ours"):
        load(saved)
    rewritten(saved, put("w.npy", pickle.dumps(Malicious())))
    with pytest.raises(ValueError, match="was changed since"):
        load(saved)
    assert not (tmp_path / "pickle_was_run").exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("w.npy", array_bytes(np.zeros((2, 3), np.float32))), "'w' is listed with dtype <f8"),
        (put("w.npy", array_bytes(np.zeros((3, 2)))), r"shape \(2, 3\), and is something else"),
        (put("w.npy", array_bytes(np.asfortranarray(np.zeros((2, 3))))), "is something else"),
        (put("w.npy", array_bytes(np.zeros((2, 3)))[:-8]), "does not hold as many numbers as its shape"),
        (put("w.npy", array_bytes(np.zeros((2, 3))) + b"\0"), "does not hold as many numbers"),
        (put("w.npy", b""), "'w' is no array"),
        (put("w.npy", b"\x93NUMPY\x01\x00\x05\x00hello"), "'w' is no array"),
        (put("w.npy", b"\x93NUMPY\x01\x00\x0f\x00__import__('x')"), "'w' is no array"),
        (put("more.npy", array_bytes(1.0)), "lists 'more.npy' 0 times, and holds it 1 times"),
        (put("notes.txt", b"hello"), "'notes.txt' 0 times"),
        (lambda members: members.pop("b.npy"), "lists 'b.npy' 1 times, and holds it 0 times"),
        (lambda members: members.pop(saving.CONTENTS), "no list of contents"),
        (put(saving.CONTENTS, b"not JSON"), "list of contents is damaged"),
        (put(saving.CONTENTS, b"\xff\xfe"), "list of contents is damaged|can't be read"),
        (put(saving.CONTENTS, b"[]"), "list of contents is damaged"),
        (put(saving.CONTENTS, b"{}"), "list of contents is damaged"),
        (put(saving.CONTENTS, b"[" * 100_000), "can't be read|damaged"),
        (listed(lambda contents: contents.update(version=2)), "version 2 of the format, and this program reads"),
        (listed(lambda contents: contents.update(form="set")), "'set' with 2 entries"),
        (listed(lambda contents: contents.update(form="one")), "'one' with 2 entries"),
        (listed(lambda contents: contents.update(form=[])), "damaged"),
        (listed(lambda contents: contents.update(entries=3)), "damaged"),
        (listed(lambda contents: contents["entries"].append({})), "damaged"),
        (listed(lambda contents: contents["entries"].pop()), "'b.npy' 0 times"),
        (listed(lambda contents: contents["entries"].append(contents["entries"][0])), "two values with the name 'w'"),
        (listed(lambda contents: contents["entries"][0].update(name="v")), "'v.npy' 1 times|'w.npy' 0 times"),
        (listed(lambda contents: contents["entries"][0].update(name="../w")), "can't use '../w' as a name"),
        (listed(lambda contents: contents["entries"][0].update(name=3)), "names as text"),
        (listed(lambda contents: contents["entries"][0].update(label=3)), "describes no array of ours"),
        (listed(lambda contents: contents["entries"][0].update(dtype="<f4")), "'w' is listed with dtype <f4"),
        (listed(lambda contents: contents["entries"][0].update(dtype="<i8")), "describes no array of ours"),
        (listed(lambda contents: contents["entries"][0].update(dtype="nonsense")), "damaged"),
        (listed(lambda contents: contents["entries"][0].update(dtype=None)), "is something else|damaged"),
        (listed(lambda contents: contents["entries"][0].update(shape=[6])), "is something else"),
        (listed(lambda contents: contents["entries"][0].update(shape=[-2, -3])), "describes no array of ours"),
        (listed(lambda contents: contents["entries"][0].update(shape=[2.0, 3])), "damaged"),
        (listed(lambda contents: contents["entries"][0].update(shape=None)), "damaged"),
    ],
)
def test_a_file_that_was_tampered_with_is_refused(saved: Path, change: Any, message: str) -> None:
    rewritten(saved, change)
    with pytest.raises(ValueError, match=message) as caught:
        load(saved)
    assert str(saved) in str(caught.value)


def test_members_that_occur_twice_are_refused(saved: Path) -> None:
    with zipfile.ZipFile(saved, "a") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("w.npy", array_bytes(np.zeros((2, 3))))
    with pytest.raises(ValueError, match=r"lists 'w\.npy' 1 times, and holds it 2 times"):
        load(saved)


def test_files_of_other_programs_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "theirs", w=np.ones(3))
    with pytest.raises(ValueError, match=r"no list of contents .* np\.load"):
        load(tmp_path / "theirs")
    for name, data in (("text", b"hello"), ("empty", b""), ("pickle", pickle.dumps([1]))):
        (tmp_path / f"{name}.npz").write_bytes(data)
        with pytest.raises(ValueError, match=r"can't be read: it is damaged, or no \.npz file"):
            load(tmp_path / name)


def test_a_truncated_file_is_refused_wherever_it_ends(saved: Path) -> None:
    whole = saved.read_bytes()
    for length in range(0, len(whole), 7):
        saved.write_bytes(whole[:length])
        with pytest.raises(ValueError, match=r"model\.npz"):
            load(saved)


def test_a_byte_that_changed_gives_the_right_numbers_or_an_error(saved: Path) -> None:
    whole = saved.read_bytes()
    for position in range(len(whole)):
        saved.write_bytes(whole[:position] + bytes([whole[position] ^ 0x55]) + whole[position + 1 :])
        try:
            found = load(saved)
        except ValueError:
            continue
        np.testing.assert_array_equal(found["w"].data, np.arange(6.0).reshape(2, 3))  # a date or the like
        assert (found["w"].label, found["b"].data) == ("W", 1.5)
