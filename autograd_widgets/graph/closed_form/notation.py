"""A SymPy expression as a formula, written as in a book: a x² + b x + c, and 2 a x + b."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from autograd_widgets.graph.closed_form.symbolic import Expression, UntranslatedError, name_of, sp
from autograd_widgets.graph.formula import Formula

SLOPE = "derivative"  # marks a derivative that is yet to be taken
VARIABLE = re.compile(r"[txyz](_?\d+)?")  # what a book calls variables: they stand behind parameters
WHOLE = 2**53  # from here floats have gaps
LARGEST_IN_FRACTION = 12
LARGEST_BESIDE = 100  # of what is written as a fraction because another number is
MOST_DIGITS = 12  # of a decimal that is written out


def write(expression: Expression, step: str = "") -> Formula:
    """Return an expression as a formula.

    Args:
        expression: what to write down.
        step: the letter of a step, which stands behind all other letters.

    Raises:
        UntranslatedError: a number is too large for a float.
    """
    return _Writer(expression, step).write(expression)


def in_order(terms: Any, step: str = "") -> list[Expression]:
    """Return the terms of a sum as a book lists them: the highest power first, numbers last."""
    terms = list(terms)
    ordered = sorted(terms, key=_Writer(sp.Add(*terms, evaluate=False), step).term_order)
    if len(ordered) == 2 and _is_negative(ordered[0]) and not _is_negative(ordered[1]):
        return ordered[::-1]  # 1 − x² rather than −x² + 1
    return ordered


def binary(formula: Formula) -> Formula:
    """Return a formula whose sums and products have two parts each, as the engine's operations have."""
    if not isinstance(formula, list):
        return formula
    name: str = formula[0]
    parts: list[Formula] = [binary(part) for part in formula[1:]]
    first = parts[0]
    if name == "negative" and isinstance(first, list) and first[0] in ("multiply", "divide"):
        return [first[0], binary(["negative", first[1]]), first[2]]
    if name not in ("sum", "product"):
        return [name, *parts]
    for part in parts[1:]:
        positive = _without_minus(part) if name == "sum" else None
        if positive is not None:
            first = ["subtract", first, positive]
        else:
            first = ["add" if name == "sum" else "multiply", first, part]
    return first


def _without_minus(term: Formula) -> Formula | None:
    """Return what is subtracted, if a term of a sum begins with a minus sign."""
    if isinstance(term, list):
        if term[0] == "negative":
            return term[1]
        first = _without_minus(term[1]) if term[0] in ("multiply", "divide") else None
        return None if first is None else [term[0], first, *term[2:]]
    return -term if not isinstance(term, str) and term < 0 else None


def parts_of(formula: Formula) -> Iterator[Formula]:
    """Yield a formula and everything that it is made of."""
    yield formula
    if isinstance(formula, list):
        for part in formula[1:]:
            yield from parts_of(part)


def operations_in(formula: Formula) -> int:
    """Return how many operations a formula has, by which one tells whether it can be read."""
    return sum(isinstance(part, list) for part in parts_of(formula))


