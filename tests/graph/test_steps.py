"""The steps of the forward and the backward pass: what every view tells."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, Value, steps
from autograd_widgets.graph.steps import count_steps, steps_of
from autograd_widgets.graph.story import BackwardStep, ForwardStep, story


def backward_steps(root: Value) -> list[BackwardStep]:
    return [step for step in steps(root) if isinstance(step, BackwardStep)]


def last_gradients(root: Value) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for step in backward_steps(root):
        found.setdefault(step.node.name, step.upstream)
        found |= {part.input.name: part.after for part in step.contributions}
    return found


def example() -> dict[str, Value]:
    a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
    e = a * b
    d = e + c
    values = {"a": a, "b": b, "c": c, "f": f, "e": e, "d": d, "L": d * f}
    for name, value in values.items():
        value.label = name
    return values


def test_the_hand_calculation_is_told_from_the_first_product_to_the_last_gradient() -> None:
    told = steps(example()["L"])
    assert [step.node.name for step in told] == ["e", "d", "L", "L", "L", "d", "e"]
    assert [type(step) for step in told] == [ForwardStep] * 3 + [BackwardStep] * 4
    seed, *rest = told[3:]
    assert isinstance(seed, BackwardStep)
    assert (seed.upstream, seed.contributions) == (1.0, ())
    received = {
        part.input.name: (part.formula, part.local, part.amount)
        for step in rest
        if isinstance(step, BackwardStep)
        for part in step.contributions
    }
    assert received == {
        "d": ("f", -2.0, -2.0),
        "f": ("d", 4.0, 4.0),
        "e": ("1", 1.0, -2.0),
        "c": ("1", 1.0, -2.0),
        "a": ("b", -3.0, 6.0),
        "b": ("a", 2.0, -4.0),
    }


def test_the_chain_rule_is_told_with_names_and_with_numbers() -> None:
    part = backward_steps(example()["L"])[-1].contributions[0]
    assert part.chain == "∂L/∂a = ∂L/∂e · ∂e/∂a = −2.0 · −3.0 = 6.0, because ∂e/∂a = b"


def test_a_sentence_holds_the_names_and_the_numbers() -> None:
    told = steps(example()["L"])
    for words in ("e = a × b", "2.0 × −3.0", "−6.0"):
        assert words in str(told[0])
    for words in ("a receives −2.0 · −3.0 = 6.0", "b receives −2.0 · 2.0 = −4.0"):
        assert words in str(told[-1])


def test_printed_steps_are_numbered_and_tell_every_chain_rule() -> None:
    text = str(steps(example()["L"]))
    lines = text.splitlines()
    assert [line.split()[0] for line in lines if not line.startswith(" ")] == list("1234567")
    assert sum("∂L/∂" in line for line in lines) == 6
    assert repr(steps(example()["L"])) == text


def test_a_long_story_leaves_out_its_middle_and_says_so() -> None:
    y = Value(1.0)
    for _ in range(50):
        y = y * 1.1
    told = steps(y)
    text = story(told, most=10)
    assert f"{len(told) - 10} steps left out" in text
    assert text.splitlines()[0].split()[0] == "1"
    assert text.count("\n") < 20


def test_a_gradient_that_arrives_in_two_parts_is_told_in_two_parts() -> None:
    x = Value(3.0, label="x")
    root = x * x + x
    parts = [part for step in backward_steps(root) for part in step.contributions if part.input.name == "x"]
    assert [(part.before, part.amount, part.after) for part in parts] == [
        (None, 1.0, 1.0),
        (1.0, 3.0, 4.0),
        (4.0, 3.0, 7.0),
    ]
    assert "1.0 + 3.0 = 4.0" in parts[1].chain


def test_a_sum_over_broadcast_axes_is_told() -> None:
    w, x = Value(2.0, label="w"), Value(np.ones((2, 3)), label="x")
    step = backward_steps(w * x)[1]
    by_name = {part.input.name: part for part in step.contributions}
    assert by_name["w"].summed_over == (0, 1)
    assert by_name["w"].amount == 6.0
    assert by_name["x"].summed_over == ()
    assert "summed over the 6 places" in step.sentence


def programs() -> dict[str, Value]:
    rng = np.random.default_rng(0)
    x, w, b = Value(rng.normal(size=(5, 3))), Value(rng.normal(size=(3, 4))), Value(rng.normal(size=4))
    y = Value([1.0, -2.0, 3.0])
    return {
        "layer": (((x @ w + b).tanh() - 1) ** 2).mean(),
        "relu": ((x @ w).relu().sum(axis=0) * b).sum(),
        "where": np.where(y > 0, y**3, np.exp(y)).sum(),
        "shapes": (y.reshape(3, 1) @ y.reshape(1, 3) / (2 + y * y)).T.sum(axis=1, keepdims=True).mean(),
        "both ways": 2**y - y / (y * 2 + 9),
        "scalar": Value(0.5) * 3,
    }


@pytest.mark.parametrize("name", programs())
def test_the_steps_lead_to_the_gradients_of_backward(name: str) -> None:
    root = programs()[name]
    graph = Graph.of(root, {})
    found = {step.node.id: step.upstream for step in steps_of(graph) if isinstance(step, BackwardStep)}
    for step in steps_of(graph):
        if isinstance(step, BackwardStep):
            found |= {part.input.id: part.after for part in step.contributions}
    root.backward()
    after = Graph.of(root, {})
    for node in after.nodes:
        if node.op != "constant" and node.data.dtype.kind == "f":
            np.testing.assert_allclose(found.get(node.id, np.zeros(node.shape)), node.grad, rtol=1e-12)


@pytest.mark.parametrize("name", programs())
def test_steps_are_counted_without_taking_them(name: str) -> None:
    graph = Graph.of(programs()[name])
    assert count_steps(graph) == len(steps_of(graph))


def test_a_large_array_is_told_by_its_shape() -> None:
    x = Value(np.ones((20, 30)), label="x")
    text = str(steps((x * 2).sum()))
    assert "an array of shape (20, 30)" in text
    assert len(text) < 2_000


def test_nan_and_infinity_are_told() -> None:
    q, r = Value(np.nan, label="q"), Value(np.inf, label="r")
    text = str(steps(q * r + r))
    assert "nan × ∞ = nan" in text
    assert last_gradients(q * r)["q"] == np.inf


def test_comparisons_are_told_forward_and_passed_over_backward() -> None:
    x = Value([1.0, -2.0], label="x")
    told = steps(np.where(x > 0, x, 0).sum())
    assert any("x > 0 = [1.0, −2.0] > 0 = [True, False]" in str(step) for step in told)
    assert all(step.node.op != "greater" for step in told if isinstance(step, BackwardStep))


def test_a_lone_leaf_has_only_its_own_gradient() -> None:
    told = steps(Value(1.0))
    assert len(told) == 1
    assert isinstance(told[0], BackwardStep)


def test_a_rule_that_exists_only_in_python_is_told_as_such() -> None:
    x = Value([1.0, 2.0], label="x")
    reverse = Value(x.data[::-1], (x,), "reverse", label="r")

    def _backward() -> None:
        x.grad += reverse.grad[::-1]

    reverse._backward = _backward
    text = str(steps(reverse.sum()))
    assert "r = reverse(x) = [2.0, 1.0], as Python computed it" in text
    assert "x receives nothing" in text


def test_constants_go_by_their_numbers() -> None:
    x = Value(3.0, label="x")
    told = steps(2 * x**2)
    assert "constant" not in str(told)
    assert "because ∂v1/∂x = 2 × x" in str(told)


def test_names_of_several_words_are_bracketed_behind_a_partial() -> None:
    loss = Value(2.0, label="step size") * 3
    loss.label = "the loss"
    assert "∂(the loss)/∂(step size)" in str(steps(loss))


def test_labels_with_braces_are_told_as_they_are() -> None:
    x = Value(2.0, label="{names} {0} <b>")
    assert "{names} {0} <b> receives" in str(steps(x * 3))


@pytest.mark.parametrize("root", [Value(1.0) > 0, Value([1.0]) <= 2])
def test_a_root_without_a_gradient_is_refused(root: Value) -> None:
    with pytest.raises(TypeError, match="holds bool values, which have no gradient"):
        steps(root)


def test_a_chain_of_5000_operations_is_told() -> None:
    y = Value(1.0)
    for _ in range(5_000):
        y = y + 1.0
    told = steps(y)
    assert len(told) == 10_001
    assert told[-1].node.data == 2.0
