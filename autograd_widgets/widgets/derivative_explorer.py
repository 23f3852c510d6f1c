"""Finite difference, analytic and autograd derivative of a function of your own, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any, TypedDict

import numpy as np
import traitlets as t

from autograd_widgets.engine.arrays import Array, leaf_data
from autograd_widgets.graph.closed_form import closed_forms
from autograd_widgets.graph.curve import sampled
from autograd_widgets.graph.functions import Recorded, record_function
from autograd_widgets.graph.payload import array_data, graph_data
from autograd_widgets.graph.place import Entry, entries, entry_from, line_along, sensible_range
from autograd_widgets.graph.reading import METHODS, Reading, quotients, read
from autograd_widgets.graph.signatures import Parameter, parameters_of, title_of
from autograd_widgets.widgets.base import ArrayNumber, Number, Widget, one_of
from autograd_widgets.widgets.inputs import Inputs, InputsTrait, from_data, shown, to_data

if TYPE_CHECKING:
    from matplotlib.figure import Figure

METHOD = "forward"  # if not told otherwise
FORMS_AT_ONCE = 8  # closed forms that are derived when a function is shown
MISSING = "there is no number for {names}: {parameters} no default, so give {them} one, here or as {example}."


class ExplorerOptions(TypedDict, total=False):
    """What a DerivativeExplorer can be told when it is made, beside inputs and the options of every ipywidget."""

    inputs: Mapping[str, Any]
    wrt: str
    h: float
    method: str
    output: str
    ranges: Mapping[str, tuple[float, float]]
    view: tuple[float, float, float, float]
    opened: bool
    layout: Any


class DerivativeExplorer(Widget):
    """Drag the inputs of a function and its step h, and compare difference quotient, exact derivative and formula.

    The inputs are those of the function's signature whose value is a number or an array of numbers. What the function
    computes with Values, and with NumPy's functions, the browser computes by itself. A function that decides by its
    inputs which way to go is noticed, and run by Python for each change.

    Args:
        f: a function of numbers or arrays that gives a number, or an array, of which one entry is chosen.
        options: the inputs, as `x=3.0`; those that are missing keep their defaults. An input that is called like an
            option goes into `inputs={"h": 2.0}`. The options are
            `wrt`, the input that moves, or of an array an entry, "x[1]"; the first one if not given;
            `h`, the step, 0.001 if not given; `method`, "forward", "backward" or "central";
            `output`, which entry of an answer that is an array, "[0]";
            `ranges`, from where to where sliders go, `{"x": (-1, 1)}`;
            `view`, the picture's left, right, bottom and top;
            `opened`, whether the graph is shown; and what every ipywidget takes, such as `layout`.

    Attributes:
        value: f at the inputs; nan where it has no value.
        derivative: the exact derivative by `wrt`, found by autograd.
        difference: the difference quotient by the chosen method; nan for h = 0.
        error: difference minus derivative.

    Raises:
        TypeError: f can't be called, or an option is not known.
        traitlets.TraitError: an option has a value that is not allowed.

    What is wrong with the function itself is told in the widget.
    """

    stem = "derivative_explorer"
    not_options = (
        *("graph", "leaves", "title", "formula", "forms", "outputs", "problem", "note", "dynamic", "reading"),
        *("value", "derivative", "difference", "error", "step", "selected", "playing", "speed"),
    )

    graph = t.Dict(None, allow_none=True, help="The recorded computation, as plain data.").tag(sync=True)
    leaves = t.Dict(help="For each input that the graph uses, the name of its leaf.").tag(sync=True)
    title = t.Unicode("f", help="What the function is called.").tag(sync=True)
    formula = t.Any(None, help="The function as a formula, if it is short enough.").tag(sync=True)
    forms = t.Dict(help="Closed forms, by output and input.").tag(sync=True)
    inputs = InputsTrait(Inputs({}), help="The inputs' numbers, by name.").tag(
        sync=True, to_json=to_data, from_json=from_data
    )
    ranges = t.Dict(help="From where to where each input's slider goes.").tag(sync=True)
    wrt = t.Unicode("", help="The number that moves: an input, or an entry of one.").tag(sync=True)
    h = ArrayNumber(0.001, help="The step of the difference quotient.").tag(sync=True)
    method = t.Enum(METHODS, METHOD, help="How the quotient is taken.").tag(sync=True)
    outputs = t.List(t.Unicode(), help="The entries of an answer that is an array.").tag(sync=True)
    output = t.Unicode("", help="The chosen one of them.").tag(sync=True)
    view = t.List(t.Float(), help="Left, right, bottom and top of the picture; empty while it suits itself.").tag(
        sync=True
    )
    problem = t.Unicode("", help="Why there is nothing to show.").tag(sync=True)
    note = t.Unicode("", help="What a person should know.").tag(sync=True)
    dynamic = t.Unicode("", help="Why only Python can compute it anew.").tag(sync=True)
    reading = t.Dict(None, allow_none=True, help="What Python computed, where only Python can.").tag(sync=True)
    opened = t.Bool(False, help="Whether the graph is shown.").tag(sync=True)
    step = t.Int(0, min=0, help="Of the graph's steps, how many have been taken.").tag(sync=True)
    selected = t.Unicode(None, allow_none=True, help="The node of the graph in focus, by name.").tag(sync=True)
    playing = t.Bool(False, help="Whether the graph's steps are being played.").tag(sync=True)
    speed = Number(1.0, min=0.1, max=60.0, help="Steps per second while playing.").tag(sync=True)

    value = t.Float(np.nan, read_only=True, help="f at the inputs.")
    derivative = t.Float(np.nan, read_only=True, help="The exact derivative by wrt.")
    difference = t.Float(np.nan, read_only=True, help="The difference quotient.")
    error = t.Float(np.nan, read_only=True, help="Difference minus derivative.")

    def __init__(self, f: Callable[..., Any], **options: Any) -> None:
        self._lock = RLock()  # a kernel may hand over messages in another thread while a cell runs
        self._ready = False
        self._take(f, options)
        super().__init__(**options)
        self._ready = True
        self._show()

    def show(self, f: Callable[..., Any], **options: Any) -> None:
        """Show another function in the same place.

        Args:
            f: as for a new explorer.
            options: likewise; the step and the method stay as they are.
        """
        self._ready = False
        try:
            with self.hold_sync(), self.hold_trait_notifications():
                self.view, self.output, self.step, self.selected, self.playing = [], "", 0, None, False
                self._take(f, options)
                for name, option in options.items():
                    setattr(self, name, option)
        finally:
            self._ready = True
        self._show()

    @property
    def f(self) -> Callable[..., Any]:
        """The function."""
        return self._f

    @property
    def gradient(self) -> dict[str, Any]:
        """The exact derivative by each input, in its shape; empty where there is none."""
        return {name: shown(array) for name, array in self._recorded.gradient.items()}

    @property
    def differences(self) -> dict[str, float]:
        """The difference quotient by each method."""
        return dict(zip(METHODS, map(float, quotients(self._values(), self.h)), strict=True))
