"""The steps of the forward and the backward pass, each with its sentence and its numbers: what every view tells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array, broadcast_axes, unbroadcast
from autograd_widgets.graph.formula import (
    Formula,
    application,
    arguments_told,
    contribution_formulas,
    partial_formulas,
    substitute,
    text_of,
)
from autograd_widgets.graph.local import local_derivative, product_of
from autograd_widgets.graph.names import caller_names
from autograd_widgets.graph.numbers import FEW, format_array
from autograd_widgets.graph.record import Graph, Node, has_derivative
from autograd_widgets.graph.sentences import fill
from autograd_widgets.graph.story import BackwardStep, Contribution, ForwardStep, Steps

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
UNKNOWN = "unknown"  # a local derivative that can't be written as a formula


def steps(root: Any) -> Steps:
    """Return the steps of the forward and the backward pass that lead from the leaves to a root and back.

    Args:
        root: a Value, or an object of micrograd's or ngrad's kind.

    Raises:
        TypeError: it is neither, or holds no floats.
    """
    return steps_of(Graph.of(root, caller_names()))


def steps_of(graph: Graph) -> Steps:
    """Return the steps of a recorded graph."""
    check_root(graph)
    forward = [_forward_step(graph, node) for node in graph.nodes if node.is_computed]
    with np.errstate(all="ignore"):  # a division by zero was the author's, and has been warned of
        return Steps([*forward, *_backward_steps(graph)])


def count_steps(graph: Graph) -> int:
    """Return how many steps a graph has, without taking them."""
    return sum(node.is_computed for node in graph.nodes) + 1 + len(backward_order(graph, graph.differentiable()))


def backward_order(graph: Graph, wants: Sequence[bool]) -> list[Node]:
    """Return the nodes that the backward pass goes through, in its order: it depends on no number."""
    reached = {graph.root.id}
    order: list[Node] = []
    for node in reversed(graph.nodes):
        if node.id in reached and node.is_computed and wants[node.id]:
            order.append(node)
            reached.update(i for position, i in enumerate(node.inputs) if wants[i] and hands_back(node, position))
    return order


def hands_back(node: Node, position: int) -> bool:
    """Return whether a node's gradient goes on to one of its inputs."""
    return node.partials[position] is not None if node.op == "opaque" else has_derivative(node, position)


def check_root(graph: Graph) -> None:
    """Raise a TypeError if there are several roots, or the root has no gradient to start from."""
    if len(graph.roots) > 1:
        raise TypeError(
            f"steps lead to one root, got {len(graph.roots)}: pass one Value, for example the sum of these."
        )
    if graph.root.data.dtype.kind != "f":
        raise TypeError(
            f"{graph.root.name} holds {graph.root.data.dtype} values, which have no gradient: backpropagation "
            "starts from a Value of floats, such as a loss."
        )


def shown_name(node: Node) -> str:
    """Return what a sentence calls a node: a constant goes by its number."""
    return format_array(node.data) if node.op == "constant" else node.name


def _applied(graph: Graph, node: Node) -> str:
    """Return a node's operation on its inputs' names: a × b."""
    return application(_spoken(node), [*(shown_name(graph.nodes[i]) for i in node.inputs), *told_options(graph, node)])


def told_options(graph: Graph, node: Node) -> list[str]:
    """Return those of a node's options that its sentences tell."""
    return arguments_told(node.options, max([node.data.ndim, *(graph.nodes[i].data.ndim for i in node.inputs)]))


def _spoken(node: Node) -> str:
    return node.operation.written(node.options) if node.operation else node.symbol or "function"


def _forward_step(graph: Graph, node: Node) -> ForwardStep:
    inputs = [graph.nodes[i] for i in node.inputs]
    texts = {
        "known": _known([x.name for x in inputs if x.op != "constant"]),
        "node": node.name,
        "names": _applied(graph, node),
        "numbers": application(_spoken(node), [*(format_array(x.data) for x in inputs), *told_options(graph, node)]),
        "result": format_array(node.data),
    }
    small = all(x.data.size <= FEW for x in (node, *inputs))
    template = "opaque" if node.op == "opaque" else "forward" if small else "forward_large"
    return ForwardStep(node, fill("forward_heading", **texts), fill(template, **texts))


def _known(names: Sequence[str]) -> str:
    """Return that these inputs are known, each named once."""
    *others, last = dict.fromkeys(names)
    return fill("known_several" if others else "known_one", others=", ".join(others), last=last)


@dataclass(frozen=True)
class _Pass:
    """A backward pass under way.

    Attributes:
        graph: what it goes through.
        wants: for each node, whether a gradient goes through it.
        parts: for each node, of how many parts its gradient is made in the end.
        gradients: what has arrived so far, by node.
    """

    graph: Graph
    wants: list[bool]
    parts: dict[int, int]
    gradients: dict[int, Array]


def _backward_steps(graph: Graph) -> list[BackwardStep]:
    root = graph.root
    seed: Array = np.ones(root.shape, root.data.dtype)[()]
    texts = {"node": root.name, "gradient": format_array(seed)}
    sentence = fill("seed_array" if root.shape else "seed", **texts)
    wants = graph.differentiable()
    order = backward_order(graph, wants)
    parts = Counter(
        i for node in order for position, i in enumerate(node.inputs) if wants[i] and hands_back(node, position)
    )
    under_way = _Pass(graph, wants, parts, {root.id: seed})
    start = BackwardStep(root, seed, (), fill("seed_heading", **texts), sentence)
    return [start, *(_backward_step(under_way, node) for node in order)]


