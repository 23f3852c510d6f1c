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
from autograd_widgets.graph.formula import partial_formulas, text_of
from tools.plain_cases import plain_case
from tools.rules_in_words import COUNTS, rule_texts
from tools.site.examples import call, input_names

OF_AN_EXAMPLE = "["  # in a rule: an index, or the letters, of one example
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
    rules = rule_texts(operation, arrays, options)
    lines = [f"{name} receives `{text}`" for name, text in rules]
    if operation.name in COUNTS:
        return f"{'<br>'.join(lines)}, where {COUNTS[operation.name]}"
    if any(OF_AN_EXAMPLE in text for _, text in rules):  # so they hold for these alone
        lines.insert(0, f"in `{example_call(operation.name)}` with {shapes_text(operation, arrays)}:")
    return "<br>".join(lines)


def example_call(name: str) -> str:
    """Return how an operation is called in its plain case."""
    example = plain_case(name)
    return call(name, input_names(name, example), example)


def shapes_text(operation: Operation, arrays: Sequence[Array]) -> str:
    """Return the shapes of an operation's inputs, by their names."""
    return ", ".join(f"{n} {np.shape(x)}" for n, x in zip(operation.names(len(arrays)), arrays, strict=True))


def an_application(operation: Operation) -> tuple[Sequence[Array], dict[str, Any]]:
    """Return the inputs and the options of an operation in its plain case, which its stepper shows too."""
    example = plain_case(operation.name)
    inputs = [Value(x) if x.dtype.kind == "f" else x for x in example.arrays(operation.name)]
    for node in topological_order(example.call(operation.name, inputs)):
        rule = node._rule
        if isinstance(rule, Variant) and rule.operation is operation:
            return node._saved[1:], rule.options
    raise LookupError(f"the plain case of {operation.name} does not apply it: choose another in tools/plain_cases.py.")


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
