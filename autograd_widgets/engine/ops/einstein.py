"""Sums of products, told by letters: einsum, and the products that it is short for."""

# pyright: reportUnknownLambdaType=false, reportUnknownArgumentType=false, reportUnknownMemberType=false
# pyright: reportUnknownVariableType=false, reportUnknownParameterType=false, reportMissingParameterType=false
# pyright: reportMissingTypeArgument=false, reportUntypedFunctionDecorator=false, reportArgumentType=false

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import ascii_letters
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.kinds import composes, enter
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.ops.indexing import scatter
from autograd_widgets.engine.ops.shape import Shape, settled_axes, with_shape
from autograd_widgets.engine.value import Value

MANY = 50_000  # products of numbers, from which on it pays to look for matrix products: that search takes 11 µs


class Einsum(Operation):
    """`einsum("ij,jk->ik", x, y)`: as in NumPy, the letters come before the arrays."""

    @property
    def signature(self) -> str:
        """How it is called."""
        return "einsum(subscripts, *operands)"

    def _sorted(self, arguments: Sequence[Any], options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
        options.pop("optimize", None)  # how fast, not what
        if "subscripts" not in options:
            if not arguments or not isinstance(arguments[0], str):
                came = type(arguments[0]).__name__ if arguments else "nothing"
                raise TypeError(
                    f"einsum expected its letters as text before the arrays, got {came}: write "
                    "einsum('ij,jk->ik', x, y)."
                )
            options["subscripts"], *operands = arguments
            arguments = (operands,)
        return super()._sorted(arguments, options)

    def written(self, options: Mapping[str, Any]) -> str:
        """Return how formulas call it: with its letters."""
        return f"einsum[{options['subscripts'].replace('->', '→')}]"


def _settle(*shapes: Shape, subscripts: str) -> dict[str, Any]:
    return {"subscripts": _spelled_out(subscripts, shapes)}


@lru_cache(maxsize=512)
def _spelled_out(subscripts: str, shapes: tuple[Shape, ...]) -> str:
    """Return letters with the output's spelled out, and with letters instead of an ellipsis."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    terms = inputs.split(",")
    called = f"einsum {subscripts!r} of shapes {' and '.join(map(str, shapes))}"
    if len(terms) != len(shapes):
        raise ValueError(f"{called}: {len(terms)} groups of letters for {len(shapes)} arrays.")
    for term in (*terms, output):
        letters = term.replace("...", "", 1)
        if not all(letter in ascii_letters for letter in letters):
            raise ValueError(f"{called}: expected letters, commas, '...' and '->', got {term!r}.")
    spare = [letter for letter in ascii_letters[::-1] if letter not in subscripts]
    ranks = [len(shape) - len(term.replace("...", "")) for term, shape in zip(terms, shapes, strict=True)]
    for term, shape, rank in zip(terms, shapes, ranks, strict=True):
        if rank < 0 or (rank > 0 and "..." not in term):
            raise ValueError(f"{called}: {term!r} names {len(shape) - rank} axes, but the array has {len(shape)}.")
    rest = "".join(spare[: max((r for t, r in zip(terms, ranks, strict=True) if "..." in t), default=0)])
    terms = [term.replace("...", rest[len(rest) - rank :]) for term, rank in zip(terms, ranks, strict=True)]
    every = "".join(terms)
    if not arrow:
        output = rest + "".join(sorted(letter for letter in set(every) - set(rest) if every.count(letter) == 1))
    elif rest and "..." not in output:
        raise ValueError(f"{called}: '...' stands for {len(rest)} axes, so it must stand in the output too.")
    output = output.replace("...", rest)
    if len(set(output)) < len(output) or not set(output) <= set(every):
        raise ValueError(f"{called}: the output {output!r} must name each letter once, and only letters of the arrays.")
    _lengths(called, terms, shapes)
    return f"{','.join(terms)}->{output}"


def _lengths(called: str, terms: Sequence[str], shapes: Sequence[Shape]) -> dict[str, int]:
    """Return how long the axis of each letter is; an axis of length 1 stretches, as elsewhere."""
    lengths: dict[str, int] = {}
    for term, shape in zip(terms, shapes, strict=True):
        own: dict[str, int] = {}
        for letter, n in zip(term, shape, strict=True):
            before = own.get(letter, lengths.get(letter, 1))
            if before != n and (letter in own or 1 not in (before, n)):
                raise ValueError(f"{called}: {letter!r} stands for axes of lengths {before} and {n}.")
            own[letter] = n
            lengths[letter] = n if before == 1 else before
    return lengths


def _contract(*operands: Array, subscripts: str) -> Array:
    return np.einsum(subscripts, *operands, optimize=_is_large(subscripts, tuple(map(np.shape, operands))))


@lru_cache(maxsize=512)
def _is_large(subscripts: str, shapes: tuple[Shape, ...]) -> bool:
    products = math.prod(_lengths("", subscripts.partition("->")[0].split(","), shapes).values())
    return len(shapes) > 1 and products > MANY


def _hand_back(position: int, g: Array, out: Array, *operands: Array, subscripts: str) -> Array:
    """Return the gradient times all other arrays, added up over the letters that this array does not have."""
    inputs, _, output = subscripts.partition("->")
    terms = inputs.split(",")
    own, others = terms[position], terms[:position] + terms[position + 1 :]
    lengths = _lengths("", terms, tuple(map(np.shape, operands)))
    letters = "".join(dict.fromkeys(own))
    known = "".join(letter for letter in letters if letter in output or letter in "".join(others))
    rest = (*operands[:position], *operands[position + 1 :])
    product = g if output == known and not rest else _product(f"{','.join((output, *others))}->{known}", g, *rest)
    whole = tuple(lengths[letter] for letter in letters)
    if known != letters:
        found = dict(zip(known, product.shape, strict=True))
        product = np.reshape(product, tuple(found.get(letter, 1) for letter in letters))
    if product.shape != whole:  # a letter that was added up or stretched here: all along its axis receive the same
        product = np.broadcast_to(product, whole)
    if letters == own:
        return product
    # a letter twice: its diagonal alone took part
    places = dict(zip(letters, np.ix_(*map(np.arange, whole)), strict=True))
    return scatter(product, tuple(places[letter] for letter in own), tuple(lengths[letter] for letter in own))


def _product(subscripts: str, *operands: Array) -> Array:
    if any(isinstance(x, Value) for x in operands):
        return np.einsum(subscripts, *operands)
    return _contract(*operands, subscripts=subscripts)


einsum = enter(
    Einsum(
        "einsum",
        "einsum",
        "linear",
        _contract,
        _hand_back,
        parameters=["operands"],
        options=["subscripts"],
        settle=_settle,
        rule="Entries whose letters agree are multiplied and added up: each receives the gradient times all the "
        "others, added up over the letters that it does not have.",
    ),
    np.einsum,
)


@composes(np.tensordot)
def tensordot(x: Any, y: Any, axes: Any = 2) -> Any:
    """Return products added up over axes of two arrays: `axes` of them, last with first, or pairs of axes.

    Raises:
        ValueError: the axes are not equally many, or not equally long.
    """
    x, y = with_shape(x), with_shape(y)
    called = f"tensordot of shapes {x.shape} and {y.shape}"
    if isinstance(axes, (int, np.integer)):
        count = int(axes)
        if not 0 <= count <= min(x.ndim, y.ndim):
            raise ValueError(f"{called}: axes={axes} is more than they have, or less than 0.")
        of_x, of_y = tuple(range(x.ndim - count, x.ndim)), tuple(range(count))
    else:
        if not isinstance(axes, (tuple, list, np.ndarray)) or len(axes) != 2:
            raise ValueError(f"{called}: expected axes as a number or a pair, those of each array, got {axes!r}.")
        of_x, of_y = (settled_axes("tensordot", z.shape, axis) for z, axis in zip((x, y), axes, strict=True))
    if len(of_x) != len(of_y) or any(x.shape[i] != y.shape[j] for i, j in zip(of_x, of_y, strict=True)):
        raise ValueError(f"{called}: axes {of_x} of the first and {of_y} of the second must be equally long, in pairs.")
    letters = ascii_letters[: x.ndim + y.ndim]
    first, second = list(letters[: x.ndim]), list(letters[x.ndim :])
    for i, j in zip(of_x, of_y, strict=True):
        second[j] = first[i]
    left = [letter for i, letter in enumerate(first) if i not in of_x]
    right = [letter for j, letter in enumerate(second) if j not in of_y]
    return np.einsum(f"{''.join(first)},{''.join(second)}->{''.join((*left, *right))}", x, y)
