"""Operations as an author adds them, of each kind: for the vectors and the tests."""

# pyright: basic

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from autograd_widgets import Value, operation
from autograd_widgets.engine.arrays import Array


@operation(
    partials=[lambda out, x, y: 3 * x**2 * y, lambda out, x, y: x**3],
    rule=["Power rule, and y stays as a factor.", "x cubed is a factor of y."],
)
def cubed_times(x: Array, y: Array) -> Array:
    """Return x³y."""
    return x**3 * y


@operation(partials=[lambda out, x: np.where(x > 0, 1, 0.1)], domain=[(0.1, 2)])
def leaky(x: Array) -> Array:
    """Return x, or a tenth of it where it is negative."""
    return np.where(x > 0, x, 0.1 * x)


@operation(
    vjps=[lambda g, out, x, *, axis: out * (g - np.sum(g * out, axis=axis, keepdims=True))],
    examples=[(3,), ((2, 3), {"axis": 0})],
    rule="Each share grows with its own number, and shrinks with the others.",
)
def shares(x: Array, *, axis: int = -1) -> Array:
    """Return positive numbers that add up to 1 along an axis."""
    powers = np.exp(x)
    return powers / np.sum(powers, axis=axis, keepdims=True)


@operation(partials=[lambda out, x: 2 / math.sqrt(math.pi) * math.exp(-x * x)], symbol="erf")
def error_function(x: Array) -> Array:
    """Return erf(x), which only Python knows."""
    return math.erf(x)


@operation(vjps=[lambda g, out, x, y: g @ y.T, lambda g, out, x, y: x.T @ g], examples=[((2, 3), (3, 2))])
def looped_product(x: Array, y: Array) -> Array:
    """Return the product of two matrices, entry by entry in a loop: only Python can."""
    out = np.zeros((x.shape[0], y.shape[1]), np.result_type(x, y))
    for i, j in np.ndindex(*out.shape):
        out[i, j] = np.sum(x[i] * y[:, j])
    return out


def programs() -> Iterator[tuple[str, Value]]:
    """Yield small programs with these operations in their middle."""
    for dtype in (np.float64, np.float32):
        a = Value(np.array([[0.5], [-1.5]], dtype), label="a")
        b = Value(np.array([1.0, 2.0, -0.5], dtype), label="b")
        yield f"own: elementwise, {dtype.__name__}", (cubed_times(a, b) * leaky(a - 0.25) + cubed_times(a, 2.0)).sum()
        yield f"own: of whole arrays, {dtype.__name__}", (shares(a * b, axis=0) * a).sum()
        yield f"own: elementwise in Python only, {dtype.__name__}", (error_function(a * b) * b).mean()
        product = looped_product(a * b, (b * a).T)
        yield f"own: of whole arrays in Python only, {dtype.__name__}", (product * product).sum()
    x = Value(0.5, label="x")
    yield "own: numbers", error_function(cubed_times(x, x)) * leaky(x)
