"""Functions along one of their inputs, as Python reads them: what the browser's readings are held to."""

# pyright: basic

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.engine import Value
from autograd_widgets.graph.exploring.curve import sampled, window_around
from autograd_widgets.graph.exploring.reading import line_of, read
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph
from tools.encoding import encoded

Case = tuple[str, Callable[..., Any], dict[str, Any], str, tuple[int, ...], float, tuple[float, float]]
ABC = {"x": 3.0, "a": 3.0, "b": -4.0, "c": 5.0}
VECTOR = {"x": [0.5, -1.5, 2.0], "w": [[1.0, 2.0, -1.0], [0.3, 0.1, 0.2]]}


def quadratic(x: Any, a: Any, b: Any, c: Any) -> Any:
    """Return a x² + b x + c."""
    return a * x**2 + b * x + c


CASES: list[Case] = [
    ("the article's quadratic", quadratic, ABC, "x", (), 0.001, (-1.0, 7.0)),
    ("the same with a step of one", quadratic, ABC, "x", (), -1.0, (-1.0, 7.0)),
    ("the same with a tiny step", quadratic, ABC, "x", (), 1e-12, (-1.0, 7.0)),
    ("the same by a parameter", quadratic, ABC, "a", (), 0.1, (-5.0, 5.0)),
    ("sin", np.sin, {"x": 1.0}, "x", (), 0.25, (-7.0, 9.0)),
    ("a pole", lambda x: 1 / x, {"x": 0.5}, "x", (), 0.01, (-4.7, 5.0)),
    ("a pole on the grid", lambda x: 1 / x, {"x": 0.5}, "x", (), 0.01, (-5.0, 5.0)),
    ("many poles", np.tan, {"x": 0.5}, "x", (), 0.01, (-10.0, 10.0)),
    ("an undefined half", np.log, {"x": 1.0}, "x", (), 1e-6, (-5.0, 5.0)),
    ("an undefined place", np.log, {"x": -1.0}, "x", (), 1e-6, (-5.0, 5.0)),
    ("a kink", lambda x: np.abs(x - 1), {"x": 1.0}, "x", (), 0.1, (-3.0, 5.3)),
    ("a kink within the step", np.abs, {"x": -0.5}, "x", (), 1.0, (-3.0, 5.3)),
    ("a jump", np.floor, {"x": 1.0}, "x", (), 0.1, (-3.3, 5.0)),
    ("near the edge", np.log, {"x": 1e-6}, "x", (), 1e-8, (-1.0, 1.0)),
    ("fast", lambda x: np.sin(1e6 * x), {"x": 1e-7}, "x", (), 1e-9, (-1e-6, 1e-6)),
    ("far out", np.sin, {"x": 1e10}, "x", (), 0.5, (1e10 - 5, 1e10 + 5)),
    ("jumps", lambda x: np.floor(x) * x, {"x": 1.5}, "x", (), 0.1, (-3.3, 5.0)),
    ("both branches", lambda x: np.where(x > 0, x**2, -x), {"x": 2.0}, "x", (), 0.1, (-4.0, 4.0)),
    ("no step", np.exp, {"x": 1.0}, "x", (), 0.0, (-3.0, 3.0)),
    ("a step beyond all bounds", np.exp, {"x": 1.0}, "x", (), 1e300, (-3.0, 3.0)),
    ("one entry of an array", lambda x, w: np.tanh(w @ x).sum(), VECTOR, "x", (1,), 0.01, (-3.0, 3.0)),
    ("one entry of a matrix", lambda x, w: np.tanh(w @ x).sum(), VECTOR, "w", (1, 2), 0.01, (-3.0, 3.0)),
    ("float32", lambda x: np.exp(x) * x, {"x": np.float32(0.5)}, "x", (), 0.01, (-3.0, 3.0)),
]


def readings() -> list[dict[str, Any]]:
    """Return every case: its graph, which number moves, and what Python reads."""
    return [_reading(*case) for case in CASES]


def _reading(
    title: str,
    f: Callable[..., Any],
    inputs: dict[str, Any],
    name: str,
    entry: tuple[int, ...],
    h: float,
    window: tuple[float, float],
) -> dict[str, Any]:
    leaves = {key: Value(x, label=key) for key, x in inputs.items()}
    with np.errstate(all="ignore"):
        graph = Graph.of(f(*leaves.values()), {})
    data = dict(graph_data(graph))
    array = np.asarray(leaves[name].data)
    others = {key: np.asarray(leaf.data) for key, leaf in leaves.items() if key != name}
    order = list(inputs)
    line = line_of(lambda leaf: f(*({name: leaf, **others}[key] for key in order)), array, entry)
    found = read(line, float(array[entry]), h, sampled(line.values, *window))
    return {
        "title": title,
        "graph": data | {"values": base64.b64encode(data["values"]).decode()},  # type: ignore[arg-type]
        "leaf": name,
        "entry": int(np.ravel_multi_index(entry, array.shape)) if entry else 0,
        "h": repr(h),
        "window": list(window),
        "derivative": encoded(found.derivative),
        "broken": found.broken,
        "upwards": encoded(np.array(window_around(found.curve, found.values))),
        **{name: encoded(getattr(found, name)) for name in ("values", "truncation", "bends", "sweep", "curve")},
    }
