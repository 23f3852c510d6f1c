"""Gradients carried back and tangents carried forward between chosen Values, without touching anybody's `grad`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.value import Value
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import HandWritten, contributions, refuse_changed_arrays, saved_values

_creation = attrgetter("_order")


def gradients_of(root: Value, inputs: Sequence[Value], seed: Array, *, create_graph: bool = False) -> list[Array]:
    """Return the gradient of `root`, started with `seed`, by each of some Values, leaves or not.

    Unlike `backward` it adds to no `grad`, calls no listener, and visits only what lies between.

    Args:
        root: what is differentiated.
        inputs: what it is differentiated by.
        seed: the upstream gradient, in the root's shape.
        create_graph: compute with Values, and return Values, so that the gradients can be differentiated again.

    Returns:
        For each input an array of its own, in the input's shape and precision; zeros where nothing leads to the root.

    Raises:
        RuntimeError: an array in the graph was changed after its use, or, with `create_graph`, a rule is written by
            hand.
    """
    path = nodes_between(inputs, root)
    kept = set(inputs)
    leading = kept.union(path)
    gradients: dict[Value, Array] = {root: seed}
    for node in reversed(path):
        g = gradients.get(node) if node in kept else gradients.pop(node, None)
        if g is None:
            continue
        for parent, contribution in contributions(node, g, create_graph=create_graph, wanted=leading):
            before = gradients.get(parent)
            gradients[parent] = contribution if before is None else before + contribution
    return [own(gradients.get(x), x, as_value=create_graph) for x in inputs]


def tangent_of(root: Value, inputs: Sequence[Value], tangents: Sequence[Array], *, create_graph: bool = False) -> Array:
    """Return how `root` moves when some Values move along their tangents: forward mode.

    The recorded graph is walked from the inputs to the root, each operation applying its Jacobian-vector product.

    Args:
        root: what is differentiated.
        inputs: what moves.
        tangents: the direction of each, in its shape.
        create_graph: compute with Values, and return one, so that the tangent can be differentiated again.

    Raises:
        RuntimeError: an array in the graph was changed after its use, or a rule is written by hand.
    """
    moving: dict[Value, Array] = dict(zip(inputs, tangents, strict=True))
    for node in nodes_between(inputs, root):
        rule = node._rule
        if not isinstance(rule, Variant):
            raise RuntimeError(  # noqa: TRY004 — the type is right, its rule is not there
                f"{node._op!r} has a _backward written by hand, which carries gradients back only: forward mode needs "
                "an operation. Use vjp, grad or jacobian."
            )
        saved = saved_values(node) if create_graph else node._saved
        along: list[Array | None] = [None] * (len(saved) - 1)
        for position, parent, vjp in zip(rule.positions, node._inputs, rule.vjps, strict=True):
            along[position] = None if vjp is None else moving.get(parent)
        moving[node] = rule.operation.jvp(along, *saved, **rule.options)
    return own(moving.get(root), root, as_value=create_graph)


def nodes_between(inputs: Sequence[Value], root: Value) -> list[Value]:
    """Return the nodes that lead from some Values to a root, the root included, in the order of their creation.

    Raises:
        RuntimeError: an array that one of them used was changed in place.
    """
    leading = set(inputs)
    path: list[Value] = []
    for node in computed_since(min(x._order for x in inputs), root):
        if any(parent in leading for parent in differentiable_inputs(node)):
            leading.add(node)
            path.append(node)
    refuse_changed_arrays(path[::-1])
    return path


def computed_since(start: int, root: Value) -> list[Value]:
    """Return what a root was computed from by differentiable steps and is not older than `start`, in order."""
    seen = {root}
    stack = [root]
    while stack:
        for parent in differentiable_inputs(stack.pop()):
            if parent._order >= start and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    return sorted(seen, key=_creation)


def differentiable_inputs(node: Value) -> Iterator[Value]:
    """Yield the inputs of a node that it hands a gradient to."""
    rule = node._rule
    if isinstance(rule, HandWritten):
        yield from node._inputs
    elif rule is not None:
        yield from (parent for parent, vjp in zip(node._inputs, rule.vjps, strict=True) if vjp is not None)


def own(derivative: Array | None, of: Value, *, as_value: bool) -> Array:
    """Return a derivative as an array that nobody else holds, in a Value's shape and precision; zeros for None."""
    if isinstance(derivative, Value):
        return derivative
    array = np.zeros(of.shape, of.dtype) if derivative is None else np.array(derivative, dtype=of.dtype)
    return Value(array, copy=False) if as_value else array[()]
