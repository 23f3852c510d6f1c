"""A graph as Graphviz draws it, the way micrograd and ngrad show theirs."""

# pyright: reportMissingTypeStubs=false, reportUnknownMemberType=false

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

import graphviz

from autograd_widgets.engine.value import Value
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.layout import layers_of
from autograd_widgets.graph.lettering import number_lines, plain
from autograd_widgets.graph.names import caller_names
from autograd_widgets.graph.record import Graph, Node
from autograd_widgets.graph.still import left_out, nearest_to_root, picture, sides_of

MOST = 300  # nodes in one picture
LONGEST = 1200  # layers that the lines of one picture pass, in sum: Graphviz takes 1 s for these, 50 s for 5,000
FONT = "Helvetica"
CLOSE = {"nodesep": "0.12", "ranksep": "0.22"}  # inches: a lesson's graph should fit in a notebook's output
LONGEST_NAME = 60  # characters
DIRECTIONS = ("LR", "TB", "RL", "BT")
MISSING = (
    "Graphviz's program dot was not found (the Python package alone does not bring it along).",
    "Install it: apt install graphviz, or brew install graphviz, or conda install -c conda-forge graphviz.",
)


class GraphvizMissingError(graphviz.ExecutableNotFound):
    """The program `dot`, which draws the picture, is not installed."""

    def __init__(self) -> None:
        RuntimeError.__init__(self, " ".join(MISSING))

    def __str__(self) -> str:
        return " ".join(MISSING)


class DotPicture(graphviz.Digraph):
    """A Digraph that a notebook can show even where `dot` is missing: as our own still picture."""

    graph: Graph | None = None  # what it shows

    def pipe(self, *arguments: Any, **options: Any) -> Any:
        """Return the picture as bytes or text; see `graphviz.Digraph.pipe`.

        Raises:
            GraphvizMissingError: `dot` is not installed.
        """
        try:
            return super().pipe(*arguments, **options)
        except graphviz.ExecutableNotFound:
            raise GraphvizMissingError from None

    def render(self, *arguments: Any, **options: Any) -> str:
        """Write the picture to a file and return its path; see `graphviz.Digraph.render`.

        Raises:
            GraphvizMissingError: `dot` is not installed.
        """
        try:
            return super().render(*arguments, **options)
        except graphviz.ExecutableNotFound:
            raise GraphvizMissingError from None

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None, **options: Any
    ) -> dict[str, bytes | str]:
        try:
            return super()._repr_mimebundle_(include, exclude, **options)
        except GraphvizMissingError as missing:
            shown: dict[str, bytes | str] = {"text/plain": str(missing)}
            if self.graph is not None:
                gradients = {node.id: node.grad for node in self.graph.nodes if node.grad is not None}
                shown["image/svg+xml"] = picture(self.graph, gradients, MISSING)
            return {kind: data for kind, data in shown.items() if kind not in (exclude or ())}


def trace(root: Any) -> tuple[set[Any], set[tuple[Any, Any]]]:
    """Return the nodes that lead to a root, and the edges between them as pairs (input, node).

    Args:
        root: a Value, or an object of micrograd's or ngrad's kind.

    Raises:
        TypeError: it is neither.
    """
    if not hasattr(root, "_prev"):
        raise TypeError(f"trace expected a Value, the root of a computation, got {type(root).__name__} {root!r:.60}.")
    nodes: set[Any] = {root}
    edges: set[tuple[Any, Any]] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        for source in node._prev:
            edges.add((source, node))
            if source not in nodes:
                nodes.add(source)
                stack.append(source)
    return nodes, edges


