"""Operations of the author's own: a function and its derivatives, checked at once."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from typing import Any, ClassVar

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array, unbroadcast
from autograd_widgets.engine.custom_check import check_partials, check_products
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Value, VectorJacobianProduct
from autograd_widgets.engine.variant import Partial, vjp_from_partial

RESERVED = ("leaf", "constant", "opaque")  # what graphs call nodes that no operation made
LETTERS = ("out", "g")  # what formulas call the output and the upstream gradient


class Custom(Operation):
    """An operation made of somebody's function: see `operation`.

    Attributes:
        function: the author's; if that takes single numbers only, one that calls it for each entry.
    """

    taken_apart: ClassVar[bool] = False  # whether to record what it consists of, instead of itself
    remembers = False  # an author's options may be anything

    def __init__(self, function: Callable[..., Any], author: Callable[..., Any], **known: Any) -> None:
        self.function = function
        super().__init__(forward=self._checked, **known)
        self.__wrapped__ = author
        self.__doc__ = author.__doc__ or self.__doc__
        self.__module__ = getattr(author, "__module__", "")
        self.__qualname__ = getattr(author, "__qualname__", self.name)

    def __reduce__(self) -> str:
        return self.__qualname__

    def apply(self, inputs: Sequence[Any], options: dict[str, Any]) -> Any:
        """Apply it; see `Operation.apply`."""
        return self.function(*inputs, **options) if Custom.taken_apart else super().apply(inputs, options)

    def draw(self, i: int, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
        """Return an array of numbers for one input, from its domain."""
        return np.asarray(rng.uniform(*self.domain[i], shape))[()]

    def jvp(self, tangents: Sequence[Array | None], out: Array, *inputs: Array, **options: Any) -> Array:
        """Return the Jacobian-vector product; see `Operation.jvp`.

        Without partials it takes one vector-Jacobian product for each entry of the output.
        """
        if self.partials:
            return super().jvp(tangents, out, *inputs, **options)
        total: Array = np.zeros(out.shape, out.dtype)
        for unit in np.eye(out.size, dtype=out.dtype).reshape(-1, *out.shape):
            for i, tangent in enumerate(tangents):
                vjp = self.vjp(i)
                if tangent is not None and vjp is not None:
                    row = unbroadcast(vjp(unit[()], out, *inputs, **options), inputs[i].shape)
                    total = total + unit * np.sum(row * tangent)
        return total

    def _checked(self, *arrays: Array, **options: Any) -> Array:
        data = as_numbers(self.function(*arrays, **options), arrays, f"{self.name} returned")
        if self.differentiable and data.dtype.kind != "f":
            data = data.astype(np.float64)
        if self.partials:
            expected = np.broadcast_shapes(*(np.shape(x) for x in arrays))
            if data.shape != expected:
                raise ValueError(
                    f"it returned shape {data.shape}, where an operation with partials= works entry by entry and "
                    f"returns shape {expected}. Use vjps= for one that doesn't."
                )
        return data


@contextmanager
def taken_apart() -> Generator[None]:
    """Have operations of the author's own record the operations that they consist of."""
    before, Custom.taken_apart = Custom.taken_apart, True
    try:
        yield
    finally:
        Custom.taken_apart = before


