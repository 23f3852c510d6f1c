"""Values of another kind: micrograd's, ngrad's, or the class that a learner has just typed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.operation import Operation, table
from autograd_widgets.graph.names import Namer
from autograd_widgets.graph.opaque import probe_partials
from autograd_widgets.graph.record import Graph, Node, constant_node

SYMBOLS = {  # what such classes write in `_op`, and the operation that it means
    "+": "add",
    "-": "subtract",
    "*": "multiply",
    "/": "divide",
    "**": "power",
    "@": "matmul",
    "neg": "negative",
}
CONSTANT_POWER = re.compile(r"\*\*\s*(-?[\d.]+(?:e-?\d+)?)$")  # micrograd and ngrad write x**2 as "**2"


FOREIGN = ("data", "grad", "_prev", "_op")  # what makes an object one of this kind


def record_foreign(root: Any, names: Mapping[int, str]) -> Graph:
    """Record a computation on objects with `data`, `grad`, `_prev` and `_op`.

    An operation is recognised by its symbol, and only believed if it gives the numbers that the object holds;
    otherwise the node is opaque.
    """
    values = _inputs_first(root)
    namer = Namer(values, names)
    ids: dict[int, int] = {}
    nodes: list[Node] = []
    for value in values:
        parents = [nodes[ids[id(parent)]] for parent in inputs_in_order(value)]
        data = _numbers(value)
        symbol, partials, operation = str(value._op), (), None
        recognised = _recognise(symbol, parents, data)
        if not parents:
            op, inputs = "leaf", ()
        elif recognised is None:
            op, inputs = "opaque", tuple(dict.fromkeys(parent.id for parent in parents))
            partials = _ordered_partials(value, [ids[id(p)] for p in dict.fromkeys(value._prev or ())], inputs)
        else:
            op, inputs, exponent = recognised
            operation = table[op]
            symbol = operation.symbol
            if exponent is not None:
                nodes.append(constant_node(len(nodes), exponent, namer))
                inputs = (*inputs, len(nodes) - 1)
        ids[id(value)] = len(nodes)
        name, named = namer.name(value)
        grad = None if value.grad is None else np.asarray(value.grad, dtype=float)[()]
        nodes.append(
            Node(len(nodes), op, symbol, inputs, data, grad, {}, name, named, partials=partials, operation=operation)
        )
    return Graph(nodes, [ids[id(root)]])


def _numbers(value: Any) -> Any:
    try:
        return np.asarray(value.data, dtype=float)[()]
    except (TypeError, ValueError):
        raise TypeError(f"{value!r:.60} holds {value.data!r:.60} as its data: expected numbers.") from None


def inputs_in_order(value: Any) -> list[Any]:
    """Return the inputs of a foreign node, left before right where that can be known.

    `_prev` is often a set, which has forgotten the order, and that `a + a` had two inputs. The function in
    `_backward` still holds them, as `self` and `other`.
    """
    previous: list[Any] = list(dict.fromkeys(value._prev or ()))
    held = _held_by(getattr(value, "_backward", None))
    pair = [held[name] for name in ("self", "other") if name in held and any(held[name] is p for p in previous)]
    if {id(p) for p in pair} == {id(p) for p in previous}:
        return pair
    return previous


def _held_by(function: Any) -> dict[str, Any]:
    code, cells = getattr(function, "__code__", None), getattr(function, "__closure__", None)
    if code is None or not cells:
        return {}
    found: dict[str, Any] = {}
    for name, cell in zip(code.co_freevars, cells, strict=True):
        try:
            found[name] = cell.cell_contents
        except ValueError:  # a variable that was never set
            continue
    return found


def _recognise(symbol: str, parents: Sequence[Node], data: Any) -> tuple[str, tuple[int, ...], float | None] | None:
    """Return the operation, its inputs and, for a power, its constant exponent, if they give these numbers."""
    power = CONSTANT_POWER.match(symbol)
    if power and len(parents) == 1:
        exponent = float(power[1])
        return (
            ("power", (parents[0].id,), exponent) if _gives(table["power"], [parents[0].data, exponent], data) else None
        )
    name = SYMBOLS.get(symbol, "power" if symbol.startswith("**") else symbol.lower())
    operation = table.get(name)
    if operation is None:
        return None
    for arguments in _arrangements(parents, len(operation.parameters)):
        if _gives(operation, [node.data for node in arguments], data):
            return name, tuple(node.id for node in arguments), None
    return None


def _arrangements(parents: Sequence[Node], count: int) -> Iterator[list[Node]]:
    if len(parents) == count:
        yield list(parents)
        yield list(reversed(parents))
    elif len(parents) == 1 and count == 2:
        yield [parents[0], parents[0]]


def _gives(operation: Operation, arrays: Sequence[Any], data: Any) -> bool:
    try:
        with np.errstate(all="ignore"):
            computed = np.asarray(operation.forward(*arrays))
    except (TypeError, ValueError):
        return False
    return computed.shape == np.shape(data) and np.allclose(computed, data, rtol=1e-9, atol=0, equal_nan=True)


def _ordered_partials(value: Any, found: Sequence[int], wanted: Sequence[int]) -> tuple[Any, ...]:
    by_id = dict(zip(found, probe_partials(value, getattr(value, "_backward", None)), strict=True))
    return tuple(by_id[i] for i in wanted)


def _inputs_first(root: Any) -> list[Any]:
    """Return the nodes that lead to a root, inputs before outputs, without recursion.

    Raises:
        TypeError: an input is no such object.
        ValueError: a node leads to itself.
    """
    order: list[Any] = []
    begun: set[int] = set()
    done: set[int] = set()
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        value, expanded = stack.pop()
        if expanded:
            order.append(value)
            done.add(id(value))
        elif id(value) not in begun:
            begun.add(id(value))
            stack.append((value, True))
            stack.extend((_checked(parent, value), False) for parent in reversed(inputs_in_order(value)))
        elif id(value) not in done and any(held is value and again for held, again in stack):
            raise ValueError(f"{value!r:.60} is among its own inputs: a computation can't lead to itself.")
    return order


def _checked(value: Any, user: Any) -> Any:
    """Return an input of a foreign node, or say what it lacks."""
    missing = [name for name in FOREIGN if not hasattr(value, name)]
    if missing:
        raise TypeError(
            f"{user!r:.60} has the {type(value).__name__} {value!r:.60} in its _prev: expected an object with "
            f"{', '.join(FOREIGN)}, this one lacks {', '.join(missing)}. Wrap plain numbers in your class first."
        )
    return value
