"""What a player shows as text, and as a still picture, for places where no widget can run."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from autograd_widgets.graph.lettering import clipped, plain
from autograd_widgets.graph.numbers import counted, format_number
from autograd_widgets.graph.payload import array_from
from autograd_widgets.graph.svg import FAINT, LINES, document, rectangle, stroke, text

if TYPE_CHECKING:
    from autograd_widgets.widgets.training_player import TrainingPlayer

WIDTH, HEIGHT = 640.0, 240.0  # px
LEFT, TOP, BOTTOM = 64.0, 56.0, 204.0  # px, of the frame
CURVE = "#0969da"
MOST_POINTS = 600


def told(player: TrainingPlayer) -> str:
    """Return what a player shows as text."""
    losses = _losses(player)
    lines = [f"Training of {player.title}: {_about(player)}."]
    if len(losses):
        taken = counted(_steps(player), "step")
        lines.append(f"After {taken} the loss went from {_written(losses[0])} to {_written(losses[-1])}.")
    else:
        lines.append("Nothing was trained yet.")
    lines += [each for each in (player.problem, player.note) if each]
    return "\n".join(lines)


def still(player: TrainingPlayer) -> str:
    """Return the losses as a still picture."""
    losses = _losses(player)
    title = clipped(plain(f"Training of {player.title}"), WIDTH - 32, 14)
    body = [
        text(16, 24, title, size=14),
        text(16, 42, clipped(_about(player), WIDTH - 32, 12), fill=FAINT),
        rectangle(LEFT, TOP, WIDTH - LEFT - 16, BOTTOM - TOP, outline=LINES),
        text(LEFT, BOTTOM + 20, "step 0", fill=FAINT),
        text(WIDTH - 16, BOTTOM + 20, f"step {_steps(player)}", fill=FAINT, anchor="end"),
    ]
    finite = losses[np.isfinite(losses)]
    if len(finite):
        body += _curve(losses, float(finite.min()), float(finite.max()))
    else:
        body.append(text((LEFT + WIDTH - 16) / 2, (TOP + BOTTOM) / 2, "not trained yet", fill=FAINT, anchor="middle"))
    return document(told(player), WIDTH, HEIGHT, body)


def _curve(losses: np.ndarray[tuple[int], np.dtype[np.float64]], low: float, high: float) -> list[str]:
    places = np.unique(np.linspace(0, len(losses) - 1, min(MOST_POINTS, len(losses))).round().astype(int))
    span, right = (high - low) or 1.0, WIDTH - 16
    points: list[str] = []
    for i in places.tolist():
        y = float(losses[i])
        if math.isfinite(y):
            across = LEFT + 4 + (right - LEFT - 8) * i / max(1, len(losses) - 1)
            points.append(f"{across:.1f},{BOTTOM - 8 - (BOTTOM - TOP - 16) * (y - low) / span:.1f}")
    return [
        stroke("M" + "L".join(points), color=CURVE, thickness=2),
        text(LEFT - 8, TOP + 14, _written(high), anchor="end", fill=FAINT),
        text(LEFT - 8, BOTTOM - 6, _written(low), anchor="end", fill=FAINT),
    ]


def _steps(player: TrainingPlayer) -> int:
    run = _run(player)
    return run["steps"] if run else 0


def _run(player: TrainingPlayer) -> Any:
    played: Any = player.played
    return player.run or (played and played["run"])


def _losses(player: TrainingPlayer) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    run = _run(player)
    return np.zeros(0) if not run else np.atleast_1d(np.asarray(array_from(run["losses"]), np.float64))


def _about(player: TrainingPlayer) -> str:
    count = sum(math.prod(data["shape"]) for data in player.parameters.values())
    samples = (player.X.get("shape") or [0])[0]
    loss = f", loss {player.loss_name}" if player.loss_name else ""
    return f"{counted(count, 'parameter')}, {counted(samples, 'sample')}{loss}"


def _written(x: float) -> str:
    return format_number(x)
