"""Cases of engine/ops/pooling.py."""

from __future__ import annotations

import numpy as np

from tools.cases.case import Case, case

TIED = np.array([[[[1.0, 3, 3, 0], [3, 2, 0, 0], [-1, -1, 5, 4], [-1, -1, 2, 5]]]])

CASES: dict[str, list[Case]] = {
    "max_pool2d": [
        case((1, 2, 4, 4), size=2),
        case((2, 1, 3, 5), size=2),  # the last row and column belong to no window
        case((1, 1, 4, 5), size=(2, 3), stride=1),
        case((1, 2, 3, 4), size=(3, 2), stride=(2, 1), padding=1),
        case(TIED, size=2, smooth=False),
        case(TIED, size=3, stride=1, padding=1, smooth=False),
    ],
    "max_pool2d_gradient": [
        case((1, 2, 2, 1), (1, 2, 4, 3), size=2),
        case((1, 1, 3, 3), (1, 1, 4, 4), size=2, stride=1),
        case((1, 1, 2, 2), TIED, size=2),
        case((1, 1, 2, 2), TIED, size=3, stride=2, padding=1),
    ],
    "max_pool2d_tangent": [
        case((1, 2, 4, 3), (1, 2, 4, 3), size=2),
        case((1, 1, 4, 4), (1, 1, 4, 4), size=2, stride=1),
        case((1, 1, 4, 4), TIED, size=2),
        case((1, 1, 4, 4), TIED, size=3, stride=2, padding=1),
    ],
    "avg_pool2d": [
        case((1, 2, 4, 4), size=2),
        case((2, 1, 3, 5), size=(2, 3), stride=1),
        case((1, 2, 3, 4), size=(3, 2), stride=(2, 1), padding=1),
    ],
}
