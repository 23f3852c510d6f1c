"""What an operation is: the kinds of entry in the table, and what follows from an entry."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Value, VectorJacobianProduct, record

Kind: TypeAlias = Literal["elementwise", "linear", "other"]
Partial: TypeAlias = Callable[..., Any] | float | None

table: dict[str, Operation] = {}  # every operation, by name
_by_function: dict[Callable[..., Any], Operation] = {}  # the NumPy function that each one answers to


class Operation:
    """One entry of the table: a function on Values, and everything that is known about it.

    Attributes:
        name: NumPy's own name for it.
        symbol: what a picture of the graph shows.
        kind: how its derivative is given: see `elementwise` and `linear`.
        parameters: the names of its array inputs.
        options: the names of its other arguments, such as `axis`, in order.
        forward: computes it on plain arrays.
        vjps: a vector-Jacobian product for each input, `(g, out, *inputs, **options) → contribution`; None where
            there is no derivative.
        partials: of an elementwise operation, the derivative by each input, `(out, *inputs) → array`.
        shown: the partials as a book would print them, where those that compute are less readable.
        rules: for each input, why its derivative is what it is, in one plain sentence.
        proof: steps from the difference quotient to the derivative by the first input, each `(*inputs, h) → array`.
        ties: what happens where the derivative does not exist.
        domain: for each input, the range its tests draw from.
        browser: a JavaScript expression for `forward`, where it is not `Math.name` or an operator.
    """

    def __init__(
        self,
        name: str,
        symbol: str,
        kind: Kind,
        forward: Callable[..., Array],
        vjps: Sequence[VectorJacobianProduct | None],
        *,
        parameters: Sequence[str],
        options: Sequence[str] = (),
        partials: Sequence[Partial] = (),
        shown: Sequence[Partial] = (),
        rule: str | Sequence[str] = "",
        proof: Sequence[Callable[..., Any]] = (),
        ties: str = "",
        domain: Sequence[tuple[float, float]] = (),
        browser: str = "",
        settle: Callable[..., dict[str, Any]] | None = None,
    ) -> None:
        self.name = name
        self.symbol = symbol
        self.kind: Kind = kind
        self.forward = forward
        self.vjps = tuple(vjps)
        self.parameters = tuple(parameters)
        self.options = tuple(options)
        self.partials = tuple(partials)
        self.shown = tuple(shown) or self.partials
        self.rules = (rule,) * len(self.parameters) if isinstance(rule, str) else tuple(rule)
        self.proof = tuple(proof)
        self.ties = ties
        self.domain = tuple(domain) or ((-2.0, 2.0),) * len(self.parameters)
        self.browser = browser
        self.settle = settle
        self.__name__ = name
        self.__doc__ = self._described()
        self._variants: dict[tuple[int, ...], Variant] = {}

    @property
    def differentiable(self) -> bool:
        """Whether any input has a derivative; comparisons have none."""
        return any(vjp is not None for vjp in self.vjps)

    def variant(self, positions: tuple[int, ...]) -> Variant:
        """Return the rule of a node in which the inputs at these positions are Values, the others constants."""
        if positions not in self._variants:
            self._variants[positions] = Variant(self, positions)
        return self._variants[positions]

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Apply it to Values, arrays and numbers; the answer is a Value if any input is one.

        Raises:
            TypeError: an argument has the wrong type, is missing, or is not known.
            ValueError: the shapes do not fit; the message shows them.
        """
        count = len(self.parameters)
        if len(arguments) < count:
            missing = ", ".join(self.parameters[len(arguments) :])
            raise TypeError(f"{self.name} takes {count} arrays, {missing} is missing.")
        inputs, rest = arguments[:count], arguments[count:]
        if len(rest) > len(self.options):
            raise TypeError(f"{self.name} takes {self._signature()}, got {len(arguments)} arguments.")
        options = dict(zip(self.options, rest, strict=False)) | options
        for name in options:
            if name not in self.options:
                raise TypeError(f"{self.name} takes {self._signature()}: the engine does not support {name}=.")
        positions = tuple(i for i, x in enumerate(inputs) if isinstance(x, Value))
        arrays = tuple(x._data if isinstance(x, Value) else constant(x) for x in inputs)
        if self.settle is not None:
            options = self.settle(*(np.shape(x) for x in arrays), **options)
        data = self._compute(arrays, options)
        if not positions:
            return data
        values = tuple(inputs[i] for i in positions)
        return record(self.variant(positions), data, values, (data, *arrays), options or None)

    def jvp(self, tangents: Sequence[Array | None], out: Array, *inputs: Array, **options: Any) -> Array:
        """Return the Jacobian-vector product: how the output moves when the inputs move along the tangents.

        Args:
            tangents: for each input, its direction in its own shape; None where it stands still.
            out: the output at `inputs`.
            inputs: plain arrays.
            options: as the operation takes them.
        """
        total: Array = np.zeros(np.shape(out))
        for i, tangent in enumerate(tangents):
            if tangent is None:
                continue
            if self.kind == "elementwise":
                total = total + tangent * self.partial(i, out, *inputs)
            else:  # linear in each argument: the operation itself, with the tangent in that argument's place
                total = total + self.forward(*inputs[:i], tangent, *inputs[i + 1 :], **options)
        return total

    def partial(self, i: int, out: Array, *inputs: Array) -> Array:
        """Return an elementwise operation's derivative by input `i`, in a shape that broadcasts to the output."""
        partial = self.partials[i]
        return partial(out, *inputs) if callable(partial) else (0.0 if partial is None else partial)

    def _compute(self, arrays: tuple[Array, ...], options: dict[str, Any]) -> Array:
        try:
            data: Any = self.forward(*arrays, **options)
        except ValueError as error:
            shapes = " and ".join(str(np.shape(x)) for x in arrays)
            raise ValueError(f"{self.name} ({self.symbol}) of shapes {shapes}: {self._shape_advice(error)}") from None
        return data[()] if type(data) is np.ndarray and data.ndim == 0 else data

    def _shape_advice(self, error: ValueError) -> str:
        if self.kind == "elementwise":
            return (
                "they do not broadcast. Counted from the last axis, each pair of lengths must be equal, or one "
                "of them 1."
            )
        if self.name == "matmul":
            return "the last axis of the first must be as long as the second-to-last (or only) axis of the second."
        return str(error)

    def _described(self) -> str:
        shapes = "Works entry by entry; shapes broadcast. " if self.kind == "elementwise" else ""
        rules = " ".join(dict.fromkeys(self.rules))
        no_gradient = "" if self.differentiable else "The answer is True or False and has no gradient. "
        kin = ", as in NumPy" if hasattr(np, self.name) else ""
        return f"{self.name}({self._signature()}){kin}. {shapes}{no_gradient}{rules} {self.ties}".strip()

    def _signature(self) -> str:
        return ", ".join((*self.parameters, *(f"{name}=" for name in self.options)))

    def __repr__(self) -> str:
        return f"<operation {self.name}({self._signature()})>"


