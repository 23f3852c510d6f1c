"""How every operation is tried out, by subject: by the engine's tests, and in the browser through the vectors."""

from __future__ import annotations

import importlib
import pkgutil

from autograd_widgets.engine import table
from tools.cases.case import Case, case

__all__ = ["CASES", "Case", "case", "cases_of"]

BY_COUNT: dict[int, list[Case]] = {  # of elementwise operations, by how many inputs they have
    1: [case(()), case((3,)), case((2, 3)), case((2, 1, 3)), case((0,))],
    2: [
        case((), ()),
        case((3,), (3,)),
        case((), (2, 3)),
        case((2, 3), ()),
        case((2, 3), (3,)),
        case((2, 1), (3,)),
        case((2, 1, 3), (4, 1)),
        case((1,), (2, 1)),
        case((0, 3), (1, 3)),
    ],
    3: [case((), (), ()), case((2, 3), (3,), ()), case((3,), (2, 1), (2, 3))],
}
CASES: dict[str, list[Case]] = {}  # of operations with shapes of their own, and of composed functions

for found in pkgutil.iter_modules(__path__):
    if found.name != "case":
        CASES.update(importlib.import_module(f"{__name__}.{found.name}").CASES)


def cases_of(name: str) -> list[Case]:
    """Return the cases of an operation or a composed function."""
    operation = table.get(name)
    if operation is not None and operation.kind == "elementwise":
        return [*BY_COUNT[len(operation.parameters)], *CASES.get(name, [])]
    return CASES[name]
