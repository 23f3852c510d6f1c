"""softmax and its kin: values in closed form, stability, edges, messages."""

from __future__ import annotations

import gc
import weakref
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, ops
from autograd_widgets.engine import table
from autograd_widgets.engine.ops import probabilities
from autograd_widgets.graph.formula import contribution_formulas, text_of

LOGITS = np.array([[1.0, 2.0, 0.5], [-1.0, 0.0, 3.0]])


def test_values_in_closed_form() -> None:
    powers = np.exp(LOGITS)
    np.testing.assert_allclose(ops.softmax(LOGITS), powers / powers.sum(1, keepdims=True), rtol=1e-14)
    np.testing.assert_allclose(ops.softmax(LOGITS, 0), powers / powers.sum(0), rtol=1e-14)
    np.testing.assert_allclose(ops.softmax(LOGITS, axis=None), powers / powers.sum(), rtol=1e-14)
    np.testing.assert_allclose(ops.log_softmax(LOGITS), np.log(powers / powers.sum(1, keepdims=True)), rtol=1e-14)
    np.testing.assert_allclose(ops.logsumexp(LOGITS), np.log(powers.sum()), rtol=1e-14)
    np.testing.assert_allclose(ops.logsumexp(LOGITS, 1, True), np.log(powers.sum(1, keepdims=True)), rtol=1e-14)


def test_cross_entropy_is_the_mean_of_minus_the_log_of_what_was_wanted() -> None:
    logs = ops.log_softmax(LOGITS)
    assert ops.cross_entropy(LOGITS, [1, 2]) == pytest.approx(-(logs[0, 1] + logs[1, 2]) / 2, rel=1e-14)
    assert ops.cross_entropy(LOGITS[0], 1) == pytest.approx(-logs[0, 1], rel=1e-14)
    wanted = np.array([[0.25, 0.75, 0.0], [0.5, 0.0, 0.5]])
    assert ops.cross_entropy(LOGITS, wanted) == pytest.approx(-(wanted * logs).sum() / 2, rel=1e-14)
    assert ops.cross_entropy(np.array([[1, 2, 3]]), [0]) == pytest.approx(ops.cross_entropy([[1.0, 2.0, 3.0]], [0]))


@pytest.mark.parametrize("dtype", [np.int8, np.uint64, np.int64])
def test_classes_may_be_of_any_integer_type(dtype: Any) -> None:
    x = Value(LOGITS)
    ops.cross_entropy(x, np.array([1, 2], dtype)).backward()
    np.testing.assert_allclose(x.grad, (ops.softmax(LOGITS) - np.eye(3)[[1, 2]]) / 2, rtol=1e-14)


@pytest.mark.parametrize("create_graph", [False, True])
def test_one_sample_takes_one_class(create_graph: bool) -> None:
    x = Value(LOGITS[0])
    ops.cross_entropy(x, 1).backward(create_graph=create_graph)
    gradient = x.grad.data if create_graph else x.grad
    np.testing.assert_allclose(gradient, ops.softmax(LOGITS[0]) - [0, 1, 0], rtol=1e-14)


def test_large_logits_overflow_nowhere() -> None:
    x = Value([[1e4, -1e4, 0.0]])
    for compute, value, gradient in (
        (lambda v: ops.cross_entropy(v, [1]), 2e4, [[1, -1, 0]]),
        (ops.logsumexp, 1e4, [[1, 0, 0]]),
        (lambda v: ops.softmax(v).max(), 1.0, [[0, 0, 0]]),
        (lambda v: -ops.log_softmax(v).min(), 2e4, [[1, -1, 0]]),
    ):
        x.grad = None
        out = compute(x)
        out.backward()
        assert out.item() == value
        np.testing.assert_array_equal(x.grad, gradient)


def test_a_class_with_a_logit_of_minus_infinity_is_impossible() -> None:
    x = Value([[0.0, -np.inf, 0.0]])
    np.testing.assert_array_equal(ops.softmax(x).data, [[0.5, 0, 0.5]])
    ops.cross_entropy(x, [0]).backward()
    np.testing.assert_array_equal(x.grad, [[-0.5, 0, 0.5]])
    assert ops.cross_entropy(x, [1]).item() == np.inf
    assert ops.cross_entropy(x, [[1.0, 0.0, 0.0]]).item() == pytest.approx(np.log(2))
    assert ops.logsumexp([-np.inf, -np.inf]) == -np.inf
    assert ops.logsumexp([np.inf, 0.0]) == np.inf


