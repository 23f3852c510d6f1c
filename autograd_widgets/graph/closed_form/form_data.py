"""One closed form as plain data."""

from __future__ import annotations

from collections.abc import Mapping

from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.closed_form.derivation import Derivation
from autograd_widgets.graph.closed_form.notation import operations_in, write
from autograd_widgets.graph.closed_form.symbolic import Expression, UntranslatedError
from autograd_widgets.graph.closed_form.truncation import truncation
from autograd_widgets.graph.contract import FormData
from autograd_widgets.graph.formula import Formula

MOST_OPERATIONS = 30  # in a formula that a person reads


def form_of(f: Expression, x: str, letters: Mapping[str, Expression], operations: Mapping[str, Operation]) -> FormData:
    """Return the derivative of an expression by one of its letters.

    Raises:
        UntranslatedError: it can't be written, or is too long to be read.
    """
    function = _readable(write(f))
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
