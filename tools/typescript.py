"""Prints the parts of the contract in TypeScript: types, operations, templates."""

# pyright: basic

from __future__ import annotations

import inspect
import json
import re
from typing import Any

from autograd_widgets.engine.operation import Operation, table
from autograd_widgets.graph import contract
from autograd_widgets.graph.formula import INFIX, NEGATIVE, WRITTEN, Formula, partial_formulas, run_on_names
from autograd_widgets.graph.sentences import TEMPLATES

HEADER = "// Made from Python by `make contract`: change it there.\n"
TYPES = {
    "str": "string",
    "int": "number",
    "float": "number",
    "bool": "boolean",
    "bytes": "DataView",
    "Any": "unknown",
}
OPERATORS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/"}
MATH = {  # what JavaScript's Math has, under its own name there
    **{name: name for name in ("exp", "expm1", "log", "log1p", "log2", "log10", "sqrt", "cbrt", "hypot")},
    **{name: name for name in ("sin", "cos", "tan", "sinh", "cosh", "tanh", "floor", "ceil", "trunc")},
    **{f"arc{name}": f"a{name}" for name in ("sin", "cos", "tan", "tan2", "sinh", "cosh", "tanh")},
    "absolute": "abs",
    "maximum": "max",
    "minimum": "min",
}


def contract_file() -> str:
    """Return contract.ts: the types of all that crosses, and the templates of the sentences."""
    types = [
        contract.NodeData,
        contract.PartData,
        contract.OperationData,
        contract.GraphData,
        contract.ArrayData,
        contract.ReadingData,
        contract.LineData,
        contract.FormData,
        contract.ExplorerState,
        contract.NetworkData,
        contract.SettingsData,
        contract.RunData,
        contract.ChangeData,
        contract.PlayedData,
        contract.LookData,
        contract.PlayerState,
        contract.StepperState,
    ]
    parts = [
        HEADER,
        "/** A number, a name, or an operation with its inputs. */",
        "export type Formula = number | string | [string, ...Formula[]];\n",
        f"export const VERSION = {contract.VERSION};\n",
        *(interface(kind) for kind in types),
        f"export const TEMPLATES = {json.dumps(TEMPLATES, ensure_ascii=False, indent=2)} as const;\n",
    ]
    return "\n".join(parts)


def interface(kind: type) -> str:
    """Return a TypedDict as a TypeScript interface, its comments kept."""
    lines = [f"/** {inspect.getdoc(kind)} */", f"export interface {kind.__name__} {{"]
    for name, annotation, comment in re.findall(
        r"^    (\w+): (.+?)(?:  # (.*))?$", inspect.getsource(kind), re.MULTILINE
    ):
        if comment:
            lines.append(f"  /** {comment} */")
        lines.append(f"  {name}: {type_name(annotation)};")
    return "\n".join([*lines, "}\n"])


def type_name(annotation: str) -> str:
    """Return a Python annotation as TypeScript writes it."""
    if found := re.fullmatch(r"list\[(.+)\]", annotation):
        inner = type_name(found[1])
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    if found := re.fullmatch(r"dict\[str, (.+)\]", annotation):
        return f"Record<string, {type_name(found[1])}>"
    if " | " in annotation:
        return " | ".join(type_name(part) for part in annotation.split(" | "))
    return "null" if annotation == "None" else TYPES.get(annotation, annotation)


def operations_file() -> str:
    """Return operations.ts: what the browser knows about every operation, and the code of the elementwise ones."""
    entries = "\n".join(operation_entry(operation) for operation in table.values())
    functions = "\n\n".join(function_code(operation) for operation in table.values() if is_made(operation))
    infix = {name: list(pair) for name, pair in INFIX.items()}
    written = {name: notation for name, (notation, *_) in WRITTEN.items()}
    return f"""{HEADER}// biome-ignore-all lint/suspicious/noApproximativeNumericConstant: formulas hold numbers

import type {{ Formula }} from "../contract";
import {{ logaddexp, power, rint }} from "./special";

/** One entry of the table of operations. */
export interface Operation {{
  symbol: string;
  kind: "elementwise" | "linear" | "other";
  /** The names of its inputs, as its formulas use them. */
  parameters: readonly string[];
  /** Whether it takes a list of arrays, however many. */
  variadic: boolean;
  /** Whether further inputs may follow, which were used as indices. */
  extras: boolean;
  /** Which inputs have a derivative. */
  differentiable: readonly boolean[];
  /** For each input, why its derivative is what it is; the last reason holds for all that follow. */
  rules: readonly string[];
  /** What happens where the derivative does not exist. */
  ties: string;
  /** From the difference quotient to the derivative by the first input. */
  proof: readonly Formula[];
  /** The local derivatives of an elementwise operation, as a book prints them. */
  shown: readonly (Formula | null)[];
  /** An elementwise operation on numbers, and its local derivatives by (out, ...inputs). */
  forward?: (...inputs: number[]) => number;
  partials?: readonly (((out: number, ...inputs: number[]) => number) | null)[];
}}

/** Symbols that stand between two operands, and how tightly they bind. */
export const INFIX: Readonly<Record<string, readonly [string, number]>> = {json.dumps(infix, ensure_ascii=False)};
export const NEGATIVE = {NEGATIVE};
/** Functions with a notation of their own. */
export const WRITTEN: Readonly<Record<string, string>> = {json.dumps(written, ensure_ascii=False)};

{functions}

export const operations: Readonly<Record<string, Operation>> = {{
{entries}
}};
"""


