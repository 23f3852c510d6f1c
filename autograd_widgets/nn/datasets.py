"""Small data sets to learn from, made on the spot: the same seed gives the same one.

Each function returns `(X, y)`: X of float64 in the shape (samples, features), and y of shape (samples,). Targets are
−1.0 or 1.0 where there are two classes, whole numbers from 0 where there are more, and floats for a regression. Samples
come in no order.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np

from autograd_widgets.nn.checking import checked_count, checked_number
from autograd_widgets.nn.randomness import Randomness, generator_of

Array: TypeAlias = "np.ndarray[Any, np.dtype[Any]]"
Samples: TypeAlias = "tuple[Array, Array]"


def xor(n: int = 200, *, noise: float = 0.2, rng: Randomness = None) -> Samples:
    """Return points around the corners (±1, ±1): 1 where the signs of the coordinates differ, −1 where they agree.

    No straight line separates them (Minsky and Papert, 1969). Four points without noise are the truth table.

    Args:
        n: how many points, as evenly over the corners as can be.
        noise: the standard deviation of what is added to each coordinate.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 2) and y of −1.0 and 1.0.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("xor", n, noise, rng)
    corner = np.arange(n) % 4
    signs = np.stack([2.0 * (corner // 2) - 1, 2.0 * (corner % 2) - 1], axis=1)
    return _shuffled(signs, -signs[:, 0] * signs[:, 1], noise, rng)


def moons(n: int = 100, *, noise: float = 0.1, rng: Randomness = None) -> Samples:
    """Return two half circles that reach into each other, those of scikit-learn's `make_moons`.

    The upper one, (cos t, sin t), is −1 and the lower one, (1 − cos t, ½ − sin t), is 1; t from 0 to π.

    Args:
        n: how many points, half of them on each; the lower one has the odd one.
        noise: the standard deviation of what is added to each coordinate.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 2) and y of −1.0 and 1.0.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("moons", n, noise, rng)
    upper, lower = np.linspace(0, np.pi, n // 2), np.linspace(0, np.pi, n - n // 2)
    points = [(np.cos(upper), np.sin(upper)), (1 - np.cos(lower), 0.5 - np.sin(lower))]
    return _two_classes(points, noise, rng)


def circles(n: int = 100, *, noise: float = 0.05, factor: float = 0.5, rng: Randomness = None) -> Samples:
    """Return two circles around 0, one in the other, those of scikit-learn's `make_circles`.

    The outer one, of radius 1, is −1, and the inner one is 1.

    Args:
        n: how many points, half of them on each; the inner one has the odd one.
        noise: the standard deviation of what is added to each coordinate.
        factor: the radius of the inner one, between 0 and 1.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 2) and y of −1.0 and 1.0.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("circles", n, noise, rng)
    factor = checked_number("circles", "factor", factor, above=0, below=1)
    outer, inner = (np.linspace(0, 2 * np.pi, count, endpoint=False) for count in (n // 2, n - n // 2))
    points = [(np.cos(outer), np.sin(outer)), (factor * np.cos(inner), factor * np.sin(inner))]
    return _two_classes(points, noise, rng)


def spirals(
    n: int = 200, *, classes: int = 2, turns: float = 1.0, noise: float = 0.02, rng: Randomness = None
) -> Samples:
    """Return the arms of a spiral, one a class: radius t, angle 2π · (turns · t + class / classes), t from 0.1 to 1.

    Args:
        n: how many points, as evenly over the arms as can be.
        classes: how many arms, at least 2.
        turns: how often an arm goes round, above 0.
        noise: the standard deviation of what is added to each coordinate.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 2), and y of −1.0 and 1.0 for two classes, of whole numbers from 0 for more.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("spirals", n, noise, rng)
    classes = checked_count("spirals", "classes", classes, at_least=2)
    turns = checked_number("spirals", "turns", turns, above=0)
    arm = np.arange(n) % classes
    radius = np.linspace(0.1, 1, n)
    angle = 2 * np.pi * (turns * radius + arm / classes)
    points = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return _shuffled(points, _targets(arm, classes), noise, rng)


def blobs(n: int = 150, *, classes: int = 3, noise: float = 0.5, rng: Randomness = None) -> Samples:
    """Return clouds of points around centres on a circle of radius 2, at equal distances, one a class.

    Args:
        n: how many points, as evenly over the clouds as can be.
        classes: how many clouds, at least 2.
        noise: the standard deviation of a cloud, the same in all directions.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 2), and y of −1.0 and 1.0 for two classes, of whole numbers from 0 for more.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("blobs", n, noise, rng)
    classes = checked_count("blobs", "classes", classes, at_least=2)
    cloud = np.arange(n) % classes
    angle = 2 * np.pi * cloud / classes
    return _shuffled(2 * np.stack([np.cos(angle), np.sin(angle)], axis=1), _targets(cloud, classes), noise, rng)


def linear(
    n: int = 100,
    *,
    weights: Sequence[float] = (2.0, -3.0),
    bias: float = 0.5,
    noise: float = 0.1,
    rng: Randomness = None,
) -> Samples:
    """Return a regression that a single neuron without an activation solves: y = X @ weights + bias.

    Args:
        n: how many points, uniform between −1 and 1.
        weights: one a feature.
        bias: a number.
        noise: the standard deviation of what is added to y.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, features) and y of floats.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("linear", n, noise, rng)
    if isinstance(weights, str) or not np.iterable(weights) or not len(weights):
        raise TypeError(f"linear expected weights as a list of numbers, one a feature, got {weights!r:.60}.")
    slopes = np.array([checked_number("linear", f"weights[{i}]", w) for i, w in enumerate(weights)])
    bias = checked_number("linear", "bias", bias)
    X = rng.uniform(-1, 1, (n, len(slopes)))
    return X, X @ slopes + bias + noise * rng.standard_normal(n)


def sine(n: int = 100, *, noise: float = 0.1, rng: Randomness = None) -> Samples:
    """Return a regression that needs a curve: y = sin(x), x uniform between −π and π.

    Args:
        n: how many points.
        noise: the standard deviation of what is added to y.
        rng: a seed, a generator, or None for other points each time.

    Returns:
        X of shape (n, 1) and y of floats.

    Raises:
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    n, noise, rng = _settled("sine", n, noise, rng)
    X = rng.uniform(-np.pi, np.pi, (n, 1))
    return X, np.sin(X[:, 0]) + noise * rng.standard_normal(n)


def digits(n: int | None = None, *, rng: Randomness = None) -> Samples:
    """Return handwritten digits of 8 × 8 pixels, those that come with scikit-learn (Alpaydin and Kaynak, 1998).

    Args:
        n: how many, all 1797 if not given.
        rng: a seed, a generator, or None: which ones, and in which order.

    Returns:
        X of shape (n, 64), from 0.0 for white to 1.0 for black (`X[0].reshape(8, 8)` is a picture), and y of whole
        numbers from 0 to 9.

    Raises:
        ImportError: scikit-learn is not installed.
        TypeError, ValueError: an argument is no number, or out of bounds.
    """
    try:
        source: Any = importlib.import_module("sklearn.datasets")
    except ImportError as error:
        raise ImportError(
            "digits come with scikit-learn, which is not installed: pip install scikit-learn. The other data sets need "
            "nothing."
        ) from error
    generator = generator_of(rng)
    pixels, classes = source.load_digits(return_X_y=True)
    count = len(pixels) if n is None else checked_count("digits", "n", n)
    if count > len(pixels):
        raise ValueError(f"digits has {len(pixels)} samples, got n={count}: pass a smaller one, or None for all.")
    chosen = generator.permutation(len(pixels))[:count]
    X: Array = np.asarray(pixels, np.float64)[chosen] / 16
    return X, np.asarray(classes, np.int64)[chosen]


def _settled(name: str, n: Any, noise: Any, rng: Any) -> tuple[int, float, np.random.Generator]:
    return checked_count(name, "n", n), checked_number(name, "noise", noise, at_least=0), generator_of(rng)


def _targets(classes: Array, count: int) -> Array:
    return 2.0 * classes - 1 if count == 2 else classes


def _two_classes(curves: list[tuple[Array, Array]], noise: float, rng: np.random.Generator) -> Samples:
    points: Array = np.concatenate([np.stack(curve, axis=1) for curve in curves])
    y = np.concatenate([np.full(len(curve[0]), sign) for curve, sign in zip(curves, (-1.0, 1.0), strict=True)])
    return _shuffled(points, y, noise, rng)


def _shuffled(points: Array, y: Array, noise: float, rng: np.random.Generator) -> Samples:
    order = rng.permutation(len(points))
    return points[order] + noise * rng.standard_normal((len(points), 2)), y[order]
