"""The engines that are compared, ours among them: how each makes leaves, differentiates, and takes a training step.

A job is written once, with operators and the few functions named here; each engine runs it as its users would.
"""

# ruff: noqa: PLC0415 — each peer is optional: only what is asked for is imported

from __future__ import annotations

import functools
import importlib.util
import math
import sys
from collections.abc import Callable, Collection
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = Any
Tree: TypeAlias = Any  # nested lists or tuples of arrays and numbers
Loss: TypeAlias = Callable[..., Any]  # (leaves, *batch) → loss
Outcome: TypeAlias = tuple[Any, Tree]  # a loss, and gradients or trained parameters, as the engine holds them
Step: TypeAlias = Callable[..., Outcome]  # (*batch) → outcome

SCALARS = frozenset({"scalars"})
ELEMENTWISE = SCALARS | {"elementwise"}
EVERYTHING = ELEMENTWISE | {"broadcasting", "matmul", "cross_entropy"}


def flat(tree: Tree) -> list[Any]:
    """Return the leaves of nested lists or tuples, in order."""
    return [leaf for branch in tree for leaf in flat(branch)] if isinstance(tree, list | tuple) else [tree]


def over(function: Callable[..., Any], tree: Tree, *more: Tree) -> Tree:
    """Apply a function to the leaves of nested lists; further trees of the same form give further arguments."""
    if not isinstance(tree, list | tuple):
        return function(tree, *more)
    return [over(function, *branches) for branches in zip(tree, *more, strict=True)]


class Engine:
    """An engine in the manner of micrograd: leaves hold `data` and `grad`, and `backward` fills in the gradients.

    Attributes:
        name: as the table shows it.
        package: what must be installed.
        abilities: what it can differentiate; a job that needs more is not run.
        node: the class of its values.
        tanh: of a value.
        relu: of a value.
        sum: of all entries, as a scalar.
        cross_entropy: the mean over a batch, of logits `(batch, classes)` and integer classes `(batch,)`.
    """

    name = ""
    package = ""
    abilities = EVERYTHING
    node: Any
    tanh: Callable[[Any], Any]
    relu: Callable[[Any], Any]
    sum: Callable[[Any], Any]
    cross_entropy: Callable[[Any, Any], Any]

    def leaf(self, data: Array) -> Any:
        """Return a value that wants a gradient; the data are copied."""
        return self.node(data)

    def constant(self, data: Array) -> Any:
        """Return data in the form in which the engine takes constants."""
        return data

    def read(self, result: Any) -> np.ndarray[Any, Any]:
        """Return one part of an outcome as an array."""
        return np.asarray(result.data if isinstance(result, self.node) else result)

    def repeat(self, times: int, block: Callable[[Any], Any], start: Any) -> Any:
        """Apply a block of operations to its own output, again and again."""
        out = start
        for _ in range(times):
            out = block(out)
        return out

    def forget(self, parameters: list[Any]) -> None:
        """Forget the gradients of the last step."""
        for p in parameters:
            p.grad = 0.0

    def descend(self, parameters: list[Any], rate: float) -> None:
        """Move the parameters against their gradients."""
        for p in parameters:
            p.data += -rate * p.grad

    def gradient(self, loss_of: Loss, tree: Tree) -> Step:
        """Return a function that computes the loss and its gradient by each leaf."""
        leaves = over(self.leaf, tree)
        parameters = flat(leaves)

        def step(*batch: Any) -> Outcome:
            loss = loss_of(leaves, *batch)
            self.forget(parameters)
            loss.backward()
            return loss, [p.grad for p in parameters]

        return step

    def training(self, loss_of: Loss, tree: Tree, rate: float) -> Step:
        """Return a function that takes a step of gradient descent; each call goes on from the one before."""
        leaves = over(self.leaf, tree)
        parameters = flat(leaves)

        def step(*batch: Any) -> Outcome:
            loss = loss_of(leaves, *batch)
            self.forget(parameters)
            loss.backward()
            self.descend(parameters, rate)
            return loss, parameters

        return step


class Ours(Engine):
    """The engine of this package."""

    name = package = "autograd_widgets"

    def __init__(self) -> None:
        from autograd_widgets import Value, ops

        self.node = Value
        self.tanh, self.relu, self.sum = Value.tanh, Value.relu, Value.sum
        self.cross_entropy = ops.cross_entropy


class Micrograd(Engine):
    """micrograd: scalars only."""

    name = package = "micrograd"
    abilities = SCALARS

    def __init__(self) -> None:
        from micrograd.engine import Value

        self.node = Value
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 50_000))  # its walk calls itself once an operation

        def tanh(x: Any) -> Any:
            """Add the operation that the article has and the package lacks, in the package's own manner."""
            t = math.tanh(x.data)
            out = Value(t, (x,), "tanh")

            def _backward() -> None:
                x.grad += (1 - t**2) * out.grad

            out._backward = _backward
            return out

        self.tanh = tanh


class Ngrad(Engine):
    """ngrad, the article's engine: no matrix product, and gradients are not summed over broadcast axes."""

    name = package = "ngrad"
    abilities = ELEMENTWISE

    def __init__(self) -> None:
        from ngrad.engine import Value

        self.node = Value
        self.tanh = Value.tanh
        sys.setrecursionlimit(max(sys.getrecursionlimit(), 50_000))

    def sum(self, x: Any) -> Any:
        """Return x itself: there is no sum, and `backward` starts from ones in any shape."""
        return x

    def leaf(self, data: Array) -> Any:  # noqa: D102
        return self.node(np.array(data))


