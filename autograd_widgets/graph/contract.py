"""The contract between Python and the browser: the shape of everything that crosses. TypeScript's is made from it."""

from __future__ import annotations

from typing import Any, TypedDict

from autograd_widgets.graph.formula import Formula

VERSION = 1  # of this contract


class NodeData(TypedDict):
    """One node of a computation. Its id is its place in the list, after all of its inputs."""

    op: str  # "leaf", "constant", "opaque" (only Python knows its rule), or the name of an operation
    symbol: str  # what a picture shows for the operation
    inputs: list[int]  # ids of its inputs, each smaller than its own
    options: dict[str, Any]  # the operation's other arguments, such as axis, settled: no negative axes
    shape: list[int]
    dtype: str  # "float64", "float32", "bool" or "int64"
    name: str  # unique in its graph: what it is shown as, and what a person's choice is kept under
    named: bool  # whether the author gave that name, by a label or a variable
    scope: str  # "mlp/layer 1": the named part of the computation that it belongs to
    at: int  # where its array begins in `values`, in bytes; −1 if it is computed
    partials: list[int]  # of an opaque node: where each local derivative begins in `values`; −1 if not known
    contributions: list[Formula | None]  # of an operation that is not elementwise: what it hands back to each input


class GraphData(TypedDict):
    """A whole computation as plain data: what is needed to run it forwards and backwards elsewhere."""

    version: int
    nodes: list[NodeData]
    roots: list[int]  # the first one is what the steps lead to
    values: bytes  # the arrays of leaves, constants and opaque nodes: row-major, little-endian, 8-byte aligned


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
