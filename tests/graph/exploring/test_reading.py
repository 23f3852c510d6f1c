"""What is known at a place: values, quotients, and their errors, split by cause."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import grad
from autograd_widgets.graph.exploring.curve import sampled
from autograd_widgets.graph.exploring.reading import METHODS, Reading, line_of, quotients, read

EPS = float(np.finfo(np.float64).eps)
FORWARD, BACKWARD, CENTRAL = range(3)


def reading_of(f: Any, x: float, h: float, dtype: Any = np.float64) -> Reading:
    line = line_of(f, dtype(x))
    with np.errstate(all="ignore"):
        return read(line, x, h, sampled(line.values, x - 2, x + 2))


def polynomial(a: float = 0.0, b: float = 0.0, c: float = 0.0, d: float = 0.0) -> Any:
    return lambda x: a * x**3 + b * x**2 + c * x + d


@pytest.mark.parametrize("h", [1.0, 0.1, 1e-3, -0.5, 1e-6])
@pytest.mark.parametrize("a", [3.0, -0.5])
def test_cutting_off_a_quadratic_makes_exactly_a_times_h(a: float, h: float) -> None:
    reading = reading_of(polynomial(b=a, c=-4, d=5), 3.0, h)
    assert reading.derivative == 6 * a - 4
    np.testing.assert_allclose(reading.truncation, [a * h, -a * h, 0], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("h", [1.0, 0.01, -0.25])
def test_cutting_off_a_cubic_makes_3axh_and_ah2(h: float) -> None:
    a, x = 2.0, 1.5
    reading = reading_of(polynomial(a=a, c=1), x, h)
    expected = [3 * a * x * h + a * h**2, -3 * a * x * h + a * h**2, a * h**2]
    np.testing.assert_allclose(reading.truncation, expected, rtol=1e-6)


@pytest.mark.parametrize("h", [1.0, 1e-3, 1e-9, -0.1])
def test_of_a_line_only_rounding_is_left(h: float) -> None:
    reading = reading_of(polynomial(c=7, d=1), 3.0, h)
    assert np.all(np.abs(reading.truncation) <= 1e-12)
    assert np.all(np.abs(reading.errors) <= 8 * reading.noise / abs(h))


@pytest.mark.parametrize("h", [10.0**k for k in range(-15, 1)])
@pytest.mark.parametrize(
    "f", [np.sin, np.exp, lambda x: 1 / x, lambda x: np.log(x) * x], ids=["sin", "exp", "1/x", "x log x"]
)
def test_what_cutting_off_does_not_explain_is_rounding_and_within_its_bound(f: Any, h: float) -> None:
    reading = reading_of(f, 1.3, h)
    rounding = reading.errors - reading.truncation
    assert np.all(np.abs(rounding) <= 64 * reading.noise / h)


@pytest.mark.parametrize("h", [1.0, 0.1, 1e-3, 1e-7])
@pytest.mark.parametrize("x", [0.3, 1.0, -2.0])
def test_sin_is_as_in_closed_form(x: float, h: float) -> None:
    reading = reading_of(np.sin, x, h)
    assert reading.derivative == np.cos(x)
    half = h / 2  # sin(x + h) − sin x = 2 cos(x + h/2) sin(h/2), which loses nothing
    exact = [
        np.cos(x + half) * np.sin(half) / half - np.cos(x),
        np.cos(x - half) * np.sin(half) / half - np.cos(x),
        np.cos(x) * np.sin(h) / h - np.cos(x),
    ]
    np.testing.assert_allclose(reading.truncation, exact, rtol=1e-5, atol=4 * EPS)
    np.testing.assert_allclose(reading.bends, [-np.sin(x), -np.cos(x)], rtol=1e-3)


def test_the_articles_numbers() -> None:
    reading = reading_of(polynomial(b=3, c=-4, d=5), 3.0, 0.001)
    np.testing.assert_allclose(reading.values, [20.0, 20.014003, 19.986003], rtol=1e-15)
    np.testing.assert_allclose(reading.differences, [14.003, 13.997, 14.0], rtol=1e-11)


# --- where it is not smooth ---------------------------------------------------------------------------------


def test_at_a_kink_there_is_no_bend_and_what_the_quotient_misses_is_no_rounding() -> None:
    reading = reading_of(np.abs, 0.0, 0.001)
    assert np.isnan(reading.bends).all()
    np.testing.assert_allclose(reading.differences, [1, -1, 0])
    np.testing.assert_allclose(reading.errors - reading.truncation, 0, atol=1e-12)


def test_beside_a_kink_a_step_across_it_is_cut_off_wrongly_not_rounded() -> None:
    reading = reading_of(np.abs, -0.01, 1.0)
    np.testing.assert_allclose(reading.truncation[FORWARD], 0.98 + 1, rtol=1e-9)


def test_where_the_function_ends_the_side_that_is_there_is_known() -> None:
    reading = reading_of(np.sqrt, 0.5, 1.0)
    forward, backward, central = reading.differences
    assert forward == pytest.approx(np.sqrt(1.5) - np.sqrt(0.5))
    assert np.isnan([backward, central]).all()


def test_outside_of_its_domain_there_is_no_value_and_no_quotient() -> None:
    reading = reading_of(np.log, -1.0, 0.001)
    assert np.isnan(reading.values).all()
    assert np.isnan(reading.differences).all()


# --- the step -----------------------------------------------------------------------------------------------


def test_no_step_no_quotient() -> None:
    reading = reading_of(np.sin, 1.0, 0.0)
    assert np.isnan(reading.differences).all()
    assert np.isnan(reading.errors).all()
    assert reading.derivative == np.cos(1.0)
    assert np.isfinite(reading.sweep).all()


@pytest.mark.parametrize("x", [1.0, 0.0, -1e5, 1e300, 5e-324, np.nan, np.inf])
@pytest.mark.parametrize("h", [np.nan, np.inf, -np.inf, 1e300, 1e-300, 5e-324, -1.0, 0.0])
def test_any_step_and_any_place_is_read_without_a_warning(x: float, h: float) -> None:
    reading = reading_of(np.sin, x, h)
    assert reading.sweep.shape == (4, 100)
    assert reading.truncation.shape == (3,)


@pytest.mark.parametrize("method", METHODS)
def test_quotients_are_what_numpy_makes_of_the_values(method: str) -> None:
    at, above, below, h = 1.0, 4.0, -1.0, 0.5
    expected = {"forward": 6.0, "backward": 4.0, "central": 5.0}
    assert quotients(np.array([at, above, below]), h)[METHODS.index(method)] == expected[method]


# --- the sweep ----------------------------------------------------------------------------------------------


def test_the_sweep_goes_over_steps_from_1e_16_to_1_evenly() -> None:
    steps = reading_of(np.sin, 1.0, 0.001).sweep[0]
    assert (steps[0], steps[-1]) == (pytest.approx(1e-16), 1.0)
    np.testing.assert_allclose(np.diff(np.log10(steps)), 16 / 99)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_the_sweep_holds_the_errors_that_a_reading_with_that_step_has(sign: float) -> None:
    sweep = reading_of(np.exp, 1.0, sign * 0.001).sweep
    for k in (0, 40, 70, 99):
        single = reading_of(np.exp, 1.0, sign * sweep[0, k])
        np.testing.assert_allclose(sweep[1:, k], single.errors, rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize(("method", "best", "slope"), [(FORWARD, 1e-8, 1), (BACKWARD, 1e-8, 1), (CENTRAL, 1e-5, 2)])
def test_the_error_is_least_where_the_theory_says_and_grows_as_it_says(method: int, best: float, slope: int) -> None:
    sweep = reading_of(np.exp, 1.0, 0.001).sweep
    errors = np.abs(sweep[1 + method])
    at = sweep[0][np.argmin(np.where(errors == 0, np.inf, errors))]
    assert best / 100 < at < best * 100
    large = sweep[0] > 1e-3 if slope == 2 else (sweep[0] > 1e-5) & (sweep[0] < 0.1)
    fitted = np.polyfit(np.log(sweep[0][large]), np.log(errors[large]), 1)[0]
    assert fitted == pytest.approx(slope, abs=0.1)


def test_single_precision_has_its_own_noise() -> None:
    single, double = reading_of(np.sin, 1.0, 0.01, np.float32), reading_of(np.sin, 1.0, 0.01)
    assert single.noise == pytest.approx(double.noise * float(np.finfo(np.float32).eps) / EPS, rel=1e-5)
    assert single.derivative == pytest.approx(np.cos(1.0), rel=1e-6)


def test_one_entry_of_an_array_moves_and_the_others_stay() -> None:
    line = line_of(lambda v: (v**2).sum(), np.array([1.0, 2.0, 3.0]), (1,))
    np.testing.assert_allclose(line.values(np.array([0.0, 5.0])), [10.0, 35.0])
    np.testing.assert_allclose(line.slopes(np.array([0.0, 5.0])), [0.0, 10.0])


def test_a_function_that_is_itself_a_gradient_is_read_like_any_other() -> None:
    reading = reading_of(grad(lambda x: x**3), 2.0, 0.5)
    np.testing.assert_allclose(reading.values, [12.0, 18.75, 6.75])
    assert reading.derivative == 12.0
