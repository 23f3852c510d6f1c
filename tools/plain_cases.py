"""The plain case of an operation, on which its page and the list of operations show what it does.

The cases of the tests are there to be awkward: strides, broadcast shapes, several axes at once.
"""

from __future__ import annotations

import numpy as np

from tools.cases import Case, case, cases_of

PLAIN: dict[str, Case] = {
    "matmul": case((2, 3), (3, 2)),
    "mean": case((2, 3)),
    "var": case((4,)),
    "std": case((4,)),
    "cross_entropy": case((2, 3), np.array([2, 0])),
    "conv2d": case((1, 1, 3, 3), (1, 1, 2, 2)),
    "conv2d_input_gradient": case((1, 1, 2, 2), np.array([[[[0.5, 1.0], [2.0, -1.0]]]]), size=3),
    "conv2d_weight_gradient": case((1, 1, 3, 3), (1, 1, 2, 2), size=2),
    "broadcast_to": case((3,), shape=(2, 3)),
    "stack": case((3,), (3,)),
    "prod": case((4,)),
    "max_pool2d": case((1, 1, 4, 4), size=2),
    "max_pool2d_gradient": case((1, 1, 2, 2), (1, 1, 4, 4), size=2),
    "max_pool2d_tangent": case((1, 1, 4, 4), (1, 1, 4, 4), size=2),
    "avg_pool2d": case((1, 1, 4, 4), size=2),
}


def plain_case(name: str) -> Case:
    """Return the plain case: one of its own, or of the tests' the first smooth one on a matrix, or the smallest."""
    if name in PLAIN:
        return PLAIN[name]
    smooth = [case for case in cases_of(name) if case.smooth]
    for found in smooth:
        if max(x.ndim for x in found.arrays(name)) == 2:
            return found
    return min(smooth, key=lambda found: sum(x.size for x in found.arrays(name)))
