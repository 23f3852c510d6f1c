"""Layers beside PyTorch's: outputs, gradients and running statistics."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, check_gradients, no_grad
from autograd_widgets.nn import BatchNorm1d, Conv2d, Dropout, Embedding, Flatten, Linear, MaxPool2d, Module, Sequential

CLOSE = {"rtol": 1e-12, "atol": 1e-13}


def normal(*shape: int) -> np.ndarray:
    return np.random.default_rng(3).normal(size=shape)


PEERS: list[tuple[str, Module, Callable[[Any], Any], np.ndarray]] = [  # title, ours, PyTorch's, input
    ("linear", Linear(3, 2, rng=0), lambda nn: nn.Linear(3, 2), normal(5, 3)),
    ("linear, one sample", Linear(3, 2, rng=0), lambda nn: nn.Linear(3, 2), normal(3)),
    ("linear, no bias", Linear(3, 2, bias=False, rng=0), lambda nn: nn.Linear(3, 2, bias=False), normal(2, 5, 3)),
    ("norm", BatchNorm1d(3), lambda nn: nn.BatchNorm1d(3), normal(5, 3)),
    ("norm, length", BatchNorm1d(3), lambda nn: nn.BatchNorm1d(3), normal(4, 3, 5)),
    ("norm, bare", BatchNorm1d(3, affine=False), lambda nn: nn.BatchNorm1d(3, affine=False), normal(5, 3)),
    (
        "norm, options",
        BatchNorm1d(3, momentum=0.3, epsilon=1e-3),
        lambda nn: nn.BatchNorm1d(3, momentum=0.3, eps=1e-3),
        normal(5, 3),
    ),
    ("convolution", Conv2d(2, 3, 3, rng=0), lambda nn: nn.Conv2d(2, 3, 3), normal(2, 2, 6, 5)),
    ("convolution, one image", Conv2d(2, 3, 3, rng=0), lambda nn: nn.Conv2d(2, 3, 3), normal(2, 6, 5)),
    (
        "convolution, options",
        Conv2d(2, 3, (3, 2), stride=(2, 1), padding=1, dilation=(1, 2), bias=False, rng=0),
        lambda nn: nn.Conv2d(2, 3, (3, 2), stride=(2, 1), padding=1, dilation=(1, 2), bias=False),
        normal(2, 2, 6, 5),
    ),
    ("pooling", MaxPool2d(2), lambda nn: nn.MaxPool2d(2), normal(2, 3, 6, 5)),
    ("pooling, one image", MaxPool2d(2), lambda nn: nn.MaxPool2d(2), normal(3, 6, 5)),
    (
        "pooling, options",
        MaxPool2d((3, 2), stride=(1, 2), padding=1),
        lambda nn: nn.MaxPool2d((3, 2), stride=(1, 2), padding=1),
        normal(2, 3, 6, 5),
    ),
    ("flatten", Flatten(), lambda nn: nn.Flatten(), normal(2, 3, 4)),
]


def same_parameters(ours: Module, theirs: Any, torch: Any) -> dict[str, Callable[[Any], Any]]:
    """Give PyTorch's layer our numbers; return how each of its arrays looks as ours."""
    rng = np.random.default_rng(4)
    views: dict[str, Callable[[Any], Any]] = {}
    for name, p in ours.named_parameters().items():
        p.data = rng.normal(size=p.shape)
        views[name] = np.transpose if isinstance(ours, Linear) and name == "weight" else np.asarray
        getattr(theirs, name).data = torch.tensor(np.ascontiguousarray(views[name](p.data)))
    return views


