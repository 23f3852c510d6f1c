"""What holds for every elementwise operation of the table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import ops, table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.methods import ArrayMethods
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Discrete

ELEMENTWISE = [name for name, operation in table.items() if operation.kind == "elementwise"]
IN_NUMPY = [name for name in ELEMENTWISE if hasattr(np, name)]
DIFFERENTIABLE = [name for name in ELEMENTWISE if table[name].differentiable]
OF_ONE_ARRAY = [name for name in DIFFERENTIABLE if len(table[name].parameters) == 1 + len(table[name].defaults)]
OF_TWO_ARRAYS = [name for name in DIFFERENTIABLE if len(table[name].parameters) == 2 and not table[name].defaults]


def drawn(operation: Operation, dtype: type = np.float64) -> list[Array]:
    """Return a pair of numbers from the domain of each input."""
    rng = np.random.default_rng(5)
    return [rng.uniform(*span, size=2).astype(dtype) for span in operation.domain]


@pytest.mark.parametrize("name", IN_NUMPY)
def test_numpys_function_and_ours_give_numpys_numbers(name: str) -> None:
    arrays = drawn(table[name])
    expected = getattr(np, name)(*arrays)
    values = [Value(x) for x in arrays]
    for out in (getattr(np, name)(*values), getattr(ops, name)(*values)):
        assert isinstance(out, Value)
        assert out.dtype == expected.dtype
        np.testing.assert_array_equal(out.data, expected)
    np.testing.assert_array_equal(getattr(ops, name)(*arrays), expected)  # plain arrays stay plain


@pytest.mark.parametrize("name", OF_ONE_ARRAY)
def test_a_function_of_one_array_is_a_method_that_type_checkers_know(name: str) -> None:
    x = drawn(table[name])[0]
    np.testing.assert_array_equal(getattr(Value(x), name)().data, getattr(ops, name)(x))
    assert hasattr(ArrayMethods, name)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_a_scalar_stays_a_numpy_scalar(name: str) -> None:
    values = [Value(x[0]) for x in drawn(table[name])]
    out = getattr(ops, name)(*values)
    assert isinstance(out.data, np.generic)
    if name in OF_ONE_ARRAY:
        assert isinstance(getattr(values[0], name)().data, np.float64)


@pytest.mark.parametrize("same", [False, True], ids=["apart", "tied"])
@pytest.mark.parametrize("name", DIFFERENTIABLE)
def test_single_precision_stays_single(name: str, same: bool) -> None:
    operation = table[name]
    arrays = drawn(operation, np.float32)
    values: list[Any] = [Value(arrays[0] if same else x) for x in arrays]
    if operation.vjp(0) is None:
        values[0] = arrays[0] > 0
    out = operation(*values)
    assert out.dtype == np.float32
    for i, vjp in enumerate(out._rule.vjps):
        if vjp is not None:
            with np.errstate(all="ignore"):
                assert vjp(np.ones(2, np.float32), out._saved).dtype == np.float32, operation.parameters[i]


@pytest.mark.parametrize("name", OF_TWO_ARRAYS)
def test_single_precision_stays_single_beside_a_python_number(name: str) -> None:
    operation = table[name]
    x, y = drawn(operation, np.float32)
    for inputs in ((Value(x), float(y[0])), (float(x[0]), Value(y))):
        out = operation(*inputs)
        (vjp,) = out._rule.vjps
        assert out.dtype == vjp(np.ones(2, np.float32), out._saved).dtype == np.float32


@pytest.mark.parametrize("name", [name for name in ELEMENTWISE if not table[name].differentiable])
def test_what_has_no_derivative_is_recorded_without_a_gradient(name: str) -> None:
    out = table[name](*(Value([0.0, np.nan]) for _ in table[name].parameters))
    assert isinstance(out, Discrete)
    assert out.dtype == bool
    assert out.grad is None
