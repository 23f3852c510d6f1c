"""Derivatives by finite differences, and gradients checked against them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from autograd_widgets.engine.arrays import Array, leaf_data, numeric_array
from autograd_widgets.engine.derivatives import Call, argument_numbers
from autograd_widgets.engine.value import Value

Method = Literal["central", "forward", "backward"]
_SIDES: dict[str, tuple[int, int]] = {"central": (1, -1), "forward": (1, 0), "backward": (0, -1)}  # steps of h


class GradientMismatchError(AssertionError):
    """A gradient does not agree with finite differences.

    Attributes:
        input: the number of the argument.
        entry: the index of the entry of that argument.
        output: the index of the entry of the answer.
        gradient: what the engine computed there.
        difference: what finite differences say.
    """

    def __init__(
        self,
        message: str,
        *,
        input: int,  # noqa: A002 — the field's own word
        entry: tuple[int, ...],
        output: tuple[int, ...],
        gradient: float,
        difference: float,
    ) -> None:
        super().__init__(message)
        self.input = input
        self.entry = entry
        self.output = output
        self.gradient = gradient
        self.difference = difference


def finite_difference(f: Callable[[Any], Any], x: Any, h: float | None = None, method: Method = "central") -> Array:
    """Return the derivative of every entry of `f(x)` by every entry of `x`, approximated by a difference quotient.

    Central: (f(x + h) − f(x − h)) / 2h, forward: (f(x + h) − f(x)) / h, backward: (f(x) − f(x − h)) / h. One entry of
    x moves at a time.

    Args:
        f: takes a number or an array, which it gets as a Value, and returns a Value, a number or an array.
        x: where.
        h: the step. If not given, the one that balances the error of the quotient and that of rounding (Press et al.,
            Numerical Recipes, 5.7): eps^(1/3) for central differences and eps^(1/2) otherwise, which is 6e-6 and
            1.5e-8 in double precision, times `|x|` where that is above 1.
        method: "central", "forward" or "backward".

    Returns:
        Plain numbers in the shape of `f(x)` followed by that of `x`, as `jacobian` gives them, in x's precision.

    Raises:
        TypeError: x holds something else than real numbers.
        ValueError: h is no positive number, or the method is not known.

    Example:
        >>> finite_difference(lambda x: x**2, 3.0, h=0.5, method="forward")
        np.float64(6.5)
    """
    if method not in _SIDES:
        raise ValueError(f"finite_difference knows the methods {', '.join(_SIDES)}, got {method!r}.")
    at = _float_array(x)
    if h is None:
        power = 1 / 3 if method == "central" else 1 / 2
        steps = float(np.finfo(at.dtype).eps) ** power * np.maximum(np.abs(at), 1)
    elif isinstance(h, (int, float, np.number)) and 0 < h < np.inf:  # pyright: ignore[reportUnnecessaryIsInstance]
        steps = np.full(at.shape, float(h))
    else:
        raise ValueError(f"finite_difference wants h as a positive number, got {h!r}.")
    ahead, behind = _SIDES[method]
    columns: list[Array] = []
    for index in np.ndindex(at.shape):
        step = float(steps[index])
        moved = [_answer(f, _moved(at, index, side * step)) for side in (ahead, behind)]
        columns.append((moved[0] - moved[1]) / ((ahead - behind) * step))
    if not columns:
        return np.zeros((*_answer(f, at).shape, *at.shape), at.dtype)
    whole = np.stack(columns, axis=-1)
    return whole.reshape((*whole.shape[:-1], *at.shape)).astype(at.dtype)[()]


def check_gradients(
    f: Callable[..., Any], *inputs: Any, h: float | None = None, rtol: float | None = None, atol: float | None = None
) -> None:
    """Compare the derivatives of a function by all of its arguments with central differences.

    Costs two calls of `f` for each entry of the inputs and one walk back for each entry of the answer: meant for small
    arrays. Single precision is compared with differences in double precision. Second derivatives are checked by
    `check_gradients(grad(f), x)`.

    Args:
        f: takes numbers and arrays, which it gets as Values, and returns a Value of any shape.
        inputs: its arguments, away from kinks and from the edges of its domain.
        h: the step of the differences; see `finite_difference`.
        rtol: how far apart the two may be, relative to their size: eps^(1/3) of the inputs' precision if not given,
            which is 6e-6 in double and 5e-3 in single precision.
        atol: how far apart they may be in any case: eps^(1/2) if not given, which is 1.5e-8 and 3e-4, times the
            largest entry of the answer where that is above 1.

    Raises:
        GradientMismatchError: they do not agree. The message says at which input and which entry, both numbers, and the
            likely reason where it shows. It is an AssertionError.
        TypeError: as `grad` does.
        RuntimeError: as `grad` does.

    Example:
        >>> check_gradients(lambda x, w: (x @ w).tanh(), [1.0, 2.0], [0.3, 0.1])
    """
    arrays = [_float_array(x) for x in inputs]
    numbers = argument_numbers(f, tuple(range(len(arrays))), "check_gradients")
    call = Call("check_gradients", f, numbers, arrays, {})
    call.nested = False  # numbers will do, also where the function uses Values from outside
    exact = [x.astype(np.promote_types(x.dtype, np.float64)) for x in arrays]
    largest = np.max(np.abs(_answer(_OfOneInput(f, exact, 0), exact[0])), initial=1.0)
    for i, block in enumerate(call.jacobians()):
        gradient = np.asarray(block)
        function = _OfOneInput(f, exact, i)
        difference = np.asarray(finite_difference(function, exact[i], h))
        eps = float(np.finfo(arrays[i].dtype).eps)
        relative, absolute = rtol, atol
        if relative is None:
            relative = eps ** (1 / 3)
        if absolute is None:
            absolute = eps ** (1 / 2) * (largest if np.isfinite(largest) else 1.0)
        wrong = ~np.isclose(gradient, difference, rtol=relative, atol=absolute)
        if wrong.any():
            raise _Comparison(function, exact[i], gradient, difference, wrong).mismatch(i)


@dataclass(frozen=True)
class _OfOneInput:
    """A function of several arguments as one of a single argument, the others held."""

    f: Callable[..., Any]
    arrays: list[Array]
    position: int

    def __call__(self, x: Any) -> Any:
        return self.f(*(x if i == self.position else Value(other) for i, other in enumerate(self.arrays)))


@dataclass(frozen=True)
class _Comparison:
    """What the engine and finite differences say about one input, and where they differ."""

    f: _OfOneInput
    x: Array
    gradient: Array
    difference: Array
    wrong: Array

    def mismatch(self, i: int) -> GradientMismatchError:
        """Return what is to be raised: about the entry where they are furthest apart."""
        apart = np.where(self.wrong, np.nan_to_num(np.abs(self.gradient - self.difference), nan=np.inf), -1)
        index = tuple(int(n) for n in np.unravel_index(int(np.argmax(apart)), apart.shape))
        places = self.gradient.ndim - self.x.ndim
        output, entry = index[:places], index[places:]
        gradient, difference = float(self.gradient[index]), float(self.difference[index])
        of = f"by input {i}" + (f" at entry {entry}" if entry else "")
        where = f"the derivative of entry {output} {of}" if output else f"the derivative {of}"
        count = int(self.wrong.sum())
        more = f" {count} of {self.wrong.size} entries do not agree." if self.wrong.size > 1 else ""
        reason = next(self._reasons(index), "")
        return GradientMismatchError(
            f"{where} is {gradient:.8g} by its rules, and {difference:.8g} by central differences.{more}{reason}",
            input=i,
            entry=entry,
            output=output,
            gradient=gradient,
            difference=difference,
        )

    def _reasons(self, index: tuple[int, ...]) -> Iterator[str]:
        """Yield likely reasons, the likeliest first."""
        gradient, difference = float(self.gradient[index]), float(self.difference[index])
        if not np.array_equal(_answer(self.f, self.x), _answer(self.f, self.x), equal_nan=True):
            yield " The function gives another answer at every call: make it repeatable, with a fixed seed."
        if not np.isfinite(difference):
            yield " The function has no finite values on both sides: move the input away from the edge of its domain."
        left, right = (
            float(np.asarray(finite_difference(self.f, self.x, method=side))[index]) for side in ("backward", "forward")
        )
        if abs(right - left) > 0.01 * max(abs(left), abs(right)) + 1e-4:
            yield f" It has a kink there: its slope is {left:.4g} from the left and {right:.4g} from the right."
        if gradient == 0:
            yield " The input is cut off: was .data, float(…) or detach() used on the way?"
        if np.isclose(gradient, -difference, rtol=1e-3):
            yield " The sign is wrong."
        with np.errstate(all="ignore"):
            ratio = self.gradient[self.wrong] / self.difference[self.wrong]
        if np.allclose(ratio, ratio[0], rtol=1e-3):
            yield f" The rules give {ratio[0]:.4g} times as much."


def _float_array(x: Any) -> np.ndarray[Any, Any]:
    """Return numbers as an array of floats that nobody else holds."""
    return np.array(leaf_data(x._data if isinstance(x, Value) else x))


def _moved(x: Array, index: tuple[int, ...], step: float) -> Array:
    moved = x.copy()
    moved[index] += step
    return moved


def _answer(f: Callable[[Any], Any], x: Array) -> np.ndarray[Any, Any]:
    """Return what a function answers, as an array of floats."""
    out = f(Value(x))
    array = numeric_array(out._data if isinstance(out, Value) else out)
    return array if array.dtype.kind == "f" else array.astype(np.float64)
