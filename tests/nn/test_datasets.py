"""Data sets: shapes, seeds, the curves that points lie on, and what is refused."""

from __future__ import annotations

import sys
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from autograd_widgets.nn import datasets

PLANE = {"xor": 2, "moons": 2, "circles": 2, "spirals": 2, "blobs": 2, "linear": 2, "sine": 1}  # name: features
SEEDED = pytest.mark.parametrize("name", PLANE)


@SEEDED
@pytest.mark.parametrize("n", [1, 2, 7, 200])
def test_shapes_are_samples_by_features(name: str, n: int) -> None:
    X, y = getattr(datasets, name)(n, rng=0)
    assert X.shape == (n, PLANE[name])
    assert y.shape == (n,)
    assert X.dtype == np.float64
    assert y.dtype == (np.int64 if name == "blobs" else np.float64)
    assert np.isfinite(X).all()
    assert np.isfinite(y).all()


@SEEDED
def test_the_same_seed_gives_the_same_samples(name: str) -> None:
    make = getattr(datasets, name)
    first, again, by_generator = make(50, rng=3), make(50, rng=3), make(50, rng=np.random.default_rng(3))
    other, fresh = make(50, rng=4), make(50)
    for i in (0, 1):
        np.testing.assert_array_equal(first[i], again[i])
        np.testing.assert_array_equal(first[i], by_generator[i])
    assert not np.array_equal(first[0], other[0])
    assert not np.array_equal(first[0], fresh[0])


@pytest.mark.parametrize("name", ["xor", "moons", "circles", "spirals"])
def test_two_classes_are_minus_1_and_1_in_equal_numbers_and_in_no_order(name: str) -> None:
    _, y = getattr(datasets, name)(200, rng=0)
    assert sorted(set(y)) == [-1.0, 1.0]
    assert y.sum() == 0
    assert 50 < np.count_nonzero(np.diff(y)) < 150


@pytest.mark.parametrize("name", ["spirals", "blobs"])
def test_more_classes_are_whole_numbers_and_two_are_signs(name: str) -> None:
    make = getattr(datasets, name)
    _, y = make(90, classes=3, rng=0)
    assert y.dtype.kind == "i"
    np.testing.assert_array_equal(np.bincount(y), [30, 30, 30])
    assert set(make(10, classes=2, rng=0)[1]) == {-1.0, 1.0}


# --- the curves that points lie on ----------------------------------------------------------------------------


def off_the_moons(X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    centre = np.where(y[:, None] < 0, [0.0, 0.0], [1.0, 0.5])
    return np.abs(np.hypot(*(X - centre).T) - 1)


def off_the_circles(X: np.ndarray[Any, Any], y: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    return np.abs(np.hypot(*X.T) - np.where(y < 0, 1.0, 0.5))


@pytest.mark.parametrize(("name", "off"), [("moons", off_the_moons), ("circles", off_the_circles)])
def test_points_lie_on_the_ideal_curves_and_noise_takes_them_off(name: str, off: Any) -> None:
    make = getattr(datasets, name)
    X, y = make(500, noise=0.0, rng=0)
    assert off(X, y).max() < 1e-12
    if name == "moons":  # the upper half of one circle, the lower half of the other
        assert X[y < 0, 1].min() > -1e-12
        assert X[y > 0, 1].max() < 0.5 + 1e-12
    X, y = make(5000, noise=0.1, rng=0)
    assert np.sqrt(np.mean(off(X, y) ** 2)) == pytest.approx(0.1, rel=0.05)


@pytest.mark.parametrize("n", [100, 101])
@pytest.mark.parametrize("name", ["moons", "circles"])
def test_the_points_are_those_of_scikit_learn(name: str, n: int) -> None:
    theirs = pytest.importorskip("sklearn.datasets")
    options = {"factor": 0.5} if name == "circles" else {}
    expected, classes = getattr(theirs, f"make_{name}")(n, shuffle=False, **options)
    X, y = getattr(datasets, name)(n, noise=0.0, rng=0)
    found = np.round(np.column_stack([X, y]), 9) + 0.0
    wanted = np.round(np.column_stack([expected, 2 * classes - 1]), 9) + 0.0
    np.testing.assert_allclose(found[np.lexsort(found.T)], wanted[np.lexsort(wanted.T)], atol=1e-8)


def test_four_points_of_xor_without_noise_are_its_truth_table() -> None:
    X, y = datasets.xor(4, noise=0, rng=0)
    assert {(*x, t) for x, t in zip(X.tolist(), y.tolist(), strict=True)} == {
        (-1.0, -1.0, -1.0),
        (-1.0, 1.0, 1.0),
        (1.0, -1.0, 1.0),
        (1.0, 1.0, -1.0),
    }


def test_an_arm_of_a_spiral_turns_in_proportion_to_its_radius() -> None:
    X, y = datasets.spirals(300, classes=3, turns=0.75, noise=0, rng=0)
    radius = np.hypot(*X.T)
    assert radius.min() == pytest.approx(0.1)
    assert radius.max() == pytest.approx(1.0)
    turned = np.arctan2(X[:, 1], X[:, 0]) / (2 * np.pi) - 0.75 * radius - y / 3
    np.testing.assert_allclose(turned, np.round(turned), atol=1e-12)


def test_clouds_are_as_wide_as_they_were_asked_to_be_around_centres_at_radius_2() -> None:
    X, y = datasets.blobs(8000, classes=4, noise=0.25, rng=0)
    centres = np.array([X[y == k].mean(axis=0) for k in range(4)])
    np.testing.assert_allclose(centres, [[2, 0], [0, 2], [-2, 0], [0, -2]], atol=0.03)
    np.testing.assert_allclose([X[y == k].std(axis=0) for k in range(4)], 0.25, rtol=0.05)


def test_a_line_and_a_sine_are_found_again() -> None:
    X, y = datasets.linear(50, weights=[1.0, -2.0, 0.5], bias=-1.0, noise=0, rng=0)
    found, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(50)]), y, rcond=None)
    np.testing.assert_allclose(found, [1.0, -2.0, 0.5, -1.0], rtol=1e-12)
    X, y = datasets.sine(5000, noise=0.2, rng=0)
    assert np.std(y - np.sin(X[:, 0])) == pytest.approx(0.2, rel=0.05)
    assert np.abs(X).max() < np.pi


