"""Training as the real classes of nn do it: what the browser's own is held to."""

# pyright: basic

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import numpy as np

from autograd_widgets.engine import Value
from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph
from autograd_widgets.nn import MLP, losses, optimisers
from autograd_widgets.nn.activations import ACTIVATIONS
from autograd_widgets.nn.losses import l2_penalty
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.shuffling import order
from tools.encoding import encoded

STEPS = 100
ORDERS = [(0, 0, 0), (1, 5, 2), (7, 0, 0), (23, 1337, 41), (200, -1, 3), (50, 2**32 + 5, 0), (50, 5, 2**31)]
TARGETS = {"hinge": 2, "binary_cross_entropy": 2, "cross_entropy": 3}  # how many classes


def orders() -> list[Any]:
    """Return shuffles: how many, the seed, the epoch, and the order."""
    return [[*given, [int(place) for place in order(*given)]] for given in ORDERS]


def networks() -> list[dict[str, Any]]:
    """Return graphs of a batch, with every activation and every loss."""
    return [_network(title, *case) for title, case in _networks()]


def trainings() -> list[dict[str, Any]]:
    """Return what becomes of losses and parameters over a hundred steps."""
    return [_training(*case) for case in _trainings()]


def _networks() -> Iterator[tuple[str, tuple[dict[str, Any], str, float | None, int, str]]]:
    for name in (None, *ACTIVATIONS):
        yield f"{name}", ({"n_in": 3, "sizes": [4, 2], "activation": name, "output_activation": name}, *_USUAL)
    for loss in losses.LOSSES:
        outputs = TARGETS.get(loss, 1) if loss == "cross_entropy" else 1
        described = {"n_in": 2, "sizes": [3, outputs], "activation": "tanh", "output_activation": None}
        for l2 in (None, 1e-3):
            yield f"{loss}, l2 {l2}", (described, loss, l2, 5, "float64")
        yield f"{loss} of one sample, float32", (described, loss, 1e-3, 1, "float32")
    article = {"n_in": 3, "sizes": [4, 4, 1], "activation": "tanh", "output_activation": "tanh"}
    yield "summed", (article, "squared_error, summed", None, 4, "float64")
    yield "one layer in float32", ({**article, "sizes": [1], "output_activation": "elu"}, "huber", 0.5, 4, "float32")


_USUAL = ("squared_error", None, 4, "float64")


def _network(
    title: str, described: dict[str, Any], loss: str, l2: float | None, samples: int, dtype: str
) -> dict[str, Any]:
    rng = np.random.default_rng(7)
    model = MLP(**described, rng=1, dtype=dtype)
    x = Value(rng.normal(0, 2, (samples, model.n_in)).astype(dtype), label="X")
    y = _targets(loss, rng, (samples, model.sizes[-1]), dtype)
    prediction = model(x)
    root = _loss(loss, model, prediction, y, l2)
    root.backward()
    data = dict(graph_data(Graph.of((root, prediction), {})))
    return {
        "title": title,
        **_told(described, loss, l2, dtype),
        "graph": data | {"values": base64.b64encode(data["values"]).decode()},  # type: ignore[arg-type]
        "X": encoded(x.data),
        "y": encoded(y),
        "parameters": _parameters(model),
        "loss": encoded(root.data),
        "predictions": encoded(prediction.data),
        "gradients": {p.label: encoded(p.grad) for p in model.parameters()},
    }


