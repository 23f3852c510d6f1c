"""What the browser needs in order to train a model by itself: an MLP's sizes, or graphs of any other model."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.engine.noticing import noticing
from autograd_widgets.engine.value import Value
from autograd_widgets.graph.contract import GraphData, NetworkData, SettingsData
from autograd_widgets.graph.payload import dtype_name, graph_data
from autograd_widgets.graph.record import Graph, Node
from autograd_widgets.graph.replay import NotReplayableError, replay
from autograd_widgets.nn import scalar
from autograd_widgets.nn.activations import ACTIVATIONS
from autograd_widgets.nn.losses import LOSSES, Loss
from autograd_widgets.nn.mlp import MLP
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.trainee import Trainee

if TYPE_CHECKING:
    from collections.abc import Generator

MOST_PRODUCTS = 20_000_000  # multiplications a pass: more would not be done within a frame
MOST_BYTES = 2_000_000  # of parameters
FEW_PER_CENT = 0.02  # by how much parameters are changed to see whether a recording holds elsewhere
TOLERANCE = 1e-6  # relative, of the loss: replaying does the same sums in the same order, in single precision too


class NotRecordableError(ValueError):
    """Only Python can train this model; the message says why."""


def network_of(model: Any, loss_name: str) -> NetworkData | None:
    """Return a network's sizes and activations, if the browser can build it with its loss."""
    if type(model) is scalar.MLP:
        first, last = model.layers[0].neurons[0], model.layers[-1].neurons[0]
        n_in, sizes, dtype = len(first.w), [len(layer.neurons) for layer in model.layers], "float64"
        bends = [first.activation if len(sizes) > 1 else None, last.activation]
        biased = True
    elif type(model) is MLP:
        n_in, sizes = model.n_in, model.sizes
        bends = [model.activation if len(sizes) > 1 else None, model.output_activation]
        dtype = dtype_name(model.layers[0].weight.data)
        biased = all(layer.bias is not None for layer in model.layers)
    else:
        return None
    known = all(bend is None or (isinstance(bend, str) and bend in ACTIVATIONS) for bend in bends)
    if not known or not biased or loss_name not in LOSSES:
        return None
    return {
        "n_in": n_in,
        "sizes": sizes,
        "activation": str(bends[0] or ""),
        "output_activation": str(bends[1] or ""),
        "dtype": dtype,
    }


def too_large(trainee: Trainee, products: float = 0) -> str:
    """Return why a model is too large to be trained in the browser; "" if it is not."""
    nbytes = sum(p.data.nbytes for p in trainee.parameters.values())
    if nbytes > MOST_BYTES:
        return f"its parameters take {nbytes / 1e6:.1f} MB"
    return f"a step takes {products / 1e6:.0f} million multiplications" if products > MOST_PRODUCTS else ""


def products_of(network: NetworkData, batch: int) -> float:
    """Return how many multiplications a forward pass of an MLP takes."""
    widths = [network["n_in"], *network["sizes"]]
    return batch * float(sum(a * b for a, b in pairwise(widths)))


def recorded(
    trainee: Trainee, loss: Loss, samples: Samples, counts: Iterable[int], grid: Any, held: Samples | None, l2: float
) -> dict[str, GraphData]:
    """Record a model's loss for batches of several sizes, and its predictions on a grid.

    Args:
        trainee: the model.
        loss: as a function.
        samples: what it learns from.
        counts: the sizes of batches.
        grid: points, or None.
        held: samples that are held back: there may be more of them.
        l2: the strength of the penalty; above 0, it is a leaf "l2" of the graphs.

    Raises:
        NotRecordableError: only Python can train it; the message says why.
    """
    if trainee.has_buffers:
        raise NotRecordableError("it keeps running statistics")
    if samples.X.dtype.kind != "f":
        raise NotRecordableError("its inputs are whole numbers, which pick entries")
    graphs: dict[str, GraphData] = {}
    with _named(trainee):
        for count in sorted(set(counts)):
            enough = samples if held is None or count <= len(samples.X) else held
            graphs[str(count)] = _of_batch(trainee, loss, enough.taken(slice(count)), l2)
        if grid is not None:
            graphs["grid"] = graph_data(_renamed(Graph.of(_predictions(trainee, grid), {}), {}))
    return graphs


