"""The walk back through a recorded graph: from a root to every leaf it was computed from."""

from __future__ import annotations

import itertools
import threading
import weakref
from collections.abc import Callable, Container, Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, unbroadcast

if TYPE_CHECKING:
    from autograd_widgets.engine.value import Value

Listener: TypeAlias = "Callable[[Array, Value], object]"

clock = itertools.count(1)  # numbers nodes and in-place changes; a node is always made after its inputs
_last_change = 0  # when an array was last changed in place
_creation = attrgetter("_order")
_walks = itertools.count(1)  # a walk marks the nodes that it has met with its own number
_one_at_a_time = threading.RLock()  # as walks leave marks and sums on nodes: those of two threads may share leaves
_under_way = 0  # how many walks are: more than one where a listener or a rule starts another
_listeners: weakref.WeakKeyDictionary[Value, list[Listener]] = weakref.WeakKeyDictionary()
_hand_written = False  # whether any rule was ever written by hand: such rules need the careful walk


class HandWritten:
    """The rule of a node made by hand, with the function that its maker assigned to `_backward`."""

    vjps = ()

    def __init__(self, symbol: str, function: Callable[[], None] = lambda: None) -> None:
        global _hand_written
        _hand_written = True
        self.symbol = symbol
        self.function = function


def note_change(value: Value) -> None:
    """Note a change of a Value's array in place, or of its shape: a walk through what used it before must refuse."""
    global _last_change
    value._changed = _last_change = next(clock)


def topological_order(*roots: Value) -> list[Value]:
    """Return every Value that the roots were computed from, roots included, inputs before outputs.

    A node is always made after its inputs, so the order of creation is a topological order: no recursion.
    """
    with _one_at_a_time:
        walk = next(_walks)
        nodes: list[Value] = []
        stack: list[Value] = []
        for root in roots:
            if root._walk is not walk:
                root._walk = walk
                stack.append(root)
        pop, push, add = stack.pop, stack.append, nodes.append
        while stack:
            node = pop()
            add(node)
            for parent in node._inputs:
                if parent._walk is not walk:
                    parent._walk = walk
                    push(parent)
    nodes.sort(key=_creation)
    return nodes


def walk_back(root: Value, seed: Array, *, create_graph: bool = False) -> None:
    """Add the gradient of `root`, started with `seed`, to the `grad` of every leaf; recompute it in between.

    An interior node keeps its gradient as `_upstream`, shared with others until somebody reads it. So does a leaf, but
    only until the walk is over: an exception on the way leaves every gradient as it was.

    Args:
        root: where to begin.
        seed: the upstream gradient, in the root's shape.
        create_graph: compute with Values, so that the gradients can be differentiated again.

    Raises:
        RuntimeError: an array in the graph was changed in place after its use.
    """
    global _under_way
    with _one_at_a_time:
        nodes = topological_order(root)
        nodes.reverse()
        refuse_changed_arrays(nodes)
        before = [node._upstream for node in nodes]
        _under_way += 1
        try:
            for node in nodes:
                node._upstream = None
            root._upstream = seed
            if create_graph or _listeners or _hand_written:
                _hand_back_carefully(nodes, create_graph=create_graph)
            else:
                _hand_back(nodes)
        except BaseException:
            for node, upstream in zip(nodes, before, strict=True):
                node._upstream = upstream
            raise
        finally:
            _under_way -= 1
        for node in nodes:
            if node._rule is not None:
                node._grad = None
            elif node._upstream is not None:
                node._grad, node._upstream = node._upstream, None
        if _under_way:  # called by a listener or a rule of another walk, whose sums must not be lost
            for node, upstream in zip(nodes, before, strict=True):
                node._upstream = upstream


def _hand_back(nodes: Sequence[Value]) -> None:
    """Carry every node's gradient to its inputs, the last node first: the hot loop of the engine.

    `_hand_back_carefully` is the same in words. Here nothing is called but the rules: written with `contributions`, the
    loop takes 1.6 times as long on scalars.
    """
    number = np.float64
    for node in nodes:
        g = node._upstream
        if g is None:
            continue
        rule = node._rule
        if rule is None:
            if node._grad is not None or g.base is not None or g.dtype is not node._data.dtype:
                node._add_up(False)
            continue
        saved = node._saved
        for parent, vjp in zip(node._inputs, rule.vjps):  # noqa: B905 — as long as each other, by construction
            if vjp is None:
                continue
            contribution = vjp(g, saved)
            if type(contribution) is not number:
                shape = parent._data.shape
                if contribution.shape != shape:
                    contribution = unbroadcast(contribution, shape)
                if contribution is g and parent._rule is None:
                    contribution = contribution.copy()  # a leaf's gradient is its own
            before = parent._upstream
            parent._upstream = contribution if before is None else before + contribution


