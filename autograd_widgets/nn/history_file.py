"""A history of training in a file and back: `.npz` without pickle."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.engine import saving
from autograd_widgets.nn.samples import Samples

if TYPE_CHECKING:
    from autograd_widgets.nn.history import History

ABOUT = "about"  # the entry that holds what is text, as JSON in bytes


def write(history: History, path: str | os.PathLike[str]) -> Path:
    """Write a history to a file; see `History.save`."""
    states = {step: history.state(step) for step in history.kept}
    about = {
        "layers": history._layers,
        "metrics": history._metrics,
        "validated": history._validated,
        "steps_per_epoch": history.steps_per_epoch,
        "batch_size": history.batch_size,
        "seconds": history.seconds,
        "stopped": history.stopped,
        "loss_name": history.loss_name,
        "kept": history.kept,
        "ends": history.epoch_ends,
        "final": history.final_step if history.kept else 0,
        "names": list(next(iter(states.values()))) if states else [],
    }
    arrays: dict[str, Any] = {
        ABOUT: np.frombuffer(json.dumps(about).encode(), np.uint8),
        "batch_loss": history.batch_loss,
    }
    arrays |= {f"series.{i}": np.array(series) for i, series in enumerate(history._series.values())}
    arrays |= {f"gradient.{i}": np.array(norms) for i, norms in enumerate(history._gradients.values())}
    for what, samples in (("samples", history.samples), ("validation", history.validation)):
        if samples is not None:
            arrays |= {f"{what}.X": samples.X, f"{what}.y": samples.y}
    for step, state in states.items():
        arrays |= {f"state.{step}.{i}": array for i, array in enumerate(state.values())}
    return saving.save(path, arrays)


def read(path: str | os.PathLike[str], model: Any) -> History:
    """Read what `write` wrote; see `History.load`."""
    arrays: Any = saving.load(path)
    try:
        return _from(arrays, json.loads(bytes(arrays[ABOUT])), model)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        raise ValueError(f"{os.fspath(path)} holds no history of a training, or is damaged: {error!r}.") from error


def _from(arrays: dict[str, Any], about: dict[str, Any], model: Any) -> History:
    from autograd_widgets.nn.history import History  # noqa: PLC0415 — it knows this file

    samples, validation = (
        Samples(arrays[f"{what}.X"], arrays[f"{what}.y"]) if f"{what}.X" in arrays else None
        for what in ("samples", "validation")
    )
    history = History(
        about["layers"],
        about["metrics"],
        steps_per_epoch=int(about["steps_per_epoch"]),
        batch_size=int(about["batch_size"]),
        validated=bool(about["validated"]),
        memory=float("inf"),
        loss_name=str(about["loss_name"]),
        model=model,
        samples=samples,
        validation=validation,
    )
    history.seconds, history.stopped = float(about["seconds"]), str(about["stopped"])
    history._batch_loss = arrays["batch_loss"].tolist()
    history._series = {name: arrays[f"series.{i}"].tolist() for i, name in enumerate(history._series)}
    history._gradients = {name: arrays[f"gradient.{i}"].tolist() for i, name in enumerate(history._gradients)}
    history._ends = [int(step) for step in about["ends"]]
    for step in about["kept"]:
        history._kept.add(int(step), {name: arrays[f"state.{step}.{i}"] for i, name in enumerate(about["names"])})
    if about["kept"] and about["final"] != about["kept"][-1]:
        history.pin(int(about["final"]), history._kept[int(about["final"])])
    return history
