"""A computation on scalars as a SymPy expression.

SymPy adds, multiplies and raises to powers, and knows the functions of a calculus book. Any other operation of the
table, such as sigmoid, stays a name with brackets: its derivative is what the table says it is.
"""

# pyright: reportUnknownLambdaType=false

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import sympy  # pyright: ignore[reportMissingTypeStubs]
from sympy.core.function import UndefinedFunction  # pyright: ignore[reportMissingTypeStubs]

from autograd_widgets.engine import table
from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.formula import Formula
from autograd_widgets.graph.record import Graph, Node

sp: Any = sympy  # its types are known in part: here they are left behind
Expression: TypeAlias = Any  # of SymPy

MOST_PARTS = 80  # operations, letters and numbers of what is translated
MOST_DIGITS = 300  # of a number that a power makes
LARGEST_EXPONENT = 1000  # and denominator of one: SymPy takes x^(1/n) as a polynomial's letter, x as its n-th power


class UntranslatedError(Exception):
    """There is no closed form, or none that a person could read."""


# --- numbers and letters ---


def letter(name: str) -> Expression:
    """Return an input as a letter that stands for a real number."""
    return sp.Symbol(name, real=True)


def exact(number: Any) -> Expression:
    """Return a number as the fraction that a person reads: 0.1 is one tenth, not the float nearest to it.

    Raises:
        UntranslatedError: it is NaN or infinite.
    """
    scalar = np.asarray(number)[()]
    if not np.isfinite(scalar):
        raise UntranslatedError(f"{scalar} is no number to calculate with.")
    if scalar.dtype.kind == "b":
        return sp.Integer(int(scalar))
    fraction = Fraction(str(scalar))  # the shortest decimal that means this float
    return sp.Rational(fraction.numerator, fraction.denominator)


# --- operations ---


@lru_cache(maxsize=256)
def named(name: str) -> Any:
    """Return a function that SymPy leaves as it stands."""
    return sp.Function(name, real=True)


def power(base: Expression, exponent: Expression) -> Expression:
    """Return a power, unless SymPy would write out a number of very many digits."""
    number, _ = base.as_coeff_Mul()
    if exponent.is_Rational and max(abs(exponent.p), exponent.q) > LARGEST_EXPONENT:
        raise UntranslatedError("an exponent has too many digits.")
    if exponent.is_Rational and number.is_Rational:
        digits = len(str(number.p)) + len(str(number.q))
        if abs(exponent) * digits > MOST_DIGITS and abs(number) != 1:
            raise UntranslatedError("a number has too many digits.")
    return base**exponent


def cases(condition: Expression, chosen: Expression, otherwise: Expression) -> Expression:
    """Return one of two expressions by a condition; the same in both cases needs none."""
    return chosen if chosen == otherwise else named("where")(condition, chosen, otherwise)


KNOWN: dict[str, Callable[..., Expression]] = {  # what SymPy calculates with; any other operation is a name
    "add": lambda x, y: x + y,
    "subtract": lambda x, y: x - y,
    "multiply": lambda x, y: x * y,
    "divide": lambda x, y: x / y,
    "negative": lambda x: -x,
    "positive": lambda x: x,
    "reciprocal": lambda x: 1 / x,
    "square": lambda x: power(x, sp.Integer(2)),
    "power": power,
    "sqrt": lambda x: power(x, sp.Rational(1, 2)),
    "hypot": lambda x, y: sp.sqrt(x**2 + y**2),
    "exp": sp.exp,
    "expm1": lambda x: sp.exp(x) - 1,
    "log": sp.log,
    "log1p": lambda x: sp.log(1 + x),
    "log2": lambda x: sp.log(x) / sp.log(2),
    "log10": lambda x: sp.log(x) / sp.log(10),
    "logaddexp": lambda x, y: sp.log(sp.exp(x) + sp.exp(y)),
    "sin": sp.sin,
    "cos": sp.cos,
    "tan": sp.tan,
    "arcsin": sp.asin,
    "arccos": sp.acos,
    "arctan": sp.atan,
    "sinh": sp.sinh,
    "cosh": sp.cosh,
    "tanh": sp.tanh,
    "arcsinh": sp.asinh,
    "arccosh": sp.acosh,
    "arctanh": sp.atanh,
    "absolute": sp.Abs,
    "sign": sp.sign,
    "where": cases,
}
NAMES = {  # of SymPy's functions, in NumPy's words
    function: name for name, function in KNOWN.items() if isinstance(function, sp.FunctionClass)
}


def applied(name: str, inputs: Sequence[Expression], operations: Mapping[str, Operation] = table) -> Expression:
    """Return an operation applied to expressions.

    Raises:
        UntranslatedError: it is not elementwise, or nobody knows it.
    """
    if name in KNOWN:
        return _of_small_powers(KNOWN[name](*inputs))
    operation = operations.get(name)
    if operation is None or operation.kind != "elementwise":
        raise UntranslatedError(f"{name} has no translation.")
    return named(name)(*inputs)


