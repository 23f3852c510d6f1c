"""What a node hands back to one of its inputs, and by which numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from autograd_widgets.engine.arrays import Array, unbroadcast
from autograd_widgets.graph.record import Node


def local_derivative(node: Node, position: int, inputs: Sequence[Array]) -> Array | None:
    """Return the numbers by which an elementwise or opaque node multiplies its gradient; None for any other.

    Args:
        node: a computed one.
        position: of the input.
        inputs: the arrays of all of its inputs.
    """
    operation = node.operation
    if operation is None:
        return node.partials[position]
    if operation.kind != "elementwise":
        return None
    partial = np.asarray(operation.partial(position, node.data, *inputs), dtype=node.data.dtype)
    return np.broadcast_to(partial, node.shape)[()]


def product_of(node: Node, position: int, inputs: Sequence[Array]) -> Callable[[Array], Array]:
    """Return what a node hands back to one input, as a function of its gradient, before the sum over stretched axes."""
    vjp = None if node.operation is None else node.operation.vjp(position)
    if vjp is None:
        return lambda g: g * node.partials[position]
    return lambda g: vjp(g, node.data, *inputs, **node.options)


def jacobian_of(product: Callable[[Array], Array], out: tuple[int, ...], shape: tuple[int, ...]) -> Array:
    """Return how each entry of an output moves with each entry of an input, in the output's shape and the input's.

    Args:
        product: what the input receives, as a function of the output's gradient; see `product_of`.
        out: the shape of the output.
        shape: the shape of the input.
    """
    count = int(np.prod(out))
    with np.errstate(all="ignore"):
        rows = [unbroadcast(np.asarray(product(unit[()])), shape) for unit in np.eye(count).reshape(count, *out)]
    return np.array(rows, dtype=np.float64).reshape((*out, *shape))[()]
