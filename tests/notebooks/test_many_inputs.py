"""Functions of many inputs: the lesson keeps what its prose promises."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import grad
from tests.notebooks.reading import WIDGET, Cells, cell_with, lesson, outputs_of, prose_of, text_of

LESSON = lesson("02_many_inputs")


def product_and_sum(a: Any, b: Any, c: Any) -> Any:
    return a * b + c


HERE = (2.0, -3.0, 10.0)
UPHILL = np.array([-3.0, 2.0, 1.0])


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("D2 =", "D1 = 4, D2 = 3.997, slope = -3.000"),
        ("by b:", "by b: 2.000\nby c: 1.000"),
        ("def nudged", "['-3.000', '2.000', '1.000']"),
        ("result.backward()", "[-3.0, 2.0, 1.0]"),
        ("exact =", "autograd agrees with nudging: True"),
    ],
)
def test_the_numbers_of_the_article_on_many_inputs_appear(cells: Cells, code: str, line: str) -> None:
    assert text_of(cell_with(cells, code)).strip() == line
    np.testing.assert_array_equal(grad(product_and_sum, (0, 1, 2))(*HERE), UPHILL)


def test_no_direction_climbs_faster_than_the_gradient(cells: Cells) -> None:
    def climb(direction: np.ndarray) -> float:
        return product_and_sum(*(HERE + 1e-4 * direction / np.linalg.norm(direction))) - product_and_sum(*HERE)

    others = np.random.default_rng(0).normal(size=(1000, 3))
    assert max(map(climb, others)) < climb(UPHILL)
    assert min(map(climb, others)) > climb(-UPHILL)
    assert "s = 0: 4.000 s = 0.01: 4.139" in " ".join(text_of(cell_with(cells, "def uphill")).split())
    assert grad(lambda s: product_and_sum(*(h + s * u for h, u in zip(HERE, UPHILL, strict=True))))(0.0) == 14.0
    assert "at 0 its slope is $(-3)^2 + 2^2 + 1^2 = 14$" in prose_of(LESSON)


def test_the_graph_is_open_where_the_prose_says_so(cells: Cells) -> None:
    assert WIDGET in outputs_of(cell_with(cells, "opened=True"))[0].data
    assert '"Show how autograd gets this" opens the steps' in prose_of(LESSON)


def test_the_gradient_of_a_squared_length_is_twice_the_vector(cells: Cells) -> None:
    assert "[ 2. -4.  6.]" in text_of(cell_with(cells, "squared_length, v=v"))


def test_nudging_costs_a_run_for_each_input_and_one_more(cells: Cells) -> None:
    assert text_of(cell_with(cells, "def counted")).strip().splitlines() == [
        "by nudging: 1001 runs",
        "by autograd: 1 run forward, and one walk back",
        "the same gradient: True",
    ]
    source = cell_with(cells, "def counted").source
    namespace: dict[str, Any] = {"np": np, "grad": grad, "squared_length": lambda v: (v**2).sum()}
    exec(source, namespace)
    assert namespace["runs"] == 1
    assert "nudging needs `n + 1` runs" in prose_of(LESSON)


def test_the_exercises_of_many_inputs_are_solved_rightly() -> None:
    moved = {(i, sign): product_and_sum(*(HERE + 0.01 * sign * np.eye(3)[i])) for i in range(3) for sign in (-1, 1)}
    assert max(moved, key=lambda move: moved[move]) == (0, -1)
    assert moved[0, -1] == pytest.approx(4.03)
    assert grad(product_and_sum)(2.0, 0.0, 10.0) == 0.0
    assert grad(lambda x, y: x**2 * y + y, (0, 1))(3.0, 2.0) == (12.0, 10.0)
    v, w = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    by_v, by_w = grad(lambda v, w: (v * w).sum(), (0, 1))(v, w)
    np.testing.assert_array_equal([by_v, by_w], [w, v])
    prose = prose_of(LESSON)
    for promise in ("`d` grows from 4 to 4.03", "12 and 10", "so (3, −1), and by `w` it is `v`, so (1, 2)"):
        assert promise in prose
