"""A recorded computation once more, from other numbers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.record import Graph


class NotReplayableError(ValueError):
    """A graph holds a node whose function exists only in somebody's Python."""


def replay(graph: Graph, leaves: Mapping[int, Array]) -> list[Array]:
    """Compute a recorded graph from other arrays for its leaves.

    Args:
        graph: as recorded. Decisions that Python took while it was recorded stay as they were.
        leaves: arrays by the ids of leaves; of those that are missing, the recorded ones.

    Returns:
        The arrays of all nodes, by id; of a scalar, a NumPy number.

    Raises:
        NotReplayableError: a node is opaque (a `_backward` written by hand).
        ValueError: an id is not that of a leaf.
    """
    for i in leaves:
        if not 0 <= i < len(graph.nodes) or graph.nodes[i].op != "leaf":
            raise ValueError(f"replay takes arrays by the ids of leaves, {i} is none: look for node.op == 'leaf'.")
    found: list[Array] = []
    for node in graph.nodes:
        if not node.is_computed:
            found.append(leaves.get(node.id, node.data))
        elif node.operation is None:
            raise NotReplayableError(
                f"{node.name} ({node.symbol}) was made by hand, with a _backward of its own: only the Python code that "
                "made it can compute it again. Write it with operations, or as an operation of your own."
            )
        else:
            found.append(np.asarray(node.operation.forward(*(found[i] for i in node.inputs), **node.options))[()])
    return found
