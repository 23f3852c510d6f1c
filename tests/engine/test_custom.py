"""Operations of the author's own."""

from __future__ import annotations

import copy
import math
import pickle
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, operation, ops
from autograd_widgets.engine import table
from autograd_widgets.engine.custom import taken_apart
from autograd_widgets.engine.operation import composed
from tools.own_operations import cubed_times, error_function, leaky, looped_product, shares

BEFORE = {**table, **composed}


def test_called_on_a_value_it_records_one_node() -> None:
    x, y = Value(2.0), Value([1.0, -1.0])
    out = cubed_times(x, y)
    np.testing.assert_array_equal(out.data, [8.0, -8.0])
    assert (out._op, out._prev) == ("cubed_times", (x, y))
    out.backward()
    assert x.grad == 0.0  # 12 − 12
    np.testing.assert_array_equal(y.grad, [8.0, 8.0])


def test_called_on_plain_arrays_it_returns_a_plain_array() -> None:
    assert type(leaky(-2.0)) is np.float64
    np.testing.assert_array_equal(leaky(np.array([1.0, -1.0])), [1.0, -0.1])
    np.testing.assert_array_equal(error_function([0.0]), [0.0])


def test_a_function_for_single_numbers_works_entry_by_entry() -> None:
    x = Value([0.0, 1.0])
    out = error_function(x)
    np.testing.assert_allclose(out.data, [0.0, math.erf(1.0)])
    out.backward()
    np.testing.assert_allclose(x.grad, 2 / np.sqrt(np.pi) * np.exp([0.0, -1.0]))


def test_a_function_that_asks_for_a_sign_works_entry_by_entry() -> None:
    @operation(partials=[lambda out, x: 1 if abs(x) < 1 else 0])
    def hard(x: Any) -> Any:
        return x if abs(x) < 1 else np.sign(x)

    x = Value([[0.5, -3.0]])
    hard(x).backward()
    np.testing.assert_array_equal(x.grad, [[1.0, 0.0]])


@pytest.mark.parametrize("apply", [cubed_times, lambda x, y: error_function(x * y), lambda x, y: shares(x * y)])
def test_single_precision_stays_single(apply: Any) -> None:
    x, y = Value(np.float32([[0.5], [1.0]])), Value(np.float32([1.0, 2.0]))
    out = apply(x, y)
    out.backward()
    assert (out.dtype, x.grad.dtype, y.grad.dtype) == (np.float32,) * 3


def test_empty_arrays_go_through() -> None:
    x = Value(np.zeros((0, 3)))
    for function in (leaky, error_function):
        function(x).backward()
    assert x.grad.shape == (0, 3)


def test_options_come_behind_a_star_and_reach_every_product() -> None:
    x = Value(np.arange(6.0).reshape(2, 3))
    out = shares(x, axis=0)
    np.testing.assert_allclose(out.data.sum(axis=0), 1.0)
    out.backward(x.data)
    peer = Value(x.data)
    e = np.exp(peer)
    (e / e.sum(axis=0)).backward(x.data)
    np.testing.assert_allclose(x.grad, peer.grad, atol=1e-12)
    np.testing.assert_allclose(shares(x).data.sum(axis=1), 1.0)


def test_options_that_are_equal_are_not_taken_for_the_same() -> None:
    @operation(vjps=[lambda g, out, x, *, by: g * np.copysign(1.0, by)], check=False)
    def turned(x: Any, *, by: Any) -> Any:
        return x * np.copysign(1.0, by)

    for by, sign in ((0.0, 1.0), (-0.0, -1.0)):
        x = Value([1.0, 2.0])
        out = turned(x, by=by)
        out.backward()
        np.testing.assert_array_equal(out.data, [sign, 2 * sign])
        np.testing.assert_array_equal(x.grad, [sign, sign])


def test_it_can_be_taken_apart_after_it_was_called() -> None:
    @operation(partials=[lambda out, x: 2 * x])
    def doubled(x: Any) -> Any:
        return x * x

    assert doubled(Value(2.0))._op == "doubled"
    with taken_apart():
        assert doubled(Value(2.0))._op == "×"


