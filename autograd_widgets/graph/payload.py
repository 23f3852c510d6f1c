"""A recorded graph as plain data, for the browser."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation, table
from autograd_widgets.graph.contract import VERSION, ArrayData, GraphData, NodeData
from autograd_widgets.graph.formula import contribution_formulas
from autograd_widgets.graph.record import Graph, Node

STORED = {"bool": "u1", "float32": "<f4", "float64": "<f8", "int64": "<f8"}  # how each type travels


def graph_data(graph: Graph) -> GraphData:
    """Return a recorded graph as plain data: its structure, and the arrays that it starts from as bytes."""
    values = bytearray()
    nodes = [_node_data(graph, node, values) for node in graph.nodes]
    return {"version": VERSION, "nodes": nodes, "roots": list(graph.roots), "values": bytes(values)}


def _node_data(graph: Graph, node: Node, values: bytearray) -> NodeData:
    held = node.op in ("leaf", "constant", "opaque")
    known = table.get(node.op)
    shapes = [graph.nodes[i].shape for i in node.inputs]
    formulas = contribution_formulas(node.op, shapes, node.options) if known and known.kind != "elementwise" else []
    return {
        "op": node.op,
        "symbol": node.symbol,
        "inputs": list(node.inputs),
        "options": _portable(known, node.options, shapes),
        "shape": [int(n) for n in node.shape],
        "dtype": dtype_name(node.data),
        "name": node.name,
        "named": node.named,
        "scope": node.scope,
        "at": pack(node.data, values) if held else -1,
        "partials": [-1 if p is None else pack(np.asarray(p, dtype=np.float64), values) for p in node.partials],
        "contributions": formulas,
    }


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
