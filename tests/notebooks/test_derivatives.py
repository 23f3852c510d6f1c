"""What a derivative is: the lesson keeps what its prose promises."""

from __future__ import annotations

from typing import Any

import nbformat
import numpy as np
import pytest

from autograd_widgets import grad
from tests.notebooks.reading import Cells, cell_with, lesson, prose_of, text_of

LESSON = lesson("01_derivatives")


def quadratic(x: Any, a: float = 3.0, b: float = -4.0, c: float = 5.0) -> Any:
    return a * x**2 + b * x + c


def forward(f: Any, x: float, h: float) -> float:
    return float((f(x + h) - f(x)) / h)


def central(f: Any, x: float, h: float) -> float:
    return float((f(x + h) - f(x - h)) / (2 * h))


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("rise =", "f(3) = 20 and f(3.001) = 20.014003"),
        ("rise =", "slope = 0.014003 / 0.001 = 14.003"),
        ("quotient - 14", "0.001 14.0030 0.0030"),
        ("explorer.error", "difference 14.003, derivative 14.000, error 0.003"),
    ],
)
def test_the_numbers_of_the_article_on_one_input_appear(cells: Cells, code: str, line: str) -> None:
    assert line in " ".join(text_of(cell_with(cells, code)).split())


def test_what_is_missing_is_three_times_h(cells: Cells) -> None:
    rows = text_of(cell_with(cells, "quotient - 14")).strip().splitlines()[1:]
    table = np.array([[float(number) for number in row.split()] for row in rows])
    np.testing.assert_allclose(table[:, 2], 3 * table[:, 0], rtol=1e-9)
    assert "what is missing is always 3 times `h`" in prose_of(LESSON)


@pytest.mark.parametrize("x", [-1.0, 2 / 3, 3.0])
@pytest.mark.parametrize(("a", "b", "c"), [(3.0, -4.0, 5.0), (-2.0, 1.0, 0.5)])
def test_the_derivation_with_a_pencil_is_right(x: float, a: float, b: float, c: float) -> None:
    assert grad(quadratic)(x, a, b, c) == pytest.approx(2 * a * x + b, abs=1e-12)
    assert forward(lambda x: quadratic(x, a, b, c), x, 0.25) == pytest.approx(2 * a * x + b + a * 0.25)
    assert "the derivative is $2ax + b$, and the error is exactly $a \\cdot h$" in prose_of(LESSON)


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_the_power_rule_is_right(n: int) -> None:
    assert grad(lambda x: x**n)(1.7) == pytest.approx(n * 1.7 ** (n - 1))
    assert "which makes $n \\cdot x^{n-1}$ of $x^n$; $-4x$ climbs by −4 everywhere" in prose_of(LESSON)


def test_the_picture_that_python_moves_is_not_the_one_that_the_reader_drags() -> None:
    sources = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    (moved,) = [source for source in sources if "explorer.h = 0.001" in source]
    assert moved.startswith("explorer = DerivativeExplorer(")


def test_the_curve_lies_flat_where_the_prose_says() -> None:
    assert grad(quadratic)(2 / 3) == pytest.approx(0.0, abs=1e-12)
    assert grad(quadratic)(0.6) < 0 < grad(quadratic)(0.7)
    assert "so $x = \\frac{2}{3}$" in prose_of(LESSON)


def test_the_table_of_the_sine_shows_its_derivative(cells: Cells) -> None:
    rows = text_of(cell_with(cells, "forward    central")).strip().splitlines()[1:5]
    for x, by_forward, by_central, cosine in ([float(number) for number in row.split()] for row in rows):
        assert cosine == pytest.approx(np.cos(x), abs=1e-6)
        assert by_central == pytest.approx(cosine, abs=2e-6)
        assert by_forward == pytest.approx(cosine, abs=1e-3)


def test_the_best_steps_are_those_of_the_prose(cells: Cells) -> None:
    lines = text_of(cell_with(cells, "error forward")).strip().splitlines()
    table = np.array([[float(number) for number in line.split()] for line in lines[1:17]])
    steps_tried, errors = table[:, 0], np.abs(table[:, 1:])
    assert list(steps_tried[np.argmin(errors, axis=0)]) == [1e-8, 1e-5]
    assert lines[-1] == "eps = 2.2e-16, its square root 1e-08, its cube root 6e-06"
    assert table[-1, 1] == pytest.approx(-np.cos(1.0), abs=0.01)  # the quotient is 0
    prose = prose_of(LESSON)
    assert "the square root of `eps`, about 1e-8" in prose
    assert "near the cube root, about 6e-6, and hundreds of times nearer there" in prose


def test_near_its_best_step_the_central_difference_is_hundreds_of_times_nearer() -> None:
    places = np.linspace(0.5, 2.5, 200)  # at one place, luck decides
    by_forward = np.median([abs(forward(np.sin, x, 1.5e-8) - np.cos(x)) for x in places])
    by_central = np.median([abs(central(np.sin, x, 6e-6) - np.cos(x)) for x in places])
    assert 100 < by_forward / by_central < 1000


def test_corners_are_answered_as_the_lesson_says(cells: Cells) -> None:
    assert [line.split() for line in text_of(cell_with(cells, "right, left =")).strip().splitlines()] == [
        ["abs", "right", "+1.0", "left", "-1.0", "autograd", "+0.0"],
        ["ramp", "right", "+1.0", "left", "+0.0", "autograd", "+0.5"],
        ["bent", "right", "+0.0", "left", "-1.0", "autograd", "-1.0"],
    ]


def test_a_central_difference_across_a_pole_is_as_wrong_as_the_lesson_says() -> None:
    def reciprocal(x: float) -> float:
        return 1 / x

    true = grad(reciprocal)(0.1)
    assert central(reciprocal, 0.1, 0.2) > 0 > true
    assert central(reciprocal, 0.1, 0.099) < 0
    assert central(reciprocal, 0.1, 0.01) == pytest.approx(true, rel=0.02)
    assert "Bring `h` below 0.1, and its sign is right; below 0.01, its size as well." in prose_of(LESSON)


def test_the_exercises_of_derivatives_are_solved_rightly() -> None:
    assert grad(quadratic)(2.0) == 8.0
    assert forward(lambda x: x**3, 2.0, 0.1) == pytest.approx(12.61)
    assert grad(lambda x: x**3)(2.0) == 12.0
    assert grad(np.sin)(np.pi / 2) == pytest.approx(0.0, abs=1e-12)
    assert forward(lambda x: np.maximum(x, 0), 0.5, -0.5) == 1.0
    assert forward(lambda x: np.maximum(x, 0), 0.5, -0.51) < 1.0
    prose = prose_of(LESSON)
    for promise in (
        "At $x = 2$: $6x - 4 = 8$",
        "The quotient is 12.61",
        "3xh + h^2 = 0.61",
        "about 1.571",
        "how large may the step of the backward difference be",
        "`h` may be up to 0.5",
    ):
        assert promise in prose