class _Writer:
    def __init__(self, whole: Expression, step: str) -> None:
        letters = sorted((str(symbol) for symbol in whole.free_symbols), key=_letter_order)
        variables = [name for name in letters if VARIABLE.fullmatch(name)]
        self.by_weight = variables + [name for name in letters if name not in (*variables, step)]
        self.step = step
        self.fractions = any(_is_fraction_only(number) for number in whole.atoms(sp.Rational))

    # --- writing ---

    def write(self, e: Expression) -> Formula:
        if e.is_Rational:
            return self._number(e)
        if e.is_Symbol:
            return str(e)
        if e.is_Add:
            return ["sum", *(self.write(term) for term in in_order(e.args, self.step))]
        if e.is_Mul:
            return self._product(e)
        if e.is_Pow:
            return self._power(e)
        if e.is_Function:
            return [name_of(e), *(self.write(argument) for argument in e.args)]
        if e.is_NumberSymbol:  # π, e
            return float(e)
        raise UntranslatedError(f"{e} can't be written.")

    def _product(self, e: Expression) -> Formula:
        number, rest = e.as_coeff_Mul()
        if number.is_negative:
            return ["negative", self.write(-number * rest)]
        upper: list[Expression] = []
        lower: list[Expression] = []
        for factor in sp.Mul.make_args(rest):
            below = factor.is_Pow and factor.exp.is_Rational and factor.exp.is_negative
            (lower if below else upper).append(1 / factor if below else factor)
        top, bottom = self._split(number) if number.is_Rational else (number, 1)
        if bottom == 1 and not lower:
            return self._juxtaposed(top, upper)
        slopes = [factor for factor in upper if is_slope(factor)]  # stand behind the fraction
        above = self._juxtaposed(top, [factor for factor in upper if factor not in slopes])
        fraction = ["divide", above, self._juxtaposed(bottom, lower)]
        return ["product", fraction, *map(self.write, slopes)] if slopes else fraction

    def _juxtaposed(self, number: Any, factors: list[Expression]) -> Formula:
        parts = [self.write(factor) for factor in sorted(factors, key=self.factor_order)]
        if number != 1 or not parts:
            parts.insert(0, self._number(sp.sympify(number)))
        return parts[0] if len(parts) == 1 else ["product", *parts]

    def _power(self, e: Expression) -> Formula:
        base, exponent = e.args
        if exponent.is_Rational and exponent.is_negative:
            return ["divide", 1, self.write(1 / e)]
        if exponent == sp.Rational(1, 2):
            return ["sqrt", self.write(base)]
        return ["power", self.write(base), self.write(exponent)]

    # --- numbers ---

    def _number(self, e: Expression) -> Formula:
        if e.is_negative:
            positive = self._number(-e)
            return ["negative", positive] if isinstance(positive, list) else -positive  # type: ignore[operator]
        top, bottom = self._split(e)
        if bottom != 1:
            return ["divide", int(top), int(bottom)]
        if e.is_Integer and e.p < WHOLE:
            return int(e)
        try:
            return int(e.p) / int(e.q)
        except OverflowError as error:
            raise UntranslatedError("a number is too large.") from error

    def _split(self, e: Expression) -> tuple[Any, Any]:
        """Return numerator and denominator of what is written as a fraction: 0.1 too beside 1/9, as 1/10."""
        if self.fractions and e.p < LARGEST_BESIDE and e.q <= LARGEST_BESIDE:
            return e.p, e.q
        return _split(e)

    # --- order ---

    def term_order(self, term: Expression) -> tuple[Any, ...]:
        """Return by what the terms of a sum are sorted: their powers, from the first variable on."""
        degrees = dict.fromkeys(self.by_weight, 0.0)
        functions = False
        for factor in sp.Mul.make_args(term):
            inner = factor.args[0] if is_slope(factor) else factor
            for each in sp.Mul.make_args(inner):
                base, exponent = each.as_base_exp()
                if base.is_Symbol and exponent.is_Rational and str(base) in degrees:
                    degrees[str(base)] += float(exponent)
                elif not each.is_Number:
                    functions = True
        return (*(-degree for degree in degrees.values()), functions, text(term))

    def factor_order(self, factor: Expression) -> tuple[Any, ...]:
        """Return by what the factors of a product are sorted: letters, brackets, functions, slopes."""
        base, _ = (factor, 1) if factor.is_Function else factor.as_base_exp()
        if base.is_Symbol:
            return 1, base.name == self.step, *_letter_order(base.name)
        kind = 0 if base.is_Number else 2 if base.is_Add else 4 if is_slope(base) else 3
        return kind, False, False, text(factor)


@lru_cache(maxsize=4096)
def text(expression: Expression) -> str:
    """Return an expression as SymPy writes it, which takes a while."""
    return str(expression)


def is_slope(expression: Expression) -> bool:
    """Return whether an expression is a derivative that is yet to be taken."""
    return bool(expression.is_Function and expression.func.__name__ == SLOPE)


def _letter_order(name: str) -> tuple[bool, str]:
    return VARIABLE.fullmatch(name) is not None, name


def _is_negative(term: Expression) -> bool:
    inner = term.args[0] if is_slope(term) else term
    return bool(inner.as_coeff_Mul()[0].is_negative)


def _split(e: Expression) -> tuple[Any, Any]:
    """Return a number as numerator and denominator, if it reads best as a fraction: 3/2, 1/3, but 0.1 and 12.7."""
    small = e.p <= LARGEST_IN_FRACTION and e.q <= 4 * LARGEST_IN_FRACTION
    decimal = _is_decimal(e)
    if e.q == 1 or (e.q % 5 == 0 and decimal) or not (small or (not decimal and e.p < 1000 and e.q < 1000)):
        return e, 1
    return e.p, e.q


def _is_decimal(e: Expression) -> bool:
    return bool(10**MOST_DIGITS % e.q == 0)


def _is_fraction_only(e: Expression) -> bool:
    """Return whether a number is written as a fraction because it is no short decimal."""
    return not _is_decimal(e) and _split(abs(e))[1] != 1