def operation(
    misplaced: object = None,
    /,
    *,
    partials: Sequence[Partial] = (),
    vjps: Sequence[VectorJacobianProduct | None] = (),
    symbol: str = "",
    rule: str | Sequence[str] = "",
    ties: str = "",
    domain: Sequence[tuple[float, float]] = (),
    examples: Sequence[Any] = (),
    check: bool = True,
) -> Callable[[Callable[..., Any]], Custom]:
    """Make an operation of a function of your own; decorates it. Its gradient is checked at once.

    Called on Values it records one node; on plain arrays it returns a plain array. If it consists of operations that
    the engine knows, it also runs in the browser. Otherwise only Python can compute it, and a picture in the browser
    keeps the leaves that lead to it as they were.

    Args:
        misplaced: nothing. It is there for the message when the brackets behind `operation` were forgotten.
        partials: of a function that works entry by entry, for each input the derivative: a function of
            `(out, *inputs)`, a number, or None for no gradient. The function and its derivatives may be written for
            single numbers, with Python's `math` or with `if`.
        vjps: of any other function, for each input the vector-Jacobian product: a function of `(g, out, *inputs)`
            that returns what the input receives when the output's gradient is g; or None. What the function takes
            behind a `*` are options, which each of these is given as well.
        symbol: what a picture shows; the function's name if not given.
        rule: why the derivative is what it is, in a sentence; or a list of them, one for each input.
        ties: what happens where the derivative does not exist.
        domain: for each input the range (low, high) that the check draws numbers from; −2 to 2 if not given.
        examples: what `vjps` are checked on: a list of shapes or arrays; if there are several inputs, of tuples with
            one for each. A dict at the end of such a tuple holds options. If not given, numbers and arrays of shapes
            (3,) and (2, 2), as far as the function takes them.
        check: whether to compare the derivatives with central differences.

    Raises:
        TypeError: the derivatives are no list with one for each input, or the function's parameters don't suit.
        ValueError: a derivative is wrong or can't be computed. The message says which one, at which numbers, what came
            and what central differences give.

    Example:
        >>> from autograd_widgets import Value, operation
        >>> @operation(partials=[lambda out, x: 3 * x**2], rule="Power rule.")
        ... def cube(x):
        ...     return x**3
        >>> x = Value(2.0)
        >>> cube(x).backward()
        >>> float(x.grad)
        12.0

        >>> @operation(vjps=[lambda g, out, x: g * x / out], domain=[(1, 2)])
        ... def length(x):
        ...     return np.sqrt(np.sum(x * x))
    """
    if misplaced is not None:
        raise TypeError("operation must be told the derivatives: write @operation(partials=[…]) or (vjps=[…]).")
    if bool(partials) == bool(vjps):
        raise TypeError("operation expected either partials= or vjps=, a list with one derivative for each input.")
    given = partials or vjps
    if not isinstance(given, (list, tuple)):
        raise TypeError(f"operation expected a list with one derivative for each input, got {given!r:.60}.")

    def make(function: Callable[..., Any]) -> Custom:
        signature = _Signature(function)
        signature.check(len(given), "partial" if partials else "vjp")
        signature.check_lists(domain, rule)
        ranges = tuple(domain) or ((-2.0, 2.0),) * len(given)
        known = {**signature.known, "symbol": symbol or signature.name, "rule": rule, "ties": ties, "domain": ranges}
        if partials:
            fit, used = _fit_for_arrays(function, partials, ranges)
            products = [_product(partial) for partial in used]
            made = Custom(fit, function, kind="elementwise", vjps=products, partials=used, **known)
        else:
            products = [_checked_product(signature, i, vjp) for i, vjp in enumerate(vjps)]
            made = Custom(function, function, kind="other", vjps=products, **known)
        if check:
            with np.errstate(all="ignore"):
                check_partials(made) if partials else check_products(made, examples)
        return made

    return make


class _Signature:
    """What an operation must know about the parameters of somebody's function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        if not callable(function):
            raise TypeError(f"operation decorates a function, got {type(function).__name__} {function!r:.60}.")
        name = getattr(function, "__name__", "")
        self.name = name if name.isidentifier() else "function"
        self.inputs: list[str] = []
        self.defaults: dict[str, Any] = {}
        self.options: dict[str, Any] = {}
        if isinstance(function, np.ufunc):
            self.inputs = [*"xyzw"[: function.nin]]
            return
        for parameter in inspect.signature(getattr(function, "pyfunc", function)).parameters.values():
            if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
                raise TypeError(f"{self.name} takes {parameter}: an operation's inputs must be named one by one.")
            if parameter.kind is parameter.KEYWORD_ONLY:
                self.options[parameter.name] = parameter.default
                continue
            self.inputs.append(parameter.name)
            if parameter.default is not parameter.empty:
                self.defaults[parameter.name] = parameter.default

    @property
    def known(self) -> dict[str, Any]:
        """What the operation is told about its parameters."""
        present = {name: x for name, x in self.options.items() if x is not inspect.Parameter.empty}

        def settle(*_: tuple[int, ...], **options: Any) -> dict[str, Any]:
            return {**present, **options}

        return {
            "name": self.name,
            "parameters": self.inputs,
            "defaults": self.defaults,
            "options": list(self.options),
            "settle": settle if self.options else None,
        }

    @property
    def counted(self) -> str:
        """How many inputs there are, and which."""
        return f"{_counted(len(self.inputs), 'input')} ({', '.join(self.inputs)})"

    def check(self, count: int, kind: str) -> None:
        """Raise if the parameters don't suit an operation with so many derivatives."""
        if self.name in RESERVED:
            raise TypeError(f"an operation can't be called {self.name}: graphs call other nodes so. Rename it.")
        for name in LETTERS:
            if name in self.inputs:
                raise TypeError(f"{self.name} can't have an input {name}: formulas call another thing so. Rename it.")
        if kind == "partial" and self.options:
            raise TypeError(f"{self.name} takes options ({', '.join(self.options)}): only vjps= can deal with those.")
        if count != len(self.inputs):
            hint = "" if kind == "partial" else " What is no input goes behind a *: def f(x, *, axis=0)."
            raise TypeError(
                f"{self.name} has {self.counted}, got {_counted(count, kind)}: give one for each, None for no "
                f"gradient.{hint}"
            )
        for name, default in self.defaults.items():
            if not isinstance(default, (int, float)):
                raise TypeError(
                    f"{self.name} has the default {name}={default!r:.30}: an input's default is a number, and what "
                    "is no input goes behind a *: def f(x, *, axis=0)."
                )

    def check_lists(self, domain: Sequence[Any], rule: str | Sequence[str]) -> None:
        """Raise if there is not one range and one reason for each input, where any are given."""
        if any(np.shape(pair) != (2,) for pair in domain):
            raise TypeError(f"{self.name} expected domain= as a list of ranges (low, high), got {domain!r:.60}.")
        if len(domain) not in (0, len(self.inputs)):
            count = _counted(len(domain), "range")
            raise TypeError(f"{self.name} has {self.counted}, got {count} as its domain: give one for each.")
        if not isinstance(rule, str) and len(rule) != len(self.inputs):
            raise TypeError(f"{self.name} has {self.counted}, got {_counted(len(rule), 'rule')}: give one for each.")


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def as_numbers(answer: Any, arrays: Sequence[Array], what: str) -> Array:
    """Return what somebody's function answered as an array, a Python number in the precision of the inputs."""
    try:
        array = numeric_array(answer)
    except TypeError as error:
        raise TypeError(f"{what} no numbers: {error}") from None
    if isinstance(answer, (int, float)) and not isinstance(answer, (bool, np.generic)):
        array = array.astype(_precision(arrays))
    return array[()] if array.ndim == 0 else array


