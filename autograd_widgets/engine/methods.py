"""The operators and methods that `engine/ops/methods.py` makes for Value from the table, as type checkers see them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

from autograd_widgets.engine.arrays import Array

if TYPE_CHECKING:
    from autograd_widgets.engine.value import Value

Axes: TypeAlias = "int | tuple[int, ...] | None"


class ArrayMethods:  # noqa: D101 — each method has the words of its operation, see ops
    T: Value

    def __neg__(self) -> Value: ...
    def __pos__(self) -> Value: ...
    def __abs__(self) -> Value: ...
    def __invert__(self) -> Value: ...
    def __and__(self, other: Array) -> Value: ...
    def __rand__(self, other: Array) -> Value: ...
    def __or__(self, other: Array) -> Value: ...
    def __ror__(self, other: Array) -> Value: ...
    def __add__(self, other: Array) -> Value: ...
    def __radd__(self, other: Array) -> Value: ...
    def __sub__(self, other: Array) -> Value: ...
    def __rsub__(self, other: Array) -> Value: ...
    def __mul__(self, other: Array) -> Value: ...
    def __rmul__(self, other: Array) -> Value: ...
    def __truediv__(self, other: Array) -> Value: ...
    def __rtruediv__(self, other: Array) -> Value: ...
    def __pow__(self, other: Array) -> Value: ...
    def __rpow__(self, other: Array) -> Value: ...
    def __matmul__(self, other: Array) -> Value: ...
    def __rmatmul__(self, other: Array) -> Value: ...
    def __lt__(self, other: Array) -> Value: ...
    def __le__(self, other: Array) -> Value: ...
    def __gt__(self, other: Array) -> Value: ...
    def __ge__(self, other: Array) -> Value: ...
    def positive(self) -> Value: ...  # noqa: D102
    def negative(self) -> Value: ...  # noqa: D102
    def absolute(self) -> Value: ...  # noqa: D102
    def sign(self) -> Value: ...  # noqa: D102
    def reciprocal(self) -> Value: ...  # noqa: D102
    def square(self) -> Value: ...  # noqa: D102
    def sqrt(self) -> Value: ...  # noqa: D102
    def cbrt(self) -> Value: ...  # noqa: D102
    def exp(self) -> Value: ...  # noqa: D102
    def expm1(self) -> Value: ...  # noqa: D102
    def log(self) -> Value: ...  # noqa: D102
    def log1p(self) -> Value: ...  # noqa: D102
    def log2(self) -> Value: ...  # noqa: D102
    def log10(self) -> Value: ...  # noqa: D102
    def floor(self) -> Value: ...  # noqa: D102
    def ceil(self) -> Value: ...  # noqa: D102
    def trunc(self) -> Value: ...  # noqa: D102
    def rint(self) -> Value: ...  # noqa: D102
    def sin(self) -> Value: ...  # noqa: D102
    def cos(self) -> Value: ...  # noqa: D102
    def tan(self) -> Value: ...  # noqa: D102
    def arcsin(self) -> Value: ...  # noqa: D102
    def arccos(self) -> Value: ...  # noqa: D102
    def arctan(self) -> Value: ...  # noqa: D102
    def sinh(self) -> Value: ...  # noqa: D102
    def cosh(self) -> Value: ...  # noqa: D102
    def tanh(self) -> Value: ...  # noqa: D102
    def arcsinh(self) -> Value: ...  # noqa: D102
    def arccosh(self) -> Value: ...  # noqa: D102
    def arctanh(self) -> Value: ...  # noqa: D102
    def relu(self) -> Value: ...  # noqa: D102
    def sigmoid(self) -> Value: ...  # noqa: D102
    def silu(self) -> Value: ...  # noqa: D102
    def gelu(self) -> Value: ...  # noqa: D102
    def softplus(self) -> Value: ...  # noqa: D102
    def leaky_relu(self, slope: Array = 0.01) -> Value: ...  # noqa: D102
    def elu(self, alpha: Array = 1.0) -> Value: ...  # noqa: D102
    def clip(self, a_min: Array = None, a_max: Array = None, **bounds: Array) -> Value: ...  # noqa: D102
    def sum(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def mean(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def prod(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def max(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def min(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def var(self, axis: Axes = None, ddof: float = 0, keepdims: bool = False) -> Value: ...  # noqa: D102
    def std(self, axis: Axes = None, ddof: float = 0, keepdims: bool = False) -> Value: ...  # noqa: D102
    def cumsum(self, axis: int | None = None, reverse: bool = False) -> Value: ...  # noqa: D102
    def cumprod(self, axis: int | None = None) -> Value: ...  # noqa: D102
    def argsort(self, axis: int | None = -1) -> Value: ...  # noqa: D102
    def argmax(self, axis: int | None = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def argmin(self, axis: int | None = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def all(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def any(self, axis: Axes = None, keepdims: bool = False) -> Value: ...  # noqa: D102
    def reshape(self, *shape: int | tuple[int, ...]) -> Value: ...  # noqa: D102
    def transpose(self, *axes: int | tuple[int, ...]) -> Value: ...  # noqa: D102
    def ravel(self) -> Value: ...  # noqa: D102
    def flatten(self) -> Value: ...  # noqa: D102
    def swapaxes(self, axis1: int, axis2: int) -> Value: ...  # noqa: D102
    def squeeze(self, axis: int | tuple[int, ...] | None = None) -> Value: ...  # noqa: D102
    def repeat(self, repeats: Array, axis: int | None = None) -> Value: ...  # noqa: D102
    def dot(self, other: Array) -> Value: ...  # noqa: D102
    def diagonal(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Value: ...  # noqa: D102
    def trace(self, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Value: ...  # noqa: D102
    def __getitem__(self, index: Any) -> Value: ...
    def __iter__(self) -> Iterator[Value]: ...
    def __contains__(self, number: Array) -> bool: ...
