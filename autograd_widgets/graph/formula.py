"""A derivative rule as a formula: the little graph that it records when it is run on Values."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.custom import Custom
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Value
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.numbers import MINUS, format_number
from autograd_widgets.graph.parts import leaf, recorded_partial, recorded_product

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
WRITTEN = {  # functions with a notation of their own: how tightly it binds, and what stands in it has to bind
    "negative": ("−{}", NEGATIVE, NEGATIVE),
    "positive": ("+{}", NEGATIVE, NEGATIVE),
    "absolute": ("|{}|", ATOM, 0),
    "square": ("{}²", 5, ATOM),
    "reciprocal": ("1 ÷ {}", 3, NEGATIVE),
}
USUAL: dict[str, Any] = {  # options that are told where they are something else
    "size": None,
    "stride": (1, 1),
    "padding": (0, 0),
    "dilation": (1, 1),
    "ord": None,
    "ddof": 0,
    "reverse": False,
}
MOST_TERMS = 12  # operations in a formula that a reader can take in
MOST_REMEMBERED = 512

_remembered: dict[Any, list[Formula | None]] = {}  # contributions, by what they depend on


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
    if name == "flat" or (name in ("power", "multiply") and arguments[1] == 1):
        return inner  # pyright: ignore[reportUnknownVariableType]
    if name == "multiply" and inner == 1:
        return arguments[1]
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
    with np.errstate(all="ignore"):  # the number is only there to be labelled: arccosh has no value at it
        return formula_of(function(*(Value(0.5, label=name) for name in names)))


@lru_cache(maxsize=512)
def partial_formulas(operation: Operation, *, shown: bool) -> tuple[Formula | None, ...]:
    """Return the derivatives of an elementwise operation by each input, in terms of out and its parameters.

    None where there is no derivative, and where an author's own can't be written as a formula.

    Args:
        operation: an elementwise one.
        shown: as a book would print them, rather than as they are computed.
    """
    partials = operation.shown if shown else operation.partials
    if isinstance(operation, Custom):
        roots = [recorded_partial(operation, i) for i in range(len(partials))]
        return tuple(root if root is None else readable(formula_of(root)) for root in roots)
    return tuple(run_on_names(partial, ("out", *operation.parameters)) for partial in partials)


def contribution_formulas(
    operation: Operation, inputs: Sequence[Array], options: Mapping[str, Any]
) -> list[Formula | None]:
    """Return what an operation hands back to each input, in terms of g (upstream), out and its parameters.

    How a rule moves entries about can depend on the shapes, so it is run on inputs of these shapes. What is too long
    to be read, or can't be written as a formula, is only given a name.
    """
    key = formula_key(operation, inputs, options)
    if key is not None and key in _remembered:
        return list(_remembered[key])
    if operation.told is not None:
        formulas = list(operation.told(*(x.shape for x in inputs), **options))
    else:
        formulas = [_vjp_formula(operation, i, inputs, options) for i in range(len(inputs))]
    if key is not None:
        if len(_remembered) == MOST_REMEMBERED:
            _remembered.clear()
        _remembered[key] = formulas
    return list(formulas)


def formula_key(operation: Operation, inputs: Sequence[Array], options: Mapping[str, Any]) -> Any:
    """Return what the formulas depend on; None if an option, such as an array, can't be compared."""
    shapes = tuple((x.shape, x.dtype.str) for x in inputs)
    picked = tuple(x.tobytes() for x in inputs if x.dtype.kind != "f")
    key = (operation, shapes, picked, tuple(options.items()))
    try:
        hash(key)
    except TypeError:
        return None
    return key


def _vjp_formula(operation: Operation, i: int, arrays: Sequence[Array], options: Mapping[str, Any]) -> Formula | None:
    vjp = operation.vjp(i)
    if vjp is None or arrays[i].dtype.kind != "f":
        return None
    if isinstance(operation, Custom):
        root = recorded_product(operation, i, arrays, options)
    else:
        names = operation.names(len(arrays))
        ones = [np.ones(x.shape) if x.dtype.kind == "f" else x for x in arrays]
        inputs = [leaf(x, name) for x, name in zip(ones, names, strict=True)]
        out = leaf(operation.apply(inputs, dict(options)).data, "out")
        root = vjp(leaf(np.ones(out.shape), "g"), out, *inputs, **options)
    formula = None if root is None else readable(formula_of(root))
    return [f"backward of {operation.name}", "g"] if formula is None else formula


def readable(formula: Formula) -> Formula | None:
    """Return a formula if a person can take it in, and JSON can carry its numbers."""
    terms, waiting = 0, [formula]
    while waiting:
        term = waiting.pop()
        if isinstance(term, list):
            terms += 1
            waiting.extend(term[1:])
        elif not isinstance(term, str) and not np.isfinite(term):
            return None
    return formula if terms <= MOST_TERMS else None


def text_of(formula: Formula) -> str:
    """Return a formula in one line of text."""
    return _text(formula)[0]


def application(name: str, arguments: Sequence[str]) -> str:
    """Return an operation applied to names or numbers, as one writes it: a × b, tanh(n), −x, |x|."""
    if name in ("power", "square") and arguments[0].startswith(MINUS):
        arguments = [f"({arguments[0]})", *arguments[1:]]
    if name in INFIX and len(arguments) == 2:
        return f" {INFIX[name][0]} ".join(arguments)
    if name in WRITTEN and len(arguments) == 1:  # what an unknown class calls "square" may have two inputs
        return WRITTEN[name][0].format(*arguments)
    if name.startswith(BEHIND):
        others = {f"index{i}": text for i, text in enumerate(arguments)}
        index = re.sub(r"\bindex\d+\b", lambda found: others.get(found[0], found[0]), name)
        return f"{arguments[0]}{'' if name.startswith('[') else ' '}{index}"
    return f"{name}({', '.join(arguments)})"


def arguments_told(options: Mapping[str, Any], axes: int) -> list[str]:
    """Return what a sentence adds to an operation's inputs: what is not as usual, and a window's size.

    Args:
        options: the operation's other arguments, settled. An axis is told where it works along some, not along all.
        axes: how many there are.
    """
    axis: Any = options.get("axis")
    along: tuple[Any, ...] = axis if type(axis) is tuple else (axis,)  # pyright: ignore[reportUnknownVariableType]
    told = [f"axis={_once(along)}"] if all(isinstance(n, int) for n in along) and len(along) < axes else []
    usual = {**USUAL, "stride": options.get("size", USUAL["stride"])}  # windows lie side by side, kernels overlap
    return told + [f"{name}={_once(options[name])}" for name in usual if options.get(name, usual[name]) != usual[name]]


def _once(option: Any) -> Any:
    """Return a tuple of equal numbers as one number: a window of 2 × 2 has size 2."""
    return option[0] if type(option) is tuple and len(set(option)) == 1 else option  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


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
    if name in WRITTEN:
        _, strength, inner = WRITTEN[name]
        return application(name, [_bracketed(parts[0], inner)]), strength
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
