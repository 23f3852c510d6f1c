"""Every sentence that a step is told in. Both languages fill in these templates; TypeScript's copy is made from it."""

from __future__ import annotations

TEMPLATES: dict[str, str] = {
    "start_heading": "Before the first step",
    "start": "The inputs are known, nothing else is. Step forward to compute {root}.",
    "forward_heading": "Forward: compute {node}",
    "known_one": "{last} is known",
    "known_several": "{others} and {last} are known",
    "forward": "{known}, so {node} can be computed: {node} = {names} = {numbers} = {result}.",
    "forward_large": "{known}, so {node} can be computed: {node} = {names} is {result}.",
    "opaque": "{node} = {names} = {result}, as Python computed it: its rule is not known here.",
    "seed_heading": "Backward: start at {node}",
    "seed": "Change {node} a little, and {node} changes by just as much: its own gradient is {gradient}.",
    "seed_array": "Every entry of {node} changes by just as much as itself: its own gradient is {gradient}.",
    "backward_heading": "Backward: through {node} = {names}",
    "backward": "The gradient of {node} is {upstream} and is passed on: {parts}.",
    "part": "{input} receives {upstream} · {local} = {amount}",
    "part_large": "{input} receives {amount}",
    "part_stopped": "{input} receives nothing, because the rule of {node} exists only in Python",
    "summed": ", summed over the {count} places where it was used",
    "second": ", which with the {before} it already had makes {after}",
}


def fill(name: str, **values: str) -> str:
    """Return a sentence with its blanks filled in."""
    return TEMPLATES[name].format(**values)
