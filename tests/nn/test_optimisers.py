"""Optimisers: PyTorch's numbers, the published formulas, what is remembered, and what is refused."""

from __future__ import annotations

import copy
import gc
import math
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from autograd_widgets import Value, load, save
from autograd_widgets.nn import SGD, Adam, AdamW, RMSProp, clip_gradient_norm, clip_gradient_value, optimisers
from autograd_widgets.nn.schedules import Constant, Cosine, Linear, Step

STEPS = 50
ALLOWED = 2  # units in the last place, a step
SHAPES = [(3, 4), (4,), (), ()]


def pulled(parameters: list[Any], k: int) -> Any:
    """Return a loss, ours or PyTorch's, whose minimum moves: gradients of four magnitudes and both signs."""
    steepness = (0.01, 0.1, 1.0, 10.0)
    terms = [((p - math.sin(k + i)) ** 2).sum() * steepness[i] for i, p in enumerate(parameters)]
    return terms[0] + terms[1] + terms[2] + terms[3]


def start(dtype: Any) -> list[np.ndarray[Any, Any]]:
    rng = np.random.default_rng(0)
    return [np.asarray(rng.normal(size=shape), dtype) for shape in SHAPES]


SETTINGS: dict[str, tuple[Callable[[], Any], str, dict[str, Any]]] = {  # ours, the name in PyTorch, its settings
    "SGD": (lambda: SGD(0.02), "SGD", {"lr": 0.02}),
    "SGD, decay": (lambda: SGD(0.02, weight_decay=0.3), "SGD", {"lr": 0.02, "weight_decay": 0.3}),
    "SGD, momentum": (lambda: SGD(0.02, momentum=0.9), "SGD", {"lr": 0.02, "momentum": 0.9}),
    "SGD, all": (
        lambda: SGD(0.02, momentum=0.8, nesterov=True, weight_decay=0.3),
        "SGD",
        {"lr": 0.02, "momentum": 0.8, "nesterov": True, "weight_decay": 0.3},
    ),
    "RMSProp": (RMSProp, "RMSprop", {}),
    "RMSProp, all": (
        lambda: RMSProp(0.02, decay=0.9, epsilon=1e-3, momentum=0.7, weight_decay=0.3),
        "RMSprop",
        {"lr": 0.02, "alpha": 0.9, "eps": 1e-3, "momentum": 0.7, "weight_decay": 0.3},
    ),
    "Adam": (Adam, "Adam", {}),
    "Adam, all": (
        lambda: Adam(0.1, betas=(0.3, 0.8), epsilon=1e-3, weight_decay=0.3),
        "Adam",
        {"lr": 0.1, "betas": (0.3, 0.8), "eps": 1e-3, "weight_decay": 0.3},
    ),
    "AdamW": (AdamW, "AdamW", {}),
    "AdamW, all": (
        lambda: AdamW(0.1, betas=(0.7, 0.9), weight_decay=0.3),
        "AdamW",
        {"lr": 0.1, "betas": (0.7, 0.9), "weight_decay": 0.3},
    ),
}
SCHEDULES: dict[str, tuple[Callable[[float], Any], Callable[[Any, Any], Any]]] = {
    "no schedule": (lambda rate: rate, lambda lr, opt: None),
    "constant": (Constant, lambda lr, opt: lr.ConstantLR(opt, factor=1.0)),
    "linear": (
        lambda rate: Linear(rate, rate / 4, 30),
        lambda lr, opt: lr.LinearLR(opt, start_factor=1.0, end_factor=0.25, total_iters=30),
    ),
    "cosine": (
        lambda rate: Cosine(rate, rate / 10, STEPS),
        lambda lr, opt: lr.CosineAnnealingLR(opt, T_max=STEPS, eta_min=opt.param_groups[0]["lr"] / 10),
    ),
    "step": (lambda rate: Step(rate, 15, 0.5), lambda lr, opt: lr.StepLR(opt, step_size=15, gamma=0.5)),
}
CLIPPING = ["no clipping", "norm", "value"]


