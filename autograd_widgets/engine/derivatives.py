"""Derivatives of functions: from a function of arrays to one that computes its gradient, Jacobian or Hessian.

Everywhere here a function takes numbers and arrays, and gets them as Values, so that it is written as any other
computation. What comes back are plain numbers and arrays. Only where Values from outside take part, as an argument or
because the function uses them, are the results Values, connected to those, to be differentiated again: that is what
makes `grad(grad(f))` work, and a loss that contains a gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, gradient_for, numeric_array
from autograd_widgets.engine.propagation import computed_since, differentiable_inputs, gradients_of, own, tangent_of
from autograd_widgets.engine.recording import is_recording
from autograd_widgets.engine.value import Discrete, Value

Function: TypeAlias = Callable[..., Any]
ArgumentNumbers: TypeAlias = "int | tuple[int, ...]"


def grad(f: Function, argnum: ArgumentNumbers = 0) -> Function:
    """Return the function that computes the gradient of a function whose answer is one number.

    Args:
        f: takes numbers and arrays, which it gets as Values, and returns a Value of shape ().
        argnum: by which of its positional arguments to differentiate; with a tuple, the answer is a tuple too.

    Returns:
        A function of the same arguments; its answer has the argument's shape and precision, integers count as floats.
        It is a Value if an argument is one, or if `f` uses Values from outside.

    Raises:
        TypeError: `f` can't be called, or later: an argument is missing, or `f` returns something else than numbers.
        ValueError: later: `f` returns an array.
        RuntimeError: later: called under `no_grad`.

    Example:
        >>> grad(lambda x: x**3)(2.0)
        np.float64(12.0)
        >>> grad(grad(lambda x: x**3))(2.0)
        np.float64(12.0)
    """
    both = _value_and_grad(f, argnum, "grad")

    @wraps(f)
    def gradient(*arguments: Any, **options: Any) -> Any:
        return both(*arguments, **options)[1]

    return gradient


def value_and_grad(f: Function, argnum: ArgumentNumbers = 0) -> Function:
    """Return the function that computes (answer, gradient) in one go; see `grad`.

    Example:
        >>> value_and_grad(lambda x: x**3)(2.0)
        (np.float64(8.0), np.float64(12.0))
    """
    return _value_and_grad(f, argnum, "value_and_grad")


def _value_and_grad(f: Function, argnum: ArgumentNumbers, name: str) -> Function:
    numbers = argument_numbers(f, argnum, name)

    @wraps(f)
    def value_and_gradient(*arguments: Any, **options: Any) -> tuple[Any, Any]:
        call = Call(name, f, numbers, arguments, options)
        if call.shape:
            raise ValueError(
                f"{name} wants a function that returns one number, {_called(f)} returned shape {call.shape}: reduce it "
                "to one, with .sum() for instance, or use jacobian(f), or vjp(f, x)."
            )
        return call.value, _like(argnum, call.gradients(1.0))

    return value_and_gradient


def jacobian(f: Function, argnum: ArgumentNumbers = 0) -> Function:
    """Return the function that computes the derivative of every entry of the answer by every entry of an argument.

    One walk back for each entry of the answer.

    Args:
        f: takes numbers and arrays and returns a Value of any shape.
        argnum: by which of its positional arguments to differentiate; with a tuple, the answer is a tuple too.

    Returns:
        A function of the same arguments; the shape of its answer is that of `f` followed by that of the argument. It
        is a Value if an argument is one, or if `f` uses Values from outside.

    Raises:
        TypeError: as `grad` does.
        RuntimeError: as `grad` does.

    Example:
        >>> jacobian(lambda x: x**2)([1.0, 2.0])
        array([[2., 0.],
               [0., 4.]])
    """
    numbers = argument_numbers(f, argnum, "jacobian")

    @wraps(f)
    def jacobian_of(*arguments: Any, **options: Any) -> Any:
        return _like(argnum, Call("jacobian", f, numbers, arguments, options).jacobians())

    return jacobian_of


def hessian(f: Function, argnum: ArgumentNumbers = 0) -> Function:
    """Return the function that computes the second derivatives of a function whose answer is one number.

    Args:
        f: takes numbers and arrays and returns a Value of shape ().
        argnum: by which of its positional arguments to differentiate, twice; with a tuple, the answer is a tuple of
            tuples: `[i][j]` holds the derivatives of the i-th gradient by the j-th argument.

    Returns:
        A function of the same arguments; the shape of its answer is that of the argument, twice: `(3, 3)` for `(3,)`.

    Raises:
        TypeError: as `grad` does.
        ValueError: as `grad` does.
        RuntimeError: as `grad` does.

    Example:
        >>> hessian(lambda x: x[0] ** 2 * x[1])([1.0, 2.0])
        array([[4., 2.],
               [2., 0.]])
    """
    if not isinstance(argnum, tuple):
        return jacobian(grad(f, argnum), argnum)
    rows = [jacobian(grad(f, i), argnum) for i in argument_numbers(f, argnum, "hessian")]

    @wraps(f)
    def hessian_of(*arguments: Any, **options: Any) -> Any:
        return tuple(row(*arguments, **options) for row in rows)

    return hessian_of


def jvp(f: Function, primals: Sequence[Any], tangents: Sequence[Any]) -> tuple[Any, Any]:
    """Return (answer, how it moves) when the arguments of a function move along tangents: forward mode.

    Costs about as much as calling `f` twice, whatever the number of arguments and of their entries.

    Args:
        f: takes numbers and arrays and returns a Value of any shape.
        primals: all its arguments, as a tuple or a list.
        tangents: for each argument its direction, in its shape; a number is spread over it.

    Raises:
        TypeError: primals or tangents are no tuple, or as `grad` does.
        ValueError: there are more tangents than primals, or fewer, or one has another shape than its primal.
        RuntimeError: as `grad` does, or an operation in the function has a `_backward` written by hand.

    Example:
        >>> jvp(lambda x: x**3, (2.0,), (1.0,))
        (np.float64(8.0), np.float64(12.0))
    """
    for given, word in ((primals, "primals"), (tangents, "tangents")):
        if not isinstance(given, (tuple, list)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"jvp wants a tuple of {word}, got {type(given).__name__}: write jvp(f, (x,), (v,)).")
    if len(primals) != len(tangents):
        raise ValueError(f"jvp got {len(primals)} primals and {len(tangents)} tangents: each primal needs one.")
    call = Call("jvp", f, argument_numbers(f, tuple(range(len(primals))), "jvp"), primals, {})
    directions = [
        _in_shape_of(x, tangent, f"tangent {i}")
        for i, (x, tangent) in enumerate(zip(call.inputs, tangents, strict=True))
    ]
    call.nested = call.nested or any(isinstance(tangent, Value) for tangent in tangents)
    return call.value, call.tangent(directions)


def vjp(f: Function, *primals: Any) -> tuple[Any, Callable[[Any], tuple[Any, ...]]]:
    """Return (answer, pullback): the pullback carries an upstream gradient back to every argument of a function.

    Args:
        f: takes numbers and arrays and returns a Value of any shape.
        primals: its arguments.

    Returns:
        The answer, and a function from an upstream gradient, in the answer's shape (a number is spread over it), to
        the tuple of gradients. It may be called again and again, and holds the recorded graph as long as it lives.

    Raises:
        TypeError: as `grad` does.
        RuntimeError: as `grad` does.

    Example:
        >>> value, pullback = vjp(lambda x, y: x * y, [1.0, 2.0], 3.0)
        >>> pullback([1.0, 0.0])
        (array([3., 0.]), np.float64(1.0))
    """
    call = Call("vjp", f, argument_numbers(f, tuple(range(len(primals))), "vjp"), primals, {})

    def pullback(gradient: Any) -> tuple[Any, ...]:
        return tuple(call.gradients(gradient))

    return call.value, pullback


class Call:
    """One call of a function, recorded: what all of the derivatives above are made from.

    Args:
        name: who asks, for messages.
        f: the function.
        numbers: by which arguments it is to be differentiated.
        arguments: what it is called with.
        options: what it is called with by name.

    Attributes:
        inputs: what stood in for the arguments that the function is differentiated by.
        out: the answer; None if that is a constant.
        value: the answer as the caller gets it.
        shape: of the answer.
        nested: whether Values from outside took part, so that results are Values, connected to those.
    """

    def __init__(
        self, name: str, f: Function, numbers: Sequence[int], arguments: Sequence[Any], options: dict[str, Any]
    ) -> None:
        if not is_recording():
            raise RuntimeError(f"{name} was called under no_grad(), where nothing is recorded: call it outside.")
        given = list(arguments)
        for i in numbers:
            if not -len(given) <= i < len(given):
                raise TypeError(
                    f"{name} by argument {i} of {_called(f)} needs it as a positional argument, got {len(given)} of "
                    "those."
                )
        places = [i % len(given) for i in numbers]
        if len(set(places)) < len(places):
            raise ValueError(f"{name} got argument numbers {tuple(numbers)}, which name one argument twice.")
        self.inputs = [_stand_in(given[i]) for i in places]
        self.nested = any(isinstance(given[i], Value) for i in places)
        for i, x in zip(places, self.inputs, strict=True):
            given[i] = x
        out = f(*given, **options)
        if isinstance(out, Discrete) or out is None:
            what = f"integers or booleans ({out.dtype})" if out is not None else "None: is a return missing?"
            raise TypeError(f"{name} wants a function that returns floats, {_called(f)} returned {what}")
        self.out = out if isinstance(out, Value) else None
        if self.out is not None:
            self.nested = self.nested or _uses_older_values(self.out, self.inputs)
        data = np.array(out._data if isinstance(out, Value) else numeric_array(out))[()]
        self.shape: tuple[int, ...] = data.shape
        self.value: Any = out if isinstance(out, Value) and self.nested else data

    def gradients(self, gradient: Any) -> list[Any]:
        """Return the gradients by all inputs, in the shape of each."""
        if self.out is None:
            return [own(None, x, as_value=self.nested) for x in self.inputs]
        seed = _in_shape_of(self.out, gradient, "gradient")
        return gradients_of(self.out, self.inputs, seed, create_graph=self.nested or isinstance(seed, Value))

    def jacobians(self) -> list[Any]:
        """Return the derivatives of all entries of the answer by all entries of each input, one walk an entry."""
        rows = [self.gradients(unit) for unit in _unit_arrays(self.shape)]
        if not rows:
            empty = [np.zeros((*self.shape, *x.shape), x.dtype) for x in self.inputs]
            return [Value(block) for block in empty] if self.nested else empty
        shapes = [(*self.shape, *x.shape) for x in self.inputs]
        blocks = [np.reshape(np.stack([row[i] for row in rows]), shape) for i, shape in enumerate(shapes)]
        return blocks if self.nested else [block[()] for block in blocks]

    def tangent(self, tangents: Sequence[Array]) -> Any:
        """Return how the answer moves, in its shape."""
        if self.out is None:
            zeros = np.zeros(self.shape)[()]
            return Value(zeros) if self.nested else zeros
        return tangent_of(self.out, self.inputs, tangents, create_graph=self.nested)


def _stand_in(argument: Any) -> Value:
    """Return what a function gets in place of an argument: a new leaf, or a node of its own behind an outer Value.

    A node of its own, because the function may use the outer Value also directly, which counts as a constant then.
    """
    return +argument if isinstance(argument, Value) else Value(argument)


def _uses_older_values(out: Value, inputs: Sequence[Value]) -> bool:
    """Return whether an answer can be differentiated by Values that were there before the call."""
    start = min(x._order for x in inputs)
    if out._order < start:
        return True
    inside = set(computed_since(start, out)).difference(inputs)
    return any(parent._order < start for node in inside for parent in differentiable_inputs(node))


def _in_shape_of(x: Value, derivative: Any, name: str) -> Array:
    """Return a gradient or a tangent in a Value's shape and precision; a number is spread over it.

    Raises:
        ValueError: it has another shape.
    """
    if not isinstance(derivative, Value):
        return gradient_for(x._data, derivative, name)
    gradient_for(x._data, derivative._data, name)
    return derivative if derivative.shape == x.shape else derivative * np.ones(x.shape, x.dtype)


def _unit_arrays(shape: tuple[int, ...]) -> Iterator[Array]:
    """Yield for each entry of an array the one that is 1 there and 0 elsewhere."""
    for index in np.ndindex(shape):
        unit = np.zeros(shape)
        unit[index] = 1.0
        yield unit


def argument_numbers(f: Function, argnum: ArgumentNumbers, name: str) -> tuple[int, ...]:
    """Return argnum as a tuple, after checking it and that f is a function; `name` is who asks."""
    if not callable(f):
        raise TypeError(f"{name} wants a function, got {type(f).__name__}: write {name}(f), not {name}(f(x)).")
    numbers: tuple[Any, ...] = argnum if isinstance(argnum, tuple) else (argnum,)
    if not all(isinstance(i, (int, np.integer)) and not isinstance(i, bool) for i in numbers):
        raise TypeError(f"{name} wants argnum as a whole number or a tuple of them, got {argnum!r}.")
    if not numbers:
        raise ValueError(f"{name} wants at least one argument to differentiate by.")
    return numbers


def _like(argnum: ArgumentNumbers, derivatives: Sequence[Any]) -> Any:
    return tuple(derivatives) if isinstance(argnum, tuple) else derivatives[0]


def _called(f: Function) -> str:
    return getattr(f, "__name__", type(f).__name__)
