"""An example of every operation, as a learner would type it: from its domain, or from the cases of its tests."""

# pyright: basic

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.engine import Value, ops, table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation, by_function, composed
from autograd_widgets.graph.record import Graph
from autograd_widgets.graph.steps import count_steps
from tools.cases import Case, cases_of

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@"}
SIGNS |= {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}  # == asks whether two Values are one
IN_ITS_DOMAIN = (0.6, 0.3, 0.8)  # where an example's first, second and third number lies, from low to high
STEP = 0.1  # of the explorer, in parts of the domain


def stepper(name: str) -> str:
    """Return code that shows an operation in a stepper, at the step in which the gradient goes through it."""
    operation = table.get(name)
    if operation is not None and operation.kind == "elementwise":
        names, arrays = list(operation.parameters), [np.asarray(x) for x in numbers(operation)]
        if operation.differentiable and operation.vjp(0) is None:
            arrays[0] = np.asarray(True)  # a condition
        example = Case(tuple(arrays))
    else:
        example = chosen_case(name)
        arrays = [rounded(x) for x in example.arrays(name)]
        names = input_names(name, example)
    lines = [f"{n} = {literal(x)}" for n, x in zip(names, arrays, strict=True)]
    lines += [f"out = {call(name, names, example)}", f"L = {loss(name, example)}", ""]
    before = "\n".join([*imports("BackpropStepper, Value", "\n".join(lines)), "", *lines])
    found: dict[str, Any] = {}
    exec(before, found)
    return f"{before}\nBackpropStepper(L, step={count_steps(Graph.of(found['L']))})"


def explorer(name: str) -> str:
    """Return code that shows an operation on numbers in an explorer; "" if it is none, or has no derivative."""
    operation = table.get(name)
    if operation is None or operation.kind != "elementwise" or not operation.differentiable:
        return ""
    given = dict(zip(operation.parameters, numbers(operation), strict=True))
    wanted = [n for i, n in enumerate(given) if operation.vjp(i) is not None]
    constants = {n: "True" for n in given if n not in wanted}
    first, *others = wanted
    parameters = ", ".join([first, *(f"{n}={given[n]:g}" for n in others)])
    body = call(name, [constants.get(n, n) for n in given], Case(()))
    low, high = operation.domain[list(given).index(first)]
    shown = f"DerivativeExplorer(lambda {parameters}: {body}, {first}={given[first]:g}, h={STEP * (high - low):.2g})"
    return "\n".join([*imports("DerivativeExplorer", shown), "", shown])


def numbers(operation: Operation) -> list[float]:
    """Return a number for each input of an elementwise operation, within the range that its tests draw from."""
    places = zip(operation.domain, IN_ITS_DOMAIN, strict=False)
    return [round(low + place * (high - low), 1) for (low, high), place in places]


def chosen_case(name: str) -> Case:
    """Return the first of an operation's cases that is smooth and on a matrix, or the smallest one."""
    smooth = [case for case in cases_of(name) if case.smooth]
    for case in smooth:
        if max(x.ndim for x in case.arrays(name)) == 2:
            return case
    return min(smooth, key=lambda case: sum(x.size for x in case.arrays(name)))


def loss(name: str, example: Case) -> str:
    """Return what the gradient comes from: a number of floats, so that what arrives at `out` is not 1."""
    if name in table and not table[name].differentiable:
        return "0.5 * out"  # which is made of whole numbers, or of true and false
    if name in composed:
        inputs = [Value(x) if x.dtype.kind == "f" else x for x in example.arrays(name)]
        if not example.listed and isinstance(getattr(ops, name)(*inputs, **example.options), list):
            return "3 * out[0]"  # of several answers
    return "3 * out"


def rounded(array: Array) -> Array:
    """Return an array's numbers with as few decimals as tell them apart."""
    if array.dtype.kind != "f":
        return array
    return next(r for d in range(1, 17) if np.unique(r := np.round(array, d)).size == np.unique(array).size)


def input_names(name: str, example: Case) -> list[str]:
    """Return what the inputs of an operation are called in its example."""
    count = len(example.inputs)
    if name in table and not example.listed:
        return list(table[name].names(count))
    named = [n for n in inspect.signature(composed[name]).parameters if n not in example.options]
    listed = example.listed or len(named) < count
    return [f"x{i + 1}" for i in range(count)] if listed else named[:count]


def literal(array: Array) -> str:
    """Return how an input is written: floats in a Value, which wants a gradient."""
    text = " ".join(repr(array.tolist()).split())
    if array.dtype.kind == "f":
        return f"Value({text})"
    return f"np.array({text})" if array.ndim else text


def call(name: str, names: list[str], example: Case) -> str:
    """Return how an operation is called."""
    if name in SIGNS and len(names) == 2:
        return f"{names[0]} {SIGNS[name]} {names[1]}"
    if name == "getitem":
        return f"{names[0]}[{index_text(example.options['index'])}]"
    if name == "einsum":
        return f"np.einsum({option_text(example.options['subscripts'])}, {', '.join(names)})"
    listed = example.listed or (name in table and table[name].variadic)
    inputs = [f"[{', '.join(names)}]"] if listed else names
    options = [f"{key}={option_text(x)}" for key, x in example.options.items()]
    return f"{spelled(name)}({', '.join([*inputs, *options])})"


def option_text(option: Any) -> str:
    """Return an option as code."""
    if isinstance(option, str):
        return json.dumps(option)
    return f"np.array({option.tolist()})" if isinstance(option, np.ndarray) else repr(option)


def index_text(index: Any) -> str:
    """Return an index as it stands between square brackets."""
    if isinstance(index, tuple):
        return ", ".join(map(index_text, index))
    if isinstance(index, slice):
        parts = ["" if part is None else str(part) for part in (index.start, index.stop, index.step)]
        return ":".join(parts if parts[2] else parts[:2])
    return "..." if index is Ellipsis else option_text(index)


def spelled(name: str) -> str:
    """Return under which name an operation is called: NumPy's if there is one, else ours."""
    answers: Callable[..., Any] = getattr(ops, name)
    for prefix, module in (("np", np), ("np.linalg", np.linalg)):
        known = getattr(module, name, None)
        if known is not None and (by_function.get(known) is answers or by_function.get(known) is table.get(name)):
            return f"{prefix}.{name}"
    return f"ops.{name}"


def imports(names: str, code: str) -> list[str]:
    """Return the lines of import that some code needs."""
    used = names + (", ops" if "ops." in code else "")
    ours = f"from autograd_widgets import {', '.join(sorted(used.split(', '), key=str.lower))}"
    return ["import numpy as np", ours] if "np." in code else [ours]
