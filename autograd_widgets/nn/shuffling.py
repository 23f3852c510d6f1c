"""The order in which samples are taken: a function of a seed and the epoch, the same in the browser.

A counter-based generator (Salmon et al., 2011) has no state: each sample gets a number from the seed, the epoch and its
own place, and the samples are sorted by these. So any epoch can be gone through again without those before it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

_GOLDEN = np.uint32(0x9E3779B9)  # 2³² divided by the golden ratio, so that seed 0 is not mixed to 0


def order(count: int, seed: int, epoch: int) -> np.ndarray[Any, np.dtype[np.intp]]:
    """Return the places 0 to count − 1 in the order of one epoch.

    The numbers that they are sorted by differ, as mixing is reversible, so there are no ties.
    """
    key = _mixed(np.array([seed & 0xFFFFFFFF], np.uint32) + _GOLDEN)
    key = _mixed(key ^ np.uint32(epoch & 0xFFFFFFFF))
    return np.argsort(_mixed(np.arange(count, dtype=np.uint32) ^ key))


def _mixed(x: np.ndarray[Any, np.dtype[np.uint32]]) -> np.ndarray[Any, np.dtype[np.uint32]]:
    """Return numbers of 32 bits in which every bit of the given ones counts (Wellons' lowbias32, 2018)."""
    x = (x ^ (x >> np.uint32(16))) * np.uint32(0x7FEB352D)
    x = (x ^ (x >> np.uint32(15))) * np.uint32(0x846CA68B)
    return x ^ (x >> np.uint32(16))
