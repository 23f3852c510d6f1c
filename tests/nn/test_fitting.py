"""`fit`: it trains as a loop written by hand does, says what is wrong, and leaves something usable whatever happens."""

from __future__ import annotations

import contextlib
import functools
import os
import signal
import subprocess
import sys
import termios
import threading
from typing import Any

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad as hips_grad

from autograd_widgets import MLP, SGD, History, Value, fit
from autograd_widgets.nn import (
    Adam,
    BatchNorm1d,
    DivergenceWarning,
    Dropout,
    Linear,
    Module,
    Sequential,
    Training,
    datasets,
    losses,
    scalar,
    schedules,
)
from autograd_widgets.nn.shuffling import order

XS = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
YS = [1.0, -1.0, -1.0, 1.0]
MOONS = datasets.moons(50, rng=0)


def network(**options: Any) -> MLP:
    return MLP(2, [8, 1], **{"activation": "relu", "output_activation": None, "rng": 0, **options})


def same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


# --- what it computes ---


def test_mini_batches_train_as_a_loop_over_another_autograd_does() -> None:
    X, y = MOONS
    model = MLP(2, [5, 1], rng=3)
    theirs = [np.array(p.data) for p in model.parameters()]

    def loss(parameters: list[Any], X: Any, y: Any) -> Any:
        w1, b1, w2, b2 = parameters
        out = anp.tanh(anp.dot(anp.tanh(anp.dot(X, w1) + b1), w2) + b2)[:, 0]
        return anp.mean((out - y) ** 2) + 0.01 * sum(anp.sum(p**2) for p in parameters)

    batch_losses = []
    for epoch in range(4):
        places = order(50, 7, epoch)
        for start in range(0, 50, 16):
            batch = places[start : start + 16]
            batch_losses.append(loss(theirs, X[batch], y[batch]))
            gradients = hips_grad(loss)(theirs, X[batch], y[batch])
            theirs = [p - 0.2 * g for p, g in zip(theirs, gradients, strict=True)]
    history = fit(model, X, y, optimizer=SGD(0.2), epochs=4, batch_size=16, seed=7, l2=0.01)
    np.testing.assert_allclose(history.batch_loss, batch_losses, rtol=1e-12)
    for ours, expected in zip(model.parameters(), theirs, strict=True):
        np.testing.assert_allclose(ours.data, expected, rtol=1e-11, atol=1e-13)
    sizes = np.array([16, 16, 16, 2] * 4)
    np.testing.assert_allclose(history.loss, (history.batch_loss * sizes).reshape(4, 4).sum(1) / 50)


def test_a_network_of_scalars_and_the_same_one_of_arrays_train_alike() -> None:
    small = scalar.MLP(3, [4, 4, 1], rng=1)
    large = MLP.from_scalar(small)
    one, other = fit(small, XS, YS, epochs=5), fit(large, XS, YS, epochs=5)
    np.testing.assert_allclose(one.loss, other.loss, rtol=1e-12)
    assert list(one.gradient_norms) == list(other.gradient_norms) == ["layers.0", "layers.1", "layers.2"]
    for name, norms in one.gradient_norms.items():
        np.testing.assert_allclose(norms, other.gradient_norms[name], rtol=1e-10)


@pytest.mark.parametrize("seed", range(40))
def test_the_defaults_learn_the_articles_samples_from_any_start(seed: int) -> None:
    assert fit(MLP(3, [4, 4, 1], rng=seed), XS, YS).loss[-1] < 0.05


def test_the_same_seeds_give_the_same_run_and_others_another() -> None:
    runs = [fit(network(), *MOONS, loss="hinge", epochs=3, batch_size=8, seed=seed) for seed in (1, 1, 2)]
    assert runs[0].batch_loss.tolist() == runs[1].batch_loss.tolist() != runs[2].batch_loss.tolist()
    straight = fit(network(), *MOONS, loss="hinge", epochs=1, batch_size=8, shuffle=False)
    assert straight.batch_loss[0] == losses.hinge(network()(MOONS[0][:8]), MOONS[1][:8]).data


