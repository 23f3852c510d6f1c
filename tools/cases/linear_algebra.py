"""Cases of engine/ops/linear_algebra.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "matmul": [
        case((3,), (3,)),
        case((2, 3), (3,)),
        case((3,), (3, 2)),
        case((2, 3), (3, 4)),
        case((5, 2, 3), (3, 4)),
        case((2, 3), (5, 3, 4)),
        case((2, 1, 2, 3), (5, 3, 2)),
        case((5, 2, 3), (3,)),
        case((3,), (4, 3, 2)),
        case((1, 1), (1, 1)),
    ],
    "dot": [
        case((), (3,)),
        case((3,), (3,)),
        case((2, 3), (3,)),
        case((2, 3), (3, 2)),
        case((2, 2, 3), (3,)),
        case((3,), (2, 3, 2)),
        case((2, 3), (2, 3, 2)),
    ],
    "inner": [case((3,), (3,)), case((2, 3), (2, 3)), case((2, 2, 2), (2,)), case((), (2, 2))],
    "outer": [case((3,), (2,)), case((2, 2), (3,)), case((), (2,))],
    "vdot": [case((3,), (3,)), case((2, 3), (3, 2)), case((), ())],
}
