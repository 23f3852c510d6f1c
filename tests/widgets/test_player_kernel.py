"""Training in slices: it answers between two of them, and whatever happens, it can go on."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, fit
from autograd_widgets.nn import Adam, Dropout, Linear, Sequential, datasets
from autograd_widgets.nn.losses import squared_error
from autograd_widgets.nn.training import Training
from autograd_widgets.widgets.player_kernel import KernelTraining, begun_again
from autograd_widgets.widgets.player_settings import settings_of

X, Y = datasets.moons(50, rng=0)


def training(**options: Any) -> Training:
    return Training(MLP(2, [4, 1], rng=0), X, Y, **options)


class Scene:
    """A training in the kernel, and all that it told."""

    def __init__(self, made: Training) -> None:
        self.told: list[bool] = []
        self.kernel = KernelTraining(made, self.told.append)

    async def until(self, happened: Callable[[], bool]) -> None:
        while not happened():
            await asyncio.sleep(0.001)


def test_without_a_loop_it_is_done_when_it_returns_and_is_what_fit_does() -> None:
    scene = Scene(training())
    scene.kernel.start(4)
    expected = fit(MLP(2, [4, 1], rng=0), X, Y, epochs=4, progress=False)
    assert np.array_equal(scene.kernel.training.history.batch_loss, expected.batch_loss)
    assert scene.told == [True]
    with pytest.raises(ValueError, match="say how many epochs"):
        scene.kernel.start(None)
    assert not scene.kernel.running


def test_in_a_loop_it_returns_at_once_and_is_told_of_once_at_the_end() -> None:
    async def play() -> None:
        scene = Scene(training())
        scene.kernel.start(4)
        assert scene.kernel.training.history.steps == 0
        await scene.until(lambda: not scene.kernel.running)
        assert scene.kernel.training.epoch == 4
        assert scene.told[-1]
        assert scene.told.count(True) == 1

    asyncio.run(play())


def test_started_again_while_it_runs_it_goes_on_longer() -> None:
    async def play() -> None:
        scene = Scene(training())
        scene.kernel.start(None)
        await scene.until(lambda: scene.kernel.training.epoch > 3)
        before = scene.kernel.training.epoch
        scene.kernel.start(5)
        await scene.until(lambda: not scene.kernel.running)
        assert scene.kernel.training.epoch == before + 5
        assert scene.told.count(True) == 1

    asyncio.run(play())


def test_an_interrupt_pauses_it_and_the_usual_handler_is_back() -> None:
    async def play() -> None:
        usual = signal.getsignal(signal.SIGINT)
        scene = Scene(training())
        scene.kernel.start(None)
        await scene.until(lambda: scene.kernel.training.epoch > 0)
        os.kill(os.getpid(), signal.SIGINT)
        await scene.until(lambda: not scene.kernel.running)
        assert signal.getsignal(signal.SIGINT) is usual
        assert not scene.kernel.failed

    asyncio.run(play())


def test_let_go_it_stops_tells_nobody_and_listens_no_more_also_where_a_cell_runs_meanwhile() -> None:
    async def play() -> None:
        usual = signal.getsignal(signal.SIGINT)
        scene = Scene(training())
        scene.kernel.start(None)
        await scene.until(lambda: scene.kernel.training.epoch > 0)
        ours = signal.signal(signal.SIGINT, signal.default_int_handler)  # as a kernel does for the length of a cell
        scene.kernel.let_go()
        signal.signal(signal.SIGINT, ours)
        steps = scene.kernel.training.history.steps
        await scene.until(lambda: not scene.kernel.running)
        assert signal.getsignal(signal.SIGINT) is usual
        assert scene.kernel.training.history.steps == steps
        assert True not in scene.told

    asyncio.run(play())


def interrupting(predictions: Any, y: Any) -> Any:
    os.kill(os.getpid(), signal.SIGINT)
    return squared_error(predictions, y)


def test_an_interrupt_without_a_loop_lets_the_step_finish() -> None:
    scene = Scene(training(loss=interrupting))
    scene.kernel.start(1000)
    assert scene.kernel.training.history.steps == 1
    assert scene.told == [True]


class Breaking:
    """A loss that raises once."""

    __name__ = "breaking"

    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, predictions: Any, y: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise RuntimeError("no more")
        return squared_error(predictions, y)


def test_an_error_is_raised_where_it_can_be_and_told_elsewhere_and_it_can_go_on() -> None:
    scene = Scene(training(loss=Breaking(4)))
    with pytest.raises(RuntimeError, match="no more"):
        scene.kernel.start(9)
    assert (scene.kernel.running, scene.kernel.wanted, scene.told) == (False, False, [True])
    scene.kernel.start(9)
    assert scene.kernel.training.epoch == 10  # one was finished before the error

    async def play() -> None:
        scene = Scene(training(loss=Breaking(4)))
        scene.kernel.start(9)
        await scene.until(lambda: not scene.kernel.running)
        assert scene.kernel.failed == "The training stopped with an error. RuntimeError: no more"
        scene.kernel.start(1)
        await scene.until(lambda: not scene.kernel.running)
        assert scene.kernel.failed == ""

    asyncio.run(play())


def test_a_training_that_begins_again_has_the_present_parameters_and_settings() -> None:
    model = Sequential(Linear(2, 4, rng=0), Dropout(0.1, rng=0), Linear(4, 1, rng=1))
    first = Training(model, X, Y[:, None], loss="hinge", validation=0.2, seed=3, optimizer=Adam(0.01))
    KernelTraining(first, lambda _whole: None).start(2)
    settings = settings_of(first.optimizer, batch_size=8, seed=5, l2=0.5)
    again = begun_again(first, first.history.samples, settings)  # pyright: ignore[reportArgumentType]
    assert (again.batch_size, again.seed, again.l2) == (8, 5, 0.5)
    assert again.optimizer is first.optimizer
    assert (again.history.loss_name, again.history.steps) == ("hinge", 0)
    assert again.history.validation is not None
    assert np.array_equal(again.history.validation.X, first.history.validation.X)  # pyright: ignore[reportOptionalMemberAccess]
    for name, array in model.state_dict().items():
        assert np.array_equal(again.history.state(0)[name], array)
