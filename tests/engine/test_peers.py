"""Values and gradients beside those of PyTorch and HIPS autograd, for all that they know."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import table
from tests.engine import peers
from tests.engine.test_rules import KNOWN, leaves
from tools.cases import Case, cases_of

MODULES = [importlib.import_module(f"{peers.__name__}.{found.name}") for found in pkgutil.iter_modules(peers.__path__)]
TORCH: dict[str, Callable[..., Any]] = {name: call for module in MODULES for name, call in module.TORCH.items()}
HIPS: dict[str, Callable[..., Any]] = {name: call for module in MODULES for name, call in module.HIPS.items()}
CLOSE = {"rtol": 1e-12, "atol": 1e-13}


def cases_with(peer: dict[str, Callable[..., Any]]) -> list[Any]:
    return [
        pytest.param(name, case, id=f"{name}{case}")
        for name in peer
        for case in cases_of(name)
        if case.options.get("axis") != ()  # there PyTorch means all axes
    ]


def ours(name: str, case: Case) -> tuple[list[Any], Value, Any]:
    """Return our inputs, output and upstream gradient, after the walk."""
    inputs = leaves(name, case.arrays(name))
    out = case.call(name, inputs)
    upstream = np.random.default_rng(1).normal(size=out.shape)
    with np.errstate(all="ignore"):
        out.backward(upstream)
    return inputs, out, upstream


def test_every_operation_with_a_derivative_is_compared_with_a_peer() -> None:
    differentiable = {name for name in KNOWN if name not in table or table[name].differentiable}
    assert differentiable == differentiable & (set(TORCH) | set(HIPS))


@pytest.mark.parametrize(("name", "case"), cases_with(TORCH))
def test_agrees_with_pytorch(name: str, case: Case) -> None:
    torch = pytest.importorskip("torch")
    inputs, out, upstream = ours(name, case)
    tensors = [torch.tensor(x.data, requires_grad=True) if isinstance(x, Value) else torch.tensor(x) for x in inputs]
    expected = TORCH[name](torch, tensors, case.options)
    expected.backward(torch.tensor(upstream))
    np.testing.assert_allclose(out.data, expected.detach().numpy(), **CLOSE)
    for our, their in zip(inputs, tensors, strict=True):
        if isinstance(our, Value):
            np.testing.assert_allclose(our.grad, their.grad.numpy(), **CLOSE)


@pytest.mark.parametrize(("name", "case"), cases_with(HIPS))
def test_agrees_with_hips_autograd(name: str, case: Case) -> None:
    hips = pytest.importorskip("autograd")
    hips_numpy = pytest.importorskip("autograd.numpy")
    inputs, out, upstream = ours(name, case)
    arrays = [x.data if isinstance(x, Value) else x for x in inputs]
    np.testing.assert_allclose(out.data, HIPS[name](hips_numpy, arrays, case.options), **CLOSE)
    for i, our in enumerate(inputs):
        if isinstance(our, Value):

            def loss(x: Any, i: int = i) -> Any:
                return hips_numpy.sum(
                    upstream * HIPS[name](hips_numpy, [*arrays[:i], x, *arrays[i + 1 :]], case.options)
                )

            np.testing.assert_allclose(our.grad, hips.grad(loss)(arrays[i]), **CLOSE)
