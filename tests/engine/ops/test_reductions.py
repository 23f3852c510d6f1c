"""Reductions as NumPy has them: signatures, values, edges, messages."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops
from autograd_widgets.engine import table
from tools.cases import CASES

X = np.array([[3.0, -1.0, 2.0], [0.5, 4.0, 4.0]])
NAMES = ["sum", "mean", "prod", "max", "min", "var", "std", "all", "any"]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"axis": 0},
    {"axis": -1},
    {"axis": np.int64(1)},
    {"axis": (0, -1)},
    {"axis": ()},
    {"axis": None, "keepdims": True},
    {"axis": 1, "keepdims": True},
]


@pytest.mark.parametrize("options", OPTIONS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_a_reduction_has_numpys_value_as_function_method_and_reply(name: str, options: dict[str, Any]) -> None:
    expected = getattr(np, name)(X, **options)
    for found in (
        getattr(np, name)(Value(X), **options),
        getattr(Value(X), name)(**options),
        getattr(ops, name)(Value(X), **options),
    ):
        assert isinstance(found, Value)
        assert found.dtype == expected.dtype
        np.testing.assert_allclose(found.data, expected, rtol=1e-15)
    np.testing.assert_allclose(getattr(ops, name)(X, **options), expected, rtol=1e-15)


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
@pytest.mark.parametrize("axis", [None, 0, 1, -2])
def test_a_running_reduction_has_numpys_value(name: str, axis: int | None) -> None:
    expected = getattr(np, name)(X, axis)
    np.testing.assert_array_equal(getattr(np, name)(Value(X), axis).data, expected)
    np.testing.assert_array_equal(getattr(Value(X), name)(axis=axis).data, expected)
    np.testing.assert_array_equal(getattr(np, name)(Value(2.0), None).data, getattr(np, name)(2.0, None))


def test_axis_may_come_by_position() -> None:
    for name in NAMES:
        np.testing.assert_allclose(getattr(np, name)(Value(X), 1).data, getattr(np, name)(X, 1), rtol=1e-15)


def test_amax_and_amin_are_max_and_min() -> None:
    np.testing.assert_array_equal(np.amax(Value(X), axis=1).data, [3.0, 4.0])
    np.testing.assert_array_equal(np.amin(Value(X), axis=1).data, [-1.0, 0.5])


@pytest.mark.parametrize("name", NAMES)
def test_numpys_third_argument_is_refused_and_not_taken_for_another(name: str) -> None:
    with pytest.raises(TypeError, match=f"{name} expected .* write options by name|expected ddof as a number"):
        getattr(np, name)(Value(X), 0, np.float32)
    with pytest.raises(TypeError, match="does not support where="):
        getattr(np, name)(Value(X), where=X > 0)


@pytest.mark.parametrize("name", ["cumsum", "cumprod"])
def test_a_type_is_refused_by_a_running_reduction(name: str) -> None:
    with pytest.raises(TypeError, match=r"expected reverse as True or False|got 3 arguments"):
        getattr(np, name)(Value(X), 0, np.float32)


@pytest.mark.parametrize("name", [*NAMES, "cumsum", "cumprod"])
@pytest.mark.parametrize(
    ("axis", "error", "message"),
    [
        (2, np.exceptions.AxisError, r"of shape \(2, 3\) got axis=2.* The axes are 0 … 1, or from the end −2 … −1"),
        (-3, ValueError, r"of shape \(2, 3\) got axis=-3"),
        (1.5, TypeError, r"of shape \(2, 3\) got axis=1.5: expected a whole number, several, or None"),
    ],
)
def test_a_wrong_axis_is_refused_with_shape_and_axes(
    name: str, axis: Any, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        getattr(ops, name)(Value(X), axis=axis)


def test_an_axis_that_comes_twice_and_an_axis_of_a_scalar_are_refused() -> None:
    with pytest.raises(ValueError, match=r"got axis=\(0, -2\)"):
        ops.sum(Value(X), axis=(0, -2))
    with pytest.raises(ValueError, match="a scalar has no axes"):
        ops.sum(Value(1.0), axis=0)
    with pytest.raises(TypeError, match="cumsum works along one axis"):
        ops.cumsum(Value(np.ones((2, 2, 2))), axis=(0, 1))


@pytest.mark.parametrize("name", ["max", "min"])
def test_the_extreme_of_nothing_is_an_error(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} of shape \(0,\) over axis 0: there are no entries"):
        getattr(Value(np.ones(0)), name)()
    with pytest.raises(ValueError, match=rf"{name} of shape \(2, 0\) over axes 0, 1: there are no entries"):
        getattr(Value(np.ones((2, 0))), name)()
    assert getattr(Value(np.ones((2, 0))), name)(axis=0).shape == (0,)


def test_the_mean_of_nothing_is_nan_with_numpys_warning() -> None:
    x = Value(np.ones((0, 2)))
    with pytest.warns(RuntimeWarning):
        out = x.mean()
    assert np.isnan(out.data)
    out.backward()
    assert x.grad.shape == (0, 2)
    assert Value(np.ones((0, 2))).sum().item() == 0.0
    assert Value(np.ones((0, 2))).prod().item() == 1.0


@pytest.mark.parametrize(
    ("compute", "x", "gradient"),
    [
        (np.max, [1.0, 3.0, 3.0], [0, 0.5, 0.5]),
        (np.min, [2.0, 2.0, 2.0], [1 / 3] * 3),
        (lambda v: np.max(v, axis=1), [[1.0, 1.0], [0.0, 5.0]], [[0.5, 0.5], [0, 1]]),
        (np.prod, [2.0, 0.0, 3.0], [0, 6, 0]),
        (np.prod, [2.0, 0.0, 0.0], [0, 0, 0]),
        (lambda v: np.cumprod(v).sum(), [2.0, 0.0, 3.0, 5.0], [1, 2 * (1 + 3 + 15), 0, 0]),
        (lambda v: np.cumsum(v).sum(), [1.0, 1.0, 1.0], [3, 2, 1]),
        (lambda v: ops.cumsum(v, reverse=True).sum(), [1.0, 1.0, 1.0], [1, 2, 3]),
    ],
)
def test_ties_and_zeros_have_exact_gradients(compute: Any, x: Any, gradient: Any) -> None:
    v = Value(x)
    compute(v).backward(1.0)
    np.testing.assert_array_equal(v.grad, gradient)


def test_a_product_with_a_zero_has_second_derivatives() -> None:
    x = Value([0.0, 2.0, 3.0])
    np.prod(x).backward(create_graph=True)
    first, x.grad = x.grad, None
    first.sum().backward()
    np.testing.assert_array_equal(x.grad, [5.0, 3.0, 2.0])


def test_a_long_product_needs_no_square_of_its_length() -> None:
    x = Value(np.full(100_000, 1.0))
    np.prod(x).backward()
    np.testing.assert_array_equal(x.grad, np.ones(100_000))


def test_a_comparison_can_be_counted_and_averaged() -> None:
    x = Value([1.0, -2.0, 3.0])
    assert (x > 0).sum().item() == 2
    assert (x > 0).sum().dtype == np.int64
    assert (x > 0).mean().item() == pytest.approx(2 / 3)
    assert not (x > 0).all().item()
    assert (x > 0).any().item()


def test_the_gradient_of_a_sum_is_a_writeable_array_of_its_own() -> None:
    x, scale = Value(np.ones((2, 3))), Value(2.0)
    y = x * scale
    y.sum().backward()
    x.grad[0, 0] = 7.0
    assert y.grad[0, 0] == 1.0
    assert x.grad[1, 1] == 2.0
    assert scale.grad == 6.0


ALONG_AXES = ["sum", "mean", "prod", "max", "min", "var", "std", "cumsum", "cumprod", "norm", "sort", "softmax"]
ALONG_AXES += ["log_softmax", "logsumexp", "cross_entropy", "take_along_axis"]


@pytest.mark.parametrize("name", ALONG_AXES)
def test_single_precision_in_single_precision_out(name: str) -> None:
    operation = table[name]
    for case in CASES[name]:
        arrays = case.arrays(name)
        single = [x.astype(np.float32) if x.dtype.kind == "f" else x for x in arrays]
        options = operation.settle(*(x.shape for x in arrays), **case.options) if operation.settle else {}
        with np.errstate(all="ignore"):
            out = operation.forward(*single, **options)
            upstream = np.ones(np.shape(out), np.float32)[()]
            contribution = operation.vjps[0](upstream, out, *(x[()] for x in single), **options)  # type: ignore[index]
        assert (out.dtype, contribution.dtype) == (np.float32, np.float32), str(case)


@pytest.mark.parametrize("name", [name for name in ALONG_AXES if name not in ("cross_entropy", "take_along_axis")])
def test_the_gradient_of_a_scalar_is_a_number(name: str) -> None:
    x = Value(2.0)
    y = x * 1.0
    getattr(ops, name)(y, axis=None).backward()
    assert type(y._upstream) is np.float64
    assert type(x.grad) is np.float64
