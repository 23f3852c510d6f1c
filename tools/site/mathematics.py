"""A formula of the engine as TeX, which the site writes as MathML."""

# pyright: basic

from __future__ import annotations

from autograd_widgets.graph.formula import ATOM, INFIX, NEGATIVE, Formula
from autograd_widgets.graph.numbers import MINUS, format_number

NAMED = ("sin", "cos", "tan", "sinh", "cosh", "tanh", "log", "arcsin", "arccos", "arctan")
CALLED = {  # functions that TeX, or a book, writes in a way of its own
    **{name: rf"\{name}" for name in NAMED},
    "log2": r"\log_2",
    "log10": r"\log_{10}",
    "maximum": r"\max",
    "minimum": r"\min",
}
AROUND = {  # notations that enclose what they are applied to
    "sqrt": r"\sqrt{{{}}}",
    "cbrt": r"\sqrt[3]{{{}}}",
    "absolute": r"\left|{}\right|",
    "floor": r"\lfloor {} \rfloor",
    "ceil": r"\lceil {} \rceil",
}
SIGNS = {"multiply": r"\cdot", "less_equal": r"\le", "greater_equal": r"\ge", "not_equal": r"\ne"}
SIGNS |= {"logical_and": r"\wedge", "logical_or": r"\vee"}
COMPARISON, POWER = 1, 5  # how tightly they bind


def tex(formula: Formula) -> str:
    """Return a formula as TeX."""
    return _tex(formula)[0]


def name_in_tex(name: str) -> str:
    """Return a variable's name: a letter is a letter, a word is a word, x1 has an index."""
    if len(name) == 1:
        return name
    if len(name) == 2 and name[1].isdigit():
        return f"{name[0]}_{name[1]}"
    return rf"\text{{{name}}}"


def _tex(formula: Formula) -> tuple[str, int]:
    """Return a formula with how tightly it binds."""
    if isinstance(formula, str):
        return name_in_tex(formula), ATOM
    if not isinstance(formula, list):
        whole = float(formula).is_integer() and abs(formula) < 1e6
        text = str(int(formula)) if whole else format_number(formula).replace(MINUS, "-")
        return text, NEGATIVE if formula < 0 else ATOM
    name, *arguments = formula
    if name == "where":
        return _cases(formula), 0
    if name in AROUND:
        return AROUND[name].format(tex(arguments[0])), ATOM
    if name == "exp":
        return f"e^{{{tex(arguments[0])}}}", POWER
    if name in ("divide", "reciprocal"):
        above, below = arguments if name == "divide" else (1, arguments[0])
        return rf"\frac{{{tex(above)}}}{{{tex(below)}}}", POWER
    if name in ("power", "square"):
        exponent = "2" if name == "square" else tex(arguments[1])
        return f"{{{_bracketed(arguments[0], ATOM)}}}^{{{exponent}}}", POWER
    if name in ("negative", "positive"):
        return f"{'-' if name == 'negative' else '+'}{_bracketed(arguments[0], NEGATIVE)}", NEGATIVE
    if name in INFIX or name in SIGNS:
        symbol, strength = INFIX.get(name, ("", COMPARISON))
        left, right = (_bracketed(x, strength + (i and name == "subtract")) for i, x in enumerate(arguments))
        return f"{left} {SIGNS.get(name, symbol).replace(MINUS, '-')} {right}", strength
    inner = ", ".join(tex(argument) for argument in arguments)
    function = CALLED.get(name, rf"\text{{{name}}}")
    return f"{function}{_in_brackets(inner)}", ATOM


def _cases(formula: Formula) -> str:
    """Return a choice, and the choices in its last part, as lines beside one brace."""
    lines: list[str] = []
    while isinstance(formula, list) and formula[0] == "where":
        _, condition, chosen, formula = formula
        lines.append(rf"{tex(chosen)} & \text{{where }} {tex(condition)}")
    lines.append(rf"{tex(formula)} & \text{{else}}")
    return r"\begin{cases}" + r" \\ ".join(lines) + r"\end{cases}"


def _bracketed(formula: Formula, strength: int) -> str:
    text, binds = _tex(formula)
    return text if binds >= strength else _in_brackets(text)


def _in_brackets(text: str) -> str:
    """Return text in brackets, which are as high as it is."""
    return rf"\left({text}\right)" if r"\frac" in text or r"\begin" in text else f"({text})"
