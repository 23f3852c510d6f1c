"""The closed form of a derivative: as a book writes it, and right."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import table
from autograd_widgets.graph.closed_form.forms import closed_forms
from autograd_widgets.graph.closed_form.notation import binary
from autograd_widgets.graph.contract import FormData
from autograd_widgets.graph.formula import Formula, text_of
from autograd_widgets.graph.record import Graph

DIFFERENCES: dict[str, Callable[[Callable[[float], float], float, float], float]] = {
    "forward": lambda f, x, h: (f(x + h) - f(x)) / h,
    "backward": lambda f, x, h: (f(x) - f(x - h)) / h,
    "central": lambda f, x, h: (f(x + h) - f(x - h)) / (2 * h),
}
FUNCTIONS: dict[str, tuple[Callable[..., Any], str]] = {  # with the inputs' names
    "quadratic": (lambda x, a, b, c: a * x**2 + b * x + c, "xabc"),
    "product and sum": (lambda a, b, c: a * b + c, "abc"),
    "cubic with decimals": (lambda x: 0.1 * x**3 - 0.5 * x + 1 / 3, "x"),
    "neuron": (lambda x, w, b: np.tanh(w * x + b), "xwb"),
    "quotient": (lambda x, a, b, c, d: (a * x + b) / (c * x + d), "xabcd"),
    "bell": (lambda x: np.exp(-(x**2) / 2), "x"),
    "three factors": (lambda x: x * np.sin(x) * np.exp(x), "x"),
    "power of itself": (lambda x: x**x, "x"),
    "power and exponential": (lambda x, a: x**a + a**x, "xa"),
    "root": (lambda x: np.sqrt(1 + x**2) / x, "x"),
    "reciprocals": (lambda x: 1 / x + 3 / x**2, "x"),
    "distance": (lambda x: abs(x - 1) * x, "x"),
    "larger of two": (lambda x, y: np.maximum(x * y, x + 1), "xy"),
    "smaller of two": (lambda x, y: np.minimum(np.sin(x), y), "xy"),
    "cases": (lambda x: np.where(x > 1, x**2, -x), "x"),
    "mask": (lambda x: (x > 1) * x**2, "x"),
    "clip": (lambda x: np.clip(2 * x, -1, 1), "x"),
    "activations": (lambda x: table["relu"](3 * x - 1) + table["sigmoid"](2 * x) * table["softplus"](x), "x"),
    "logarithms": (lambda x: np.log2(x) + np.log10(3 * x) + np.log1p(x), "x"),
    "angle": (lambda x: np.arctan2(x, 2 * x + 1), "x"),
    "nested": (lambda x: np.sin(np.cos(np.exp(x) / 2)), "x"),
    "used twice": (lambda x: (x + np.sin(x)) ** 2 - np.sin(x), "x"),
    "steps": (lambda x: np.floor(x) + x, "x"),
    "h is an input": (lambda x, h: x**2 * h, "xh"),
}


def evaluate(formula: Formula, letters: Mapping[str, float], slopes: Callable[[Formula], float] | None = None) -> float:
    """Compute a formula from numbers, each operation as the engine does."""
    if isinstance(formula, str):
        return letters[formula]
    if not isinstance(formula, list):
        return formula
    if formula[0] == "derivative":
        assert slopes is not None, "the result holds no derivative that is yet to be taken"
        return slopes(formula[1])
    inputs = [np.float64(evaluate(part, letters, slopes)) for part in formula[1:]]
    if formula[0] in ("sum", "product"):
        return float({"sum": np.sum, "product": np.prod}[formula[0]](inputs))
    with np.errstate(all="ignore"):  # a case that is not chosen
        return float(table[formula[0]].forward(*inputs))


def recorded(function: Callable[..., Any], numbers: Mapping[str, float]) -> tuple[dict[str, Value], Value, Graph]:
    inputs = {name: Value(number, label=name) for name, number in numbers.items()}
    root = function(*inputs.values())
    return inputs, root, Graph.of(root, {})


def forms_of(function: Callable[..., Any], numbers: Mapping[str, float]) -> dict[str, FormData]:
    _, _, graph = recorded(function, numbers)
    return closed_forms(graph, {name: name for name in numbers})


def gradients(function: Callable[..., Any], numbers: Mapping[str, float]) -> dict[str, float]:
    inputs, root, _ = recorded(function, numbers)
    root.backward()
    return {name: float(value.grad) for name, value in inputs.items()}


def places(names: str, count: int = 5) -> list[dict[str, float]]:
    rng = np.random.default_rng(4)
    return [dict(zip(names, rng.uniform(0.4, 2.0, len(names)), strict=True)) for _ in range(count)]


def text(formula: Formula) -> str:
    return text_of(binary(formula))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_and_derivative_are_what_the_engine_computes(name: str) -> None:
    function, letters = FUNCTIONS[name]
    forms = forms_of(function, places(letters)[0])
    assert list(forms) == list(letters)
    for place in places(letters):
        expected = gradients(function, place)
        for x, form in forms.items():
            assert evaluate(form["function"], place) == pytest.approx(float(recorded(function, place)[1].data))
            assert evaluate(form["derivative"], place) == pytest.approx(expected[x], abs=1e-12)


def along(formula: Formula, place: Mapping[str, float], x: str) -> Callable[[float], float]:
    """Return a formula as a function of one letter."""
    return lambda number: evaluate(formula, {**place, x: number})


class Derived:
    """Derivatives as a derivation's lines make them: what one leaves to be taken, a line takes."""

    def __init__(self, form: FormData, place: Mapping[str, float]) -> None:
        self.after = {str(line["before"]): line["after"] for line in reversed(form["lines"])}
        self.place = place

    def __call__(self, term: Formula) -> float:
        return evaluate(self.after[str(term)], self.place, self)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_line_of_a_derivation_holds_and_the_lines_make_the_derivative(name: str) -> None:
    function, letters = FUNCTIONS[name]
    for x, form in forms_of(function, places(letters)[0]).items():
        lines = form["lines"]
        for place in places(letters, 3):
            derived = Derived(form, place)
            assert derived(form["function"]) == pytest.approx(evaluate(form["derivative"], place), abs=1e-9)
            for line in lines:
                difference = DIFFERENCES["central"](along(line["before"], place, x), place[x], 1e-6)
                assert derived(line["before"]) == pytest.approx(difference, rel=1e-5, abs=1e-6), line
        assert lines[0]["before"] == form["function"]
        assert lines[0]["depth"] == 0
        assert lines[-1]["after"] == form["derivative"]
        assert all(line["rule"] and line["why"].endswith(".") for line in lines)


