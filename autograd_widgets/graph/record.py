"""A computation as plain data: the nodes that lead to a root, in topological order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Value
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import HandWritten, topological_order
from autograd_widgets.graph.names import Namer, caller_names
from autograd_widgets.graph.opaque import probe_partials


@dataclass(frozen=True)
class Node:
    """One node of a recorded computation.

    Attributes:
        id: its place in the graph; its inputs come before it.
        op: "leaf", "constant", "opaque" (its rule exists only in somebody's Python), or an operation's name.
        symbol: what a picture shows for the operation.
        inputs: the ids of its inputs.
        data: its array, as recorded; of a scalar, an np.float64.
        grad: the gradient that it held when it was recorded; None for constants, integers and booleans.
        options: the operation's other arguments, such as axis.
        name: unique in the graph, and what it is shown as.
        named: whether the author gave the name, by a label or a variable.
        scope: the named part of the computation that it belongs to, "" for none.
        partials: of an opaque node, the local derivative by each input where it could be found, else None.
        operation: what computed it; None for leaves, constants and opaque nodes.
    """

    id: int
    op: str
    symbol: str
    inputs: tuple[int, ...]
    data: Array
    grad: Array | None
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    name: str = ""
    named: bool = False
    scope: str = ""
    partials: tuple[Array | None, ...] = ()
    operation: Operation | None = None

    @property
    def shape(self) -> tuple[int, ...]:
        """The shape of its array."""
        return self.data.shape

    @property
    def is_leaf(self) -> bool:
        """Whether a person may change it: a leaf of floats."""
        return self.op == "leaf" and self.data.dtype.kind == "f"

    @property
    def is_computed(self) -> bool:
        """Whether the forward pass computes it."""
        return self.op not in ("leaf", "constant")


class Graph:
    """The nodes that lead to one or several roots, in topological order.

    Make one with `Graph.of(root)`. It holds arrays, never the Values themselves.
    """

    def __init__(self, nodes: Sequence[Node], roots: Sequence[int]) -> None:
        self.nodes = tuple(nodes)
        self.roots = tuple(roots)

    @classmethod
    def of(cls, root: Any, names: Mapping[int, str] | None = None) -> Graph:
        """Record the computation that leads to a Value, or to several.

        Args:
            root: a Value, a tuple or list of Values, or an object of micrograd's or ngrad's kind (with `data`,
                `grad`, `_prev` and `_op`), whose operations are recognised by symbol and checked by their numbers.
            names: what to call unlabelled Values, by `id`; the caller's variables if not given.

        Raises:
            TypeError: it is none of these.
        """
        names = caller_names() if names is None else names
        roots: list[Any] = [*root] if type(root) in (tuple, list) else [root]
        if roots and all(isinstance(r, Value) for r in roots):
            return _record_own(roots, names)
        kin = all(hasattr(roots[0], name) for name in ("data", "grad", "_prev", "_op")) if len(roots) == 1 else False
        if kin and not isinstance(roots[0], type):
            from autograd_widgets.graph.foreign import record_foreign  # noqa: PLC0415 — it needs Graph itself

            return record_foreign(roots[0], names)
        raise TypeError(
            f"expected a Value, the root of a computation, got {type(root).__name__} {root!r:.60}: "
            "pass what your expression returned, for example L after L = a * b."
        )

    @property
    def root(self) -> Node:
        """The node that the steps lead to: the first root."""
        return self.nodes[self.roots[0]]

    def differentiable(self) -> list[bool]:
        """Return for each node whether a gradient can reach some leaf of floats through it."""
        wants: list[bool] = []
        for node in self.nodes:
            through = node.is_computed and any(
                wants[i] and has_derivative(node, position) for position, i in enumerate(node.inputs)
            )
            wants.append(node.data.dtype.kind == "f" and (node.op == "leaf" or through))
        return wants


def has_derivative(node: Node, position: int) -> bool:
    """Return whether a node has a derivative by one of its inputs."""
    return node.operation is None or node.operation.vjp(position) is not None


def _record_own(roots: Sequence[Value], held: Mapping[int, str]) -> Graph:
    """Record a computation on the engine's own Values; constants become nodes just before they are used."""
    values = topological_order(*roots)
    namer = Namer(values, held)
    nodes: list[Node] = []
    ids: dict[Value, int] = {}
    for value in values:
        rule = value._rule
        op, inputs, partials = "leaf", list[int](), tuple[Array | None, ...]()
        operation = None
        if isinstance(rule, Variant):
            operation = rule.operation
            op = operation.name
            by_position = dict(zip(rule.positions, value._inputs, strict=True))
            for position, array in enumerate(value._saved[1:]):
                if position not in by_position:
                    number = as_operand(array, value._inputs)
                    nodes.append(constant_node(len(nodes), number, namer, value._scope))
                inputs.append(ids[by_position[position]] if position in by_position else len(nodes) - 1)
        elif isinstance(rule, HandWritten):
            op, inputs = "opaque", [ids[parent] for parent in value._prev]
            partials = probe_partials(value, rule.function)
        ids[value] = len(nodes)
        name, named = namer.name(value)
        nodes.append(
            Node(
                id=len(nodes),
                op=op,
                symbol=value._op,
                inputs=tuple(inputs),
                data=as_recorded(value),
                grad=value.grad,
                options=rule.options if isinstance(rule, Variant) else {},
                name=name,
                named=named,
                scope=value._scope,
                partials=partials,
                operation=operation,
            )
        )
    return Graph(nodes, [ids[root] for root in roots])


def constant_node(at: int, number: Array, namer: Namer, scope: str = "") -> Node:
    """Return the node of a bare number or array in an expression."""
    return Node(at, "constant", "", (), np.asarray(number)[()], None, name=namer.constant(), scope=scope)


def as_operand(number: Array, others: Sequence[Value]) -> Array:
    """Return a constant as NumPy took it: beside single precision, a Python number is rounded to single precision."""
    single = all(other.dtype.kind == "f" and other.dtype.itemsize <= 4 for other in others)
    return np.float32(number) if single and isinstance(number, (int, float)) else number


def as_recorded(value: Value) -> Array:
    """Return the array that a Value had when it was computed, even if `data` was rebound since."""
    return value._saved[0] if value._saved else value.data
