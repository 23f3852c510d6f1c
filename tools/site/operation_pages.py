"""A page for every operation, from the table of operations."""

# pyright: basic

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from autograd_widgets.engine import Value, ops, table
from autograd_widgets.engine.operation import Operation, composed
from autograd_widgets.engine.ops import SUBJECTS
from autograd_widgets.engine.variant import Variant
from autograd_widgets.engine.walk import topological_order
from autograd_widgets.graph.formula import partial_formulas, run_on_names
from tools.plain_cases import plain_case
from tools.reference import OPENING, an_application, composed_row, defined_in, operation_row, shapes_text, signature_of
from tools.rules_in_words import COUNTS, meanings, rule_texts
from tools.site import examples
from tools.site.edge_cases import edge_cases
from tools.site.mathematics import name_in_tex, tex
from tools.typescript import function_code, is_made, javascript, partial_code

STRUCTURAL = Path(__file__).parents[2] / "js" / "src" / "engine" / "structural"
TYPED = examples.TYPED | {"getitem": "x[1:, mask]"}  # what one types
SECTIONS = {"Args": "It takes", "Returns": "It returns", "Raises": "It refuses"}


def index_page() -> str:
    """Return the page that lists all operations, by subject."""
    opening = OPENING.partition("\n")[2]
    return "\n".join([opening, "Each has a page of its own, on which it can be tried out.\n", *map(section, SUBJECTS)])


def section(subject: ModuleType) -> str:
    """Return the operations of one subject as a table."""
    head = ["| operation | derivative | why |", "| --- | --- | --- |"]
    return "\n".join([f"## {title_of(subject)}\n", *head, *map(index_row, names_of(subject)), ""])


def index_row(name: str) -> str:
    """Return one operation as a line of that table, with a link to its page."""
    row = operation_row(table[name]) if name in table else composed_row(name).replace("` | ", "` | of its parts | ", 1)
    return re.sub(r"^\| (`[^`]*`) \|", rf"| [\1]({name}.md) |", row)


def names_of(subject: ModuleType) -> list[str]:
    """Return the operations and composed functions of a subject, in order."""
    return list(dict.fromkeys(name for name in defined_in(subject) if name in table or name in composed))


def title_of(subject: ModuleType) -> str:
    """Return what a subject is called."""
    return re.split(r"[:.]|, \(", (subject.__doc__ or "").strip())[0]


def pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the page of every operation."""
    for subject in SUBJECTS:
        for name in names_of(subject):
            yield name, page(name, subject)


def page(name: str, subject: ModuleType) -> str:
    """Return the page of one operation."""
    operation = table.get(name)
    parts = [f"---\norphan: true\nhide-toc: true\n---\n# {name}\n", f"{way_back(subject)}\n", introduction(name)]
    if operation is not None:
        parts += [derivative(operation)]
    if name in composed:
        parts += [made_of(name)]
    parts += ["## Step through it\n", widget(examples.stepper(name))]
    if code := examples.explorer(name):
        parts += ["## Its slope\n", "Drag x along the curve, and make h small.\n", widget(code)]
    if operation is not None:
        parts += [edge_cases(operation), what_the_browser_runs(operation)]
    parts += [beside(name, subject)]
    return "\n".join(part for part in parts if part)


def way_back(subject: ModuleType) -> str:
    """Return links to the list of operations."""
    anchor = re.sub(r"[^\w\- ]", "", title_of(subject).lower()).replace(" ", "-")
    return f"[Operations](index.md) › [{title_of(subject)}](index.md#{anchor})"


def beside(name: str, subject: ModuleType) -> str:
    """Return links to the other operations of a subject."""
    links = [f"[{other}]({other}.md)" for other in names_of(subject) if other != name]
    return f"## Of the same kind\n\n{' · '.join(links)}\n" if links else ""


def widget(code: str) -> str:
    """Return code that is shown with the widget that it makes."""
    return f"```{{widget}}\n{code}\n```\n"


# --- what it is ---


def introduction(name: str) -> str:
    """Return how it is called, and what it does."""
    operation = table.get(name)
    function = composed.get(name)
    signature = f"{name}{signature_of(function)}" if function is not None else operation.signature  # type: ignore[union-attr]
    inner = signature[len(name) :]
    known = examples.spelled(name)
    ways = [f"{known}{inner}"] if known != f"ops.{name}" else []
    if hasattr(Value, name):
        first, _, rest = inner[1:].partition(",")
        ways.append(f"{first.rstrip(')')}.{name}({rest.strip() or ')'}")
    if name in examples.SIGNS:
        ways.insert(0, f"x {examples.SIGNS[name]} y")
    if name in TYPED:
        ways.insert(0, TYPED[name])
    ways.append(f"ops.{name}{inner}")
    lines = [" or ".join(f"`{way}`" for way in ways) + "\n"]
    if function is not None:
        lines.append(code_marked(inspect.getdoc(function) or "") + "\n")
    elif operation is not None and operation.kind == "elementwise":
        broadcast = ", and shapes broadcast" if len(operation.parameters) > 1 else ""
        lines.append(f"It works entry by entry{broadcast}.\n")
    return "\n".join(lines)


def code_marked(docstring: str) -> str:
    """Return a docstring as Markdown: what a section names is a list, what continues a line is part of it."""
    lines: list[str] = []
    section = ""
    for line in docstring.splitlines():
        if re.fullmatch(r"(Args|Returns|Raises|Yields|Example|Examples):", line):
            section = line[:-1]
            lines += ["", f"**{SECTIONS.get(section, section)}**", ""]
        elif line.startswith("     ") and lines[-1]:
            lines[-1] += f" {line.strip()}"
        elif section and line.startswith("    "):
            name, colon, text = line.strip().partition(": ")
            named = colon and section in ("Args", "Raises")
            lines.append(f"- `{name}`: {text}" if named else line.strip())
        else:
            lines.append(line)
    return "\n".join(lines)


def made_of(name: str) -> str:
    """Return what a composed function consists of, in its example."""
    example = plain_case(name)
    inputs = [Value(x) if x.dtype.kind == "f" else x for x in example.arrays(name)]
    root = example.call(name, inputs)
    used = [n._rule.operation.name for n in topological_order(root) if isinstance(n._rule, Variant)]
    if isinstance(getattr(ops, name)(*([inputs] if example.listed else inputs), **example.options), list):
        used = used[:-1]  # the case joins its answers
    links = " · ".join(f"[{other}]({other}.md)" for other in dict.fromkeys(used) if other != name)
    if not links:
        return ""
    return f"It is made of other operations, and so is its derivative. In the example below: {links}.\n"


# --- its derivative ---


def derivative(operation: Operation) -> str:
    """Return the formulas of an operation and of its derivatives, why they are so, and how one arrives there."""
    lines = ["## Derivative\n"]
    if not operation.differentiable:
        return "\n".join([*lines, "It has none: the answer is made of whole numbers, or of true and false.\n"])
    if operation.kind == "elementwise":
        lines += [*of_numbers(operation)]
    else:
        arrays, options = an_application(operation)
        rules = rule_texts(operation, arrays, options)
        told = COUNTS.get(operation.name, f"the shapes are {shapes_text(operation, arrays)}, as in the example below")
        lines += [f"Here `g` is the gradient that arrives at `out`, and {told}.\n"]
        lines += [f"- {name} receives `{text}`" for name, text in rules]
        lines += ["", *(f"{told}\n" for told in meanings([text for _, text in rules]))]
    lines += [" ".join(dict.fromkeys(rule for rule in operation.rules if rule)), "", operation.ties, ""]
    if operation.proof:
        lines += ["### From the difference quotient\n", *(f"$$\n{step}\n$$\n" for step in proof(operation))]
    return "\n".join(lines)


def of_numbers(operation: Operation) -> Iterator[str]:
    """Yield the formulas of an elementwise operation."""
    itself = tex([operation.name, *operation.parameters])
    if is_made(operation):
        itself = tex(run_on_names(operation.forward, operation.parameters))  # type: ignore[arg-type]
    yield f"$$\n{name_in_tex('out')} = {itself}\n$$\n"
    for name, formula in zip(operation.parameters, partial_formulas(operation, shown=True), strict=True):
        if formula is not None:
            above, below = rf"\partial\,{name_in_tex('out')}", rf"\partial\,{name_in_tex(name)}"
            yield f"$$\n\\frac{{{above}}}{{{below}}} = {tex(formula)}\n$$\n"


def proof(operation: Operation) -> Iterator[str]:
    """Yield the lines that lead from the difference quotient to the derivative by the first input."""
    for i, step in enumerate(operation.proof):
        formula = run_on_names(step, (*operation.parameters, "h"))
        yield ("= " if i else "") + tex(formula)  # type: ignore[arg-type]


# --- what the browser runs ---


def what_the_browser_runs(operation: Operation) -> str:
    """Return the code of the browser's interpreter, made from the same entry or written by hand."""
    lines = ["## What the browser runs\n"]
    if operation.kind == "elementwise":
        lines += ["Made from this operation's entry in the table, one number at a time:\n"]
        code = elementwise_code(operation)
    else:
        path, code = structural_code(operation.name)
        lines += [f"Written by hand, in `{path}`, and held to Python's numbers by the tests:\n"]
    return "\n".join([*lines, f"```typescript\n{code}\n```\n"])


def elementwise_code(operation: Operation) -> str:
    """Return the functions of an elementwise operation and of its derivatives."""
    inputs = ", ".join(operation.parameters)
    made = [function_code(operation)] if is_made(operation) else []
    forward = f"const forward = ({inputs}) => {javascript([operation.name, *operation.parameters])};"
    partials = [f"const by_{n} = {partial_code(operation, i)};" for i, n in enumerate(operation.parameters)]
    return "\n".join([*made, forward, *(line for line in partials if not line.endswith("= null;"))])


def structural_code(name: str) -> tuple[str, str]:
    """Return in which file an operation on whole arrays is written, and its entry there."""
    for path in sorted(STRUCTURAL.glob("*.ts")):
        lines = iter(path.read_text("utf-8").splitlines())
        for line in lines:
            if re.match(rf"  {name}(:|,$)", line):
                inside = [] if line.endswith(("),", f" {name},")) else [*_until_closed(lines)]
                return str(path.relative_to(STRUCTURAL.parents[3])), inspect.cleandoc("\n".join(["", line, *inside]))
    raise LookupError(f"{name} is in no file of {STRUCTURAL}.")


def _until_closed(lines: Iterator[str]) -> Iterator[str]:
    """Yield lines up to the one that closes an entry, which stands two columns in."""
    for line in lines:
        yield line
        if re.match(r"  [})\]]", line):
            return
