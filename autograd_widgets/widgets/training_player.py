"""Play, pause, rewind and steer the training of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from autograd_widgets.graph.contract import SettingsData
from autograd_widgets.graph.payload import array_data
from autograd_widgets.nn.checking import checked_count
from autograd_widgets.nn.history import History
from autograd_widgets.nn.losses import Loss
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.training import BatchSize, Training
from autograd_widgets.widgets.cells import after_each_cell
from autograd_widgets.widgets.player_following import PlayerFollowing
from autograd_widgets.widgets.player_loop import OwnLoop
from autograd_widgets.widgets.player_plan import plan_of
from autograd_widgets.widgets.player_played import history_of
from autograd_widgets.widgets.player_samples import sample_traits
from autograd_widgets.widgets.player_settings import checked_settings, schedule_of, settings_of, settings_of_history
from autograd_widgets.widgets.player_telling import sent

MAY_BE_MISSING = ("network", "held_X", "held_y", "grid", "schedule", "run", "played", "look")


class TrainingPlayer(PlayerFollowing):
    """Play, pause, step, rewind and steer a training, and see network, predictions and gradients at every step.

    The browser trains by itself, and hands the parameters to the model when it pauses. A model that it can't run is
    trained by Python, in slices, while the notebook stays usable; so is one that you train in a loop of your own, if
    that calls `record`. Of a `History` that `fit` returned, the player shows the run.

    Args:
        model: a network of `nn` or `nn.scalar`, a Module of your own, or a History.
        X: inputs `(samples, …)`; not with a History.
        y: targets, one for each sample.
        loss: as for `fit`.
        optimizer: as for `fit`.
        batch_size: as for `fit`.
        validation: as for `fit`.
        seed: as for `fit`.
        l2: as for `fit`.
        options: `step`, `playing`, `speed` (steps a frame), `rival` (a learning rate to try beside it), `scale`
            ("linear" or "log"), `sample`, `shown` ("weights" or "gradients"), and those of every ipywidget.

    Attributes:
        learning_rate: as in `settings`.

    Raises:
        TypeError, ValueError: as `fit` raises them.
        traitlets.TraitError: an option has a value that is not allowed.

    Example:
        >>> player = TrainingPlayer(MLP(2, [16, 16, 1], rng=0), *datasets.moons(200, rng=0))
    """

    def __init__(
        self,
        model: Any,
        X: Any = None,
        y: Any = None,
        *,
        loss: str | Loss = "squared_error",
        optimizer: str | Optimiser | None = None,
        batch_size: BatchSize = None,
        validation: Any = None,
        seed: int = 0,
        l2: float = 0.0,
        **options: Any,
    ) -> None:
        self._played: tuple[Any, History] | None = None  # what the browser told, and what it means
        if isinstance(model, History):
            if X is not None or y is not None:
                raise TypeError("TrainingPlayer takes a History by itself: it shows the samples that it was made with.")
            traits = self._traits_of_history(model)
        else:
            if X is None or y is None:
                raise TypeError("TrainingPlayer expected samples: TrainingPlayer(model, X, y), or a History alone.")
            traits = self._traits_of_training(
                Training(
                    model,
                    X,
                    y,
                    loss=loss,
                    optimizer=optimizer,
                    batch_size=batch_size,
                    validation=validation,
                    seed=seed,
                    l2=l2,
                    caller="TrainingPlayer",
                )
            )
        traits |= sample_traits(self._samples, self._validation, self._made.loss_name)
        super().__init__(**{**dict.fromkeys(MAY_BE_MISSING), **traits, **options})
        self.learning_rate = self._settings["learning_rate"]
        if self._history is not None:
            step = self.step
            self._push(whole=True)
            if step != self.step:
                self._show(step)
        self._initial, self._ready = self.initial, True
        if self.playing and self.trained_by == "python":
            self._begin_to_play()
        after_each_cell(self, TrainingPlayer._python_may_have_changed)

    def _traits_of_history(self, history: History) -> dict[str, Any]:
        self._history, self._samples, self._validation = history, history.samples, history.validation
        self._made = plan_of(history.model, history.loss_name, history.samples, None)
        self._settings = settings_of_history(history)
        first = self._made.by_state(history.state(history.kept[0])) if history.kept else self._made.arrays()
        traits = {"step": history.final_step if history.kept else 0, "trained_by": "nobody"}
        return traits | self._shared_about_model(first)

    def _traits_of_training(self, training: Training) -> dict[str, Any]:
        history, optimizer = training.history, training.optimizer
        settings = settings_of(optimizer, batch_size=training.batch_size, seed=training.seed, l2=training.l2)
        self._settings: SettingsData = checked_settings(settings, settings, training.batch_size)
        self._made = plan_of(training.model, history.loss_name, history.samples, training)
        self._training, self._samples, self._validation = training, history.samples, history.validation
        self._steps_before, rates = optimizer.steps, schedule_of(optimizer)
        traits = {
            "schedule": None if rates is None else array_data(rates),
            "trained_by": "python" if self._made.dynamic else "browser",
        }
        return traits | self._shared_about_model(self._made.arrays())

    def _shared_about_model(self, first: Any) -> dict[str, Any]:
        """Return what the browser needs to know of the model, with the parameters that it begins with."""
        plan = self._made
        self._known = plan.arrays()
        return {
            "title": plan.title,
            "network": plan.network,
            "graphs": plan.graphs,
            "loss_name": plan.loss_name,
            "layers": plan.layers,
            "dynamic": plan.dynamic,
            "initial": sent(first),
            "parameters": sent(self._known),
            "settings": dict(self._settings),
        }

    def _begin_to_play(self) -> None:
        try:
            self._train(None)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Take the widget from the page; a training in the kernel stops."""
        if self._kernel is not None:
            self._kernel.let_go()
            self._kernel = None
        super().close()  # pyright: ignore[reportUnknownMemberType]

    # --- what Python can ask and do ---

    @property
    def model(self) -> Any:
        """What is trained. It has the parameters of the step that is shown whenever the player pauses."""
        return self._made.model

    @property
    def history(self) -> History:
        """What was played, or what `fit` or a loop of your own did.

        Raises:
            ValueError: nothing was played yet.
        """
        if self._history is not None:
            return self._history
        if not self.played:
            raise ValueError("nothing was played yet: press play, or train in Python with player.fit().")
        if self._played is None or self._played[0] is not self.played:
            made = history_of(
                self.played,  # pyright: ignore[reportArgumentType] — checked where it is read
                self._made.to_state,
                loss_name=self.loss_name,
                model=self.model,
                samples=self._samples,
                validation=self._validation,
            )
            self._played = self.played, made
        return self._played[1]

    def fit(self, epochs: int | None = None) -> None:
        """Have Python train on, in the background of a notebook; elsewhere it returns when it is done.

        From then on it is Python that trains when you press play, until new weights are drawn in the browser. Between
        two slices of 30 ms the notebook hears what you do: pause and a new learning rate work at once, and an interrupt
        of the kernel pauses too.

        Args:
            epochs: how many; without end, until it is paused, if not given and a notebook's event loop runs.

        Raises:
            ValueError: there is nothing to train: the player shows a History, or the model is no longer the one that
                the player was made for.
        """
        self._train(None if epochs is None else checked_count("TrainingPlayer.fit", "epochs", epochs))

    def record(self, loss: Any) -> None:
        """Show a step of a loop of your own: call it at the end of the step, with its loss.

        Args:
            loss: one number, or a Value of one.

        Raises:
            TypeError, ValueError: it is no number, the model's parameters have other shapes than before, or the player
                shows a History.
        """
        if self._training is None:
            raise ValueError("this player shows a History; make one with your model, and call its record.")
        loop = self._loop or OwnLoop(self._made, self._known, self._samples, self._validation)
        is_time = loop.record(loss)
        if loop is not self._loop:
            self._take_up(loop)
        elif is_time:
            self._push(whole=False)

    def _take_up(self, loop: OwnLoop) -> None:
        """Have somebody's loop be what is shown, and nobody else train."""
        if self._kernel is not None:
            self._kernel.let_go()
            self._kernel = None
        self._loop, self._history = loop, loop.history
        with self._writing():
            self.playing, self.trained_by, self.played = False, "nobody", None
            self._push(whole=False)

    # --- for places where no widget can run ---

    def to_html(self, path: str | Path, title: str | None = None) -> Path:
        """Write one HTML file in which it still trains; see the base class."""
        self._push_rest()
        return super().to_html(path, title)

    def text(self) -> str:
        """Return what the widget shows as text."""
        from autograd_widgets.widgets.player_still import told  # noqa: PLC0415 — only when it is shown

        self._push_rest()
        return told(self)

    def still(self) -> str:
        """Return a still picture of the losses as SVG."""
        from autograd_widgets.widgets.player_still import still  # noqa: PLC0415 — only when it is shown

        self._push_rest()
        return still(self)
