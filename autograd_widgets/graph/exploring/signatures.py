"""What somebody's function takes: which of its parameters are numbers, and how they are passed."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array, leaf_data
from autograd_widgets.engine.operation import Operation
from autograd_widgets.engine.value import Value

UFUNC_INPUTS = "xyzw"  # what the inputs of NumPy's own functions are called


@dataclass(frozen=True)
class Parameter:
    """A numeric input of a function.

    Attributes:
        name: as the function calls it.
        default: a float or an array of floats; None if it has none.
        by_name: whether it is passed as name=…, not by its position.
    """

    name: str
    default: Array | None = None
    by_name: bool = False


def title_of(f: Callable[..., Any]) -> str:
    """Return what a function is called; "f" where it has no name."""
    name = getattr(f, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else "f"


def parameters_of(f: Callable[..., Any]) -> tuple[Parameter, ...]:
    """Return the numeric inputs of a function, in order.

    Parameters whose default is no number (None, text, a boolean, a function) are options, and keep that default; so
    does a tuple of whole numbers, which is a shape or a list of axes. Beside named inputs, `*args` and `**kwargs` stay
    empty.

    Raises:
        TypeError: it can't be called, does not tell its parameters, or has no named numeric input.
    """
    if not callable(f):
        raise TypeError(
            f"expected a function, got {type(f).__name__} {f!r:.40}: pass something to call, such as np.sin or "
            "lambda x: x**2."
        )
    known = _of_operation(f)
    return known if known is not None else _from_signature(f)


def call_with(f: Callable[..., Any], parameters: Sequence[Parameter], inputs: Sequence[Any]) -> Any:
    """Call a function with one input for each of its parameters."""
    by_position = [x for parameter, x in zip(parameters, inputs, strict=True) if not parameter.by_name]
    by_name = {parameter.name: x for parameter, x in zip(parameters, inputs, strict=True) if parameter.by_name}
    return f(*by_position, **by_name)


# --- NumPy's functions and ours ---


def _of_operation(f: Any) -> tuple[Parameter, ...] | None:
    """Return the inputs of an operation or a ufunc, also of a partial one; None for anything else."""
    if isinstance(f, np.ufunc):
        letters = UFUNC_INPUTS if f.nin <= len(UFUNC_INPUTS) else [f"x{i + 1}" for i in range(f.nin)]
        parameters = tuple(Parameter(name) for name in letters[: f.nin])
    elif isinstance(f, Operation):
        if f.variadic:
            raise TypeError(
                f"{f.name} takes a list of arrays: name the inputs one by one, lambda x, y: {f.name}([x, y])."
            )
        defaults = f.defaults
        parameters = tuple(Parameter(name, as_input(defaults.get(name))) for name in f.parameters)
    elif isinstance(f, partial):
        whole = _of_operation(f.func)
        if whole is None:
            return None
        left = whole[len(f.args) :]
        given = [parameter.name in f.keywords for parameter in left]
        parameters = tuple(
            Parameter(parameter.name, parameter.default, any(given[:i]))
            for i, parameter in enumerate(left)
            if not given[i]
        )
    else:
        return None
    if not parameters:
        raise _without_inputs(f)  # pyright: ignore[reportUnknownArgumentType]
    return parameters


# --- anybody's ---


def _from_signature(f: Callable[..., Any]) -> tuple[Parameter, ...]:
    try:
        signature = inspect.signature(f)
    except (ValueError, TypeError):
        title = title_of(f)
        raise TypeError(f"{title} does not tell what it takes: wrap it, lambda x: {title}(x).") from None
    found: list[Parameter] = []
    options: list[str] = []
    collecting: list[str] = []
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            collecting.append(str(parameter))
            continue
        required = parameter.default is parameter.empty
        default = None if required else as_input(parameter.default)
        by_name = bool(options) or parameter.kind is parameter.KEYWORD_ONLY
        if (default is None and not required) or (by_name and parameter.kind is parameter.POSITIONAL_ONLY):
            options.append(parameter.name)  # the latter could only be passed together with the option before it
        else:
            found.append(Parameter(parameter.name, default, by_name))
    if not found:
        raise _without_inputs(f, options, collecting)
    return tuple(found)


def _without_inputs(f: Callable[..., Any], options: Sequence[str] = (), collecting: Sequence[str] = ()) -> TypeError:
    title = title_of(f)
    if options:
        return TypeError(
            f"{title} takes no numbers, only options ({', '.join(options)}): give it an input without a default, or "
            "with a number as its default."
        )
    if collecting:
        return TypeError(f"{title} takes {' and '.join(collecting)}: name the inputs one by one, lambda x, y: …")
    return TypeError(f"{title} takes no inputs, so there is nothing to move: give it one, lambda x: …")


def as_input(default: Any) -> Array | None:
    """Return a parameter's default as an array of floats, None if it is an option."""
    if isinstance(default, Value):
        default = default.data
    if isinstance(default, (tuple, list)):
        if not _holds_floats(default):  # pyright: ignore[reportUnknownArgumentType]
            return None
    elif not isinstance(default, (int, float, np.ndarray, np.integer, np.floating)) or isinstance(default, bool):
        return None
    try:
        array = np.asarray(default)  # pyright: ignore[reportUnknownArgumentType]
    except ValueError:  # ragged lists
        return None
    return leaf_data(array) if array.dtype.kind in "fiu" else None


def _holds_floats(parts: Any) -> bool:
    if isinstance(parts, (tuple, list)):
        return any(_holds_floats(part) for part in parts)  # pyright: ignore[reportUnknownVariableType]
    return isinstance(parts, (float, np.floating))
