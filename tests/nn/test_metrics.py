"""Metrics say what they are called."""

from __future__ import annotations

import numpy as np
import pytest

from autograd_widgets.nn import metrics


@pytest.mark.parametrize(
    ("prediction", "target", "expected"),
    [
        ([0.3, -2.0, 0.1, -0.1], [1.0, -1.0, -1.0, -1.0], 0.75),
        ([0.3, -2.0], [1, 0], 1.0),
        ([[0.1, 0.9], [0.8, 0.2], [0.3, 0.7]], [1, 1, 1], 2 / 3),
    ],
)
def test_accuracy_is_the_share_of_right_classes(prediction: list[float], target: list[float], expected: float) -> None:
    assert metrics.accuracy(np.array(prediction), np.array(target)) == pytest.approx(expected)


def test_r_squared_is_one_for_a_fit_and_zero_for_the_mean() -> None:
    target = np.array([1.0, 2.0, 4.0])
    assert metrics.r_squared(target, target) == 1
    assert metrics.r_squared(np.full(3, target.mean()), target) == pytest.approx(0)
    assert np.isnan(metrics.r_squared(target, np.ones(3)))


def test_mean_absolute_error_is_in_the_unit_of_the_targets() -> None:
    assert metrics.mean_absolute_error(np.array([1.0, 3.0]), np.array([0.0, 5.0])) == 1.5


def test_metrics_come_as_names_functions_or_a_dict() -> None:
    def worst(prediction: object, target: object) -> float:
        return 0.0

    assert list(metrics.metrics_of(["accuracy", worst])) == ["accuracy", "worst"]
    assert metrics.metrics_of({"w": worst}) == {"w": worst}
    with pytest.raises(TypeError, match="function of"):
        metrics.metrics_of({"w": 3})


@pytest.mark.parametrize("metric", metrics.METRICS.values())
def test_shapes_that_differ_are_refused(metric: metrics.Metric) -> None:
    with pytest.raises(ValueError, match="expected one prediction"):
        metric(np.zeros((3, 1)), np.zeros(3))


@pytest.mark.parametrize("target", [[1, 2, 1], [0, 1, 2], [0.3, -0.2, 0.9]])
def test_accuracy_of_one_number_wants_two_classes(target: list[float]) -> None:
    with pytest.raises(ValueError, match="expected targets −1 and 1, or 0 and 1, got"):
        metrics.accuracy(np.zeros(3), np.array(target))
