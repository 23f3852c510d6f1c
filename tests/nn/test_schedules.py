"""Schedules: PyTorch's rates, the ends, and what is refused. Optimisers that follow them: see test_optimisers.py."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograd_widgets.nn.schedules import Constant, Cosine, Linear, Step


@pytest.mark.parametrize(
    ("schedule", "name", "settings"),
    [
        (Constant(0.3), "ConstantLR", {"factor": 1.0}),
        (Linear(0.3, 0.03, 17), "LinearLR", {"start_factor": 1.0, "end_factor": 0.1, "total_iters": 17}),
        (Cosine(0.3, 0.02, 40), "CosineAnnealingLR", {"T_max": 40, "eta_min": 0.02}),
        (Step(0.3, 7, 0.5), "StepLR", {"step_size": 7, "gamma": 0.5}),
    ],
)
def test_rates_are_those_of_pytorch(schedule: Any, name: str, settings: dict[str, Any]) -> None:
    torch = pytest.importorskip("torch")
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    theirs = getattr(torch.optim.lr_scheduler, name)(optimiser, **settings)
    for k in range(41):
        assert schedule(k) == pytest.approx(theirs.get_last_lr()[0], rel=1e-12)
        optimiser.step()
        theirs.step()


@pytest.mark.parametrize(
    ("schedule", "expected"),
    [
        (Constant(0.3), {0: 0.3, 10**9: 0.3}),
        (Linear(0.1, 0.5, 4), {0: 0.1, 1: 0.2, 2: 0.3, 4: 0.5, 10**9: 0.5}),
        (Cosine(0.4, 0.0, 4), {0: 0.4, 1: 0.2 * (1 + math.sqrt(0.5)), 2: 0.2, 4: 0.0, 10**9: 0.0}),
        (Step(0.4, 3), {0: 0.4, 2: 0.4, 3: 0.04, 6: 0.004}),
    ],
)
def test_rates_follow_the_formula_and_stay_at_the_end(schedule: Any, expected: dict[int, float]) -> None:
    for step, rate in expected.items():
        assert schedule(step) == pytest.approx(rate, rel=1e-14, abs=1e-17)
        assert type(schedule(step)) is float


@pytest.mark.parametrize(
    "make",
    [
        lambda: Constant(0),
        lambda: Constant("0.1"),  # type: ignore[arg-type]
        lambda: Linear(0.0, 0.1, 10),
        lambda: Linear(0.1, -0.1, 10),
        lambda: Linear(0.1, 0.0, 0),
        lambda: Cosine(0.1, float("nan"), 10),
        lambda: Cosine(0.1, 0.0, 2.5),  # type: ignore[arg-type]
        lambda: Cosine(0.1, 0.0, True),
        lambda: Step(0.1, 0),
        lambda: Step(0.1, 5, 0.0),
        lambda: Step(np.inf, 5),
    ],
)
def test_settings_out_of_bounds_are_refused(make: Any) -> None:
    with pytest.raises(
        (TypeError, ValueError), match=r"(Constant|Linear|Cosine|Step) expected (rate|start|end|steps|every|factor) "
    ):
        make()
