"""Random programs of random operations on random shapes: gradients against differences, and against PyTorch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import mutually_broadcastable_shapes

from autograd_widgets import Value, grad, jvp
from autograd_widgets.engine import table
from autograd_widgets.engine.operation import composed

Step: TypeAlias = Callable[..., Any]  # (library, x, y, leaf) → an array that broadcasts with all others

# Written so that NumPy and PyTorch spell them alike, defined and smooth wherever the program arrives. Conditions look
# at leaves, which keep away from 0: a jump in the middle of a difference quotient would be no mistake of the engine.
STEPS: dict[str, tuple[str, Step]] = {
    "add": ("add", lambda np, x, y, leaf: x + y),
    "subtract": ("subtract", lambda np, x, y, leaf: x - y),
    "multiply": ("multiply", lambda np, x, y, leaf: x * y),
    "divide": ("divide", lambda np, x, y, leaf: x / (y * y + 1.0)),
    "negative": ("negative", lambda np, x, y, leaf: -x),
    "square": ("power", lambda np, x, y, leaf: x**2),
    "power": ("power", lambda np, x, y, leaf: (x * x + 0.5) ** np.tanh(y)),
    "of a number": ("power", lambda np, x, y, leaf: 2.0 ** np.tanh(x)),
    "tanh": ("tanh", lambda np, x, y, leaf: np.tanh(x)),
    "exp": ("exp", lambda np, x, y, leaf: np.exp(np.tanh(x))),
    "log": ("log", lambda np, x, y, leaf: np.log(x * x + 1.0)),
    "sin": ("sin", lambda np, x, y, leaf: np.sin(x)),
    "cos": ("cos", lambda np, x, y, leaf: np.cos(x)),
    "sinh": ("sinh", lambda np, x, y, leaf: np.sinh(np.tanh(x))),
    "arctan": ("arctan", lambda np, x, y, leaf: np.arctan(x)),
    "arctan2": ("arctan2", lambda np, x, y, leaf: np.arctan2(x, y * y + 1.0)),
    "sqrt": ("sqrt", lambda np, x, y, leaf: np.sqrt(x * x + 1.0)),
    "log1p": ("log1p", lambda np, x, y, leaf: np.log1p(x * x)),
    "expm1": ("expm1", lambda np, x, y, leaf: np.expm1(np.tanh(x))),
    "hypot": ("hypot", lambda np, x, y, leaf: np.hypot(x, y * y + 1.0)),
    "logaddexp": ("logaddexp", lambda np, x, y, leaf: np.logaddexp(np.tanh(x), np.tanh(y))),
    "maximum": ("maximum", lambda np, x, y, leaf: np.maximum(leaf, x * x + 2.0)),
    "absolute": ("absolute", lambda np, x, y, leaf: np.absolute(leaf) * x),
    "where": ("where", lambda np, x, y, leaf: np.where(leaf > 0, x, y)),
    "mask": ("greater", lambda np, x, y, leaf: x * (leaf > 0)),
    "sum": ("sum", lambda np, x, y, leaf: x.sum()),
    "mean": ("mean", lambda np, x, y, leaf: x.mean(axis=-1, keepdims=True) if x.ndim else x),
    "sum of the first axis": ("sum", lambda np, x, y, leaf: x.sum(axis=0, keepdims=True) if x.ndim else x),
    "norm": ("matmul", lambda np, x, y, leaf: x.reshape((1, -1)) @ x.reshape((-1, 1))),
    "outer": (
        "matmul",
        lambda np, x, y, leaf: (x.reshape((-1, 1)) @ x.reshape((1, -1))).mean(axis=1).reshape(tuple(x.shape)),
    ),
}
KNOWN = sorted(step for step, (needs, _) in STEPS.items() if needs in {*table, *composed})


@dataclass(frozen=True)
class Program:
    """A random computation: each step takes two of the results so far, leaves included, and looks at one leaf."""

    shapes: tuple[tuple[int, ...], ...]
    steps: tuple[tuple[str, int, int, int], ...]
    seed: int

    def leaves(self) -> list[Any]:
        """Return arrays, or NumPy scalars, with no entry close to 0."""
        rng = np.random.default_rng(self.seed)
        return [np.asarray(rng.uniform(0.1, 1.5, shape) * rng.choice([-1, 1], shape))[()] for shape in self.shapes]

    def __call__(self, *leaves: Any, library: Any = np) -> Any:
        results: list[Any] = list(leaves)
        for name, i, j, k in self.steps:
            x, y = results[i % len(results)], results[j % len(results)]
            results.append(STEPS[name][1](library, x, y, leaves[k % len(leaves)]))
        total = results[-1].sum()
        for result in results[len(leaves) : -1]:  # so that nothing of it is in vain
            total = total + 0.1 * result.sum()
        return total


@st.composite
def programs(draw: Callable[..., Any]) -> Program:
    count = draw(st.integers(1, 3))
    shapes = draw(mutually_broadcastable_shapes(num_shapes=count, max_dims=3, min_side=1, max_side=3)).input_shapes
    place = st.integers(0, 9)
    steps = draw(st.lists(st.tuples(st.sampled_from(KNOWN), place, place, place), min_size=1, max_size=7))
    program = Program(tuple(shapes), tuple(steps), draw(st.integers(0, 2**16)))
    leaves = [Value(x) for x in program.leaves()]
    value = program(*leaves)
    assume(abs(value.item()) < 1e4)
    return program


def tried(examples: int) -> Callable[..., Any]:
    return settings(deadline=None, derandomize=True, max_examples=examples, database=None)


def directions(program: Program) -> list[Any]:
    rng = np.random.default_rng(program.seed + 1)
    return [np.asarray(rng.normal(size=shape))[()] for shape in program.shapes]


def positions(program: Program) -> tuple[int, ...]:
    return tuple(range(len(program.shapes)))


def inner(left: Sequence[Any], right: Sequence[Any]) -> Any:
    return sum((a * b).sum() for a, b in zip(left, right, strict=True))


@tried(200)
@given(programs())
def test_gradient_agrees_with_central_differences(program: Program) -> None:
    arrays, step = program.leaves(), 1e-6
    values = [Value(x) for x in arrays]
    root = program(*values)
    root.backward()
    scale = 1 + abs(root.item())
    for i, value in enumerate(values):
        assert value.grad.shape == program.shapes[i]
        assert type(value.grad) is type(value.data)
        for index in np.ndindex(value.shape):
            ahead, behind = np.array(arrays[i]), np.array(arrays[i])
            ahead[index] += step
            behind[index] -= step
            moved = [
                program(*(Value(m) if j == i else Value(x) for j, x in enumerate(arrays))) for m in (ahead, behind)
            ]
            expected = (moved[0].item() - moved[1].item()) / (2 * step)
            assert np.asarray(value.grad)[index] == pytest.approx(expected, rel=1e-5, abs=1e-6 * scale)


@tried(200)
@given(programs())
def test_gradient_and_its_gradient_agree_with_pytorch(program: Program) -> None:
    torch = pytest.importorskip("torch")
    along = directions(program)
    tensors = [torch.tensor(x, requires_grad=True) for x in program.leaves()]
    first = torch.autograd.grad(program(*tensors, library=torch), tensors, create_graph=True, materialize_grads=True)
    projected = sum((g * torch.tensor(v)).sum() for g, v in zip(first, along, strict=True))
    second = [torch.zeros_like(x) for x in tensors]
    if projected.requires_grad:
        second = torch.autograd.grad(projected, tensors, materialize_grads=True)

    found = grad(program, positions(program))(*program.leaves())
    twice = grad(lambda *x: inner(grad(program, positions(program))(*x), along), positions(program))(*program.leaves())
    size = 1 + max(np.abs(x.detach().numpy()).max() for x in (*first, *second))
    for ours, theirs in zip((*found, *twice), (*first, *second), strict=True):
        np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-9, atol=1e-11 * size)


@tried(100)
@given(programs())
def test_forward_and_reverse_mode_agree_also_within_each_other(program: Program) -> None:
    leaves, along = program.leaves(), directions(program)
    by_all = grad(program, positions(program))
    value, moved = jvp(program, leaves, along)
    gradient = by_all(*leaves)
    size = 1 + inner([np.abs(x) for x in gradient], [np.abs(x) for x in along])
    assert value == program(*(Value(x) for x in leaves)).item()
    np.testing.assert_allclose(moved, inner(gradient, along), rtol=1e-10, atol=1e-12 * size)

    over = jvp(lambda *x: inner(by_all(*x), along), leaves, along)[1]
    under = inner(grad(lambda *x: jvp(program, x, along)[1], positions(program))(*leaves), along)
    forward = jvp(lambda *x: jvp(program, x, along)[1], leaves, along)[1]
    np.testing.assert_allclose([under, forward], [over, over], rtol=1e-9, atol=1e-10 * (1 + abs(over)))


@tried(50)
@given(programs())
def test_single_precision_stays_single_and_close_to_double(program: Program) -> None:
    leaves = program.leaves()
    gradient = grad(program, positions(program))(*leaves)
    single = grad(program, positions(program))(*(x.astype(np.float32) for x in leaves))
    size = 1 + max(np.abs(x).max() for x in gradient)
    for found, expected in zip(single, gradient, strict=True):
        assert found.dtype == np.float32
        np.testing.assert_allclose(found, expected, rtol=1e-2, atol=1e-4 * size)
