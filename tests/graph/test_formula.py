"""Rules as formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value
from autograd_widgets.engine import table
from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.ops.indexing import Index, taken_apart
from autograd_widgets.graph.formula import (
    Formula,
    application,
    contribution_formulas,
    formula_of,
    partial_formulas,
    run_on_names,
    substitute,
    text_of,
)


class _IndexOf:
    """What stands between its brackets, as an operation's option."""

    def __getitem__(self, index: Any) -> Index:
        return taken_apart(index)[0]


index_of = _IndexOf()


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("add", ["1", "1"]),
        ("subtract", ["1", "−1"]),
        ("multiply", ["y", "x"]),
        ("divide", ["1 ÷ y", "−out ÷ y"]),
        ("power", ["y × x ** (y − 1)", "out × log(x)"]),
        ("exp", ["out"]),
        ("log", ["1 ÷ x"]),
        ("tanh", ["1 − out ** 2"]),
        ("relu", ["1 where x > 0, else 0"]),
        ("square", ["2 × x"]),
        ("reciprocal", ["−1 ÷ x ** 2"]),
        ("absolute", ["sign(x)"]),
        ("floor", ["0"]),
        ("sqrt", ["1 ÷ (2 × out)"]),
        ("cbrt", ["1 ÷ (3 × out ** 2)"]),
        ("log2", ["1 ÷ (0.69315 × x)"]),
        ("logaddexp", ["exp(x − out)", "exp(y − out)"]),
        ("hypot", ["x ÷ out", "y ÷ out"]),
        ("maximum", ["1 where x > y, else 0.5 where x = y, else 0", "1 where y > x, else 0.5 where x = y, else 0"]),
        (
            "clip",
            [
                "0.5 where x = low, else 0.5 where x = high, else 1 where out = x, else 0",
                "0.5 where x = low, else 1 where out = low, else 0",
                "0.5 where x = high, else 1 where out = high, else 0",
            ],
        ),
        ("cos", ["−sin(x)"]),
        ("tan", ["1 + out ** 2"]),
        ("arcsin", ["1 ÷ sqrt(1 − x ** 2)"]),
        ("arccos", ["−1 ÷ sqrt(1 − x ** 2)"]),
        ("arctan", ["1 ÷ (1 + x ** 2)"]),
        ("arctan2", ["x ÷ (x ** 2 + y ** 2)", "−y ÷ (x ** 2 + y ** 2)"]),
        ("arcsinh", ["1 ÷ sqrt(1 + x ** 2)"]),
        ("arccosh", ["1 ÷ sqrt(x ** 2 − 1)"]),
        ("arctanh", ["1 ÷ (1 − x ** 2)"]),
        ("sigmoid", ["out × (1 − out)"]),
        ("softplus", ["sigmoid(x)"]),
        ("silu", ["sigmoid(x) + out × (1 − sigmoid(x))"]),
        ("leaky_relu", ["1 where x > 0, else slope", "x where x < 0, else 0"]),
        ("elu", ["1 where x > 0, else alpha × exp(x)", "0 where x > 0, else exp(x) − 1"]),
    ],
)
def test_a_partial_is_shown_as_a_book_prints_it(name: str, texts: list[str]) -> None:
    assert [text_of(formula) for formula in partial_formulas(table[name], shown=True) if formula is not None] == texts


def evaluated(formula: Any, letters: Mapping[str, Array]) -> Array:
    """Return the number that a formula gives with numbers for its letters."""
    if isinstance(formula, list):
        name, *arguments = formula
        return table[name](*(evaluated(argument, letters) for argument in arguments))
    return letters[formula] if isinstance(formula, str) else np.float64(formula)


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("maximum", [1.0, 1.0]), ("minimum", [1.0, 1.0]), ("clip", [0.0, 0.0, 1.0]), ("clip", [1.0, 0.0, 1.0])],
)
def test_what_is_shown_is_the_derivative_at_a_tie_as_well(name: str, numbers: list[float]) -> None:
    operation = table[name]
    inputs = [np.float64(x) for x in numbers]
    out = operation(*inputs)
    letters = {"out": out, **dict(zip(operation.parameters, inputs, strict=True))}
    for i, formula in enumerate(partial_formulas(operation, shown=True)):
        if formula is not None:
            partial = float(operation.partial(i, out, *inputs))
            assert float(evaluated(formula, letters)) == pytest.approx(partial, rel=1e-12)


def test_an_input_without_a_derivative_has_no_formula() -> None:
    assert partial_formulas(table["where"], shown=True)[0] is None


def test_a_partial_is_recorded_as_it_is_computed() -> None:
    assert partial_formulas(table["tanh"], shown=False) == (
        ["multiply", ["subtract", 1.0, "out"], ["add", 1.0, "out"]],
    )


