"""The error of difference quotients that comes from cutting off, as a formula in the step h."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.closed_form.derivation import Derivation
from autograd_widgets.graph.closed_form.notation import operations_in, write
from autograd_widgets.graph.closed_form.symbolic import Expression, UntranslatedError, letter, name_of, sp
from autograd_widgets.graph.closed_form.tidying import highest_degree, tidy
from autograd_widgets.graph.formula import Formula

DIFFERENCES = ("forward", "backward", "central")
STEPS = ("h", "Δ", "ε", "η")  # what the step is called: the first that is no input's name
MOST_MULTIPLIED = 8  # the degree in all letters
HIGHEST_DEGREE = 5  # of a polynomial of which the whole error is written out
MOST_OPERATIONS = 12  # in a formula of an error
MOST_BENT = (30, 20)  # operations in a derivative of which the second and the third are found
BENDS = ("f″", "f‴")  # stand for the second and the third derivative where these are too long
KINKED = {  # what bends or jumps at some place
    *("where", "absolute", "sign", "maximum", "minimum", "clip", "relu", "leaky_relu", "elu"),
    *("floor", "ceil", "trunc", "rint"),
}


def truncation(
    f: Expression, slope: Expression, x: str, letters: Mapping[str, Any], operations: Mapping[str, Operation]
) -> tuple[list[Formula], bool]:
    """Return what cutting off adds to the forward, backward and central difference, and whether that is all of it.

    Otherwise it is the leading term of Taylor's series, in which the letter f″ or f‴ stands for a derivative that is
    too long to be read. An empty list if there may be a kink between x and x + h, where no series helps.

    Args:
        f: the function.
        slope: its derivative by x.
        x: the letter that is moved.
        letters: all inputs' letters.
        operations: what named functions in the expressions are.
    """
    step = next((name for name in STEPS if name not in letters), "step")
    h = letter(step)
    formulas = [_readable(error, step) for error in _of_polynomial(f, letter(x), h)]
    whole = [formula for formula in formulas if formula is not None]
    if len(whole) == len(DIFFERENCES):
        return whole, True
    return ([] if _is_kinked(f) else _leading(slope, x, h, operations)), False


def _of_polynomial(f: Expression, x: Expression, h: Expression) -> list[Expression]:
    """Return the whole error, where the function is a polynomial of a low degree: Taylor's series ends."""
    if highest_degree(f) > MOST_MULTIPLIED or not f.is_polynomial(x):
        return []
    coefficients = sp.Poly(f, x).all_coeffs()[::-1]
    if len(coefficients) > HIGHEST_DEGREE + 1:
        return []

    def error(orders: range, step: Expression) -> Expression:
        terms = [
            coefficient * sp.binomial(n, k) * x ** (n - k) * step ** (k - 1)
            for k in orders
            for n, coefficient in enumerate(coefficients)
            if n >= k
        ]
        return sp.expand_mul(sp.Add(*terms))

    after = len(coefficients)
    return [error(range(2, after), h), error(range(2, after), -h), error(range(3, after, 2), h)]


def _leading(slope: Expression, x: str, h: Expression, operations: Mapping[str, Operation]) -> list[Formula]:
    """Return the leading terms: f″ h / 2, the same with a minus, and f‴ h² / 6."""
    bend, third = _bends(slope, x, operations)
    forward = _written(bend, h / 2, BENDS[0])
    backward = _written(bend, -h / 2, BENDS[0])
    return [forward, backward, _written(third, h**2 / 6, BENDS[1])]


def _written(derivative: Expression | None, factor: Expression, name: str) -> Formula:
    """Return a derivative times a factor; a letter for the derivative, where that is too long."""
    step = str(*factor.free_symbols)
    formula = None if derivative is None else _readable(derivative * factor, step)
    return write(letter(name) * factor, step) if formula is None else formula


def _bends(
    slope: Expression, x: str, operations: Mapping[str, Operation]
) -> tuple[Expression | None, Expression | None]:
    """Return the second and the third derivative; None where it is too long to be found."""
    found: list[Expression | None] = [slope]
    for most in MOST_BENT:
        last = found[-1]
        try:
            short = last is not None and last.count_ops() <= most
            found.append(tidy(Derivation(x, operations).derive(last)) if short else None)
        except UntranslatedError:
            found.append(None)
    return found[1], found[2]


def _readable(error: Expression, step: str) -> Formula | None:
    """Return an error as a formula, None if that is too long or can't be written."""
    try:
        formula = write(tidy(error), step)
    except UntranslatedError:
        return None
    size = operations_in(formula) - (isinstance(formula, list) and formula[0] == "negative")
    return formula if size <= MOST_OPERATIONS else None


def _is_kinked(f: Expression) -> bool:
    return any(e.is_Function and name_of(e) in KINKED for e in sp.preorder_traversal(f))
