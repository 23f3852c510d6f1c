"""Cases of engine/ops/joining.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "concatenate": [
        case((2,), (3,)),
        case((2, 2), (2, 1), (2, 3), axis=1),
        case((1, 2), (3, 2), axis=-2),
        case((2, 2), (3,), (), axis=None),
        case((2, 3), axis=0),
        case((0, 2), (2, 2)),
    ],
    "stack": [
        case((), ()),
        case((3,), (3,)),
        case((2, 3), (2, 3), axis=1),
        case((2,), (2,), (2,), axis=-1),
        case((3,), axis=0),
    ],
    "hstack": [case((2,), (3,), listed=True), case((2, 1), (2, 2), listed=True), case((), (2,), listed=True)],
    "vstack": [case((2,), (2,), listed=True), case((1, 2), (2, 2), listed=True)],
    "split": [
        case((6,), indices_or_sections=3),
        case((2, 4), indices_or_sections=[1, 3], axis=1),
        case((5,), indices_or_sections=[1, -1]),
        case((3, 2), indices_or_sections=[2, 1], axis=-2),
    ],
    "array_split": [case((5,), indices_or_sections=3), case((2, 3), indices_or_sections=2, axis=-1)],
}
