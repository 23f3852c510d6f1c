"""Cases of engine/ops/convolution.py."""

from __future__ import annotations

from tools.cases.case import Case, case

CASES: dict[str, list[Case]] = {
    "conv2d": [
        case((1, 2, 4, 4), (2, 2, 3, 3)),
        case((2, 1, 3, 4), (2, 1, 2, 2), padding=1),
        case((1, 1, 4, 5), (2, 1, 2, 3), stride=2, padding=(1, 2)),
        case((1, 1, 5, 4), (1, 1, 2, 2), dilation=2),
        case((1, 2, 4, 3), (1, 2, 3, 2), stride=(2, 1), padding=(2, 1), dilation=(1, 2)),
    ],
    "conv2d_input_gradient": [
        case((1, 2, 2, 2), (2, 1, 3, 2), size=(4, 3)),
        case((1, 2, 2, 2), (2, 2, 2, 2), size=(4, 5), stride=2),  # the last column is never covered
        case((2, 1, 3, 2), (1, 1, 2, 2), size=(3, 4), stride=(1, 2), padding=(1, 0), dilation=(2, 1)),
    ],
    "conv2d_weight_gradient": [
        case((1, 1, 4, 3), (1, 2, 2, 2), size=(3, 2)),
        case((1, 2, 4, 5), (1, 2, 2, 2), size=2, stride=2),
        case((2, 1, 3, 4), (2, 1, 3, 2), size=2, stride=(1, 2), padding=(1, 0), dilation=(2, 1)),
    ],
}