@pytest.mark.parametrize(("title", "ours", "peer", "x"), PEERS, ids=[title for title, *_ in PEERS])
def test_agrees_with_pytorch(title: str, ours: Module, peer: Callable[[Any], Any], x: np.ndarray) -> None:
    torch = pytest.importorskip("torch")
    theirs = peer(torch.nn).double()
    views = same_parameters(ours, theirs, torch)
    for mode in (True, True, False):  # running statistics of two batches, then their use
        ours.train(mode)
        theirs.train(mode)
        ours.zero_grad()
        theirs.zero_grad()
        value, tensor = Value(x), torch.tensor(x, requires_grad=True)
        out, expected = ours(value), theirs(tensor)
        upstream = np.random.default_rng(1).normal(size=out.shape)
        out.backward(upstream)
        expected.backward(torch.tensor(upstream))
        np.testing.assert_allclose(out.data, expected.detach().numpy(), **CLOSE)
        np.testing.assert_allclose(value.grad, tensor.grad.numpy(), **CLOSE)
        for name, p in ours.named_parameters().items():
            np.testing.assert_allclose(p.grad, views[name](getattr(theirs, name).grad.numpy()), **CLOSE)
        for name, array in ours.named_buffers().items():
            np.testing.assert_allclose(array, getattr(theirs, name).numpy(), **CLOSE)
        x = x * 1.5 + 0.5


@pytest.mark.parametrize("indices", [[0, 2, 2], [[1, 1], [3, 0]], 2])
def test_an_embedding_agrees_with_pytorch(indices: Any) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = Embedding(4, 3, rng=0), torch.nn.Embedding(4, 3).double()
    theirs.weight.data = torch.tensor(ours.weight.data)
    out, expected = ours(indices), theirs(torch.tensor(indices))
    upstream = normal(*out.shape)
    out.backward(upstream)
    expected.backward(torch.tensor(upstream))
    np.testing.assert_array_equal(out.data, expected.detach().numpy())
    np.testing.assert_allclose(ours.weight.grad, theirs.weight.grad.numpy(), **CLOSE)


def test_an_embedding_takes_the_whole_numbers_of_a_graph() -> None:
    rows = Embedding(4, 3, rng=0)
    np.testing.assert_array_equal(rows(Value([[0.0, 2.0], [5.0, 1.0]]).argmax(1)).data, rows.weight.data[[1, 0]])


@pytest.mark.parametrize("layer", [ours for _, ours, *_ in PEERS if ours.parameters()], ids=repr)
def test_gradients_are_those_of_central_differences(layer: Module) -> None:
    x = next(x for _, ours, _, x in PEERS if ours is layer)
    layer.train()
    check_gradients(lambda x: (layer(x) ** 2).sum(), x)


# --- dropout ---


def test_dropout_keeps_the_mean_and_passes_the_same_numbers_back() -> None:
    x = Value(np.ones(10_000))
    out = Dropout(0.25, rng=0)(x)
    out.sum().backward()
    assert set(out.data) == {0.0, 1 / 0.75}
    assert out.data.mean() == pytest.approx(1.0, abs=0.03)
    np.testing.assert_array_equal(x.grad, out.data)


def test_dropout_draws_anew_each_time_and_the_same_for_the_same_seed() -> None:
    x = np.ones(100)
    first, second = Dropout(rng=5), Dropout(rng=5)
    once = first(x)
    np.testing.assert_array_equal(once, second(x))
    assert not np.array_equal(once, first(x))


def test_dropout_does_nothing_when_used_or_with_probability_0() -> None:
    x = Value(np.ones(3))
    assert Dropout(0.9).eval()(x) is x
    assert Dropout(0.0)(x) is x


# --- running statistics ---


def test_a_batch_norm_also_learns_under_no_grad_and_keeps_float32() -> None:
    norm = BatchNorm1d(2, dtype=np.float32)
    with no_grad():
        norm(np.array([[1, 2], [3, 6]], np.float32))
    np.testing.assert_allclose(norm.running_mean, [0.2, 0.4], rtol=1e-6)
    np.testing.assert_allclose(norm.running_var, [1.1, 1.7], rtol=1e-6)
    assert norm.running_mean.dtype == norm.running_var.dtype == np.float32


FLOAT32 = [
    (Sequential(Linear(4, 3, dtype="f4"), "relu", BatchNorm1d(3, dtype="f4"), Dropout(0.5)), (6, 4)),
    (Sequential(Conv2d(1, 2, 3, dtype="f4"), MaxPool2d(2), Flatten(), Linear(2, 1, dtype="f4")), (5, 1, 4, 4)),
]


