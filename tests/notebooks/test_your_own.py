"""Operations, functions and data of one's own: the lesson keeps what its prose promises."""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, fit, grad, nn
from tests.notebooks.reading import (
    WIDGET,
    Cells,
    cell_with,
    cells_of,
    lesson,
    namespace_after,
    outputs_of,
    prose_of,
    text_of,
)

LESSON = lesson("07_your_own")
NAMES = ("drawn", "drawing")


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


def test_with_each_step_of_newtons_the_right_digits_about_double(cells: Cells) -> None:
    found = re.findall(r"x = (\S+)", text_of(cell_with(cells, "slope(x) / bend(x)")))
    errors = [abs(float(x) - np.arctan(3.0)) for x in found[:3]]  # the slope of sin(x) exp(-x/3) is 0 where tan(x) is 3
    for before, after in itertools.pairwise(errors):
        assert 1.5 < np.log(after) / np.log(before) < 2.5


def test_the_picture_is_of_the_slope_and_its_own_slope(cells: Cells) -> None:
    cell = cell_with(cells, "DerivativeExplorer(slope")
    x = 1.0
    wave, slope = np.sin(x) * np.exp(-x / 3), (np.cos(x) - np.sin(x) / 3) * np.exp(-x / 3)
    bend = (-np.sin(x) - 2 / 3 * np.cos(x) + np.sin(x) / 9) * np.exp(-x / 3)
    assert f"at 1: height {wave:.4f}, slope {slope:.4f}, bend {bend:.4f}" in text_of(cell)
    assert WIDGET in outputs_of(cell)[-1].data


def test_walking_downhill_in_the_valley_takes_thousands_of_steps() -> None:
    def valley(p: Any) -> Any:
        x, y = p
        return (1 - x) ** 2 + 100 * (y - x**2) ** 2

    slopes = grad(valley)
    for rate in (0.0005, 0.001, 0.002):
        point, taken = np.array([-1.0, 1.0]), 0
        while np.abs(point - 1).max() > 0.01 and taken < 2000:
            point, taken = point - rate * slopes(point), taken + 1
        assert taken == 2000
    assert "walking downhill takes thousands of steps in it" in prose_of(LESSON)


def test_corners_and_ties_are_answered_as_the_prose_says(cells: Cells) -> None:
    assert "at a corner: 0.0  of equals: [0.  0.5 0.5]" in text_of(cell_with(cells, "several.max()"))


def test_the_trap_and_the_way_out_of_it(cells: Cells) -> None:
    assert "value: 0.0  gradient: [nan  1.]" in text_of(cell_with(cells, "np.where(x > 0, np.log(x), 0)"))
    namespace: dict[str, Any] = {"np": np, "Value": Value, "BackpropStepper": lambda root: root}
    exec(cell_with(cells, "safe = np.where").source, namespace)
    np.testing.assert_array_equal(namespace["x"].grad, [0.0, 1.0])


def test_the_digits_are_ten_pictures_that_differ(cells: Cells) -> None:
    names = namespace_after(LESSON, display=lambda _: None)
    digits, X, y = names["digits"], names["X"], names["y"]
    assert digits.shape == (10, 15)
    assert len({tuple(picture) for picture in digits}) == 10
    assert (X.shape, np.bincount(y).tolist()) == ((400, 15), [40] * 10)
    assert names["net"] is not names["reader"]
    assert "Of each we take forty" in prose_of(LESSON)


def test_the_drawing_is_none_of_those_that_were_learnt(cells: Cells) -> None:
    code = "\n".join(cell.source for cell in cells)
    drawn, drawing = (re.findall(rf'^{name} = """\n(.*?)"""', code, re.DOTALL | re.MULTILINE)[0] for name in NAMES)
    columns = ["".join(parts) for parts in zip(*(line.split() for line in drawn.splitlines()), strict=True)]
    assert len(set(columns)) == 10
    assert "".join(drawing.split()) not in columns


def test_the_network_reads_the_drawing_and_most_of_the_new_ones(cells: Cells) -> None:
    read, right = text_of(cell_with(cells, "drawing =")).strip().splitlines()
    assert read == "I read a 7"
    (share,) = re.findall(r"right in (\d+)% of 1,000 new ones", right)
    assert int(share) > 85


@pytest.mark.parametrize("seed", range(1, 6))
def test_the_drawing_is_read_whatever_the_seed(seed: int) -> None:
    source = cell_with(cells_of(LESSON, "code"), "drawing =").source.partition("new = ")[0]
    names: dict[str, Any] = {"np": np, "fit": fit, "Adam": nn.Adam}
    names["MLP"] = lambda *sizes, rng, **options: nn.MLP(*sizes, rng=seed, **options)
    digits = namespace_after(LESSON, display=lambda _: None)["digits"]
    names["y"] = np.arange(400) % 10
    names["X"] = digits[names["y"]] + np.random.default_rng(seed).normal(0, 0.3, (400, 15))
    exec(source, names)
    assert np.argmax(names["scores"]) == 7


@pytest.mark.parametrize(("library", "least"), [("torch", 5), ("jax", 4)])
def test_what_is_said_of_other_libraries_is_there(library: str, least: int) -> None:
    module = pytest.importorskip(library)
    said = re.findall(r"`((?:torch|jax|jnp)\..*?)`", prose_of(LESSON))
    mine = [code for code in said if code.startswith("torch") is (library == "torch")]
    assert len(mine) >= least
    names = {library: module, "jnp": getattr(module, "numpy", None), "f": lambda x: x**3}
    names["x"] = module.tensor(2.0, requires_grad=True) if library == "torch" else module.numpy.array(2.0)
    for code in mine:
        eval(code, names)


def test_the_handwritten_digits_are_read_as_the_solution_says() -> None:
    pytest.importorskip("sklearn")
    solution = prose_of(LESSON).partition("More than nine in ten.")[2]
    load, make, train, ask = re.findall(r"`([^`]+)`", solution)[:4]
    names: dict[str, Any] = {"datasets": nn.datasets, "MLP": nn.MLP, "Adam": nn.Adam, "np": np, "fit": fit}
    exec("\n".join([load, make, train.replace("epochs=30", "epochs=30, progress=False")]), names)
    assert eval(ask, names) > 0.9
    assert len(names["X"]) - 1400 > 300


def test_the_exercises_of_your_own_are_solved_rightly() -> None:
    assert grad(grad(grad(np.sin)))(0.0) == -1.0
    x = Value(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.sqrt(x**2).backward()
    assert np.isnan(x.grad)
    for way_out in (np.abs, lambda x: np.where(x > 0, x, -x)):
        assert np.isfinite(grad(way_out)(0.0))
