"""The lessons: each runs from top to bottom, is committed clean, and keeps what its prose promises."""

from __future__ import annotations

import inspect
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from autograd_widgets import Graph, Value, fit, grad, nn, steps
from autograd_widgets.nn import scalar

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
CELL_TIMEOUT = 60  # seconds
MOST_CELLS = 22
WIDGET = "application/vnd.jupyter.widget-view+json"
PRIVATE = ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")

every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def executed(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run a copy of a notebook in a kernel of this interpreter, the first time that it is asked for."""
    folder = tmp_path_factory.mktemp("notebooks")

    @cache
    def run(path: Path) -> nbformat.NotebookNode:
        copy = shutil.copy(path, folder)
        notebook = nbformat.read(copy, as_version=4)
        client = NotebookClient(
            notebook, timeout=CELL_TIMEOUT, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
        )
        with pytest.MonkeyPatch.context() as patch:
            for name in PRIVATE:  # nothing of the user's configuration is read or written
                patch.setenv(name, str(folder / name.lower()))
            patch.setenv("JUPYTER_PLATFORM_DIRS", "1")  # without it, jupyter_core warns
            patch.setenv("JUPYTER_PREFER_ENV_PATH", "1")
            return client.execute()

    return run


def prose_of(path: Path) -> str:
    """Return a notebook's text, each run of white space as one space."""
    cells = nbformat.read(path, as_version=4).cells
    return " ".join(" ".join(cell.source for cell in cells if cell.cell_type == "markdown").split())


def outputs_of(cell: nbformat.NotebookNode) -> list[nbformat.NotebookNode]:
    return cell.get("outputs", [])


def text_of(cell: nbformat.NotebookNode) -> str:
    """Return what a cell printed and showed, as text and as pictures."""
    shown = [data for output in outputs_of(cell) for data in output.get("data", {}).values() if isinstance(data, str)]
    printed = "".join(output.get("text", "") for output in outputs_of(cell))  # a kernel may send a text in pieces
    return "\n".join([printed, *shown])


def cell_with(cells: list[nbformat.NotebookNode], code: str) -> nbformat.NotebookNode:
    (found,) = [cell for cell in cells if code in cell.source]
    return found


# --- every notebook -----------------------------------------------------------------------------------------


def test_there_are_notebooks() -> None:
    assert NOTEBOOKS


@every_notebook
def test_a_notebook_is_committed_without_what_a_run_leaves_behind(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert set(notebook.metadata) <= {"kernelspec", "language_info"}
    assert notebook.metadata.kernelspec.name == "python3"
    for cell in notebook.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert (cell.outputs, cell.execution_count) == ([], None)


@every_notebook
def test_a_notebook_is_short(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    assert len(cells) <= MOST_CELLS
    assert cells[0].source.startswith("# ")


@every_notebook
def test_a_notebook_runs_without_an_error_or_a_warning(executed: Any, path: Path) -> None:
    outputs = [output for cell in executed(path).cells for output in outputs_of(cell)]
    assert [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"] == []


@every_notebook
def test_a_notebook_shows_a_widget_within_its_first_three_cells(executed: Any, path: Path) -> None:
    shown = [WIDGET in output.get("data", {}) for cell in executed(path).cells[:3] for output in outputs_of(cell)]
    assert any(shown)


@every_notebook
def test_a_widget_leaves_a_picture_and_a_text_where_no_widget_runs(executed: Any, path: Path) -> None:
    for cell in executed(path).cells:
        for output in outputs_of(cell):
            if WIDGET in output.get("data", {}):
                assert output.data["image/svg+xml"].startswith("<svg")
                assert "object at 0x" not in output.data["text/plain"]


# --- derivatives --------------------------------------------------------------------------------------------

DERIVATIVES = next(path for path in NOTEBOOKS if path.stem == "01_derivatives")


@pytest.fixture
def derivatives(executed: Any) -> list[nbformat.NotebookNode]:
    return [cell for cell in executed(DERIVATIVES).cells if cell.cell_type == "code"]


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
def test_the_numbers_of_the_article_on_one_input_appear(
    derivatives: list[nbformat.NotebookNode], code: str, line: str
) -> None:
    assert line in " ".join(text_of(cell_with(derivatives, code)).split())


def test_what_is_missing_is_three_times_h(derivatives: list[nbformat.NotebookNode]) -> None:
    rows = text_of(cell_with(derivatives, "quotient - 14")).strip().splitlines()[1:]
    table = np.array([[float(number) for number in row.split()] for row in rows])
    np.testing.assert_allclose(table[:, 2], 3 * table[:, 0], rtol=1e-9)
    assert "what is missing is always 3 times `h`" in prose_of(DERIVATIVES)


@pytest.mark.parametrize("x", [-1.0, 2 / 3, 3.0])
@pytest.mark.parametrize(("a", "b", "c"), [(3.0, -4.0, 5.0), (-2.0, 1.0, 0.5)])
def test_the_derivation_with_a_pencil_is_right(x: float, a: float, b: float, c: float) -> None:
    assert grad(quadratic)(x, a, b, c) == pytest.approx(2 * a * x + b, abs=1e-12)
    assert forward(lambda x: quadratic(x, a, b, c), x, 0.25) == pytest.approx(2 * a * x + b + a * 0.25)
    assert "the derivative is $2ax + b$, and the error is exactly $a \\cdot h$" in prose_of(DERIVATIVES)


def test_the_picture_that_python_moves_is_not_the_one_that_the_reader_drags() -> None:
    sources = [cell.source for cell in nbformat.read(DERIVATIVES, as_version=4).cells if cell.cell_type == "code"]
    (moved,) = [source for source in sources if "explorer.h = 0.001" in source]
    assert moved.startswith("explorer = DerivativeExplorer(")


def test_the_curve_lies_flat_where_the_prose_says() -> None:
    assert grad(quadratic)(2 / 3) == pytest.approx(0.0, abs=1e-12)
    assert grad(quadratic)(0.6) < 0 < grad(quadratic)(0.7)
    assert "so $x = \\frac{2}{3}$" in prose_of(DERIVATIVES)


def test_the_table_of_the_sine_shows_its_derivative(derivatives: list[nbformat.NotebookNode]) -> None:
    rows = text_of(cell_with(derivatives, "forward    central")).strip().splitlines()[1:5]
    for x, by_forward, by_central, cosine in ([float(number) for number in row.split()] for row in rows):
        assert cosine == pytest.approx(np.cos(x), abs=1e-6)
        assert by_central == pytest.approx(cosine, abs=2e-6)
        assert by_forward == pytest.approx(cosine, abs=1e-3)


def test_the_best_steps_are_those_of_the_prose(derivatives: list[nbformat.NotebookNode]) -> None:
    lines = text_of(cell_with(derivatives, "error forward")).strip().splitlines()
    table = np.array([[float(number) for number in line.split()] for line in lines[1:17]])
    steps_tried, errors = table[:, 0], np.abs(table[:, 1:])
    assert list(steps_tried[np.argmin(errors, axis=0)]) == [1e-8, 1e-5]
    assert lines[-1] == "eps = 2.2e-16, its square root 1e-08, its cube root 6e-06"
    assert table[-1, 1] == pytest.approx(-np.cos(1.0), abs=0.01)  # the quotient is 0
    prose = prose_of(DERIVATIVES)
    assert "the square root of `eps`, about 1e-8" in prose
    assert "near the cube root, about 6e-6, and hundreds of times nearer there" in prose


def test_near_its_best_step_the_central_difference_is_hundreds_of_times_nearer() -> None:
    places = np.linspace(0.5, 2.5, 200)  # at one place, luck decides
    by_forward = np.median([abs(forward(np.sin, x, 1.5e-8) - np.cos(x)) for x in places])
    by_central = np.median([abs(central(np.sin, x, 6e-6) - np.cos(x)) for x in places])
    assert 100 < by_forward / by_central < 1000


def test_corners_are_answered_as_the_lesson_says(derivatives: list[nbformat.NotebookNode]) -> None:
    assert [line.split() for line in text_of(cell_with(derivatives, "right, left =")).strip().splitlines()] == [
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
    assert "Bring `h` below 0.1, and its sign is right; below 0.01, its size as well." in prose_of(DERIVATIVES)


def test_the_exercises_of_derivatives_are_solved_rightly() -> None:
    assert grad(quadratic)(2.0) == 8.0
    assert forward(lambda x: x**3, 2.0, 0.1) == pytest.approx(12.61)
    assert grad(lambda x: x**3)(2.0) == 12.0
    assert grad(np.sin)(np.pi / 2) == pytest.approx(0.0, abs=1e-12)
    assert forward(lambda x: np.maximum(x, 0), 0.5, -0.5) == 1.0
    assert forward(lambda x: np.maximum(x, 0), 0.5, -0.51) < 1.0
    prose = prose_of(DERIVATIVES)
    for promise in (
        "At $x = 2$: $6x - 4 = 8$",
        "The quotient is 12.61",
        "3xh + h^2 = 0.61",
        "about 1.571",
        "up to 0.5",
    ):
        assert promise in prose


# --- many inputs --------------------------------------------------------------------------------------------

MANY_INPUTS = next(path for path in NOTEBOOKS if path.stem == "02_many_inputs")


@pytest.fixture
def many_inputs(executed: Any) -> list[nbformat.NotebookNode]:
    return [cell for cell in executed(MANY_INPUTS).cells if cell.cell_type == "code"]


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
def test_the_numbers_of_the_article_on_many_inputs_appear(
    many_inputs: list[nbformat.NotebookNode], code: str, line: str
) -> None:
    assert text_of(cell_with(many_inputs, code)).strip() == line
    np.testing.assert_array_equal(grad(product_and_sum, (0, 1, 2))(*HERE), UPHILL)


def test_no_direction_climbs_faster_than_the_gradient(many_inputs: list[nbformat.NotebookNode]) -> None:
    def climb(direction: np.ndarray) -> float:
        return product_and_sum(*(HERE + 1e-4 * direction / np.linalg.norm(direction))) - product_and_sum(*HERE)

    others = np.random.default_rng(0).normal(size=(1000, 3))
    assert max(map(climb, others)) < climb(UPHILL)
    assert min(map(climb, others)) > climb(-UPHILL)
    assert "s = 0: 4.000 s = 0.01: 4.139" in " ".join(text_of(cell_with(many_inputs, "def uphill")).split())
    assert grad(lambda s: product_and_sum(*(h + s * u for h, u in zip(HERE, UPHILL, strict=True))))(0.0) == 14.0
    assert "at 0 its slope is $(-3)^2 + 2^2 + 1^2 = 14$" in prose_of(MANY_INPUTS)


def test_the_graph_is_open_where_the_prose_says_so(many_inputs: list[nbformat.NotebookNode]) -> None:
    assert WIDGET in outputs_of(cell_with(many_inputs, "opened=True"))[0].data
    assert '"Show how autograd gets this" opens the steps' in prose_of(MANY_INPUTS)


def test_the_gradient_of_a_squared_length_is_twice_the_vector(many_inputs: list[nbformat.NotebookNode]) -> None:
    assert "[ 2. -4.  6.]" in text_of(cell_with(many_inputs, "squared_length, v=v"))


def test_nudging_costs_a_run_for_each_input_and_one_more(many_inputs: list[nbformat.NotebookNode]) -> None:
    assert text_of(cell_with(many_inputs, "def counted")).strip().splitlines() == [
        "by nudging: 1001 runs",
        "by autograd: 1 run forward, and one walk back",
        "the same gradient: True",
    ]
    source = cell_with(many_inputs, "def counted").source
    namespace: dict[str, Any] = {"np": np, "grad": grad, "squared_length": lambda v: (v**2).sum()}
    exec(source, namespace)
    assert namespace["runs"] == 1
    assert "nudging needs `n + 1` runs" in prose_of(MANY_INPUTS)


def test_the_exercises_of_many_inputs_are_solved_rightly() -> None:
    moved = {(i, sign): product_and_sum(*(HERE + 0.01 * sign * np.eye(3)[i])) for i in range(3) for sign in (-1, 1)}
    assert max(moved, key=lambda move: moved[move]) == (0, -1)
    assert moved[0, -1] == pytest.approx(4.03)
    assert grad(product_and_sum)(2.0, 0.0, 10.0) == 0.0
    assert grad(lambda x, y: x**2 * y + y, (0, 1))(3.0, 2.0) == (12.0, 10.0)
    v, w = np.array([1.0, 2.0]), np.array([3.0, -1.0])
    by_v, by_w = grad(lambda v, w: (v * w).sum(), (0, 1))(v, w)
    np.testing.assert_array_equal([by_v, by_w], [w, v])
    prose = prose_of(MANY_INPUTS)
    for promise in ("`d` grows from 4 to 4.03", "12 and 10", "so (3, −1), and by `w` it is `v`, so (1, 2)"):
        assert promise in prose


# --- backpropagation by hand --------------------------------------------------------------------------------

BY_HAND = next(path for path in NOTEBOOKS if path.stem == "03_backprop_by_hand")


@pytest.fixture
def by_hand(executed: Any) -> list[nbformat.NotebookNode]:
    return [cell for cell in executed(BY_HAND).cells if cell.cell_type == "code"]


def expression() -> dict[str, Value]:
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    return {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}


def gradients(root: Value, **leaves: Value) -> dict[str, float]:
    root.backward()
    return {name: float(leaf.grad) for name, leaf in leaves.items()}


def test_the_hand_calculation_gives_the_numbers_of_the_guide(by_hand: list[nbformat.NotebookNode]) -> None:
    values = expression()
    found = gradients(values["L"], **values)
    assert float(values["L"].data) == -8.0
    assert found == {"a": 6.0, "b": -4.0, "c": -2.0, "f": 4.0, "e": -2.0, "d": -2.0, "L": 1.0}
    shown = text_of(cell_with(by_hand, "L.backward()"))
    assert {name: float(number) for name, number in re.findall(r"'(\w)': (-?[\d.]+)", shown)} == {
        name: found[name] for name in "abcdef"
    }


def test_nudging_gives_what_backpropagation_gives(by_hand: list[nbformat.NotebookNode]) -> None:
    assert text_of(cell_with(by_hand, "def L_of")).strip() == "L goes from -8.000 to -7.994: 6.000 times as far as a"
    assert "the gradient of `a` should come out as 6" in prose_of(BY_HAND)
    assert "the 6 that nudging promised" in prose_of(BY_HAND)


@pytest.mark.parametrize(
    ("code", "set_by_then"),
    [
        ("L.grad = 1.0", {"L"}),
        ("d.grad = -2.0", {"L", "d", "f"}),
        ("c.grad = -2.0 * 1.0", {"L", "d", "f", "c", "e"}),
        ("a.grad = e.grad * b.data", {"L", "d", "f", "c", "e", "a", "b"}),
    ],
)
def test_gradients_set_by_hand_are_those_of_the_engine(code: str, set_by_then: set[str]) -> None:
    code_cells = [cell.source for cell in nbformat.read(BY_HAND, as_version=4).cells if cell.cell_type == "code"]
    last = next(i for i, source in enumerate(code_cells) if code in source)
    by_name = expression()
    for source in code_cells[2 : last + 1]:  # from the first that sets a gradient
        exec(source, dict(by_name, draw_dot=lambda _: None))
    values = expression()
    true = gradients(values["L"], **values)
    assert {name: float(v.grad) for name, v in by_name.items()} == {
        name: gradient if name in set_by_then else 0.0 for name, gradient in true.items()
    }


@pytest.mark.parametrize("code", ["L.grad = 1.0", "d.grad = -2.0", "c.grad = -2.0", "a.grad = e.grad"])
def test_each_gradient_set_by_hand_is_drawn(by_hand: list[nbformat.NotebookNode], code: str) -> None:
    cell = cell_with(by_hand, code)
    assert "<svg" in text_of(cell)
    for number in re.findall(r"grad = (-?\d\.0)\b", cell.source):
        assert number in text_of(cell).replace("−", "-")


def test_the_last_drawing_shows_the_gradients_of_a_and_b(by_hand: list[nbformat.NotebookNode]) -> None:
    drawing = text_of(cell_with(by_hand, "a.grad = e.grad * b.data")).replace("−", "-")
    assert "6.0" in drawing
    assert "-4.0" in drawing


@pytest.mark.parametrize(
    "line",
    [
        "L = d × f = 4.0 × −2.0 = −8.0",
        "∂L/∂d = ∂L/∂L · ∂L/∂d = 1.0 · −2.0 = −2.0, because ∂L/∂d = f",
        "∂L/∂f = ∂L/∂L · ∂L/∂f = 1.0 · 4.0 = 4.0, because ∂L/∂f = d",
        "∂L/∂c = ∂L/∂d · ∂d/∂c = −2.0 · 1.0 = −2.0",
        "∂L/∂e = ∂L/∂d · ∂d/∂e = −2.0 · 1.0 = −2.0",
        "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0, because ∂e/∂a = b",
        "∂L/∂b = ∂L/∂e · ∂e/∂b = −2.0 · 2.0 = −4.0, because ∂e/∂b = a",
    ],
)
@pytest.mark.parametrize("code", ["steps(L)", "BackpropStepper(L)"])
def test_the_printed_steps_are_those_of_the_prose(by_hand: list[nbformat.NotebookNode], code: str, line: str) -> None:
    assert line in text_of(cell_with(by_hand, code))


def test_the_second_part_that_arrives_is_the_one_announced(by_hand: list[nbformat.NotebookNode]) -> None:
    x, y = Value(3.0), Value(2.0)
    assert gradients(x * y + x, x=x, y=y) == {"x": 3.0, "y": 3.0}
    first, second = steps(x * y + x)[3:]  # the cell begins at step 4, where the first part has arrived
    assert [part.before for part in first.contributions if part.input.name == "x"] == [None]
    assert [part.after for part in second.contributions if part.input.name == "x"] == [3.0]
    shown = text_of(cell_with(by_hand, "BackpropStepper(z, step=4)"))
    assert "x receives 1.0 · 2.0 = 2.0, which with the 1.0 it already had makes 3.0" in shown


def test_the_neuron_has_the_gradients_of_the_prose(by_hand: list[nbformat.NotebookNode]) -> None:
    x1, x2, w1, w2 = Value(2.0), Value(0.0), Value(-3.0), Value(1.0)
    o = (x1 * w1 + x2 * w2 + 6.8813735870195432).tanh()
    found = gradients(o, x1=x1, w1=w1, x2=x2, w2=w2)
    np.testing.assert_allclose(list(found.values()), [-1.5, 1.0, 0.5, 0.0], atol=1e-12)
    shown = text_of(cell_with(by_hand, "o = n.tanh()"))
    for name, number in (("x1", "−1.5"), ("w1", "1.0"), ("x2", "0.5"), ("w2", "0.0")):
        assert re.search(rf"{name} receives \S+ · \S+ = {number}\b", shown)
    prose = prose_of(BY_HAND)
    assert "the one that must be 0 is the gradient of `w2`" in prose
    assert "`x1` down (its gradient is −1.5), `w1` up (its gradient is 1)" in prose


def test_the_first_exercise_is_solved_rightly() -> None:
    values = expression()
    d, f = values["d"], Value(0.0)
    found = gradients(d * f, **{name: values[name] for name in "abcde"}, f=f)
    assert {name for name, gradient in found.items() if gradient == 0.0} == set("abcde")
    assert found["f"] == 4.0
    solution = "To 0: every path from `a` to `L` goes through the product with `f`. "
    assert solution + "The gradients of `b`, `c`, `d` and `e` become 0 too; only `f` keeps its own" in prose_of(BY_HAND)


def test_the_second_exercise_is_solved_rightly() -> None:
    p, q = Value(2.0), Value(5.0)
    assert gradients((p + q) * p, p=p, q=q) == {"p": 9.0, "q": 2.0}
    prose = prose_of(BY_HAND)
    assert "Write `p = Value(2.0)`, `q = Value(5.0)` and `r = (p + q) * p`." in prose
    assert "`2p + q = 9`, which arrives in two parts: `p + q = 7` from the product, and 2 from the sum" in prose
    assert "By `q` it is `p = 2`." in prose


@pytest.mark.parametrize(("name", "move"), [("x1", -1e-3), ("w1", 1e-3)])
def test_the_third_exercise_is_solved_rightly(name: str, move: float) -> None:
    def output(**moved: float) -> float:
        number = {"x1": 2.0, "x2": 0.0, "w1": -3.0, "w2": 1.0}
        number |= {name: number[name] + by for name, by in moved.items()}
        return np.tanh(number["x1"] * number["w1"] + number["x2"] * number["w2"] + 6.8813735870195432)

    assert output(**{name: move}) > output()


# --- your own -----------------------------------------------------------------------------------------------

YOUR_OWN = next(path for path in NOTEBOOKS if path.stem == "07_your_own")


@pytest.fixture
def your_own(executed: Any) -> list[nbformat.NotebookNode]:
    return [cell for cell in executed(YOUR_OWN).cells if cell.cell_type == "code"]


def test_the_readers_own_operation_is_told_as_one_step(your_own: list[nbformat.NotebookNode]) -> None:
    shown = text_of(cell_with(your_own, "def cube"))
    assert "v1 = cube(a) = cube(2.0) = 8.0" in shown
    assert "because here ∂v1/∂a = 3 × a ** 2" in shown


def test_a_wrong_derivative_is_refused_with_the_place_and_both_numbers(your_own: list[nbformat.NotebookNode]) -> None:
    shown = text_of(cell_with(your_own, "def wrong_cube"))
    assert re.search(r"wrong_cube by x .* at x = \S+ it gives \S+, and central differences give \S+\.", shown)


def test_newtons_method_arrives(your_own: list[nbformat.NotebookNode]) -> None:
    assert text_of(cell_with(your_own, "slope(x) / bend(x)")).strip().endswith("slope +0.0e+00")
    last = text_of(cell_with(your_own, "np.linalg.solve")).strip().splitlines()[-1]
    assert last == "4 [1. 1.] 0.0"


def test_corners_and_ties_are_answered_as_the_prose_says(your_own: list[nbformat.NotebookNode]) -> None:
    assert "(np.float64(0.0), array([0. , 0.5, 0.5]))" in text_of(cell_with(your_own, "several.max()"))


def test_the_trap_and_the_way_out_of_it(your_own: list[nbformat.NotebookNode]) -> None:
    assert "(np.float64(0.0), array([nan,  1.]))" in text_of(cell_with(your_own, "np.where(x > 0, np.log(x), 0)"))
    namespace: dict[str, Any] = {"np": np, "Value": Value, "BackpropStepper": lambda root: root}
    exec(cell_with(your_own, "safe = np.where").source, namespace)
    np.testing.assert_array_equal(namespace["x"].grad, [0.0, 1.0])


def test_the_exercises_of_your_own_are_solved_rightly() -> None:
    assert grad(grad(grad(np.sin)))(0.0) == -1.0
    x = Value(0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        np.sqrt(x**2).backward()
    assert np.isnan(x.grad)
    for way_out in (np.abs, lambda x: np.where(x > 0, x, -x)):
        assert np.isfinite(grad(way_out)(0.0))


# --- neurons, layers, networks ------------------------------------------------------------------------------

NETWORKS = next(path for path in NOTEBOOKS if path.stem == "05_neurons_layers_mlp")
SAMPLES = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
TARGETS = [1.0, -1.0, -1.0, 1.0]


@pytest.fixture
def networks(executed: Any) -> list[nbformat.NotebookNode]:
    return [cell for cell in executed(NETWORKS).cells if cell.cell_type == "code"]


def loss_of(network: Any) -> Any:
    return sum((network(x) - y) ** 2 for x, y in zip(SAMPLES, TARGETS, strict=True))


def train(network: scalar.MLP, rate: float, steps: int = 20) -> float:
    """Train as the lesson does, and return the last of the losses."""
    for _ in range(steps):
        loss = loss_of(network)
        network.zero_grad()
        loss.backward()
        for p in network.parameters():
            p.data += -rate * p.grad
    return float(loss.data)


def article_network(seed: int = 0) -> scalar.MLP:
    return scalar.MLP(3, [4, 4, 1], rng=seed)


@cache
def final_losses(rate: float, steps: int = 20) -> np.ndarray:
    return np.array([train(article_network(seed), rate, steps) for seed in range(40)])


def first_neuron(activation: str = "tanh") -> tuple[scalar.Neuron, list[Value]]:
    return scalar.Neuron(2, activation=activation, rng=0), [Value(2.0), Value(0.5)]


def test_the_gradients_of_the_neuron_vanish_when_its_bias_is_dragged_up() -> None:
    neuron, inputs = first_neuron()
    leaves = [*inputs, *neuron.parameters()]
    neuron(inputs).backward()
    assert max(abs(leaf.grad) for leaf in leaves) > 0.5
    neuron.b.data = 3.0
    out = neuron(inputs)
    for leaf in leaves:
        leaf.grad = 0.0
    out.backward()
    assert out.data > 0.99
    assert max(abs(leaf.grad) for leaf in leaves) < 0.02
    assert "drag `b` up to about 3. The output nears 1" in prose_of(NETWORKS)


@pytest.mark.parametrize("code", ["code_of(Neuron)", "display(code_of(Layer), code_of(MLP))"])
def test_the_code_that_is_read_aloud_is_the_code_that_runs(networks: list[nbformat.NotebookNode], code: str) -> None:
    shown = text_of(cell_with(networks, code))
    for name in re.findall(r"code_of\((\w+)\)", code):
        assert inspect.getsource(getattr(scalar, name)) in shown
    assert "noqa" not in shown


def test_every_name_that_the_reading_explains_is_in_the_code() -> None:
    prose = " ".join(prose_of(NETWORKS).partition("## Read the code")[2].partition("## Four samples")[0].split())
    known = inspect.getsource(scalar) + "neuron([x1, x2]) rng=0"
    names = re.findall(r"`([^`]+)`", prose)
    assert len(names) > 20
    assert [name for name in names if name not in known] == []


def test_neurons_of_a_layer_are_not_alike() -> None:
    layer = scalar.Layer(3, 4, rng=0)
    assert len({float(p.data) for p in layer.parameters()}) == 16
    assert "so that no two are alike" in prose_of(NETWORKS)


def test_the_parameters_are_counted_as_the_prose_does(networks: list[nbformat.NotebookNode]) -> None:
    counts = [int(line.split()[0]) for line in text_of(cell_with(networks, "in all")).strip().splitlines()]
    assert counts == [4 * (3 + 1), 4 * (4 + 1), 1 * (4 + 1), 41]
    prose = prose_of(NETWORKS)
    assert "4 · (3 + 1), 4 · (4 + 1) and 1 · (4 + 1)" in prose
    assert "each of the 41 parameters" in prose


def test_one_step_and_then_twenty_bring_the_loss_down(networks: list[nbformat.NotebookNode]) -> None:
    n = article_network()
    first, second = train(n, 0.1, 1), float(loss_of(n).data)
    stepped = text_of(cell_with(networks, "the loss was"))
    assert f"the loss was {first:.3f} and is {second:.3f}" in stepped
    before, gradient, after = map(float, re.findall(r"[-+]?\d\.\d{4}", stepped))
    assert after == pytest.approx(before - 0.1 * gradient, abs=1e-4)
    rows = [line.split() for line in text_of(cell_with(networks, "for k in range(20)")).splitlines()]
    losses = [float(row[1]) for row in rows[:20]]
    assert losses == sorted(losses, reverse=True)
    assert losses[-1] == pytest.approx(train(n, 0.1), abs=1e-4)
    assert losses[-1] < 0.05


def test_the_untrained_network_says_about_the_same_to_every_sample() -> None:
    assert "say about the same to every sample" in prose_of(NETWORKS)
    assert np.ptp([article_network()(x).data for x in SAMPLES]) < 0.25


def test_a_tenth_lets_all_forty_arrive_and_a_half_few(networks: list[nbformat.NotebookNode]) -> None:
    shown = text_of(cell_with(networks, "def train"))
    for rate in (0.1, 0.5):
        assert f"learning rate {rate}: {sum(final_losses(rate) > 1)} of 40 end above loss 1" in shown
    assert max(final_losses(0.1)) < 0.25
    assert sum(final_losses(0.5) > 1) > 20
    assert "At 0.1 all forty arrive. At 0.5 the loss leaps about, and most get stuck." in prose_of(NETWORKS)


def test_those_that_are_stuck_are_at_four_or_at_eight(networks: list[nbformat.NotebookNode]) -> None:
    stuck = final_losses(0.5)[final_losses(0.5) > 1]
    near = {level: sum(abs(stuck - level) < 0.1) for level in (4, 8)}
    assert min(near.values()) > 2
    assert sum(near.values()) >= len(stuck) - 1
    rows = re.findall(
        r"wanted ([-+]1.0), got ([-+]\d\.\d+), .* slope (\d\.\d+)", text_of(cell_with(networks, "def train"))
    )
    wanted, got, slope = np.array(rows, dtype=float).T
    assert list(wanted) == TARGETS
    assert sum(np.sign(got) != wanted) == 2
    assert max(slope) < 0.01
    np.testing.assert_allclose(slope, 1 - got**2, atol=3e-4)


def test_matrices_give_what_lists_give(networks: list[nbformat.NotebookNode]) -> None:
    cell = cell_with(networks, "from_scalar")
    answers = re.findall(r": (True|False)$", text_of(cell), flags=re.MULTILINE)
    assert answers == ["True"] * 4
    assert WIDGET in outputs_of(cell)[-1].data
    assert len(Graph.of(loss_of(article_network())).nodes) > 200
    assert "weight by weight, it would have hundreds of boxes" in prose_of(NETWORKS)


def test_matrices_are_faster_the_more_samples_there_are(networks: list[nbformat.NotebookNode]) -> None:
    shown = text_of(cell_with(networks, "import repeat"))
    few, many = (int(times) for times in re.findall(r": (\d+) times as fast", shown))
    assert 1 < few < many
    assert many > 20


def test_fit_does_the_same_in_one_line(networks: list[nbformat.NotebookNode]) -> None:
    cell = cell_with(networks, "history = fit(")
    assert any("image/png" in output.get("data", {}) for output in outputs_of(cell))
    network = nn.MLP(3, [4, 4, 1], rng=0)
    history = fit(network, SAMPLES, TARGETS, epochs=200, progress=False)
    assert history.loss[-1] < history.loss[0] / 100
    for norms in history.gradient_norms.values():
        assert norms[-1] < norms[0] / 10
    ours, one = nn.MLP(3, [4, 4, 1], rng=0), nn.MLP(3, [4, 4, 1], rng=0)
    ((ours(SAMPLES) - TARGETS) ** 2).sum().backward()
    fit(one, SAMPLES, TARGETS, epochs=1, progress=False)
    for p, q in zip(ours.parameters(), one.parameters(), strict=True):
        np.testing.assert_allclose(q.data, p.data - 0.1 * p.grad / 4, atol=1e-12)
    assert "its steps on four samples are a quarter as long" in prose_of(NETWORKS)


def test_a_neuron_with_relu_is_dead_where_its_sum_is_negative() -> None:
    neuron, inputs = first_neuron("relu")
    out = neuron(inputs)
    out.backward()
    assert [out.data, *(leaf.grad for leaf in [*inputs, *neuron.parameters()])] == [0.0] * 6


def test_the_second_exercise_of_networks_is_solved_rightly() -> None:
    counts = [len(layer.parameters()) for layer in scalar.MLP(2, [16, 16, 1]).layers]
    assert f"= {' + '.join(map(str, counts))} = {sum(counts)}." in prose_of(NETWORKS)


def test_learning_rates_fail_where_the_third_exercise_says_so() -> None:
    fails = [rate for rate in (0.2, 0.25, 0.3, 0.4, 0.5) if train(article_network(), rate) > 1]
    assert fails == [0.25, 0.4]
    assert "0.25 and 0.4 fail, 0.2, 0.3 and even 0.5 succeed" in prose_of(NETWORKS)
    assert sum(final_losses(0.02) > 1) > 0
    assert max(final_losses(0.02, 200)) < 0.1


def test_equal_weights_stay_equal() -> None:
    nothing, alike = article_network(), article_network()
    for network, number in ((nothing, 0.0), (alike, 0.5)):
        for p in network.parameters():
            p.data = number
    assert train(nothing, 0.1) == train(nothing, 0.1) == 4.0
    assert {float(p.data) for p in nothing.parameters()} == {0.0}
    assert train(alike, 0.1, 200) < 0.01
    for layer in alike.layers:
        first, *others = [[float(p.data) for p in neuron.parameters()] for neuron in layer.neurons]
        for other in others:
            np.testing.assert_allclose(other, first, rtol=1e-6)
