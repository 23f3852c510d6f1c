"""Cases of engine/ops/sorting.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

TIED = np.array([[3.0, 1.0, 3.0], [np.nan, 2.0, -np.inf], [0.0, -0.0, 0.0]])
ORDERS = [case((4,)), case((2, 3)), case((3, 2), axis=0), case((2, 3), axis=None), case((0, 2), axis=0)]
PLACES = [case((4,)), case((2, 3)), case((2, 3), axis=0), case((2, 3), axis=-1, keepdims=True), case(TIED, axis=1)]

CASES: dict[str, list[Case]] = {
    "take_along_axis": [
        case((4,), np.array([3, 0, 3, -1, 1])),
        case((2, 3), np.array([[0, 2], [1, 1]]), axis=1),
        case((2, 3), np.array([[1], [-1]]), axis=-1),
        case((2, 3), np.array([[1, 0, 1]]), axis=0),
        case((1, 3), np.array([[1, 0], [2, 2]]), axis=1),
        case((2, 3), np.array([5, 0, 0]), axis=None),
    ],
    "sort": [*ORDERS, case(TIED[[0, 2]], axis=-1, smooth=False)],
    "argsort": [*ORDERS, case(TIED)],
    "argmax": PLACES,
    "argmin": PLACES,
}