def draw_dot(root: Any, format: str = "svg", rankdir: str = "LR") -> graphviz.Digraph:  # noqa: A002 — micrograd's name
    """Draw the computation that leads to a root: a record `name | data | grad` for each value.

    The picture shows `data` and `grad` as they are now, so that one can set gradients by hand and draw after
    each. Of a large computation, the part nearest to the root is drawn, and a note says so.

    Args:
        root: a Value, or an object of micrograd's or ngrad's kind.
        format: of the file that `render()` writes, such as "svg", "png" or "pdf".
        rankdir: "LR" from left to right, "TB" from top to bottom, "RL" or "BT".

    Raises:
        TypeError: `root` is neither.
        ValueError: `format` or `rankdir` is not known.
    """
    if rankdir not in DIRECTIONS:
        raise ValueError(f"draw_dot expected a rankdir from {', '.join(DIRECTIONS)}, got {rankdir!r}.")
    if not isinstance(format, str) or format.lower() not in graphviz.FORMATS:  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f'draw_dot expected a format such as "svg", "png" or "pdf", got {format!r}.')
    if isinstance(root, (list, tuple)):
        raise TypeError("draw_dot expected one Value, the root of a computation, got several: draw each.")
    graph = _as_held_now(Graph.of(root, caller_names()), root)
    dot = DotPicture(
        format=format,
        graph_attr={"rankdir": rankdir, **CLOSE},
        node_attr={"fontname": FONT, "fontsize": "10", "height": "0.28", "width": "0.28", "margin": "0.07,0.03"},
        edge_attr={
            "labelfontname": FONT,
            "labelfontsize": "9",
            "labelfontcolor": "#57606a",
            "labeldistance": "2",
        },
    )
    dot.graph = graph
    kept = _part_to_draw(graph)
    for i in kept:
        _draw_node(dot, graph.nodes[i])
    for i in kept:
        _draw_inputs(dot, graph.nodes[i], set(kept))
    if len(kept) < len(graph.nodes):
        dot.node("note", _escaped(left_out(graph, kept)), shape="note")
    return dot


def _as_held_now(graph: Graph, root: Any) -> Graph:
    """Return a graph with the `data` and `grad` that its Values hold now, which may have been set by hand."""
    if not isinstance(root, Value):
        return graph  # a recorded foreign object is what it holds
    values = iter(topological_order(root))
    nodes: list[Node] = []
    for node in graph.nodes:
        if node.op == "constant":
            nodes.append(node)
        else:
            value = next(values)
            nodes.append(replace(node, data=value.data, grad=value.grad))
    return Graph(nodes, graph.roots)


def _part_to_draw(graph: Graph) -> list[int]:
    """Return the ids of the nodes nearest to the root, as many as Graphviz draws while a person waits."""
    kept = nearest_to_root(graph, MOST)
    while _layers_passed(graph, kept) > LONGEST:
        kept = nearest_to_root(graph, len(kept) * 3 // 4)
    return kept


def _layers_passed(graph: Graph, kept: Sequence[int]) -> int:
    at = {i: place for place, i in enumerate(kept)}
    inputs = [[at[i] for i in graph.nodes[node].inputs if i in at] for node in kept]
    layers = layers_of(inputs)
    return sum(layers[place] - layers[i] for place, sources in enumerate(inputs) for i in sources)


def _draw_node(dot: graphviz.Digraph, node: Node) -> None:
    """Draw the record of a value and the operation that makes it, or the number of a constant."""
    if node.op == "constant":
        dot.node(f"value{node.id}", _escaped(" ".join(number_lines(node.data))), shape="plain")
        return
    fields = [_record_escaped(_clipped(plain(node.name))), _field("data", node.data)]
    if node.grad is not None:
        fields.append(_field("grad", node.grad))
    dot.node(f"value{node.id}", f"{{ {' | '.join(fields)} }}", shape="record")
    if node.is_computed:
        dot.node(f"operation{node.id}", _escaped(_clipped(plain(node.symbol or "?"))), ordering="in")
        dot.edge(f"operation{node.id}", f"value{node.id}")


def _draw_inputs(dot: graphviz.Digraph, node: Node, kept: set[int]) -> None:
    """Draw the lines to an operation, in order; where the order matters, with what each input is called."""
    sides = sides_of(node) or ("",) * len(node.inputs)
    if any(i not in kept for i in node.inputs):
        dot.node(f"more{node.id}", "…", shape="plain")
    for i, side in zip(node.inputs, sides, strict=True):
        source = f"value{i}" if i in kept else f"more{node.id}"
        dot.edge(source, f"operation{node.id}", headlabel=side or None)


def _field(name: str, data: Any) -> str:
    lines = [_record_escaped(line) for line in number_lines(data)]
    return f"{name} {lines[0]}" if len(lines) == 1 else f"{name} " + "".join(line + r"\r" for line in lines)


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"


def _record_escaped(text: str) -> str:
    r"""Return text that a record shows as it is: there {, | and < have a meaning, and some spaces are lost."""
    text = re.sub(r"([\\{}|<>])", r"\\\1", text).replace("&", "&amp;")
    return re.sub(r"(?<=[^!-~]) |^ | $", "&#32;", text)  # after another space, and after a letter beyond ASCII


def _escaped(text: str) -> str:
    r"""Return text that a node shows as it is, where \N would be the node's name and <…> markup."""
    return graphviz.escape(text.replace("&", "&amp;"))
