"""Arithmetic at its edges."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import ops
from autograd_widgets.graph.formula import formula_of


def gradients(out: Value, *inputs: Value) -> list[float]:
    out.backward()
    return [x.grad.item() for x in inputs]


def test_plus_and_minus_signs_and_abs_are_python_s_own() -> None:
    x = Value([-2.0, 0.0, 3.0])
    np.testing.assert_array_equal((+x).data, x.data)
    np.testing.assert_array_equal((-x).data, -x.data)
    np.testing.assert_array_equal(abs(x).data, [2.0, 0.0, 3.0])
    (abs(x) + +x).sum().backward()
    np.testing.assert_array_equal(x.grad, [0.0, 1.0, 2.0])


def test_a_plus_sign_makes_a_node_with_an_array_of_its_own() -> None:
    x = Value([1.0, 2.0])
    assert not np.may_share_memory((+x).data, x.data)


@pytest.mark.parametrize("as_array", [False, True], ids=["scalars", "arrays"])
@pytest.mark.parametrize(
    ("x", "y", "by_x", "by_y"),
    [
        (2.0, 3.0, 12.0, 8 * np.log(2)),
        (0.0, 0.0, 0.0, 0.0),
        (0.0, 1.0, 1.0, 0.0),
        (0.0, 2.0, 0.0, 0.0),
        (0.0, 3.0, 0.0, 0.0),
        (np.inf, 0.0, 0.0, np.inf),
        (1.0, np.inf, np.inf, 0.0),
    ],
)
def test_power_is_right_at_its_edges_without_a_warning(
    x: float, y: float, by_x: float, by_y: float, *, as_array: bool
) -> None:
    shape = (1,) if as_array else ()
    base, exponent = Value(np.full(shape, x)), Value(np.full(shape, y))
    assert gradients(base**exponent, base, exponent) == pytest.approx([by_x, by_y])
    for number in (y, np.float64(y), np.full(shape, y), int(y) if np.isfinite(y) else y):
        base = Value(np.full(shape, x))
        assert gradients(base**number, base) == pytest.approx([by_x])
    exponent = Value(np.full(shape, y))
    assert gradients(x**exponent, exponent) == pytest.approx([by_y])


@pytest.mark.parametrize(
    ("x", "y", "by_x", "by_y"),
    [
        (0.0, 0.5, np.inf, 0.0),
        (0.0, -1.0, -np.inf, -np.inf),
        (-2.0, 3.0, 12.0, np.nan),
        (-2.0, 0.0, 0.0, np.nan),
        (-2.0, 0.5, np.nan, np.nan),
    ],
)
def test_power_has_pytorchs_infinities_and_nans(x: float, y: float, by_x: float, by_y: float) -> None:
    torch = pytest.importorskip("torch")
    base, exponent = Value(x), Value(y)
    tensors = [torch.tensor(n, dtype=torch.float64, requires_grad=True) for n in (x, y)]
    with np.errstate(all="ignore"):
        found = gradients(base**exponent, base, exponent)
        np.testing.assert_array_equal(gradients(Value(x) ** exponent, exponent), [by_y])
    torch.pow(*tensors).backward()
    np.testing.assert_array_equal(found, [by_x, by_y])
    np.testing.assert_array_equal(found, [t.grad.item() for t in tensors])


def test_an_integer_leaf_has_negative_powers_as_it_is_a_float() -> None:
    x = Value([1, 2, 3])
    out = x**-1
    out.sum().backward()
    np.testing.assert_allclose(out.data, [1.0, 0.5, 1 / 3])
    np.testing.assert_allclose(x.grad, [-1.0, -0.25, -1 / 9])


def test_an_integer_node_has_no_negative_powers() -> None:
    count = (Value([2.0, -1.0]) > 0) * 2 + 1
    assert count.dtype == int
    with pytest.raises(ValueError, match=r"power \(\*\*\) of shapes .* make the base a float"):
        count**-1
    np.testing.assert_allclose(((count * 1.0) ** -1).data, [1 / 3, 1.0])


def test_the_square_is_differentiated_without_a_power() -> None:
    x = Value([3.0], label="x")
    (x**2).sum().backward(create_graph=True)
    assert formula_of(x.grad)[-1] == ["multiply", 2.0, "x"]


def test_reciprocal_of_zero_is_infinite_and_so_is_its_slope() -> None:
    x = Value([0.0, -0.0, np.inf])
    with np.errstate(divide="ignore"):
        out = np.reciprocal(x)
    out.backward()
    np.testing.assert_array_equal(out.data, [np.inf, -np.inf, 0.0])
    np.testing.assert_array_equal(x.grad, [-np.inf, -np.inf, 0.0])


def test_square_and_reciprocal_are_the_powers_2_and_minus_1() -> None:
    x, y = Value([0.5, -3.0]), Value([0.5, -3.0])
    (ops.square(x) + ops.reciprocal(x)).sum().backward()
    (y**2 + y**-1).sum().backward()
    np.testing.assert_allclose(x.grad, y.grad, rtol=1e-15)
