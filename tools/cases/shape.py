"""Cases of engine/ops/shape.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "reshape": [case((2, 3), shape=(3, 2)), case((2, 3), shape=-1), case((4,), shape=(2, -1)), case((), shape=(1, 1))],
    "transpose": [case((2, 3)), case((2, 3, 4), axes=(2, 0, 1)), case((2, 3, 4), axes=(-1, 0, 1)), case((3,))],
    "broadcast_to": [case((3,), shape=(2, 3)), case((2, 1), shape=(4, 2, 3)), case((), shape=(2,))],
}
