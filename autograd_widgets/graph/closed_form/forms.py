"""The closed form of a derivative: as a formula in which the inputs are letters. It needs SymPy."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

from autograd_widgets.graph.contract import FormData
from autograd_widgets.graph.record import Graph

MOST_LETTERS = 16


def closed_forms(graph: Graph, leaves: Mapping[str, str], root: int | None = None) -> dict[str, FormData]:
    """Return the derivative of a recorded function by each of its inputs, as a book would write it.

    Numbers are exact: 0.1 is a tenth. An input is left out if its derivative is too long to be read. Nothing comes
    back if SymPy is not installed, an array or an operation that is not elementwise is in the way, or the function is
    too long itself.

    Args:
        graph: a recorded computation on scalars.
        leaves: for each input, which becomes a letter, the name of its leaf. Other leaves are numbers.
        root: the id of the function's value; the graph's first root if not given.
    """
    try:  # SymPy is optional, and takes half a second to load
        from autograd_widgets.graph.closed_form.form_data import form_of  # noqa: PLC0415
        from autograd_widgets.graph.closed_form.symbolic import as_recorded, expression_of  # noqa: PLC0415
    except ModuleNotFoundError as error:
        if error.name != "sympy":
            raise
        return {}
    forms: dict[str, FormData] = {}
    if len(leaves) > MOST_LETTERS:
        return forms
    with contextlib.suppress(Exception):  # a closed form is a bonus: whatever SymPy raises, all else is there
        end = graph.roots[0] if root is None else root
        f, letters, operations = expression_of(graph, leaves, end)
        recorded = as_recorded(graph, leaves, end)
        for x in letters:
            with contextlib.suppress(Exception):
                forms[x] = form_of(f, x, letters, operations, recorded)
    return forms
