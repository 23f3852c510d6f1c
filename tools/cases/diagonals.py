"""Cases of engine/ops/diagonals.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "diagonal": [
        case((3, 3)),
        case((2, 3), offset=1),
        case((2, 3, 2), offset=-1, axis1=-1, axis2=1),
        case((2, 2, 3), axis1=2, axis2=0),
        case((2, 2), offset=5),
    ],
    "trace": [case((3, 3)), case((2, 3), offset=1), case((2, 3, 3), axis1=1, axis2=2)],
    "diag": [case((2, 3)), case((3, 2), k=-1), case((3,)), case((2,), k=1), case((2,), k=-2)],
    "triu": [case((3, 3)), case((2, 3), k=1), case((2, 2, 2), k=-1)],
    "tril": [case((3, 3)), case((3, 2), k=-1), case((2, 2, 2), k=1)],
}
