"""Noticing where a computation leaves the graph: where Python made a plain number, or a decision, of a Value."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import get_ident
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograd_widgets.engine.value import Value

listening: dict[int, list[tuple[list[str], int]]] = {}  # by thread: what was noticed, and from which Value on
# Most of the time it is empty, so that asking costs one look.


@contextmanager
def noticing(since: int = 0) -> Generator[list[str]]:
    """Collect, in this thread, what turned a Value into something plain; blocks nest, and each one collects.

    What was recorded holds only as long as those numbers and decisions stay the same. Reading `data` is not noticed,
    as most who do so want the shape, or to show a number.

    Args:
        since: the order of the first Value that counts. A number taken out of an older one stays what it is.

    Yields:
        A list that fills up, each name once, in the order in which they came: "bool" (`if`, `while`, `and`, `in`),
        "float", "int", "item".

    Example:
        >>> with noticing() as escapes:
        ...     y = x if x > 0 else -x
        >>> escapes
        ['bool']
    """
    escapes: list[str] = []
    listener = (escapes, since)
    thread = get_ident()
    listeners = listening.setdefault(thread, [])
    listeners.append(listener)
    try:
        yield escapes
    finally:
        listeners[:] = [other for other in listeners if other is not listener]
        if not listeners:
            del listening[thread]


def note_escape(value: Value, name: str) -> None:
    """Tell whoever listens in this thread that a Value was turned into something plain."""
    for escapes, since in listening.get(get_ident(), ()):
        if value._order >= since and name not in escapes:
            escapes.append(name)