def operation_entry(operation: Operation) -> str:
    """Return one operation as an entry of the browser's table."""
    elementwise = operation.kind == "elementwise"
    shown = list(partial_formulas(operation, shown=True)) if elementwise else []
    proof = [run_on_names(step, (*operation.parameters, "h")) for step in operation.proof]
    fields: dict[str, Any] = {
        "symbol": operation.symbol,
        "kind": operation.kind,
        "parameters": operation.parameters,
        "variadic": operation.variadic,
        "extras": operation.extras,
        "differentiable": [operation.vjp(i) is not None for i in range(len(operation.parameters))],
        "rules": operation.rules[:1] if len(set(operation.rules)) == 1 else operation.rules,
        "ties": operation.ties,
        "proof": proof,
        "shown": shown,
    }
    lines = [f"    {name}: {json.dumps(value, ensure_ascii=False)}," for name, value in fields.items()]
    if elementwise:
        inputs = ", ".join(operation.parameters)
        lines.append(f"    forward: ({inputs}) => {javascript([operation.name, *operation.parameters])},")
        lines.append(f"    partials: [{', '.join(partial_code(operation, i) for i in range(len(shown)))}],")
    return "\n".join([f"  {operation.name}: {{", *lines, "  },"])


def is_made(operation: Operation) -> bool:
    """Return whether an elementwise operation's code is made by running its NumPy on Values."""
    known = operation.browser or operation.name in (*OPERATORS, *MATH, "negative")
    return operation.kind == "elementwise" and not known


def function_code(operation: Operation) -> str:
    """Return an elementwise operation as a JavaScript function, made from the formula that its NumPy records."""
    formula = run_on_names(operation.forward, operation.parameters)
    if not isinstance(formula, list) or formula[0] == operation.name:
        raise ValueError(f"{operation.name} is one function of NumPy: give it browser=, or enter it in MATH.")
    parameters = ", ".join(f"{name}: number" for name in operation.parameters)
    return f"function {operation.name}({parameters}): number {{ return {javascript(formula)}; }}"


def partial_code(operation: Operation, i: int) -> str:
    """Return an elementwise operation's derivative by one input as a JavaScript function."""
    formula = partial_formulas(operation, shown=False)[i]
    if formula is None:
        return "null"
    code = javascript(formula)
    names = ["out", *operation.parameters]
    used = [name for name in names if re.search(rf"\b{name}\b", code)]
    if not used:
        return f"() => {code}"
    listed = names[: names.index(used[-1]) + 1]
    arguments = ", ".join(name if name in used else f"_{name}" for name in listed)
    return f"({arguments}) => {code}"


def javascript(formula: Formula) -> str:
    """Return a formula as a JavaScript expression."""
    if isinstance(formula, str):
        return formula
    if not isinstance(formula, list):
        return repr(int(formula)) if float(formula).is_integer() else repr(float(formula))
    name, *arguments = formula
    codes = [javascript(argument) for argument in arguments]
    operands = [
        f"({code})" if isinstance(argument, list) or code.startswith("-") else code
        for code, argument in zip(codes, arguments, strict=True)
    ]
    operation = table[name]
    if operation.browser:
        by_name = dict(zip(operation.parameters, operands, strict=True))
        return re.sub(r"\b(" + "|".join(by_name) + r")\b", lambda found: by_name[found[0]], operation.browser)
    if name in OPERATORS:
        return f" {OPERATORS[name]} ".join(operands)
    if name == "negative":
        return f"-{operands[0]}"
    return f"{f'Math.{MATH[name]}' if name in MATH else name}({', '.join(codes)})"
