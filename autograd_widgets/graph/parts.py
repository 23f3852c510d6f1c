"""What an author's own operation consists of, where that is operations that the engine knows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.custom import Custom, taken_apart
from autograd_widgets.engine.value import Discrete, Value, record
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.record import Graph
from autograd_widgets.graph.replay import replay

DRAWS = 8  # times that what was recorded is compared with the function, on new numbers
POINTS = 400  # numbers on which an elementwise function is compared with what was recorded of it
BEYOND = 4.0  # how far outside its domain, in widths, half of them lie: a person may drag an input there
SEED = 2027


def recorded_forward(operation: Custom, arrays: Sequence[Array], options: Mapping[str, Any]) -> Any:
    """Return the root of the little graph by which an operation computes its output, or a number.

    Args:
        operation: somebody's own.
        arrays: its inputs; the graph depends on their shapes and types.
        options: settled.

    Returns:
        The graph's leaves are labelled with the operation's parameters. None if the function is not, or not only,
        made of operations: it asks whether an input is positive, say, or draws random numbers.
    """

    def forward(*inputs: Any) -> Any:
        return operation.function(*inputs, **options)

    names = operation.parameters
    draws = [dict(zip(names, inputs, strict=True)) for inputs in _draws(operation, arrays)]
    return _recorded(forward, dict(zip(names, arrays, strict=True)), draws)


def recorded_partial(operation: Custom, i: int, arrays: Sequence[Array] = ()) -> Any:
    """Return the same for an elementwise operation's derivative by one input, of leaves out and its parameters.

    Args:
        operation: somebody's own.
        i: the input's place.
        arrays: the inputs; numbers if not given.
    """
    arrays = arrays or [np.float64(low + 0.4 * (high - low)) for low, high in operation.domain]
    draws = _draws(operation, arrays)
    return _recorded_derivative(operation, operation.partials[i], {}, [arrays, *draws])


def recorded_product(operation: Custom, i: int, arrays: Sequence[Array], options: Mapping[str, Any]) -> Any:
    """Return the same for a vector-Jacobian product, of leaves g, out and the operation's parameters."""
    draws = [arrays, *_draws(operation, arrays)]
    return _recorded_derivative(operation, operation.vjp(i), options, draws)


def _recorded_derivative(
    operation: Custom,
    derivative: Callable[..., Any] | float | None,
    options: Mapping[str, Any],
    draws: Sequence[Sequence[Array]],
) -> Any:
    """Record a derivative on the first of some inputs, and compare it on the others."""
    if not callable(derivative):
        return derivative

    def known(inputs: Sequence[Array]) -> dict[str, Array]:
        out = operation.forward(*inputs, **options)
        upstream: Array = np.linspace(0.5, 2.0, out.size).astype(out.dtype)
        first = {} if operation.partials else {"g": upstream.reshape(out.shape)[()]}
        return {**first, "out": out, **dict(zip(operation.parameters, inputs, strict=True))}

    found: list[dict[str, Array]] = []
    with np.errstate(all="ignore"):
        for inputs in draws:
            try:
                found.append(known(inputs))
            except Exception:  # noqa: BLE001 — somebody else's code, perhaps outside of its domain
                continue
    if len(found) < 2:
        return None
    return _recorded(lambda *inputs: derivative(*inputs, **options), found[0], found[1:])


def _draws(operation: Custom, arrays: Sequence[Array]) -> list[list[Array]]:
    """Return other inputs, on which what was recorded is compared with the function."""
    rng = np.random.default_rng(SEED)
    if operation.partials:  # works on arrays of any shape
        shapes, wide = [(POINTS,)] * len(arrays), [1.0, 1.0 + 2 * BEYOND]
    else:
        shapes, wide = [np.shape(x) for x in arrays], [1.0] * DRAWS
    draws: list[list[Array]] = []
    for width in wide:
        drawn: list[Array] = []
        for x, shape, (low, high) in zip(arrays, shapes, operation.domain, strict=True):
            middle, half = (low + high) / 2, width * (high - low) / 2
            numbers = np.asarray(rng.uniform(middle - half, middle + half, shape)).astype(np.asarray(x).dtype)[()]
            drawn.append(numbers if operation.partials or np.asarray(x).dtype.kind == "f" else x)
        draws.append(drawn)
    return draws


def _recorded(function: Callable[..., Any], arrays: Mapping[str, Array], others: Sequence[Mapping[str, Array]]) -> Any:
    """Run a function on Values and return what it records, if that gives its numbers on other inputs too."""
    leaves = {name: leaf(x, name) for name, x in arrays.items()}
    try:
        with taken_apart(), np.errstate(all="ignore"):
            root = function(*leaves.values())
            if not isinstance(root, Value):
                root = float(root)
            elif not all(_is_known(node, leaves) for node in topological_order(root)):
                return None
            again = _replayed(root, others)
            same = all(_equal(one, function(*other.values())) for one, other in zip(again, others, strict=True))
    except Exception:  # noqa: BLE001 — somebody else's code: whatever it raises on Values, it can't be recorded
        return None
    return root if same else None


def leaf(array: Array, label: str) -> Value:
    """Return an array as a leaf; integers and booleans stay what they are."""
    kind = Value if array.dtype.kind == "f" else Discrete
    made = record(None, array, (), (), kind)  # type: ignore[arg-type]
    made.label = label
    return made


def _is_known(node: Value, leaves: Mapping[str, Value]) -> bool:
    if node._rule is None:
        return leaves.get(node.label) is node
    return isinstance(node._rule, Variant) and not isinstance(node._rule.operation, Custom)


def _replayed(root: Any, others: Sequence[Mapping[str, Array]]) -> Iterator[Array]:
    """Yield what a recorded root gives on other inputs."""
    graph = Graph.of(root, {}) if isinstance(root, Value) else None
    for arrays in others:
        if graph is None:
            yield root
        else:
            leaves = {node.id: arrays[node.name] for node in graph.nodes if node.op == "leaf"}
            yield replay(graph, leaves)[graph.root.id]


def _equal(one: Array, other: Array) -> bool:
    close = {"rtol": 1e-5, "atol": 1e-7} if np.asarray(one).dtype == np.float32 else {"rtol": 1e-9, "atol": 1e-12}
    return np.shape(one) in (np.shape(other), ()) and np.allclose(one, other, equal_nan=True, **close)
