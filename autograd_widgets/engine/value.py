"""What a Value is: an array that remembers how it was computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ContextDecorator
from typing import TYPE_CHECKING, Any, NoReturn, Protocol, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, gradient_for, leaf_data
from autograd_widgets.engine.noticing import listening, note_escape
from autograd_widgets.engine.recording import is_recording, pauses
from autograd_widgets.engine.walk import HandWritten, Listener, clock, contributions, listen, note_change, walk_back

if TYPE_CHECKING:
    from autograd_widgets.engine.methods import ArrayMethods
else:
    ArrayMethods = object

VectorJacobianProduct: TypeAlias = Callable[..., Array]


class Rule(Protocol):
    """How a node came about: its symbol, and for each of its inputs what is handed back, `(g, saved) → array`."""

    symbol: str
    positions: tuple[int, ...]
    vjps: tuple[VectorJacobianProduct | None, ...]


_scope = ""


class Value(ArrayMethods):
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
        "_changed",
        "_data",
        "_grad",
        "_inputs",
        "_order",
        "_rule",
        "_saved",
        "_scope",
        "_upstream",
        "_walk",
        "label",
    )

    _data: Array
    _grad: Array | None
    _rule: Rule | HandWritten | None
    _inputs: tuple[Value, ...]
    _saved: tuple[Array, ...]  # (out, *inputs) as arrays, so that rebinding `data` leaves a recorded graph right
    _order: int
    _upstream: Array | None  # of an interior node, after `backward`: copied into `_grad` when first read
    _changed: int
    _walk: int  # the last walk that met it
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
        for child in children:
            if not isinstance(child, Value):  # pyright: ignore[reportUnnecessaryIsInstance]
                raise TypeError(
                    f"Value's second positional argument is the tuple of its inputs, all Values, got {child!r:.40} in "
                    "it: for an array pass one list, Value([1.0, 2.0])."
                )
        self._data = leaf_data(data, copy=copy)
        self._grad = self._upstream = None
        self._rule = HandWritten(_op) if children else None
        self._inputs = children
        self._saved = ()
        self._order = next(clock)
        self._changed = self._walk = 0
        self._scope = _scope
        self.label = label

    @property
    def data(self) -> Array:
        """The array itself, or an np.float64 for a scalar."""
        return self._data

    @data.setter
    def data(self, new: Array) -> None:
        if new is self._data:  # `x.data *= 2` hands the very same array back, changed
            if type(new) is np.ndarray:
                note_change(self)
            return
        if type(new) is np.float64 and type(self._data) is np.float64:
            self._data = new
            return
        new = leaf_data(new, copy=True)
        if new.shape != self._data.shape:
            self._grad = self._upstream = None
            note_change(self)
        self._data = new

    @property
    def grad(self) -> Array:
        """The gradient, in the shape of `data`: zeros before any `backward`; None for integers and booleans.

        That of a leaf is a Value after `backward(create_graph=True)`. Assigning a scalar spreads it over that shape;
        assigning None, as one does in PyTorch, makes it zeros again.
        """
        if self._grad is None:
            if isinstance(self._upstream, Value):
                return self._upstream
            source = 0.0 if self._upstream is None else self._upstream
            self._grad = np.array(np.broadcast_to(source, self._data.shape), dtype=self._data.dtype)[()]
        return self._grad

    @grad.setter
    def grad(self, new: Array) -> None:
        forget = new is None or (type(new) is float and new == 0.0)
        self._grad = None if forget else new if isinstance(new, Value) else gradient_for(self._data, new, "grad")
        self._upstream = None

    def _add_up(self, create_graph: bool) -> None:
        """Make what a walk brought to this leaf its whole gradient, an array of its own in its own precision."""
        total: Any = self._upstream
        if self._grad is not None:
            total = self._grad + total
        if create_graph:
            total = total if isinstance(total, Value) else Value(total)
        elif not isinstance(total, Value):  # which it is where it was added to a gradient that was recorded
            dtype = self._data.dtype
            if total.dtype is not dtype:
                total = total.astype(dtype)[()]
            elif total.base is not None:  # a view of somebody's array
                total = total.copy() if total.ndim else total[()]
        self._upstream = total

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
        if listening:
            note_escape(self, "item")
        return self._entry()

    def _entry(self) -> float:
        if self._data.size != 1:
            raise ValueError(f"item() wants a Value with one entry, this one has shape {self.shape}: index it first.")
        return self._data.item()

    def detach(self) -> Value:
        """Return a new leaf with the same numbers and no history."""
        return Value(self._data)

    def backward(self, gradient: Array | None = None, *, create_graph: bool = False) -> None:
        """Add the gradient of this Value with respect to every leaf it came from to that leaf's `grad`.

        Interior nodes get their gradient recomputed, so calling `backward` twice doubles a leaf's `grad`, exactly.

        Args:
            gradient: the upstream gradient, in this Value's shape (a scalar is spread over it); ones if not given.
            create_graph: record the backward pass too: the `grad` of each leaf is then a Value, which can be
                differentiated again. It holds the graph, and with it the leaf, until `grad` is set to None; those in
                between get numbers.

        Raises:
            RuntimeError: called under `no_grad`, or an array in the graph was changed in place after its use; with
                `create_graph`, also if `data` was rebound after its use.
            TypeError: this Value holds integers or booleans, which have no gradient.
            ValueError: `gradient` has another shape.
        """
        if pauses and not is_recording():
            raise RuntimeError("backward() was called under no_grad(): call it after the with block.")
        if self._data.dtype.kind != "f":
            raise TypeError(f"backward() wants a Value of floats, this one holds {self.dtype}: it has no gradient.")
        if gradient is None:
            seed = np.float64(1.0) if type(self._data) is np.float64 else np.ones(self.shape, self.dtype)[()]
        else:
            seed = gradient_for(self._data, gradient, "gradient")
        walk_back(self, seed, create_graph=create_graph)

    def on_gradient(self, listener: Listener) -> Callable[[], None]:
        """Have a function called as each contribution to this Value's gradient arrives in a `backward`.

        Args:
            listener: called with the contribution, a read-only array in this Value's shape, and the Value that hands
                it back. At the root nothing arrives: its gradient is where the walk starts.

        Returns:
            A function without arguments that ends it.

        Raises:
            TypeError: it can't be called.

        Example:
            >>> a = Value(3.0)
            >>> stop = a.on_gradient(lambda contribution, source: print(source._op, "hands back", contribution))
            >>> (a * 2 + a).backward()
            + hands back 1.0
            × hands back 2.0
            >>> stop()
        """
        if not callable(listener):
            raise TypeError(
                f"on_gradient expected a function of (contribution, source), got {type(listener).__name__}."
            )
        return listen(self, listener)

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
        if listening:
            note_escape(self, "bool")
        return bool(self._data)

    def __float__(self) -> float:
        if listening:
            note_escape(self, "float")
        return float(self._entry())

    def __int__(self) -> int:
        if listening:
            note_escape(self, "int")
        return int(self._entry())

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("a scalar Value has no len().")
        return self.shape[0]

    def __format__(self, spec: str) -> str:
        return format(self._entry(), spec) if self._data.size == 1 else format(str(self._data), spec)

    def __repr__(self) -> str:
        shown = self._data.item() if self._data.ndim == 0 else self._data
        data = np.array2string(shown, separator=", ", prefix="Value(data=") if self._data.ndim else repr(shown)
        return f"Value(data={data})" if not self.label else f"Value(data={data}, label={self.label!r})"

    def __array__(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError(
            "NumPy asked for a Value's bare array, which would lose its gradient: use value.data if that is what you "
            "want, np.stack([v1, v2]) to make one array of several Values, or a NumPy function that the engine knows."
        )

    def __setitem__(self, index: Any, new: Any) -> NoReturn:
        raise TypeError(
            "entries of a Value can't be assigned, as a recorded graph would become wrong: use np.where(mask, new, v) "
            "or np.concatenate, or make a new Value; value.data[…] = … changes a leaf between two computations."
        )

    def __copy__(self) -> Value:
        return self._leaf_copy("copy")

    def __deepcopy__(self, memo: dict[int, Any]) -> Value:
        copied = memo[id(self)] = self._leaf_copy("deepcopy")
        return copied

    def __reduce__(self) -> tuple[Any, ...]:
        self._refuse_history("pickle")
        return _restored, (type(self), self._data, self._grad, self.label)

    def _leaf_copy(self, what: str) -> Value:
        self._refuse_history(what)
        grad = None if self._grad is None else np.array(self._grad)[()]
        return _restored(type(self), np.array(self._data)[()], grad, self.label)

    def _refuse_history(self, what: str) -> None:
        """Raise a TypeError unless this is a leaf: a graph holds functions, and half of it would be no graph."""
        if self._rule is not None:
            raise TypeError(
                f"{what} takes a leaf, this Value was computed (by {self._op!r}): use value.detach() for its numbers, "
                "or save(path, values) for those of several."
            )
        if isinstance(self._grad, Value):
            raise TypeError(
                f"{what} takes a leaf, the gradient of this one was recorded (create_graph=True): drop it first with "
                "value.grad = None, or keep its numbers with value.grad = value.grad.data."
            )


class Discrete(Value):
    """A Value of integers or booleans inside a graph (a comparison, a count, argmax): recorded, without a gradient."""

    __slots__ = ()

    @property
    def grad(self) -> Array:
        """None: integers and booleans have no gradient."""
        return self._grad

    @grad.setter
    def grad(self, new: Array) -> None:
        self._grad = None if new is None else gradient_for(self._data, new, "grad")

    def __repr__(self) -> str:
        return super().__repr__().replace("Discrete(", "Value(", 1)


def _restored(kind: type[Value], data: Array, grad: Array | None, label: str) -> Value:
    """Return a leaf as it was pickled or copied."""
    leaf = record(None, data, (), (), kind)
    leaf._grad = grad
    leaf.label = label
    return leaf


_new = object.__new__


def record(
    rule: Rule | None,
    data: Array,
    inputs: tuple[Value, ...],
    saved: tuple[Array, ...],
    kind: type[Value] = Value,
) -> Value:
    """Return the node that an operation makes; without its history under `no_grad`."""
    node = _new(kind)
    node._data = data
    node._grad = node._upstream = None
    node._changed = node._walk = 0
    node._order = next(clock)
    node._scope = _scope
    node.label = ""
    if not pauses or is_recording():
        node._rule = rule
        node._inputs = inputs
        node._saved = saved
    else:
        node._rule = None
        node._inputs = node._saved = ()
    return node


class scope(ContextDecorator):  # noqa: N801 — used as a function; a generator takes 2.3 times as long
    """Name a part of the computation, such as one layer; scopes nest. Also a decorator.

    Args:
        name: of the part.

    Raises:
        TypeError: the name is not text.
        ValueError: the name is empty or holds a "/", which separates nested names.
    """

    def __init__(self, name: str) -> None:
        if not isinstance(name, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"scope expected a name as text, got {type(name).__name__}.")
        if not name or "/" in name:
            raise ValueError(f"scope expected a name without '/', got {name!r}.")
        self._name = name

    def _recreate_cm(self) -> scope:
        return scope(self._name)  # of a decorator, one a call: calls may nest

    def __enter__(self) -> None:
        global _scope
        self._before = before = _scope
        _scope = f"{before}/{self._name}" if before else self._name

    def __exit__(self, *_: object) -> None:
        global _scope
        _scope = self._before