@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_cutting_off_makes_is_all_of_it_or_the_leading_term(name: str) -> None:
    function, letters = FUNCTIONS[name]
    for x, form in forms_of(function, places(letters)[0]).items():
        for place in places(letters, 3) if form["truncation"] else []:
            h = 0.5 if form["exact"] else 1e-3
            f, at = along(form["function"], place, x), place[x]
            bends = {
                "f″": (f(at + h) - 2 * f(at) + f(at - h)) / h**2,
                "f‴": (f(at + 2 * h) - 2 * f(at + h) + 2 * f(at - h) - f(at - 2 * h)) / (2 * h**3),
            }
            numbers = {**place, **bends, "Δ" if "h" in letters else "h": h}
            slope = evaluate(form["derivative"], place)
            for formula, (method, difference) in zip(form["truncation"], DIFFERENCES.items(), strict=True):
                error = difference(f, at, h) - slope
                next_term = 1e-9 if form["exact"] or method == "central" else 20 * h**2
                tolerance = next_term if form["exact"] else 0.05 * abs(error) + next_term
                assert evaluate(formula, numbers) == pytest.approx(error, abs=tolerance), formula


def elementwise() -> list[str]:
    return [name for name, operation in table.items() if operation.kind == "elementwise"]


@pytest.mark.parametrize("name", elementwise())
def test_every_elementwise_operation_is_translated(name: str) -> None:
    operation = table[name]
    rng = np.random.default_rng(0)
    letters = operation.parameters
    for _ in range(4):
        numbers = {letter: rng.uniform(*bounds) for letter, bounds in zip(letters, operation.domain, strict=True)}
        inputs, root, graph = recorded(lambda *values: operation(*values) * 1.0, numbers)
        root.backward()
        forms = closed_forms(graph, {letter: letter for letter in letters})
        assert set(forms) == set(letters)
        for letter, form in forms.items():
            grad = inputs[letter].grad
            expected = 0.0 if grad is None else float(grad)
            assert evaluate(form["derivative"], numbers) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    ("function", "names", "derivatives"),
    [
        (lambda x, a, b, c: a * x**2 + b * x + c, "xabc", ["2 × a × x + b", "x ** 2", "x", "1"]),
        (lambda x: 3.0 * x**2 - 4.0 * x + 5.0, "x", ["6 × x − 4"]),
        (lambda a, b, c: a * b + c, "abc", ["b", "a", "1"]),
        (np.sin, "x", ["cos(x)"]),
        (lambda x: 0.1 * x**2, "x", ["0.2 × x"]),
        (lambda x: 0.5 * x**2 + x / 3, "x", ["x + 1 ÷ 3"]),
        (lambda x: x / (1 + x**2), "x", ["(1 − x ** 2) ÷ (x ** 2 + 1) ** 2"]),
        (lambda t, v, g: v * t - g * t**2 / 2, "tvg", ["v − g × t", "t", "−t ** 2 ÷ 2"]),
        (np.sqrt, "x", ["1 ÷ (2 × sqrt(x))"]),
        (np.log2, "x", ["1 ÷ (x × log(2))"]),
        (abs, "x", ["sign(x)"]),
        (table["relu"], "x", ["1 where x > 0, else 0"]),
        (table["sigmoid"], "x", ["(1 − sigmoid(x)) × sigmoid(x)"]),
        (lambda x: x**2 - x**2, "x", ["0"]),
    ],
)
def test_a_derivative_reads_as_in_a_book(function: Callable[..., Any], names: str, derivatives: list[str]) -> None:
    forms = forms_of(function, places(names)[0])
    assert [text(form["derivative"]) for form in forms.values()] == derivatives


