"""Being told when a cell of a notebook has run."""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable
from typing import Any, TypeVar

Owner = TypeVar("Owner")


def after_each_cell(owner: Owner, act: Callable[[Owner], None]) -> None:
    """Have something done after each cell, for as long as an object lives; nothing where there are no cells."""
    interactive = sys.modules.get("IPython")
    shell: Any = None if interactive is None else interactive.get_ipython()
    if shell is None:
        return
    held = weakref.ref(owner)

    def ran(*_result: Any) -> None:
        alive = held()
        if alive is None:
            shell.events.unregister("post_run_cell", ran)
        else:
            act(alive)

    shell.events.register("post_run_cell", ran)