class Variant:
    """An operation with some inputs held constant: the rule of a node. It computes only the gradients wanted."""

    def __init__(self, operation: Operation, positions: tuple[int, ...]) -> None:
        self.operation = operation
        self.positions = positions
        self.symbol = operation.symbol
        self.vjps = tuple(operation.vjps[i] for i in positions)


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
        function: the NumPy function that it answers to, or a plain function of ours.
        symbol: what a picture shows; the name if not given.
        partials: for each input the derivative, a function of `(out, *inputs)` on arrays, a constant, or None. Run
            on Values it records its own formula, from which the text and the browser's code are made.
        name: NumPy's name, if `function` has another.
        forward: a faster equivalent of `function`, such as `operator.add`.
        parameters: the names of the inputs; x, y if not given.
        more: what else `Operation` holds.
    """
    name = name or function.__name__
    return _enter(
        Operation(
            name,
            symbol or name,
            "elementwise",
            forward or function,
            [_vjp_from_partial(partial) for partial in partials],
            parameters=parameters or "xy"[: len(partials)],
            partials=partials,
            **more,
        ),
        function,
    )


def _vjp_from_partial(partial: Partial) -> VectorJacobianProduct | None:
    """Return upstream gradient × partial; a partial of 1 or −1 costs no multiplication."""
    if partial is None:
        return None
    if callable(partial):

        def times_partial(g: Array, out: Array, *inputs: Array) -> Array:
            return g * partial(out, *inputs)

        return times_partial

    def times_constant(g: Array, *_: Array) -> Array:
        return g if partial == 1 else -g if partial == -1 else g * partial

    return times_constant


def linear(
    function: Callable[..., Any],
    symbol: str = "",
    *,
    forward: Callable[..., Array] | None = None,
    **more: Any,
) -> Callable[..., Operation]:
    """Add an operation that is linear in each of its inputs; decorates its vector-Jacobian product.

    The decorated function is `(g, out, *inputs, option=…) → contribution`, or for several inputs
    returns nothing and is given as `vjps=[…]` in `more`. The Jacobian-vector product is the operation itself.
    """

    def enter(*vjps: VectorJacobianProduct) -> Operation:
        signature = list(inspect.signature(vjps[0]).parameters.values())
        options = [p.name for p in signature if p.kind is p.KEYWORD_ONLY]
        parameters = [p.name for p in signature if p.kind is not p.KEYWORD_ONLY][2:]
        name = function.__name__
        operation = Operation(
            name,
            symbol or name,
            "linear",
            forward or function,
            vjps,
            parameters=parameters,
            options=options,
            **more,
        )
        return _enter(operation, function)

    return enter


def _enter(operation: Operation, function: Callable[..., Any]) -> Operation:
    table[operation.name] = operation
    _by_function[function] = operation
    return operation


def constant(x: Any) -> Array:
    """Return an operand that is no Value as NumPy takes it: Python's numbers stay, lists become arrays."""
    if type(x) is float or type(x) is int or type(x) is bool:
        return x  # a Python number adapts to the other operand's precision
    array = numeric_array(x)
    return array[()] if array.ndim == 0 else array


