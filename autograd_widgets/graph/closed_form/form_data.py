"""One closed form as plain data."""

from __future__ import annotations

from collections.abc import Mapping

from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.closed_form.derivation import Derivation
from autograd_widgets.graph.closed_form.notation import operations_in, parts_of, write
from autograd_widgets.graph.closed_form.symbolic import Expression, UntranslatedError
from autograd_widgets.graph.closed_form.truncation import truncation
from autograd_widgets.graph.contract import FormData
from autograd_widgets.graph.formula import Formula

MOST_OPERATIONS = 36  # in a formula that a person reads


def form_of(
    f: Expression,
    x: str,
    letters: Mapping[str, Expression],
    operations: Mapping[str, Operation],
    recorded: Formula,
) -> FormData:
    """Return the derivative of an expression by one of its letters.

    Args:
        f: the expression.
        x: the letter that moves.
        letters: all inputs' letters.
        operations: what named functions in the expression are.
        recorded: the expression as it was written. It stands for the function where a letter cancels, as in x / x:
            that is not 1 where x is 0.

    Raises:
        UntranslatedError: it can't be written, or is too long to be read.
    """
    lost = {part for part in parts_of(recorded) if isinstance(part, str)} - {str(symbol) for symbol in f.free_symbols}
    function = _readable(recorded if lost else write(f))
    derivation = Derivation(x, operations)
    slope = derivation.conclude(f)
    derivative = _readable(write(slope))
    errors, exact = truncation(f, slope, x, letters, operations)
    return {
        "function": function,
        "derivative": derivative,
        "lines": derivation.lines,
        "truncation": errors,
        "exact": exact,
    }


def _readable(formula: Formula) -> Formula:
    if operations_in(formula) > MOST_OPERATIONS:
        raise UntranslatedError("it is too long to be read.")
    return formula
