"""How arrays stand in the test vectors."""

# pyright: basic

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array


def encoded(array: Array) -> dict[str, Any]:
    """Return an array as its shape, type and base64 of its float64 numbers, which JSON can carry with NaN and ∞."""
    array = np.asarray(array)
    kind = {"b": "bool", "i": "int64"}.get(array.dtype.kind, str(array.dtype))
    return {
        "shape": list(array.shape),
        "dtype": kind,
        "data": base64.b64encode(np.ascontiguousarray(array, dtype="<f8").tobytes()).decode(),
    }
