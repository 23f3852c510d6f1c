"""What a TrainingPlayer shares with its view, trait by trait."""

from __future__ import annotations

import math

import traitlets as t

from autograd_widgets.widgets.base import Number, Widget
from autograd_widgets.widgets.inputs import ArrayNumber
from autograd_widgets.widgets.player_settings import USUAL


class PlayerTraits(Widget):
    """The traits of a TrainingPlayer."""

    stem = "training_player"
    not_options = (
        *("title", "network", "graphs", "loss_name", "kind", "features", "X", "y", "held_X", "held_y", "grid"),
        *("layers", "initial", "parameters", "revision", "answered", "schedule", "loss", "run", "played"),
        *("look", "dynamic", "trained_by", "problem", "note", "settings", "learning_rate"),
    )

    title = t.Unicode("", help="What the model is called.").tag(sync=True)
    network = t.Dict(None, allow_none=True, help="An MLP's sizes and activations.").tag(sync=True)
    graphs = t.Dict(help="Recorded graphs of any other model.").tag(sync=True)
    loss_name = t.Unicode("", help="What the loss is called.").tag(sync=True)
    kind = t.Unicode("numbers", help="What the targets are.").tag(sync=True)
    features = t.List(t.Unicode(), help="What the inputs are called.").tag(sync=True)
    X = t.Dict(help="The inputs that are learnt from.").tag(sync=True)
    y = t.Dict(help="Their targets.").tag(sync=True)
    held_X = t.Dict(None, allow_none=True, help="The inputs that are held back.").tag(sync=True)  # noqa: N815 — as X
    held_y = t.Dict(None, allow_none=True, help="Their targets.").tag(sync=True)
    grid = t.Dict(None, allow_none=True, help="Points at which predictions are drawn.").tag(sync=True)
    layers = t.Dict(help="The parameters' names by layer.").tag(sync=True)
    initial = t.Dict(help="The parameters that it begins with.").tag(sync=True)
    parameters = t.Dict(help="The parameters after the step that is shown.").tag(sync=True)
    revision = t.Int(0, help="How often Python has changed the parameters.").tag(sync=True)
    answered = t.Int(0, help="Up to which of these the browser's parameters follow from Python's.").tag(sync=True)
    settings = t.Dict(dict(USUAL), help="Optimiser, learning rate, batch size and what else is steered.").tag(sync=True)
    schedule = t.Dict(None, allow_none=True, help="Learning rates that follow a schedule.").tag(sync=True)
    rival = Number(0.0, min=0.0, max=1e300, help="A learning rate to try beside it; 0 for none.").tag(sync=True)
    step = t.Int(0, min=0, help="The step that is shown.").tag(sync=True)
    loss = ArrayNumber(math.nan, help="The loss at that step.").tag(sync=True)
    playing = t.Bool(False, help="Whether it is being played.").tag(sync=True)
    speed = Number(1.0, min=0.02, max=1000.0, help="Steps a frame while playing.").tag(sync=True)
    run = t.Dict(None, allow_none=True, help="A training that Python holds.").tag(sync=True)
    played = t.Dict(None, allow_none=True, help="What the browser trained.").tag(sync=True)
    look = t.Dict(None, allow_none=True, help="What a model says that only Python can run.").tag(sync=True)
    dynamic = t.Unicode("", help="Why only Python can train it.").tag(sync=True)
    trained_by = t.Enum(("browser", "python", "nobody"), "browser", help="Who takes the next step.").tag(sync=True)
    problem = t.Unicode("", help="Why there is nothing to show.").tag(sync=True)
    note = t.Unicode("", help="What a person should know.").tag(sync=True)
    scale = t.Enum(("linear", "log"), "linear", help="The axis of the losses.").tag(sync=True)
    sample = t.Int(0, min=0, help="Which sample the diagram looks at.").tag(sync=True)
    shown = t.Enum(("weights", "gradients"), "weights", help="What the diagram's edges show.").tag(sync=True)
    opened = t.List(t.Unicode(), help="Which folded parts are open.").tag(sync=True)
    graph_step = t.Int(0, min=0, help="The stepper's step on that sample.").tag(sync=True)
    selected = t.Unicode(None, allow_none=True, help="The stepper's node in focus.").tag(sync=True)

    learning_rate = t.Float(0.1, help="The learning rate, as in settings.")
