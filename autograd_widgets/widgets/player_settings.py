"""How a player trains, as plain data, and as the optimiser that does it in Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np
import traitlets as t

from autograd_widgets.graph.contract import SettingsData
from autograd_widgets.nn.history import History
from autograd_widgets.nn.optimiser import Optimiser
from autograd_widgets.nn.optimisers import SGD, Adam, AdamW, RMSProp
from autograd_widgets.nn.schedules import Constant, Schedule
from autograd_widgets.widgets.base import one_of, real_number

KINDS: dict[str, type[Optimiser]] = {kind.__name__: kind for kind in (SGD, RMSProp, Adam, AdamW)}
SCHEDULED = 10_000  # steps: a schedule is told so far, and then holds its last rate
USUAL: SettingsData = {
    "optimizer": "SGD",
    "learning_rate": 0.1,
    "momentum": 0.0,
    "nesterov": False,
    "weight_decay": 0.0,
    "decay": 0.99,
    "epsilon": 1e-8,
    "beta1": 0.9,
    "beta2": 0.999,
    "batch_size": 32,
    "seed": 0,
    "l2": 0.0,
    "noise": 0.0,
}
_BOUNDS: dict[str, tuple[float, float]] = {  # from, up to and including; what is below 1 by its kind ends just there
    "learning_rate": (0.0, 1e300),  # 0 is where a schedule may end, or a warm-up begin
    "momentum": (0.0, 1 - 1e-12),
    "weight_decay": (0.0, 1e6),
    "decay": (0.0, 1 - 1e-12),
    "epsilon": (1e-300, 1.0),
    "beta1": (0.0, 1 - 1e-12),
    "beta2": (0.0, 1 - 1e-12),
    "batch_size": (1, 2**31),
    "seed": (0, 2**32 - 1),
    "l2": (0.0, 1e6),
    "noise": (0.0, 1e6),
}
_WHOLE = {"batch_size", "seed"}
OTHERS = {"batch_size", "seed", "l2", "noise"}  # which are no concern of the optimiser


def settings_of(optimizer: Optimiser, **others: Any) -> SettingsData:
    """Return an optimiser's settings, and others, as plain data."""
    settings: dict[str, Any] = {
        **USUAL,
        "optimizer": type(optimizer).__name__,
        "learning_rate": optimizer.rate,
        **others,
    }
    for name in ("momentum", "nesterov", "weight_decay", "decay", "epsilon"):
        if hasattr(optimizer, name):
            settings[name] = getattr(optimizer, name)
    if isinstance(optimizer, Adam):
        settings["beta1"], settings["beta2"] = optimizer.betas
    return cast(SettingsData, settings)


def settings_of_history(history: History) -> SettingsData:
    """Return what is known of the settings of a training that is over."""
    rates = history.learning_rate
    rate = float(rates[-1]) if len(rates) and np.isfinite(rates[-1]) else USUAL["learning_rate"]
    return {**USUAL, "learning_rate": rate, "batch_size": history.batch_size}


def schedule_of(optimizer: Optimiser) -> np.ndarray[Any, Any] | None:
    """Return the learning rates of the next steps, if they follow a schedule."""
    schedule = optimizer.learning_rate
    if not callable(schedule) or isinstance(schedule, Constant):
        return None
    return np.array([schedule(optimizer.steps + i) for i in range(SCHEDULED)], np.float64)


def optimiser_from(settings: SettingsData, schedule: Schedule | None = None) -> Optimiser:
    """Return an optimiser with these settings, which remembers nothing yet."""
    rate, decay = schedule or _rate_of(settings), settings["weight_decay"]
    betas = settings["beta1"], settings["beta2"]
    match settings["optimizer"]:
        case "RMSProp":
            return RMSProp(
                rate,
                decay=settings["decay"],
                epsilon=settings["epsilon"],
                momentum=settings["momentum"],
                weight_decay=decay,
            )
        case "Adam":
            return Adam(rate, betas=betas, epsilon=settings["epsilon"], weight_decay=decay)
        case "AdamW":
            return AdamW(rate, betas=betas, epsilon=settings["epsilon"], weight_decay=decay)
        case _:
            nesterov = settings["nesterov"] and settings["momentum"] > 0
            return SGD(rate, momentum=settings["momentum"], nesterov=nesterov, weight_decay=decay)


def _rate_of(settings: SettingsData) -> float | Schedule:
    """Return the learning rate; of 0, which optimisers know from schedules only, as a schedule."""
    return settings["learning_rate"] or _standing


def _standing(step: int) -> float:
    return 0.0


def steered(optimizer: Optimiser, before: SettingsData, settings: SettingsData) -> Optimiser:
    """Return an optimiser with other settings that goes on from where another one has come to.

    A schedule lasts until somebody chooses a learning rate, and an optimiser of one's own until they choose another.
    """
    if {**before, **dict.fromkeys(OTHERS)} == {**settings, **dict.fromkeys(OTHERS)}:
        return optimizer
    schedule = optimizer.learning_rate if before["learning_rate"] == settings["learning_rate"] else None
    if settings["optimizer"] not in KINDS:
        optimizer.learning_rate = schedule or _rate_of(settings)
        return optimizer
    made = optimiser_from(settings, schedule if callable(schedule) else None)
    made.follow(optimizer)
    return made


def checked_settings(given: Any, held: SettingsData, samples: int) -> SettingsData:
    """Return settings in which some are changed, all within their bounds.

    Raises:
        TraitError: it is no mapping, a name is unknown, or a setting is out of its bounds.
    """
    if not isinstance(given, Mapping):
        raise t.TraitError(f"settings must be a mapping from names to numbers, got {type(given).__name__}.")
    changed: dict[str, Any] = {**held}
    for name, setting in dict[Any, Any](given).items():  # pyright: ignore[reportUnknownArgumentType]
        if name == "optimizer" and isinstance(setting, str) and setting == held["optimizer"]:
            continue  # which may be one of somebody's own
        changed[str(name)] = _checked(str(name), setting, samples)
    return cast(SettingsData, changed)


def _checked(name: str, given: Any, samples: int) -> Any:
    if name == "optimizer":
        if not isinstance(given, str) or given not in KINDS:
            raise t.TraitError(f"there is no optimiser {given!r:.60}: there are {one_of(list(KINDS))}.")
        return given
    if name == "nesterov":
        if not isinstance(given, bool):
            raise t.TraitError(f"nesterov must be True or False, got {given!r:.60}.")
        return given
    if name not in _BOUNDS:
        raise t.TraitError(f"there is no setting {name!r:.60}: there are {one_of(list(USUAL), 20)}.")
    low, high = _BOUNDS[name]
    high = min(high, samples) if name == "batch_size" else high
    number = real_number(given)
    if number is None or not low <= number <= high or (name in _WHOLE and number != round(number)):
        kind = "a whole number" if name in _WHOLE else "a number"
        upto = "below 1" if high == 1 - 1e-12 else f"to {high:g}"
        raise t.TraitError(f"{name} must be {kind} from {low:g} {upto}, got {given!r:.60}.")
    return int(number) if name in _WHOLE else number
