"""What the browser's interpreter must reproduce: programs run by the engine, with their numbers and sentences."""

# pyright: basic

from __future__ import annotations

import base64
import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from autograd_widgets.engine import Value, scope, table
from autograd_widgets.engine.arrays import Array, unbroadcast
from autograd_widgets.engine.operation import Operation, composed
from autograd_widgets.graph.numbers import format_array, format_number
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph, Node
from autograd_widgets.graph.steps import check_root, steps_of
from autograd_widgets.graph.story import BackwardStep
from tools.cases import cases_of
from tools.encoding import encoded
from tools.own_operations import programs as own_programs
from tools.readings import readings
from tools.trainings import networks, orders, trainings

EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 1e-300, -1e300, np.inf, -np.inf, np.nan, 20.0, -20.0, 710.0]
FEW_EDGES = [0.0, 1.0, -2.0, np.inf, np.nan]  # of three inputs at once
NUMBERS = [
    0.0,
    -0.0,
    6.0,
    -3.0000000000001137,
    0.7071067811865476,
    1234.5678,
    123456.78,
    9.99999,
    99999.96,
    999999.96,
]
NUMBERS += [
    1e-4,
    9.9999e-5,
    9.99996e-5,
    1.5e-7,
    1e300,
    5e-324,
    12345678.0,
    0.125,
    2.5,
    0.000125,
    -1e6,
    1e21,
    1e22,
]
NUMBERS += [
    float("nan"),
    float("inf"),
    float("-inf"),
    14.002999999999417,
    20.014003,
    0.1 + 0.2,
    1 / 3,
    -2 / 3e5,
]


def vectors() -> dict[str, Any]:
    """Return everything that the tests of js/src/engine compare with."""
    generator = np.random.default_rng(20260)
    with np.errstate(all="ignore"):
        programs = [program(name, root) for name, root in (*stories(), *operations(generator))]
    return {
        "numbers": number_vectors(),
        "arrays": array_vectors(),
        "programs": programs,
        "readings": readings(),
        "orders": orders(),
        "networks": networks(),
        "trainings": trainings(),
    }


def number_vectors() -> list[Any]:
    """Return numbers with how they are shown; those that JSON has no word for as text."""
    return [[repr(x), digits, format_number(x, digits)] for x in NUMBERS for digits in (2, 5, 10)]


def array_vectors() -> list[Any]:
    """Return arrays with how they are shown."""
    arrays = [
        np.array([[1.0, 2.0], [3.0, -4.0]]),
        np.array([True, False]),
        np.zeros((2, 4)),
        np.array([]),
        np.array(7),
    ]
    return [[encoded(array), format_array(array)] for array in arrays]


def stories() -> Iterator[tuple[str, Value]]:
    """Yield small programs as a person writes them."""
    a, b, c, f = (Value(x, label=n) for x, n in ((2.0, "a"), (-3.0, "b"), (10.0, "c"), (-2.0, "f")))
    e = named(a * b, "e")
    d = named(e + c, "d")
    yield "the article's expression", named(d * f, "L")
    for shape in ((), (2, 2)):
        yield f"a neuron of shape {shape}", neuron(shape, written_out=False)
    yield "a neuron, tanh written out", neuron((), written_out=True)
    x = Value([[1.0, -2.0], [0.5, 3.0]], label="X")
    with scope("layer"), scope("inner"):
        w, bias = Value([[0.5], [-1.5]], label="w"), Value(0.25, label="b")
        hidden = named((x @ w + bias).relu(), "hidden")
    yield "a layer with a mask", named(np.where(hidden > 0.1, hidden, 2 - hidden).mean(), "loss")
    yield "one used twice", named(a * a + a + (a + a), "y")
    yield "labels that need care", named(Value(1.5, label="<b>{a|b}</b>") * Value(2.0, label="x y"), "∂")
    x, limit, scale = Value([1.5, -2.0, 3.0], label="x"), Value(0.5, label="limit"), Value(2.0, label="scale")
    mask = named(x > limit, "mask")
    yield "entries picked by a mask", named((x[mask] * scale).sum() + x[:2][::-1][0], "picked")
    single = Value(np.array([1.5, -0.25], np.float32), label="s")
    yield "float32", named((single * 2.0).exp().sum() / 3, "total")
    yield "a large array", named((Value(np.linspace(0, 1, 12).reshape(3, 4), label="big") ** 2).sum(), "norm")
    for title, root in own_programs():
        yield title, named(root, "root")


def neuron(shape: tuple[int, ...], *, written_out: bool) -> Value:
    """Return the neuron of micrograd's lecture: tanh of x1 w1 + x2 w2 + b."""
    numbers = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0, "b": 6.8813735870195432}
    x1, x2, w1, w2, b = (Value(np.full(shape, x), label=name) for name, x in numbers.items())
    n = named(x1 * w1 + x2 * w2 + b, "n")
    if not written_out:
        return named(n.tanh(), "o")
    e = named((2 * n).exp(), "e")
    return named((e - 1) / (e + 1), "o")


def named(value: Value, label: str) -> Value:
    """Give a Value a label and return it."""
    value.label = label
    return value


