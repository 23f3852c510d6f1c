"""Values of another kind: micrograd's, ngrad's, and the class of the article as a learner types it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Graph, draw_dot, steps, trace
from autograd_widgets import Value as OurValue
from autograd_widgets.graph.steps import BackwardStep, Steps

micrograd = pytest.importorskip("micrograd.engine")
ngrad = pytest.importorskip("ngrad.engine")


class Typed:
    """The class of the article, shortened: Python numbers, `_prev` a set, rules as closures."""

    def __init__(self, data: float, _children: tuple[Typed, ...] = (), _op: str = "", label: str = "") -> None:
        self.data = data
        self.grad = 0.0
        self._backward: Callable[[], None] = lambda: None
        self._prev = set(_children)
        self._op = _op
        self.label = label

    def __add__(self, other: Typed) -> Typed:
        out = Typed(self.data + other.data, (self, other), "+")

        def _backward() -> None:
            self.grad += 1.0 * out.grad
            other.grad += 1.0 * out.grad

        out._backward = _backward
        return out

    def __sub__(self, other: Typed) -> Typed:
        out = Typed(self.data - other.data, (self, other), "-")

        def _backward() -> None:
            self.grad += out.grad
            other.grad -= out.grad

        out._backward = _backward
        return out

    def __mul__(self, other: Typed) -> Typed:
        out = Typed(self.data * other.data, (self, other), "*")

        def _backward() -> None:
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def tanh(self) -> Typed:
        t = math.tanh(self.data)
        out = Typed(t, (self,), "tanh")

        def _backward() -> None:
            self.grad += (1 - t**2) * out.grad

        out._backward = _backward
        return out

    def bump(self) -> Typed:
        """Something of the learner's own, under a symbol that nobody knows."""
        out = Typed(math.exp(-(self.data**2)), (self,), "bump")

        def _backward() -> None:
            self.grad += -2 * self.data * out.data * out.grad

        out._backward = _backward
        return out


KINDS = [
    pytest.param(OurValue, id="ours"),
    pytest.param(micrograd.Value, id="micrograd"),
    pytest.param(ngrad.Value, id="ngrad"),
    pytest.param(Typed, id="typed"),
]


def gradients(told: Steps) -> dict[str, Any]:
    """Return the gradients that steps lead to, by name."""
    found: dict[str, Any] = {}
    for step in told:
        if isinstance(step, BackwardStep):
            found.setdefault(step.node.name, step.upstream)
            found |= {part.input.name: part.after for part in step.contributions}
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_hand_calculation_gives_one_graph_and_the_same_steps_for_every_class(kind: Any) -> None:
    a, b, c, f = kind(2.0), kind(-3.0), kind(10.0), kind(-2.0)
    e = a * b
    d = e + c
    L = d * f
    graph = Graph.of(L)
    nodes = {node.name: node for node in graph.nodes}
    assert {name: node.op for name, node in nodes.items()} == {
        "a": "leaf",
        "b": "leaf",
        "c": "leaf",
        "f": "leaf",
        "e": "multiply",
        "d": "add",
        "L": "multiply",
    }
    inputs = {name: [graph.nodes[i].name for i in nodes[name].inputs] for name in "edL"}
    assert inputs == {"e": ["a", "b"], "d": ["e", "c"], "L": ["d", "f"]}
    forward = [step.sentence for step in steps(L)][:3]
    assert [line.rpartition("= ")[2] for line in forward] == ["−6.0.", "4.0.", "−8.0."]
    assert gradients(steps(L)) == {"L": 1, "d": -2, "f": 4, "e": -2, "c": -2, "a": 6, "b": -4}


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[2], KINDS[3]])
def test_neuron_gives_the_same_gradients_for_every_class(kind: Any) -> None:
    x1, x2, w1, w2, b = kind(2.0), kind(0.0), kind(-3.0), kind(1.0), kind(6.8813735870195432)
    o = (x1 * w1 + x2 * w2 + b).tanh()
    found = gradients(steps(o))
    assert [found[name].item() for name in ("o", "x1", "w1", "x2", "w2")] == pytest.approx([1, -1.5, 1.0, 0.5, 0.0])


def test_ngrads_arrays_and_its_written_out_tanh_are_followed() -> None:
    x1, x2, w1, w2, b = (ngrad.Value(np.full((2, 2), x)) for x in (2.0, 0.0, -3.0, 1.0, 6.8813735870195432))
    n = x1 * w1 + x2 * w2 + b
    e = (2 * n).exp()
    o = (e - 1) / (e + 1)
    assert {node.op for node in Graph.of(o).nodes} == {"leaf", "multiply", "add", "exp", "power", "constant"}
    found = gradients(steps(o))
    o.backward()
    for name, value in {"x1": x1, "w1": w1, "x2": x2, "w2": w2, "b": b}.items():
        np.testing.assert_allclose(found[name], value.grad)
    np.testing.assert_allclose(x1.grad, np.full((2, 2), -1.5))