def test_a_derivative_that_looks_its_number_up_raises_nothing_where_it_is_not_asked() -> None:
    slopes = {1.0: 2.0, 2.0: 3.0}

    @operation(partials=[lambda out, x: slopes[x]], check=False)
    def looked_up(x: Any) -> Any:
        return x * 1.0

    x = Value(2.0)
    looked_up(x).backward()
    assert x.grad == 3.0


def test_an_input_may_have_a_number_as_its_default() -> None:
    @operation(partials=[lambda out, x, slope: np.where(x > 0, 1, slope), None], domain=[(0.1, 1), (0.1, 1)])
    def leaking(x: Any, slope: Any = 0.5) -> Any:
        return np.where(x > 0, x, slope * x)

    x, slope = Value(-2.0), Value(3.0)
    leaking(x).backward()
    assert x.grad == 0.5
    leaking(x, slope=slope).backward()
    assert (x.grad, slope.grad) == (3.5, 0.0)


def test_higher_derivatives_follow_where_the_derivative_is_written_with_operations() -> None:
    x = Value(2.0)
    cubed_times(x, 1.0).backward(create_graph=True)
    x.grad.backward()
    assert x.grad.data == 24.0  # 12 of the first, and 6x of the second
    z = Value([0.1, 0.7])
    shares(z).backward([1.0, 0.0], create_graph=True)
    first = z.grad
    z.grad = None
    (first * np.array([1.0, 0.0])).sum().backward()
    p = shares(z.data)[0]
    np.testing.assert_allclose(z.grad, p * (1 - p) * (1 - 2 * p) * np.array([1.0, -1.0]))


@pytest.mark.parametrize(
    ("operate", "shapes"), [(cubed_times, [(2, 1), (3,)]), (shares, [(2, 3)]), (looped_product, [(2, 3), (3, 2)])]
)
def test_its_jvp_is_the_transpose_of_its_vjps(operate: Any, shapes: list[tuple[int, ...]]) -> None:
    rng = np.random.default_rng(1)
    inputs, tangents = ([rng.normal(size=shape) for shape in shapes] for _ in range(2))
    values = [Value(x) for x in inputs]
    out = operate(*values)
    g = rng.normal(size=out.shape)
    out.backward(g)
    moved = operate.jvp(tangents, *out._saved, **out._rule.options)
    assert np.sum(g * moved) == pytest.approx(sum(np.sum(t * v.grad) for t, v in zip(tangents, values, strict=True)))
    only_first = operate.jvp([tangents[0], *[None] * (len(inputs) - 1)], *out._saved, **out._rule.options)
    assert np.sum(g * only_first) == pytest.approx(np.sum(tangents[0] * values[0].grad))


def test_nothing_enters_the_engines_own_table_even_under_a_name_of_its_own() -> None:
    @operation(partials=[lambda out, x: 2.0 * (x > 0)])
    def relu(x: Any) -> Any:
        return 2.0 * np.maximum(x, 0) if isinstance(x, np.ndarray) else 2.0 * max(x, 0.0)

    assert {**table, **composed} == BEFORE
    assert relu(3.0) == 6.0
    assert Value(3.0).relu().data == ops.relu(3.0) == 3.0


def test_a_cell_may_be_run_twice() -> None:
    def cell(factor: float) -> Any:
        @operation(partials=[factor])
        def scaled(x: Any) -> Any:
            return factor * x

        return scaled

    x = Value(1.0)
    (cell(2.0)(x) + cell(3.0)(x)).backward()
    assert x.grad == 5.0


def test_it_has_the_name_and_the_words_of_the_function() -> None:
    assert (leaky.__name__, leaky.__module__) == ("leaky", "tools.own_operations")
    assert leaky.__doc__ == "Return x, or a tenth of it where it is negative."
    assert repr(shares) == "<operation shares(x, axis=)>"