def test_a_schedule_counts_steps() -> None:
    history = fit(network(), *MOONS, optimizer=SGD(schedules.Linear(0.4, 0.1, 6)), epochs=3, batch_size=25)
    np.testing.assert_allclose(history.learning_rate, [0.35, 0.25, 0.15])


def test_clipping_bounds_the_step_but_the_history_tells_the_gradient() -> None:
    model = network()
    before = np.concatenate([p.data.ravel() for p in model.parameters()])
    history = fit(model, *MOONS, optimizer=SGD(1.0), epochs=1, batch_size="all", clip=0.01)
    after = np.concatenate([p.data.ravel() for p in model.parameters()])
    assert np.linalg.norm(after - before) == pytest.approx(0.01, rel=1e-3)
    assert np.hypot(*(norm[0] for norm in history.gradient_norms.values())) > 0.1


def test_validation_holds_samples_back_and_uses_the_model_as_it_will_be_used() -> None:
    X, y = datasets.moons(40, rng=1)
    model = Sequential(
        Linear(2, 16, activation="relu", rng=0), Dropout(0.5, rng=0), BatchNorm1d(16), Linear(16, 1, rng=1)
    )
    seen: list[bool] = []
    y = y[:, None]
    history = fit(
        model,
        X,
        y,
        validation=0.25,
        metrics=["accuracy", "mean_absolute_error"],
        epochs=3,
        callbacks=lambda training: seen.append(training.model.training),
    )
    assert history.samples is not None
    assert history.validation is not None
    assert len(history.samples.X) == 30
    assert len(history.validation.X) == 10
    rows = {tuple(x) for x in history.samples.X} | {tuple(x) for x in history.validation.X}
    assert rows == {tuple(x) for x in X}
    assert seen == [True, True, True]
    assert model.training is False
    predicted = model(history.validation.X)
    assert history.validation_loss is not None
    assert history.validation_loss[-1] == losses.squared_error(predicted, history.validation.y).data
    told = np.mean((predicted.data > 0) == (history.validation.y > 0))
    assert history.validation_metrics["accuracy"][-1] == told
    assert set(history.metrics) == {"accuracy", "mean_absolute_error"}


def test_early_stop_puts_back_the_best_epoch() -> None:
    X, y = datasets.sine(30, noise=0.5, rng=2)
    model = MLP(1, [30, 30, 1], output_activation=None, rng=0)
    history = fit(model, X, y, validation=0.5, optimizer=Adam(0.05), epochs=2000, patience=20)
    loss = history.validation_loss
    assert loss is not None
    assert history.epochs < 2000
    assert loss.argmin() == history.epochs - 21
    assert history.validation is not None
    assert losses.squared_error(model(history.validation.X), history.validation.y).data == loss.min()
    assert f"those of epoch {loss.argmin() + 1}" in history.stopped
    assert history.final_step == (loss.argmin() + 1) * history.steps_per_epoch
    assert same(history.state(), model.state_dict())
    assert not same(history.state(history.steps), model.state_dict())


def test_with_patience_the_best_epoch_is_kept_also_where_epochs_run_out() -> None:
    X, y = datasets.sine(30, noise=0.5, rng=2)
    model = MLP(1, [30, 30, 1], output_activation=None, rng=0)
    history = fit(model, X, y, validation=0.5, optimizer=Adam(0.05), epochs=60, patience=1000, memory=0)
    loss = history.validation_loss
    assert loss is not None
    assert losses.squared_error(model(history.validation.X), history.validation.y).data == loss.min() < loss[-1]  # pyright: ignore[reportOptionalMemberAccess]
    assert history.stopped == ""


def test_a_callback_may_stop_it_and_steer_it() -> None:
    def steer(training: Training) -> None:
        training.optimizer.learning_rate = 0.01
        if training.epoch == 3:
            training.stop("good enough")

    history = fit(network(), *MOONS, callbacks=[steer])
    assert history.epochs == 3
    assert history.stopped == "good enough"
    assert history.learning_rate.tolist() == [0.1, 0.01, 0.01]


def test_float32_stays_float32() -> None:
    model = network(dtype=np.float32)
    fit(model, *MOONS, loss="hinge", epochs=2, optimizer="adam")
    assert {p.dtype for p in model.parameters()} == {np.dtype(np.float32)}