def _precision(arrays: Sequence[Array]) -> np.dtype[Any]:
    joint = np.result_type(*arrays)
    return joint if joint.kind == "f" else np.dtype(np.float64)


# --- functions for single numbers ---


def _fit_for_arrays(
    function: Callable[..., Any], partials: Sequence[Partial], domain: Sequence[tuple[float, float]]
) -> tuple[Callable[..., Any], list[Partial]]:
    """Return an elementwise function and its derivatives so that they take arrays."""
    arrays: list[Array] = [np.linspace(low, high, 4)[1:3] for low, high in domain]
    function = _one_by_one(function, arrays)
    if _refusal(function, arrays) is not None:
        return function, [*partials]
    with np.errstate(all="ignore"):
        known = [function(*arrays), *arrays]
    return function, [_one_by_one(partial, known) if callable(partial) else partial for partial in partials]


def _one_by_one(function: Callable[..., Any], arrays: Sequence[Array]) -> Callable[..., Any]:
    """Return a function as it is if it takes these arrays, else one that calls it for each of their entries."""
    refused = _refusal(function, arrays)
    if not isinstance(refused, (TypeError, ValueError)):  # as of math.sin(array), and of `if array > 0`
        return function
    if _refusal(function, [x[0] for x in arrays]) is not None:  # the check says how, or whoever calls it sees
        return function
    each = np.vectorize(function, otypes=[np.float64])

    def on_arrays(*inputs: Any) -> Any:
        if any(isinstance(x, Value) for x in inputs):
            return function(*inputs)
        return each(*inputs).astype(_precision(inputs))[()]

    return on_arrays


def _refusal(function: Callable[..., Any], arguments: Sequence[Array]) -> Exception | None:
    """Return what somebody's function raises on some numbers, if anything."""
    try:
        with np.errstate(all="ignore"):
            function(*arguments)
    except Exception as error:  # noqa: BLE001 — it may be anything
        return error
    return None


# --- what goes back ---


def _product(partial: Partial) -> VectorJacobianProduct | None:
    """Return upstream gradient × partial."""
    if partial is None:
        return None

    def product(g: Array, out: Array, *inputs: Array) -> Array:
        return vjp_from_partial(partial, len(inputs))(g, (out, *inputs))

    return product


def _checked_product(
    signature: _Signature, position: int, vjp: VectorJacobianProduct | None
) -> VectorJacobianProduct | None:
    """Return somebody's vector-Jacobian product with its answer made what the walk expects, or refused."""
    if vjp is None:
        return None
    what = f"the vjp of {signature.name} by {signature.inputs[position]} returned"

    def product(g: Array, out: Array, *inputs: Array, **options: Any) -> Array:
        answer = vjp(g, out, *inputs, **options)
        if not isinstance(answer, Value):
            if any(answer is x for x in (out, *inputs)):
                answer = np.array(answer)  # a gradient is nobody else's array
            answer = as_numbers(answer, inputs, what)
        shape: tuple[int, ...] = getattr(inputs[position], "shape", ())
        if _joint_shape(answer.shape, shape) != answer.shape:
            raise ValueError(
                f"{what} shape {answer.shape}, where the input has shape {shape}: return an array of that shape, "
                "for example np.broadcast_to(g, x.shape)."
            )
        return answer

    return product


def _joint_shape(one: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(one, other)
    except ValueError:
        return None