def _trainings() -> Iterator[tuple[str, dict[str, Any], str, float | None, str, int, str, dict[str, Any]]]:
    small = {"n_in": 2, "sizes": [5, 1], "activation": "tanh", "output_activation": None}
    for name, options in (
        ("SGD", {"learning_rate": 0.1}),
        ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "weight_decay": 0.01}),
        ("SGD", {"learning_rate": 0.05, "momentum": 0.9, "nesterov": True}),
        ("RMSProp", {"learning_rate": 0.01}),
        ("RMSProp", {"learning_rate": 0.01, "momentum": 0.5, "decay": 0.9, "weight_decay": 0.01}),
        ("Adam", {"learning_rate": 0.02}),
        ("Adam", {"learning_rate": 0.02, "betas": (0.8, 0.99), "epsilon": 1e-6, "weight_decay": 0.01}),
        ("AdamW", {"learning_rate": 0.02}),
    ):
        yield f"{name} {options}", small, "squared_error", None, "float64", 7, name, options
    adam, sgd = ("Adam", {"learning_rate": 0.01}), ("SGD", {"learning_rate": 0.1})
    relu = {**small, "sizes": [6, 6, 1], "activation": "relu"}
    yield "hinge and l2", relu, "hinge", 1e-2, "float64", 10, *sgd
    yield "logits", {**small, "activation": "gelu"}, "binary_cross_entropy", None, "float64", 10, *adam
    yield "three classes", {**small, "sizes": [5, 3]}, "cross_entropy", 1e-3, "float64", 4, *adam
    yield "all samples at once", {**small, "activation": "elu"}, "huber", None, "float64", 23, *sgd
    yield "single samples", small, "absolute_error", 1e-3, "float64", 1, *sgd
    yield "float32", {**small, "activation": "sigmoid"}, "squared_error", 1e-3, "float32", 10, *adam


def _training(
    title: str,
    described: dict[str, Any],
    loss: str,
    l2: float | None,
    dtype: str,
    batch_size: int,
    name: str,
    options: dict[str, Any],
) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    model = MLP(**described, rng=2, dtype=dtype)
    count, seed = 23, 11
    X = rng.normal(0, 1.5, (count, model.n_in)).astype(dtype)
    y = _targets(loss, rng, (count, model.sizes[-1]), dtype)
    began = _parameters(model)
    optimiser: Optimiser = getattr(optimisers, name)(**options)
    found: list[float] = []
    epoch = 0
    while len(found) < STEPS:
        places = order(count, seed, epoch) if batch_size < count else np.arange(count)
        for at in range(0, count, batch_size):
            if len(found) == STEPS:
                break
            batch = places[at : at + batch_size]
            model.zero_grad()
            number = _loss(loss, model, model(X[batch]), y[batch], l2)
            number.backward()
            found.append(float(number.data))
            optimiser.step(model.parameters())
        epoch += 1
    beta1, beta2 = options.pop("betas", (None, None))
    rule = {"name": name, **options} | ({} if beta1 is None else {"beta1": beta1, "beta2": beta2})
    return {
        "title": title,
        **_told(described, loss, l2, dtype),
        "X": encoded(X),
        "y": encoded(y),
        "seed": seed,
        "batchSize": batch_size,
        "rule": rule,
        "parameters": began,
        "losses": encoded(np.array(found)),
        "ends": _parameters(model),
    }


def _told(described: dict[str, Any], loss: str, l2: float | None, dtype: str) -> dict[str, Any]:
    """Return a network as the browser is told of it."""
    return {
        "network": {
            "inputs": described["n_in"],
            "sizes": described["sizes"],
            "activation": described["activation"],
            "outputActivation": described["output_activation"],
            "loss": loss.removesuffix(", summed"),
            "summed": loss.endswith(", summed"),
            "l2": l2,
            "dtype": dtype,
        }
    }


def _parameters(model: MLP) -> dict[str, Any]:
    return {parameter.label: encoded(parameter.data) for parameter in model.parameters()}


def _targets(loss: str, rng: np.random.Generator, shape: tuple[int, int], dtype: str) -> Array:
    """Return targets that suit a loss, for outputs of a shape; of a single output its axis is dropped."""
    if loss == "cross_entropy":
        return rng.integers(0, shape[1], shape[0])
    wanted = shape if shape[1] > 1 else shape[:1]
    if loss in TARGETS:
        classes = rng.integers(0, 2, wanted)
        return (2 * classes - 1 if loss == "hinge" else classes).astype(dtype)
    return rng.normal(0, 1, wanted).astype(dtype)


def _loss(loss: str, model: MLP, prediction: Value, y: Array, l2: float | None) -> Value:
    summed = loss.endswith(", summed")
    function: Any = losses.by_name(loss.removesuffix(", summed"))
    found = function(prediction, y, reduction="sum") if summed else function(prediction, y)
    return found if l2 is None else found + l2_penalty(model.parameters(), l2)