def test_classes_are_learnt_from_whole_numbers() -> None:
    X, y = datasets.blobs(90, rng=0)
    model = MLP(2, [8, 3], activation="relu", output_activation=None, rng=0)
    history = fit(
        model, X, y, loss="cross_entropy", optimizer="adam", epochs=100, metrics="accuracy", validation=(X, y)
    )
    assert history.validation_metrics["accuracy"][-1] > 0.95


# --- what goes wrong on the way ---


@pytest.mark.parametrize("model", [network(), Sequential(Linear(2, 4, rng=0), BatchNorm1d(4), Linear(4, 1, rng=0))])
def test_divergence_keeps_the_last_finite_parameters_and_says_what_to_try(model: Module) -> None:
    X, y = MOONS
    y = y if isinstance(model, MLP) else y[:, None]
    with pytest.warns(DivergenceWarning, match=r"after \d+ steps?.*lower learning rate \(it was 1e\+100\)"):
        history = fit(model, X, y, optimizer=SGD(1e100), epochs=30, batch_size="all")
    assert "the last finite ones" in history.stopped
    state = model.state_dict()
    assert all(np.isfinite(array).all() for array in state.values())
    assert same(history.state(), state)
    assert np.isfinite(history.batch_loss).all()
    assert history.kept[-1] == history.steps


def test_a_loss_that_is_nan_from_the_start_changes_nothing() -> None:
    model = network()
    model.layers[0].bias.data = np.full(8, np.nan)  # pyright: ignore[reportOptionalMemberAccess]
    before = model.state_dict()
    with pytest.warns(DivergenceWarning, match="before the first step"):
        history = fit(model, *MOONS)
    assert history.steps == 0
    assert all(
        np.array_equal(a, b, equal_nan=True) for a, b in zip(before.values(), model.state_dict().values(), strict=True)
    )


class Root(Module):
    def __init__(self) -> None:
        self.w = Value(0.0)

    def forward(self, x: Any) -> Value:
        return (self.w * x) ** 0.5


@pytest.mark.parametrize("callbacks", [None, lambda training: training.stop("enough")])
def test_a_last_step_that_leaves_nan_is_taken_back_whatever_ended_it(callbacks: Any) -> None:
    model = Root()
    with pytest.warns(DivergenceWarning, match="parameters became"):
        fit(model, [1.0, 4.0], [1.0, 2.0], epochs=1, callbacks=callbacks)
    assert model.w.data == 0.0


def test_divergence_puts_running_statistics_back_too_and_counts_no_epoch() -> None:
    model = Sequential(Linear(2, 4, rng=0), BatchNorm1d(4), Linear(4, 1, rng=0))
    before = model.state_dict()
    training = Training(model, MOONS[0], MOONS[1][:, None], loss=lambda p, t: (p - t).mean() * np.inf)
    training.run_epoch()
    assert training.diverged
    assert "Look at the parameters" in training.advice
    assert same(model.state_dict(), before)
    assert training.epoch == training.history.epochs == 0


def interrupt(training: Training) -> None:
    if training.epoch == 2:
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_ends_it_with_a_usable_model_and_history() -> None:
    model = network()
    usual = signal.getsignal(signal.SIGINT)
    history = fit(model, *MOONS, epochs=500, callbacks=interrupt)
    assert signal.getsignal(signal.SIGINT) is usual
    assert history.stopped == "you interrupted it"
    assert 2 <= history.epochs <= 3
    assert same(history.state(), model.state_dict())
    assert history.kept[-1] == history.steps
    assert np.isfinite(model(MOONS[0]).data).all()


def test_an_interruption_within_a_step_leaves_no_half_moved_parameters() -> None:
    class Hasty(SGD):
        def _moved(self, data: Any, gradient: Any, rate: float) -> Any:
            if self.steps == 5 and data.shape == (8,):
                raise KeyboardInterrupt
            return super()._moved(data, gradient, rate)

    model = network()
    history = fit(model, *MOONS, optimizer=Hasty(0.1), epochs=10)
    assert history.steps == 5
    other = network()
    training = Training(other, *MOONS, optimizer=SGD(0.1))
    for _ in range(5):
        training.step()
    assert same(model.state_dict(), other.state_dict())


