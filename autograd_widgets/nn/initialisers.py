"""How weights start: functions of (shape, generator) that return an array.

The inputs of a weight (its *fan-in*) are the rows of a matrix (n_in, n_out), or the pixels under a kernel of kernels
(n_out, n_in, rows, columns). They decide how large weights may be for signals neither to die nor to explode.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array, numeric_array

Shape: TypeAlias = tuple[int, ...]
Initialiser: TypeAlias = "str | Callable[[Shape, np.random.Generator], Array]"


def uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Return numbers uniform in (−1, 1), as in the article: good for a few neurons, too large for many."""
    return rng.uniform(-1, 1, shape)


def normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Return numbers of the standard normal distribution."""
    return rng.normal(0, 1, shape)


def zeros(shape: Shape, rng: np.random.Generator) -> Array:
    """Return zeros: for biases. Weights that are all equal would stay equal."""
    return np.zeros(shape)


def ones(shape: Shape, rng: np.random.Generator) -> Array:
    """Return ones: for scales."""
    return np.ones(shape)


def xavier_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Return numbers uniform in ±√(6/(n_in + n_out)), for tanh and sigmoid (Glorot and Bengio, 2010)."""
    bound = math.sqrt(6 / sum(_fans(shape)))
    return rng.uniform(-bound, bound, shape)


def xavier_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Return normal numbers with deviation √(2/(n_in + n_out)), for tanh and sigmoid (Glorot and Bengio, 2010)."""
    return rng.normal(0, math.sqrt(2 / sum(_fans(shape))), shape)


def he_uniform(shape: Shape, rng: np.random.Generator) -> Array:
    """Return numbers uniform in ±√(6/n_in), for relu and its relatives (He et al., 2015)."""
    bound = math.sqrt(6 / _fans(shape)[0])
    return rng.uniform(-bound, bound, shape)


def he_normal(shape: Shape, rng: np.random.Generator) -> Array:
    """Return normal numbers with deviation √(2/n_in), for relu and its relatives (He et al., 2015)."""
    return rng.normal(0, math.sqrt(2 / _fans(shape)[0]), shape)


INITIALISERS: dict[str, Callable[[Shape, np.random.Generator], Array]] = {
    function.__name__: function
    for function in (uniform, normal, zeros, ones, xavier_uniform, xavier_normal, he_uniform, he_normal)
}
_WITH_CORNERS = ("relu", "leaky_relu", "softplus", "silu", "gelu", "elu")  # let about half of their inputs through


def suited_to(activation: Any) -> str:
    """Return the name of the initialiser that suits the activation after a layer: He for relu's family, else Xavier."""
    return "he_uniform" if getattr(activation, "__name__", activation) in _WITH_CORNERS else "xavier_uniform"


def initial(given: Any, shape: Shape, rng: np.random.Generator, dtype: Any = np.float64) -> Array:
    """Return the numbers that a parameter starts with.

    Args:
        given: the name of an initialiser or a function of (shape, generator).
        shape: of the parameter.
        rng: where random numbers come from.
        dtype: the precision.

    Raises:
        TypeError: the initialiser is something else, or the precision is none of floats.
        ValueError: no initialiser has that name (the message lists them), or what it returned has another shape.
    """
    precision = _precision(dtype)
    if isinstance(given, str):
        if given not in INITIALISERS:
            raise ValueError(
                f"there is no initialiser {given!r}: choose one of {', '.join(INITIALISERS)}, or pass a function of "
                "(shape, generator)."
            )
        given = INITIALISERS[given]
    if not callable(given):
        raise TypeError(f"an initialiser is a name or a function of (shape, generator), got {given!r:.60}.")
    array = numeric_array(given(shape, rng))
    if array.shape != shape:
        raise ValueError(f"an initialiser was asked for an array of shape {shape} and returned one of {array.shape}.")
    return array.astype(precision)


def _precision(given: Any) -> np.dtype[Any]:
    try:
        dtype = np.dtype(given)
    except TypeError:
        dtype = None
    if dtype is None or dtype.kind != "f":
        raise TypeError(f"a network's precision is one of floats, such as float32 or float64, got {given!r:.60}.")
    return dtype


def _fans(shape: Shape) -> tuple[int, int]:
    """Return how many inputs and how many outputs a weight of a shape connects."""
    if len(shape) == 4:
        kernels, channels, *window = shape
        return channels * math.prod(window), kernels * math.prod(window)
    if len(shape) == 2:
        return shape[0], shape[1]
    raise ValueError(f"Xavier's and He's initialisers are for matrices and kernels, got the shape {shape}.")
