"""Activation functions by name."""

from __future__ import annotations

from collections.abc import Callable
from operator import methodcaller
from typing import Any, TypeAlias

Activation: TypeAlias = "str | Callable[[Any], Any] | None"

# calls without a frame of their own, as a network of scalars makes one a neuron; unlike lambdas they can be pickled
ACTIVATIONS: dict[str, Callable[[Any], Any]] = {
    name: methodcaller(name) for name in ("tanh", "relu", "leaky_relu", "sigmoid", "softplus", "silu", "gelu", "elu")
}


def unchanged(x: Any) -> Any:
    """Return x: a layer without an activation."""
    return x


def activation_of(given: Activation) -> Callable[[Any], Any]:
    """Return the function for a name; None stands for none, and a function for itself.

    Raises:
        TypeError: it is something else.
        ValueError: no function has that name; the message lists those that there are.
    """
    if given is None:
        return unchanged
    if isinstance(given, str):
        if given not in ACTIVATIONS:
            raise ValueError(
                f"there is no activation {given!r}: choose one of {', '.join(ACTIVATIONS)}, None for none, or pass a "
                "function of a Value."
            )
        return ACTIVATIONS[given]
    if not callable(given):
        raise TypeError(f"an activation is a name, a function or None, got {given!r} of type {type(given).__name__}.")
    return given


def shown(given: Activation) -> str:
    """Return an activation as it was written: a name in quotes, the name of a function, or None."""
    return repr(given) if given is None or isinstance(given, str) else getattr(given, "__name__", repr(given))