def _of_small_powers(expression: Expression) -> Expression:
    """Return an expression, unless SymPy would take its powers for polynomials of thousands of terms.

    Some come about by SymPy itself: exp(π log x) is x^π.
    """
    exponents = [e.exp for e in expression.atoms(sp.Pow) if e.exp.is_Rational]
    largest = max((abs(exponent.p) for exponent in exponents), default=0)
    if max(largest, math.lcm(*(exponent.q for exponent in exponents))) > LARGEST_EXPONENT:
        raise UntranslatedError("an exponent has too many digits.")
    return expression


def name_of(function: Expression) -> str:
    """Return what NumPy calls the function that an expression applies."""
    return NAMES.get(function.func) or str(function.func.__name__)


# --- whole computations ---


def translate(formula: Formula, letters: Mapping[str, Expression], operations: Mapping[str, Operation]) -> Expression:
    """Return a formula with expressions put in for its letters.

    Raises:
        UntranslatedError: an operation or a letter has no translation.
    """
    if isinstance(formula, list):
        inputs = [translate(part, letters, operations) for part in formula[1:]]
        return applied(str(formula[0]), inputs, operations)
    if not isinstance(formula, str):
        return exact(formula)
    if formula not in letters:
        raise UntranslatedError(f"{formula} stands for nothing here.")
    return letters[formula]


def expression_of(
    graph: Graph, leaves: Mapping[str, str], root: int
) -> tuple[Expression, dict[str, Expression], dict[str, Operation]]:
    """Return the computation that leads to a root: the expression, its letters, the operations that it may name.

    Args:
        graph: of scalars.
        leaves: for each letter, the name of the leaf that it stands for. Whatever depends on none is a number.
        root: the root's id.

    Raises:
        UntranslatedError: an array or an operation is in the way, or there is too much to be read.
    """
    letters = {name: letter(name) for name in leaves}
    by_leaf = {leaf: letters[name] for name, leaf in leaves.items()}
    operations: dict[str, Operation] = dict(table)
    found: dict[int, tuple[Expression, int]] = {}  # with the size that it was written down in
    moving: set[int] = set()  # what depends on some letter
    for node in _leading_to(graph, root):
        if node.shape != ():
            raise UntranslatedError(f"{node.name} is an array.")
        if node.op == "leaf" and node.name in by_leaf:
            found[node.id] = by_leaf[node.name], 1
            moving.add(node.id)
        elif moving.isdisjoint(node.inputs):
            found[node.id] = exact(node.data), 1
        else:
            found[node.id] = _applied_node(node, found, operations)
            moving.add(node.id)
    return sound(found[root][0]), letters, operations


def as_recorded(graph: Graph, leaves: Mapping[str, str], root: int) -> Formula:
    """Return the computation as it was written, with nothing cancelled. Arguments as of `expression_of`."""
    by_leaf = {leaf: name for name, leaf in leaves.items()}
    found: dict[int, Formula] = {}
    moving: set[int] = set()
    for node in _leading_to(graph, root):
        if node.op == "leaf" and node.name in by_leaf:
            found[node.id] = by_leaf[node.name]
        elif node.operation is None or moving.isdisjoint(node.inputs):
            found[node.id] = float(node.data)
            continue
        else:
            found[node.id] = [node.operation.name, *(found[i] for i in node.inputs)]
        moving.add(node.id)
    return found[root]


def _applied_node(
    node: Node, found: Mapping[int, tuple[Expression, int]], operations: dict[str, Operation]
) -> tuple[Expression, int]:
    operation, size = node.operation, 1 + sum(found[i][1] for i in node.inputs)
    if operation is None or node.options or operations.setdefault(operation.name, operation) is not operation:
        raise UntranslatedError(f"{node.name} has no translation.")
    if size > MOST_PARTS:
        raise UntranslatedError("there is too much to be read.")
    return applied(operation.name, [found[i][0] for i in node.inputs], operations), size


def _leading_to(graph: Graph, root: int) -> list[Node]:
    needed = {root}
    for node in reversed(graph.nodes[: root + 1]):
        if node.id in needed:
            needed.update(node.inputs)
    return [graph.nodes[i] for i in sorted(needed)]


def sound(expression: Expression) -> Expression:
    """Return an expression if it means a real number.

    Raises:
        UntranslatedError: it holds an infinity, something undefined, an imaginary number, or a function that SymPy
            brought in by itself, such as atan2 or re.
    """
    if expression.has(sp.nan, sp.zoo, sp.oo, -sp.oo, sp.I):
        raise UntranslatedError("it is no real number.")
    if any(e.func not in NAMES and not isinstance(e.func, UndefinedFunction) for e in expression.atoms(sp.Function)):
        raise UntranslatedError("there is a function in it that has no translation.")
    return expression
