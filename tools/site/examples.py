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
from tools.cases import Case
from tools.plain_cases import plain_case

SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**", "matmul": "@"}
SIGNS |= {"less": "<", "less_equal": "<=", "greater": ">", "greater_equal": ">="}  # == asks whether two Values are one
TYPED = {"absolute": "abs(x)", "negative": "-x", "positive": "+x"}  # Python's own way of one input
IN_ITS_DOMAIN = (0.6, 0.3, 0.8)  # where an example's first, second and third number lies, from low to high
MOST_WRITTEN = 12  # numbers that are written out in an example
STEP = 0.1  # of the explorer, in parts of the domain


def stepper(name: str) -> str:
    """Return code that shows an operation in a stepper, at the step in which the gradient goes through it."""
    operation = table.get(name)
    if operation is not None and operation.kind == "elementwise":
        names, arrays = list(operation.parameters), [np.asarray(x) for x in numbers(operation)]
        if operation.differentiable and operation.vjp(0) is None:
            arrays[0] = np.asarray(True)  # a condition
        example = Case(tuple(arrays))
        lost = "0.5 * out" if not operation.differentiable else "3 * out"
    else:
        example = plain_case(name)
        arrays = [rounded(x) for x in example.arrays(name)]
        names = input_names(name, example)
        lost = loss(name, example)
    lines = [f"{n} = {literal(x)}" for n, x in zip(names, arrays, strict=True)]
    lines += [f"out = {call(name, names, example)}", f"L = {lost}", ""]
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


def loss(name: str, example: Case) -> str:
    """Return what the gradient comes from: every entry of `out` counts differently, to show where each goes."""
    if name in table and not table[name].differentiable:
        return "0.5 * out"  # which is made of whole numbers, or of true and false
    inputs: Any = [Value(x) if x.dtype.kind == "f" else x for x in example.arrays(name)]
    listed = example.listed or (name in table and table[name].variadic)
    out = getattr(ops, name)(*([inputs] if listed else inputs), **example.options)
    answer, shape = ("out[0]", out[0].shape) if isinstance(out, (list, tuple)) else ("out", out.shape)
    return f"({answer} * {weights(shape)}).sum()" if shape else f"3 * {answer}"


def weights(shape: tuple[int, ...]) -> str:
    """Return code for the numbers 1, 2, 3 … in a shape."""
    count = int(np.prod(shape))
    if count <= MOST_WRITTEN and len(shape) <= 2:
        return f"np.array({np.arange(1, count + 1).reshape(shape).tolist()})"
    return f"np.arange(1, {count + 1}).reshape({', '.join(map(str, shape))})"


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
    if name in TYPED and len(names) == 1:
        return TYPED[name].replace("x", names[0])
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