def test_it_runs_in_another_thread() -> None:
    found: list[History] = []
    thread = threading.Thread(target=lambda: found.append(fit(network(), *MOONS, epochs=2)))
    thread.start()
    thread.join()
    assert found[0].epochs == 2


def test_an_error_in_the_first_epoch_leaves_the_model_as_it_was() -> None:
    model = network()
    before = model.state_dict()
    with pytest.raises(ValueError, match="hinge expected every target to be -1 or 1, got 0"):
        fit(model, MOONS[0], np.where(np.arange(50) > 40, 0, 1), loss="hinge", batch_size=8, shuffle=False)
    assert same(model.state_dict(), before)
    assert model.training


def test_an_error_in_the_first_epoch_leaves_the_optimiser_as_it_was() -> None:
    model, adam = network(), Adam(0.01)
    fit(model, *MOONS, optimizer=adam, epochs=2)
    before = adam.state_dict(model.parameters())
    with pytest.raises(ValueError, match="target"):
        fit(
            model,
            MOONS[0],
            np.where(np.arange(50) > 40, 0, 1),
            loss="hinge",
            batch_size=8,
            shuffle=False,
            optimizer=adam,
        )
    assert same(adam.state_dict(model.parameters()), before)


def test_the_bar_shows_epochs_and_losses_in_a_terminal() -> None:
    program = (
        "import autograd_widgets.nn.progress as p; p.AFTER = p.EVERY = 0\n"
        "from autograd_widgets import MLP, fit\n"
        "fit(MLP(1, [1], rng=0), [[1.0], [2.0]], [0.1, 0.2], epochs=3)\n"
    )
    leader, follower = os.openpty()
    termios.tcsetwinsize(follower, (24, 100))
    subprocess.run([sys.executable, "-c", program], stderr=follower, check=True)
    os.close(follower)
    shown = ""
    with contextlib.suppress(OSError):  # the end, on Linux
        while part := os.read(leader, 100_000):
            shown += part.decode()
    os.close(leader)
    assert "3/3" in shown
    assert "loss 0." in shown


def test_fitting_again_trains_again() -> None:
    model = Sequential(Linear(2, 4, rng=0), BatchNorm1d(4), Linear(4, 1, rng=0))
    seen: list[bool] = []
    for _ in range(2):
        before = model.state_dict()["layers.1.running_mean"]
        fit(model, MOONS[0], MOONS[1][:, None], epochs=1, callbacks=lambda t: seen.append(t.model.training))
        assert not np.array_equal(model.state_dict()["layers.1.running_mean"], before)
        assert model.training is False
    assert seen == [True, True]


def test_no_bar_is_written_to_a_log() -> None:
    program = "from autograd_widgets import MLP, fit; fit(MLP(1, [1]), [[1.0], [2.0]], [0.1, 0.2], epochs=3)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stderr == done.stdout == ""


# --- steered ---


def test_one_can_go_back_and_on_and_gets_the_same_again() -> None:
    training = Training(network(), *MOONS, optimizer=Adam(0.01), batch_size=20)
    for _ in range(3):
        training.run_epoch()
    first = training.state()
    training.go_to(0)
    assert training.optimizer.steps == training.epoch == training.history.steps == 0
    for _ in range(3):
        training.run_epoch()
    assert same(training.state(), first)
    with pytest.raises(LookupError):
        training.go_to(4)
    assert same(training.state(), first)
    assert training.history.epoch_ends == [3, 6, 9]


def test_going_back_into_an_epoch_begins_it_anew() -> None:
    training = Training(network(), *MOONS, batch_size=20)
    for _ in range(4):
        training.step()
    training.settle()
    training.go_to(-1)
    training.run_epoch()
    assert training.history.epoch_ends == [3, 7]
    assert training.epoch == training.history.epochs == 2


def test_another_batch_size_begins_an_epoch_anew() -> None:
    training = Training(network(), *MOONS, batch_size="all", metrics="accuracy", optimizer=SGD(1e-9))
    training.run_epoch()
    training.change(batch_size=20, l2=0.0)
    training.step()
    training.change(batch_size=25, l2=0.0)
    training.run_epoch()
    assert training.history.epoch_ends == [1, 4]
    np.testing.assert_allclose(training.history.loss, training.history.loss[0], rtol=1e-6)
    with pytest.raises(ValueError, match="l2"):
        training.change(batch_size=10, l2=-1)
    assert training.batch_size == 25


