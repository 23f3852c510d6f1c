"""What all widgets have in common: the bundle, options that are checked, a still picture, an offline page."""

from __future__ import annotations

import difflib
import numbers
from functools import lru_cache
from pathlib import Path
from typing import Any, ClassVar

import anywidget
import traitlets as t

from autograd_widgets.export import Placed, check_target, json_text, page_of, write_html

NOT_OPTIONS = ("comm", "keys", "log")  # of every ipywidget, and of no use to a person
STATIC = Path(__file__).parent.parent / "static"


def bundle(name: str) -> str:
    """Return one built file of the browser's half, as text: a path would keep every widget alive.

    Raises:
        FileNotFoundError: it was not built; the message says how.
    """
    path = STATIC / name
    if not path.exists():
        raise FileNotFoundError(
            f"The widgets' JavaScript is not built ({name} is missing). In a checkout, run `make build` (it needs "
            "Node 20 or newer); an installed package always has it."
        )
    return _text(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=32)
def _text(path: Path, _built: int) -> str:
    """Return a file's text; it is read once, and again when it was built again."""
    return path.read_text("utf-8")


class Widget(anywidget.AnyWidget):
    """The base of every widget of this package.

    Subclasses say in `stem` which bundle is theirs, and give a still picture and a text for places where no widget
    can run.
    """

    stem: ClassVar[str]
    not_options: ClassVar[tuple[str, ...]] = ()  # traits that the widget itself sets when it is made

    @property
    def _esm(self) -> str:
        return bundle(f"{self.stem}.js")

    @property
    def _css(self) -> str:
        return bundle(f"{self.stem}.css")

    def __init__(self, **options: Any) -> None:
        ours = [name for name in self.trait_names() if not name.startswith("_")]
        allowed = [name for name in ours if name not in (*NOT_OPTIONS, *self.not_options)]
        for name in options:
            if name not in allowed and name not in self.not_options:
                near = difflib.get_close_matches(name, allowed, n=1)
                hint = f"did you mean {near[0]!r}? " if near else ""
                raise TypeError(
                    f"{type(self).__name__} got an unknown option {name!r}: {hint}It takes "
                    f"{', '.join(sorted(allowed))}."
                )
        super().__init__(**options)

    def trait_metadata(self, traitname: str, key: str, default: Any = None) -> Any:
        """Return what is noted of a trait. None is echoed.

        ipywidgets tells a browser what it was told by it: by then a drag has gone on, and the view would jump back.
        """
        return False if key == "echo_update" else super().trait_metadata(traitname, key, default)

    def still(self) -> str:
        """Return a still picture as SVG, for places where no widget can run."""
        raise NotImplementedError

    def text(self) -> str:
        """Return what the widget shows as text."""
        raise NotImplementedError

    def to_html(self, path: str | Path, title: str | None = None) -> Path:
        """Write one HTML file, which needs no network and no kernel, in which the widget still works.

        Args:
            path: of the file; a page that is there is overwritten.
            title: of the page.

        Returns:
            The path that was written.

        Raises:
            FileNotFoundError: the folder does not exist.
            FileExistsError: there is a file that this package has not written.
            OSError: the file can't be written.
        """
        path = Path(path)
        check_target(path)
        state: dict[str, Any] = self.get_state(self.shared_names())  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        one = Placed("widget-1", self.stem, json_text(state), self.still())
        return write_html(path, page_of(title or type(self).__name__, f"<main>{one.host}</main>", [one], bundle))

    @classmethod
    def shared_names(cls) -> list[str]:
        """Return the names of the traits that the view reads."""
        inherited = set(anywidget.AnyWidget.class_trait_names())
        names = cls.class_trait_names(sync=True)
        return [name for name in names if name not in inherited and not name.startswith("_")]

    def _repr_mimebundle_(self, **options: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        shown: Any = super()._repr_mimebundle_(**options)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
        if shown is None:  # a host that shows widgets in its own way
            return None
        data, metadata = shown
        return {**data, "text/plain": self.text(), "image/svg+xml": self.still()}, metadata


def one_of(names: list[str], most: int = 12) -> str:
    """Return names for an error message, not too many of them."""
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"


class Number(t.Float[float, float | int]):
    """A finite number within limits; text, NaN and infinities are refused with a message that says what is allowed."""

    def validate(self, obj: Any, value: Any) -> float:  # noqa: ARG002
        """Return the number, or raise a TraitError."""
        number = real_number(value)
        if number is None or not self.min <= number <= self.max:
            raise t.TraitError(f"{self.name} must be a number from {self.min} to {self.max}, got {value!r:.60}.")
        return number


def real_number(given: Any) -> float | None:
    """Return a number as a float; None if it is no number, or a larger one than a float can hold."""
    if isinstance(given, bool) or not isinstance(given, numbers.Real):
        return None
    try:
        return float(given)
    except (OverflowError, ValueError):
        return None