@pytest.mark.parametrize(("network", "shape"), FLOAT32, ids=["dense", "images"])
def test_float32_stays_float32(network: Module, shape: tuple[int, ...]) -> None:
    for mode in (True, False):
        out = network.train(mode)(np.ones(shape, np.float32))
        out.sum().backward()
        assert {out.dtype, *(p.grad.dtype for p in network.parameters())} == {np.dtype("f4")}


SHOWN = [
    (Linear(2, 3), "Linear(2, 3)"),
    (Linear(2, 3, activation="relu", bias=False), "Linear(2, 3, activation='relu', bias=False)"),
    (Conv2d(1, 2, 3), "Conv2d(1, 2, (3, 3))"),
    (
        Conv2d(1, 2, 3, stride=2, padding=1, bias=False),
        "Conv2d(1, 2, (3, 3), stride=(2, 2), padding=(1, 1), bias=False)",
    ),
    (MaxPool2d(2), "MaxPool2d((2, 2))"),
    (MaxPool2d(2, stride=1), "MaxPool2d((2, 2), stride=(1, 1))"),
    (Dropout(0.2), "Dropout(0.2)"),
    (BatchNorm1d(4, affine=False), "BatchNorm1d(4, affine=False)"),
    (Flatten(), "Flatten()"),
    (Embedding(5, 2), "Embedding(5, 2)"),
]


@pytest.mark.parametrize(("layer", "text"), SHOWN, ids=[text for _, text in SHOWN])
def test_a_repr_is_the_call_that_makes_it(layer: Module, text: str) -> None:
    assert repr(layer) == text


@pytest.mark.parametrize(
    ("wrong", "error", "message"),
    [
        (
            lambda: Linear(3, 2)(np.ones((4, 2))),
            ValueError,
            r"Linear expected inputs with 3 features, got shape \(4, 2\)",
        ),
        (lambda: Linear(3, 0), ValueError, "n_out"),
        (
            lambda: Linear(3, 2, initialiser=lambda shape, rng: np.ones(2)),
            ValueError,
            r"of shape \(3, 2\) and returned",
        ),
        (lambda: Linear(3, 2, bias_initialiser="he_normal"), ValueError, "for matrices and kernels"),
        (lambda: Linear(3, 2, initialiser=3), TypeError, "an initialiser is a name or a function"),
        (lambda: BatchNorm1d(3)(np.ones((2, 4))), ValueError, r"expected inputs \(batch, 3\)"),
        (lambda: BatchNorm1d(3)(np.ones((1, 3))), ValueError, r"at least 2 numbers a feature .* eval\(\)"),
        (lambda: BatchNorm1d(3, momentum=2), ValueError, "momentum to be a finite number of at least 0 and below 1"),
        (lambda: Dropout(1.0), ValueError, "of at least 0 and below 1, got 1.0"),
        (lambda: Dropout(float("nan")), ValueError, "got nan"),
        (lambda: Dropout("half"), TypeError, "probability to be a finite number"),
        (lambda: Conv2d(2, 3, 3)(np.ones((1, 5, 5))), ValueError, r"images \(batch, 2, rows, columns\)"),
        (lambda: Conv2d(2, 3, 3)(np.ones((1, 2, 2, 2))), ValueError, "Make it smaller"),
        (lambda: Conv2d(2, 3, "3"), TypeError, "size as a whole number or a pair"),
        (lambda: MaxPool2d(0), ValueError, "from 1 up"),
        (lambda: MaxPool2d(2)(np.ones((2, 2))), ValueError, "got shape"),
        (lambda: Flatten()(1.0), ValueError, "expected a batch"),
        (lambda: Embedding(3, 2)([3]), ValueError, "rows 0 to 2"),
        (lambda: Embedding(3, 2)([-1]), ValueError, "from -1"),
        (lambda: Embedding(3, 2)([0.5]), TypeError, r"whole numbers, got float64: use indices\.astype\(int\)"),
        (Sequential, ValueError, "at least one layer"),
        (lambda: Sequential(Linear(2, 1), 3), TypeError, "got 3 as layer 2"),
        (lambda: Sequential("rleu"), ValueError, "no activation 'rleu'"),
    ],
)
def test_what_does_not_fit_is_told(wrong: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        wrong()