def test_the_loss_of_validation_is_that_of_the_samples_alone() -> None:
    model = network()
    history = fit(model, *MOONS, validation=0.2, l2=0.1, epochs=2)
    assert history.validation is not None
    assert history.validation_loss is not None
    alone = losses.squared_error(model(history.validation.X), history.validation.y).data
    assert history.validation_loss[-1] == alone


def test_accuracy_of_probabilities_is_taken_at_one_half() -> None:
    X = np.array([[-2.0], [-1.0], [1.0], [2.0]])
    model = MLP(1, [1], output_activation="sigmoid", rng=0)
    history = fit(model, X, [0, 0, 1, 1], metrics="accuracy", epochs=200, optimizer=SGD(1.0))
    assert history.metrics["accuracy"][-1] == 1


def test_an_optimiser_forgets_what_diverged_and_keeps_what_it_knows_of_other_models() -> None:
    one, other, optimizer = network(), network(), SGD(1e100, momentum=0.9)
    optimizer.learning_rate = 0.01
    fit(other, *MOONS, optimizer=optimizer, epochs=1)
    other_before = optimizer.state_dict(other.parameters())
    with pytest.raises(ValueError, match="target"):
        fit(one, MOONS[0], MOONS[1][:, None], optimizer=optimizer)
    assert same(optimizer.state_dict(other.parameters()), other_before)
    optimizer.learning_rate = 1e100
    with pytest.warns(DivergenceWarning):
        fit(one, *MOONS, optimizer=optimizer, epochs=20, batch_size="all")
    optimizer.learning_rate = 0.01
    assert fit(one, *MOONS, optimizer=optimizer, epochs=2).stopped == ""


def test_going_back_counts_from_the_steps_that_the_optimiser_had_taken() -> None:
    optimizer = SGD(schedules.Linear(0.1, 0.0, 100))
    fit(network(), *MOONS, optimizer=optimizer, epochs=5)
    training = Training(network(), *MOONS, optimizer=optimizer)
    rate = optimizer.rate
    training.run_epoch()
    training.go_to(0)
    assert optimizer.rate == rate < 0.1


def test_a_schedule_that_has_run_out_is_told() -> None:
    optimizer = SGD(schedules.Linear(0.1, 0.0, 2))
    fit(network(), *MOONS, optimizer=optimizer, epochs=1)
    with pytest.warns(UserWarning, match="learning rate of 0 from the first step"):
        fit(network(), *MOONS, optimizer=optimizer, epochs=1)


def test_what_is_held_back_is_tried_out_before_the_first_step() -> None:
    model = network()
    with pytest.raises(ValueError, match=r"on the samples of validation: .*expected inputs with 2 features"):
        fit(model, *MOONS, validation=(MOONS[0][:, :1], MOONS[1]), callbacks=lambda training: pytest.fail("it trained"))


def test_a_partial_of_a_loss_is_known_by_the_loss() -> None:
    loss = functools.partial(losses.binary_cross_entropy, reduction="sum")
    history = fit(network(), MOONS[0], (MOONS[1] > 0).astype(int), loss=loss, metrics="accuracy", epochs=1)
    assert history.loss_name == "binary_cross_entropy"


# --- what is refused ---

