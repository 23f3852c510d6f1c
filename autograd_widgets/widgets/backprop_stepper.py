"""Step through the forward and the backward pass of a computation."""

from __future__ import annotations

from typing import Any, TypedDict, Unpack

import traitlets as t

from autograd_widgets.graph.lettering import plain
from autograd_widgets.graph.payload import graph_data
from autograd_widgets.graph.record import Graph
from autograd_widgets.graph.steps import check_root, count_steps, steps_of
from autograd_widgets.graph.still import still_svg
from autograd_widgets.graph.story import Steps, story
from autograd_widgets.widgets.base import Number, Widget, one_of
from autograd_widgets.widgets.inputs import Inputs, InputsTrait, from_data, recorded_inputs, to_data

MOST_STEPS_AS_TEXT = 40


class StepperOptions(TypedDict, total=False):
    """What a BackpropStepper can be told when it is made, beside the options of every ipywidget."""

    step: int
    selected: str | None
    inputs: Any
    playing: bool
    speed: float
    layout: Any


class BackpropStepper(Widget):
    """Step through the forward and the backward pass of a computation, node by node.

    Drag or type the number of a leaf, and every value, gradient and sentence follows, in the browser. What is
    changed here never reaches the Values themselves: `inputs` holds the widget's own numbers.

    Args:
        root: the Value that the computation leads to, or an object of micrograd's or ngrad's kind. An unlabelled
            Value is shown under the name of the variable that holds it.
        options: `step`, `selected`, `inputs`, `playing`, `speed`, and what every ipywidget takes, such as `layout`.

    Raises:
        TypeError: the root is no Value, holds no floats, or an option is not known.
        traitlets.TraitError: an option has a value that is not allowed.
    """

    stem = "backprop_stepper"
    not_options = ("graph",)

    graph = t.Dict(help="The recorded computation, as plain data.").tag(sync=True)
    step = t.Int(0, help="How many steps have been taken, from 0 to last_step.").tag(sync=True)
    selected = t.Unicode(None, allow_none=True, help="The node in focus, by name; None follows the steps.").tag(
        sync=True
    )
    inputs = InputsTrait(Inputs({}), help="The leaves' numbers, by name.").tag(
        sync=True, to_json=to_data, from_json=from_data
    )
    playing = t.Bool(False, help="Whether the steps are being played.").tag(sync=True)
    speed = Number(1.0, min=0.1, max=60.0, help="Steps per second while playing.").tag(sync=True)

    def __init__(self, root: Any, **options: Unpack[StepperOptions]) -> None:
        self._record(root)
        given: dict[str, Any] = dict(options)
        if given.get("inputs") is None:
            given["inputs"] = {}  # as recorded
        if "graph" in given:
            raise TypeError("BackpropStepper got an unknown option 'graph': it makes its own from the root.")
        super().__init__(graph=graph_data(self.recorded), **given)

    @property
    def last_step(self) -> int:
        """The number of the last step."""
        return self._last_step

    @property
    def steps(self) -> Steps:
        """The steps, with the numbers that were recorded."""
        return steps_of(self.recorded)

    def show(self, root: Any) -> None:
        """Show another computation in the same place, from its beginning. Inputs go back to what is recorded.

        Args:
            root: as for a new stepper.
        """
        self._record(root)
        with self.hold_sync(), self.hold_trait_notifications():  # in this order, it is one message
            self.selected, self.playing, self.step = None, False, 0
            self.graph = graph_data(self.recorded)
            self.inputs = self.leaf_numbers()

    def leaf_numbers(self) -> dict[str, Any]:
        """Return the leaves' numbers as they were recorded, by name."""
        return recorded_inputs(self.recorded)

    def still(self) -> str:
        """Return a still picture of the graph as SVG, its gradients computed."""
        return still_svg(self.recorded)

    def text(self) -> str:
        """Return the steps as text; of many, the first and the last."""
        return story(self.steps, MOST_STEPS_AS_TEXT)

    @t.validate("step")
    def _check_step(self, proposal: Any) -> int:
        step = proposal["value"]
        if isinstance(step, bool):
            raise t.TraitError(f"step must be a number from 0 to {self.last_step}, got {step}.")
        if not 0 <= step <= self.last_step:
            raise t.TraitError(f"step must be from 0 to {self.last_step} in this graph, got {step}.")
        return step

    @t.validate("selected")
    def _check_selected(self, proposal: Any) -> str | None:
        name = None if proposal["value"] is None else plain(proposal["value"]).strip()
        names = [node.name for node in self.recorded.nodes]
        if name is not None and name not in names:
            raise t.TraitError(f"there is no node {name!r} to select: the nodes are {one_of(names)}.")
        return name

    def _record(self, root: Any) -> None:
        graph = Graph.of(root)
        check_root(graph)
        self.recorded = graph
        self._last_step = count_steps(graph)
