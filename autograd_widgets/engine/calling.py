"""How an operation is reached: as a method of Value, and as the answer to NumPy's own functions."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.engine.operation import Operation, by_function, composed, constant, table
from autograd_widgets.engine.value import Value, record


def unary(operation: Operation) -> Callable[..., Any]:
    """Return an operation on one array as a method."""
    forward, variant = operation.forward, operation.variant((0,))

    def method(x: Value) -> Value:
        data = x._data
        out = forward(data)
        return record(variant, out, (x,), (out, data))

    return documented(method, operation)


def binary(operation: Operation) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return an operation on two arrays as a method and its reflection."""
    forward = operation.forward
    both, left, right = (operation.variant(positions) for positions in ((0, 1), (0,), (1,)))

    def method(x: Value, y: Any) -> Any:
        a = x._data
        if type(y) is Value:
            b = y._data
            try:
                out = forward(a, b)
            except ValueError as error:
                raise operation.misfit((a, b), error) from None
            return record(both, out, (x, y), (out, a, b))
        if isinstance(y, Value):
            return operation(x, y)
        b = y if type(y) is float else constant(y)
        try:
            out = forward(a, b)
        except ValueError as error:
            raise operation.misfit((a, b), error) from None
        return record(left, out, (x,), (out, a, b))

    def reflected(x: Value, y: Any) -> Any:
        a, b = y if type(y) is float else constant(y), x._data
        try:
            out = forward(a, b)
        except ValueError as error:
            raise operation.misfit((a, b), error) from None
        return record(right, out, (x,), (out, a, b))

    return documented(method, operation), documented(reflected, operation)


def general(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Return an operation or a composed function as a method; other arguments are as it takes them."""

    def method(x: Value, *arguments: Any, **options: Any) -> Any:
        return operation(x, *arguments, **options)

    return documented(method, operation)


def general_reflected(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Return an operation on two arrays as the method that has the second one as `self`."""

    def method(y: Value, x: Any) -> Any:
        return operation(x, y)

    return documented(method, operation)


def documented(method: Callable[..., Any], operation: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method with the name and the words of what it applies."""
    method.__name__ = operation.__name__
    method.__doc__ = operation.__doc__
    return method


def either(operation: Operation) -> Callable[..., Any]:
    """Return an operation on two arrays as a function, of which the first, the second, or both are Values."""
    method, reflected = binary(operation)

    def function(x: Any, y: Any) -> Any:
        if type(x) is Value:
            return method(x, y)
        return operation(x, y) if type(y) is not Value or isinstance(x, Value) else reflected(y, x)

    return function


_answers: dict[Callable[..., Any], Callable[..., Any]] = {}  # to NumPy's ufuncs, when they come with arrays only


def _answer_to(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Return the fastest way to call what answers to a ufunc."""
    if not isinstance(operation, Operation) or operation.defaults or operation.options or not operation.differentiable:
        return operation
    if len(operation.parameters) == 2:
        return either(operation)
    method = unary(operation)

    def function(x: Any) -> Any:
        return method(x) if type(x) is Value else operation(x)

    return function


def answer_ufunc(_: Value, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """Answer a NumPy ufunc that was called on a Value: `Value.__array_ufunc__`."""
    if method != "__call__":
        raise _unknown(f"{ufunc.__name__}.{method}")
    if options:
        return _known(ufunc, ufunc.__name__)(*inputs, **options)
    answer = _answers.get(ufunc)
    if answer is None:
        answer = _answers[ufunc] = _answer_to(_known(ufunc, ufunc.__name__))
    return answer(*inputs)


def answer_function(_: Value, function: Callable[..., Any], types: Any, arguments: Any, options: Any) -> Any:
    """Answer any other NumPy function that was called on a Value: `Value.__array_function__`."""
    name = f"{function.__module__.removeprefix('numpy').lstrip('.')}.{function.__name__}".lstrip(".")
    return _known(function, name)(*arguments, **options)


def _known(function: Callable[..., Any], name: str) -> Callable[..., Any]:
    """Return what answers to a function of NumPy.

    Raises:
        TypeError: nothing does.
    """
    operation = by_function.get(function)
    if operation is None:
        raise _unknown(name)
    return operation


METHODS_OF_UFUNCS = {  # what does the same as a method of a ufunc
    "add.reduce": "sum",
    "multiply.reduce": "prod",
    "maximum.reduce": "max",
    "minimum.reduce": "min",
    "logaddexp.reduce": "logsumexp",
    "logical_and.reduce": "all",
    "logical_or.reduce": "any",
    "add.accumulate": "cumsum",
    "multiply.accumulate": "cumprod",
    "multiply.outer": "outer",
}


def _unknown(name: str) -> TypeError:
    known = [*table, *composed]
    if name in METHODS_OF_UFUNCS:
        return TypeError(f"np.{name} has no derivative rule in this engine: use {METHODS_OF_UFUNCS[name]}.")
    near = difflib.get_close_matches(name.rpartition(".")[2], known, n=3, cutoff=0.4)
    nearest = f"the nearest that exist are {', '.join(near)}" if near else f"there are {', '.join(sorted(known))}"
    advice = "Where no gradient is wanted, pass the plain array, value.data."
    return TypeError(f"np.{name} has no derivative rule in this engine: {nearest}. {advice}")
