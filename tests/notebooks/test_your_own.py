"""Operations, functions and data of one's own: the lesson keeps what its prose promises."""

from __future__ import annotations

import re
from typing import Any

import numpy as np

from autograd_widgets import Value, grad
from tests.notebooks.reading import Cells, cell_with, lesson, text_of

LESSON = lesson("07_your_own")


def test_the_readers_own_operation_is_told_as_one_step(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "def cube"))
    assert "v1 = cube(a) = cube(2.0) = 8.0" in shown
    assert "because here ∂v1/∂a = 3 × a ** 2" in shown


def test_a_wrong_derivative_is_refused_with_the_place_and_both_numbers(cells: Cells) -> None:
    shown = text_of(cell_with(cells, "def wrong_cube"))
    assert re.search(r"wrong_cube by x .* at x = \S+ it gives \S+, and central differences give \S+\.", shown)


def test_newtons_method_arrives(cells: Cells) -> None:
    assert text_of(cell_with(cells, "slope(x) / bend(x)")).strip().endswith("slope +0.0e+00")
    last = text_of(cell_with(cells, "np.linalg.solve")).strip().splitlines()[-1]
    assert last == "4 [1. 1.] 0.0"


def test_corners_and_ties_are_answered_as_the_prose_says(cells: Cells) -> None:
    assert "(np.float64(0.0), array([0. , 0.5, 0.5]))" in text_of(cell_with(cells, "several.max()"))


def test_the_trap_and_the_way_out_of_it(cells: Cells) -> None:
    assert "(np.float64(0.0), array([nan,  1.]))" in text_of(cell_with(cells, "np.where(x > 0, np.log(x), 0)"))
    namespace: dict[str, Any] = {"np": np, "Value": Value, "BackpropStepper": lambda root: root}
    exec(cell_with(cells, "safe = np.where").source, namespace)
    np.testing.assert_array_equal(namespace["x"].grad, [0.0, 1.0])


def test_the_exercises_of_your_own_are_solved_rightly() -> None:
    assert grad(grad(grad(np.sin)))(0.0) == -1.0
    x = Value(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.sqrt(x**2).backward()
    assert np.isnan(x.grad)
    for way_out in (np.abs, lambda x: np.where(x > 0, x, -x)):
        assert np.isfinite(grad(way_out)(0.0))