def unary(operation: Operation) -> Callable[..., Any]:
    """Return an operation on one array as a method."""
    forward, variant = operation.forward, operation.variant((0,))

    def method(x: Value) -> Value:
        data = x._data
        out = forward(data)
        return record(variant, out, (x,), (out, data), None)

    return documented(method, operation)


def binary(operation: Operation) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """Return an operation on two arrays as a method and its reflection."""
    compute = operation._compute
    both, left, right = (operation.variant(positions) for positions in ((0, 1), (0,), (1,)))

    def method(x: Value, y: Any) -> Any:
        a = x._data
        if isinstance(y, Value):
            b = y._data
            out = compute((a, b), {})
            return record(both, out, (x, y), (out, a, b), None)
        b = constant(y)
        out = compute((a, b), {})
        return record(left, out, (x,), (out, a, b), None)

    def reflected(x: Value, y: Any) -> Any:
        a, b = constant(y), x._data
        out = compute((a, b), {})
        return record(right, out, (x,), (out, a, b), None)

    return documented(method, operation), documented(reflected, operation)


def documented(method: Callable[..., Any], operation: Operation) -> Callable[..., Any]:
    """Return a method with the name and the words of the operation that it applies."""
    method.__name__ = operation.name
    method.__doc__ = operation.__doc__
    return method


def answer_ufunc(_: Value, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
    """Answer a NumPy ufunc that was called on a Value: `Value.__array_ufunc__`."""
    operation = _by_function.get(ufunc)
    if method != "__call__" or operation is None:
        raise _unknown(ufunc.__name__ if method == "__call__" else f"{ufunc.__name__}.{method}")
    return operation(*inputs, **options)


def answer_function(_: Value, function: Callable[..., Any], types: Any, arguments: Any, options: Any) -> Any:
    """Answer any other NumPy function that was called on a Value: `Value.__array_function__`."""
    operation = _by_function.get(function)
    if operation is None:
        raise _unknown(function.__name__)
    return operation(*arguments, **options)


def _unknown(name: str) -> TypeError:
    near = difflib.get_close_matches(name, table, n=3, cutoff=0.4)
    nearest = f"the nearest that exist are {', '.join(near)}" if near else f"there are {', '.join(sorted(table))}"
    return TypeError(f"np.{name} has no derivative rule in this engine: {nearest}.")