def in_torch(dtype: Any, name: str, settings: dict[str, Any], schedule: str, clipping: str) -> Iterator[list[Any]]:
    torch = pytest.importorskip("torch")
    parameters = [torch.tensor(x, requires_grad=True) for x in start(dtype)]
    optimiser = getattr(torch.optim, name)(parameters, **settings)
    scheduler = SCHEDULES[schedule][1](torch.optim.lr_scheduler, optimiser)
    for k in range(STEPS):
        optimiser.zero_grad()
        pulled(parameters, k).backward()
        if clipping == "norm":
            torch.nn.utils.clip_grad_norm_(parameters, 2.0)
        elif clipping == "value":
            torch.nn.utils.clip_grad_value_(parameters, 0.5)
        optimiser.step()
        if scheduler is not None:
            scheduler.step()
        yield [p.detach().numpy().copy() for p in parameters]


def ours(dtype: Any, make: Callable[[], Any], schedule: str, clipping: str) -> Iterator[list[Any]]:
    parameters = [Value(x) for x in start(dtype)]
    optimiser = make()
    optimiser.learning_rate = SCHEDULES[schedule][0](optimiser.learning_rate)
    for k in range(STEPS):
        for p in parameters:
            p.grad = 0.0
        pulled(parameters, k).backward()
        if clipping == "norm":
            clip_gradient_norm(parameters, 2.0)
        elif clipping == "value":
            clip_gradient_value(parameters, 0.5)
        optimiser.step(parameters)
        yield [p.data for p in parameters]


COMBINATIONS = [
    *[(name, "no schedule", "no clipping") for name in SETTINGS],
    *[(name, schedule, "no clipping") for name in ("SGD", "SGD, all", "AdamW, all") for schedule in SCHEDULES],
    *[(name, "cosine", clipping) for name in ("SGD, all", "RMSProp, all", "Adam") for clipping in CLIPPING],
]


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "schedule", "clipping"), dict.fromkeys(COMBINATIONS))
def test_fifty_steps_are_those_of_pytorch(dtype: Any, name: str, schedule: str, clipping: str) -> None:
    make, theirs, settings = SETTINGS[name]
    expected = in_torch(dtype, theirs, settings, schedule, clipping)
    for k, (found, wanted) in enumerate(zip(ours(dtype, make, schedule, clipping), expected, strict=True), 1):
        for x, y in zip(found, wanted, strict=True):
            assert x.dtype == y.dtype == dtype
            np.testing.assert_allclose(x, y, rtol=0, atol=ALLOWED * k * np.finfo(dtype).eps * max(1, np.max(np.abs(y))))


# --- the published formulas, on one parameter ---------------------------------------------------------------


def gradient_at(x: Any, t: int) -> Any:
    return 3 * x - np.cos(2.0 * t)


def by_sgd(x: Any) -> Iterator[Any]:
    """Sutskever et al. (2013), in the form of PyTorch's documentation, with weight decay as a penalty."""
    b = 0.0
    for t in range(1, STEPS + 1):
        g = gradient_at(x, t) + 0.1 * x
        b = 0.9 * b + g
        x = x - 0.01 * (g + 0.9 * b)
        yield x


def by_rmsprop(x: Any) -> Iterator[Any]:
    """Hinton (2012), lecture 6e."""
    r = 0.0
    for t in range(1, STEPS + 1):
        g = gradient_at(x, t)
        r = 0.9 * r + 0.1 * g**2
        x = x - 0.01 * g / (np.sqrt(r) + 1e-8)
        yield x


def by_adam(x: Any) -> Iterator[Any]:
    """Kingma and Ba (2015), algorithm 1."""
    m = v = 0.0
    for t in range(1, STEPS + 1):
        g = gradient_at(x, t)
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g**2
        x = x - 0.01 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        yield x


def by_adamw(x: Any) -> Iterator[Any]:
    """Loshchilov and Hutter (2019), algorithm 2, with the rate in the decay as in PyTorch."""
    m = v = 0.0
    for t in range(1, STEPS + 1):
        g = gradient_at(x, t)
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g**2
        x = x - 0.01 * ((m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8) + 0.2 * x)
        yield x


@pytest.mark.parametrize("x", [np.float64(0.7), np.array([0.7, -2.0, 1e-3])], ids=["number", "array"])
@pytest.mark.parametrize(
    ("optimiser", "formula"),
    [
        (lambda: SGD(0.01, momentum=0.9, nesterov=True, weight_decay=0.1), by_sgd),
        (lambda: RMSProp(0.01, decay=0.9), by_rmsprop),
        (lambda: Adam(0.01), by_adam),
        (lambda: AdamW(0.01, weight_decay=0.2), by_adamw),
    ],
    ids=["SGD", "RMSProp", "Adam", "AdamW"],
)
def test_each_follows_its_published_formula(optimiser: Any, formula: Any, x: Any) -> None:
    p, moved = Value(x), optimiser()
    for t, expected in enumerate(formula(x), 1):
        p.grad = gradient_at(p.data, t)
        moved.step([p])
        assert type(p.data) is type(x)
        np.testing.assert_allclose(p.data, expected, rtol=1e-12, atol=1e-14)


