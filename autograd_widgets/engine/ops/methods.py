"""What follows from the table for Value: its operators, its methods, its replies to NumPy."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from autograd_widgets.engine.calling import (
    answer_function,
    answer_ufunc,
    binary,
    documented,
    general,
    general_reflected,
    unary,
)
from autograd_widgets.engine.operation import Operation, by_function, composed, table
from autograd_widgets.engine.ops.indexing import contains, item, items
from autograd_widgets.engine.value import Discrete, Value

OPERATORS = {  # Python's name of the method, without underscores, and the operation
    "add": "add",
    "sub": "subtract",
    "mul": "multiply",
    "truediv": "divide",
    "pow": "power",
    "matmul": "matmul",
}
COMPARISONS = {"lt": "less", "le": "less_equal", "gt": "greater", "ge": "greater_equal"}
UNARY_OPERATORS = {"neg": "negative", "pos": "positive", "abs": "absolute"}
BOOLEAN_OPERATORS = {"and": np.bitwise_and, "or": np.bitwise_or}
METHODS = (
    *("sum", "mean", "prod", "max", "min", "var", "std", "cumsum", "cumprod"),
    *("argsort", "argmax", "argmin", "all", "any", "clip"),
    *("ravel", "swapaxes", "squeeze", "repeat", "dot", "diagonal", "trace"),
)  # as NumPy's arrays have them, taking axis and the rest as the functions do
SEQUENCE_METHODS = ("reshape", "transpose")  # take their option as one tuple or as separate numbers: v.reshape(2, 3)
PROPERTIES = {"T": "transpose"}
OTHER_NAMES = {"flatten": "ravel"}  # of methods: what makes a copy in NumPy, which no Value needs


def _sequence_method(operation: Callable[..., Any]) -> Callable[..., Any]:
    def method(x: Value, *numbers: Any, **options: Any) -> Any:
        if not numbers:
            return operation(x, **options)
        return operation(x, numbers[0] if len(numbers) == 1 else numbers, **options)

    return documented(method, operation)


def _is_function_of_one_array(operation: Operation) -> bool:
    one = len(operation.parameters) - len(operation.defaults) == 1
    return operation.kind == "elementwise" and one and operation.differentiable


def _fast_and_careful() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the operators and elementwise methods of Values, and those that look at which input wants a gradient."""
    fast: dict[str, Any] = {}
    careful: dict[str, Any] = {}
    functions = {name: name for name, operation in table.items() if _is_function_of_one_array(operation)}
    for method, name in {**functions, **{f"__{short}__": name for short, name in UNARY_OPERATORS.items()}}.items():
        careful[method] = general(table[name])
        fast[method] = careful[method] if table[name].defaults else unary(table[name])
    for short, name in OPERATORS.items():
        fast[f"__{short}__"], fast[f"__r{short}__"] = binary(table[name])
        careful[f"__{short}__"], careful[f"__r{short}__"] = general(table[name]), general_reflected(table[name])
    return fast, careful


def _install() -> None:
    known: dict[str, Callable[..., Any]] = {**table, **composed}
    methods, careful = _fast_and_careful()
    methods |= {"__array_ufunc__": answer_ufunc, "__array_function__": answer_function}
    methods |= {f"__{short}__": general(table[name]) for short, name in COMPARISONS.items()}
    methods["__invert__"] = general(by_function[np.invert])
    for short, ufunc in BOOLEAN_OPERATORS.items():
        methods[f"__{short}__"], methods[f"__r{short}__"] = (
            make(by_function[ufunc]) for make in (general, general_reflected)
        )
    methods |= {name: general(known[name]) for name in METHODS}
    methods |= {name: general(known[function]) for name, function in OTHER_NAMES.items()}
    methods |= {"__getitem__": item, "__iter__": items, "__contains__": contains}
    methods |= {name: _sequence_method(known[name]) for name in SEQUENCE_METHODS}
    methods |= {name: property(known[function], doc=known[function].__doc__) for name, function in PROPERTIES.items()}
    for name, method in methods.items():
        setattr(Value, name, method)
    for name, method in careful.items():
        setattr(Discrete, name, method)


_install()