def unrecorded(graphs: Mapping[str, GraphData], settings: SettingsData, samples: int) -> str:
    """Return what a training with some settings would need that was not recorded; "" if all is there.

    Args:
        graphs: those that were.
        settings: how it would train.
        samples: how many it would learn from.
    """
    size = settings["batch_size"]
    for count in (size, samples % size):
        if count and str(count) not in graphs:
            known = ", ".join(sorted((name for name in graphs if name.isdigit()), key=int))
            return (
                f"batch_size={size} takes a computation with {count} samples, and there are recordings of those with "
                f"{known} only: make a new player with batch_size={size}."
            )
    if settings["l2"] and not any(node["name"] == "l2" for node in graphs[str(size)]["nodes"]):
        return f"this model's loss was recorded without l2: make a new player with l2={settings['l2']:g}."
    return ""


def _of_batch(trainee: Trainee, loss: Loss, batch: Samples, l2: float) -> GraphData:
    with noticing() as escapes:
        root, predictions = _loss(trainee, loss, batch, l2)
    if escapes:
        raise NotRecordableError("it decides by its numbers what to compute next")
    graph = Graph.of([root, predictions], {})
    names = {} if batch.y.dtype.kind == "f" else {_place_of(graph, batch.y): "y"}
    graph = _renamed(graph, names)
    if not any(node.name == "y" for node in graph.nodes):
        raise NotRecordableError("its loss does something else with the targets than to compute with them")
    why = too_large(trainee, sum(map(_products, graph.nodes, [graph] * len(graph.nodes))))
    if why:
        raise NotRecordableError(why)
    _check_elsewhere(trainee, loss, batch, l2, graph)
    return graph_data(graph)


def _loss(trainee: Trainee, loss: Loss, batch: Samples, l2: float) -> tuple[Value, Value]:
    predictions = _predictions(trainee, batch.X)
    y: Any = Value(batch.y, label="y") if batch.y.dtype.kind == "f" else batch.y
    root = loss(predictions, y)
    if l2:
        squares = [np.square(p).sum() for p in trainee.parameters.values()]
        root = root + sum(squares[1:], squares[0]) * Value(l2, label="l2")
    return root, predictions


def _predictions(trainee: Trainee, X: Any) -> Value:
    predictions = trainee.model(Value(X, label="X"))
    if not isinstance(predictions, Value):
        raise NotRecordableError(f"it gives {type(predictions).__name__} and not a Value")
    return predictions


def _place_of(graph: Graph, y: np.ndarray[Any, Any]) -> int:
    """Return the id of the constant that the targets are."""
    found = [node.id for node in graph.nodes if node.op == "constant" and _is_same(node.data, y)]
    if len(found) != 1:
        raise NotRecordableError("its loss does something else with the targets than to compute with them")
    return found[0]


def _is_same(data: Any, y: np.ndarray[Any, Any]) -> bool:
    return np.shape(data) == y.shape and bool(np.array_equal(data, y))


def _renamed(graph: Graph, names: Mapping[int, str]) -> Graph:
    return Graph([replace(node, name=names.get(node.id, node.name)) for node in graph.nodes], graph.roots)


def _products(node: Node, graph: Graph) -> float:
    if node.op in {"matmul", "dot", "inner", "einsum", "conv2d", "correlate"}:
        return math.prod(node.shape) * float(max((graph.nodes[i].shape[-1:] or (1,))[0] for i in node.inputs))
    return float(math.prod(node.shape))


def _check_elsewhere(trainee: Trainee, loss: Loss, batch: Samples, l2: float, graph: Graph) -> None:
    """See whether the recording gives what the model gives, with other parameters."""
    before, rng = trainee.held(), np.random.default_rng(0)
    try:
        moved: dict[str, Any] = {}
        for name, p in trainee.parameters.items():
            p.data = (p.data * (1 + FEW_PER_CENT * rng.standard_normal(p.shape))).astype(p.dtype)[()]
            moved[name] = p.data
        expected = float(_loss(trainee, loss, batch, l2)[0].data)
    finally:
        trainee.hold_again(before)
    try:
        found = float(replay(graph, {n.id: moved[n.name] for n in graph.nodes if n.name in moved})[graph.root.id])
    except NotReplayableError:
        raise NotRecordableError("a part of it has a _backward written by hand") from None
    if not math.isclose(found, expected, rel_tol=TOLERANCE, abs_tol=TOLERANCE):
        raise NotRecordableError("it is random, as dropout is, or depends on more than its inputs and parameters")


@contextmanager
def _named(trainee: Trainee) -> Generator[None]:
    """Label the parameters with the names that they have in the model, for as long as they are recorded."""
    labels = [p.label for p in trainee.parameters.values()]
    for name, p in trainee.parameters.items():
        p.label = name
    try:
        yield
    finally:
        for label, p in zip(labels, trainee.parameters.values(), strict=True):
            p.label = label
