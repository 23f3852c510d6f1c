"""The table of what an operation gives where it is special, computed."""

# pyright: basic

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine import Value, table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.numbers import MINUS, format_array, format_number
from tools.cases import Case, cases_of
from tools.vectors import EDGES, FEW_EDGES

ONE = sorted(EDGES, key=lambda x: (np.isnan(x), x, not np.signbit(x)))  # of one input
FEW = sorted(x for x in FEW_EDGES if not np.isnan(x))  # of each of two inputs
NOISE = 1e-14  # a gradient below it, of numbers around 1, is what rounding left
STEP, BEND = 1e-6, 1e-3  # how far both sides of a place are compared, and from when they disagree
MOST_SHOWN = 8  # numbers of an array in a table
OUTSIDE = (
    "Where out is nan, the function has no value. "
    "The formula of its derivative is applied all the same, as in PyTorch.\n"
)
Row = tuple[Sequence[Array], Array, Sequence[Any]]  # inputs, the output, and the gradient of each input


def edge_cases(operation: Operation) -> str:
    """Return a table of what an operation gives where it is special, computed."""
    rows = list({repr(row[0]): row for row in (*edge_rows(operation), *tie_rows(operation))}.values())
    if not rows:
        return ""
    names = [f"`{name}`" for name in operation.names(len(rows[0][0]))]
    gradients = [f"gradient of {name}" for name in names] if operation.differentiable else []
    head = [*names, "out", *gradients]
    lines = [
        [*map(shown, inputs), shown(out), *(shown(g) for g in found[: len(gradients)])] for inputs, out, found in rows
    ]
    table_lines = [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *lines)]
    return "\n".join(["## Edge cases\n", *table_lines, "", outside_told(rows)])


def edge_rows(operation: Operation) -> Iterator[Row]:
    """Yield the edges of what a float can be, one at a time, for an elementwise operation of one or two inputs."""
    count = len(operation.parameters)
    if operation.kind != "elementwise" or count > 2:
        return
    for numbers in itertools.product(*[ONE if count == 1 else FEW] * count):
        row = tried(operation.name, Case(tuple(map(np.asarray, numbers))))
        if is_special(operation, row):
            yield row


def is_special(operation: Operation, row: Row) -> bool:
    """Return whether anything is worth telling there: a number at an end, an answer that is none, a bend or a jump."""
    inputs, out, gradients = row
    if not operation.differentiable:
        return True
    found = [out, *(g for g in gradients if g is not None)]
    if any(is_edge(float(x)) for x in inputs) or not np.isfinite(found).all():
        return True
    return any(
        abs((at - out) / h - gradient) > BEND
        for i, gradient in enumerate(gradients)
        if gradient is not None
        for h in (STEP, -STEP)
        for at in [tried(operation.name, Case((*inputs[:i], inputs[i] + h, *inputs[i + 1 :])))[1]]
    )


def is_edge(x: float) -> bool:
    """Return whether a number is 0, endless, none, or so large or small that formulas fail at it."""
    return not 1e-3 < abs(x) < 100


def outside_told(rows: Sequence[Row]) -> str:
    """Return why there is a gradient where a function of one number has no value, if there is such a place."""
    for inputs, out, gradients in rows:
        given = [x for x in (*inputs, *gradients) if x is not None and np.size(x) == 1]
        if len(inputs) == 1 and len(given) == 2 and np.size(out) == 1 and np.isnan(out) and not np.isnan(given).any():
            return OUTSIDE
    return ""


def tie_rows(operation: Operation) -> Iterator[Row]:
    """Yield the cases in which the derivative is a matter of convention, small ones of one kind."""
    for case in cases_of(operation.name):
        arrays = case.arrays(operation.name)
        if not case.smooth and all(0 < x.size <= MOST_SHOWN for x in arrays) and not case.options:
            if operation.kind == "elementwise":
                for numbers in zip(*(np.ravel(x) for x in np.broadcast_arrays(*arrays)), strict=True):
                    row = tried(operation.name, Case(tuple(map(np.asarray, numbers))))
                    if is_special(operation, row):
                        yield row
            else:
                yield tried(operation.name, case)


def tried(name: str, case: Case) -> Row:
    """Run an operation forwards and backwards."""
    arrays = case.arrays(name)
    inputs: list[Any] = [Value(x) if x.dtype.kind == "f" else x for x in arrays]
    with np.errstate(all="ignore"):
        out = case.call(name, inputs)
        if table[name].differentiable:
            out.backward()
    gradients = [x.grad if isinstance(x, Value) else None for x in inputs]
    if table[name].kind != "elementwise":
        gradients = [g if g is None else np.where(np.abs(g) < NOISE, 0.0, g) for g in gradients]
    return arrays, out.data, gradients


def shown(array: Any) -> str:
    """Return numbers as they stand in a table."""
    if array is None:
        return ""
    array = np.asarray(array)
    if array.ndim or array.dtype.kind != "f":
        return format_array(array)
    number = float(array)
    return f"{MINUS}0.0" if number == 0 and np.signbit(number) else format_number(number)
