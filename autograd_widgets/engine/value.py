"""What a Value is: an array that remembers how it was computed, and the walk that differentiates it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, gradient_for, leaf_data, unbroadcast

VectorJacobianProduct: TypeAlias = Callable[..., Array]


class Rule(Protocol):
    """How a node came about: its symbol, and one vector-Jacobian product for each of its inputs."""

    symbol: str
    vjps: tuple[VectorJacobianProduct | None, ...]


_clock = itertools.count(1)  # numbers nodes and in-place changes; a node is always made after its inputs
_last_change = 0  # when an array was last changed in place
_recording = True
_scope = ""


class Value:
    """An array (or a number) that records the computation it takes part in.

    A Value made by hand is a *leaf*: it wants a gradient. A Value made by an operation remembers its inputs, so
    that `backward` can carry gradients from it to the leaves. A bare array or number in an expression is a
    constant.

    Args:
        data: a number, an array, or nested lists of numbers. Floats keep their precision; integers and booleans
            become float64. The array is copied unless `copy=False`.
        _children: the inputs of a node made by hand, as micrograd and ngrad write it.
        _op: the symbol of a node made by hand.
        label: the name it is shown under.
        copy: whether to copy an array that is passed in.

    Raises:
        TypeError: the data are complex, text, objects, ragged lists, or already a Value.
    """

    __slots__ = (
        "__weakref__",
        "_attributes",
        "_changed",
        "_data",
        "_grad",
        "_inputs",
        "_order",
        "_rule",
        "_saved",
        "_scope",
        "_upstream",
        "label",
    )

    _data: Array
    _grad: Array | None
    _rule: Rule | None
    _inputs: tuple[Value, ...]
    _saved: tuple[Array, ...]  # (out, *inputs) as arrays, so that rebinding `data` leaves a recorded graph right
    _attributes: dict[str, Any] | None
    _order: int
    _upstream: Array | None  # of an interior node, after `backward`: copied into `_grad` when first read
    _changed: int
    _scope: str
    label: str

    def __init__(
        self,
        data: Array,
        _children: Sequence[Value] | set[Value] = (),
        _op: str = "",
        label: str = "",
        *,
        copy: bool = True,
    ) -> None:
        if isinstance(_children, str):
            raise TypeError(
                f"Value's second positional argument is the tuple of its inputs, got the text {_children!r}: "
                f"write Value(data, label={_children!r})."
            )
        if isinstance(data, Value):
            raise TypeError("Value(…) got a Value: use it as it is, or value.detach() for a new leaf.")
        children = tuple(_children)
        _set_up(self, leaf_data(data, copy=copy), HandWritten(_op) if children else None, children, (), None)
        self.label = label

    @property
    def data(self) -> Array:
        """The array itself, or an np.float64 for a scalar."""
        return self._data

    @data.setter
    def data(self, new: Array) -> None:
        global _last_change
        if new is self._data:  # `x.data *= 2` hands the very same array back, changed
            if isinstance(new, np.ndarray):
                self._changed = _last_change = next(_clock)
            return
        new = leaf_data(new, copy=True)
        if new.shape != self._data.shape:
            self._grad = self._upstream = None
        self._data = new

    @property
    def grad(self) -> Array:
        """The gradient, in the shape of `data`: zeros before any `backward`; None for integers and booleans.

        Assigning a scalar spreads it over that shape; assigning None, as one does in PyTorch, makes it zeros again.
        """
        if self._grad is None:
            if self._data.dtype.kind != "f":
                return None
            source = 0.0 if self._upstream is None else self._upstream
            self._grad = np.array(np.broadcast_to(source, self._data.shape), dtype=self._data.dtype)[()]
        return self._grad

    @grad.setter
    def grad(self, new: Array) -> None:
        self._grad = None if new is None else gradient_for(self._data, new, "grad")
        self._upstream = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The length of each axis; `()` for a scalar."""
        return self._data.shape

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return self._data.ndim

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._data.size

    @property
    def dtype(self) -> np.dtype[Any]:
        """NumPy's type of the entries."""
        return self._data.dtype

    def item(self) -> float:
        """Return the single entry as a Python number.

        Raises:
            ValueError: there is not exactly one entry.
        """
        if self._data.size != 1:
            raise ValueError(f"item() wants a Value with one entry, this one has shape {self.shape}: index it first.")
        return self._data.item()

    def detach(self) -> Value:
        """Return a new leaf with the same numbers and no history."""
        return Value(self._data)

    def backward(self, gradient: Array | None = None) -> None:
        """Add the gradient of this Value with respect to every leaf it came from to that leaf's `grad`.

        Interior nodes get their gradient recomputed, so calling `backward` twice doubles a leaf's `grad`, exactly.

        Args:
            gradient: the upstream gradient, in this Value's shape (a scalar is spread over it); ones if not given.

        Raises:
            RuntimeError: called under `no_grad`, or an array in the graph was changed in place after its use.
            TypeError: this Value holds integers or booleans, which have no gradient.
            ValueError: `gradient` has another shape.
        """
        if not _recording:
            raise RuntimeError("backward() was called under no_grad(): call it after the with block.")
        if self._data.dtype.kind != "f":
            raise TypeError(f"backward() wants a Value of floats, this one holds {self.dtype}: it has no gradient.")
        seed = np.ones(self.shape, self.dtype)[()] if gradient is None else gradient
        seed = gradient_for(self._data, seed, "gradient")
        nodes = topological_order(self)
        _refuse_changed_arrays(nodes)
        upstream: dict[Value, Array] = {self: seed}
        for node in reversed(nodes):
            if node in upstream:
                for parent, contribution in contributions(node, upstream[node]):
                    upstream[parent] = upstream[parent] + contribution if parent in upstream else contribution
        for node in nodes:  # only now, so that an exception above leaves every gradient as it was
            gradient = upstream.get(node)
            if node._rule is not None:
                node._grad, node._upstream = None, gradient
            elif gradient is not None:
                total = gradient if node._grad is None else node._grad + gradient
                node._grad = np.array(total, dtype=node._data.dtype)[()]

    @property
    def _prev(self) -> tuple[Value, ...]:
        """The inputs, in order, each once."""
        return tuple(dict.fromkeys(self._inputs))

    @property
    def _op(self) -> str:
        return "" if self._rule is None else self._rule.symbol

    @property
    def _backward(self) -> Callable[[], None]:
        """Carry this node's `grad` one operation back, by hand: adds to the `grad` of each input."""
        if isinstance(self._rule, HandWritten):
            return self._rule.function

        def one_step() -> None:
            for parent, contribution in contributions(self, self.grad):
                parent.grad = parent.grad + contribution

        return one_step

    @_backward.setter
    def _backward(self, function: Callable[[], None]) -> None:
        self._rule = HandWritten(self._op, function)

    __hash__ = object.__hash__  # == is identity: Values work in sets, dicts and lists

    def __bool__(self) -> bool:
        return bool(self._data)

    def __float__(self) -> float:
        return float(self.item())

    def __int__(self) -> int:
        return int(self.item())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a scalar Value has no len().")
        return self.shape[0]

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if self._data.size == 1 else format(str(self._data), spec)

    def __repr__(self) -> str:
        shown = self._data.item() if self._data.ndim == 0 else self._data
        data = np.array2string(shown, separator=", ", prefix="Value(data=") if self._data.ndim else repr(shown)
        return f"Value(data={data})" if not self.label else f"Value(data={data}, label={self.label!r})"

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "NumPy asked for a Value's bare array, which would lose its gradient: use value.data if that is what "
            "you want, or call a NumPy function that the engine knows."
        )

    if TYPE_CHECKING:  # these are made from the table of operations, by engine/ops.py
        T: Value

        def __neg__(self) -> Value: ...
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
        def exp(self) -> Value: ...  # noqa: D102
        def log(self) -> Value: ...  # noqa: D102
        def tanh(self) -> Value: ...  # noqa: D102
        def relu(self) -> Value: ...  # noqa: D102
        def sum(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value: ...  # noqa: D102
        def mean(self, axis: int | tuple[int, ...] | None = None, keepdims: bool = False) -> Value: ...  # noqa: D102
        def reshape(self, *shape: int | tuple[int, ...]) -> Value: ...  # noqa: D102
        def transpose(self, *axes: int | tuple[int, ...]) -> Value: ...  # noqa: D102


class HandWritten:
    """The rule of a node made by hand, with the function that its maker assigned to `_backward`."""

    vjps: tuple[VectorJacobianProduct | None, ...] = ()

    def __init__(self, symbol: str, function: Callable[[], None] = lambda: None) -> None:
        self.symbol = symbol
        self.function = function


def contributions(node: Value, upstream: Array) -> Iterator[tuple[Value, Array]]:
    """Yield each input of a node with what the node adds to that input's gradient, in the input's shape.

    Args:
        node: a Value made by an operation.
        upstream: the gradient of the root with respect to `node`, in `node`'s shape.
    """
    rule = node._rule
    if isinstance(rule, HandWritten):
        yield from hand_written_contributions(node, upstream, rule.function)
        return
    if rule is None:
        return
    attributes = node._attributes or {}
    for parent, vjp in zip(node._inputs, rule.vjps, strict=True):
        if vjp is not None and parent._data.dtype.kind == "f":
            yield parent, unbroadcast(vjp(upstream, *node._saved, **attributes), parent._data.shape)


def hand_written_contributions(node: Any, upstream: Array, run: Callable[[], None]) -> list[tuple[Any, Array]]:
    """Run a `_backward` that somebody wrote by hand and return what it added to each input's `grad`.

    Every `grad` is put back afterwards. An input whose `grad` was not touched is left out: a rule that adds nothing
    is no rule. Works for any object with `data`, `grad` and `_prev`.
    """
    parents = list(dict.fromkeys(node._prev))
    kept = [(value, value.grad) for value in (node, *parents)]
    try:
        for parent in parents:
            parent.grad = np.zeros(np.shape(parent.data))[()]
        node.grad = upstream
        zeros = [parent.grad for parent in parents]
        run()
        return [(p, p.grad) for p, zero in zip(parents, zeros, strict=True) if p.grad is not zero or np.any(zero)]
    finally:
        for value, grad in kept:
            value.grad = grad


def topological_order(*roots: Value) -> list[Value]:
    """Return every Value that the roots were computed from, roots included, inputs before outputs.

    A node is always made after its inputs, so the order of creation is a topological order: no recursion.
    """
    seen = set(roots)
    stack = list(seen)
    while stack:
        for parent in stack.pop()._inputs:
            if parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return sorted(seen, key=_creation)


def _creation(node: Value) -> int:
    return node._order


def record(
    rule: Rule,
    data: Array,
    inputs: tuple[Value, ...],
    saved: tuple[Array, ...],
    attributes: dict[str, Any] | None,
) -> Value:
    """Return the node that an operation makes; without its history under `no_grad`."""
    node: Value = object.__new__(Value)
    if _recording:
        _set_up(node, data, rule, inputs, saved, attributes)
    else:
        _set_up(node, data, None, (), (), None)
    return node


def _set_up(
    node: Value,
    data: Array,
    rule: Rule | None,
    inputs: tuple[Value, ...],
    saved: tuple[Array, ...],
    attributes: dict[str, Any] | None,
) -> None:
    node._data = data
    node._grad = None
    node._rule = rule
    node._inputs = inputs
    node._saved = saved
    node._attributes = attributes
    node._order = next(_clock)
    node._upstream = None
    node._changed = 0
    node._scope = _scope
    node.label = ""


def _refuse_changed_arrays(nodes: list[Value]) -> None:
    """Raise if an array was changed in place after an operation used it: its gradient would be wrong."""
    first_operation = next((node._order for node in nodes if node._rule is not None), _last_change)
    if _last_change <= first_operation:  # the usual case
        return
    for node in nodes:
        for parent in node._inputs:
            if parent._changed > node._order:
                name = f"{parent.label!r}" if parent.label else f"a Value of shape {parent.shape}"
                raise RuntimeError(
                    f"{name} was changed in place (data *= …, data += …) after it was used in {node._op!r}: "
                    "its gradient would be wrong. Compute the expression again after the change, or rebind it: "
                    "x.data = x.data * 2."
                )


@contextmanager
def no_grad() -> Generator[None]:
    """Compute without recording: Values made inside have no history. Also a decorator."""
    global _recording
    before, _recording = _recording, False
    try:
        yield
    finally:
        _recording = before


@contextmanager
def scope(name: str) -> Generator[None]:
    """Name a part of the computation, such as one layer; scopes nest. Also a decorator.

    Raises:
        TypeError: the name is not text.
        ValueError: the name is empty or holds a "/", which separates nested names.
    """
    global _scope
    if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"scope expected a name as text, got {type(name).__name__}.")
    if not name or "/" in name:
        raise ValueError(f"scope expected a name without '/', got {name!r}.")
    before = _scope
    _scope = f"{before}/{name}" if before else name
    try:
        yield
    finally:
        _scope = before
