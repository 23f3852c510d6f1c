"""The table of operations. To add an elementwise one, add one entry here, and nothing anywhere else."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import operator
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import (
    Operation,
    answer_function,
    answer_ufunc,
    binary,
    documented,
    elementwise,
    linear,
    unary,
)
from autograd_widgets.engine.value import Value

# --- arithmetic ---

add = elementwise(
    np.add,
    "+",
    forward=operator.add,
    partials=[1, 1],
    rule="A sum moves exactly as much as either of its terms does, so each local derivative is 1.",
    proof=[lambda x, y, h: ((x + h + y) - (x + y)) / h, lambda x, y, h: h / h, lambda x, y, h: 1],
)
subtract = elementwise(
    np.subtract,
    "−",
    forward=operator.sub,
    partials=[1, -1],
    rule="A difference moves with its first term and against its second: the local derivatives are 1 and −1.",
)
multiply = elementwise(
    np.multiply,
    "×",
    forward=operator.mul,
    partials=[lambda out, x, y: y, lambda out, x, y: x],
    rule="In a product, each factor is multiplied by the other, so the other is the local derivative.",
    proof=[
        lambda x, y, h: ((x + h) * y - x * y) / h,
        lambda x, y, h: (x * y + h * y - x * y) / h,
        lambda x, y, h: (h * y) / h,
        lambda x, y, h: y,
    ],
)
divide = elementwise(
    np.divide,
    "÷",
    forward=operator.truediv,
    partials=[lambda out, x, y: 1 / y, lambda out, x, y: -out / y],
    domain=[(-2, 2), (0.5, 2)],
    rule="A quotient moves 1/y times as much as its numerator, and against its denominator.",
)
negative = elementwise(
    np.negative,
    "−",
    forward=operator.neg,
    partials=[-1],
    rule="The opposite of a number moves against it: the local derivative is −1.",
)
power = elementwise(
    np.power,
    "**",
    forward=operator.pow,
    # where the exponent is 0 the derivative by the base is 0, where the base is 0 that by the exponent is 0: the
    # comparisons keep 0 · ∞ from becoming nan, and no warning is raised
    partials=[
        lambda out, x, y: y * x ** (y - 1 + np.equal(y, 0)),
        lambda out, x, y: out * np.log(x + np.equal(x, 0)),
    ],
    shown=[lambda out, x, y: y * x ** (y - 1), lambda out, x, y: out * np.log(x)],
    domain=[(0.2, 2), (-2, 3)],
    browser="power(x, y)",
    rule=[
        "Power rule: bring the exponent down as a factor and lower it by one.",
        "When the exponent moves, a power grows by itself times the natural logarithm of its base.",
    ],
)

# --- comparisons: recorded, without a gradient ---

less = elementwise(np.less, "<", forward=operator.lt, partials=[None, None], browser="Number(x < y)")
less_equal = elementwise(np.less_equal, "≤", forward=operator.le, partials=[None, None], browser="Number(x <= y)")
greater = elementwise(np.greater, ">", forward=operator.gt, partials=[None, None], browser="Number(x > y)")
greater_equal = elementwise(np.greater_equal, "≥", forward=operator.ge, partials=[None, None], browser="Number(x >= y)")
equal = elementwise(np.equal, "=", partials=[None, None], browser="Number(x === y)")
not_equal = elementwise(np.not_equal, "≠", partials=[None, None], browser="Number(x !== y)")

# --- functions ---

exp = elementwise(
    np.exp,
    partials=[lambda out, x: out],
    rule="The exponential is its own derivative: the output that was just computed is the slope.",
)
log = elementwise(
    np.log,
    partials=[lambda out, x: 1 / x],
    domain=[(0.2, 3)],
    rule="The natural logarithm has slope 1/x: steep near 0, flatter the larger x is.",
)
tanh = elementwise(
    np.tanh,
    partials=[lambda out, x: (1 - out) * (1 + out)],
    shown=[lambda out, x: 1 - out**2],
    rule="tanh has slope 1 minus its output squared: 1 in the middle, almost 0 where it is flat.",
)


def relu_of(x: Array) -> Array:
    """Return x where it is positive and 0 elsewhere."""
    return np.maximum(x, 0)


relu = elementwise(
    relu_of,
    name="relu",
    partials=[lambda out, x: x > 0],
    shown=[lambda out, x: np.where(x > 0, 1, 0)],
    ties="At 0 the derivative is taken to be 0, as PyTorch does.",
    browser="x <= 0 ? 0 : x",
    rule="relu lets positive numbers through unchanged (slope 1) and stops the others (slope 0).",
)
where = elementwise(
    np.where,
    parameters=("c", "x", "y"),
    partials=[None, lambda out, c, x, y: np.not_equal(c, 0), lambda out, c, x, y: np.equal(c, 0)],
    shown=[None, lambda out, c, x, y: np.where(c, 1, 0), lambda out, c, x, y: np.where(c, 0, 1)],
    domain=[(0, 1), (-2, 2), (-2, 2)],
    browser="c !== 0 ? x : y",
    rule="where passes one of its two values on: the gradient goes to the one that was chosen.",
)

# --- sums ---


def _settle_axis(shape: tuple[int, ...], axis: Any = None, keepdims: bool = False) -> dict[str, Any]:
    axes = tuple(range(len(shape))) if axis is None else normalize_axis_tuple(axis, len(shape))
    return {"axis": axes, "keepdims": bool(keepdims)}


def _spread(g: Array, x: Array, axis: tuple[int, ...]) -> Array:
    """Put the summed axes back, with length 1, and repeat the gradient along them."""
    kept = tuple(1 if i in axis else n for i, n in enumerate(x.shape))
    return np.broadcast_to(np.reshape(g, kept), x.shape)


@linear(
    np.sum,
    "Σ",
    settle=_settle_axis,
    rule="Every entry adds itself to the sum, so each receives the whole gradient of the sum.",
)
def sum(g, out, x, *, axis=None, keepdims=False):  # noqa: A001, D103 — NumPy's own name
    return _spread(g, x, axis)


@linear(
    np.mean,
    settle=_settle_axis,
    rule="Every entry adds 1/n of itself to the mean of n entries, so each receives 1/n of its gradient.",
)
def mean(g, out, x, *, axis=None, keepdims=False):  # noqa: D103
    return _spread(g / (x.size // out.size), x, axis)


# --- matrices ---


def _matrix_transpose(x: Array) -> Array:
    return x.T if x.ndim == 2 else np.transpose(x, (*range(x.ndim - 2), x.ndim - 1, x.ndim - 2))


def _as_matrices(g: Array, x: Array, y: Array) -> tuple[Array, Array, Array]:
    """Give vectors the axis of length 1 that makes their product one of matrices."""
    if x.ndim == 1:
        x, g = (
            np.reshape(x, (1, *x.shape)),
            np.reshape(g, (*g.shape[:-1], 1, *g.shape[-1:]) if y.ndim > 1 else (1,)),
        )
    if y.ndim == 1:
        y, g = np.reshape(y, (*y.shape, 1)), np.reshape(g, (*g.shape, 1))
    return g, x, y


def _matmul_left(g, out, x, y):
    if x.ndim == 1 and y.ndim == 1:
        return g * y
    g, _, b = _as_matrices(g, x, y)
    contribution = g @ _matrix_transpose(b)
    return contribution if x.ndim > 1 else np.reshape(contribution, (*contribution.shape[:-2], *x.shape))


def _matmul_right(g, out, x, y):
    if x.ndim == 1 and y.ndim == 1:
        return g * x
    g, a, _ = _as_matrices(g, x, y)
    contribution = _matrix_transpose(a) @ g
    return contribution if y.ndim > 1 else np.reshape(contribution, (*contribution.shape[:-2], *y.shape))


matmul = linear(
    np.matmul,
    "@",
    forward=operator.matmul,
    rule="A matrix product multiplies the gradient by the other matrix, transposed, on the side where it stood.",
)(_matmul_left, _matmul_right)

# --- shape ---


def _settle_shape(old: tuple[int, ...], shape: Any) -> dict[str, Any]:
    wanted = (shape,) if isinstance(shape, int) else tuple(int(n) for n in shape)
    try:
        return {"shape": np.broadcast_to(0, old).reshape(wanted).shape}
    except ValueError:
        count = int(np.prod(old))
        raise ValueError(
            f"reshape of shape {old} to {wanted}: {old} holds {count} entries, and {wanted} does not hold as many."
        ) from None


def _settle_axes(shape: tuple[int, ...], axes: Any = None) -> dict[str, Any]:
    return {"axes": tuple(reversed(range(len(shape)))) if axes is None else normalize_axis_tuple(axes, len(shape))}


@linear(np.reshape, settle=_settle_shape, rule="The entries stay the same in another shape: so does the gradient.")
def reshape(g, out, x, *, shape):  # noqa: D103
    return np.reshape(g, x.shape)


@linear(
    np.transpose,
    "ᵀ",
    settle=_settle_axes,
    rule="The entries trade places: the gradient is put back the other way.",
)
def transpose(g, out, x, *, axes=None):  # noqa: D103
    return np.transpose(g, tuple(int(i) for i in np.argsort(axes)))


@linear(
    np.broadcast_to,
    "stretch",
    settle=lambda old, shape: {"shape": tuple(shape)},
    rule="An entry that is repeated receives the sum of the gradients of its copies.",
)
def broadcast_to(g, out, x, *, shape):  # noqa: D103
    return g  # the walk sums over the stretched axes


# --- what follows for Value ---


def _sequence_method(operation: Operation) -> Any:
    """Return a method that takes its option as one tuple or as separate numbers: v.reshape(2, 3)."""

    def method(x: Value, *numbers: Any) -> Any:
        return operation(x, numbers[0] if len(numbers) == 1 else numbers) if numbers else operation(x)

    return documented(method, operation)


def _axis_method(operation: Operation) -> Any:
    """Return a method that takes an axis, several, or none for all: v.sum(axis=0)."""

    def method(x: Value, axis: Any = None, keepdims: bool = False) -> Any:
        return operation(x, axis, keepdims)

    return documented(method, operation)


def _install() -> None:
    operators = {
        "add": add,
        "sub": subtract,
        "mul": multiply,
        "truediv": divide,
        "pow": power,
        "matmul": matmul,
    }
    methods: dict[str, Any] = {
        "__neg__": unary(negative),
        "__lt__": binary(less)[0],
        "__le__": binary(less_equal)[0],
        "__gt__": binary(greater)[0],
        "__ge__": binary(greater_equal)[0],
        "__array_ufunc__": answer_ufunc,
        "__array_function__": answer_function,
        "sum": _axis_method(sum),
        "mean": _axis_method(mean),
        "reshape": _sequence_method(reshape),
        "transpose": _sequence_method(transpose),
        "T": property(transpose, doc=transpose.__doc__),
    }
    for name, operation in operators.items():
        methods[f"__{name}__"], methods[f"__r{name}__"] = binary(operation)
    for operation in (exp, log, tanh, relu):
        methods[operation.name] = unary(operation)
    for name, method in methods.items():
        setattr(Value, name, method)


_install()