# --- what a step touches, and what it remembers -------------------------------------------------------------

EVERY = pytest.mark.parametrize("make", [make for make, _, _ in SETTINGS.values()], ids=list(SETTINGS))


@EVERY
@pytest.mark.parametrize("x", [2.0, [1.0, 2.0]])
def test_a_step_changes_no_array_that_somebody_holds(make: Any, x: Any) -> None:
    p, moved = Value(x), make()
    y = (p * p).sum()
    y.backward()
    for _ in range(3):
        held, gradient = p.data, p.grad
        before = copy.deepcopy((held, gradient))
        moved.step([p])
        assert p.grad is gradient
        assert p.data is not held
        np.testing.assert_array_equal(held, before[0])
        np.testing.assert_array_equal(gradient, before[1])
    p.grad = 0.0
    y.backward()  # of the graph as it was recorded
    np.testing.assert_array_equal(p.grad, 2 * np.array(x))


@EVERY
def test_what_is_remembered_keeps_no_parameter_alive(make: Any) -> None:
    p, q, moved = Value([1.0, 2.0]), Value(1.0), make()
    moved.step([p, q])
    gone = weakref.ref(p)
    del p
    gc.collect()
    assert gone() is None
    assert len(moved._memories) <= 1


@EVERY
def test_a_step_of_an_array_needs_room_for_two_more_at_most(make: Any) -> None:
    p, moved = Value(np.ones(100_000)), make()
    p.grad = np.ones(100_000)
    moved.step([p])
    tracemalloc.start()
    try:
        before, _ = tracemalloc.get_traced_memory()
        moved.step([p])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak - before < 2.1 * p.data.nbytes  # one of them is what the parameter becomes


def test_a_parameter_without_a_gradient_moves_by_decay_and_momentum_only() -> None:
    p = Value([1.0, -2.0])
    SGD(0.1).step([p])
    np.testing.assert_array_equal(p.data, [1.0, -2.0])
    SGD(0.1, weight_decay=0.5).step([p])
    np.testing.assert_allclose(p.data, [0.95, -1.9])
    moved = SGD(0.1, momentum=0.5)
    p.grad = [1.0, 1.0]
    moved.step([p])
    p.grad = None
    before = p.data
    moved.step([p])
    np.testing.assert_allclose(p.data, before - 0.05)


def test_each_parameter_counts_its_own_steps() -> None:
    early, late, moved = Value(1.0), Value(1.0), Adam(0.01)
    early.grad = late.grad = 1e-3
    for _ in range(20):
        moved.step([early])
    moved.step([early, late])
    assert late.data == pytest.approx(0.99, abs=1e-6)  # the whole first step, as it is corrected for the start
    assert moved.steps == 21


def test_a_parameter_that_occurs_twice_moves_once() -> None:
    p = Value(1.0)
    p.grad = 1.0
    SGD(0.25).step([p, p])
    assert p.data == 0.75


def test_a_recorded_gradient_is_used_by_its_numbers() -> None:
    for x in (Value(3.0), Value(np.float32([3.0]))):
        (x * x).sum().backward(create_graph=True)
        kind = x.dtype
        SGD(0.5).step(iter([x]))
        assert x.data == 0.0
        assert x.dtype == kind


@pytest.mark.parametrize(
    "rate", [0.1, np.float64(0.1), np.float32(0.1), Cosine(0.1, 0.0, 10), lambda _: np.float64(0.1)]
)
@pytest.mark.parametrize("kind", [SGD, RMSProp, Adam, AdamW])
def test_single_precision_stays_single(kind: Any, rate: Any) -> None:
    parameters = [Value(np.float32(1.0)), Value(np.ones(3, np.float32))]
    kind(rate).step(parameters)
    assert [p.dtype for p in parameters] == [np.float32, np.float32]


def test_the_rate_of_the_next_step_is_that_of_the_schedule() -> None:
    moved, p = SGD(Linear(0.4, 0.0, 4)), Value(0.0)
    p.grad = 1.0
    rates = []
    for _ in range(6):
        rates.append(moved.rate)
        moved.step([p])
    np.testing.assert_allclose(rates, [0.4, 0.3, 0.2, 0.1, 0.0, 0.0], atol=1e-15)
    assert p.data == pytest.approx(-1.0)
    moved.learning_rate = 0.5
    assert moved.rate == 0.5