# --- digits ---------------------------------------------------------------------------------------------------


def fake_digits(*, return_X_y: bool) -> Any:
    assert return_X_y
    rng = np.random.default_rng(0)
    return rng.integers(0, 17, (30, 64)).astype(float), np.arange(30) % 10


@pytest.fixture(params=["scikit-learn", "a stand-in"])
def source(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Any:
    if request.param == "scikit-learn":
        return pytest.importorskip("sklearn.datasets").load_digits
    monkeypatch.setitem(sys.modules, "sklearn", SimpleNamespace())
    monkeypatch.setitem(sys.modules, "sklearn.datasets", SimpleNamespace(load_digits=fake_digits))
    return fake_digits


def test_digits_are_those_of_scikit_learn_between_0_and_1(source: Any) -> None:
    pixels, classes = source(return_X_y=True)
    X, y = datasets.digits(rng=0)
    assert X.shape == pixels.shape
    assert X.dtype == np.float64
    assert y.dtype == np.int64
    assert (X.min(), X.max()) == (0.0, 1.0)
    rows = {(*row, c) for row, c in zip((X * 16).tolist(), y.tolist(), strict=True)}
    assert rows == {(*row, c) for row, c in zip(pixels.tolist(), classes.tolist(), strict=True)}
    few, of_few = datasets.digits(12, rng=0)
    np.testing.assert_array_equal(few, X[:12])
    np.testing.assert_array_equal(of_few, y[:12])
    with pytest.raises(ValueError, match=f"digits has {len(pixels)} samples, got n=2000"):
        datasets.digits(2000)


def test_without_scikit_learn_digits_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    with pytest.raises(ImportError, match="pip install scikit-learn"):
        datasets.digits()


# --- what is refused ------------------------------------------------------------------------------------------


@SEEDED
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0}, "n to be a whole number of at least 1"),
        ({"n": -3}, "n to be"),
        ({"n": 2.5}, "n to be"),
        ({"n": "10"}, "n to be"),
        ({"n": True}, "n to be"),
        ({"noise": -0.1}, "noise to be"),
        ({"noise": float("nan")}, "noise to be"),
        ({"noise": "a little"}, "noise to be"),
        ({"rng": -1}, "seed"),
        ({"rng": "0"}, "seed"),
        ({"rng": 1.5}, "seed"),
    ],
)
def test_arguments_out_of_bounds_are_refused(name: str, options: dict[str, Any], message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        getattr(datasets, name)(**options)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: datasets.circles(factor=1.0), "factor"),
        (lambda: datasets.spirals(classes=1), "classes"),
        (lambda: datasets.spirals(turns=0), "turns"),
        (lambda: datasets.blobs(classes=2.0), "classes"),  # type: ignore[arg-type]
        (lambda: datasets.linear(weights=[]), "weights"),
        (lambda: datasets.linear(weights=2.0), "weights"),  # type: ignore[arg-type]
        (lambda: datasets.linear(weights=["2"]), r"weights\[0\]"),  # type: ignore[list-item]
        (lambda: datasets.linear(bias=float("inf")), "bias"),
    ],
)
def test_other_arguments_out_of_bounds_are_refused(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call()
