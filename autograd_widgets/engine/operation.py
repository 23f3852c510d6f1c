"""What an operation is: an entry of the table, and what follows from it."""

# pyright: reportUnknownLambdaType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array
from autograd_widgets.engine.value import Discrete, Value, VectorJacobianProduct, record
from autograd_widgets.engine.variant import Partial, Variant

Kind: TypeAlias = Literal["elementwise", "linear", "other"]
Rules: TypeAlias = Sequence[VectorJacobianProduct | None] | VectorJacobianProduct

MOST_KNOWN_CALLS = 256  # that an operation remembers
OPS = "autograd_widgets.engine.ops"  # the module in which every operation is found by its name
ADVICE = {  # on NumPy's options that no operation takes
    "out": " A Value is never written into: use what the call returns.",
    "where": " Use np.where(mask, …, …).",
    "dtype": " Convert the data of the leaves instead.",
}
table: dict[str, Operation] = {}  # every operation, by name
composed: dict[str, Callable[..., Any]] = {}  # functions that are made of operations of the table, by name
by_function: dict[Callable[..., Any], Callable[..., Any]] = {}  # what answers to each function of NumPy


class Operation:
    """One entry of the table: a function on Values, and everything that is known about it.

    Attributes:
        name: NumPy's own name for it.
        symbol: what a picture of the graph shows.
        kind: how its derivative is given: see `elementwise`, `linear` and `other`.
        parameters: the names of its array inputs; of one that takes a list of arrays, the name of the list.
        variadic: whether it takes a list of arrays.
        extras: whether further inputs may follow, without a derivative, which its options refer to: indices.
        defaults: numbers for inputs that may be left out.
        options: the names of its other arguments, such as `axis`, in order.
        forward: computes it on plain arrays.
        vjps: a vector-Jacobian product for each input, `(g, out, *inputs, **options) → contribution`; None where
            there is no derivative. If it is variadic, one function for all, `(position, g, out, *inputs, **options)`.
            A contribution is g itself, a view, or a new array: never one of the inputs.
        partials: of an elementwise operation, the derivative by each input, `(out, *inputs) → array`.
        shown: the partials as a book would print them, where those that compute are less readable.
        told: `(*shapes, **options)` → for each input, the formula of its contribution as a book would print it, where
            the one that its rule records is less readable; of an operation that is not elementwise.
        rules: for each input, why its derivative is what it is, in one plain sentence.
        proof: steps from the difference quotient to the derivative by the first input, each `(*inputs, h) → array`.
        ties: what happens where the derivative does not exist.
        domain: for each input, the range its tests draw from.
        browser: a JavaScript expression for `forward`, where it is not `Math.name`, an operator, or made of operations.
        advice: what to do about shapes that do not fit.
        portable: makes options that the browser can read from those of Python, `(options, *shapes) → dict`.
        remembers: whether options that are equal, such as 0.0 and −0.0, mean the same, so that they are settled once.
    """

    remembers = True

    def __init__(
        self,
        name: str,
        symbol: str,
        kind: Kind,
        forward: Callable[..., Array],
        vjps: Rules,
        *,
        parameters: Sequence[str],
        options: Sequence[str] = (),
        defaults: Mapping[str, float] | None = None,
        partials: Sequence[Partial] = (),
        shown: Sequence[Partial] = (),
        told: Callable[..., list[Any]] | None = None,
        jvp: Callable[..., Array] | None = None,
        rule: str | Sequence[str] = "",
        proof: Sequence[Callable[..., Any]] = (),
        ties: str = "",
        domain: Sequence[tuple[float, float]] = (),
        browser: str = "",
        settle: Callable[..., dict[str, Any]] | None = None,
        portable: Callable[..., dict[str, Any]] | None = None,
        advice: str = "",
        extras: bool = False,
    ) -> None:
        self.name = name
        self.symbol = symbol
        self.kind: Kind = kind
        self.forward = forward
        self.variadic = callable(vjps)
        self.vjps = vjps
        self.parameters = tuple(parameters)
        self.options = tuple(options)
        self.defaults = dict(defaults or {})
        self.partials = tuple(partials)
        self.shown = tuple(shown) or self.partials
        self.told = told
        self.rules = (rule,) * len(self.parameters) if isinstance(rule, str) else tuple(rule)
        self.proof = tuple(proof)
        self.ties = ties
        self.domain = tuple(domain) or ((-2.0, 2.0),) * len(self.parameters)
        self.browser = browser
        self.settle = settle
        self.portable = portable
        self.advice = advice
        self.extras = extras
        self._jvp = jvp
        self._takes_one = len(self.parameters) == 1 and not self.variadic and not self.extras and self.remembers
        self._known_calls: dict[Any, Variant] = {}  # of one array with options: the rule, by shape and arguments
        self._known_rules: dict[Any, Variant] = {}  # by shapes and options, which were settled once
        self._variants: dict[tuple[tuple[int, ...], tuple[int, ...]], Variant] = {}
        self.__name__ = name
        self.__module__ = OPS
        self.__doc__ = self._described()

    # --- what is known about its inputs ---

    @property
    def differentiable(self) -> bool:
        """Whether any input has a derivative; comparisons have none."""
        return callable(self.vjps) or any(vjp is not None for vjp in self.vjps)

    def vjp(self, position: int) -> VectorJacobianProduct | None:
        """Return the vector-Jacobian product by one input, `(g, out, *inputs, **options)`, None if it has none."""
        if not callable(self.vjps):
            return self.vjps[position] if position < len(self.vjps) else None
        rule = self.vjps

        def by_position(g: Array, out: Array, *inputs: Array, **options: Any) -> Array:
            return rule(position, g, out, *inputs, **options)

        return by_position

    def names(self, count: int) -> tuple[str, ...]:
        """Return what formulas call its inputs, if there are so many: x, y, or for a list x1, x2, x3."""
        if not self.variadic:
            return (*self.parameters, *(f"index{i}" for i in range(1, count - len(self.parameters) + 1)))[:count]
        return tuple(f"{self.parameters[0]}{i}" for i in range(1, count + 1))

    def written(self, options: Mapping[str, Any]) -> str:  # noqa: ARG002 — some kinds of operation show their options
        """Return what formulas and sentences call it, with these options."""
        return self.name

    def rule(self, position: int) -> str:
        """Return why the derivative by one input is what it is."""
        return self.rules[min(position, len(self.rules) - 1)]

    # --- applying it ---

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """Apply it to Values, arrays and numbers; the answer is a Value if any input is one.

        Raises:
            TypeError: an argument has the wrong type, is missing, or is not known.
            ValueError: the shapes do not fit; the message shows them.
        """
        if not self._takes_one or not arguments or type(arguments[0]) is not Value:
            return self.apply(*self._sorted(arguments, options))
        x = arguments[0]
        try:
            key = (x._data.shape, arguments[1:], *options.items()) if options or arguments[1:] else x._data.shape
            known = self._known_calls.get(key)
        except TypeError:  # an option that has no hash, such as an array
            return self.apply(*self._sorted(arguments, options))
        if known is not None:
            data = self._compute((x._data,), known.options)
            return record(known, data, (x,), (data, x._data), Value if data.dtype.kind == "f" else Discrete)
        node = self.apply(*self._sorted(arguments, options))
        if isinstance(node._rule, Variant) and len(self._known_calls) < MOST_KNOWN_CALLS:
            self._known_calls[key] = node._rule
        return node

    def apply(self, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply it to inputs and options that have been told apart; see `__call__`."""
        arrays: list[Array] = []
        values: list[Value] = []
        positions: tuple[int, ...] = ()
        wanted: tuple[int, ...] = ()
        for i, x in enumerate(inputs):
            if isinstance(x, Value):
                arrays.append(x._data)
                values.append(x)
                positions += (i,)
                if not isinstance(x, Discrete):
                    wanted += (i,)
            else:
                arrays.append(constant(x))
        if self.settle is None:
            variant = self.variant(positions, wanted, options)
        else:
            variant = self._settled(arrays, positions, wanted, options)
        data = self._compute(arrays, variant.options)
        if not values:
            return data
        kind = Value if data.dtype.kind == "f" else Discrete
        return record(variant, data, tuple(values), (data, *arrays), kind)

    def _settled(
        self, arrays: Sequence[Array], positions: tuple[int, ...], wanted: tuple[int, ...], options: dict[str, Any]
    ) -> Variant:
        """Return the rule for options that are yet to be settled; remembered, as that takes longer than most calls."""
        shapes = [x.shape if hasattr(x, "shape") else () for x in arrays]
        try:
            key = (positions, wanted, tuple(shapes), *options.items())
            known = self._known_rules.get(key) if self.remembers else None
        except TypeError:  # an option that has no hash
            key = known = None
        if known is None:
            known = self.variant(positions, wanted, self.settle(*shapes, **options))  # type: ignore[misc]
            if key is not None and self.remembers and len(self._known_rules) < MOST_KNOWN_CALLS:
                self._known_rules[key] = known
        return known

    def variant(
        self, positions: tuple[int, ...], wanted: tuple[int, ...] | None = None, options: dict[str, Any] | None = None
    ) -> Variant:
        """Return the rule of a node in which the inputs at some positions are Values, the others constants.

        Args:
            positions: where Values stand.
            wanted: where Values of floats stand, which want a gradient; all of them if not given.
            options: settled.
        """
        wanted = positions if wanted is None else wanted
        if options:
            return Variant(self, positions, wanted, options)
        if (positions, wanted) not in self._variants:
            self._variants[positions, wanted] = Variant(self, positions, wanted, {})
        return self._variants[positions, wanted]

    def _sorted(self, arguments: Sequence[Any], options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """Tell arrays from options, in what may have come by position or by name."""
        count = len(self.parameters)
        if len(arguments) == count and not options and not self.variadic:
            return tuple(arguments), options
        inputs = list(arguments[:count])
        for name in self.parameters[len(inputs) :]:
            if name in options:
                inputs.append(options.pop(name))
            elif name in self.defaults:
                inputs.append(self.defaults[name])
            else:
                missing = ", ".join(self.parameters[len(inputs) :])
                raise TypeError(
                    f"{self.name} takes {count} array{'s' * (count != 1)}, {missing} is missing: {self.signature}."
                )
        rest = arguments[count:]
        if len(rest) > len(self.options):
            raise TypeError(f"the call is {self.signature}, got {len(arguments)} arguments.")
        options = dict(zip(self.options, rest, strict=False)) | options
        for name in options:
            if name not in self.options:
                advice = ADVICE.get(name, "")
                raise TypeError(f"the call is {self.signature}: the engine does not support {name}=.{advice}")
        if not self.variadic:
            return tuple(inputs), options
        if isinstance(inputs[0], (list, tuple)):
            return tuple(inputs[0]), options
        return tuple(inputs[0][i] for i in range(len(inputs[0]))), options  # an array or a Value: its rows

    def _compute(self, arrays: Sequence[Array], options: dict[str, Any]) -> Array:
        try:
            data: Any = self.forward(*arrays, **options)
        except ValueError as error:
            raise self.misfit(arrays, error) from None
        if type(data) is float:
            return np.float64(data)
        return data[()] if isinstance(data, np.ndarray) and not data.ndim else data

    def misfit(self, arrays: Sequence[Array], error: ValueError) -> ValueError:
        """Return what is to be raised where NumPy refused arrays, most often because of their shapes."""
        shapes = " and ".join(str(np.shape(x)) for x in arrays)
        shown = self.name if self.symbol == self.name else f"{self.name} ({self.symbol})"
        return ValueError(f"{shown} of shapes {shapes}: {self._shape_advice(arrays, error)}")

    def _shape_advice(self, arrays: Sequence[Array], error: ValueError) -> str:
        if self.kind == "elementwise":
            try:
                np.broadcast_shapes(*(np.shape(x) for x in arrays))
            except ValueError:
                return (
                    "they do not broadcast. Counted from the last axis, each pair of lengths must be equal, or one "
                    "of them 1."
                )
        return self.advice or str(error)

    # --- derivatives ---

    def jvp(self, tangents: Sequence[Array | None], out: Array, *inputs: Array, **options: Any) -> Array:
        """Return the Jacobian-vector product: how the output moves when the inputs move along the tangents.

        Args:
            tangents: for each input, its direction in its own shape; None where it stands still.
            out: the output at `inputs`.
            inputs: plain arrays, or Values.
            options: as the operation takes them, settled.
        """
        if self._jvp is not None:
            return self._jvp(tangents, out, *inputs, **options)
        total: Array = np.zeros(out.shape, out.dtype)
        for i, tangent in enumerate(tangents):
            if tangent is None:
                continue
            if self.kind == "elementwise":
                total = total + tangent * self.partial(i, out, *inputs)
            else:  # linear in each argument: the operation itself, with the tangent in that argument's place
                total = total + self._again((*inputs[:i], tangent, *inputs[i + 1 :]), options)
        return total

    def _again(self, inputs: tuple[Array, ...], options: dict[str, Any]) -> Array:
        if any(isinstance(x, Value) for x in inputs):
            return self.apply(inputs, options)
        return self.forward(*inputs, **options)

    def partial(self, i: int, out: Array, *inputs: Array) -> Array:
        """Return an elementwise operation's derivative by input `i`, in a shape that broadcasts to the output."""
        partial = self.partials[i]
        return partial(out, *inputs) if callable(partial) else (0.0 if partial is None else partial)

    # --- in words ---

    def _described(self) -> str:
        shapes = "Works entry by entry; shapes broadcast. " if self.kind == "elementwise" else ""
        rules = " ".join(dict.fromkeys(self.rules))
        no_gradient = "" if self.differentiable else "The answer is made of integers or booleans, without a gradient. "
        kin = ", as in NumPy" if hasattr(np, self.name) else ""
        return f"{self.signature}{kin}. {shapes}{no_gradient}{rules} {self.ties}".strip()

    @property
    def signature(self) -> str:
        """How it is called: clip(x, min, max), sum(x, axis=, keepdims=)."""
        inputs = (f"{name}={self.defaults[name]:g}" if name in self.defaults else name for name in self.parameters)
        return f"{self.name}({', '.join((*inputs, *(f'{name}=' for name in self.options)))})"

    def __repr__(self) -> str:
        return f"<operation {self.signature}>"

    def __reduce__(self) -> str:
        return self.__name__  # a copy, also one that was pickled, is the operation itself


def constant(x: Any) -> Array:
    """Return an operand that is no Value as NumPy takes it: Python's numbers stay, lists become arrays."""
    if type(x) is np.ndarray and x.ndim and x.dtype.kind in "fiub":
        return x
    if type(x) is float or type(x) is int or type(x) is bool:
        return x  # a Python number adapts to the other operand's precision
    array = numeric_array(x)
    return array[()] if array.ndim == 0 else array
