"""Cases of engine/ops/rearranging.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "repeat": [
        case((3,), repeats=2),
        case((2, 2), repeats=3, axis=1),
        case((2, 2), repeats=2),
        case((3, 2), repeats=[0, 1, 2], axis=0),
        case((2, 1), repeats=np.array([2, 1]), axis=-2),
        case((), repeats=3),
    ],
    "tile": [
        case((3,), reps=2),
        case((2, 2), reps=(2, 3)),
        case((2, 2), reps=3),
        case((2,), reps=(2, 1, 2)),
        case((), reps=(2, 2)),
        case((2,), reps=0),
    ],
    "flip": [case((3,)), case((2, 3)), case((2, 3), axis=-1), case((2, 2, 3), axis=(0, 2))],
    "roll": [
        case((4,), shift=1),
        case((2, 3), shift=2),
        case((2, 3), shift=-1, axis=1),
        case((2, 3), shift=(1, 2), axis=(0, 1)),
        case((3, 2), shift=2, axis=(0, 1)),
        case((3, 2), shift=(1, 1), axis=(0, 0)),
        case((3,), shift=3),
    ],
    "pad": [
        case((2,), pad_width=1),
        case((2, 2), pad_width=((1, 0), (0, 2)), constant_values=0.5),
        case((2, 2), pad_width=(1, 2), mode="edge"),
        case((3,), pad_width=(2, 1), mode="reflect"),
        case((2, 2), pad_width=((0, 1), (1, 3)), mode="symmetric"),
        case((3,), pad_width=(1, 4), mode="wrap"),
        case((3,), pad_width=((1, 2),), constant_values=((3.0, 4.0),)),
    ],
}
