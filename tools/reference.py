"""Writes the reference of operations, docs/operations.md, from the table."""

# pyright: basic

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Sequence
from types import ModuleType
from typing import Any

import numpy as np

from autograd_widgets.engine import Value
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation, composed, table
from autograd_widgets.engine.ops import SUBJECTS
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.formula import contribution_formulas, partial_formulas, text_of
from tools.cases import cases_of

OPENING = """<!-- Made from the table of operations by `make contract`: change it there. -->
# Operations

All of these work on Values as NumPy's functions of the same name work on arrays: `np.sin(v)`, `v.sin()` and
`ops.sin(v)` are the same. In a derivative, `out` is the output, and `g` the gradient that arrives at it.
"""


def reference() -> str:
    """Return the page."""
    return "\n".join([OPENING, *(section(subject) for subject in SUBJECTS)])


def section(subject: ModuleType) -> str:
    """Return what is known about the operations of one subject."""
    names = list(defined_in(subject))
    rows = [operation_row(table[name]) for name in names if name in table]
    more = [composed_row(name) for name in names if name in composed]
    title = (subject.__doc__ or "").strip().splitlines()[0].rstrip(".")
    lines = [f"## {title}\n"]
    if rows:
        lines += ["| operation | derivative | why |", "| --- | --- | --- |", *rows, ""]
    if more:
        lines += ["Made of other operations:\n", "| function | |", "| --- | --- |", *more, ""]
    return "\n".join(lines)


def defined_in(subject: ModuleType) -> Iterator[str]:
    """Yield the names that a module defines at its top level, in order."""
    for node in ast.parse(inspect.getsource(subject)).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def operation_row(operation: Operation) -> str:
    """Return one operation as a line of a table."""
    words = " ".join(dict.fromkeys(rule for rule in operation.rules if rule))
    why = " ".join(part for part in (words, operation.ties) if part) or "Recorded, without a gradient."
    return f"| `{operation.signature}` | {cell(derivatives(operation))} | {cell(why)} |"


def derivatives(operation: Operation) -> str:
    """Return an elementwise operation's derivatives as formulas; of any other, what each input receives."""
    if operation.kind == "elementwise":
        formulas = zip(operation.parameters, partial_formulas(operation, shown=True), strict=True)
        return "<br>".join(f"∂/∂{name} = `{text_of(f)}`" for name, f in formulas if f is not None)
    if not operation.differentiable:
        return ""
    arrays, options = an_application(operation)
    formulas = zip(operation.names(len(arrays)), contribution_formulas(operation, arrays, options), strict=True)
    return "<br>".join(f"{name} receives `{text_of(f)}`" for name, f in formulas if f is not None)


def an_application(operation: Operation) -> tuple[Sequence[Array], dict[str, Any]]:
    """Return the inputs and the options of one of an operation's cases: on matrices, if there is one."""
    applications: list[tuple[Sequence[Array], dict[str, Any]]] = []
    for case in cases_of(operation.name):
        inputs = [Value(x) if x.dtype.kind == "f" else x for x in case.arrays(operation.name)]
        for node in topological_order(case.call(operation.name, inputs)):
            rule = node._rule
            if isinstance(rule, Variant) and rule.operation is operation:
                applications.append((node._saved[1:], rule.options))
    return max(applications, key=lambda found: all(np.ndim(x) == 2 for x in found[0]))


def composed_row(name: str) -> str:
    """Return one composed function as a line of a table."""
    function = composed[name]
    first = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ")
    return f"| `{name}{signature_of(function)}` | {cell(first)} |"


def signature_of(function: object) -> str:
    """Return a function's parameters without their types."""
    parameters = [p.replace(annotation=p.empty) for p in inspect.signature(function).parameters.values()]  # type: ignore[arg-type]
    return str(inspect.Signature(parameters))


def cell(text: str) -> str:
    """Return text as it may stand in a cell of a Markdown table."""
    return text.replace("|", "\\|")
