"""Whether two runs of a function did the same, so that one recording serves for both places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.custom import Custom
from autograd_widgets.graph.exploring.runs import Run, Trace
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Node
from autograd_widgets.graph.replay import NotReplayableError, replay

Difference = Literal["", "way", "number"]


def difference_of(one: Run, other: Run) -> Difference:
    """Return in what two runs differ: in the operations ("way"), only in numbers that are not the inputs', or not."""
    pairs = [*zip(one.graph.nodes, other.graph.nodes, strict=False)]
    alike = len(one.graph.nodes) == len(other.graph.nodes) and one.graph.roots == other.graph.roots
    if not alike or one.ids != other.ids or [*one.entries] != [*other.entries]:
        return "way"
    if any(_is_other_operation(a, b) for a, b in pairs):
        return "way"
    mine = {*one.ids.values()}
    held = [(a, b) for a, b in pairs if not a.is_computed and a.id not in mine]
    return "" if all(same_array(a.data, b.data, exactly=True) for a, b in held) else "number"


def replays(one: Trace, other: Run) -> bool:
    """Return whether the recording of one run gives the numbers of another; True where only Python could tell."""
    if one.outputs != (*other.entries,):
        return False
    leaves: Mapping[int, Array] = {i: other.inputs[name] for name, i in one.ids.items()}
    try:
        found = replay(one.graph, leaves)
    except NotReplayableError:
        return True
    except Exception:  # noqa: BLE001 — numbers of another shape, for which an operation was not recorded
        return False
    numbers = zip((found[i] for i in one.graph.roots), map(other.value, other.entries), strict=True)
    return all(same_array(a, b) for a, b in numbers)


def same_array(one: Array, other: Array, *, exactly: bool = False) -> bool:
    """Return whether two arrays hold the same numbers, up to rounding."""
    if np.shape(one) != np.shape(other):
        return False
    if exactly:
        return bool(np.array_equal(one, other, equal_nan=True))
    single = np.asarray(one).dtype.itemsize <= 4
    return np.allclose(one, other, rtol=1e-4 if single else 1e-9, atol=1e-6 if single else 1e-12, equal_nan=True)


def picks_by_numbers(one: Run) -> bool:
    """Return whether an input decides which entries are picked: an index stays as it was recorded."""
    reached = one.reached()
    return any(
        reached[i]
        for node in one.graph.nodes
        if node.operation is not None and node.operation.extras
        for i in node.inputs[len(node.operation.parameters) :]
    )


def only_python(one: Run) -> bool:
    """Return whether what depends on an input goes through a node that no browser can compute."""
    reached = one.reached()
    nodes = [node for node in one.graph.nodes if node.is_computed and reached[node.id]]
    if any(node.op == "opaque" for node in nodes):
        return True
    own = [node.id for node in nodes if isinstance(node.operation, Custom)]
    if not own:
        return False
    data = graph_data(one.graph)
    return any(data["operations"][data["nodes"][i]["custom"]]["forward"] is None for i in own)


def _is_other_operation(a: Node, b: Node) -> bool:
    return (
        (a.op, a.operation, a.symbol, a.inputs, a.shape, a.data.dtype)
        != (b.op, b.operation, b.symbol, b.inputs, b.shape, b.data.dtype)
    ) or not _same_option(a.options, b.options)


def _same_option(a: Any, b: Any) -> bool:
    """Return whether two options are the same; they may hold arrays, which `==` compares entry by entry."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(_same_option(a[name], b[name]) for name in a)  # pyright: ignore[reportUnknownVariableType]
    if isinstance(a, (tuple, list)):
        return len(a) == len(b) and all(_same_option(x, y) for x, y in zip(a, b, strict=True))  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    if isinstance(a, np.ndarray):
        return bool(np.array_equal(a, b))  # pyright: ignore[reportUnknownArgumentType]
    return bool(a == b)