@pytest.mark.parametrize(
    ("name", "shapes", "options", "texts"),
    [
        ("sum", [(2, 3)], {"axis": (0,), "keepdims": False}, ["spread(g)"]),
        ("mean", [(2, 3)], {"axis": (0, 1), "keepdims": False}, ["spread(g ÷ 6)"]),
        ("matmul", [(2, 3), (3, 4)], {}, ["g @ yᵀ", "xᵀ @ g"]),
        ("matmul", [(3,), (3,)], {}, ["g × y", "g × x"]),
        ("transpose", [(2, 3)], {"axes": (1, 0)}, ["gᵀ"]),
        ("matmul", [(2, 3), (3,)], {}, ["column(g) × y", "xᵀ @ g"]),
        ("matmul", [(3,), (3, 2)], {}, ["y @ g", "column(x) × g"]),
        ("reshape", [(2, 3)], {"shape": (3, 2)}, ["reshape(g)"]),
        ("getitem", [(2, 3)], {"index": index_of[0, 1:3]}, ["g put at [0, 1:3]"]),
        ("getitem", [(3,)], {"index": index_of[::-1]}, ["g put at [::-1]"]),
        ("getitem", [(3,)], {"index": index_of[[0, 2, 2]]}, ["g put at [[0, 2, 2]]"]),
        ("scatter", [(1, 2)], {"index": index_of[..., None, -2:], "shape": (3,)}, ["g[..., None, -2:]"]),
        ("concatenate", [(2,), (3,)], {"axis": 0}, ["g[0:2]", "g[2:5]"]),
        ("stack", [(2,), (2,)], {"axis": 1}, ["g[:, 0]", "g[:, 1]"]),
        (
            "einsum",
            [(2, 3), (3, 2)],
            {"subscripts": "ij,jk->ik"},
            ["einsum[ik,jk→ij](g, operands2)", "einsum[ik,ij→jk](g, operands1)"],
        ),
        ("einsum", [(2, 3)], {"subscripts": "ij->i"}, ["spread(g)"]),
    ],
)
def test_what_an_operation_on_whole_arrays_hands_back(
    name: str, shapes: list[tuple[int, ...]], options: dict[str, Any], texts: list[str]
) -> None:
    arrays = [np.ones(shape) for shape in shapes]
    formulas = contribution_formulas(table[name], arrays, options)
    assert [text_of(formula) for formula in formulas if formula] == texts


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("a", "a"),
        (3.0, "3"),
        (-2.5, "−2.5"),
        (1e-9, "1.0e−9"),
        (["subtract", "a", ["subtract", "b", "c"]], "a − (b − c)"),
        (["subtract", ["subtract", "a", "b"], "c"], "a − b − c"),
        (["multiply", ["add", "a", "b"], "c"], "(a + b) × c"),
        (["divide", "a", ["multiply", "b", "c"]], "a ÷ (b × c)"),
        (["power", ["power", "a", "b"], "c"], "(a ** b) ** c"),
        (["power", ["negative", "a"], 2.0], "(−a) ** 2"),
        (["power", -2.0, "a"], "(−2) ** a"),
        (["negative", ["add", "a", "b"]], "−(a + b)"),
        (["negative", ["power", "a", 2.0]], "−a ** 2"),
        (["transpose", ["add", "a", "b"]], "(a + b)ᵀ"),
        (["tanh", ["add", "a", "b"]], "tanh(a + b)"),
        (["absolute", ["add", "a", "b"]], "|a + b|"),
        (["square", ["negative", "a"]], "(−a)²"),
        (["square", -2.0], "(−2)²"),
        (["negative", ["square", "a"]], "−a²"),
        (["reciprocal", ["multiply", "a", "b"]], "1 ÷ (a × b)"),
        (["multiply", "a", ["reciprocal", "b"]], "a × 1 ÷ b"),
        (["where", ["greater", "a", 0.0], "b", "c"], "b where a > 0, else c"),
        (["[0, 1:3]", ["add", "a", "b"]], "(a + b)[0, 1:3]"),
        (["multiply", ["put at [0]", "g"], "a"], "(g put at [0]) × a"),
        (["put at [0]", ["add", "a", "b"]], "a + b put at [0]"),
    ],
)
def test_brackets_stand_where_they_are_needed(formula: Formula, text: str) -> None:
    assert text_of(formula) == text


def test_names_and_numbers_are_put_in_for_letters() -> None:
    formula: Formula = ["multiply", "y", ["power", "x", ["subtract", "y", 1.0]]]
    assert text_of(substitute(formula, {"x": "width", "y": 3.0})) == "3 × width ** 2"
    assert text_of(substitute(formula, {"x": "width", "y": 2.0})) == "2 × width"


def test_an_application_is_written_as_one_writes_it() -> None:
    assert application("[index1, 0]", ["x", "mask"]) == "x[mask, 0]"
    assert application("put at [index1]", ["g", "mask"]) == "g put at [mask]"
    assert application("[index9]", ["x"]) == "x[index9]"
    assert application("multiply", ["a", "b"]) == "a × b"
    assert application("negative", ["a"]) == "−a"
    assert application("absolute", ["−3.0"]) == "|−3.0|"
    assert application("square", ["−3.0"]) == "(−3.0)²"
    assert application("reciprocal", ["−3.0"]) == "1 ÷ −3.0"
    assert application("positive", ["{a}"]) == "+{a}"
    assert application("square", ["a", "b"]) == "square(a, b)"
    assert application("tanh", ["n"]) == "tanh(n)"


def test_formula_of_an_expression_uses_the_labels() -> None:
    x, y = Value(2.0, label="x"), Value(3.0, label="y")
    assert formula_of(2 * x - y / x) == ["subtract", ["multiply", 2.0, "x"], ["divide", "y", "x"]]
    assert formula_of(4) == 4.0


def test_a_function_is_run_on_names() -> None:
    assert run_on_names(lambda x, h: np.exp(x + h), ("x", "h")) == ["exp", ["add", "x", "h"]]
    assert run_on_names(1, ()) == 1
    assert run_on_names(None, ()) is None
