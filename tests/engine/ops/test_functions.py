"""Exponentials, logarithms, roots, distances, steps and angles where their derivatives are a matter of convention."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, steps
from autograd_widgets.engine import table

inf = np.inf


def differentiated(name: str, inputs: tuple[float, ...]) -> tuple[float, list[float]]:
    """Return the output and the gradient by each input, as arrays and as scalars compute them."""
    answers: list[tuple[float, list[float]]] = []
    for shape in ((), (1,)):
        values = [Value(np.full(shape, x)) for x in inputs]
        out = table[name](*values)
        out.backward()
        answers.append((out.item(), [x.grad.item() for x in values]))
    np.testing.assert_array_equal(answers[0][1], answers[1][1])
    return answers[0]


@pytest.mark.parametrize(
    ("name", "inputs", "expected"),
    [
        ("absolute", (0.0,), [0.0]),
        ("absolute", (-inf,), [-1.0]),
        ("hypot", (0.0, 0.0), [0.0, 0.0]),
        ("hypot", (1e200, 1e200), [0.5**0.5, 0.5**0.5]),
        ("hypot", (3e-200, -4e-200), [0.6, -0.8]),
        ("arctan2", (0.0, 0.0), [0.0, 0.0]),
        ("arctan2", (1e200, 0.0), [0.0, -1e-200]),
        ("arctan2", (0.0, -1e-200), [-1e200, 0.0]),
        ("logaddexp", (-inf, -inf), [0.5, 0.5]),
        ("logaddexp", (inf, inf), [0.5, 0.5]),
        ("logaddexp", (-inf, 1.0), [0.0, 1.0]),
        ("logaddexp", (inf, 1.0), [1.0, 0.0]),
        ("logaddexp", (inf, -inf), [1.0, 0.0]),
        ("logaddexp", (1000.0, -1000.0), [1.0, 0.0]),
        ("logaddexp", (-1000.0, -1000.0), [0.5, 0.5]),
        ("expm1", (-50.0,), [np.exp(-50.0)]),
        ("log1p", (1e-300,), [1.0]),
        ("sign", (0.0,), [0.0]),
        ("sign", (-inf,), [0.0]),
        ("floor", (2.0,), [0.0]),
        ("ceil", (2.0,), [0.0]),
        ("trunc", (-2.0,), [0.0]),
        ("rint", (0.5,), [0.0]),
        ("arctan", (1e300,), [0.0]),
        ("arctan", (-inf,), [0.0]),
        ("arcsinh", (1e300,), [1e-300]),
        ("arccosh", (1e300,), [1e-300]),
        ("tanh", (1000.0,), [0.0]),
        ("square", (-1e-200,), [-2e-200]),
    ],
)
def test_an_edge_with_a_finite_answer_has_it_without_a_warning(
    name: str, inputs: tuple[float, ...], expected: list[float]
) -> None:
    np.testing.assert_allclose(differentiated(name, inputs)[1], expected, rtol=1e-14)  # a warning would be an error


@pytest.mark.parametrize(
    ("name", "x", "expected"),
    [
        ("sqrt", 0.0, inf),
        ("arcsin", 1.0, inf),
        ("arcsin", -1.0, inf),
        ("arccos", 1.0, -inf),
        ("arccosh", 1.0, inf),
        ("arctanh", 1.0, inf),
        ("log", 0.0, inf),
        ("log2", 0.0, inf),
        ("log10", 0.0, inf),
        ("log1p", -1.0, inf),
        ("reciprocal", 0.0, -inf),
    ],
)
def test_a_vertical_curve_has_an_infinite_derivative_as_in_pytorch(name: str, x: float, expected: float) -> None:
    torch = pytest.importorskip("torch")
    with np.errstate(divide="ignore"):
        out, (found,) = differentiated(name, (x,))
    tensor = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    answer = getattr(torch, name)(tensor)
    answer.backward()
    assert (out, found) == (answer.item(), tensor.grad.item())
    assert found == expected


def test_the_cube_root_is_vertical_at_0_and_known_for_negative_numbers() -> None:
    with np.errstate(divide="ignore"):
        assert differentiated("cbrt", (0.0,)) == (0.0, [inf])
    out, (found,) = differentiated("cbrt", (-8.0,))
    assert (out, found) == pytest.approx((-2.0, 1 / 12))


@pytest.mark.parametrize(("name", "inputs"), [("absolute", (0.0,)), ("arctan2", (0.0, 0.0)), ("sign", (0.0,))])
def test_conventions_at_0_are_pytorchs(name: str, inputs: tuple[float, ...]) -> None:
    torch = pytest.importorskip("torch")
    tensors = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in inputs]
    getattr(torch, name)(*tensors).backward()
    assert differentiated(name, inputs)[1] == [t.grad.item() for t in tensors]


FLAT = ["sign", "floor", "ceil", "trunc", "rint"]


@pytest.mark.parametrize("name", FLAT)
def test_a_flat_function_hands_nothing_back_and_its_input_reads_zeros(name: str) -> None:
    x = Value([-1.5, 0.0, 2.5], label="x")
    out = getattr(np, name)(2 * x)
    out.backward(np.array([1.0, inf, np.nan]))
    np.testing.assert_array_equal(x.grad, [0.0, 0.0, 0.0])
    np.testing.assert_array_equal(out.grad, [1.0, inf, np.nan])


@pytest.mark.parametrize("name", FLAT)
def test_the_steps_tell_that_a_flat_function_passes_on_zero(name: str) -> None:
    x = Value(1.3, label="x")
    told = str(steps(getattr(np, name)(x) * 3.0))
    assert "x receives 3.0 · 0.0 = 0.0" in told


def test_rounding_goes_to_the_even_number_as_numpys() -> None:
    halves: Any = np.arange(-2.5, 3.0)
    np.testing.assert_array_equal(np.rint(Value(halves)).data, [-2.0, -2.0, -0.0, 0.0, 2.0, 2.0])


@pytest.mark.parametrize("x", [-700.0, -30.0, 0.0, 30.0, 700.0])
def test_logaddexp_sums_exponentials(x: float) -> None:
    out, (by_x, by_y) = differentiated("logaddexp", (x, 0.0))
    assert out == pytest.approx(np.log1p(np.exp(-abs(x))) + max(x, 0.0), rel=1e-15)
    assert by_x + by_y == pytest.approx(1.0, rel=1e-15)
    assert by_x == pytest.approx(np.exp(x - out), rel=1e-13)


def test_the_second_derivative_of_logaddexp_is_right_at_a_tie() -> None:
    x, y = Value(1.0), Value(1.0)
    np.logaddexp(x, y).backward(create_graph=True)
    slope = x.grad
    x.grad = y.grad = None
    slope.backward()
    assert (x.grad, y.grad) == pytest.approx((0.25, -0.25))