def _backward_step(under_way: _Pass, node: Node) -> BackwardStep:
    graph = under_way.graph
    upstream = under_way.gradients[node.id]
    received: list[Contribution] = []
    parts: list[str] = []
    formulas = _formulas(graph, node)
    for position, i in enumerate(node.inputs):
        if not under_way.wants[i]:
            continue
        if hands_back(node, position):
            part = _contribution(under_way, node, position, formulas[position])
            received.append(part)
            parts.append(_part(upstream, part))
        elif has_derivative(node, position):
            parts.append(fill("part_stopped", input=graph.nodes[i].name, node=node.name))
    texts = {"node": node.name, "names": _applied(graph, node), "upstream": format_array(upstream)}
    sentence = fill("backward", **texts, parts="; ".join(parts))
    return BackwardStep(node, upstream, tuple(received), fill("backward_heading", **texts), sentence)


def _formulas(graph: Graph, node: Node) -> Sequence[Formula | None]:
    if node.operation is None:
        return [None] * len(node.inputs)
    if node.operation.kind == "elementwise":
        return partial_formulas(node.operation, shown=True)
    return contribution_formulas(node.operation, [graph.nodes[i].data for i in node.inputs], node.options)


def _contribution(under_way: _Pass, node: Node, position: int, formula: Formula | None) -> Contribution:
    graph, gradients = under_way.graph, under_way.gradients
    receiver = graph.nodes[node.inputs[position]]
    inputs = [graph.nodes[i].data for i in node.inputs]
    upstream = gradients[node.id]
    local, product = local_derivative(node, position, inputs), product_of(node, position, inputs)
    stretched = product(upstream)
    amount = unbroadcast(np.asarray(stretched), receiver.shape)
    before = gradients.get(receiver.id)
    after = amount if before is None else before + amount
    gradients[receiver.id] = after
    letters: dict[str, Formula] = {"g": f"∂{_named(graph.root)}/∂{_named(node)}", "out": node.name}
    if node.operation is not None:
        places = (_letter(graph, node, place) for place in range(len(node.inputs)))
        letters |= dict(zip(node.operation.names(len(node.inputs)), places, strict=True))
    text = text_of(substitute(UNKNOWN if formula is None else formula, letters))
    part = Contribution(
        receiver,
        text,
        local,
        amount,
        broadcast_axes(np.shape(stretched), receiver.shape),
        np.size(stretched) // max(1, amount.size),
        before,
        after,
        chain="",
        reason="" if node.operation is None else node.operation.rule(position),
        _product=product,
        _shape=node.shape,
    )
    return replace(part, chain=_chain(under_way, node, position, upstream, part))


def place_name(graph: Graph, node: Node, position: int) -> str:
    """Return what an input is called in its place: x, or x₁ and x₂ where one value stands in two places."""
    name = shown_name(graph.nodes[node.inputs[position]])
    if node.inputs.count(node.inputs[position]) == 1:
        return name
    return name + str(node.inputs[: position + 1].count(node.inputs[position])).translate(SUBSCRIPTS)


def _letter(graph: Graph, node: Node, position: int) -> Formula:
    """Return what stands for an input in a formula: its name, or the number of a scalar constant."""
    source = graph.nodes[node.inputs[position]]
    return float(source.data) if source.op == "constant" and not source.shape else place_name(graph, node, position)


def _chain(under_way: _Pass, node: Node, position: int, upstream: Array, part: Contribution) -> str:
    """Return the chain rule in one line: an equation, or for one of several parts, what is received."""
    graph = under_way.graph
    top, middle = _named(graph.root), _named(node)
    sign = "=" if under_way.parts[part.input.id] == 1 else "receives"
    left = f"∂{top}/∂{_named(part.input)} {sign}"
    amount = format_array(part.amount)
    together = ""
    if part.before is not None:
        together = f"; {format_array(part.before)} + {amount} = {format_array(part.after)}"
    if part.local is None:
        return f"{left} {part.formula} = {amount}{together}"
    place = place_name(graph, node, position)
    bottom = place if place.isidentifier() or place != part.input.name else f"({place})"
    numbers = "" if part.local.size > FEW else f"{format_array(upstream)} · {format_array(part.local)} = "
    here = "" if sign == "=" else "here "  # one of several places, the others held still
    why = "" if part.formula == UNKNOWN else f", because {here}∂{middle}/∂{bottom} = {part.formula}"
    return f"{left} ∂{top}/∂{middle} · ∂{middle}/∂{bottom} = {numbers}{amount}{why}{together}"


def _named(node: Node) -> str:
    """Return a name as it stands behind ∂: in brackets if it is more than one word."""
    return node.name if node.name.isidentifier() else f"({node.name})"


def _part(upstream: Array, part: Contribution) -> str:
    texts = {
        "input": part.input.name,
        "upstream": format_array(upstream),
        "local": "" if part.local is None else format_array(part.local),
        "amount": format_array(part.amount),
    }
    small = part.local is not None and part.local.size <= FEW
    text = fill("part" if small else "part_large", **texts)
    if part.count > 1:
        text += fill("summed", count=str(part.count))
    if part.before is not None:
        text += fill("second", before=format_array(part.before), after=format_array(part.after))
    return text
