"""Whether operations are recorded."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from threading import get_ident

pauses: dict[int, int] = {}  # how many no_grad blocks each thread is in; most of the time none


def is_recording() -> bool:
    """Return whether operations remember their inputs: not under `no_grad`."""
    return get_ident() not in pauses


@contextmanager
def no_grad() -> Generator[None]:
    """Compute without recording, in this thread: Values made inside have no history. Also a decorator."""
    thread = get_ident()
    before = pauses.get(thread, 0)
    pauses[thread] = before + 1
    try:
        yield
    finally:
        if before:
            pauses[thread] = before
        else:
            del pauses[thread]
