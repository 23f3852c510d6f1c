"""Cases of engine/ops/reductions.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

TIED = np.array([[1.0, 3.0, 3.0], [2.0, 2.0, 2.0]])
ZEROS = np.array([[1.5, 0.0, 2.0], [0.0, -3.0, 0.0]])
EXTREMES = [
    case(()),
    case((3,)),
    case((2, 3), axis=0),
    case((2, 3), axis=-1, keepdims=True),
    case((2, 3, 2), axis=(0, 2)),
    case((2, 0), axis=0),
    case(TIED, smooth=False),
    case(TIED, axis=1, smooth=False),
]

CASES: dict[str, list[Case]] = {
    "sum": [
        case(()),
        case((3,)),
        case((2, 3)),
        case((2, 3), axis=0),
        case((2, 3), axis=-1, keepdims=True),
        case((2, 3, 4), axis=(0, 2)),
        case((2, 3, 2), axis=(0, -1), keepdims=True),
        case((2, 3), axis=()),
        case((0, 3), axis=0),
    ],
    "mean": [
        case(()),
        case((3,)),
        case((2, 3)),
        case((2, 3), axis=0),
        case((2, 3), axis=-1, keepdims=True),
        case((2, 3, 4), axis=(0, 2)),
        case((2, 3, 2), axis=(1,), keepdims=True),
    ],
    "max": EXTREMES,
    "min": EXTREMES,
    "prod": [
        case(()),
        case((3,)),
        case((2, 3), axis=0),
        case((2, 3), axis=-1, keepdims=True),
        case((2, 3, 2), axis=(2, 0)),
        case(ZEROS, axis=1),
        case(np.array([2.0, 0.0, -3.0])),
        case((0, 3), axis=0),
    ],
    "cumsum": [case(()), case((4,)), case((2, 3)), case((2, 3), axis=0), case((2, 3), axis=-1, reverse=True)],
    "cumprod": [
        case(()),
        case((4,)),
        case((2, 3)),
        case((3, 2), axis=0),
        case((2, 3, 2), axis=-2),
        case(ZEROS, axis=-1),
        case((0, 3), axis=0),
    ],
    "all": [case(ZEROS), case(ZEROS, axis=0), case(ZEROS, axis=(1,), keepdims=True)],
    "any": [case(ZEROS), case(ZEROS, axis=0), case(ZEROS, axis=(1,), keepdims=True)],
}
