"""Matplotlib figures that a notebook shows, whatever has been imported before; Matplotlib is loaded when asked for."""

from __future__ import annotations

import importlib
import io
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def new_figure(caller: str, size: tuple[float, float], otherwise: str) -> Figure:
    """Return an empty figure; no backend is chosen.

    Args:
        caller: who asks, for the message.
        size: width and height in inches.
        otherwise: what there is without Matplotlib, as a sentence.

    Raises:
        ImportError: Matplotlib is not installed.
    """
    try:
        return _shown()(figsize=size, layout="constrained")
    except ImportError as error:
        raise ImportError(
            f"{caller} draws with Matplotlib, which is not installed: run pip install matplotlib. {otherwise}"
        ) from error


@cache
def _shown() -> Any:
    module: Any = importlib.import_module("matplotlib.figure")

    class ShownFigure(module.Figure):
        """A figure with a picture of its own: notebooks know Matplotlib's only once pyplot has set them up."""

        def _repr_png_(self) -> bytes:
            picture = io.BytesIO()
            self.savefig(picture, format="png", dpi=100)
            return picture.getvalue()

    return ShownFigure