def _hand_back_carefully(nodes: Sequence[Value], *, create_graph: bool) -> None:
    """Do the same where somebody listens, wrote a rule by hand, or wants to differentiate the gradients again."""
    for node in nodes:
        g = node._upstream
        if g is None:
            continue
        if node._rule is None:
            node._add_up(create_graph)
            continue
        for parent, contribution in contributions(node, g, create_graph=create_graph):
            for listen in _listeners.get(parent, ()):
                listen(_read_only(contribution), node)
            own = contribution
            if contribution is g and parent._rule is None and isinstance(g, np.ndarray):
                own = contribution.copy()
            before = parent._upstream
            parent._upstream = own if before is None else before + own
        if create_graph:  # numbers only: a gradient that knows its history would keep the node alive, and itself
            node._upstream = g if isinstance(g, (np.ndarray, np.generic)) else g._data


def _read_only(contribution: Array) -> Array:
    """Return what a listener may look at: the array may be the gradient of several nodes."""
    if type(contribution) is not np.ndarray:
        return contribution
    view: np.ndarray[Any, Any] = contribution.view()
    view.flags.writeable = False
    return view


def contributions(
    node: Value, upstream: Array, *, create_graph: bool = False, wanted: Container[Value] | None = None
) -> Iterator[tuple[Value, Array]]:
    """Yield each input of a node with what the node adds to that input's gradient, in the input's shape.

    Args:
        node: a Value made by an operation.
        upstream: the gradient of the root with respect to `node`, in `node`'s shape.
        create_graph: compute with Values, so that the contributions can be differentiated again.
        wanted: the inputs that are asked for; all of them if not given.

    Raises:
        RuntimeError: with `create_graph`, a Value's `data` was rebound after its use, or a rule is written by hand.
    """
    rule = node._rule
    if isinstance(rule, HandWritten):
        if create_graph:
            raise RuntimeError(
                f"{node._op!r} has a _backward written by hand, which gives numbers only: its gradient can't be "
                "differentiated again. Write it with operations, or as an operation of your own."
            )
        yield from _hand_written_on_values(node, upstream, rule.function)
        return
    if rule is None:
        return
    saved = saved_values(node) if create_graph else node._saved
    for parent, vjp in zip(node._inputs, rule.vjps, strict=True):
        if vjp is not None and (wanted is None or parent in wanted):
            yield parent, unbroadcast(vjp(upstream, saved), parent._data.shape)


def saved_values(node: Value) -> tuple[Any, ...]:
    """Return the output and the inputs of a node as Values, where the rule usually sees their arrays."""
    saved: list[Any] = [node, *node._saved[1:]]
    if node._data is not node._saved[0]:
        raise _rebound(node)
    for position, parent in zip(node._rule.positions, node._inputs, strict=True):  # type: ignore[union-attr]
        if parent._data is not saved[position + 1]:
            raise _rebound(parent)
        saved[position + 1] = parent
    return tuple(saved)


def _rebound(value: Value) -> RuntimeError:
    name = f"{value.label!r}" if value.label else f"a Value of shape {value.shape}"
    return RuntimeError(
        f"the data of {name} were rebound (data = …) after it was used: create_graph=True differentiates with the "
        "Values as they are now, which would be wrong. Compute the expression again after the change."
    )


def _hand_written_on_values(node: Value, upstream: Array, run: Callable[[], None]) -> list[tuple[Value, Array]]:
    """Run a hand-written rule in the middle of a walk, whose own notes on these nodes are put back afterwards."""
    held = [(value, value._grad, value._upstream) for value in (node, *node._prev)]
    try:
        added = hand_written_contributions(node, upstream, run)
    finally:
        for value, grad, walk_upstream in held:
            value._grad, value._upstream = grad, walk_upstream
    return [(parent, contribution) for parent, contribution in added if parent._data.dtype.kind == "f"]


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


def listen(value: Value, listener: Listener) -> Callable[[], None]:
    """Have a function called whenever a contribution to a Value's gradient arrives; return what ends that."""
    _listeners.setdefault(value, []).append(listener)

    def stop() -> None:
        left = [other for other in _listeners.get(value, []) if other is not listener]
        if left:
            _listeners[value] = left
        else:
            _listeners.pop(value, None)

    return stop


def refuse_changed_arrays(nodes: Sequence[Value]) -> None:
    """Raise if an array was changed in place, or its shape, after an operation used it: its gradient would be wrong.

    Args:
        nodes: the last made first.
    """
    for node in reversed(nodes):
        if node._order > _last_change:  # the usual case
            return
        if node._rule is not None:
            break
    for node in nodes:
        if node._rule is None:
            continue
        for used in (node, *node._inputs):
            if used._changed > node._order:
                name = f"{used.label!r}" if used.label else f"a Value of shape {used.shape}"
                raise RuntimeError(
                    f"{name} was changed in place (data *= …, data += …), or given data of another shape, after it "
                    f"was used in {node._op!r}: its gradient would be wrong. Compute the expression again after the "
                    "change, or rebind it in the same shape: x.data = x.data * 2."
                )
