"""What one test case of an operation is."""

# pyright: basic

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine import Operation, ops, table
from autograd_widgets.engine.arrays import Array

Shape: TypeAlias = tuple[int, ...]


@dataclass(frozen=True)
class Case:
    """One way to call an operation of the table, or a function that is composed of them.

    Attributes:
        inputs: for each array a shape, to be filled from the operation's domain, or the array itself.
        options: the other arguments, by name.
        listed: whether the function takes its arrays as one list.
        smooth: whether it can be differentiated there: no ties, no zeros of a norm. If not, it is only compared with
            the browser and with other libraries.
    """

    inputs: tuple[Any, ...]
    options: dict[str, Any] = field(default_factory=dict[str, Any])
    listed: bool = False
    smooth: bool = True

    def arrays(self, name: str, seed: int = 7) -> list[Array]:
        """Return the inputs as arrays; where an elementwise operation has no derivative, a mask."""
        rng = np.random.default_rng(seed)
        operation = table.get(name)
        arrays: list[Array] = []
        for i, given in enumerate(self.inputs):
            if not isinstance(given, tuple):
                arrays.append(np.asarray(given))
                continue
            low, high = operation.domain[min(i, len(operation.domain) - 1)] if operation else (-2.0, 2.0)
            drawn = np.asarray(rng.uniform(low, high, given))
            arrays.append(drawn > np.mean(drawn) if _is_condition(operation, i) else drawn)
        return arrays

    def call(self, name: str, inputs: list[Any]) -> Any:
        """Apply the operation, or the composed function, to Values or arrays; of several answers, join the entries."""
        function = getattr(ops, name)
        listed = self.listed or (name in table and table[name].variadic)
        out = function(inputs, **self.options) if listed else function(*inputs, **self.options)
        return np.concatenate(out, axis=None) if isinstance(out, (list, tuple)) else out

    def __str__(self) -> str:
        inputs = [str(x) if isinstance(x, tuple) else f"array{np.shape(x)}" for x in self.inputs]
        options = [f"{name}={'…' if isinstance(x, np.ndarray) else x}" for name, x in self.options.items()]
        return f"({', '.join((*inputs, *options))})"


def _is_condition(operation: Operation | None, i: int) -> bool:
    if operation is None or operation.kind != "elementwise" or not operation.differentiable:
        return False
    return operation.vjp(i) is None


def case(*inputs: Any, listed: bool = False, smooth: bool = True, **options: Any) -> Case:
    """Return a case, written as the call is: `case((2, 3), axis=0)`."""
    return Case(inputs, options, listed, smooth)
