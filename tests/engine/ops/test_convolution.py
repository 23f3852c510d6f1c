from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops
from autograd_widgets.engine import table
from autograd_widgets.engine.ops import convolution

LAYOUTS: list[dict[str, Any]] = [
    {},
    {"stride": 2},
    {"stride": (1, 3), "padding": (2, 0)},
    {"padding": 3},
    {"dilation": (2, 1), "padding": 1},
    {"stride": (3, 2), "padding": (1, 4), "dilation": (1, 2)},
]


def drawn(*shape: int, dtype: Any = np.float64) -> Any:
    return np.random.default_rng(sum(shape)).normal(size=shape).astype(dtype)


def test_a_kernel_is_laid_on_without_being_flipped() -> None:
    x, w = np.array([[[[1.0, 2, 3], [4, 5, 6]]]]), np.array([[[[10.0, 1]]]])
    np.testing.assert_array_equal(ops.conv2d(x, w), [[[[12, 23], [45, 56]]]])


def test_channels_are_added_up_and_each_kernel_makes_one() -> None:
    x = np.arange(2.0 * 3 * 1 * 1).reshape(2, 3, 1, 1)
    w = np.arange(4.0 * 3 * 1 * 1).reshape(4, 3, 1, 1)
    np.testing.assert_array_equal(ops.conv2d(x, w)[:, :, 0, 0], x[:, :, 0, 0] @ w[:, :, 0, 0].T)


