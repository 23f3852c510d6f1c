"""What a formula of a derivative rule means: the counts of its example as a letter, and the names that are our own."""

# pyright: basic

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from autograd_widgets.engine.arrays import Array
from autograd_widgets.engine.operation import Operation
from autograd_widgets.graph.formula import Formula, contribution_formulas, text_of

COUNTS = {  # what n counts, where a rule divides by a count, and over what one adds up
    "mean": "n is how many entries are averaged",
    "var": "n is how many entries the variance is taken of, less ddof",
    "std": "n is how many entries the deviation is taken of, less ddof",
    "broadcast_to": "sum adds up over the axes along which x is repeated",
    "cross_entropy": "n is how many rows the logits have",
}
MEANINGS = {  # of what stands in a rule and is no operation that one would know
    "spread(": "spread repeats the gradient for every entry that was taken together.",
    "share(": "share divides the gradient by how many entries are equally extreme.",
    "put_back(": "put_back takes each gradient to the place that its entry came from.",
    " put at [": "g put at [ ] is an array of zeros with g at that index.",
    "g[": "g[ ] is the part of g at that index.",
    "einsum[": "einsum multiplies the entries whose letters agree, and adds up over the letters that are not behind "
    "the arrow: in einsum[ik,jk→ij], over k.",
    "one_hot(": "one_hot makes a row of each class number: 1 at the class, 0 elsewhere.",
    "cumsum_from_the_end(": "cumsum_from_the_end is the running sum that begins at the last entry.",
    "ᵀ": "ᵀ is the transpose: rows become columns.",
    "conv2d_input_gradient(": "conv2d_input_gradient takes each place's gradient × the weight to every pixel that the "
    "kernel covered there, and adds up.",
    "conv2d_weight_gradient(": "conv2d_weight_gradient adds up, for each weight, the gradient of every place × the "
    "pixel that lay under the weight there.",
    "max_pool2d_gradient(": "max_pool2d_gradient takes each window's number to its largest entry.",
    "max_pool2d_tangent(": "max_pool2d_tangent takes from each window the number at its largest entry.",
}


def rule_texts(operation: Operation, arrays: Sequence[Array], options: dict[str, Any]) -> list[tuple[str, str]]:
    """Return each input that receives a gradient, and what it receives."""
    names = operation.names(len(arrays))
    if operation.name == "broadcast_to":  # whose rule leaves the sum to the walk
        return [(names[0], "sum(g)")]
    formulas = zip(names, contribution_formulas(operation, arrays, options), strict=True)
    count = float(np.size(arrays[0]) if operation.name != "cross_entropy" else len(arrays[0]))
    counted = operation.name in COUNTS
    return [(name, text_of(with_n(f, count) if counted else f)) for name, f in formulas if f is not None]


def with_n(formula: Formula, count: float) -> Formula:
    """Return a formula with n in place of a count, which is that of one shape only."""
    if isinstance(formula, list):
        return [formula[0], *(with_n(argument, count) for argument in formula[1:])]
    return "n" if formula == count else formula


def meanings(texts: Sequence[str]) -> list[str]:
    """Return a sentence on each name in these rules that needs one."""
    return [told for part, told in MEANINGS.items() if any(part in text for text in texts)]
