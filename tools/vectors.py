"""What the browser's interpreter must reproduce: programs run by the engine, with their numbers and sentences."""

# pyright: basic

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_widgets.engine import Value, scope, table
from autograd_widgets.engine.arrays import Array, unbroadcast
from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.numbers import format_array, format_number
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph
from autograd_widgets.graph.steps import BackwardStep, check_root, steps_of

SHAPES: dict[int, list[tuple[tuple[int, ...], ...]]] = {
    1: [((),), ((3,),), ((2, 3),)],
    2: [((), ()), ((3,), (3,)), ((2, 3), ()), ((), (2, 1)), ((2, 1, 3), (4, 1)), ((2, 3), (3,))],
    3: [((), (), ()), ((2, 3), (3,), ()), ((2, 1), (2, 3), (1, 3))],
}
STRUCTURAL: dict[str, list[tuple[list[tuple[int, ...]], dict[str, Any]]]] = {
    "sum": [
        ([()], {}),
        ([(3,)], {}),
        ([(2, 3)], {"axis": 0}),
        ([(2, 3, 2)], {"axis": (0, -1), "keepdims": True}),
        ([(2, 3)], {"axis": ()}),
    ],
    "mean": [([(3,)], {}), ([(2, 3)], {"axis": -1}), ([(2, 3, 2)], {"axis": (1,), "keepdims": True})],
    "matmul": [
        ([(3,), (3,)], {}),
        ([(2, 3), (3,)], {}),
        ([(3,), (3, 2)], {}),
        ([(2, 3), (3, 4)], {}),
        ([(5, 2, 3), (3, 4)], {}),
        ([(2, 1, 2, 3), (5, 3, 2)], {}),
        ([(3,), (4, 3, 2)], {}),
        ([(4, 2, 3), (3,)], {}),
    ],
    "reshape": [([(2, 3)], {"shape": (3, 2)}), ([(4,)], {"shape": (2, -1)}), ([()], {"shape": (1, 1)})],
    "transpose": [([(2, 3)], {}), ([(2, 3, 4)], {"axes": (2, 0, 1)}), ([(3,)], {})],
    "broadcast_to": [
        ([(3,)], {"shape": (2, 3)}),
        ([()], {"shape": (2, 2)}),
        ([(2, 1)], {"shape": (4, 2, 3)}),
    ],
}
EDGES = [0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 3.0, 1e-300, -1e300, np.inf, -np.inf, np.nan, 20.0, -20.0, 710.0]
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
        programs = [case(name, root) for name, root in (*stories(), *operations(generator))]
    return {"numbers": number_vectors(), "arrays": array_vectors(), "programs": programs}


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
    single = Value(np.array([1.5, -0.25], np.float32), label="s")
    yield "float32", named((single * 2.0).exp().sum() / 3, "total")
    yield "a large array", named((Value(np.linspace(0, 1, 12).reshape(3, 4), label="big") ** 2).sum(), "norm")


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
    """Yield every operation on several shapes, in both precisions, and elementwise ones on edge values."""
    for operation in table.values():
        cases = STRUCTURAL.get(operation.name) or [(list(s), {}) for s in SHAPES[len(operation.parameters)]]
        for shapes, options in cases:
            for dtype in (np.float64, np.float32):
                arrays = [drawn(operation, i, shape, generator).astype(dtype) for i, shape in enumerate(shapes)]
                title = f"{operation.name} of {shapes} {options or ''} {dtype.__name__}"
                yield title, weighted(operation, arrays, options, generator)
        if operation.kind == "elementwise":
            yield f"{operation.name} of edge values", weighted(operation, edges(operation), {}, None)


def drawn(operation: Operation, i: int, shape: tuple[int, ...], generator: np.random.Generator) -> Array:
    """Return numbers from an operation's domain."""
    low, high = operation.domain[i]
    return np.asarray(generator.uniform(low, high, shape))


def edges(operation: Operation) -> list[Array]:
    """Return every combination of edge values, one array for each input."""
    count = len(operation.parameters)
    if count == 3:
        return [
            np.array([1.0, 0.0, np.nan, 0.0]),
            np.array([np.nan, np.nan, -0.0, np.inf]),
            np.array([2.0, 2, 3, 4]),
        ]
    chosen = np.array(EDGES if count == 1 else EDGES[:4] + EDGES[5:7] + EDGES[9:12])
    return [grid.ravel() for grid in np.meshgrid(*[chosen] * count)]


def weighted(
    operation: Operation, arrays: list[Array], options: dict[str, Any], generator: np.random.Generator | None
) -> Value:
    """Return an operation on leaves, each entry weighted so that the upstream gradient is not all ones."""
    leaves = [Value(array, label=name) for array, name in zip(arrays, operation.parameters, strict=True)]
    out = named(operation(*leaves, **options), "out")
    if generator is None:
        return named(out * 1.0, "root")
    weights = generator.uniform(0.5, 2.0, out.shape).astype(leaves[0].dtype)
    return named(out * weights, "root")


def case(title: str, root: Value) -> dict[str, Any]:
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
    forward: list[Array] = []
    for node in graph.nodes:
        inputs = [graph.nodes[i] for i in node.inputs]
        own = np.abs(np.asarray(node.data, dtype=np.float64))
        if node.is_computed:
            operation = table[node.op]
            below = [forward[x.id] for x in inputs]
            if operation.kind == "elementwise":
                arrays = [x.data for x in inputs]
                partials = (np.abs(operation.partial(i, node.data, *arrays)) for i in range(len(arrays)))
                own = own + sum(p * s for p, s in zip(partials, below, strict=True))
            else:
                own = own + operation.forward(*below, **node.options)
        forward.append(np.asarray(own))
    backward = {graph.root.id: np.ones(graph.root.shape)}
    wants = graph.differentiable()
    for node in reversed(graph.nodes):
        if node.id not in backward or not node.is_computed or not wants[node.id]:
            continue
        operation = table[node.op]
        arrays = [graph.nodes[i].data for i in node.inputs]
        for position, i in enumerate(node.inputs):
            vjp = operation.vjps[position]
            if i in gradients and vjp is not None:
                g = backward[node.id]
                if operation.kind == "elementwise":
                    part = g * np.abs(operation.partial(position, node.data, *arrays))
                else:
                    part = vjp(g, node.data, *(np.abs(x) for x in arrays), **node.options)
                part = unbroadcast(np.asarray(part), np.shape(arrays[position]))
                backward[i] = np.asarray(backward.get(i, 0.0) + part)
    return forward, {i: backward[i] + np.abs(np.asarray(x, dtype=np.float64)) for i, x in gradients.items()}


def encoded(array: Array) -> dict[str, Any]:
    """Return an array as its shape, type and base64 of its float64 numbers, which JSON can carry with NaN and ∞."""
    array = np.asarray(array)
    kind = {"b": "bool", "i": "int64"}.get(array.dtype.kind, str(array.dtype))
    return {
        "shape": list(array.shape),
        "dtype": kind,
        "data": base64.b64encode(np.ascontiguousarray(array, dtype="<f8").tobytes()).decode(),
    }