# --- state ----------------------------------------------------------------------------------------------------


@EVERY
def test_training_goes_on_from_a_saved_state_as_if_it_had_not_stopped(make: Any, tmp_path: Any) -> None:
    def steps(moved: Any, parameters: list[Value], ks: range) -> list[Value]:
        for k in ks:
            for p in parameters:
                p.grad = 0.0
            pulled(parameters, k).backward()
            moved.step(parameters)
        return parameters

    moved = make()
    parameters = steps(moved, [Value(x) for x in start(np.float64)], range(5))
    save(tmp_path / "state", moved.state_dict(parameters))
    copies = [p.detach() for p in parameters]
    resumed = make()
    resumed.load_state_dict(load(tmp_path / "state"), copies)
    for x, y in zip(steps(moved, parameters, range(5, 9)), steps(resumed, copies, range(5, 9)), strict=True):
        np.testing.assert_array_equal(x.data, y.data)
    assert resumed.steps == moved.steps == 9


def test_a_state_is_a_copy() -> None:
    p, moved = Value([1.0]), SGD(0.1, momentum=0.9)
    p.grad = [1.0]
    moved.step([p])
    state = moved.state_dict([p])
    assert set(state) == {"steps", "0.steps", "0.velocity"}
    moved.load_state_dict(state, [p])
    moved.step([p])
    np.testing.assert_array_equal(state["0.velocity"], [1.0])


STATE = {"steps": np.array(1), "0.steps": np.array(1), "0.velocity": np.ones(2)}


@pytest.mark.parametrize(
    ("state", "message"),
    [
        ({}, "got nothing"),
        ({**STATE, "steps": np.array(-1)}, "whole number from 0 up"),
        ({**STATE, "0.steps": np.array([1])}, "whole number from 0 up"),
        ({"steps": np.array(1), "0.velocity": np.ones(2)}, "no '0.steps'"),
        ({**STATE, "0.velocity": np.ones(3)}, r"shape \(3,\).*another model"),
        ({**STATE, "1.steps": np.array(1), "1.velocity": np.ones(2)}, "another model"),
        ({**STATE, "0.mean_square": np.ones(2)}, "another optimiser"),
        ({"steps": np.array(1), "0.steps": np.array(1), "0.mean": np.ones(2), "0.mean_square": np.ones(2)}, "velocity"),
    ],
)
def test_a_state_that_does_not_fit_is_refused_and_nothing_changes(state: Any, message: str) -> None:
    p, moved = Value([1.0, 2.0]), SGD(0.1, momentum=0.9)
    p.grad = [1.0, 1.0]
    moved.step([p])
    before = moved.state_dict([p])
    with pytest.raises(ValueError, match=message):
        moved.load_state_dict(state, [p])
    after = moved.state_dict([p])
    assert before.keys() == after.keys()
    assert all(np.array_equal(before[name], after[name]) for name in before)


# --- what is refused ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", [[1.0, 2.0, 3.0], np.float32([1.0, 2.0])])
def test_a_parameter_of_another_shape_or_precision_is_refused_before_any_moves(new: Any) -> None:
    p, q, moved = Value(1.0), Value([1.0, 2.0], label="w"), Adam(0.1)
    p.grad = 1.0
    moved.step([p, q])
    q.data = new
    before, buffers = p.data, [*moved._memories[p].buffers]
    with pytest.raises(ValueError, match=r"'w' has shape .* but had shape \(2,\)"):
        moved.step([p, q])
    assert p.data == before
    assert moved._memories[p].buffers == buffers
    assert moved.steps == moved._memories[p].steps == 1


class Model:
    def parameters(self) -> list[Value]:
        return [Value(1.0)]


@pytest.mark.parametrize(
    ("parameters", "error", "message"),
    [
        ([], ValueError, "got none"),
        (Value([1.0]), TypeError, r"put it in a list"),
        (Model(), TypeError, r"pass model.parameters\(\)"),
        (3.0, TypeError, "got float"),
        ([Value(1.0), 2.0], TypeError, "float at position 1"),
        ([np.ones(2)], TypeError, "ndarray at position 0"),
        ({"w": Value(1.0)}, TypeError, r"values\(\)"),
        ([Value([1.0]) > 0], TypeError, "a Value of bool"),
        ([Value(1.0) * 2], TypeError, "was computed"),
    ],
)
def test_what_is_no_list_of_leaves_is_refused(parameters: Any, error: Any, message: str) -> None:
    for moved in (SGD(0.1), Adam()):
        with pytest.raises(error, match=message):
            moved.step(parameters)
        assert moved.steps == 0