@pytest.mark.parametrize(
    ("logits", "targets", "error", "message"),
    [
        (LOGITS, [0, 3], ValueError, "got class 3 as target 1, and logits for 3 classes: .* from 0 to 2"),
        (LOGITS, [-1, 0], ValueError, "got class -1 as target 0"),
        (LOGITS[0], 3, ValueError, "got class 3 as target 0"),
        (LOGITS, [0.0, 1.0], TypeError, "expected classes as whole numbers, got float64"),
        (LOGITS, [0, 1, 2], ValueError, r"logits of shape \(2, 3\) and targets of shape \(3,\)"),
        (LOGITS[None], [[0, 1]], ValueError, r"logits of shape \(1, 2, 3\)"),
        (np.ones((0, 3)), np.ones(0, int), ValueError, "there are no entries"),
    ],
)
def test_wrong_targets_are_refused_with_what_came(logits: Any, targets: Any, error: Any, message: str) -> None:
    with pytest.raises(error, match=message):
        ops.cross_entropy(Value(logits), targets)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "logsumexp"])
def test_of_nothing_and_of_a_missing_axis_there_is_none(name: str) -> None:
    with pytest.raises(ValueError, match=rf"{name} of shape \(0,\) over axis 0: there are no entries"):
        getattr(ops, name)(Value(np.ones(0)), axis=0)
    with pytest.raises(ValueError, match=rf"{name} of shape \(3,\) got axis=1"):
        getattr(ops, name)(Value(np.ones(3)), axis=1)


def test_losses_that_take_turns_do_not_mix_what_they_keep() -> None:
    first, second = Value(LOGITS), Value(LOGITS * 2)
    losses = [ops.cross_entropy(first, [0, 1]), ops.cross_entropy(second, [2, 0])]
    for loss in losses:
        loss.backward()
    np.testing.assert_allclose(first.grad, (ops.softmax(LOGITS) - np.eye(3)[[0, 1]]) / 2, rtol=1e-14)
    np.testing.assert_allclose(second.grad, (ops.softmax(LOGITS * 2) - np.eye(3)[[2, 0]]) / 2, rtol=1e-14)


def test_what_a_loss_keeps_goes_with_its_logits() -> None:
    x = Value(LOGITS)
    loss = ops.cross_entropy(x * 1.0, [0, 1])
    logits = weakref.ref(loss._inputs[0].data)
    assert probabilities._latest.of(logits()) is not None
    gc.disable()
    try:
        del loss
        assert logits() is None
        assert probabilities._latest._kept is None
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("name", "shapes", "options", "texts"),
    [
        ("softmax", [(3,)], {"axis": (0,)}, ["out × (g − sum(g × out))"]),
        ("log_softmax", [(3,)], {"axis": (0,)}, ["g − exp(out) × sum(g)"]),
        ("logsumexp", [(3,)], {"axis": (0,), "keepdims": False}, ["g × softmax(x)"]),
        ("cross_entropy", [(4, 3), (4,)], {}, ["g × (softmax(logits) − one_hot(targets)) ÷ 4"]),
        ("cross_entropy", [(3,), (3,)], {}, ["g × (softmax(logits) − targets)"]),
        ("max", [(3,)], {"axis": (0,), "keepdims": False}, ["share(g) where x = out, else 0"]),
        ("prod", [(3,)], {"axis": (0,), "keepdims": False}, ["g × out ÷ x"]),
        ("std", [(3,)], {"axis": (0,), "ddof": 1, "keepdims": False}, ["g × (x − mean(x)) ÷ (2 × out)"]),
        ("var", [(3,)], {"axis": (0,), "ddof": 0, "keepdims": False}, ["g × 2 × (x − mean(x)) ÷ 3"]),
        ("norm", [(3,)], {"ord": None, "axis": (0,), "keepdims": False}, ["g × x ÷ out"]),
        ("sort", [(3,)], {"axis": (0,)}, ["put_back(g)"]),
        ("cumsum", [(3,)], {"axis": (0,), "reverse": False}, ["cumsum_from_the_end(g)"]),
    ],
)
def test_a_contribution_is_told_as_a_book_prints_it(name: str, shapes: Any, options: Any, texts: list[str]) -> None:
    told = contribution_formulas(table[name], [np.ones(shape) for shape in shapes], options)
    assert [text_of(formula) for formula in told if formula is not None] == texts
