"""Products of vectors and matrices, and sums of products told by letters: signatures, values, and messages."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograd_widgets import Value, ops

SHAPES = [(), (3,), (2, 3), (3, 2), (3, 3), (4, 2, 3), (4, 3, 2)]


def draw(*shapes: tuple[int, ...], seed: int = 0) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [np.asarray(rng.normal(size=shape))[()] for shape in shapes]


def answer(function: Any, *arrays: Any) -> Any:
    """What NumPy says, or that it refuses."""
    try:
        return function(*arrays)
    except ValueError:
        return None


@pytest.mark.parametrize("function", [np.dot, np.matmul, np.inner, np.outer, np.vdot], ids=lambda f: f.__name__)
@pytest.mark.parametrize("shapes", list(itertools.product(SHAPES, SHAPES)), ids=str)
def test_a_product_of_any_two_shapes_is_numpys_or_refused_with_both_shapes(function: Any, shapes: Any) -> None:
    x, y = draw(*shapes)
    expected = answer(function, x, y)
    if expected is None:
        with pytest.raises(ValueError, match=re.escape(str(x.shape))) as refused:
            function(Value(x), y)
        assert str(y.shape) in str(refused.value)
        return
    for out in (function(Value(x), y), function(x, Value(y))):
        assert out.shape == np.shape(expected)
        np.testing.assert_allclose(out.data, expected, rtol=1e-12, atol=1e-12)


def test_dot_is_a_method_and_takes_names() -> None:
    x, y = draw((2, 3), (3, 4))
    np.testing.assert_allclose(Value(x).dot(y).data, x @ y)
    np.testing.assert_allclose(ops.dot(x, y), x @ y)
    np.testing.assert_allclose(np.tensordot(Value(x), y, axes=1).data, x @ y)


LETTERED = [
    ("ij,jk->ik", (2, 3), (3, 4)),
    ("ij,jk", (2, 3), (3, 4)),
    (" i j , j k -> k i ", (2, 3), (3, 4)),
    ("ba", (2, 3)),
    ("ii", (3, 3)),
    ("ii->i", (3, 3)),
    ("iij->j", (2, 2, 3)),
    ("ijij->ji", (2, 3, 2, 3)),
    ("ij->", (2, 3)),
    ("ij->i", (2, 3)),
    ("i,j", (2,), (3,)),
    ("i,i", (3,), (3,)),
    (",", (), ()),
    ("i,->i", (3,), ()),
    ("...", (2, 3)),
    ("...i->...", (2, 2, 3)),
    ("i...->...i", (2, 3, 4)),
    ("...ij,...jk->...ik", (5, 2, 3), (3, 4)),
    ("...ij,...jk", (5, 2, 3), (1, 3, 4)),
    ("a...b,b...->...a", (2, 3, 4), (4, 3)),
    ("...,...", (2, 3), (3,)),
    ("ij,j,ik->k", (2, 3), (3,), (2, 4)),
    ("Ab,bC->AC", (2, 3), (3, 4)),
    ("ij,kj->ik", (2, 1), (4, 3)),
    ("ij,ij,ij->", (2, 2), (2, 2), (2, 2)),
    ("ij,jk->ik", (50, 60), (60, 40)),
]


@pytest.mark.parametrize(("subscripts", "shapes"), [(s, shapes) for s, *shapes in LETTERED], ids=str)
def test_einsum_is_numpys(subscripts: str, shapes: Any) -> None:
    arrays = draw(*shapes)
    expected = np.einsum(subscripts, *arrays)
    values = [Value(x) for x in arrays]
    for out in (
        np.einsum(subscripts, *values),
        np.einsum(subscripts, values[0], *arrays[1:], optimize=True),
        ops.einsum(subscripts, *values),
    ):
        assert out.shape == expected.shape
        np.testing.assert_allclose(out.data, expected, rtol=1e-12, atol=1e-12)
    assert type(np.einsum(subscripts, *values).data) is (np.ndarray if expected.ndim else np.float64)


@st.composite
def contractions(draw: Any) -> tuple[str, list[tuple[int, ...]]]:
    """Draw letters for one to three arrays, repeated at will, and an output of some of them."""
    terms = draw(st.lists(st.text("abc", max_size=3), min_size=1, max_size=3))
    output = draw(st.permutations(sorted(set("".join(terms)))))[: draw(st.integers(0, 3))]
    return f"{','.join(terms)}->{''.join(output)}", [tuple("abc".index(x) + 1 for x in term) for term in terms]


@settings(deadline=None)
@given(contractions())
def test_any_einsum_has_the_gradient_of_the_sum_that_it_is_short_for(contraction: Any) -> None:
    subscripts, shapes = contraction
    arrays = draw(*shapes)
    values = [Value(x) for x in arrays]
    out = np.einsum(subscripts, *values)
    (upstream,) = draw(out.shape, seed=1)
    out.backward(upstream)
    for i, value in enumerate(values):  # linear in each: along any direction it grows as itself with that put in
        (direction,) = draw(value.shape, seed=2)
        moved = np.einsum(subscripts, *arrays[:i], direction, *arrays[i + 1 :])
        np.testing.assert_allclose(np.sum(value.grad * direction), np.sum(upstream * moved), rtol=1e-9, atol=1e-12)


def test_einsum_of_one_value_with_itself_receives_both_parts() -> None:
    x = Value([1.0, 2.0])
    np.einsum("i,i", x, x).backward()
    np.testing.assert_array_equal(x.grad, [2.0, 4.0])


def test_einsum_takes_bare_numbers_and_lists() -> None:
    x = Value([1.0, 2.0])
    np.einsum("i,,i->", x, 3.0, [1, 10]).backward()
    np.testing.assert_array_equal(x.grad, [3.0, 30.0])


def test_einsum_keeps_single_precision_and_takes_masks() -> None:
    x = Value(np.array([1.0, -2.0], np.float32))
    out = np.einsum("i,i,i->", x, x, x > 0)
    out.backward()
    assert (out.dtype, x.grad.dtype, out.item()) == (np.float32, np.float32, 1.0)
    np.testing.assert_array_equal(x.grad, [2.0, 0.0])


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda x: np.einsum("ij,jk", x, x),
            ValueError,
            r"'ij,jk' of shapes .*: 'j' stands for axes of lengths 3 and 2",
        ),
        (lambda x: np.einsum("ii", x), ValueError, r"'i' stands for axes of lengths 2 and 3"),
        (lambda x: np.einsum("ijk", x), ValueError, r"of shapes \(2, 3\): 'ijk' names 3 axes, but the array has 2"),
        (lambda x: np.einsum("i", x), ValueError, r"'i' names 1 axes, but the array has 2"),
        (lambda x: np.einsum("ij,ij", x), ValueError, r"2 groups of letters for 1 arrays"),
        (lambda x: np.einsum("ij->k", x), ValueError, r"the output 'k' must name each letter once, and only"),
        (lambda x: np.einsum("ij->ii", x), ValueError, r"the output 'ii'"),
        (lambda x: np.einsum("i1", x), ValueError, r"expected letters.* got 'i1'"),
        (lambda x: np.einsum("...->", x), ValueError, r"'\.\.\.' stands for 2 axes"),
        (lambda x: np.einsum("i......", x), ValueError, r"expected letters"),
        (lambda x: np.einsum(x, [0, 1]), TypeError, r"letters as text before the arrays.*einsum\('ij,jk->ik', x, y\)"),
        (lambda x: ops.einsum(), TypeError, "got nothing"),
        (lambda x: np.einsum("ij", x, out=np.ones((2, 3))), TypeError, "does not support out="),
        (lambda x: np.tensordot(x, x, 1), ValueError, r"tensordot of shapes \(2, 3\) and \(2, 3\): axes \(1,\)"),
        (lambda x: np.tensordot(x, x, 3), ValueError, r"axes=3 is more than they have"),
        (lambda x: np.tensordot(x, x, ((0, 1), (0,))), ValueError, r"in pairs"),
        (lambda x: np.tensordot(x, x, (0, 1, 0)), ValueError, r"axes as a number or a pair, .* got \(0, 1, 0\)"),
        (lambda x: np.tensordot(x, x, 1.5), ValueError, "axes as a number or a pair, .* got 1.5"),
        (lambda x: np.tensordot(x, x, ((0,), (2,))), ValueError, r"axis .* is out of bounds"),
        (lambda x: np.dot(x, x), ValueError, r"matmul \(@\) of shapes \(2, 3\) and \(2, 3\)"),
        (lambda x: np.vdot(x, x[0]), ValueError, r"vdot of shapes \(2, 3\) and \(3,\): they must hold as many"),
    ],
)
def test_what_does_not_fit_is_said_with_the_shapes(call: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        call(Value(np.ones((2, 3))))


def test_settled_letters_stay_as_they_are() -> None:
    x = Value(np.ones((4, 2, 3)))
    out = np.einsum("...ij, ...kj", x, x)
    settled = out._rule.options
    again = ops.einsum([x, x], **settled)
    assert again._rule.options == settled
    assert ops.table["einsum"].settle((4, 2, 3), (4, 2, 3), **settled) == settled
