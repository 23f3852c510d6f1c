from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops

WINDOWS: list[dict[str, Any]] = [
    {"size": 2},
    {"size": (2, 3), "stride": 1},
    {"size": 3, "stride": 2, "padding": 1},
    {"size": (4, 2), "stride": (3, 5), "padding": (2, 1)},
    {"size": (9, 8)},
]


def drawn(*shape: int) -> Any:
    return np.random.default_rng(sum(shape)).normal(size=shape)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize("options", WINDOWS, ids=str)
def test_values_and_gradients_are_those_of_pytorch_where_nothing_ties(name: str, options: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    x = Value(drawn(2, 3, 9, 8))
    tensor = torch.tensor(x.data, requires_grad=True)
    out = getattr(ops, name)(x, **options)
    expected = getattr(torch.nn.functional, name)(
        tensor, options["size"], options.get("stride"), options.get("padding", 0)
    )
    upstream = drawn(*out.shape)
    out.backward(upstream)
    expected.backward(torch.tensor(upstream))
    np.testing.assert_allclose(out.data, expected.detach().numpy(), rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(x.grad, tensor.grad.numpy(), rtol=1e-13, atol=1e-14)


def test_ties_share_equally() -> None:
    x = Value([[[[1.0, 3, 2, 2], [3, 0, 2, 2]]]])
    ops.max_pool2d(x, 2).backward(np.array([[[[6.0, 8]]]]))
    np.testing.assert_array_equal(x.grad, [[[[0, 3, 2, 2], [3, 0, 2, 2]]]])


def test_what_overlapping_windows_hand_to_an_entry_adds_up() -> None:
    x = Value([[[[1.0, 5, 2, 4]]]])
    ops.max_pool2d(x, (1, 2), stride=1).backward(np.array([[[[1.0, 10, 100]]]]))
    np.testing.assert_array_equal(x.grad, [[[[0, 11, 0, 100]]]])


def test_padding_is_never_the_largest_not_even_beside_minus_infinity() -> None:
    negative = Value(-np.ones((1, 1, 2, 2)))
    out = ops.max_pool2d(negative, 2, padding=1)
    np.testing.assert_array_equal(out.data, -np.ones((1, 1, 2, 2)))
    bottomless = Value(np.full((1, 1, 2, 2), -np.inf))
    out = ops.max_pool2d(bottomless, 2, padding=1)
    np.testing.assert_array_equal(out.data, bottomless.data)
    out.backward()
    np.testing.assert_array_equal(bottomless.grad, np.ones((1, 1, 2, 2)))


def test_a_window_that_holds_nan_is_nan_and_hands_nothing_back() -> None:
    x = Value([[[[1.0, np.nan, 3, 4]]]])
    out = ops.max_pool2d(x, (1, 2))
    np.testing.assert_array_equal(out.data, [[[[np.nan, 4]]]])
    out.backward()
    np.testing.assert_array_equal(x.grad, [[[[0, 0, 0, 1]]]])


def test_an_infinite_gradient_goes_to_the_largest_only() -> None:
    x = Value([[[[1.0, 2], [3, 4]]]])
    ops.max_pool2d(x, 2).backward(np.array([[[[np.inf]]]]))
    np.testing.assert_array_equal(x.grad, [[[[0, 0], [0, np.inf]]]])


def test_the_second_derivative_of_its_square_is_two_at_the_largest_and_zero_elsewhere() -> None:
    x = Value([[[[1.0, 2, 7, 6], [4, 3, 5, 0]]]])
    out = ops.max_pool2d(x, 2)
    (out * out).sum().backward(create_graph=True)
    slope = x.grad
    np.testing.assert_array_equal(slope.data, [[[[0, 0, 14, 0], [8, 0, 0, 0]]]])
    x.grad = None
    slope.sum().backward()
    np.testing.assert_array_equal(x.grad, [[[[0, 0, 2, 0], [2, 0, 0, 0]]]])


def test_its_gradient_has_no_gradient_by_the_images_but_jumps() -> None:
    y, x = Value(drawn(1, 1, 1, 1)), Value(drawn(1, 1, 2, 2))
    out = ops.max_pool2d_gradient(y, x, 2)
    out.backward()
    np.testing.assert_array_equal(y.grad, [[[[1]]]])
    np.testing.assert_array_equal(x.grad, np.zeros((1, 1, 2, 2)))


@pytest.mark.parametrize("name", ["max_pool2d_gradient", "max_pool2d_tangent"])
def test_where_only_the_images_move_its_two_products_stand_still(name: str) -> None:
    x = drawn(1, 1, 2, 2)
    first = drawn(1, 1, 1, 1) if name == "max_pool2d_gradient" else drawn(1, 1, 2, 2)
    operation = getattr(ops, name)
    out = operation(first, x, 2)
    moved = operation.jvp((None, np.ones(x.shape)), out, first, x, **operation.settle(first.shape, x.shape, size=2))
    np.testing.assert_array_equal(moved, np.zeros(out.shape))


def test_size_and_stride_may_come_by_position() -> None:
    x = drawn(1, 1, 4, 4)
    np.testing.assert_array_equal(ops.max_pool2d(x, 2, 1), ops.max_pool2d(x, size=2, stride=1))
    np.testing.assert_array_equal(ops.avg_pool2d(x, 2, 1), ops.avg_pool2d(x, size=2, stride=1))


def test_without_a_stride_windows_lie_side_by_side() -> None:
    assert ops.max_pool2d(drawn(1, 1, 6, 6), (2, 3)).shape == (1, 1, 3, 2)
    assert ops.avg_pool2d(drawn(1, 1, 6, 6), (2, 3)).shape == (1, 1, 3, 2)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_float32_stays_float32(name: str) -> None:
    x = Value(drawn(1, 1, 4, 4).astype(np.float32))
    out = getattr(ops, name)(x, 3, padding=1)
    assert out.dtype == np.float32
    out.backward()
    assert x.grad.dtype == np.float32


def test_the_rules_of_max_pool2d_keep_float32() -> None:
    x = drawn(1, 1, 4, 4).astype(np.float32)
    out = ops.max_pool2d(x, 3, padding=1)
    assert ops.max_pool2d_gradient(out, x, 3, padding=1).dtype == np.float32
    assert ops.max_pool2d_tangent(x, x, 3, padding=1).dtype == np.float32


def test_integers_stay_integers_in_a_maximum_and_become_floats_in_a_mean() -> None:
    x = [[[[1, 2], [3, 5]]]]
    largest, mean = ops.max_pool2d(x, 2, padding=1), ops.avg_pool2d(x, 2)
    assert largest.dtype.kind == "i"
    np.testing.assert_array_equal(largest, x)
    np.testing.assert_array_equal(mean, [[[[2.75]]]])


def test_the_mean_of_equal_entries_is_exact_inside_and_counts_the_padding() -> None:
    x = np.full((1, 2, 5, 5), 0.1)
    assert np.all(abs(ops.avg_pool2d(x, 3) - 0.1) <= np.spacing(0.1))
    np.testing.assert_array_equal(ops.avg_pool2d(np.ones((1, 2, 5, 5)), 3), np.ones((1, 2, 1, 1)))
    assert ops.avg_pool2d(np.ones((1, 1, 2, 2)), 2, padding=1)[0, 0, 0, 0] == 0.25


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_no_images_give_no_images(name: str) -> None:
    x = Value(np.empty((0, 2, 4, 4)))
    out = getattr(ops, name)(x, 2)
    assert out.shape == (0, 2, 2, 2)
    out.backward()
    assert x.grad.shape == x.shape


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
@pytest.mark.parametrize(
    ("shape", "options", "error", "message"),
    [
        ((8, 9), {"size": 2}, ValueError, r"of shape \(8, 9\): expected images \(N, C, H, W\)"),
        ((1, 3, 8, 9), {"size": 9}, ValueError, r"of shape \(1, 3, 8, 9\).*covers \(9, 9\).*only \(8, 9\)"),
        ((1, 3, 8, 9), {"size": 0}, ValueError, r"size as whole numbers from 1 up, got 0"),
        ((1, 3, 8, 9), {"size": 2, "stride": 0}, ValueError, r"stride as whole numbers from 1 up, got 0"),
        ((1, 3, 8, 9), {"size": 2, "padding": -1}, ValueError, r"padding as whole numbers from 0 up, got -1"),
        ((1, 3, 8, 9), {"size": 3, "padding": (1, 2)}, ValueError, r"padding of \(1, 2\) is more than half.*\(3, 3\)"),
        ((1, 3, 8, 9), {"size": 2.0}, TypeError, r"size as a whole number or a pair of them.*got 2\.0"),
    ],
)
def test_what_does_not_fit_is_said_with_all_shapes(
    name: str, shape: tuple[int, ...], options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=f"{name} {message}" if message.startswith("of") else f"{name} of shape.*{message}"):
        getattr(ops, name)(np.zeros(shape), **options)


def test_a_missing_size_is_asked_for() -> None:
    with pytest.raises(TypeError, match=r"max_pool2d of shape .* expected size as a whole number or a pair"):
        ops.max_pool2d(np.zeros((1, 1, 2, 2)))


def test_the_products_of_a_maximum_want_shapes_that_belong_together() -> None:
    x = np.zeros((1, 1, 4, 4))
    with pytest.raises(ValueError, match=r"max_pool2d_gradient .* expected y in .* \(1, 1, 2, 2\), got \(1, 1, 4, 4\)"):
        ops.max_pool2d_gradient(x, x, 2)
    with pytest.raises(ValueError, match=r"max_pool2d_tangent of shapes \(1, 1, 4, 4\) and \(1, 1, 2, 4\).*be equal"):
        ops.max_pool2d_tangent(x, x[:, :, :2], 2)
