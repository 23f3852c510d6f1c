"""Cases of engine/ops/probabilities.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

LARGE = np.array([[1e4, -1e4, 9998.0], [-1e4, -1e4, -1e4]])
MASKED = np.array([[0.5, -np.inf, 1.0], [-np.inf, -np.inf, 2.0]])
SHARES = [
    case((3,)),
    case((2, 3)),
    case((2, 3), axis=0),
    case((2, 3, 2), axis=(0, -1)),
    case((2, 2), axis=None),
    case(LARGE, smooth=False),
    case(MASKED, smooth=False),
]
WANTED = np.array([[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]])

CASES: dict[str, list[Case]] = {
    "softmax": SHARES,
    "log_softmax": SHARES,
    "logsumexp": [
        case(()),
        case((3,)),
        case((2, 3)),
        case((2, 3), axis=0, keepdims=True),
        case((2, 3, 2), axis=(0, -1)),
        case(LARGE, axis=1, smooth=False),
        case(MASKED, axis=1, smooth=False),
    ],
    "cross_entropy": [
        case((3, 4), np.array([2, 0, 3])),
        case((4,), np.array(1)),
        case((2, 3), WANTED),
        case((3,), WANTED[1]),
        case((1, 1), np.array([0])),
        case(LARGE, np.array([1, 2]), smooth=False),
        case(MASKED, np.array([0, 2]), smooth=False),
        case(MASKED, np.array([[0.5, 0.0, 0.5], [0.0, 0.0, 1.0]]), smooth=False),
    ],
}
