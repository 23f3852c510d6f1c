"""Cases of the elementwise operations, besides those that all of them have: ties, edges, and inputs left out."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

AROUND_0 = np.array([-1.5, 0.0, 2.0])
LARGE = np.array([-1000.0, -40.0, 0.0, 40.0, 1000.0])
ENDS = np.array([-1.0, 1.0])


def edges(*inputs: np.ndarray, **options: float) -> Case:
    """Return a case where the derivative is a matter of convention, or infinite."""
    return Case(inputs, {**options}, smooth=False)


CASES: dict[str, list[Case]] = {
    "power": [edges(np.array([0.0, 0, 0, 0, 2, -2]), np.array([0.0, 1, 0.5, 2, 3, 3]))],
    "absolute": [edges(AROUND_0)],
    "sign": [edges(AROUND_0)],
    "relu": [edges(AROUND_0)],
    "maximum": [edges(AROUND_0, np.array([-1.5, 1.0, 2.0]))],
    "minimum": [edges(AROUND_0, np.array([-1.5, 1.0, 2.0]))],
    "clip": [
        case((2, 3), a_min=-0.5, a_max=0.5),
        case((3,), a_min=-0.5),
        case((3,), a_max=0.5),
        case((3,), min=-0.5, max=0.5),
        case((3,)),
    ],
    "floor": [edges(np.array([-0.5, 1.0, 2.5]))],
    "ceil": [edges(np.array([-0.5, 1.0, 2.5]))],
    "trunc": [edges(np.array([-0.5, 1.0, 2.5]))],
    "rint": [edges(np.array([-0.5, 0.5, 1.5, 2.5, 1.0]))],
    "sqrt": [edges(np.array([0.0, 4.0]))],
    "arcsin": [edges(ENDS)],
    "arccos": [edges(ENDS)],
    "arccosh": [edges(np.array([1.0]))],
    "arctan2": [edges(np.array([0.0, 0.0, -0.0]), np.array([0.0, -1.0, 2.0]))],
    "logaddexp": [edges(LARGE, LARGE[::-1].copy()), edges(np.array([-np.inf, np.inf, 1.0]), np.array([1.0, 1.0, 1.0]))],
    "sigmoid": [edges(LARGE)],
    "softplus": [edges(LARGE)],
    "silu": [edges(LARGE)],
    "gelu": [edges(LARGE)],
    "leaky_relu": [case((2, 3)), case((3,), slope=0.2), edges(AROUND_0)],
    "elu": [case((2, 3)), case((3,), alpha=0.5), edges(LARGE), edges(AROUND_0, alpha=0.5)],
}
