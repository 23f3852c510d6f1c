"""What a bug report should say of where something went wrong."""

from __future__ import annotations

import importlib.metadata
import platform
import sys

PACKAGES = (
    *("autograd-widgets", "numpy", "anywidget", "ipywidgets", "graphviz", "tqdm"),
    *("jupyterlab", "jupyterlab_widgets", "notebook", "marimo", "ipykernel", "IPython"),
    *("nbconvert", "latex2mathml", "matplotlib", "sympy", "torch"),
)


def show_versions() -> str:
    """Return the versions of Python, of this package and of those it works with, to be pasted into a bug report.

    A notebook's last line shows it without quotes; elsewhere use `print`.

    Example:
        >>> print(show_versions())  # doctest: +SKIP
        Python 3.12.4 (CPython) on Linux-6.8-x86_64
        autograd-widgets 0.1.0
        …
    """
    python = f"Python {platform.python_version()} ({platform.python_implementation()})"
    lines = [f"{python} on {platform.platform(terse=True)}"]
    lines += [f"{name} {_version(name)}" for name in PACKAGES]
    if "google.colab" in sys.modules:
        lines.append("in Colab")
    return _Shown("\n".join(lines))


class _Shown(str):
    """A text that a notebook shows as it is."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "is not installed"
