"""A computation as plain data: the nodes that lead to a root, in topological order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograd_widgets.engine.operation import Variant, table
from autograd_widgets.engine.value import (
    Array,
    HandWritten,
    Value,
    hand_written_contributions,
    topological_order,
)
from autograd_widgets.graph.contract import VERSION, GraphData, NodeData
from autograd_widgets.graph.formula import contribution_formulas
from autograd_widgets.graph.names import Namer, caller_names


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
        roots = list(root) if isinstance(root, (tuple, list)) else [root]  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
        if roots and all(isinstance(r, Value) for r in roots):
            return _record_own(roots, names)
        if len(roots) == 1 and all(hasattr(roots[0], name) for name in ("data", "grad", "_prev", "_op")):
            from autograd_widgets.graph.foreign import record_foreign

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

    def to_data(self) -> GraphData:
        """Return the graph as plain data, for the browser."""
        values = bytearray()
        nodes = [_node_data(self, node, values) for node in self.nodes]
        return {"version": VERSION, "nodes": nodes, "roots": list(self.roots), "values": bytes(values)}


def has_derivative(node: Node, position: int) -> bool:
    """Return whether a node has a derivative by one of its inputs."""
    return node.op == "opaque" or table[node.op].vjps[position] is not None


def _record_own(roots: Sequence[Value], held: Mapping[int, str]) -> Graph:
    """Record a computation on the engine's own Values; constants become nodes just before they are used."""
    values = topological_order(*roots)
    namer = Namer(values, held)
    nodes: list[Node] = []
    ids: dict[Value, int] = {}
    for value in values:
        rule = value._rule  # pyright: ignore[reportPrivateUsage]
        op, inputs, partials = "leaf", [], ()
        if isinstance(rule, Variant):
            op = rule.operation.name
            by_position = dict(zip(rule.positions, value._inputs, strict=True))  # pyright: ignore[reportPrivateUsage]
            for position, array in enumerate(value._saved[1:]):  # pyright: ignore[reportPrivateUsage]
                if position not in by_position:
                    number = as_operand(array, value._inputs)  # pyright: ignore[reportPrivateUsage]
                    nodes.append(constant_node(len(nodes), number, namer, value._scope))  # pyright: ignore[reportPrivateUsage]
                inputs.append(ids[by_position[position]] if position in by_position else len(nodes) - 1)
        elif isinstance(rule, HandWritten):
            op, inputs = "opaque", [ids[parent] for parent in value._prev]  # pyright: ignore[reportPrivateUsage]
            partials = probe_partials(value, rule.function)
        ids[value] = len(nodes)
        name, named = namer.name(value)
        nodes.append(
            Node(
                id=len(nodes),
                op=op,
                symbol=value._op,  # pyright: ignore[reportPrivateUsage]
                inputs=tuple(inputs),
                data=as_recorded(value),
                grad=value.grad,
                options=value._attributes or {},  # pyright: ignore[reportPrivateUsage]
                name=name,
                named=named,
                scope=value._scope,  # pyright: ignore[reportPrivateUsage]
                partials=partials,
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
    return value._saved[0] if value._saved else value.data  # pyright: ignore[reportPrivateUsage]


def probe_partials(value: Any, run: Any) -> tuple[Array | None, ...]:
    """Return the local derivatives of a node whose `_backward` somebody wrote, found by running it.

    Run with an upstream gradient of ones, an elementwise rule gives its local derivatives. That it is elementwise
    is checked with a second upstream gradient; where it isn't, or the rule raises, the answer is None.
    """
    shape = np.shape(value.data)
    parents = list(dict.fromkeys(value._prev))
    if not np.issubdtype(np.asarray(value.data).dtype, np.number):
        return (None,) * len(parents)
    probe = np.linspace(1.0, 2.0, int(np.prod(shape)) or 1).reshape(shape)[()] if shape else np.float64(3.0)
    try:
        ones = [c for _, c in hand_written_contributions(value, np.ones(shape)[()], run)]
        check = [c for _, c in hand_written_contributions(value, probe, run)]
    except Exception:  # noqa: BLE001 — somebody else's code: whatever it raises, its rule is not known
        return (None,) * len(parents)
    same_shape = [np.shape(c) == shape for c in ones]
    return tuple(
        np.asarray(one, dtype=float)[()] if same and np.allclose(one * probe, c, equal_nan=True) else None
        for one, c, same in zip(ones, check, same_shape, strict=True)
    )


def _node_data(graph: Graph, node: Node, values: bytearray) -> NodeData:
    held = node.op in ("leaf", "constant", "opaque")
    known = table.get(node.op)
    shapes = [graph.nodes[i].shape for i in node.inputs]
    formulas = contribution_formulas(node.op, shapes, node.options) if known and known.kind != "elementwise" else []
    return {
        "op": node.op,
        "symbol": node.symbol,
        "inputs": list(node.inputs),
        "options": {name: list(x) if isinstance(x, tuple) else x for name, x in node.options.items()},  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        "shape": [int(n) for n in node.shape],
        "dtype": dtype_name(node.data),
        "name": node.name,
        "named": node.named,
        "scope": node.scope,
        "at": pack(node.data, values) if held else -1,
        "partials": [-1 if p is None else pack(np.asarray(p, dtype=np.float64), values) for p in node.partials],
        "contributions": formulas,
    }


def dtype_name(data: Array) -> str:
    """Return the browser's name for an array's type: half precision counts as float32, other integers as int64."""
    kind, size = data.dtype.kind, data.dtype.itemsize
    if kind == "b":
        return "bool"
    if kind in "iu":
        return "int64"
    return "float32" if size <= 4 else "float64"


def pack(data: Array, values: bytearray) -> int:
    """Append an array to a buffer, 8-byte aligned, and return where it begins. Integers travel as float64."""
    stored = {"bool": "u1", "float32": "<f4"}.get(dtype_name(np.asarray(data)), "<f8")
    at = len(values)
    raw = np.ascontiguousarray(data, dtype=stored).tobytes()
    values.extend(raw + b"\0" * (-len(raw) % 8))
    return at
