"""A bar that shows how far training has come, in a terminal or a notebook; none where nobody looks."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

AFTER = 0.5  # seconds: what is done sooner shows no bar
EVERY = 0.1  # seconds


class Progress:
    """tqdm's bar over the epochs of a training; nothing where tqdm is not installed.

    Args:
        epochs: how many there will be.
        shown: whether there is to be a bar at all.
    """

    def __init__(self, epochs: int, *, shown: bool) -> None:
        self._bar = _bar(epochs) if shown else None
        self._told = -float("inf")

    def epoch(self, told: Callable[[], dict[str, str]], done: int) -> None:
        """Say that an epoch is over, and what is known then; it is asked for only when it is shown."""
        if self._bar is None:
            return
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            _show(self._bar, told(), done)

    def close(self, told: Callable[[], dict[str, str]], done: int) -> None:
        """Say how it ended."""
        if self._bar is not None:
            _show(self._bar, told(), done)
            self._bar.close()


def _show(bar: Any, told: dict[str, str], done: int) -> None:
    bar.set_postfix_str(", ".join(f"{name} {text}" for name, text in told.items()), refresh=False)
    bar.update(done - bar.n)


def _bar(epochs: int) -> Any:
    try:
        tqdm: Any = importlib.import_module("tqdm.auto")
    except ImportError:
        return None
    in_notebook = tqdm.tqdm.__module__ != "tqdm.std" and "notebook" in str(tqdm.tqdm.__mro__)
    return tqdm.tqdm(total=epochs, unit="epoch", delay=AFTER, disable=False if in_notebook else None)
