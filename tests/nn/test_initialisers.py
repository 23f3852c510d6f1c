"""Where weights start: beside PyTorch's bounds and deviations."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from autograd_widgets.nn.activations import ACTIVATIONS
from autograd_widgets.nn.initialisers import INITIALISERS, initial, suited_to

PYTORCH = {  # as torch.nn.init spells it, with a matrix (n_out, n_in)
    "xavier_uniform": lambda init, w: init.xavier_uniform_(w),
    "xavier_normal": lambda init, w: init.xavier_normal_(w),
    "he_uniform": lambda init, w: init.kaiming_uniform_(w, nonlinearity="relu"),
    "he_normal": lambda init, w: init.kaiming_normal_(w, nonlinearity="relu"),
    "uniform": lambda init, w: init.uniform_(w, -1, 1),
    "normal": lambda init, w: init.normal_(w),
    "zeros": lambda init, w: init.zeros_(w),
    "ones": lambda init, w: init.ones_(w),
}


def test_every_initialiser_has_a_peer() -> None:
    assert set(PYTORCH) == set(INITIALISERS)


@pytest.mark.parametrize("shape", [(300, 200), (40, 30, 7, 5)], ids=["matrix", "kernels"])
@pytest.mark.parametrize("name", PYTORCH)
def test_numbers_are_as_large_as_pytorchs(name: str, shape: tuple[int, ...]) -> None:
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    theirs = torch.empty(shape[::-1] if len(shape) == 2 else shape, dtype=torch.float64)
    PYTORCH[name](torch.nn.init, theirs)
    ours = initial(name, shape, np.random.default_rng(0))
    assert ours.shape == shape
    assert ours.std() == pytest.approx(theirs.std().item(), rel=0.02)
    assert ours.mean() == pytest.approx(theirs.mean().item(), abs=0.02 * max(1, theirs.std().item()))
    if "normal" not in name:
        assert np.abs(ours).max() == pytest.approx(theirs.abs().max().item(), rel=0.01)


def test_a_function_of_ones_own_gets_the_shape_and_the_generator() -> None:
    def own(shape: Any, rng: np.random.Generator) -> Any:
        return np.full(shape, rng.integers(1, 9))

    numbers = initial(own, (2, 3), np.random.default_rng(0), np.float32)
    assert (numbers.shape, numbers.dtype) == ((2, 3), np.float32)


@pytest.mark.parametrize("activation", [*ACTIVATIONS, None])
def test_deep_networks_keep_the_size_of_signals(activation: str | None) -> None:
    from autograd_widgets.nn import MLP

    network = MLP(256, [256] * 6, activation=activation, output_activation=activation, rng=0)
    out = network(np.random.default_rng(1).normal(size=(64, 256))).data
    assert 0.05 < math.sqrt((out**2).mean()) < 20
    assert suited_to(activation) in INITIALISERS
