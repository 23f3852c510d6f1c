"""The order of an epoch: a permutation, the same for the same seed, with every sample as likely in every place."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_widgets.nn.shuffling import order


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1000])
def test_it_is_a_permutation(count: int) -> None:
    assert sorted(order(count, 3, 5)) == list(range(count))


def test_it_depends_on_seed_and_epoch_only() -> None:
    assert order(9, 1, 2).tolist() == order(9, 1, 2).tolist()
    different = {tuple(order(40, seed, epoch)) for seed in range(30) for epoch in range(30)}
    assert len(different) == 900


def test_every_sample_is_as_likely_in_every_place() -> None:
    orders = np.array([order(5, seed, epoch) for seed in range(100) for epoch in range(100)])
    counts = np.array([[np.sum(orders[:, place] == sample) for place in range(5)] for sample in range(5)])
    chi_square = float(((counts - 2000) ** 2 / 2000).sum())
    assert chi_square < 40  # of 16 degrees of freedom: 1 in a thousand


def test_numbers_that_other_languages_must_give_too() -> None:
    assert order(10, 0, 0).tolist() == [4, 3, 7, 8, 6, 0, 5, 1, 9, 2]
    assert order(10, 1, 0).tolist() == [1, 4, 9, 2, 7, 6, 0, 3, 8, 5]