@pytest.mark.parametrize("kind", [SGD, RMSProp, Adam, AdamW])
@pytest.mark.parametrize(
    "rate", [0, -0.1, float("nan"), float("inf"), 10**400, "0.1", None, True, 1j, Value(0.1), Cosine]
)
def test_a_learning_rate_must_be_a_number_above_0(kind: Any, rate: Any) -> None:
    with pytest.raises((TypeError, ValueError), match=r"learning.rate"):
        kind(rate)
    moved = kind(0.5)
    with pytest.raises((TypeError, ValueError), match=r"learning.rate"):
        moved.learning_rate = rate
    assert moved.learning_rate == 0.5


@pytest.mark.parametrize("given", [-1.0, float("nan"), "0.1", None])
def test_a_schedule_that_gives_no_rate_stops_the_step_before_anything_moves(given: Any) -> None:
    p, moved = Value(1.0), SGD(lambda _: given)
    p.grad = 1.0
    with pytest.raises((TypeError, ValueError), match="its schedule gives for step 0"):
        moved.step([p])
    assert p.data == 1.0
    assert moved.steps == 0


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: SGD(0.1, momentum=1), "momentum .* below 1"),
        (lambda: SGD(0.1, momentum=-0.1), "momentum .* at least 0"),
        (lambda: SGD(0.1, nesterov=True), "momentum above 0"),
        (lambda: SGD(0.1, momentum=0.9, nesterov=1), "True or False"),
        (lambda: SGD(0.1, weight_decay=-1), "weight_decay"),
        (lambda: RMSProp(decay=1.0), "decay"),
        (lambda: RMSProp(epsilon=0), "epsilon"),
        (lambda: Adam(betas=0.9), "betas to be two numbers"),
        (lambda: Adam(betas=(0.9, 1.0)), r"betas\[1\]"),
        (lambda: AdamW(weight_decay="0.1"), "weight_decay"),
    ],
)
def test_settings_out_of_bounds_are_refused(make: Any, message: str) -> None:
    with pytest.raises((TypeError, ValueError), match=message):
        make()


def test_an_optimiser_is_found_by_its_name() -> None:
    assert [type(optimisers.by_name(name)) for name in ("sgd", "RMSProp", "Adam", "adamw")] == [
        SGD,
        RMSProp,
        Adam,
        AdamW,
    ]
    with pytest.raises(ValueError, match=r"'sgd', 'rmsprop', 'adam', 'adamw'\. Did you mean 'adam'"):
        optimisers.by_name("adamm")
    with pytest.raises(TypeError, match="name of an optimiser"):
        optimisers.by_name(SGD)  # type: ignore[arg-type]


def test_a_repr_is_what_one_would_write() -> None:
    assert repr(SGD(0.1, momentum=0.9, nesterov=True)) == "SGD(0.1, momentum=0.9, nesterov=True)"
    assert repr(AdamW(Step(0.1, 5))) == (
        "AdamW(Step(start=0.1, every=5, factor=0.1), betas=(0.9, 0.999), epsilon=1e-08, weight_decay=0.01)"
    )


@pytest.mark.parametrize(
    ("before", "after", "keeps"),
    [
        (Adam(0.1), Adam(0.2, betas=(0.5, 0.9)), True),
        (SGD(0.1, momentum=0.9), SGD(0.1, momentum=0.5), True),
        (SGD(0.1, momentum=0.9), SGD(0.1), False),
        (Adam(0.1), AdamW(0.1), False),
    ],
    ids=repr,
)
def test_one_that_follows_another_has_its_steps_and_averages_of_its_own_kind_only(
    before: Any, after: Any, keeps: bool
) -> None:
    p = Value(np.ones(3))
    p.grad = np.array([1.0, 2.0, 3.0])
    for _ in range(3):
        before.step([p])
    after.follow(before)
    state = after.state_dict([p])
    assert state.pop("steps") == 3
    assert state.keys() == (before.state_dict([p]).keys() - {"steps"} if keeps else set())