def test_a_copy_is_the_operation_itself() -> None:
    assert copy.deepcopy(leaky) is leaky
    assert pickle.loads(pickle.dumps(leaky)) is leaky
    assert pickle.loads(pickle.dumps(ops.tanh)) is ops.tanh


# --- what is wrong is said at once ---


def called_f(function: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def f(x: Any) -> Any:
        return function(x)

    return f


def total(x: Any) -> Any:
    return np.sum(x)


@pytest.mark.parametrize(
    ("partial", "function", "message"),
    [
        (
            lambda out, x: 2 * x**2,
            lambda x: x**3,
            r"f by x \(partials\[0\]\) is wrong: at x = .* it gives .* differences",
        ),
        (2.0, lambda x: x**3, "it gives 2, and central differences give"),
        (lambda out, x: 2e-8 * x**2, lambda x: 1e-8 * x**3, "is wrong"),
        (lambda out, x: x > 5, lambda x: x, "it gives 0, and central differences give 1"),
        (lambda out, x: np.nan * x, lambda x: x, "it gives nan"),
        (lambda x: 2 * x, lambda x: x**2, r"partials\[0\]\) raised TypeError at x = .*takes 1 positional argument"),
        (lambda out, x: 1 / 0, lambda x: x, "raised ZeroDivisionError"),
        (lambda out, x: "a", lambda x: x, "returned 'a' at x = .*expected numbers"),
        (lambda out, x: [1.0, 2.0], lambda x: x, "expected numbers that broadcast"),
        (1, total, r"returned shape \(\), where .* entry by entry and returns shape \(3,\)\. Use vjps="),
        (1, lambda x: np.cumsum(x)[()] if np.ndim(x) else x, "does not work entry by entry"),
        (0, lambda x: x - np.mean(x), "does not work entry by entry"),
        (lambda out, x: 1 / x, np.log, r"f is nan at x = −?-?.*: give domain="),
        (lambda out, x: 1 / x, math.log, r"raised ValueError at x = .*domain error.*give domain="),
        (1, lambda x: "a", "f returned no numbers: expected real numbers, got str"),
        (1, lambda x: np.multiply(x, 2, out=x) if np.ndim(x) else x, "must not be written into"),
    ],
)
def test_a_wrong_partial_is_refused_with_the_numbers(partial: Any, function: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        operation(partials=[partial])(called_f(function))


def test_a_wrong_partial_of_a_later_input_is_named() -> None:
    with pytest.raises(ValueError, match=r"by y \(partials\[1\]\) is wrong: at x = .*, y = "):
        operation(partials=[lambda out, x, y: y, lambda out, x, y: y])(lambda x, y: x * y)


@pytest.mark.parametrize(
    ("vjp", "function", "message"),
    [
        (
            lambda g, out, x: g * x,
            total,
            r"f by x \(vjps\[0\]\) with g = .* is wrong: at x = .* it gives",
        ),
        (lambda g, out, x: np.cumsum(g), np.cumsum, r"in entry \(0,\), and central differences give"),
        (lambda g, out, x: g, total, r"returned shape \(\), where the input has shape \(3,\)"),
        (lambda g, out, x: 1 / 0, total, "raised ZeroDivisionError"),
        (lambda g, out, x: np.multiply(g, 1, out=g) if np.ndim(g) else g, lambda x: 1 * x, "must not be written into"),
        (lambda g, out, x: g, lambda x: x[0, 0, 0], r"can't be checked: give examples=\[…\]"),
        (lambda g: g, lambda x: 1 * x, "raised TypeError"),
    ],
)
def test_a_wrong_product_is_refused_with_the_numbers(vjp: Any, function: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        operation(vjps=[vjp])(called_f(function))


def test_examples_are_shapes_or_arrays_and_may_hold_options() -> None:
    seen: list[Any] = []

    def total(x: Any, y: Any, *, scale: float = 1.0) -> Any:
        seen.append((np.shape(x), np.shape(y), scale))
        return scale * np.sum(x @ y)

    def left(g: Any, out: Any, x: Any, y: Any, *, scale: float) -> Any:
        return g * scale * np.sum(y, axis=1) * np.ones_like(x)

    operation(vjps=[left, None], examples=[((2, 3), np.eye(3)), [(1, 2), (2, 4), {"scale": 3.0}]])(total)
    assert set(seen) == {((2, 3), (3, 3), 1.0), ((1, 2), (2, 4), 3.0)}
    with pytest.raises(ValueError, match=r"example \(2, 3\) has 1 shapes or arrays: expected 2"):
        operation(vjps=[left, None], examples=[(2, 3)])(total)


def test_the_check_can_be_left_out() -> None:
    wrong = operation(partials=[7.0], check=False)(lambda x: 2 * x)
    x = Value(1.0)
    wrong(x).backward()
    assert x.grad == 7.0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: operation(lambda x: x), r"write @operation\(partials=\[…\]\)"),
        (operation, "either partials= or vjps="),
        (lambda: operation(partials=[1], vjps=[None]), "either partials= or vjps="),
        (lambda: operation(partials=lambda out, x: 1), "expected a list with one derivative for each input"),
        (lambda: operation(partials=[1])(3), "decorates a function, got int 3"),
        (lambda: operation(partials=[1])(lambda x, y: x), r"has 2 inputs \(x, y\), got 1 partial: give one for each"),
        (lambda: operation(vjps=[None])(lambda x, axis=0: x), r"got 1 vjp.*goes behind a \*"),
        (lambda: operation(partials=[1])(lambda *x: x), r"takes \*x: an operation's inputs must be named"),
        (lambda: operation(partials=[1])(lambda x, *, k=1: x), r"takes options \(k\): only vjps="),
        (lambda: operation(partials=[1])(lambda g: g), "can't have an input g"),
        (lambda: operation(partials=[1, 1])(lambda x, out: x), "can't have an input out"),
        (lambda: operation(partials=[1, None])(lambda x, y="a": x), "has the default y='a'"),
        (lambda: operation(partials=[1], domain=[(0, 1), (0, 1)])(lambda x: x), "got 2 ranges as its domain"),
        (lambda: operation(partials=[1], domain=(0, 1))(lambda x: x), r"as a list of ranges \(low, high\), got \(0, 1"),
        (lambda: operation(partials=[1], rule=["a", "b"])(lambda x: x), r"has 1 input \(x\), got 2 rules: give one"),
        (leaky, "x is missing"),
        (lambda: leaky("a"), "expected real numbers, got str"),
        (lambda: shares(Value([1.0]), keepdims=True), "does not support keepdims="),
    ],
)
def test_what_makes_no_operation_is_a_type_error_that_says_so(make: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        make()


def test_a_name_that_graphs_use_otherwise_is_refused() -> None:
    def leaf(x: Any) -> Any:
        return x

    with pytest.raises(TypeError, match="can't be called leaf"):
        operation(partials=[1])(leaf)


def test_shapes_that_do_not_fit_are_shown() -> None:
    with pytest.raises(ValueError, match=r"cubed_times of shapes \(2,\) and \(3,\): they do not broadcast"):
        cubed_times(Value(np.ones(2)), np.ones(3))


def test_a_product_of_the_wrong_shape_is_refused_also_without_a_check() -> None:
    summed = operation(vjps=[lambda g, out, x: g], check=False)(total)
    with pytest.raises(ValueError, match=r"returned shape \(\), where the input has shape \(2,\)"):
        summed(Value([1.0, 2.0])).backward()


def test_a_product_that_hands_out_its_inputs_array_does_not_share_it() -> None:
    square = operation(vjps=[lambda g, out, x: x], check=False)(lambda x: np.sum(x * x) / 2)
    x = Value([1.0, 2.0])
    square(x).backward()
    x.grad[0] = 9.0
    np.testing.assert_array_equal(x.data, [1.0, 2.0])
