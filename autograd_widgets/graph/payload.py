"""A recorded graph as plain data, for the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.custom import Custom
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.contract import VERSION, ArrayData, GraphData, NodeData, OperationData, PartData
from autograd_widgets.graph.formula import contribution_formulas, formula_key, partial_formulas
from autograd_widgets.graph.local import jacobian_of, local_derivative, product_of
from autograd_widgets.graph.parts import recorded_forward, recorded_partial, recorded_product
from autograd_widgets.graph.record import Graph, Node
from autograd_widgets.graph.steps import hands_back, told_options

MOST_OF_A_JACOBIAN = 65_536  # entries, of one that travels: half a megabyte
STORED = {"bool": "u1", "float32": "<f4", "float64": "<f8", "int64": "<f8"}  # how each type travels


def graph_data(graph: Graph) -> GraphData:
    """Return a recorded graph as plain data: its structure, and the arrays that it starts from as bytes."""
    packing = _Packing(bytearray(), [], {}, graph.differentiable())
    nodes = [_node_data(graph, node, packing) for node in graph.nodes]
    return {
        "version": VERSION,
        "nodes": nodes,
        "roots": list(graph.roots),
        "operations": packing.operations,
        "values": bytes(packing.values),
    }


@dataclass
class _Packing:
    """What nodes add to as they are packed.

    Attributes:
        values: the bytes of the arrays.
        operations: of the author's own.
        places: where each of them is, by what it depends on.
        wants: for each node, whether a gradient goes through it.
    """

    values: bytearray
    operations: list[OperationData]
    places: dict[Any, int]
    wants: list[bool]


def _node_data(graph: Graph, node: Node, packing: _Packing, *, part: bool = False) -> NodeData:
    """Return one node; of a part, leaves hold no arrays and nothing is told."""
    inputs = [graph.nodes[i].data for i in node.inputs]
    shapes = [x.shape for x in inputs]
    known = node.operation
    custom = _place(known, node, inputs, packing) if isinstance(known, Custom) else -1
    only_python = node.op == "opaque" or (custom >= 0 and packing.operations[custom]["forward"] is None)
    held = only_python or node.op == "constant" or (node.op == "leaf" and not part)
    told = known is not None and known.kind != "elementwise" and not part  # by formulas
    return {
        "op": node.op,
        "custom": custom,
        "symbol": node.symbol,
        "inputs": list(node.inputs),
        "options": {} if custom >= 0 else _portable(known, node.options, shapes),
        "told": told_options(graph, node),
        "shape": [int(n) for n in node.shape],
        "dtype": dtype_name(node.data),
        "name": node.name,
        "named": node.named,
        "scope": node.scope,
        "at": pack(node.data, packing.values) if held else -1,
        "partials": _local_derivatives(node, inputs, packing) if only_python else [],
        "contributions": contribution_formulas(known, inputs, node.options) if known and told else [],
    }


def _local_derivatives(node: Node, inputs: Sequence[Array], packing: _Packing) -> list[int]:
    """Return where the local derivatives of what only Python computes are packed; −1 if not known, or too large."""
    places: list[int] = []
    for position, x in enumerate(inputs):
        if not (packing.wants[node.inputs[position]] and hands_back(node, position)):
            places.append(-1)
            continue
        with np.errstate(all="ignore"):
            local = local_derivative(node, position, inputs)
        if local is None and node.data.size * x.size <= MOST_OF_A_JACOBIAN:
            local = jacobian_of(product_of(node, position, inputs), node.shape, x.shape)
        places.append(-1 if local is None else pack(np.asarray(local, dtype=np.float64), packing.values))
    return places


# --- operations of the author's own ---


def _place(operation: Custom, node: Node, inputs: Sequence[Array], packing: _Packing) -> int:
    """Return where an operation on such inputs stands in the list, after adding it if it is new."""
    key = formula_key(operation, inputs, node.options)
    if key in packing.places:
        return packing.places[key]
    place = len(packing.operations)
    packing.operations.append(_operation_data(operation, node, inputs, packing.values))
    if key is not None:
        packing.places[key] = place
    return place


def _operation_data(operation: Custom, node: Node, inputs: Sequence[Array], values: bytearray) -> OperationData:
    elementwise = operation.kind == "elementwise"
    count = len(operation.parameters)
    differentiable = [operation.vjp(i) is not None for i in range(count)]
    root = recorded_forward(operation, inputs, node.options)
    roots = [
        recorded_partial(operation, i, inputs) if elementwise else recorded_product(operation, i, inputs, node.options)
        for i in range(count)
    ]
    runs = _is_like(root, node.data) and all(r is not None for r, d in zip(roots, differentiable, strict=True) if d)
    return {
        "name": operation.name,
        "symbol": operation.symbol,
        "kind": "elementwise" if elementwise else "other",
        "parameters": list(operation.parameters),
        "differentiable": differentiable,
        "rules": list(operation.rules),
        "ties": operation.ties,
        "shown": list(partial_formulas(operation, shown=True)) if elementwise else [],
        "forward": _part_data(root, values) if runs else None,
        "derivatives": [_part_data(r, values) if runs and r is not None else None for r in roots],
    }


def _is_like(root: Any, data: Array) -> bool:
    """Return whether a recorded root gives an array of the shape and type that the operation gave."""
    return isinstance(root, Value) and root.shape == data.shape and dtype_name(root.data) == dtype_name(data)


def _part_data(root: Any, values: bytearray) -> PartData:
    """Return a recorded function as a little graph whose leaves hold no arrays."""
    if not isinstance(root, Value):
        graph = Graph([Node(0, "constant", "", (), np.float64(root), None, name="number")], [0])
    else:
        graph = Graph.of(root, {})
    packing = _Packing(values, [], {}, [])
    return {"nodes": [_node_data(graph, node, packing, part=True) for node in graph.nodes], "root": graph.root.id}


def _portable(
    operation: Operation | None, options: Mapping[str, Any], shapes: Sequence[tuple[int, ...]]
) -> dict[str, Any]:
    """Return an operation's options as JSON can carry them: tuples as lists, what the operation itself prepares.

    How formulas call the operation comes as "written", if that is not its name.
    """
    if operation is None:
        return {}
    written = operation.written(options)
    if operation.portable is not None:
        options = operation.portable(options, *shapes)
    if written != operation.name:
        options = {**options, "written": written}
    return {name: _listed(option) for name, option in options.items()}


def _listed(option: Any) -> Any:
    return [_listed(part) for part in option] if isinstance(option, (tuple, list)) else option  # pyright: ignore[reportUnknownVariableType]


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
    at = len(values)
    raw = packed(data)
    values.extend(raw + b"\0" * (-len(raw) % 8))
    return at


def packed(data: Array) -> bytes:
    """Return an array as row-major, little-endian bytes."""
    array = np.asarray(data)
    return np.ascontiguousarray(array, dtype=STORED[dtype_name(array)]).tobytes()


def array_data(number: Array) -> ArrayData:
    """Return one array as it travels."""
    array = np.asarray(number)
    return {"shape": list(array.shape), "dtype": dtype_name(array), "data": packed(array)}


def array_from(data: ArrayData) -> Array:
    """Return an array that has travelled; of shape (), its number.

    Raises:
        ValueError: the bytes do not fit the shape.
    """
    stored = STORED.get(data["dtype"], "<f8")
    return np.frombuffer(bytes(data["data"]), dtype=stored).reshape(tuple(data["shape"]))[()]
