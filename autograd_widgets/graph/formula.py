"""A derivative rule as a formula: the little graph that it records when it is run on Values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine.operation import Operation, Variant, table
from autograd_widgets.engine.value import Value
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.numbers import MINUS, format_number

Formula: TypeAlias = "float | str | list[Any]"  # a number, a name, or [operation, *inputs]

INFIX = {  # symbol and strength: the higher binds tighter
    "less": ("<", 1),
    "less_equal": ("≤", 1),
    "greater": (">", 1),
    "greater_equal": ("≥", 1),
    "equal": ("=", 1),
    "not_equal": ("≠", 1),
    "add": ("+", 2),
    "subtract": ("−", 2),
    "multiply": ("×", 3),
    "divide": ("÷", 3),
    "matmul": ("@", 3),
    "power": ("**", 5),
}
BEHIND = ("[", "put at [")  # what begins so is written behind its first input; it names the others index1, index2 …
NEGATIVE = 4  # how tightly a minus sign in front binds
ATOM = 6  # a name, a call: needs no brackets


def formula_of(root: Any) -> Formula:
    """Return the expression that a Value was computed by, its leaves by their labels."""
    if not isinstance(root, Value):
        return float(root)
    found: dict[Value, Formula] = {}
    for node in topological_order(root):
        rule = node._rule
        if not isinstance(rule, Variant):
            found[node] = node.label
            continue
        arguments: list[Formula] = [float(x) if np.ndim(x) == 0 else "…" for x in node._saved[1:]]
        for position, value in zip(rule.positions, node._inputs, strict=True):
            arguments[position] = found[value]
        name = rule.operation.written(rule.options)
        if name == "reshape":
            name = _reshape_in_words(np.shape(node._saved[1]), node.shape)
        found[node] = [name, *arguments]
    return _simpler(found[root])


def _reshape_in_words(old: tuple[int, ...], new: tuple[int, ...]) -> str:
    """Return what a reshape does: make a row or a column of a vector, undo that, or anything else."""
    if new == (*old, 1):
        return "column"
    if new == (*old[:-1], 1, *old[-1:]):
        return "row"
    without_ones = [n for n in old if n != 1] == [n for n in new if n != 1]
    return "flat" if without_ones and len(new) < len(old) else "reshape"


def _simpler(formula: Formula) -> Formula:
    """Leave out of a formula what only a computer needs to be told, and compute what is computed from numbers."""
    if not isinstance(formula, list):
        return formula
    name: str = formula[0]
    arguments: list[Any] = list(map(_simpler, formula[1:]))
    inner = arguments[0]
    within = str(inner[0]) if type(inner) is list else ""  # pyright: ignore[reportUnknownArgumentType]
    if name == "broadcast_to":
        return ["spread", inner[1] if within in ("reshape", "column", "row") else inner]
    if name == "transpose" and within in ("column", "row"):
        return ["row" if within == "column" else "column", inner[1]]
    if name == "flat" or (name == "power" and arguments[1] == 1):
        return inner  # pyright: ignore[reportUnknownVariableType]
    if name == "subtract" and all(isinstance(argument, (int, float)) for argument in arguments):
        return float(arguments[0] - arguments[1])
    return [name, *arguments]


def substitute(formula: Formula, letters: Mapping[str, Formula]) -> Formula:
    """Return a formula with names or numbers put in for its letters."""
    if isinstance(formula, list):
        return _simpler([formula[0], *(substitute(argument, letters) for argument in formula[1:])])
    return letters.get(formula, formula) if isinstance(formula, str) else formula


def run_on_names(function: Callable[..., Any] | float | None, names: Sequence[str]) -> Formula | None:
    """Run a function of scalars once on labelled Values and return the formula it records."""
    if function is None or not callable(function):
        return function
    return formula_of(function(*(Value(0.5, label=name) for name in names)))


@cache
def partial_formulas(name: str, *, shown: bool) -> tuple[Formula | None, ...]:
    """Return the derivatives of an elementwise operation by each input, in terms of out and its parameters.

    Args:
        name: of the operation.
        shown: as a book would print them, rather than as they are computed.
    """
    operation = table[name]
    partials = operation.shown if shown else operation.partials
    return tuple(run_on_names(partial, ("out", *operation.parameters)) for partial in partials)


def contribution_formulas(
    name: str, shapes: Sequence[tuple[int, ...]], options: Mapping[str, Any]
) -> list[Formula | None]:
    """Return what an operation hands back to each input, in terms of g (upstream), out and its parameters.

    How a rule moves entries about can depend on the shapes, so it is run on inputs of these shapes, and remembered.
    """
    return list(_contribution_formulas(name, tuple(shapes), tuple(options.items())))


@lru_cache(maxsize=512)
def _contribution_formulas(
    name: str, shapes: tuple[tuple[int, ...], ...], options: tuple[tuple[str, Any], ...]
) -> tuple[Formula | None, ...]:
    operation = table[name]
    return tuple(_vjp_formula(operation, i, shapes, dict(options)) for i in range(len(shapes)))


def _vjp_formula(
    operation: Operation, i: int, shapes: tuple[tuple[int, ...], ...], options: dict[str, Any]
) -> Formula | None:
    vjp = operation.vjp(i)
    if vjp is None:
        return None
    inputs = [
        Value(np.ones(shape), label=name) for shape, name in zip(shapes, operation.names(len(shapes)), strict=True)
    ]
    out = operation.apply(inputs, options)
    node = out.detach()
    node.label = "out"
    upstream = Value(np.ones(out.shape), label="g")
    return formula_of(vjp(upstream, node, *inputs, **options))


def text_of(formula: Formula) -> str:
    """Return a formula in one line of text."""
    return _text(formula)[0]


def application(name: str, arguments: Sequence[str]) -> str:
    """Return an operation applied to names or numbers, as one writes it: a × b, tanh(n), −x."""
    if name == "power" and arguments[0].startswith(MINUS):
        arguments = [f"({arguments[0]})", *arguments[1:]]
    if name in INFIX:
        return f" {INFIX[name][0]} ".join(arguments)
    if name == "negative":
        return f"−{arguments[0]}"
    if name.startswith(BEHIND):
        others = {f"index{i}": text for i, text in enumerate(arguments)}
        index = re.sub(r"\bindex\d+\b", lambda found: others.get(found[0], found[0]), name)
        return f"{arguments[0]}{'' if name.startswith('[') else ' '}{index}"
    return f"{name}({', '.join(arguments)})"


def _text(formula: Formula) -> tuple[str, int]:
    if isinstance(formula, str):
        return formula, ATOM
    if not isinstance(formula, list):
        whole = float(formula).is_integer() and abs(formula) < 1e6
        text = str(int(formula)).replace("-", MINUS) if whole else format_number(formula)
        return text, NEGATIVE if formula < 0 else ATOM
    name, *arguments = formula
    parts = [_text(argument) for argument in arguments]
    if name in INFIX:
        strength = INFIX[name][1]
        left = _bracketed(parts[0], strength + (name == "power"))
        right = _bracketed(parts[1], strength + (name in ("subtract", "divide")))
        return application(name, [left, right]), strength
    if name == "negative":
        return application(name, [_bracketed(parts[0], NEGATIVE)]), NEGATIVE
    if name == "transpose":
        return f"{_bracketed(parts[0], ATOM)}ᵀ", ATOM
    if name.startswith(BEHIND):
        first = _bracketed(parts[0], ATOM if name.startswith("[") else 0)
        return application(name, [first, *(text for text, _ in parts[1:])]), ATOM if name.startswith("[") else 0
    if name == "where":
        return f"{parts[1][0]} where {parts[0][0]}, else {parts[2][0]}", 0
    return application(name, [text for text, _ in parts]), ATOM


def _bracketed(part: tuple[str, int], strength: int) -> str:
    return part[0] if part[1] >= strength else f"({part[0]})"
