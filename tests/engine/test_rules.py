"""The rules of the table: every operation and every composed function is tested by being in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import composed
from tools.cases import CASES, Case, cases_of

STEP = 1e-6  # of central differences
CLOSE = {"rtol": 1e-6, "atol": 1e-7}  # what central differences with this step can promise
KNOWN = {**table, **composed}


def every_case(*, smooth: bool = True) -> list[Any]:
    """Return name and case of all that can be differentiated."""
    names = [name for name in KNOWN if name not in table or table[name].differentiable]
    return [
        pytest.param(name, case, id=f"{name}{case}")
        for name in names
        for case in cases_of(name)
        if case.smooth or not smooth
    ]


def leaves(name: str, arrays: list[Array]) -> list[Any]:
    """Return floats as Values; what an operation can't differentiate by stays an array."""
    operation = table.get(name)
    wants = [x.dtype.kind == "f" and (operation is None or operation.vjp(i) is not None) for i, x in enumerate(arrays)]
    return [Value(x) if wanted else x for x, wanted in zip(arrays, wants, strict=True)]


def test_every_operation_and_function_has_cases() -> None:
    structural = {name for name, operation in table.items() if operation.kind != "elementwise"}
    assert structural | set(composed) <= set(CASES) <= set(KNOWN)


@pytest.mark.parametrize(("name", "case"), every_case())
def test_gradient_agrees_with_central_differences(name: str, case: Case) -> None:
    arrays = case.arrays(name)
    inputs = leaves(name, arrays)
    out = case.call(name, inputs)
    upstream = np.random.default_rng(3).normal(size=out.shape)
    out.backward(upstream)
    for i, value in enumerate(inputs):
        if not isinstance(value, Value):
            continue
        assert value.grad.shape == value.shape
        expected = np.zeros(value.shape)
        for index in np.ndindex(value.shape):
            moved = [np.array(x, dtype=x.dtype) for x in arrays], [np.array(x, dtype=x.dtype) for x in arrays]
            moved[0][i][index] += STEP
            moved[1][i][index] -= STEP
            ahead, behind = (np.sum(upstream * case.call(name, list(x))) for x in moved)
            expected[index] = (ahead - behind) / (2 * STEP)
        np.testing.assert_allclose(value.grad, expected, **CLOSE)


@pytest.mark.parametrize(("name", "case"), [case for case in every_case() if case.values[0] in table])
def test_jvp_is_the_transpose_of_the_vjp(name: str, case: Case) -> None:
    inputs = leaves(name, case.arrays(name))
    out = case.call(name, inputs)
    operation = out._rule.operation  # clip with one bound records a maximum or a minimum
    rng = np.random.default_rng(5)
    tangents = [rng.normal(size=x.shape) if isinstance(x, Value) else None for x in inputs]
    upstream = rng.normal(size=out.shape)
    out.backward(upstream)
    backward = sum(np.sum(t * x.grad) for t, x in zip(tangents, inputs, strict=True) if t is not None)
    every = [None] * (len(out._saved) - 1)
    for position, parent in zip(out._rule.positions, out._inputs, strict=True):
        every[position] = next(t for t, x in zip(tangents, inputs, strict=True) if x is parent)
    moved = operation.jvp(every, *out._saved, **out._rule.options)
    assert np.shape(moved) == out.shape
    np.testing.assert_allclose(np.sum(upstream * moved), backward, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(("name", "case"), every_case())
def test_second_derivative_agrees_with_differences_of_the_first(name: str, case: Case) -> None:
    arrays = case.arrays(name)
    rng = np.random.default_rng(11)
    upstream = rng.normal(size=np.shape(case.call(name, arrays)))
    weights = [rng.normal(size=x.shape) for x in arrays]

    def slope(moved: list[Array], *, create_graph: bool) -> tuple[list[Any], Any]:
        """Return the inputs, and a weighted sum of the gradients by them."""
        inputs = leaves(name, moved)
        case.call(name, inputs).backward(upstream, create_graph=create_graph)
        return inputs, sum((x.grad * w).sum() for x, w in zip(inputs, weights, strict=True) if isinstance(x, Value))

    inputs, total = slope(arrays, create_graph=True)
    if not isinstance(total, Value):  # flat, such as floor: nothing was handed back, the gradient stays zeros
        assert total == 0.0
        assert table[name].partials == (0,)
        return
    values = [x for x in inputs if isinstance(x, Value)]
    for value in values:
        value.grad = None
    total.backward()
    directions = [rng.normal(size=x.shape) if isinstance(x, Value) else np.zeros(x.shape) for x in inputs]
    ahead, behind = (
        slope(
            [x + sign * STEP * d if d.any() else x for x, d in zip(arrays, directions, strict=True)], create_graph=False
        )[1]
        for sign in (1, -1)
    )
    along = sum(np.sum(x.grad * d) for x, d in zip(inputs, directions, strict=True) if isinstance(x, Value))
    np.testing.assert_allclose(along, (ahead - behind) / (2 * STEP), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize(("name", "case"), every_case(smooth=False))
def test_a_contribution_is_no_array_that_somebody_else_holds(name: str, case: Case) -> None:
    arrays = case.arrays(name)
    inputs = leaves(name, arrays)
    out = case.call(name, inputs)
    with np.errstate(all="ignore"):
        out.backward()
    held = [x for value in inputs if isinstance(value, Value) for x in (value.data,)]
    for i, value in enumerate(inputs):
        if isinstance(value, Value) and value.ndim:
            others = [x.grad for j, x in enumerate(inputs) if j != i and isinstance(x, Value) and x.ndim]
            shared = [*held, *others, *([out.data] if out.ndim else [])]
            assert not any(np.may_share_memory(value.grad, x) for x in shared if np.size(x))
            assert value.grad.flags.writeable
