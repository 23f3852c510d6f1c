"""One run of somebody's function: what it recorded at one place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.noticing import noticing
from autograd_widgets.engine.propagation import gradients_of
from autograd_widgets.engine.value import Value
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.exploring.answers import NothingToShowError, entries_of
from autograd_widgets.graph.exploring.signatures import Parameter, call_with, title_of
from autograd_widgets.graph.record import Graph, Node


@dataclass(frozen=True)
class Trace:
    """What is kept of a run: arrays and names, none of the Values, which would hold all that led to them.

    Attributes:
        inputs: a number or an array for each input.
        outputs: what is written behind the function to get each of the numbers that it answered.
        graph: the computation; its roots are those numbers, in their order.
        ids: the ids of the inputs that the graph uses.
    """

    inputs: dict[str, Array]
    outputs: tuple[str, ...]
    graph: Graph
    ids: dict[str, int]


@dataclass(frozen=True)
class Run:
    """A function's answer at one place, and how it was computed.

    Attributes:
        inputs: a number or an array for each input.
        leaves: the inputs, as the function got them.
        entries: the numbers that it answered, by what is written behind the function to get each.
        graph: the computation; its roots are the entries, in their order. Each leaf is called as its input.
        ids: the ids of the inputs that the graph uses.
        escapes: what Python made plain numbers or decisions of, as `noticing` names it.
    """

    inputs: dict[str, Array]
    leaves: dict[str, Value]
    entries: dict[str, Any]
    graph: Graph
    ids: dict[str, int]
    escapes: tuple[str, ...]

    @property
    def trace(self) -> Trace:
        """What can be kept of it."""
        return Trace(self.inputs, (*self.entries,), self.graph, self.ids)

    def value(self, output: str) -> Array:
        """Return one of the numbers."""
        entry = self.entries[output]
        return entry.data if isinstance(entry, Value) else entry

    def gradient(self, output: str) -> dict[str, Array]:
        """Return the derivative of one of the numbers by each input."""
        entry, leaves = self.entries[output], [*self.leaves.values()]
        if not isinstance(entry, Value):
            return {name: np.zeros(leaf.shape, leaf.dtype)[()] for name, leaf in self.leaves.items()}
        seed = np.ones((), entry.dtype)[()]
        return dict(zip(self.leaves, gradients_of(entry, leaves, seed), strict=True))

    def reached(self) -> list[bool]:
        """Return for each node of the graph whether it depends on an input."""
        found: list[bool] = []
        for node in self.graph.nodes:
            found.append(node.id in self.ids.values() or any(found[i] for i in node.inputs))
        return found


def run(f: Callable[..., Any], parameters: Sequence[Parameter], inputs: Mapping[str, Array], output: str = "") -> Run:
    """Call a function on leaves and record what it does.

    Args:
        f: somebody's function.
        parameters: what it takes.
        inputs: a number or an array for each parameter, by name.
        output: the entry that somebody chose, if it gives an array.

    Raises:
        NothingToShowError: it raised, or its answer is no number.
    """
    title = title_of(f)
    leaves = {parameter.name: Value(inputs[parameter.name], label=parameter.name) for parameter in parameters}
    since = min(leaf._order for leaf in leaves.values())
    try:
        with noticing(since) as escapes:
            result = call_with(f, parameters, [*leaves.values()])
    except Exception as error:  # somebody else's code: what it raises is shown to them
        raise NothingToShowError(_told(error, title)) from error
    entries = entries_of(result, output, title)
    graph = _graph_of(entries, title)
    ids = _ids(graph, [entry for entry in entries.values() if isinstance(entry, Value)], leaves)
    given = {name: inputs[name] for name in leaves}
    return Run(given, leaves, entries, _called_as_inputs(graph, leaves, ids), ids, tuple(escapes))


def _told(error: Exception, title: str) -> str:
    words = str(error).strip()
    return f"{title} raised {type(error).__name__}{f': {words}' if words else '.'}"


def _graph_of(entries: Mapping[str, Any], title: str) -> Graph:
    """Return the computation that leads to Values and plain numbers, each of which becomes a constant node.

    A Value that has no name is called f, or f[0], f[1] …
    """
    values = {name: entry for name, entry in entries.items() if isinstance(entry, Value)}
    called = {id(entry): f"{title}{name}" for name, entry in values.items()}
    recorded = Graph.of([*values.values()], called) if values else Graph([], [])
    nodes, roots = [*recorded.nodes], iter(recorded.roots)
    names = {node.name for node in nodes}
    ids: list[int] = []
    for entry in entries.values():
        if isinstance(entry, Value):
            ids.append(next(roots))
            continue
        ids.append(len(nodes))
        nodes.append(Node(len(nodes), "constant", "", (), entry, None, name=_distinct("number", names)))
        names.add(nodes[-1].name)
    return Graph(nodes, ids)


def _ids(graph: Graph, values: Sequence[Value], leaves: Mapping[str, Value]) -> dict[str, int]:
    """Return the ids of those leaves that lead to some Values, of which the graph was recorded.

    Leaves come in the same order in both, whatever they are called.
    """
    held = [value for value in topological_order(*values) if value._rule is None]
    nodes = [node.id for node in graph.nodes if node.op == "leaf"]
    ids = dict(zip(held, nodes, strict=True))
    return {name: ids[leaf] for name, leaf in leaves.items() if leaf in ids}


def _called_as_inputs(graph: Graph, leaves: Iterable[str], ids: Mapping[str, int]) -> Graph:
    """Return the graph with each input under its own name, which no other node has, used or not."""
    names = [node.name for node in graph.nodes]
    for name in leaves:
        here = ids.get(name)
        if name in names and names.index(name) != here:
            names[names.index(name)] = _distinct(name, {*names, *leaves}) if here is None else names[here]
        if here is not None:
            names[here] = name
    mine = {*ids.values()}
    nodes = [
        replace(node, name=name, named=node.named or node.id in mine)
        for node, name in zip(graph.nodes, names, strict=True)
    ]
    return Graph(nodes, graph.roots)


def _distinct(wanted: str, taken: set[str]) -> str:
    name, count = wanted, 1
    while name in taken:
        count += 1
        name = f"{wanted} ({count})"
    return name