def operations(generator: np.random.Generator) -> Iterator[tuple[str, Value]]:
    """Yield every operation and function on its cases, the first ones in both precisions, and on edge values."""
    for name in {**table, **composed}:
        for i, case in enumerate(cases_of(name)):
            for dtype in (np.float64, np.float32)[: 1 + (i < 2)]:
                arrays = [x.astype(dtype) if x.dtype.kind == "f" else x for x in case.arrays(name)]
                out = case.call(name, leaves(name, arrays))
                weights = generator.uniform(0.5, 2.0, out.shape).astype(dtype)
                edge = "" if case.smooth else " where it is not smooth"
                yield f"{name}{case} {dtype.__name__}{edge}", named(named(out, "out") * weights, "root")
        if name in table and table[name].kind == "elementwise":
            out = table[name](*leaves(name, edges(table[name])))
            yield f"{name} of edge values", named(named(out, "out") * 1.0, "root")


def leaves(name: str, arrays: list[Array]) -> list[Any]:
    """Return floats as labelled leaves; masks and indices stay arrays."""
    names = table[name].names(len(arrays)) if name in table else [f"x{i}" for i in range(1, len(arrays) + 1)]
    return [Value(x, label=n) if x.dtype.kind == "f" else x for x, n in zip(arrays, names, strict=True)]


def edges(operation: Operation) -> list[Array]:
    """Return every combination of edge values, one array for each input."""
    count = len(operation.parameters)
    chosen = np.array(EDGES if count == 1 else EDGES[:4] + EDGES[5:7] + EDGES[9:12] if count == 2 else FEW_EDGES)
    return [grid.ravel() for grid in np.meshgrid(*[chosen] * count)]


def program(title: str, root: Value) -> dict[str, Any]:
    """Return one program: its graph, the numbers of each node with their scale, and its steps."""
    graph = Graph.of(root, {})
    check_root(graph)
    told = steps_of(graph)
    gradients = {graph.root.id: told[sum(node.is_computed for node in graph.nodes)].upstream}  # type: ignore[union-attr]
    for step in told:
        if isinstance(step, BackwardStep):
            gradients |= {part.input.id: part.after for part in step.contributions}
    data_scales, gradient_scales = scales(graph, gradients)
    data = dict(graph_data(graph))
    return {
        "title": title,
        "graph": data | {"values": base64.b64encode(data["values"]).decode()},  # type: ignore[arg-type]
        "data": [encoded(node.data) for node in graph.nodes],
        "dataScale": [encoded(x) for x in data_scales],
        "gradients": {str(i): encoded(x) for i, x in gradients.items()},
        "gradientScale": {str(i): encoded(x) for i, x in gradient_scales.items()},
        "steps": [[step.node.id, step.heading, step.sentence] for step in told],
    }


def scales(graph: Graph, gradients: dict[int, Array]) -> tuple[list[Array], dict[int, Array]]:
    """Return |value| + Σ|terms| of each node's data and gradient: what a rounding error is measured against."""
    slopes = {node.id: absolute_slopes(graph, node) for node in graph.nodes if node.is_computed}
    forward: list[Array] = []
    for node in graph.nodes:
        own = np.abs(np.asarray(node.data, dtype=np.float64))
        for position, slope in slopes.get(node.id, {}).items():
            below = np.broadcast_to(forward[node.inputs[position]], slope.stretched).reshape(-1)
            if slope.numbers.ndim == 2:
                terms = slope.numbers @ np.where(np.isfinite(below), below, 0)  # 0 · ∞ is no error of rounding
            else:
                terms = slope.numbers * below
            own = own + terms.reshape(own.shape)
        forward.append(np.asarray(own))
    backward = {graph.root.id: np.ones(graph.root.shape)}
    wants = graph.differentiable()
    for node in reversed(graph.nodes):
        if node.id not in backward or not wants[node.id]:
            continue
        g = backward[node.id].reshape(-1)
        for position, slope in slopes.get(node.id, {}).items():
            i = node.inputs[position]
            if i in gradients:
                part = g @ slope.numbers if slope.numbers.ndim == 2 else g * slope.numbers
                part = unbroadcast(part.reshape(slope.stretched), graph.nodes[i].shape)
                backward[i] = np.asarray(backward.get(i, 0.0) + part)
    return forward, {i: backward[i] + np.abs(np.asarray(x, dtype=np.float64)) for i, x in gradients.items()}


class Slope(NamedTuple):
    """How much each entry of an output moves with each of an input: |∂out/∂input|."""

    numbers: Array  # (out.size,) where each moves with its own one, else (out.size, input.size)
    stretched: tuple[int, ...]  # the shape in which the input takes part


def absolute_slopes(graph: Graph, node: Node) -> dict[int, Slope]:
    """Return a node's slopes by each input that it has a derivative by."""
    operation = node.operation
    assert operation is not None
    arrays = [graph.nodes[i].data for i in node.inputs]
    slopes: dict[int, Slope] = {}
    for position, array in enumerate(arrays):
        vjp = operation.vjp(position)
        if vjp is None:
            continue
        if operation.kind == "elementwise":
            partial = np.asarray(operation.partial(position, node.data, *arrays), dtype=np.float64)
            slopes[position] = Slope(np.abs(np.broadcast_to(partial, node.shape)).reshape(-1), node.shape)
            continue
        units = np.eye(node.data.size).reshape(node.data.size, *node.shape)
        rows = [np.asarray(vjp(unit[()], node.data, *arrays, **node.options), dtype=np.float64) for unit in units]
        stretched = rows[0].shape if rows else np.shape(array)
        numbers = np.abs(np.array(rows)).reshape(len(rows), math.prod(stretched))
        slopes[position] = Slope(numbers, stretched)
    return slopes