X, Y = MOONS


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((MLP, X, Y), TypeError, "the class MLP: make one first"),
        ((lambda x: x, X, Y), TypeError, "expected a model"),
        ((Dropout(0.5), X, Y), ValueError, "has no parameters"),
        ((network(), [], []), ValueError, "there are no samples"),
        ((network(), X, Y[:-1]), ValueError, "50 samples in X and 49 targets in y"),
        ((network(), np.where(X[3, 1] == X, np.nan, X), Y), ValueError, r"got nan in X\[3, 1\]"),
        ((network(), X, np.where(Y > 0, np.inf, Y)), ValueError, r"got inf in y\["),
        ((network(), X, [str(y) for y in Y]), TypeError, "fit: y: "),
        ((network(), 3.0, 1.0), ValueError, "got a single number"),
        ((network(), Value(X), Y), TypeError, r"use its \.data"),
        ((network(), X[:, :1], Y), ValueError, "2"),
        ((network(), X, Y[:, None]), ValueError, "reshape the targets"),
    ],
)
def test_data_and_models_that_do_not_fit_are_refused(arguments: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        fit(*arguments)


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({"loss": "hinges"}, ValueError, "there is no loss 'hinges'; there are 'squared_error'.*Did you mean 'hinge'"),
        ({"loss": 3}, TypeError, "expected a loss as a name"),
        ({"loss": lambda p, t: (p - t) ** 2}, ValueError, "one number as a Value, got shape"),
        ({"loss": lambda p, t: losses.squared_error(p.data, t)}, ValueError, "does not depend on the model's"),
        ({"metrics": {"loss": len}}, ValueError, "two series of a history would be called 'loss'"),
        ({"metrics": [lambda p, t: 0, lambda p, t: 1]}, ValueError, "two series"),
        ({"metrics": {"m": lambda p, t: None}}, TypeError, "the metric 'm' gave None"),
        ({"validation": 0, "patience": 3}, ValueError, "pass validation=0.2"),
        ({"shuffle": "no"}, TypeError, "True or False"),
        ({"seed": 2**32}, ValueError, "below 2"),
        ({"loss": lambda p, t: 3.0}, ValueError, "one number as a Value, got float"),
        ({"loss": "cross_entropy"}, TypeError, "classes as whole numbers"),
        ({"loss": "binary_cross_entropy"}, ValueError, "every target to be 0 or 1"),
        ({"optimizer": "adm"}, ValueError, "there is no optimiser 'adm'; there are 'sgd'.*Did you mean 'adam'"),
        ({"optimizer": SGD}, TypeError, r"the class SGD: make one, SGD\(0\.01\)"),
        ({"optimizer": 0.1}, TypeError, "expected an optimiser"),
        ({"metrics": "acuracy"}, ValueError, "there is no metric 'acuracy'.*Did you mean 'accuracy'"),
        ({"metrics": 5}, TypeError, "expected metrics"),
        ({"batch_size": 51}, ValueError, "batch_size=51, which is larger than the 50 samples"),
        ({"batch_size": 0}, ValueError, "at least 1"),
        ({"batch_size": "half"}, ValueError, "or 'all'"),
        ({"epochs": 0}, ValueError, "at least 1"),
        ({"epochs": 2.5}, TypeError, "whole number"),
        ({"seed": -1}, ValueError, "at least 0"),
        ({"validation": 1.0}, ValueError, "below 1"),
        ({"validation": 0.001}, ValueError, "both sides need at least one"),
        ({"validation": (X, Y[:3])}, ValueError, "the X of validation"),
        ({"patience": 3}, ValueError, "pass validation=0.2"),
        ({"l2": -1}, ValueError, "at least 0"),
        ({"clip": 0}, ValueError, "above 0"),
        ({"callbacks": [3]}, TypeError, "expected callbacks as functions"),
    ],
)
def test_options_that_make_no_sense_are_refused(options: Any, error: type[Exception], message: str) -> None:
    model = network()
    before = model.state_dict()
    with pytest.raises(error, match=message):
        fit(model, X, Y, **options)
    assert same(model.state_dict(), before)


@pytest.mark.parametrize(
    ("loss", "output_activation", "is_warned"),
    [
        ("binary_cross_entropy", "sigmoid", True),
        ("cross_entropy", "tanh", True),
        ("binary_cross_entropy", None, False),
        ("squared_error", "tanh", False),
    ],
)
def test_scores_that_would_be_squeezed_twice_are_warned_of(
    loss: str, output_activation: Any, is_warned: bool, recwarn: pytest.WarningsRecorder
) -> None:
    model = MLP(2, [3, 2 if loss == "cross_entropy" else 1], output_activation=output_activation, rng=0)
    fit(model, [[0.0, 1.0], [1.0, 0.0]], [0, 1], loss=loss, epochs=1, progress=False)
    told = [str(each.message) for each in recwarn if "output_activation=None" in str(each.message)]
    assert len(told) == is_warned
    assert all(loss in each and each.startswith("fit: ") for each in told)
