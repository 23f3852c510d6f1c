"""Parameters with names, a state that is taken over whole or not at all, and classes of one's own."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import autograd_widgets
from autograd_widgets import Value
from autograd_widgets.nn import MLP, BatchNorm1d, Linear, Module, Sequential


class Own(Module):
    """As somebody writes it: no super().__init__(), parameters of all kinds, and what is none."""

    def __init__(self) -> None:
        self.first = Linear(2, 3, rng=0)
        self.rest = [Linear(3, 1, rng=1), Value(2.0)]
        self.table = {"a": Value([1.0, 2.0]), "b": (Linear(1, 1),)}
        self.again = self.first  # tied: counted once
        self.width, self.name, self.constants = 3, "own", np.ones(4)
        self.none = None

    def forward(self, x: Any) -> Value:
        self.hidden = self.first(x)  # computed: no parameter
        return self.rest[0](self.hidden) * self.rest[1]


def test_attributes_are_parameters_in_order_of_assignment_each_once() -> None:
    own = Own()
    own([1.0, 2.0])
    assert {name: p.shape for name, p in own.named_parameters().items()} == {
        "first.weight": (2, 3),
        "first.bias": (3,),
        "rest.0.weight": (3, 1),
        "rest.0.bias": (1,),
        "rest.1": (),
        "table.a": (2,),
        "table.b.0.weight": (1, 1),
        "table.b.0.bias": (1,),
    }
    assert own.parameters() == list(own.named_parameters().values())
    assert own.num_parameters == 6 + 3 + 3 + 1 + 1 + 2 + 1 + 1
    assert list(own.named_modules()) == ["", "first", "rest.0", "table.b.0"]


def test_a_parameter_that_is_assigned_later_is_found_and_one_that_is_deleted_is_not() -> None:
    layer = Linear(2, 1)
    layer.extra = Value(1.0)
    del layer.bias
    assert list(layer.named_parameters()) == ["weight", "extra"]


def test_modules_that_hold_each_other_are_gone_through_once() -> None:
    inner, outer = Module(), Module()
    outer.inner, inner.outer, inner.w = inner, outer, Value(1.0)
    assert list(outer.named_parameters()) == ["inner.w"]
    assert "…" in repr(outer)


def test_a_class_of_ones_own_trains() -> None:
    own = Own()
    for _ in range(50):
        own.zero_grad()
        loss = ((own([[1.0, 2.0], [0.0, 1.0]]) - [[1.0], [-1.0]]) ** 2).mean()
        loss.backward()
        for p in own.parameters():
            p.data = p.data - 0.05 * p.grad
    assert float(loss) < 1e-2


def test_zero_grad_makes_gradients_zeros() -> None:
    n = MLP(2, [2, 1], rng=0)
    n([1.0, 2.0]).backward()
    n.zero_grad()
    assert all(not p.grad.any() for p in n.parameters())


def test_train_and_eval_reach_everything_and_return_the_object() -> None:
    own = Own()
    assert own.training
    assert own.eval() is own
    assert not any(module.training for module in own.named_modules().values())
    assert own.train() is own
    assert all(module.training for module in own.named_modules().values())
    assert Own().training


def test_a_module_without_forward_says_so() -> None:
    with pytest.raises(NotImplementedError, match="Module has no forward"):
        Module()(1.0)


# --- in text ---


def test_a_repr_shows_the_parts_and_not_the_numbers() -> None:
    assert repr(Own()) == (
        "Own(\n  first: Linear(2, 3),\n  rest: [Linear(3, 1), Value ()],\n"
        "  table: {'a': Value (2,), 'b': [Linear(1, 1)]},\n  again: Linear(2, 3),\n)"
    )
    assert repr(Module()) == "Module()"


def test_a_summary_counts_every_number_once() -> None:
    lines = Own().summary().splitlines()
    counts = [int(line.split()[-1].replace(",", "")) for line in (*lines[2:-2], lines[-1])]
    assert counts == [3, 9, 4, 2, 18]
    assert len({len(line) for line in lines}) == 1  # columns are straight
    assert "rest.1 (), table.a (2,)" in lines[2]
    assert MLP(784, [512, 10]).summary().splitlines()[-1].endswith(" 407,050")


# --- the state ---


def normed() -> Sequential:
    return Sequential(Linear(2, 3, rng=0), BatchNorm1d(3), Linear(3, 1, rng=1))


def test_a_state_holds_copies_and_comes_back() -> None:
    first, second = normed(), normed()
    first(np.random.default_rng(0).normal(size=(8, 2)))
    for p in first.parameters():
        p.data = p.data + 1.0
    state = first.state_dict()
    assert list(state) == [
        *("layers.0.weight", "layers.0.bias", "layers.1.weight", "layers.1.bias"),
        *("layers.1.running_mean", "layers.1.running_var", "layers.2.weight", "layers.2.bias"),
    ]
    second.load_state_dict(state)
    for array in state.values():
        array[...] = 100.0  # nobody else's
    for network in (first, second):
        np.testing.assert_array_equal(network.layers[1].running_mean, first.layers[1].running_mean)
    x = np.ones((1, 2))
    np.testing.assert_array_equal(first.eval()(x).data, second.eval()(x).data)
    assert np.abs(first(x).data).max() < 50


@pytest.mark.parametrize("suffix", ["", ".npz"])
def test_save_and_load_go_without_pickle(tmp_path: Path, suffix: str) -> None:
    first, second = normed(), Sequential(Linear(2, 3), BatchNorm1d(3), Linear(3, 1))
    path = first.save(tmp_path / f"network{suffix}")
    assert path == tmp_path / "network.npz"
    second.load(path)
    x = np.ones((2, 2))
    np.testing.assert_array_equal(first(x).data, second(x).data)
    with np.load(path, allow_pickle=False) as arrays:
        np.testing.assert_array_equal(arrays["layers.0.weight"], first.layers[0].weight.data)


def test_a_state_takes_the_precision_of_the_network() -> None:
    n = MLP(2, [1], dtype=np.float32)
    n.load_state_dict(MLP(2, [1], rng=0).state_dict())
    assert {p.dtype for p in n.parameters()} == {np.dtype("f4")}


def test_a_scalar_parameter_comes_back_as_a_scalar() -> None:
    own = Own()
    own.load_state_dict(own.state_dict())
    assert type(own.rest[1].data) is np.float64


def without(name: str) -> Any:
    return lambda state: {key: x for key, x in state.items() if key != name}


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda state: MLP(2, [3, 1]).state_dict(), ValueError, "another architecture"),
        (
            lambda state: normed_of(4).state_dict(),
            ValueError,
            r"'layers.0.weight' has shape \(2, 4\), here .* \(2, 3\)",
        ),
        (without("layers.2.bias"), ValueError, "it lacks 'layers.2.bias'"),
        (without("layers.1.running_var"), ValueError, "it lacks 'layers.1.running_var'"),
        (lambda state: state | {"more": np.ones(1)}, ValueError, "it has unknown 'more'"),
        (lambda state: state | {"layers.2.bias": np.array(["a"])}, TypeError, "'layers.2.bias': expected real numbers"),
        (lambda state: state | {"layers.2.bias": None}, TypeError, "Nothing was changed"),
        (lambda state: state | {"layers.2.bias": 1.0}, ValueError, r"has shape \(\), here it has \(1,\)"),
        (list, TypeError, "expected a dict of names to arrays"),
        (lambda state: None, TypeError, "got NoneType"),
        (lambda state: {}, ValueError, "and 2 more. Nothing was changed"),
    ],
)
def test_a_state_that_does_not_fit_changes_nothing(change: Any, error: type[Exception], message: str) -> None:
    n = normed()
    before = n.state_dict()
    other = {name: array + 1.0 for name, array in before.items()}
    with pytest.raises(error, match=message):
        n.load_state_dict(change(other))
    assert all(np.array_equal(array, before[name]) for name, array in n.state_dict().items())


def normed_of(width: int) -> Sequential:
    return Sequential(Linear(2, width), BatchNorm1d(width), Linear(width, 1))


def damaged(path: Path) -> Path:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    return path


def changed(path: Path) -> Path:
    """Replace one array by one of another shape, as somebody might who edits the file."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["layers.0.weight.npy"] = members["layers.0.bias.npy"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: damaged(normed().save(path)), "damaged"),
        (lambda path: changed(normed().save(path)), "changed since"),
        (lambda path: normed_of(4).save(path), "another architecture"),
        (lambda path: autograd_widgets.save(path, [Value(1.0)]), "without the names of their places"),
        (lambda path: np.savez(path, w=np.ones(2)), "not written by save"),
        (lambda path: path.write_text("no archive"), "can't be read"),
    ],
)
def test_a_file_that_does_not_fit_changes_nothing(tmp_path: Path, make: Any, message: str) -> None:
    path = tmp_path / "network.npz"
    make(path)
    n = normed()
    before = n.state_dict()
    with pytest.raises(ValueError, match=message):
        n.load(path)
    assert all(np.array_equal(array, before[name]) for name, array in n.state_dict().items())


def test_a_missing_file_and_a_network_without_parameters_are_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        MLP(2, [1]).load(tmp_path / "none.npz")
    with pytest.raises(FileNotFoundError, match="does not exist"):
        MLP(2, [1]).save(tmp_path / "no" / "folder.npz")
    with pytest.raises(ValueError, match="no parameters: there is nothing to save"):
        Module().save(tmp_path / "empty.npz")


@pytest.mark.parametrize(
    ("name", "array", "error"),
    [("a b", 1.0, ValueError), (3, 1.0, TypeError), ("a", "text", TypeError), ("", 1.0, ValueError)],
)
def test_a_buffer_needs_a_name_and_numbers(name: Any, array: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        Module().register_buffer(name, array)


def test_a_buffer_is_state_and_no_parameter() -> None:
    module = Module()
    module.register_buffer("seen", [1, 2])
    module.register_buffer("seen", [3, 4])
    assert module.parameters() == []
    module.load_state_dict({"seen": [5, 6]})
    assert list(module.named_buffers()) == ["seen"]
    assert module.seen.tolist() == [5, 6]