def test_micrograds_own_program_gives_its_own_gradients() -> None:
    a, b = micrograd.Value(-4.0), micrograd.Value(2.0)
    c = a + b
    d = a * b + b**3
    c = c + c + 1
    c = c + 1 + c + (-a)
    d = d + d * 2 + (b + a).relu()
    d = d + 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g = g + 10.0 / f
    assert "opaque" not in {node.op for node in Graph.of(g).nodes}
    found = gradients(steps(g))
    g.backward()
    assert (found["a"].item(), found["b"].item()) == pytest.approx((a.grad, b.grad))


def test_drawing_and_stepping_leave_the_objects_as_they_were() -> None:
    a, b = Typed(2.0), Typed(0.5)
    o = (a * b).bump()
    a.grad, b.grad, o.grad = 0.25, 0.5, 0.75
    steps(o)
    draw_dot(o)
    assert (a.grad, b.grad, o.grad) == (0.25, 0.5, 0.75)


def test_an_operation_that_is_not_known_is_opaque_and_passes_its_gradient_on() -> None:
    x = Typed(0.5)
    doubled = x + x
    o = doubled.bump()
    assert Graph.of(o).root.op == "opaque"
    assert gradients(steps(o))["x"].item() == pytest.approx(2 * -2 * 1.0 * math.exp(-1.0))


@pytest.mark.parametrize("kind", [KINDS[0], KINDS[1], KINDS[3]])
def test_a_value_used_twice_in_one_operation_is_two_inputs(kind: Any) -> None:
    a = kind(3.0)
    b = a + a
    assert Graph.of(b).root.inputs == (0, 0)
    assert gradients(steps(b))["a"] == 2.0


@pytest.mark.parametrize("numbers", [(5.0, 2.0), (2.0, 5.0), (3.0, 3.0)])
def test_left_and_right_are_told_apart_although_prev_is_a_set(numbers: tuple[float, float]) -> None:
    left, right = (Typed(x) for x in numbers)
    out = left - right
    graph = Graph.of(out)
    assert [graph.nodes[i].name for i in graph.root.inputs] == ["left", "right"]
    assert (gradients(steps(out))["left"], gradients(steps(out))["right"]) == (1.0, -1.0)


def test_a_symbol_is_only_believed_if_it_gives_the_numbers() -> None:
    a = Typed(2.0)
    liar = Typed(7.0, (a,), "tanh")
    assert Graph.of(liar).root.op == "opaque"


def test_the_order_of_operations_is_found_without_recursion() -> None:
    x = micrograd.Value(1.0)
    y = x
    for _ in range(3_000):
        y = y + 0.5
    assert Graph.of(y).root.data == 1501.0
    assert len(trace(y)[0]) == 6_001


def test_micrograds_values_do_not_mix_with_ours() -> None:
    with pytest.raises(TypeError, match=r"micrograd\.engine\.Value.*use its \.data"):
        OurValue(1.0) + micrograd.Value(2.0)


def test_a_rule_that_is_not_written_yet_gives_no_derivative_not_zero() -> None:
    a = Typed(2.0, label="a")
    told = steps(Typed(math.erf(2.0), (a,), "erf", "y"))
    assert "a receives nothing, because the rule of y exists only in Python" in told[-1].sentence


def test_a_rule_whose_derivative_is_zero_is_a_rule() -> None:
    a = micrograd.Value(-1.0)
    y = micrograd.Value(0.0, (a,), "my relu")

    def backward() -> None:
        a.grad += 0.0 * y.grad

    y._backward = backward
    assert Graph.of(y).nodes[-1].partials == (0.0,)


class WithoutBackward:
    """The least that counts as a foreign Value."""

    def __init__(self, data: Any, _prev: Any = (), _op: str = "") -> None:
        self.data, self.grad, self._prev, self._op = data, None, _prev, _op


def test_four_attributes_are_enough() -> None:
    a, b = WithoutBackward(2.0), WithoutBackward(3.0)
    known = WithoutBackward(6.0, [a, b], "*")
    assert [node.op for node in Graph.of(WithoutBackward(0.5, [known], "mystery")).nodes][-2:] == ["multiply", "opaque"]


@pytest.mark.parametrize(
    ("root", "message"),
    [
        (WithoutBackward(1.0, [2.0], "+"), "in its _prev: expected an object with data, grad, _prev, _op"),
        (WithoutBackward("text"), "as its data: expected numbers"),
        (WithoutBackward, "expected a Value, the root of a computation, got type"),
    ],
)
def test_what_is_wrong_with_a_foreign_object_is_said(root: Any, message: str) -> None:
    with pytest.raises(TypeError, match=message):
        Graph.of(root)


def test_a_computation_that_leads_to_itself_is_refused() -> None:
    a = WithoutBackward(1.0, [], "+")
    b = WithoutBackward(2.0, [a], "+")
    a._prev = [b]
    with pytest.raises(ValueError, match="is among its own inputs"):
        Graph.of(b)
