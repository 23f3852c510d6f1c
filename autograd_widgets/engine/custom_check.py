"""Whether the derivatives of an author's own operation are right: compared with central differences."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from autograd_widgets.engine.arrays import Array, unbroadcast

if TYPE_CHECKING:
    from autograd_widgets.engine.custom import Custom

STEP = 6e-6  # ∛ε, for numbers near 1: balances the error of cutting off the series with that of rounding
CLOSE = 1e-5  # how far from central differences a derivative may be, relative to its size
ROUNDING = 1e-8  # the same relative to the output's size, whose rounding the differences show
NOTHING = 1e-10  # and whatever the sizes are
NUMBERS = 12  # single numbers on which partials are checked
SEED = 2026


class Spot(NamedTuple):
    """What an operation was called on."""

    inputs: list[Array]
    options: dict[str, Any]


def check_partials(operation: Custom) -> None:
    """Check an elementwise operation on single numbers, then on arrays that broadcast.

    Raises:
        ValueError: a derivative is wrong, or something can't be computed.
    """
    count = len(operation.parameters)
    rng = np.random.default_rng(SEED)
    rotating = ((2, 1), (3,), ()) if count > 1 else ((3,), (2, 3), (0,))
    shapes = [((),) * count] * NUMBERS + [((3,),) * count]
    shapes += [tuple(rotating[(turn + i) % 3] for i in range(count)) for turn in range(3)]
    for each in shapes:
        spot = Spot([operation.draw(i, shape, rng) for i, shape in enumerate(each)], {})
        out = _computed(operation, spot)
        _check_entry_by_entry(operation, spot, out)
        for i, partial in enumerate(operation.partials):
            if partial is not None:
                _check_partial(operation, spot, out, i)


def _check_entry_by_entry(operation: Custom, spot: Spot, out: Array) -> None:
    """Check that the answer on arrays is the one on their entries."""
    for index in np.ndindex(out.shape):
        single = _computed(operation, Spot([np.broadcast_to(x, out.shape)[index] for x in spot.inputs], {}))
        if not np.allclose(single, out[index], rtol=1e-9, atol=1e-12, equal_nan=True):
            raise ValueError(
                f"{operation.name} does not work entry by entry: {_place(operation, spot)} its entry {index} is "
                f"{_shown(out[index])}, and of the numbers there alone it is {_shown(single)}. Use vjps= for an "
                "operation that mixes entries."
            )


def _check_partial(operation: Custom, spot: Spot, out: Array, i: int) -> None:
    what = f"the derivative of {operation.name} by {operation.parameters[i]} (partials[{i}])"
    came = _attempt(what, operation, spot, lambda: operation.partial(i, _locked(out), *map(_locked, spot.inputs)))
    try:
        came = np.broadcast_to(np.asarray(came, dtype=np.float64), out.shape)
    except (TypeError, ValueError):
        raise ValueError(
            f"{what} returned {_shown(came)} {_place(operation, spot)}: expected numbers that broadcast to the "
            f"output's shape {out.shape}."
        ) from None
    x = np.asarray(spot.inputs[i])
    ahead, behind = (_computed(operation, _moved(spot, i, x + sign * _steps(x))) for sign in (1, -1))
    expected = (ahead - behind) / (2 * _steps(x))
    _compare(what, operation, spot, came, np.broadcast_to(expected, out.shape), _magnitude(out))


def check_products(operation: Custom, examples: Sequence[Any]) -> None:
    """Check an operation with vector-Jacobian products on examples.

    Raises:
        ValueError: a product is wrong, or something can't be computed.
    """
    rng = np.random.default_rng(SEED)
    for spot in _given(operation, examples, rng) if examples else _suitable(operation, rng):
        out = _computed(operation, spot)
        shape: tuple[int, ...] = out.shape
        g = np.asarray(rng.uniform(0.5, 2.0, shape))[()]
        for i in range(len(operation.parameters)):
            if operation.vjp(i) is not None and np.asarray(spot.inputs[i]).dtype.kind == "f":
                _check_product(operation, spot, out, g, i)


def _check_product(operation: Custom, spot: Spot, out: Array, g: Array, i: int) -> None:
    what = f"the derivative of {operation.name} by {operation.parameters[i]} (vjps[{i}])"
    vjp: Callable[..., Array] = operation.vjps[i]  # type: ignore[index, assignment]
    came = _attempt(
        what, operation, spot, lambda: vjp(_locked(g), _locked(out), *map(_locked, spot.inputs), **spot.options)
    )
    x = np.asarray(spot.inputs[i])
    expected = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = np.zeros(x.shape)
        step[index] = _steps(x[index])
        ahead, behind = (_computed(operation, _moved(spot, i, x + sign * step)) for sign in (1, -1))
        expected[index] = np.sum(g * (ahead - behind)) / (2 * step[index])
    came = unbroadcast(np.asarray(came), x.shape)
    _compare(f"{what} with g = {_shown(g)}", operation, spot, came, expected, _magnitude(g * out))


def _given(operation: Custom, examples: Sequence[Any], rng: np.random.Generator) -> Iterator[Spot]:
    """Yield what the author wants checked."""
    count = len(operation.parameters)
    for example in examples:
        several = isinstance(example, (tuple, list)) and not _is_shape(example)
        parts: list[Any] = [*example] if several else [example]
        options: dict[str, Any] = parts.pop() if isinstance(parts[-1], dict) else {}
        if len(parts) != count:
            raise ValueError(
                f"{operation.name} takes {', '.join(operation.parameters)}; its example {example!r:.60} has "
                f"{len(parts)} shapes or arrays: expected {count}, in a tuple if there are several."
            )
        inputs = [operation.draw(i, part, rng) if _is_shape(part) else _floats(part) for i, part in enumerate(parts)]
        yield Spot(inputs, operation.settle(*map(np.shape, inputs), **options) if operation.settle else options)


def _is_shape(part: Any) -> bool:
    return type(part) is tuple and all(type(n) is int for n in part)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]


def _floats(part: Any) -> Array:
    array = np.asarray(part)
    return array if array.dtype.kind == "b" else np.asarray(array, dtype=np.float64)[()]


def _suitable(operation: Custom, rng: np.random.Generator) -> list[Spot]:
    """Return numbers and small arrays, as far as an operation takes them."""
    found: list[Spot] = []
    reasons: list[str] = []
    for shape in ((), (3,), (2, 2)):
        inputs = [operation.draw(i, shape, rng) for i in range(len(operation.parameters))]
        try:
            spot = Spot(inputs, operation.settle(*map(np.shape, inputs)) if operation.settle else {})
            _computed(operation, spot)
        except ValueError as error:
            reasons.append(str(error))
        else:
            found.append(spot)
    if not found:
        raise ValueError(f"{operation.name} can't be checked: give examples=[…], shapes that it takes. {reasons[-1]}")
    return found


# --- what both have in common ---


def _computed(operation: Custom, spot: Spot) -> Array:
    """Return the output, or say what is wrong with it."""
    what = operation.name
    out = _attempt(
        what,
        operation,
        spot,
        lambda: operation.forward(*map(_locked, spot.inputs), **spot.options),
        " (if it is not made for such numbers or shapes, give domain= or examples=)",
    )
    if not np.all(np.isfinite(out)):
        raise ValueError(
            f"{what} is {_shown(out)} {_place(operation, spot)}: give domain=[(low, high)] for each input, numbers "
            "where it can be computed."
        )
    return out


def _attempt(what: str, operation: Custom, spot: Spot, call: Callable[[], Any], hint: str = "") -> Any:
    try:
        return call()
    except Exception as error:
        if "read-only" in str(error):
            hint = " (what it is given must not be written into)"
        raise ValueError(
            f"{what} raised {type(error).__name__} {_place(operation, spot)}: {str(error).rstrip('.')}{hint}."
        ) from error


def _compare(what: str, operation: Custom, spot: Spot, came: Array, expected: Array, magnitude: float) -> None:
    """Raise a ValueError where a derivative is not what central differences give."""
    far = np.abs(came - expected) > CLOSE * np.abs(expected) + ROUNDING * magnitude + NOTHING
    wrong = np.argwhere(far | ~np.isfinite(came))
    if len(wrong):
        index = tuple(int(n) for n in wrong[0])
        entry = f" in entry {index}" if index else ""
        raise ValueError(
            f"{what} is wrong: {_place(operation, spot)} it gives {_shown(came[index])}{entry}, and central "
            f"differences give {_shown(expected[index])}."
        )


def _moved(spot: Spot, i: int, x: Array) -> Spot:
    return Spot([*spot.inputs[:i], np.asarray(x)[()], *spot.inputs[i + 1 :]], spot.options)


def _steps(x: Array) -> Array:
    return STEP * np.maximum(1.0, np.abs(x))


def _magnitude(out: Array) -> float:
    return float(np.max(np.abs(out), initial=0.0))


def _locked(array: Array) -> Array:
    """Return an array that can't be written into."""
    if np.ndim(array) == 0:
        return array
    locked: Array = array.view()
    locked.flags.writeable = False
    return locked


def _place(operation: Custom, spot: Spot) -> str:
    at = ", ".join(f"{name} = {_shown(x)}" for name, x in zip(operation.parameters, spot.inputs, strict=True))
    options = "".join(f", {name} = {option!r}" for name, option in spot.options.items())
    return f"at {at}{options}"


def _shown(x: Any) -> str:
    array = np.asarray(x)
    if array.dtype.kind not in "fiub":
        return f"{x!r:.60}"
    return np.array2string(array, separator=", ", threshold=8) if array.ndim else f"{array:.8g}"
