"""Cases of engine/ops/indexing.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from tools.cases.case import Case, case

INDICES: list[tuple[tuple[int, ...], Any]] = [
    ((3,), 1),
    ((3, 2), -1),
    ((5,), slice(1, 4)),
    ((5,), slice(None, None, -2)),
    ((5,), slice(3, 1)),
    ((2, 3), (1, 2)),
    ((2, 3), (slice(None), 0)),
    ((2, 3), (None, ..., slice(2, None, -1))),
    ((), None),
    ((), ()),
    ((4,), [0, 2, 2, -1]),
    ((4,), np.array([[0, 1], [1, 1]])),
    ((3, 3), ([0, 1, 1], [2, 0, 0])),
    ((2, 3, 2), (0, slice(None), [1, 1])),
    ((2, 3, 2), ([1, 0], slice(1, None), [1, 1])),
    ((4,), np.array([True, False, True, True])),
    ((2, 3), np.array([[True, False, True], [False, True, False]])),
    ((2, 3), (slice(None), np.array([True, False, True]))),
    ((1, 3), (np.array([True]), [0, 0])),
    ((3,), []),
]


def _picked(shape: tuple[int, ...], index: Any) -> tuple[int, ...]:
    return np.shape(np.zeros(shape)[index])


CASES: dict[str, list[Case]] = {
    "getitem": [case(shape, index=index) for shape, index in INDICES],
    "scatter": [case(_picked(shape, index), index=index, shape=shape) for shape, index in INDICES[1::2]],
}
