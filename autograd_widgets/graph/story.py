"""What a step holds, and how steps are printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.graph.local import jacobian_of
from autograd_widgets.graph.record import Node

MOST_OF_A_JACOBIAN = 64  # entries, of one that is shown


@dataclass(frozen=True)
class ForwardStep:
    """One operation of the forward pass.

    Attributes:
        node: the node whose data it fills in.
        heading: what the step does, in a few words.
        sentence: what happens, with the numbers.
    """

    node: Node
    heading: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True)
class Contribution:
    """What one node hands back to one of its inputs.

    Attributes:
        input: the node that receives it.
        formula: the local derivative (of an elementwise operation), else the whole contribution, as text with names.
        local: the local derivative's numbers, in the shape of the output; None where it is no elementwise rule: see
            `jacobian`.
        reason: why the local derivative is what it is, in one sentence; "" where nobody has said.
        amount: what is added to the input's gradient, in the input's shape.
        summed_over: the axes of the output that broadcasting had stretched, over which it was summed.
        count: how many entries were added up for each entry of `amount`: 1 where nothing was summed.
        before: the input's gradient so far; None if this is the first part.
        after: the input's gradient with this part.
        chain: the chain rule, with names and with numbers, as one line of text.
    """

    input: Node
    formula: str
    local: Array | None
    amount: Array
    summed_over: tuple[int, ...]
    count: int
    before: Array | None
    after: Array
    chain: str
    reason: str
    _product: Callable[[Array], Array] = field(repr=False, compare=False)
    _shape: tuple[int, ...] = field(repr=False, compare=False)  # of the node that hands it back

    @cached_property
    def jacobian(self) -> Array | None:
        """The local derivative in numbers, whatever the operation: how each entry of the output moves with the input's.

        Its shape is that of the output followed by that of the input; entry [i, j] says how many times as far entry i
        of the output moves when entry j of the input moves a little. It is computed when it is first asked for, from
        the same rule, with an upstream gradient that is 1 at one entry and 0 elsewhere.

        None above 64 entries, which nobody reads, and where the rule is not known.

        Example:
            >>> x = Value([1.0, 2.0], label="x")
            >>> last = steps(x.sum())[-1]
            >>> last.contributions[0].jacobian
            array([1., 1.])
        """
        if int(np.prod(self._shape)) * self.input.data.size > MOST_OF_A_JACOBIAN:
            return None
        return jacobian_of(self._product, self._shape, self.input.shape)


@dataclass(frozen=True)
class BackwardStep:
    """One operation of the backward pass; the first one, at the root, has no contributions.

    Attributes:
        node: the node whose gradient is complete, and is handed back to its inputs.
        upstream: the gradient of the root by `node`.
        contributions: what each input receives, in order.
        heading: what the step does, in a few words.
        sentence: what happens, with the numbers.
    """

    node: Node
    upstream: Array
    contributions: tuple[Contribution, ...]
    heading: str
    sentence: str

    def __str__(self) -> str:
        return self.sentence


Step: TypeAlias = ForwardStep | BackwardStep


class Steps(list[Step]):
    """The steps from the first operation to the last gradient; printed, they tell the whole story."""

    def __str__(self) -> str:
        return story(self)

    __repr__ = __str__


def story(told: Sequence[Step], most: int | None = None) -> str:
    """Return steps as text, numbered, each backward step followed by its chain rules.

    Args:
        told: the steps.
        most: if there are more than this, the middle ones are left out, and the text says so.
    """
    numbered = list(enumerate(told, start=1))
    width = len(str(len(numbered)))
    if most is None or len(numbered) <= most:
        return "\n".join(_entry(number, step, width) for number, step in numbered)
    head, tail = numbered[: most // 2], numbered[-(most - most // 2) :]
    left_out = f"{'…':>{width}}  {len(numbered) - most} steps left out: print(steps(root)) shows all"
    return "\n".join([story_lines(head, width), left_out, story_lines(tail, width)])


def story_lines(numbered: Sequence[tuple[int, Step]], width: int) -> str:
    """Return numbered steps as text."""
    return "\n".join(_entry(number, step, width) for number, step in numbered)


def _entry(number: int, step: Step, width: int) -> str:
    chains = [c.chain for c in step.contributions] if isinstance(step, BackwardStep) else []
    indent = " " * (width + 4)
    return "\n".join([f"{number:>{width}}  {step.sentence}", *(indent + chain for chain in chains)])
