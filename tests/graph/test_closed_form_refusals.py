"""What has no closed form is refused: quickly, and without harm to all else."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import DerivativeExplorer, ops
from autograd_widgets.engine.operation import table

UNARY = [name for name, entry in table.items() if entry.kind == "elementwise" and len(entry.parameters) == 1]
EXPONENTS = (np.pi, -0.4812118250596035)


@pytest.mark.parametrize("exponent", EXPONENTS)
@pytest.mark.parametrize("name", UNARY)
def test_an_exponent_of_many_digits_is_left_alone_in_every_operation(name: str, exponent: float) -> None:
    explorer = DerivativeExplorer(lambda x: getattr(ops, name)(x**exponent), x=0.7)
    assert (explorer.forms, explorer.graph is None) == ({}, bool(explorer.problem))


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.tanh(np.exp(np.pi * np.log(x))),  # SymPy makes a power of it
        lambda x: np.tanh(x ** (1 / 997) + x ** (1 / 991) + x ** (1 / 983)),
        lambda x: np.tanh(x**0.997 + x ** (1 / 3) + x ** (1 / 7)),
        lambda x: np.abs(np.exp(np.sqrt(x))),  # where SymPy brings in atan2 and re
        lambda x: np.abs(np.exp(np.arcsin(x))),
    ],
)
def test_what_sympy_makes_of_it_by_itself_is_refused(f: Any) -> None:
    explorer = DerivativeExplorer(f, x=0.7)
    assert (explorer.problem, explorer.forms) == ("", {})
    assert np.isfinite([explorer.value, explorer.derivative]).all()


def test_small_exponents_stay() -> None:
    assert "x" in DerivativeExplorer(lambda x: np.tanh(x**0.333 + x**-7), x=0.7).forms


def test_a_closed_form_that_fails_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(*_: Any) -> Any:
        raise RecursionError("too deep")

    monkeypatch.setattr("autograd_widgets.graph.closed_form.form_data.form_of", failing)
    explorer = DerivativeExplorer(lambda x: x**2, x=3.0)
    assert (explorer.problem, explorer.forms, explorer.derivative) == ("", {}, 6.0)
