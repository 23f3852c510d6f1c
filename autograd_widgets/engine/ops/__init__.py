"""The table of operations, by subject. To add an elementwise one, add one entry, and nothing anywhere else."""

from __future__ import annotations

from typing import Any

from autograd_widgets.engine.operation import composed, table
from autograd_widgets.engine.ops import (  # each enters its operations in the table
    activations,
    arithmetic,
    convolution,
    diagonals,
    einstein,
    functions,
    indexing,
    joining,
    linear_algebra,
    probabilities,
    rearranging,
    reductions,
    shape,
    sorting,
    statistics,
)
from autograd_widgets.engine.ops import methods as methods  # after all of them

_MODULES = (
    activations,
    arithmetic,
    convolution,
    diagonals,
    einstein,
    functions,
    indexing,
    joining,
    linear_algebra,
    probabilities,
    rearranging,
    reductions,
    shape,
    sorting,
    statistics,
)


def __getattr__(name: str) -> Any:
    for known in (table, composed):
        if name in known:
            return known[name]
    raise AttributeError(f"module {__name__!r} has no operation {name!r}")


def __dir__() -> list[str]:
    return sorted({*table, *composed})