def test_the_derivation_of_a_quadratic_takes_it_term_by_term() -> None:
    form = forms_of(FUNCTIONS["quadratic"][0], {"x": 3.0, "a": 3.0, "b": -4.0, "c": 5.0})["x"]
    told = [(line["depth"], line["rule"], text(line["before"]), text(line["after"])) for line in form["lines"]]
    assert told == [
        (0, "Sum rule", "a × x ** 2 + b × x + c", "derivative(a × x ** 2) + derivative(b × x) + derivative(c)"),
        (1, "Constant factor", "a × x ** 2", "a × derivative(x ** 2)"),
        (2, "Power rule", "x ** 2", "2 × x"),
        (1, "Constant factor", "b × x", "b"),
        (1, "Constant", "c", "0"),
        (0, "Together", "a × x ** 2 + b × x + c", "2 × a × x + b"),
    ]
    assert form["exact"]
    assert [text(error) for error in form["truncation"]] == ["a × h", "−a × h", "0"]


def test_a_chain_tells_what_is_outside_and_inside() -> None:
    form = forms_of(lambda x, w: np.tanh(w * x), {"x": 1.0, "w": 2.0})["x"]
    assert form["lines"][0]["rule"] == "Chain rule"
    assert "Outside is tanh." in form["lines"][0]["why"]
    assert "Inside is w × x: multiply by its derivative." in form["lines"][0]["why"]


@pytest.mark.parametrize(
    ("function", "names", "expected"),
    [
        (lambda x: x / x, "x", "x ÷ x"),
        (lambda x: 2 * (x - x), "x", "2 × (x − x)"),
        (lambda x, a: x + a - a, "xa", "x + a − a"),
        (lambda x: x + x, "x", "2 × x"),
    ],
)
def test_a_function_keeps_a_letter_that_would_cancel(function: Callable[..., Any], names: str, expected: str) -> None:
    for form in forms_of(function, places(names)[0]).values():
        assert text(form["function"]) == expected


def test_numbers_of_one_formula_are_written_in_one_style() -> None:
    form = forms_of(lambda x: x**10 / 10 + x**9 / 9 + 0.5, {"x": 1.0})["x"]
    assert text(form["function"]) == "x ** 10 ÷ 10 + x ** 9 ÷ 9 + 1 ÷ 2"
    form = forms_of(lambda x: 0.1 * x**3 - 0.7 * x, {"x": 1.0})["x"]
    assert text(form["function"]) == "0.1 × x ** 3 − 0.7 × x"


def test_leaves_that_are_no_inputs_are_numbers() -> None:
    x, rate = Value(2.0, label="x"), Value(0.1, label="rate")
    forms = closed_forms(Graph.of(rate * 3 * x**2, {}), {"x": "x"})
    assert text(forms["x"]["derivative"]) == "0.6 × x"


def test_any_node_can_be_the_root() -> None:
    x = Value(2.0, label="x")
    square = x**2
    graph = Graph.of([np.sin(square), square], {})
    assert text(closed_forms(graph, {"x": "x"}, graph.roots[1])["x"]["derivative"]) == "2 × x"


def squared_often(x: Any) -> Any:
    for _ in range(30):
        x = x * x + 1
    return x


@pytest.mark.parametrize(
    "function",
    [
        squared_often,
        lambda x: np.sum(x * np.ones(3)),
        lambda x: (10 * x) ** 1e9,
        lambda x: ((1000 * x) ** 90 + 1) ** 90 * 1e300,
        lambda x: x * np.inf,
        lambda x: x + np.nan,
        lambda x: 1 / (x - x),
        lambda x: np.sqrt(-(x**2)),
        np.sum,
    ],
    ids=["huge", "array", "digits", "more digits", "infinite", "nan", "division by 0", "imaginary", "untranslated"],
)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_where_there_is_none_to_be_read_nothing_comes_back(function: Callable[..., Any]) -> None:
    assert forms_of(function, {"x": 2.0}) == {}


def test_without_sympy_nothing_comes_back() -> None:
    program = """
import sys
sys.modules["sympy"] = None
from autograd_widgets import Value
from autograd_widgets.graph.closed_form.forms import closed_forms
from autograd_widgets.graph.record import Graph
print(closed_forms(Graph.of(Value(2.0, label="x") ** 2, {}), {"x": "x"}))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "{}"


def test_sympy_is_loaded_only_when_a_closed_form_is_asked_for() -> None:
    program = "import sys, autograd_widgets.graph.closed_form; print('sympy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
