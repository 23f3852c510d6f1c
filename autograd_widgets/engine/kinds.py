"""The kinds of entry in the table: how an operation is added, given its derivative."""

# pyright: reportUnknownLambdaType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation, by_function, composed, table
from autograd_widgets.engine.value import VectorJacobianProduct
from autograd_widgets.engine.variant import Partial, vjp_from_partial


def elementwise(
    function: np.ufunc | Callable[..., Any],
    symbol: str = "",
    *,
    partials: Sequence[Partial],
    name: str = "",
    forward: Callable[..., Array] | None = None,
    parameters: Sequence[str] = (),
    **more: Any,
) -> Operation:
    """Add an operation that works entry by entry. Its derivatives are written once, as NumPy.

    Args:
        function: the NumPy function that it answers to, or a plain function of ours, itself written with operations.
        symbol: what a picture shows; the name if not given.
        partials: for each input the derivative, a function of `(out, *inputs)` on arrays, a constant, or None. Run
            on Values it records its own formula, from which the text and the browser's code are made.
        name: NumPy's name, if `function` has another.
        forward: a faster equivalent of `function`, such as `operator.add`.
        parameters: the names of the inputs; x, y if not given.
        more: what else `Operation` holds.
    """
    name = name or function.__name__
    return enter(
        Operation(
            name,
            symbol or name,
            "elementwise",
            forward or function,
            [_times(partial) for partial in partials],
            parameters=parameters or "xy"[: len(partials)],
            partials=partials,
            **more,
        ),
        function,
    )


def _times(partial: Partial) -> VectorJacobianProduct | None:
    if partial is None:
        return None
    return lambda g, out, *inputs: vjp_from_partial(partial, len(inputs))(g, (out, *inputs))


def linear(
    function: Callable[..., Any],
    symbol: str = "",
    *,
    name: str = "",
    forward: Callable[..., Array] | None = None,
    variadic: bool = False,
    **more: Any,
) -> Callable[..., Operation]:
    """Add an operation that is linear in each of its inputs; decorates its vector-Jacobian product.

    The decorated function is `(g, out, *inputs, option=…) → contribution`; for several inputs, `linear(…)` is called
    with one such function for each. The Jacobian-vector product is the operation itself.

    Args:
        function: the NumPy function that it answers to, or a plain function of ours.
        symbol: what a picture shows; the name if not given.
        name: NumPy's name, if `function` has another.
        forward: another equivalent of `function`, such as `operator.matmul`; it takes the settled options.
        variadic: the operation takes a list of arrays, and the decorated function is
            `(position, g, out, *inputs, option=…)`.
        more: what else `Operation` holds: `rule`, `settle`, `portable` …
    """

    def enter_vjps(*vjps: VectorJacobianProduct | None) -> Operation:
        first = next(vjp for vjp in vjps if vjp is not None)
        signature = list(inspect.signature(first).parameters.values())
        inputs = [p.name for p in signature if p.kind is not p.KEYWORD_ONLY]
        known = name or function.__name__
        operation = Operation(
            known,
            symbol or known,
            "linear",
            forward or function,
            vjps[0] if variadic and vjps[0] is not None else vjps,
            parameters=more.pop("parameters", inputs[3:] if variadic else inputs[2:]),
            options=more.pop("options", [p.name for p in signature if p.kind is p.KEYWORD_ONLY]),
            **more,
        )
        return enter(operation, function)

    return enter_vjps


def other(
    function: Callable[..., Any],
    symbol: str = "",
    *,
    vjps: Sequence[VectorJacobianProduct | None],
    jvp: Callable[..., Array] | None = None,
    name: str = "",
    forward: Callable[..., Array] | None = None,
    **more: Any,
) -> Operation:
    """Add an operation that is neither elementwise nor linear: both of its products are written.

    Args:
        function: the NumPy function that it answers to, or a plain function of ours.
        symbol: what a picture shows; the name if not given.
        vjps: for each input `(g, out, *inputs, option=…) → contribution`, None where there is no derivative.
        jvp: `(tangents, out, *inputs, option=…) → tangent of the output`; tangents of inputs that stand still are None.
            None if nothing can be differentiated.
        name: NumPy's name, if `function` has another.
        forward: another equivalent of `function`; it takes the settled options.
        more: what else `Operation` holds; `parameters` and `options` are read off `forward` if not given.
    """
    name = name or function.__name__
    signature = list(inspect.signature(forward or function).parameters.values())
    options = more.pop("options", [p.name for p in signature if p.kind is p.KEYWORD_ONLY])
    parameters = more.pop("parameters", [p.name for p in signature if p.kind is not p.KEYWORD_ONLY])
    operation = Operation(
        name,
        symbol or name,
        "other",
        forward or function,
        vjps,
        jvp=jvp,
        parameters=parameters,
        options=options,
        **more,
    )
    return enter(operation, function)


def enter(operation: Operation, *functions: Callable[..., Any]) -> Operation:
    """Enter an operation in the table, as the answer to these functions of NumPy."""
    table[operation.name] = operation
    for function in functions:
        by_function[function] = operation
    return operation


def composes(*functions: Callable[..., Any], name: str = "") -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Enter a function that is made of operations, as the answer to these functions of NumPy; decorates it.

    It needs no derivative and no code in the browser: a graph shows the operations that it consists of.
    """

    def enter_function(function: Callable[..., Any]) -> Callable[..., Any]:
        composed[name or function.__name__] = function
        for known in functions:
            by_function[known] = function
        return function

    return enter_function
