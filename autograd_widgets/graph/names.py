"""What a Value is called: the variable that first held it, in the code that asked for a picture."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from types import FrameType
from typing import Any

from autograd_widgets.graph.lettering import plain

OURS = __name__.partition(".")[0]
PLUMBING = (OURS, "traitlets", "ipywidgets", "anywidget")  # packages that may stand between us and the caller


def caller_names() -> dict[int, str]:
    """Return the names of the objects that the calling code holds in variables, by `id`.

    The first variable that held an object wins; names that begin with an underscore, and IPython's In and Out,
    don't count. Local variables come before global ones.
    """
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and _is_plumbing(frame):
        frame = frame.f_back
    if frame is None:
        return {}
    names: dict[int, str] = {}
    for namespace in (frame.f_locals, frame.f_globals):
        _add_names(names, namespace)
    return names


def _is_plumbing(frame: FrameType) -> bool:
    """Return whether a frame is ours, a framework's, or a widget's own `__init__` in somebody's subclass."""
    package = str(frame.f_globals.get("__name__", "")).partition(".")[0]
    return package in PLUMBING or (frame.f_code.co_name == "__init__" and "__class__" in frame.f_locals)


def _add_names(names: dict[int, str], namespace: Mapping[str, Any]) -> None:
    for name, held in list(namespace.items()):
        if not name.startswith("_") and name not in ("In", "Out"):
            names.setdefault(id(held), name)


class Namer:
    """Gives every node of a graph a name that no other has."""

    def __init__(self, values: Iterable[Any], held: Mapping[int, str]) -> None:
        """Take note of the names that the author gave, so that a made-up one never equals one of them.

        Args:
            values: every Value of the graph.
            held: the names of the variables that hold them, by `id`.
        """
        self._given = {id(v): plain(str(getattr(v, "label", "") or "")).strip() or held.get(id(v), "") for v in values}
        self._reserved = set(self._given.values())
        self._taken: set[str] = set()
        self._count: dict[str, int] = {}

    def name(self, value: Any) -> tuple[str, bool]:
        """Return a Value's name (a label, a variable, else v1, v2 …) and whether the author gave it."""
        given = self._given[id(value)]
        return (self._distinct(given), True) if given else (self._next("v"), False)

    def constant(self) -> str:
        """Return a name for a constant, which is shown as its number."""
        return self._next("constant ")

    def _next(self, stem: str) -> str:
        while True:
            self._count[stem] = self._count.get(stem, 0) + 1
            name = f"{stem}{self._count[stem]}"
            if name not in self._taken and name not in self._reserved:
                return self._distinct(name)

    def _distinct(self, wanted: str) -> str:
        name, count = wanted, 1
        while name in self._taken:
            count += 1
            name = f"{wanted} ({count})"
        self._taken.add(name)
        return name
