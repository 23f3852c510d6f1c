"""Cases of engine/ops/reductions.py."""

from __future__ import annotations

from tools.cases.case import Case, case

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
}
