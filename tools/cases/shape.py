"""Cases of engine/ops/shape.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "reshape": [
        case((2, 3), shape=(3, 2)),
        case((2, 3), shape=-1),
        case((4,), shape=(2, -1)),
        case((), shape=(1, 1)),
        case((1, 1), shape=()),
        case((0, 3), shape=(3, 0)),
    ],
    "transpose": [case((2, 3)), case((2, 3, 4), axes=(2, 0, 1)), case((2, 3, 4), axes=(-1, 0, 1)), case((3,))],
    "broadcast_to": [
        case((3,), shape=(2, 3)),
        case((2, 1), shape=(4, 2, 3)),
        case((), shape=2),
        case((2, 3), shape=(2, 3)),
    ],
    "ravel": [case((2, 3)), case(()), case((3,))],
    "swapaxes": [case((2, 3), axis1=0, axis2=1), case((2, 3, 2), axis1=-1, axis2=0)],
    "moveaxis": [case((2, 3, 4), source=0, destination=-1), case((2, 3, 2), source=(0, 1), destination=(-1, -2))],
    "expand_dims": [case((3,), axis=0), case((2, 3), axis=-1), case((2, 3), axis=(0, -1)), case((), axis=0)],
    "squeeze": [case((1, 3, 1)), case((1, 3, 1), axis=-1), case((1, 2, 1), axis=(0, 2)), case((1, 1))],
    "atleast_1d": [case(()), case((2,))],
    "atleast_2d": [case(()), case((3,)), case((2, 3))],
}