class MyGrad(Engine):
    """MyGrad, with its guard against writing into arrays switched off, as its documentation advises for speed."""

    name, package = "MyGrad", "mygrad"

    def __init__(self) -> None:
        import mygrad
        from mygrad.nnet.activations import relu
        from mygrad.nnet.losses import softmax_crossentropy

        mygrad.turn_memory_guarding_off()
        self.node = mygrad.Tensor
        self.tanh, self.relu, self.sum, self.cross_entropy = mygrad.tanh, relu, mygrad.sum, softmax_crossentropy

    def leaf(self, data: Array) -> Any:  # noqa: D102
        return self.node(np.array(data, dtype=np.float64))

    def forget(self, parameters: list[Any]) -> None:
        """Do nothing: a leaf forgets its gradient when it is used again."""


class PyTorch(Engine):
    """PyTorch, eager, on one thread."""

    name, package = "PyTorch", "torch"

    def __init__(self) -> None:
        import torch

        torch.set_num_threads(1)
        torch.set_default_dtype(torch.float64)
        self.torch = torch
        self.tanh, self.relu, self.sum = torch.tanh, torch.relu, torch.sum
        self.cross_entropy = torch.nn.functional.cross_entropy

    def leaf(self, data: Array) -> Any:  # noqa: D102
        return self.torch.tensor(data, requires_grad=True)

    def constant(self, data: Array) -> Any:  # noqa: D102
        return self.torch.tensor(data)

    def read(self, result: Any) -> np.ndarray[Any, Any]:  # noqa: D102
        return result.detach().numpy()

    def forget(self, parameters: list[Any]) -> None:  # noqa: D102
        for p in parameters:
            p.grad = None

    def descend(self, parameters: list[Any], rate: float) -> None:  # noqa: D102
        with self.torch.no_grad():
            for p in parameters:
                p.add_(p.grad, alpha=-rate)


class Autograd(Engine):
    """HIPS autograd: differentiates functions."""

    name, package = "HIPS autograd", "autograd"

    def __init__(self) -> None:
        import autograd.numpy as anp
        from autograd import value_and_grad
        from autograd.scipy.special import logsumexp

        def cross_entropy(logits: Any, targets: Array) -> Any:
            return anp.mean(logsumexp(logits, axis=1) - logits[np.arange(len(targets)), targets])

        self.value_and_grad = value_and_grad
        self.tanh, self.sum, self.cross_entropy = anp.tanh, anp.sum, cross_entropy
        self.relu = lambda x: anp.maximum(x, 0.0)

    def read(self, result: Any) -> np.ndarray[Any, Any]:  # noqa: D102
        return np.asarray(result)

    def gradient(self, loss_of: Loss, tree: Tree) -> Step:  # noqa: D102
        differentiated = self.value_and_grad(loss_of)
        return lambda *batch: differentiated(tree, *batch)

    def training(self, loss_of: Loss, tree: Tree, rate: float) -> Step:  # noqa: D102
        differentiated = self.value_and_grad(loss_of)
        parameters = tree

        def step(*batch: Any) -> Outcome:
            nonlocal parameters
            loss, gradients = differentiated(parameters, *batch)
            parameters = over(lambda p, g: p - rate * g, parameters, gradients)
            return loss, parameters

        return step


class Jax(Engine):
    """JAX: the whole step compiled by `jit`, repeated blocks as a loop of the compiler's."""

    name, package = "JAX, jit", "jax"

    def __init__(self) -> None:
        import jax
        from jax import numpy as jnp

        jax.config.update("jax_enable_x64", True)

        def cross_entropy(logits: Any, targets: Array) -> Any:
            chosen = jnp.take_along_axis(logits, targets[:, None], axis=1)[:, 0]
            return jnp.mean(jax.nn.logsumexp(logits, axis=1) - chosen)

        def compiled_step(loss_of: Loss, rate: float) -> Callable[..., Outcome]:
            def step(parameters: Tree, *batch: Any) -> Outcome:
                loss, gradients = jax.value_and_grad(loss_of)(parameters, *batch)
                return loss, jax.tree.map(lambda p, g: p - rate * g, parameters, gradients)

            return jax.jit(step)

        self.jax = jax
        self.tanh, self.relu, self.sum, self.cross_entropy = jnp.tanh, jax.nn.relu, jnp.sum, cross_entropy
        self.leaf = self.constant = jnp.asarray
        self.compiled_step = functools.cache(compiled_step)  # a job that starts afresh is not compiled again

    def read(self, result: Any) -> np.ndarray[Any, Any]:  # noqa: D102
        return np.asarray(result)

    def repeat(self, times: int, block: Callable[[Any], Any], start: Any) -> Any:  # noqa: D102
        return self.jax.lax.fori_loop(0, times, lambda _, out: block(out), start)

    def gradient(self, loss_of: Loss, tree: Tree) -> Step:  # noqa: D102
        compiled = self.jax.jit(self.jax.value_and_grad(loss_of))
        leaves = over(self.leaf, tree)
        return lambda *batch: self.jax.block_until_ready(compiled(leaves, *batch))

    def training(self, loss_of: Loss, tree: Tree, rate: float) -> Step:  # noqa: D102
        compiled = self.compiled_step(loss_of, rate)
        parameters = tree

        def step(*batch: Any) -> Outcome:
            nonlocal parameters
            loss, parameters = self.jax.block_until_ready(compiled(parameters, *batch))
            return loss, parameters

        return step


PEERS: tuple[type[Engine], ...] = (Micrograd, Ngrad, MyGrad, Autograd, PyTorch, Jax)


def installed(packages: Collection[str]) -> tuple[list[Engine], list[str]]:
    """Return those of the peers that are installed, and the names of those that are not."""
    chosen = [peer for peer in PEERS if peer.package in packages]
    found = [peer for peer in chosen if importlib.util.find_spec(peer.package)]
    return [peer() for peer in found], [peer.name for peer in chosen if peer not in found]
