"""A bar that shows how far training has come, in a terminal or a notebook; none where nobody looks."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from typing import Any

AFTER = 0.5  # seconds: what is done sooner shows no bar
EVERY = 0.1  # seconds


class Progress:
    """tqdm's bar over the epochs of a training; nothing where tqdm is not installed, or where it is soon done.

    Args:
        epochs: how many there will be.
        shown: whether there is to be a bar at all.
    """

    def __init__(self, epochs: int, *, shown: bool) -> None:
        self._epochs, self._wanted = epochs, shown
        self._bar: Any = None
        self._told = time.monotonic() + AFTER - EVERY

    def epoch(self, told: Callable[[], dict[str, str]], done: int) -> None:
        """Say that an epoch is over, and what is known then; it is asked for only when it is shown."""
        now = time.monotonic()
        if self._wanted and now - self._told >= EVERY:
            self._told = now
            self._bar = self._bar or _bar(self._epochs)
            self._wanted = self._bar is not None
            if self._bar is not None:
                _show(self._bar, told(), done)

    def close(self, told: Callable[[], dict[str, str]], done: int, *, well: bool) -> None:
        """Say how it ended; if well, the bar is full, wherever that was."""
        if self._bar is not None:
            if well:
                self._bar.total = done
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
    return tqdm.tqdm(total=epochs, unit="epoch", disable=False if in_notebook else None)
