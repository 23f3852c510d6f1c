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


class StepperState(TypedDict):
    """What a BackpropStepper and its view share."""

    graph: GraphData
    step: int  # how many steps have been taken
    selected: str | None  # the name of the node in focus, None to follow the steps
    inputs: dict[str, ArrayData]  # the leaves' numbers, by name
    playing: bool
    speed: float  # steps per second