@pytest.mark.parametrize("at_a_time", [1, 2, 5])  # images, of which there are 5
@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_values_and_gradients_are_those_of_pytorch(
    layout: dict[str, Any], at_a_time: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    arrays = [drawn(5, 2, 9, 8), drawn(3, 2, 3, 4), drawn(3)]
    values, tensors = [Value(a) for a in arrays], [torch.tensor(a, requires_grad=True) for a in arrays]
    expected = torch.nn.functional.conv2d(*tensors, **layout)
    windows = np.empty((5, 2, 3, 4, *expected.shape[2:]))
    monkeypatch.setattr(convolution, "BLOCK", at_a_time * windows[0].nbytes)
    assert len(windows[next(convolution._blocks(windows))]) == at_a_time
    out = ops.conv2d(*values, **layout)
    upstream = drawn(*out.shape)
    out.backward(upstream)
    expected.backward(torch.tensor(upstream))
    np.testing.assert_allclose(out.data, expected.detach().numpy(), rtol=1e-12, atol=1e-13)
    for value, tensor in zip(values, tensors, strict=True):
        np.testing.assert_allclose(value.grad, tensor.grad.numpy(), rtol=1e-12, atol=1e-12)


def test_an_array_in_any_memory_layout_is_read_right() -> None:
    x, w = drawn(2, 3, 6, 5), drawn(4, 3, 2, 2)
    turned = np.asfortranarray(x), w[::-1, :, ::-1]
    np.testing.assert_allclose(ops.conv2d(*turned), ops.conv2d(x, np.ascontiguousarray(turned[1])), rtol=1e-13)


@pytest.mark.parametrize("name", ["conv2d", "conv2d_input_gradient", "conv2d_weight_gradient"])
def test_float32_stays_float32_forward_and_back(name: str) -> None:
    x, w = drawn(1, 2, 4, 4, dtype=np.float32), drawn(3, 2, 2, 2, dtype=np.float32)
    y = ops.conv2d(x, w, padding=1)
    inputs, options = {
        "conv2d": ((x, w), {}),
        "conv2d_input_gradient": ((y, w), {"size": (4, 4)}),
        "conv2d_weight_gradient": ((x, y), {"size": (2, 2)}),
    }[name]
    options = table[name].settle(*(a.shape for a in inputs), **options, padding=1)  # type: ignore[misc]
    out = table[name](*inputs, **options)
    assert out.dtype == np.float32
    for position in (0, 1):
        assert table[name].vjp(position)(out, out, *inputs, **options).dtype == np.float32  # type: ignore[misc]


def test_a_bias_is_an_ordinary_addition_that_the_graph_shows() -> None:
    x, w, bias = Value(drawn(2, 1, 3, 3)), Value(drawn(2, 1, 2, 2)), Value([1.0, -2])
    out = ops.conv2d(x, w, bias)
    assert [out._op, *(node._op for node in out._inputs)] == ["+", "conv2d", "reshape"]
    np.testing.assert_allclose(out.data, ops.conv2d(x.data, w.data) + bias.data[:, None, None])
    out.backward()
    np.testing.assert_array_equal(bias.grad, [8, 8])


def test_without_a_bias_it_is_one_node() -> None:
    x, w = Value(drawn(1, 1, 3, 3)), Value(drawn(1, 1, 2, 2))
    out = ops.conv2d(x, w)
    assert out._op == "conv2d"
    assert out._inputs == (x, w)
    assert out._rule.options == {"stride": (1, 1), "padding": (0, 0), "dilation": (1, 1)}


def test_constant_images_get_no_gradient_computed() -> None:
    assert ops.conv2d(drawn(1, 1, 3, 3), Value(drawn(1, 1, 2, 2)))._rule.positions == (1,)


def test_lists_and_integers_are_taken_and_plain_arrays_come_back() -> None:
    out = ops.conv2d([[[[1, 2], [3, 4]]]], [[[[1, 2]]]], [10])
    assert isinstance(out, np.ndarray)
    assert out.dtype.kind == "i"
    np.testing.assert_array_equal(out, [[[[15], [21]]]])


def test_no_images_give_no_images_and_zero_gradients() -> None:
    x, w = Value(np.empty((0, 2, 3, 3))), Value(drawn(4, 2, 2, 2))
    out = ops.conv2d(x, w, stride=2, padding=1)
    assert out.shape == (0, 4, 2, 2)
    out.backward()
    assert x.grad.shape == (0, 2, 3, 3)
    np.testing.assert_array_equal(w.grad, np.zeros((4, 2, 2, 2)))


def test_gradients_that_are_recorded_have_readable_names() -> None:
    x, w = Value(drawn(1, 1, 3, 3)), Value(drawn(1, 1, 2, 2))
    ops.conv2d(x, w).backward(create_graph=True)
    assert [x.grad._op, w.grad._op] == ["conv2d ∂x", "conv2d ∂w"]


@pytest.mark.parametrize("layout", LAYOUTS, ids=str)
def test_each_gradient_is_the_adjoint_of_the_convolution(layout: dict[str, Any]) -> None:
    x, w = drawn(2, 2, 9, 8), drawn(3, 2, 3, 4)
    out = ops.conv2d(x, w, **layout)
    y = drawn(*out.shape)
    back_x = ops.conv2d_input_gradient(y, w, size=(9, 8), **layout)
    back_w = ops.conv2d_weight_gradient(x, y, size=(3, 4), **layout)
    np.testing.assert_allclose(np.sum(out * y), np.sum(back_x * x), rtol=1e-11)
    np.testing.assert_allclose(np.sum(out * y), np.sum(back_w * w), rtol=1e-11)


@pytest.mark.parametrize("name", ["conv2d", "conv2d_input_gradient", "conv2d_weight_gradient"])
def test_settled_options_are_settled(name: str) -> None:
    shapes, options = {
        "conv2d": (((1, 1, 5, 5), (1, 1, 2, 2)), {}),
        "conv2d_input_gradient": (((1, 1, 2, 2), (1, 1, 2, 2)), {"size": 5}),
        "conv2d_weight_gradient": (((1, 1, 5, 5), (1, 1, 2, 2)), {"size": [2, 2]}),
    }[name]
    settle = table[name].settle
    assert settle is not None
    settled = settle(*shapes, **options, stride=np.int64(3))
    assert settled == settle(*shapes, **settled)
    assert settled["stride"] == (3, 3)
    assert all(type(n) is int for pair in settled.values() for n in pair)


X, W = np.zeros((2, 3, 8, 9)), np.zeros((4, 3, 5, 5))
BOTH = r"\(2, 3, 8, 9\) and \(4, 3, 5, 5\)"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ops.conv2d(X[0], W), ValueError, r"conv2d of shapes \(3, 8, 9\) and \(4, 3, 5, 5\).*\(1, C, H, W\)"),
        (lambda: ops.conv2d(X, W[0, 0]), ValueError, r"\(2, 3, 8, 9\) and \(5, 5\).*kernels \(O, C, h, w\)"),
        (lambda: ops.conv2d(X[:, :1], W), ValueError, r"\(2, 1, 8, 9\).*have 1 channels.*have 3"),
        (lambda: ops.conv2d(X, W, dilation=2), ValueError, rf"{BOTH}.*covers \(9, 9\).*only \(8, 9\).*padding larger"),
        (lambda: ops.conv2d(X, W[:, :, :0]), ValueError, r"\(0, 5\) is empty"),
        (lambda: ops.conv2d(X, W, stride=0), ValueError, rf"{BOTH}.*stride as whole numbers from 1 up, got 0"),
        (lambda: ops.conv2d(X, W, dilation=(1, 0)), ValueError, r"dilation .* got \(1, 0\)"),
        (lambda: ops.conv2d(X, W, padding=-1), ValueError, rf"{BOTH}.*padding as whole numbers from 0 up, got -1"),
        (lambda: ops.conv2d(X, W, padding="same"), TypeError, rf"{BOTH}.*padding as a whole number or a pair.*'same'"),
        (lambda: ops.conv2d(X, W, stride=(1, 2, 3)), TypeError, r"stride .* got \(1, 2, 3\)"),
        (lambda: ops.conv2d(X, W, stride=1.5), TypeError, r"stride .* got 1\.5"),
        (lambda: ops.conv2d(X, W, np.zeros(3)), ValueError, rf"{BOTH} with a bias of shape \(3,\).*the 4 kernels"),
        (lambda: ops.conv2d(X, W, Value(1.0)), ValueError, r"bias of shape \(\).*of shape \(4,\)"),
        (lambda: ops.conv2d_input_gradient(X, W, size=8), ValueError, r"expected y in .* \(2, 4, 4, 4\), got \(2, 3"),
        (lambda: ops.conv2d_weight_gradient(X, X, size=5), ValueError, r"expected y in .* \(2, 3, 4, 5\), got \(2, 3"),
        (lambda: ops.conv2d_weight_gradient(X, X), TypeError, "expected size as a whole number or a pair"),
    ],
)
def test_what_does_not_fit_is_said_with_all_shapes(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize(("i", "j"), list(np.ndindex(3, 3)))
def test_a_pixel_gathers_from_each_place_where_the_kernel_covered_it(i: int, j: int) -> None:
    x, w = Value(np.zeros((1, 1, 3, 3))), np.array([[[[1.0, 10], [100, 1000]]]])
    ops.conv2d(x, w).backward()
    covering = [w[0, 0, a, b] for a in range(2) for b in range(2) if 0 <= i - a < 2 and 0 <= j - b < 2]
    assert x.grad[0, 0, i, j] == sum(covering)
