"""Losses: PyTorch's values and gradients, also where textbook formulas overflow, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, no_grad
from autograd_widgets.engine.differences import check_gradients
from autograd_widgets.nn import losses

NUMBERS = [0.0, 1.0, -1.0, 0.5, 3.0, -3.0, 40.0, -40.0, 800.0, -800.0, 1e150, -1e150, 1e-300]
CLASSES = [0, 1, 2, 3]
LOGITS = np.array(
    [[1e3, -1e3, 0.0, 1.0], [0.0, 0.0, 0.0, 0.0], [-800.0, -800.5, -801.0, 700.0], [1.0, 2.0, 3.0, -1e150]]
)


def in_torch(name: str, reduction: str) -> Callable[[Any, Any], Any]:
    torch = pytest.importorskip("torch")
    functions = torch.nn.functional
    known: dict[str, Callable[[Any, Any], Any]] = {
        "squared_error": lambda x, y: functions.mse_loss(x, y, reduction=reduction),
        "absolute_error": lambda x, y: functions.l1_loss(x, y, reduction=reduction),
        "huber": lambda x, y: functions.huber_loss(x, y, reduction=reduction),
        "hinge": lambda x, y: getattr(torch.relu(1 - x * y), reduction)(),
        "binary_cross_entropy": lambda x, y: functions.binary_cross_entropy_with_logits(x, y, reduction=reduction),
    }
    return known[name]


def targets_for(name: str) -> list[float]:
    return {"hinge": [-1.0, 1.0], "binary_cross_entropy": [0.0, 1.0]}.get(name, [0.0, 1.0, -2.0, 1e150])


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", [name for name in losses.LOSSES if name != "cross_entropy"])
def test_value_and_gradient_are_those_of_pytorch_one_number_at_a_time(name: str, dtype: Any, reduction: str) -> None:
    """Corners among them: a Huber distance of exactly 1, a hinge at exactly 1, an absolute error of 0."""
    theirs = in_torch(name, reduction)
    torch = pytest.importorskip("torch")
    largest = float(np.sqrt(np.finfo(dtype).max))
    for number in NUMBERS:
        for target in targets_for(name):
            if max(abs(number), abs(target)) > largest:
                continue
            x, expected_x = Value(dtype(number)), torch.tensor(dtype(number), requires_grad=True)
            loss = losses.by_name(name)(x, target, reduction=reduction)  # type: ignore[call-arg]
            loss.backward()
            expected = theirs(expected_x, torch.tensor(dtype(target)))
            expected.backward()
            eps = 4 * np.finfo(dtype).eps
            assert loss.dtype == x.grad.dtype == dtype
            np.testing.assert_allclose(loss.data, expected.item(), rtol=eps, atol=eps, err_msg=f"{number}, {target}")
            np.testing.assert_allclose(
                x.grad, expected_x.grad.item(), rtol=eps, atol=eps, err_msg=f"{number}, {target}"
            )


@pytest.mark.parametrize("reduction", ["mean", "sum"])
@pytest.mark.parametrize("shape", [(7,), (5, 3), (1, 1)])
@pytest.mark.parametrize("name", [name for name in losses.LOSSES if name != "cross_entropy"])
def test_arrays_agree_with_pytorch(name: str, shape: tuple[int, ...], reduction: str) -> None:
    theirs = in_torch(name, reduction)
    torch = pytest.importorskip("torch")
    rng = np.random.default_rng(0)
    data, target = rng.normal(size=shape) * 3, rng.choice(targets_for(name)[:2], shape)
    x, expected_x = Value(data), torch.tensor(data, requires_grad=True)
    loss = losses.by_name(name)(x, target, reduction=reduction)  # type: ignore[call-arg]
    loss.backward()
    expected = theirs(expected_x, torch.tensor(target))
    expected.backward()
    assert loss.shape == ()
    np.testing.assert_allclose(loss.data, expected.item(), rtol=1e-14)
    np.testing.assert_allclose(x.grad, expected_x.grad.numpy(), rtol=1e-13, atol=1e-17)


@pytest.mark.parametrize("delta", [0.3, 1.0, 7.0])
def test_huber_agrees_with_pytorch_on_both_sides_of_its_corner_and_on_it(delta: float) -> None:
    torch = pytest.importorskip("torch")
    data = np.array([-9.0, -delta, -delta / 2, 0.0, delta / 3, delta, 9.0, 1e200])
    x, expected_x = Value(data), torch.tensor(data, requires_grad=True)
    losses.huber(x, np.zeros(8), delta=delta, reduction="sum").backward()
    expected = torch.nn.functional.huber_loss(
        expected_x, torch.zeros(8, dtype=torch.float64), reduction="sum", delta=delta
    )
    expected.backward()
    np.testing.assert_allclose(x.grad, expected_x.grad.numpy(), rtol=1e-15)


def test_cross_entropy_agrees_with_pytorch() -> None:
    torch = pytest.importorskip("torch")
    for target in np.stack(np.meshgrid(CLASSES, CLASSES, [0, 3], [1, 3]), -1).reshape(-1, 4):
        x, expected_x = Value(LOGITS), torch.tensor(LOGITS, requires_grad=True)
        loss = losses.cross_entropy(x, target)
        loss.backward()
        expected = torch.nn.functional.cross_entropy(expected_x, torch.tensor(target))
        expected.backward()
        np.testing.assert_allclose(loss.data, expected.item(), rtol=1e-14)
        np.testing.assert_allclose(x.grad, expected_x.grad.numpy(), rtol=1e-13, atol=1e-17)


# --- without PyTorch: closed forms ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "value", "gradient"),
    [
        (losses.squared_error, [1.0, 4.0], [3.0, 4.0], 2.0, [-2.0, 0.0]),
        (losses.absolute_error, [1.0, 4.0], [3.0, 4.0], 1.0, [-0.5, 0.0]),
        (losses.huber, [0.5, 3.0, 1.0, 0.0], [0.0] * 4, 3.125 / 4, [0.125, 0.25, 0.25, 0.0]),
        (losses.hinge, [0.5, 3.0, -1.0, -1.0], [1, 1, 1, -1], 0.625, [-0.25, 0.0, -0.25, 0.0]),
        (losses.binary_cross_entropy, [0.0, 0.0], [0, 1], np.log(2), [0.25, -0.25]),
        (losses.binary_cross_entropy, [1e4, -1e4, 1e4, -1e4], [1, 0, 0, 1], 5e3, [0.0, 0.0, 0.25, -0.25]),
        (losses.binary_cross_entropy, [50.0], [1], np.exp(-50), [-np.exp(-50)]),  # not rounded to 0
        (losses.cross_entropy, [[0.0, 0.0], [1e4, -1e4]], [1, 1], (np.log(2) + 2e4) / 2, [[0.25, -0.25], [0.5, -0.5]]),
        (losses.cross_entropy, [0.0, 0.0], 0, np.log(2), [-0.5, 0.5]),
    ],
)
def test_a_loss_is_what_its_formula_says(loss: Any, prediction: Any, target: Any, value: float, gradient: Any) -> None:
    x = Value(prediction)
    out = loss(x, target)
    out.backward()
    np.testing.assert_allclose(out.data, value, rtol=1e-14)
    np.testing.assert_allclose(x.grad, gradient, rtol=1e-14)


@pytest.mark.parametrize("name", losses.LOSSES)
def test_gradients_agree_with_differences(name: str) -> None:
    rng = np.random.default_rng(1)
    data = rng.normal(size=(6, 3))
    target = rng.integers(0, 3, 6) if name == "cross_entropy" else rng.choice(targets_for(name)[:2], (6, 3))
    check_gradients(lambda x: losses.by_name(name)(x, target), data)


def test_what_the_articles_network_gives_is_a_prediction() -> None:
    listed = [Value(0.5), Value(-1.0)]
    loss = losses.squared_error(listed, [1.0, -1.0], reduction="sum")
    loss.backward()
    assert loss.data == 0.25
    assert [x.grad for x in listed] == [-1.0, 0.0]
    rows = [[Value(1.0), Value(2.0)], [Value(3.0), Value(4.0)]]
    assert losses.absolute_error(rows, np.zeros((2, 2))).data == 2.5
    assert losses.hinge(Value(0.25), 1).data == 0.75  # one sample
    with no_grad():
        assert losses.hinge(np.array([0.25]), [1]).data == 0.75  # plain numbers, for a metric


def test_a_prediction_that_is_not_finite_makes_a_loss_that_is_not() -> None:
    assert np.isnan(losses.squared_error(Value([np.nan, 1.0]), [0.0, 0.0]).data)
    assert losses.absolute_error(Value([np.inf, 1.0]), [0.0, 0.0]).data == np.inf


# --- the penalty ----------------------------------------------------------------------------------------------


def test_the_penalty_adds_up_the_squares_of_numbers_and_arrays() -> None:
    parameters = [Value(2.0), Value([[1.0, -1.0]]), Value(-3.0)]
    penalty = losses.l2_penalty(parameters, 0.5)
    penalty.backward()
    assert penalty.data == 7.5
    for p in parameters:
        np.testing.assert_array_equal(p.grad, p.data)
    assert losses.l2_penalty(iter(parameters)).data == 15.0


# --- what is refused ------------------------------------------------------------------------------------------

X3, X31 = Value([0.1, 0.2, 0.3]), Value([[0.1], [0.2], [0.3]])


@pytest.mark.parametrize("name", [name for name in losses.LOSSES if name != "cross_entropy"])
@pytest.mark.parametrize(
    ("prediction", "target", "error", "message"),
    [
        (X31, [1.0, 1.0, 1.0], ValueError, r"predictions \(3, 1\) and targets \(3,\): reshape .*\(-1, 1\)"),
        (X3, [1.0, 1.0], ValueError, "as many targets"),
        (X3, 1.0, ValueError, "as many targets"),
        (X3, [1.0, np.nan, 1.0], ValueError, "got nan"),
        (X3, [1.0, np.inf, 1.0], ValueError, "got inf"),
        (X3, ["1", "1", "1"], TypeError, "expected real numbers"),
        (X3, [[1.0], [1.0, 2.0]], TypeError, "ragged"),
        (X3, None, TypeError, "expected real numbers"),
        (Value(np.zeros((0, 2))), np.zeros((0, 2)), ValueError, "no samples"),
        ([], [], ValueError, "no samples"),
        ([Value([1.0]), Value([1.0, 2.0])], [1.0, 1.0], TypeError, r"rectangular list.*\(1,\), \(2,\)"),
        (X3 > 0, [1.0, 1.0, 1.0], TypeError, "Value of bool"),
    ],
)
def test_predictions_and_targets_that_do_not_fit_are_refused(
    name: str, prediction: Any, target: Any, error: Any, message: str
) -> None:
    with pytest.raises(error, match=message):
        losses.by_name(name)(prediction, target)


@pytest.mark.parametrize(
    ("name", "target", "message"),
    [
        ("hinge", [0, 1, 1], r"-1 or 1, got 0: 2 \* y - 1"),
        ("hinge", [0.5, 1, 1], "got 0.5"),
        ("binary_cross_entropy", [-1, 1, 1], r"0 or 1, got -1: \(y \+ 1\) / 2"),
        ("binary_cross_entropy", [0, 1, 2], "cross_entropy"),
    ],
)
def test_targets_of_the_wrong_two_kinds_are_refused(name: str, target: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        losses.by_name(name)(X3, target)


@pytest.mark.parametrize(
    ("logits", "target", "error", "message"),
    [
        (LOGITS, [0.0, 1.0, 2.0, 3.0], TypeError, r"whole numbers, got float64: y\.astype\(int\)"),
        (LOGITS, [True, False, True, True], TypeError, "got bool"),
        (LOGITS, [0, 1, 2, 4], ValueError, "class 4 as target 3"),
        (LOGITS, [0, 1, -1, 3], ValueError, "class -1 as target 2"),
        (LOGITS, [0, 1], ValueError, r"logits \(4, 4\) and targets \(2,\)"),
        (LOGITS, [[0], [1], [2], [3]], ValueError, r"targets \(4, 1\)"),
        (LOGITS[0], [0, 1, 2, 3], ValueError, "one output for each class"),
        (np.zeros((0, 3)), np.zeros(0, int), ValueError, "no samples"),
    ],
)
def test_classes_that_do_not_fit_are_refused(logits: Any, target: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        losses.cross_entropy(Value(logits), target)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: losses.by_name("mse"), "'squared_error', 'absolute_error', 'huber', 'hinge', 'binary_cross_entropy'"),
        (lambda: losses.by_name("mse"), "Did you mean 'squared_error'"),
        (lambda: losses.by_name("cross_entrophy"), "Did you mean 'cross_entropy'"),
        (lambda: losses.by_name(3), "name of a loss"),
        (lambda: losses.squared_error(X3, [0, 0, 0], reduction="average"), "'mean' or 'sum'"),
        (lambda: losses.huber(X3, [0, 0, 0], delta=0), "delta"),
        (lambda: losses.l2_penalty([]), "no parameters"),
        (lambda: losses.l2_penalty([1.0]), "got float"),
        (lambda: losses.l2_penalty([X3], strength=-1), "strength"),
    ],
)
def test_other_mistakes_are_named(call: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        call()


@pytest.mark.parametrize("loss", [losses.squared_error, losses.absolute_error, losses.huber])
def test_targets_may_be_values_so_that_a_graph_has_them_as_inputs(loss: Any) -> None:
    prediction, target = Value([0.3, -2.0]), Value([1.0, -1.0])
    assert loss(prediction, target).data == loss(prediction, target.data).data
    loss(prediction, target).backward()
    check_gradients(lambda y: loss(prediction, y), target.data)


def test_advice_on_shapes_holds_for_any_number_of_samples() -> None:
    with pytest.raises(ValueError, match=r"y\.reshape\(-1\)"):
        losses.squared_error(Value([1.0, 2.0]), [[1.0], [2.0]])
    with pytest.raises(ValueError, match=r"y\.argmax\(1\) are the classes"):
        losses.cross_entropy(Value([[1.0, 2.0]]), [[0.0, 1.0]])
