"""The table of operations, by subject. To add an elementwise one, add one entry, and nothing anywhere else."""

from __future__ import annotations

from typing import Any

from autograd_widgets.engine.operation import composed, table
from autograd_widgets.engine.ops import (  # each enters its operations in the table
    activations,
    arithmetic,
    comparisons,
    convolution,
    diagonals,
    einstein,
    functions,
    indexing,
    joining,
    linear_algebra,
    pooling,
    probabilities,
    rearranging,
    reductions,
    shape,
    sorting,
    statistics,
    trigonometry,
)
from autograd_widgets.engine.ops import methods as methods  # after all of them

SUBJECTS = (
    arithmetic,
    comparisons,
    functions,
    trigonometry,
    activations,
    reductions,
    statistics,
    sorting,
    linear_algebra,
    einstein,
    diagonals,
    shape,
    rearranging,
    joining,
    indexing,
    probabilities,
    convolution,
    pooling,
)


def __getattr__(name: str) -> Any:
    for known in (composed, table):  # clip and conv2d are composed, and record an operation of that name
        if name in known:
            return known[name]
    raise AttributeError(f"module {__name__!r} has no operation {name!r}")


def __dir__() -> list[str]:
    return sorted({*table, *composed})
