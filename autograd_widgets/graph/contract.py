"""The contract between Python and the browser: the shape of everything that crosses. TypeScript's is made from it."""

from __future__ import annotations

from typing import Any, TypedDict

from autograd_widgets.graph.formula import Formula

VERSION = 2  # of this contract


class NodeData(TypedDict):
    """One node of a computation. Its id is its place in the list, after all of its inputs."""

    op: str  # "leaf", "constant", "opaque" (only Python knows its rule), or the name of an operation
    custom: int  # of an operation of the author's own: its place in `operations`; −1 for any other
    symbol: str  # what a picture shows for the operation
    inputs: list[int]  # ids of its inputs, each smaller than its own
    options: dict[str, Any]  # the operation's other arguments, such as axis, settled: no negative axes
    told: list[str]  # those that sentences tell, as text: "axis=0"
    shape: list[int]
    dtype: str  # "float64", "float32", "bool" or "int64"
    name: str  # unique in its graph: what it is shown as, and what a person's choice is kept under
    named: bool  # whether the author gave that name, by a label or a variable
    scope: str  # "mlp/layer 1": the named part of the computation that it belongs to
    at: int  # where its array begins in `values`, in bytes; −1 if it is computed
    partials: list[int]  # of what only Python computes: where each local derivative begins in `values`; −1 if not known
    contributions: list[Formula | None]  # of an operation that is not elementwise: what it hands back to each input


class PartData(TypedDict):
    """A little graph, by which an operation of the author's own computes something. Its leaves hold no arrays."""

    nodes: list[NodeData]
    root: int


class OperationData(TypedDict):
    """An operation of the author's own, on inputs of given shapes."""

    name: str
    symbol: str
    kind: str  # "elementwise" or "other"
    parameters: list[str]
    differentiable: list[bool]  # whether there is a derivative by each input
    rules: list[str]  # for each input, why its derivative is what it is
    ties: str
    shown: list[Formula | None]  # the local derivatives of an elementwise one, where they can be written
    forward: PartData | None  # of leaves called as the parameters; None if only Python can compute it
    derivatives: list[PartData | None]  # the local ones; of kind "other" the products. Leaves: out, and of these g too


class GraphData(TypedDict):
    """A whole computation as plain data: what is needed to run it forwards and backwards elsewhere."""

    version: int
    nodes: list[NodeData]
    roots: list[int]  # the first one is what the steps lead to
    operations: list[OperationData]  # those of the author's own
    values: bytes  # the arrays of what is not computed in the browser: row-major, little-endian, 8-byte aligned


class ArrayData(TypedDict):
    """An array on its way between Python and the browser; a number is an array of shape []."""

    shape: list[int]
    dtype: str  # "float64" or "float32"
    data: bytes  # row-major, little-endian


class ReadingData(TypedDict):
    """What there is to know about a function along one of its inputs at one place, as Python computed it."""

    inputs: dict[str, ArrayData]  # the place
    wrt: str
    place: ArrayData  # x, h, and the derivative by x
    window: list[float]  # from where to where the curve goes
    gradient: ArrayData  # the derivative by each number that can be moved, in the order of the inputs
    values: ArrayData  # f at x, x + h and x − h
    truncation: ArrayData  # of the three differences (forward, backward, central): what cutting off adds
    noise: ArrayData  # a number: by how much rounding may move a rise of f
    bends: ArrayData  # the second and the third derivative; nan where there are none
    broken: str  # "corner" or "jump" where there is no derivative
    sweep: ArrayData  # (4, n): steps h, and the errors of the three differences with them
    curve: ArrayData  # (2, n): places in order, and f there; nan where the curve breaks


class LineData(TypedDict):
    """One line of a derivation: a derivative, and what a rule makes of it."""

    rule: str  # "Power rule"
    why: str  # what it says, in a sentence
    before: Formula  # of what the derivative is taken
    after: Formula  # what it is; ["derivative", term] stands for a derivative that a later line takes
    depth: int  # 0 for the whole, 1 for its terms …


class FormData(TypedDict):
    """A derivative as a formula in which the inputs are letters."""

    function: Formula
    derivative: Formula
    lines: list[LineData]
    truncation: list[Formula]  # of the forward, backward and central difference: what cutting off makes, by h
    exact: bool  # whether that is all of it; otherwise it is the leading term


class ExplorerState(TypedDict):
    """What a DerivativeExplorer and its view share."""

    graph: GraphData | None  # None if nothing could be recorded
    leaves: dict[str, str]  # for each input that the graph uses, the name of its leaf
    title: str  # what the function is called
    variables: list[str]  # the inputs without a default, which it is a function of; the others are its parameters
    formulas: dict[str, Formula | None]  # the function by its inputs' names, for each output; None if too long
    forms: dict[str, FormData]  # by input
    inputs: dict[str, ArrayData]  # in the order of the signature
    ranges: dict[str, list[float]]  # of each input's slider
    wrt: str  # the number that is moved: "x", or an entry, "x[0]" or "x[1, 2]"
    h: ArrayData
    method: str  # "forward", "backward" or "central"
    outputs: list[str]  # where the function gives an array: the entries, by what is written behind it
    output: str  # the chosen one; "" where the function gives a number
    view: list[float]  # left, right, bottom and top of the picture; empty while it suits itself
    problem: str  # why there is nothing to show
    note: str  # what a person should know about what is shown
    dynamic: str  # why only Python can compute it anew; "" if the browser can
    reading: ReadingData | None  # what Python computed, where only Python can
    opened: bool  # whether the graph is shown
    step: int
    selected: str | None
    playing: bool
    speed: float


