"""Finite difference, analytic and autograd derivative of a function of your own, side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from threading import RLock
from typing import TYPE_CHECKING, Any

import numpy as np
import traitlets as t

from autograd_widgets.engine.arrays import leaf_data
from autograd_widgets.graph.exploring.curve import window_around
from autograd_widgets.graph.exploring.exploration import (
    Exploration,
    Look,
    Picture,
    Place,
    Span,
    reading_data,
    too_many,
)
from autograd_widgets.graph.exploring.functions import Recorded
from autograd_widgets.graph.exploring.place import Entry, entries, entry_from
from autograd_widgets.graph.exploring.reading import METHODS
from autograd_widgets.graph.exploring.secant import secant_of
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph
from autograd_widgets.widgets.base import NOT_OPTIONS, Number, Widget, one_of
from autograd_widgets.widgets.explorer_options import (
    mapping_of,
    no_such_input,
    numbers_of,
    ranges_of,
    unknown_option,
    view_of,
    words_on_missing,
    words_on_unmovable,
)
from autograd_widgets.widgets.inputs import ArrayNumber, Inputs, InputsTrait, from_data, shown, to_data

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_NUMBERS = ("value", "derivative", "difference", "error")
_ABOUT_F = ("_exploration", "_given", "_missing", "_unmovable", "_found", "_sent", "_looked")  # follows from f


class DerivativeExplorer(Widget):
    """Drag the inputs of a function and the step h, and compare difference quotient, exact derivative and formula.

    The inputs are those of the function's signature that are numbers, or arrays of numbers. What the function computes
    with them, the browser then computes by itself. A function that decides by its inputs which way to go is noticed,
    and run by Python for each change. What is wrong with the function itself is told in the widget.

    Args:
        f: a function of numbers or arrays that gives a number, or an array, of which one entry is looked at.
        options: the inputs, as `x=3.0`; those that are missing keep their defaults. An input that is called like an
            option goes into `inputs={"h": 2.0}`. The options are

            - `wrt`: the input that moves, or an entry of an array, "x[1]"; the first one if not given;
            - `h`: the step, 0.001 if not given;
            - `method`: "forward", "backward" or "central";
            - `output`: which entry of an answer that is an array, "[0]";
            - `ranges`: from where to where sliders go, `{"x": (-1, 1)}`;
            - `view`: left, right, bottom and top of the picture;
            - `opened`: whether the graph is shown, and of its stepper `step`, `selected`, `playing` and `speed`;

            and those of every ipywidget, such as `layout`.

    Attributes:
        value: f at the inputs; nan where it has none.
        derivative: the exact derivative by `wrt`, found by autograd; nan where f has no value.
        difference: the difference quotient by the chosen method; nan for h = 0.
        error: difference minus derivative.

    Raises:
        TypeError: f can't be called, an input is no number, or an option is not known.
        traitlets.TraitError: an option has a value that is not allowed.

    Example:
        >>> explorer = DerivativeExplorer(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0, h=0.001)
        >>> explorer.value, explorer.derivative
        (20.0, 14.0)
    """

    stem = "derivative_explorer"
    not_options = (
        *(
            "graph",
            "leaves",
            "title",
            "variables",
            "formulas",
            "forms",
            "outputs",
            "problem",
            "note",
            "dynamic",
            "reading",
        ),
        *_NUMBERS,
    )

    graph = t.Dict(None, allow_none=True, help="The recorded computation, as plain data.").tag(sync=True)
    leaves = t.Dict(help="For each input that the graph uses, the name of its leaf.").tag(sync=True)
    title = t.Unicode("f", help="What the function is called.").tag(sync=True)
    variables = t.List(t.Unicode(), help="The inputs without a default; the others are parameters.").tag(sync=True)
    formulas = t.Dict(help="The function as a formula, for each output; None if it is too long.").tag(sync=True)
    forms = t.Dict(help="Closed forms of the derivatives, by output and input.").tag(sync=True)
    inputs = InputsTrait(Inputs({}), help="The inputs' numbers, by name.").tag(
        sync=True, to_json=to_data, from_json=from_data
    )
    ranges = t.Dict(help="From where to where each input's slider goes.").tag(sync=True)
    wrt = t.Unicode("", help="The number that moves: an input, or an entry of one.").tag(sync=True)
    h = ArrayNumber(0.001, help="The step of the difference quotient.").tag(sync=True)
    method = t.Enum(METHODS, METHODS[0], help="How the quotient is taken.").tag(sync=True)
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
    step = t.Int(0, min=0, help="How many of the graph's steps have been taken.").tag(sync=True)
    selected = t.Unicode(None, allow_none=True, help="The node of the graph in focus, by name.").tag(sync=True)
    playing = t.Bool(False, help="Whether the graph's steps are being played.").tag(sync=True)
    speed = Number(1.0, min=0.1, max=60.0, help="Steps per second while playing.").tag(sync=True)

    value = t.Float(np.nan, read_only=True, help="f at the inputs.")
    derivative = t.Float(np.nan, read_only=True, help="The exact derivative by wrt.")
    difference = t.Float(np.nan, read_only=True, help="The difference quotient.")
    error = t.Float(np.nan, read_only=True, help="Difference minus derivative.")

    def __init__(self, f: Callable[..., Any], /, **options: Any) -> None:
        self._lock = RLock()  # a kernel may hand over messages in another thread while a cell runs
        self._looked: tuple[Any, ...] | None = None  # not yet: the traits are still being set
        super().__init__(**self._taken(f, options))
        self._look()

    def show(self, f: Callable[..., Any], /, **options: Any) -> None:
        """Show another function in the same place. Step and method stay as they are, unless they are given.

        Args:
            f: as for a new explorer.
            options: likewise.
        """
        fresh: dict[str, Any] = {"view": [], "output": "", "step": 0, "selected": None, "playing": False}
        with self._lock, self.hold_sync(), self.hold_trait_notifications():
            before = {name: vars(self)[name] for name in _ABOUT_F}
            traits = {name: getattr(self, name) for name in (*self.shared_names(), *_NUMBERS)}
            try:
                for name, option in (fresh | self._taken(f, options)).items():
                    setattr(self, name, option)
                self._looked = ()
                self._look()
            except BaseException:  # somebody may have stopped it
                vars(self).update(before)
                for name, old in traits.items():
                    self.set_trait(name, old)
                raise

    @property
    def f(self) -> Callable[..., Any]:
        """The function."""
        return self._exploration.f

    @property
    def gradient(self) -> dict[str, Any]:
        """The exact derivative by each input, in its shape; empty while there is a problem."""
        return {name: shown(array) for name, array in self._found.recorded.gradient.items()}

    @property
    def differences(self) -> dict[str, float]:
        """The difference quotient by each method."""
        return dict(zip(METHODS, map(float, self._found.difference(self.h)), strict=True))

    def leaf_numbers(self) -> dict[str, Any]:
        """Return the inputs that the function was shown with, by name."""
        return self._given

    # --- for places where no widget can run ---

    def text(self) -> str:
        """Return what the widget shows as text."""
        from autograd_widgets.graph.exploring.told import told  # noqa: PLC0415 — only when it is shown

        return told(self._exploration, self._found, self._place(), self.method)

    def still(self) -> str:
        """Return a still picture as SVG: the curve with its tangent and its secant, or why there is none."""
        from autograd_widgets.graph.exploring.still_curve import (  # noqa: PLC0415 — only when it is shown
            still_curve,
            still_words,
        )

        return still_words(self.title, self.problem) if self.problem else still_curve(self._picture(), self.method)

    def figure(self) -> Figure:
        """Return the picture as a Matplotlib figure.

        Raises:
            ImportError: Matplotlib is not installed.
            ValueError: there is nothing to show; the message says why.
        """
        from autograd_widgets.widgets.explorer_figure import figure  # noqa: PLC0415 — Matplotlib is optional

        return figure(self._picture(), self.method)

    # --- what is given ---

    def _taken(self, f: Callable[..., Any], options: Mapping[str, Any]) -> dict[str, Any]:
        """Take a function and its inputs, and return the traits that follow and the other options."""
        exploration = Exploration(f)
        names = [parameter.name for parameter in exploration.parameters]
        ours = [name for name in self.trait_names() if not name.startswith("_")]
        allowed = [name for name in ours if name not in (*NOT_OPTIONS, *self.not_options)]
        given: dict[str, Any] = dict(mapping_of("inputs", options.get("inputs")))
        left: dict[str, Any] = {}
        for name, option in options.items():
            if name in names and name not in allowed:
                given[name] = option
            elif name in names and name not in given:
                raise TypeError(
                    f"{name} is an input of {exploration.title} and an option of the widget: give the input as "
                    f"inputs={{{name!r}: …}}."
                )
            elif name in allowed:
                left[name] = option
            elif not exploration.problem:  # else the inputs have no place to go, and the widget says why
                raise unknown_option(name, names, exploration.title, allowed)
        inputs = numbers_of(exploration, given)
        first = next(map(str, entries(inputs)), "")
        wanted = str(left.get("wrt") or first)
        entry = entry_from(wanted, inputs)
        taken = left | {
            "inputs": dict(inputs),
            "ranges": ranges_of(mapping_of("ranges", left.get("ranges")), inputs),
            "wrt": "" if entry is None else str(entry),
            "title": exploration.title,
            "variables": [p.name for p in exploration.parameters if p.default is None] or names,
        }
        if "view" in left:
            taken["view"] = view_of(left["view"])
        self._exploration, self._given = exploration, inputs
        self._missing = [p.name for p in exploration.parameters if p.default is None and p.name not in given]
        self._unmovable = "" if entry is not None else words_on_unmovable(wanted, inputs)
        self._found, self._sent = Look(Recorded()), None
        return taken

    @t.validate("wrt")
    def _check_wrt(self, proposal: Any) -> str:
        inputs = self.leaf_numbers()
        entry = entry_from(proposal["value"], inputs)
        if entry is None and (proposal["value"] or not self._unmovable):
            raise t.TraitError(no_such_input(proposal["value"], inputs))
        return "" if entry is None else str(entry)

    @t.validate("ranges")
    def _check_ranges(self, proposal: Any) -> dict[str, list[float]]:
        return ranges_of(proposal["value"], self.leaf_numbers())

    @t.validate("view")
    def _check_view(self, proposal: Any) -> list[float]:
        return view_of(proposal["value"])

    @t.validate("output")
    def _check_output(self, proposal: Any) -> str:
        output = proposal["value"]
        if self._looked is None or not self.outputs:
            return output
        compact = {name.replace(" ", ""): name for name in self.outputs}
        if output.replace(" ", "") not in compact:
            raise t.TraitError(f"there is no entry {output!r} of {self.title}: there are {one_of(self.outputs)}.")
        return compact[output.replace(" ", "")]

    # --- what follows from it ---

    @t.observe("inputs", "wrt", "h", "method", "output", "view")
    def _moved(self, _change: Any) -> None:
        if self._looked is not None and self._looked != self._where():
            self._look()

    def _look(self) -> None:
        """Look at the function in the present place, and set what follows; observers then see all of it.

        While the function runs, another thread may move the place: then there is another look. If the function is
        stopped, the next change looks again.
        """
        with self._lock, self.hold_sync(), self.hold_trait_notifications():
            before, where = self._looked, self._where()
            while before != where:
                self._looked = ()
                if before and before[0] == where[0]:
                    self._set_numbers()
                    self._set_reading(anew=before[2] != where[2])
                    chosen = where[0][-1]
                else:
                    chosen = self._set(self._problem())
                before = (*where[0][:-1], chosen), *where[1:]
                where = self._where()
            self._looked = where

    def _where(self) -> tuple[Any, ...]:
        """Return the place, the method and the view."""
        return (self.inputs, self.wrt, self.h, self.output), self.method, self.view

    def _problem(self) -> str:
        """Return why there is nothing to look at; "" if there is."""
        if self._exploration.problem:
            return self._exploration.problem
        if not self.wrt:
            return self._unmovable
        missing = [name for name in self._missing if np.isnan(self.inputs[name]).all()]
        return words_on_missing(missing) if missing else too_many(self.inputs)

    def _set(self, problem: str) -> str:
        """Look anew, set all that follows, and return which entry of the answer was looked at."""
        chosen = self.output
        if problem:
            self._found = Look(Recorded(problem=problem))
        else:
            self._found = self._exploration.look(self._place(), self._spans(), self.output)
        recorded = self._found.recorded
        if recorded.graph is not None:
            self._set_graph(recorded.graph, recorded)
            if self.output == chosen:  # else another thread has chosen another one
                self.output = recorded.output
            chosen = recorded.output
        elif self._sent is None:  # nothing of another function stays
            self.graph, self.leaves, self.outputs, self.forms, self.formulas = None, {}, [], {}, {}
        self.problem, self.note, self.dynamic = recorded.problem, recorded.note, recorded.dynamic
        self._set_numbers()
        self._set_reading()
        return chosen

    def _set_reading(self, *, anew: bool = True) -> None:
        """Send what only Python can compute, also where the function gives no answer: the curve shows where it does."""
        recorded = self._found.recorded
        if not recorded.dynamic or self._sent is None:
            self.reading = None
        elif anew:
            place, window = self._place(), self._window()
            reading = self._exploration.reading(place, self.output, window)
            self.reading = reading_data(reading, place, recorded.gradient, window)

    def _set_graph(self, graph: Graph, recorded: Recorded) -> None:
        """Send a graph, if it is not the one that was sent last."""
        self.formulas = recorded.formulas or {recorded.output: recorded.formula}
        if graph is self._sent:
            return
        self._sent = graph
        self.graph = graph_data(graph)
        self.leaves, self.outputs = dict(recorded.leaves), list(recorded.outputs)
        self.forms = self._exploration.forms(recorded)

    def _set_numbers(self) -> None:
        found = self._found
        difference = float(found.difference(self.h)[METHODS.index(self.method)])
        self.set_trait("value", float(found.values[0]))
        self.set_trait("derivative", found.derivative)
        self.set_trait("difference", difference)
        self.set_trait("error", difference - found.derivative)

    # --- where it is looked at ---

    def _place(self) -> Place:
        inputs = {name: leaf_data(number) for name, number in self.inputs.items()}
        entry = entry_from(self.wrt, inputs) or Entry("")
        return Place(inputs, entry, self.h)

    def _spans(self) -> dict[str, Span]:
        return {name: (low, high) for name, (low, high) in self.ranges.items()}

    def _window(self) -> Span:
        """Return from where to where the picture goes sideways."""
        chosen = (self.view[0], self.view[1]) if self.view else None
        return self._exploration.window(self._place(), self._spans(), chosen)

    def _picture(self) -> Picture:
        """Return what a still picture or a figure shows.

        Raises:
            ValueError: there is nothing to show; the message says why.
        """
        if self.problem:
            raise ValueError(self.problem)
        place, window = self._place(), self._window()
        reading = self._exploration.reading(place, self.output, window)
        secant = secant_of(place.x, place.h, reading.values, self.method)
        points = np.array([reading.values[0], secant.start.y, secant.end.y])
        heights = self.view[2:] if self.view else window_around(reading.curve, points)
        bottom, top = np.nan_to_num(heights).tolist()  # they may be the largest that a float can hold
        return Picture(reading, (*window, bottom, top), f"{self.title}{self.output}", self.wrt)
