"""The rule of a node: an operation with some inputs held constant, as the walk calls it."""

# pyright: reportUnknownLambdaType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from autograd_widgets.engine.operation import Operation
    from autograd_widgets.engine.value import VectorJacobianProduct

Partial: TypeAlias = "Callable[..., Any] | float | None"


class Variant:
    """An operation with some inputs held constant, and its options: the rule of a node.

    Attributes:
        vjps: for each input that is a Value, `(g, (out, *inputs)) → contribution`, None where no gradient is wanted.
    """

    __slots__ = ("operation", "options", "positions", "symbol", "vjps")

    def __init__(
        self, operation: Operation, positions: tuple[int, ...], wanted: tuple[int, ...], options: dict[str, Any]
    ) -> None:
        self.operation = operation
        self.positions = positions
        self.options = options
        self.symbol = operation.symbol
        self.vjps = tuple(self._on_saved(i, operation.vjp(i)) if i in wanted else None for i in positions)

    def _on_saved(self, position: int, vjp: VectorJacobianProduct | None) -> VectorJacobianProduct | None:
        """Return a vector-Jacobian product as the walk calls it: one tuple for the output and the inputs.

        A tuple spread out by the caller costs 120 ns an operation, a third of a scalar multiplication and its
        recording; so do two calls instead of one.
        """
        if vjp is None:
            return None
        options = self.options
        if options:
            return lambda g, saved: vjp(g, *saved, **options)
        partials = self.operation.partials
        if partials:
            if partials[position] == 0:  # flat, such as floor: there is nothing to hand back
                return None
            return vjp_from_partial(partials[position], len(partials))
        if len(self.operation.parameters) == 2 and not self.operation.extras:
            return lambda g, saved: vjp(g, saved[0], saved[1], saved[2])
        return lambda g, saved: vjp(g, *saved)


def vjp_from_partial(partial: Partial, count: int) -> VectorJacobianProduct:
    """Return upstream gradient × partial, as the walk calls it; a partial of 1 or −1 costs no multiplication.

    Args:
        partial: of an operation on `count` inputs, a function of `(out, *inputs)` or a number.
        count: of the inputs.
    """
    if not callable(partial):
        if partial == 1:
            return lambda g, saved: g
        return (lambda g, saved: -g) if partial == -1 else (lambda g, saved: g * partial)
    place = _place_returned(partial, count + 1)
    if place is not None:
        return lambda g, saved: g * saved[place]
    if count == 1:
        return lambda g, saved: g * partial(saved[0], saved[1])
    if count == 2:
        return lambda g, saved: g * partial(saved[0], saved[1], saved[2])
    return lambda g, saved: g * partial(*saved)


def _place_returned(partial: Callable[..., Any], count: int) -> int | None:
    """Return which of its arguments a function hands back unchanged, as the partials of a product do."""
    probes = [object() for _ in range(count)]
    try:
        answer = partial(*probes)
    except Exception:  # noqa: BLE001 — it computes, which bare objects can't; an author's may raise anything
        return None
    return next((i for i, probe in enumerate(probes) if answer is probe), None)