class NetworkData(TypedDict):
    """A multi-layer perceptron that the browser can build by itself."""

    n_in: int
    sizes: list[int]
    activation: str  # of all layers but the last; "" for none
    output_activation: str
    dtype: str


class SettingsData(TypedDict):
    """How a model is trained. Settings that its optimiser does not have are there, and wait."""

    optimizer: str  # "SGD", "RMSProp", "Adam" or "AdamW"
    learning_rate: float
    momentum: float
    nesterov: bool
    weight_decay: float
    decay: float
    epsilon: float
    beta1: float
    beta2: float
    batch_size: int
    seed: int
    l2: float
    noise: float  # standard deviation of what is added to the inputs


class RunData(TypedDict):
    """A training that happened: its losses, and the parameters after some of its steps."""

    steps: int  # how many there were
    every: int  # a long training keeps a loss and a rate of every second step, or every fourth, …: of step 0, every, …
    losses: ArrayData  # (steps / every,) of a step's batch, before the step
    held: ArrayData  # (2, n) the loss on the samples held back: after which step, and what it was
    rates: ArrayData  # (steps / every,) learning rates
    kept: list[int]  # in order
    states: dict[str, ArrayData]  # by parameter, (kept, …)
    stopped: str  # why it ended


class ChangeData(TypedDict):
    """What a training follows from one of its steps on."""

    step: int  # how many steps had been taken
    settings: SettingsData
    scheduled: bool  # whether the learning rate follows the schedule
    samples: int  # how many there were; those added later came behind them


class PlayedData(TypedDict):
    """What the browser trained, so that it can be gone on with, and each of its steps can be reached again."""

    run: RunData
    changes: list[ChangeData]  # in order; the first is of step 0
    schedule: ArrayData | None  # learning rates of the first steps; the last one holds from there on
    # (4, kept) for each kept step: finished epochs, samples of the next one that are used, the optimiser's steps, and
    # 1 where it does not follow from the steps before it
    places: ArrayData
    memory: ArrayData  # (n,) what the optimiser remembers at each kept step, one after another


class LookData(TypedDict):
    """What a model says that only Python can run, after one step."""

    step: int
    predictions: ArrayData  # for all samples
    grid: ArrayData | None  # for the points of the picture
    norms: dict[str, float]  # of the gradient, by layer


class PlayerState(TypedDict):
    """What a TrainingPlayer and its view share."""

    title: str  # what the model is called
    network: NetworkData | None  # None if the browser can't build it
    graphs: dict[str, GraphData]  # of a model that is no MLP: by number of samples, and "grid"
    loss_name: str  # one of the library's, or what the author's own is called
    kind: str  # what the targets are: "signs", "bits", "classes" or "numbers"
    features: list[str]  # what the inputs are called
    X: ArrayData  # what is learnt
    y: ArrayData
    held_X: ArrayData | None  # what is held back
    held_y: ArrayData | None
    grid: ArrayData | None  # points at which predictions are drawn, for models with one or two inputs
    layers: dict[str, list[str]]  # the parameters' names by layer
    initial: dict[str, ArrayData]  # the parameters that it begins with
    parameters: dict[str, ArrayData]  # those after `step`
    revision: int  # how often Python has changed the parameters
    answered: int  # up to which of these the browser's parameters follow from Python's
    settings: SettingsData
    schedule: ArrayData | None  # learning rates of the first steps, where they follow a schedule
    rival: float  # another learning rate, tried beside it from the same parameters; 0 for none
    step: int
    loss: ArrayData
    playing: bool
    speed: float  # steps a frame; below 1, frames a step
    run: RunData | None  # a training that Python holds: a history, one that the kernel plays, or an author's own loop
    played: PlayedData | None  # what the browser trained
    look: LookData | None
    dynamic: str  # why only Python can train it; "" if the browser can
    trained_by: str  # "browser"; "python", in the kernel; or "nobody", where the run is over or is an author's own loop
    problem: str  # why there is nothing to show
    note: str  # what a person should know
    scale: str  # of the losses: "linear" or "log"
    sample: int  # which sample the diagram and the stepper look at
    shown: str  # what the diagram's edges show: "weights" or "gradients"
    opened: list[str]  # which folded parts are open
    graph_step: int  # of the stepper on one sample
    selected: str | None


class StepperState(TypedDict):
    """What a BackpropStepper and its view share."""

    graph: GraphData
    step: int  # how many steps have been taken
    selected: str | None  # the name of the node in focus, None to follow the steps
    inputs: dict[str, ArrayData]  # the leaves' numbers, by name
    playing: bool
    speed: float  # steps per second
