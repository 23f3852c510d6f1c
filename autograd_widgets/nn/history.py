"""What happened in a training, epoch by epoch."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.engine.arrays import numeric_array
from autograd_widgets.nn import history_file
from autograd_widgets.nn.kept_states import KeptStates
from autograd_widgets.nn.samples import Samples
from autograd_widgets.nn.trainee import State, Trainee

if TYPE_CHECKING:
    from collections.abc import Generator

    from matplotlib.figure import Figure

MEMORY = 64e6  # bytes, for the states


class History:
    """A run of training: losses, metrics, gradients and states of the model on the way. `fit` returns one.

    Series have one entry an epoch. Those of the training itself are taken on the way: the loss of an epoch is the mean
    over its samples, each under the parameters of its moment. With all samples in one batch, it is thus the loss before
    the epoch's only step. Those of validation are taken after the epoch.

    Attributes:
        steps_per_epoch: how many batches there are in an epoch.
        batch_size: how many samples a step takes.
        seconds: how long it took.
        stopped: why it ended before its last epoch; "" if it did not.
        loss_name: what the loss is called, such as "hinge".
        model: what was trained; None in a history that was loaded.
        samples: what it was trained on, `(X, y)`.
        validation: the samples that were held back, or None.
    """

    def __init__(
        self,
        layers: Iterable[str],
        metrics: Iterable[str] = (),
        *,
        steps_per_epoch: int = 1,
        batch_size: int = 1,
        validated: bool = False,
        memory: float = MEMORY,
        loss_name: str = "",
        model: Any = None,
        samples: Samples | None = None,
        validation: Samples | None = None,
    ) -> None:
        self.steps_per_epoch, self.batch_size = steps_per_epoch, batch_size
        self.seconds = 0.0
        self.stopped = ""
        self.loss_name = loss_name
        self.model, self.samples, self.validation = model, samples, validation
        self._layers, self._metrics, self._validated = list(layers), list(metrics), validated
        self._batch_loss: list[float] = []
        self._ends: list[int] = []  # how many steps there were at the end of each epoch
        self._series: dict[str, list[float]] = {name: [] for name in self._names()}
        self._gradients: dict[str, list[float]] = {name: [] for name in self._layers}
        self._kept = KeptStates(memory)

    def _names(self) -> list[str]:
        told = ["loss", *self._metrics]
        validated = [f"validation {name}" for name in told] if self._validated else []
        return [*told, *validated, "learning rate"]

    # --- what is told ---

    @property
    def loss(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The loss of each epoch."""
        return self._array("loss")

    @property
    def batch_loss(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The loss of each step: of its batch, before the step."""
        return np.array(self._batch_loss)

    @property
    def validation_loss(self) -> np.ndarray[Any, np.dtype[np.float64]] | None:
        """The loss on the samples that were held back, after each epoch; None if none were."""
        return self._array("validation loss") if self._validated else None

    @property
    def metrics(self) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        """Each metric's value in each epoch, by name."""
        return {name: self._array(name) for name in self._metrics}

    @property
    def validation_metrics(self) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        """The same on the samples that were held back."""
        return {name: self._array(f"validation {name}") for name in self._metrics if self._validated}

    @property
    def learning_rate(self) -> np.ndarray[Any, np.dtype[np.float64]]:
        """The learning rate of each epoch's last step."""
        return self._array("learning rate")

    @property
    def gradient_norms(self) -> dict[str, np.ndarray[Any, np.dtype[np.float64]]]:
        """For each layer, the Euclidean norm of its gradient at each epoch's last step, before any clipping."""
        return {name: np.array(norms, np.float64) for name, norms in self._gradients.items()}

    @property
    def epochs(self) -> int:
        """How many epochs were finished."""
        return len(self._ends)

    @property
    def epoch_ends(self) -> list[int]:
        """How many steps there were at the end of each epoch."""
        return list(self._ends)

    @property
    def steps(self) -> int:
        """How many steps were taken."""
        return len(self._batch_loss)

    @property
    def kept(self) -> list[int]:
        """The steps of which `state` has the model's parameters: 0, before the first, is always one, and the last."""
        return self._kept.steps

    @property
    def final_step(self) -> int:
        """The step whose parameters the model had in the end: the last, or the best one after an early stop."""
        return self._kept.pinned if self._kept.pinned is not None else self._kept.last

    @property
    def is_pinned(self) -> bool:
        """Whether the model ended with the parameters of an earlier step than the last."""
        return self._kept.pinned is not None

    def state(self, step: int = -1) -> State:
        """Return copies of the model's parameters after some steps, by name, as its `load_state_dict` takes them.

        Args:
            step: one of `kept`; −1 stands for `final_step`.

        Raises:
            LookupError: no state of that step was kept.
        """
        if step == -1 and self.kept:
            step = self.final_step
        if step not in self._kept:
            near = min(self.kept, key=lambda k: abs(k - step), default=None)
            raise LookupError(
                f"no state of step {step!r} was kept; the nearest is that of step {near}, see history.kept."
            )
        return {name: array.copy() for name, array in self._kept[step].items()}

    @contextmanager
    def at(self, step: int = -1) -> Generator[Any]:
        """Have the model as it was after some steps, for the length of a `with` block.

        Args:
            step: one of `kept`; −1 stands for `final_step`.

        Raises:
            LookupError: no state of that step was kept.
            ValueError: the history has no model.

        Example:
            >>> with history.at(0) as model:
            ...     print(model(X))
        """
        if self.model is None:
            raise ValueError("this history has no model: it was loaded from a file. Set history.model to one first.")
        state, trainee = self.state(step), Trainee("History.at", self.model)
        now = trainee.state()
        try:
            trainee.put_back(state)
            yield self.model
        finally:
            trainee.put_back(now)

    def predictions(self, X: Any, step: int = -1) -> np.ndarray[Any, Any]:
        """Return what the model said about inputs after some steps, as it is used and not trained.

        Raises:
            LookupError: no state of that step was kept.
            ValueError: the history has no model.
        """
        with self.at(step) as model:
            return Trainee("History.predictions", model).use(numeric_array(X))

    # --- pictures ---

    def plot(self) -> Figure:
        """Return the losses, the metrics and the layers' gradients over the epochs, as a Matplotlib figure.

        Raises:
            ImportError: Matplotlib is not installed.
            ValueError: no epoch was finished.
        """
        from autograd_widgets.nn.history_figure import figure  # noqa: PLC0415 — Matplotlib is optional, and slow to load

        return figure(self)

    def animate(self, path: str | os.PathLike[str], *, seconds: float = 6.0, frames: int = 60) -> Path:
        """Write a film of the training: what the model predicts, beside the loss. Return its path.

        For inputs of two numbers, the picture is the plane with the samples on it; of one number, a curve; otherwise
        the predictions over the targets.

        Args:
            path: ends in .gif, or in .mp4 where ffmpeg is installed. A file that is there is overwritten.
            seconds: how long it takes.
            frames: how many pictures at most; there are no more than kept states.

        Raises:
            ImportError: Matplotlib is not installed.
            ValueError: the ending is another, there is no model, or fewer than two states were kept.
            FileNotFoundError: the folder does not exist, or ffmpeg is not installed.
        """
        from autograd_widgets.nn.history_film import film  # noqa: PLC0415 — Matplotlib is optional, and slow to load

        return film(self, Path(path), seconds, frames)

    # --- to take away ---

    def to_dict(self) -> dict[str, Any]:
        """Return all series as lists, and what else can be written as JSON; no states."""
        return {
            "epochs": self.epochs,
            "steps": self.steps,
            "steps_per_epoch": self.steps_per_epoch,
            "seconds": self.seconds,
            "stopped": self.stopped,
            "epoch_ends": self.epoch_ends,
            **{name.replace(" ", "_"): list(series) for name, series in self._series.items()},
            "batch_loss": list(self._batch_loss),
            "gradient_norms": {name: list(norms) for name, norms in self._gradients.items()},
        }

    def save(self, path: str | os.PathLike[str]) -> Path:
        """Write the history to a file (.npz, without pickle), with its states and samples, and return its path.

        Raises:
            FileNotFoundError: the folder does not exist.
        """
        return history_file.write(self, path)

    @classmethod
    def load(cls, path: str | os.PathLike[str], model: Any = None) -> History:
        """Return the history that `save` wrote.

        Args:
            path: of the file.
            model: one of the same architecture, for `at`, `predictions` and `animate`; its numbers stay as they are.

        Raises:
            ValueError: the file is damaged, or no history.
            FileNotFoundError: there is no such file.
        """
        return history_file.read(path, model)

    def __repr__(self) -> str:
        told = ", ".join(
            f"{count} {name}" + "s" * (count != 1) for name, count in (("epoch", self.epochs), ("step", self.steps))
        )
        if self.epochs:
            told += ", " + ", ".join(f"{name} {text}" for name, text in self.last().items())
        return f"History({told}{', stopped: ' + self.stopped if self.stopped else ''})"

    def last(self) -> dict[str, str]:
        """Return the losses and metrics of the last epoch as short texts, by name."""
        told = {name: series for name, series in self._series.items() if series and name != "learning rate"}
        return {name: f"{series[-1]:.4g}" for name, series in told.items()}

    # --- what training adds ---

    def add_step(self, loss: float) -> None:
        """Add the loss of a step."""
        self._batch_loss.append(loss)

    def end_epoch(self, row: dict[str, float], gradients: dict[str, float]) -> None:
        """Add the end of an epoch: an entry of each series, and each layer's gradient norm."""
        for name, series in self._series.items():
            series.append(row[name])
        for name, norms in self._gradients.items():
            norms.append(gradients[name])
        self._ends.append(self.steps)

    def keep(self, state: State) -> None:
        """Keep the model's state after the steps so far."""
        self._kept.add(self.steps, state)

    def pin(self, step: int, state: State) -> None:
        """Say that the model has the parameters of an earlier step in the end, and keep these."""
        self._kept.pin(step, state)

    def back_to(self, step: int, state: State) -> None:
        """Forget what was after a step, and keep its state as the last one."""
        del self._batch_loss[step:]
        epochs = bisect_right(self._ends, step)
        for series in (self._ends, *self._series.values(), *self._gradients.values()):
            del series[epochs:]
        self._kept.drop_after(step)
        self._kept.add(step, state)

    def _array(self, name: str) -> np.ndarray[Any, np.dtype[np.float64]]:
        return np.array(self._series[name], np.float64)
