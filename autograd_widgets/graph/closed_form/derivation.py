"""A derivative found rule by rule, as one does it with pencil and paper."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from autograd_widgets.engine.operation import Operation, table
from autograd_widgets.graph.closed_form.notation import SLOPE, binary, in_order, is_slope, write
from autograd_widgets.graph.closed_form.symbolic import (
    Expression,
    UntranslatedError,
    cases,
    letter,
    name_of,
    named,
    sp,
    translate,
)
from autograd_widgets.graph.closed_form.tidying import taken_apart, tidy
from autograd_widgets.graph.contract import LineData
from autograd_widgets.graph.formula import Formula, partial_formulas, text_of

MOST_LINES = 24  # that a person follows

WHY = {
    "constant": "{f} does not move with {x}: its slope is 0.",
    "variable": "Move {x}, and {x} itself moves by just as much: its slope is 1.",
    "sum": "A sum is differentiated term by term.",
    "rest of sum": "Term by term: {still} does not move with {x}, and adds nothing.",
    "factor": "A constant factor stays where it is, and multiplies the slope.",
    "factor of x": "A constant factor stays where it is, and {x} itself has the slope 1.",
    "product": "Each factor takes its turn: its derivative times the others as they are; then add up.",
    "quotient": "Top's derivative times bottom, minus top times bottom's derivative, over bottom squared.",
    "power": "Bring the exponent down as a factor and lower it by one.",
    "outer power": "Outside is a power: bring the exponent down as a factor and lower it by one. ",
    "hidden power": "As a power, its exponent is {exponent}: bring it down as a factor and lower it by one.",
    "outer hidden power": "Outside is a power with the exponent {exponent}: bring it down and lower it by one. ",
    "exponential": "A power grows with its exponent by itself times the natural logarithm of its base. ",
    "both": "Base and exponent both move: let each move while the other is held still, and add up.",
    "inner": "Inside is {inner}: multiply by its derivative.",
    "inners": "Each input takes its turn, times its own derivative; then add up.",
    "cases": "In each case only what is chosen there counts, so each is differentiated by itself.",
    "greater": "Whichever is the {size} one passes its slope on; where both are the same, each passes on half.",
    "flat": "It jumps or stays, but has no slope: a comparison's derivative is 0.",
    "together": "Put in what the lines above found, and tidy up.",
}
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
SHOWN = {"absolute": "|x|"}  # what sentences call a function, where its name is no name for it
EXTREMES = {"maximum": ("greater", "larger"), "minimum": ("less", "smaller")}


class Step(NamedTuple):
    """What one rule makes of a derivative, and the terms whose derivatives that leaves to be taken, in order."""

    rule: str
    why: str
    after: Expression
    left: Sequence[Expression] = ()


class Derivation:
    """The derivative of expressions by one letter, and the lines that lead to it.

    Args:
        x: the letter's name.
        operations: what named functions in the expressions are.
    """

    def __init__(self, x: str, operations: Mapping[str, Operation]) -> None:
        self.x = letter(x)
        self.operations = operations
        self.lines: list[LineData] = []
        self._found: dict[Expression, Expression] = {}

    def derive(self, f: Expression, depth: int = 0) -> Expression:
        """Return the derivative of an expression, and write down how it is found.

        Raises:
            UntranslatedError: an operation's derivative is not known as a formula, or it takes too many lines.
        """
        if f in self._found:
            return self._found[f]
        step = self._step(f, depth)
        if len(self.lines) == MOST_LINES:
            raise UntranslatedError("the derivation is too long to be followed.")
        self._add(step.rule, step.why, write(f), write(step.after), depth)
        slopes = {named(SLOPE)(term): self.derive(term, depth + 1) for term in step.left}
        self._found[f] = _with_slopes(step.after, slopes)
        return self._found[f]

    def conclude(self, f: Expression) -> Expression:
        """Return the derivative of an expression, tidied up; the last line says so if there was something to do."""
        derivative = tidy(self.derive(f))
        written = write(derivative)
        if self.lines[0]["after"] != written:
            self._add("Together", WHY["together"], write(f), written, 0)
        return derivative

    def _add(self, rule: str, why: str, before: Formula, after: Formula, depth: int) -> None:
        self.lines.append({"rule": rule, "why": why, "before": before, "after": after, "depth": depth})

    # --- the rules ---

    def _step(self, f: Expression, depth: int) -> Step:
        if not self._moves(f):
            return Step("Constant", self._why("constant", f=_text(f)), sp.Integer(0))
        if f == self.x:
            return Step("The variable itself", self._why("variable"), sp.Integer(1))
        if f.is_Add:
            return self._sum(f, whole=depth == 0)
        if f.is_Mul:
            return self._product(f)
        if f.is_Pow:
            return self._power(f)
        if f.is_Function:
            return self._function(f)
        raise UntranslatedError(f"no rule for {f}.")

    def _moves(self, f: Expression) -> bool:
        return self.x in f.free_symbols

    def _why(self, name: str, **words: str) -> str:
        return WHY[name].format(x=self.x, **words)

    def _slope(self, f: Expression) -> Expression:
        """Return the derivative of a part: a number where it needs no line of its own."""
        if f == self.x:
            return sp.Integer(1)
        return named(SLOPE)(f) if self._moves(f) else sp.Integer(0)

    def _sum(self, f: Expression, *, whole: bool) -> Step:
        still = sp.Add(*(term for term in f.args if not self._moves(term)))
        terms = in_order([term for term in f.args if self._moves(term)] + ([] if still == 0 else [still]))
        if whole:
            return Step("Sum rule", WHY["sum"], sp.Add(*map(named(SLOPE), terms)), terms)
        why = WHY["sum"] if still == 0 else self._why("rest of sum", still=_text(still))
        return Step("Sum rule", why, sp.Add(*map(self._slope, terms)), self._left(*terms))

    def _product(self, f: Expression) -> Step:
        still, moving = f.as_independent(self.x, as_Add=False)
        if still != 1:
            why = self._why("factor of x" if moving == self.x else "factor")
            return Step("Constant factor", why, sp.Mul(still, self._slope(moving)), self._left(moving))
        top, bottom = taken_apart(f)
        if bottom != 1 and top != 1:
            return self._quotient(top, bottom)
        turns = [sp.Mul(named(SLOPE)(e), *(other for other in f.args if other is not e)) for e in f.args]
        return Step("Product rule", WHY["product"], sp.Add(*turns), f.args)

    def _quotient(self, top: Expression, bottom: Expression) -> Step:
        rise = sp.Mul(named(SLOPE)(top), bottom) - sp.Mul(top, named(SLOPE)(bottom))
        return Step("Quotient rule", WHY["quotient"], rise / bottom**2, (top, bottom))

    def _power(self, f: Expression) -> Step:
        base, exponent = f.args
        by_base = exponent, base ** (exponent - 1)
        by_exponent = f, sp.log(base)
        if not self._moves(exponent):
            return self._power_rule(f, by_base)
        if not self._moves(base):
            if exponent == self.x:
                return Step("Exponential", WHY["exponential"].strip(), sp.Mul(*by_exponent))
            return self._chain(WHY["exponential"], by_exponent, exponent)
        after = f * exponent / base * self._slope(base) + sp.Mul(*by_exponent, self._slope(exponent))
        return Step("Power of two moving parts", WHY["both"], after, self._left(base, exponent))

    def _power_rule(self, f: Expression, slope: Sequence[Expression]) -> Step:
        base, exponent = f.args
        outer = base != self.x
        if exponent == sp.Rational(1, 2):
            root = table["sqrt"].rule(0)
            rule, why = "Square root", f"Outside is a square root. {root} " if outer else root
        else:
            hidden = "hidden " if exponent.is_Rational and exponent.is_negative else ""
            rule, why = "Power rule", self._why("outer " * outer + hidden + "power", exponent=_text(exponent))
        return self._chain(why, slope, base) if outer else Step(rule, why, sp.Mul(*slope))

    def _function(self, f: Expression) -> Step:
        name, inputs = name_of(f), f.args
        if name == "where":
            condition, chosen, otherwise = inputs
            after = cases(condition, self._slope(chosen), self._slope(otherwise))
            return Step("Case by case", WHY["cases"], after, self._left(chosen, otherwise))
        if name in EXTREMES:
            return self._extreme(name, *inputs)
        if name not in self.operations:
            raise UntranslatedError(f"no rule for {name}.")
        operation = self.operations[name]
        moving = [i for i, e in enumerate(inputs) if self._moves(e)]
        reasons = " ".join(dict.fromkeys(operation.rule(i) for i in moving))
        told, shown = " ".join(filter(None, [reasons, operation.ties])), SHOWN.get(name, name)
        if all(self._outer(operation, f, i) == 0 for i in moving):
            return Step(f"Derivative of {shown}", told or WHY["flat"], sp.Integer(0))
        if len(moving) == 1:
            inner = inputs[moving[0]]
            slope = self._outer(operation, f, moving[0])
            if inner == self.x:
                return Step(f"Derivative of {shown}", told, slope)
            return self._chain(f"Outside is {shown}. {told} ", [slope], inner)
        turns = [_times([self._outer(operation, f, i)], self._slope(inputs[i])) for i in moving]
        return Step("Chain rule", f"{told} {WHY['inners']}", sp.Add(*turns), self._left(*(inputs[i] for i in moving)))

    def _extreme(self, name: str, a: Expression, b: Expression) -> Step:
        comparison, size = EXTREMES[name]
        slope_a, slope_b = self._slope(a), self._slope(b)
        alike = cases(named("equal")(a, b), (slope_a + slope_b) / 2, slope_b)
        after = cases(named(comparison)(a, b), slope_a, alike)
        return Step(f"Derivative of {name}", self._why("greater", size=size), after, self._left(a, b))

    def _chain(self, told: str, outer: Sequence[Expression], inner: Expression) -> Step:
        why = told + self._why("inner", inner=_text(inner))
        return Step("Chain rule", why, _times(outer, self._slope(inner)), self._left(inner))

    def _outer(self, operation: Operation, f: Expression, i: int) -> Expression:
        """Return the derivative of a function by one of its inputs, as the table of operations has it."""
        if operation.name == "absolute":
            return sp.sign(f.args[0])
        if operation.vjp(i) is None:
            return sp.Integer(0)
        partial = partial_formulas(operation, shown=True)[i]
        if partial is None:
            raise UntranslatedError(f"the derivative of {operation.name} is not known as a formula.")
        letters = {"out": f, **dict(zip(operation.parameters, f.args, strict=True))}
        return translate(partial, letters, self.operations)

    def _left(self, *terms: Expression) -> list[Expression]:
        return [term for term in terms if is_slope(self._slope(term))]


def _times(factors: Sequence[Expression], slope: Expression) -> Expression:
    """Return a product; of cases, in each of them."""
    first = factors[0]
    if first.is_Function and name_of(first) == "where":
        condition, chosen, otherwise = first.args
        return cases(condition, _times([chosen], slope), _times([otherwise], slope))
    return sp.Mul(*factors, slope)  # at once: 2 · (x + 1) alone would become 2 x + 2


def _with_slopes(after: Expression, slopes: Mapping[Expression, Expression]) -> Expression:
    """Return what a rule made, with what the slopes in it turned out to be."""
    found = after.xreplace(dict(slopes))
    if found.has(named("where")):
        found = found.replace(named("where"), cases)
    return found


def _text(f: Expression) -> str:
    written = text_of(binary(write(f)))
    return re.sub(r" \*\* (\d+)\b", lambda found: found[1].translate(SUPERSCRIPTS), written)
