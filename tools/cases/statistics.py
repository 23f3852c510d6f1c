"""Cases of engine/ops/statistics.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

EQUAL = np.array([[2.0, 2.0, 2.0], [1.0, 2.0, 4.0]])
LYING = np.array([[3.0, -3.0, 1.0], [0.0, 0.0, 0.0]])
SPREADS = [
    case((3,)),
    case((2, 3), axis=0),
    case((2, 3), axis=-1, ddof=1, keepdims=True),
    case((2, 3, 2), axis=(0, 2)),
]

CASES: dict[str, list[Case]] = {
    "var": [case(()), *SPREADS, case(EQUAL, axis=1)],
    "std": [case((), smooth=False), *SPREADS, case(EQUAL, axis=1, smooth=False)],
    "norm": [
        case(()),
        case((3,)),
        case((2, 3)),
        case((2, 3), ord="fro", keepdims=True),
        case((2, 3), axis=-1),
        case((2, 3), ord=1, axis=0),
        case((2, 3), ord=np.inf, axis=1, keepdims=True),
        case((2, 2, 2), axis=(0, 2)),
        case(LYING, axis=1, smooth=False),
        case(LYING, ord=1, axis=1, smooth=False),
        case(LYING, ord=np.inf, axis=1, smooth=False),
    ],
}
