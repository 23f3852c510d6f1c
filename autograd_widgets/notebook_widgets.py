"""The widgets in a saved notebook: ours, which can live on a page, and others, of which a picture or a text is kept.

A notebook may be damaged, of another version, or made to do harm: what is wrong with a widget is told, and it becomes
its still picture.
"""

from __future__ import annotations

import base64
import binascii
import html
import importlib
import re
from typing import Any

from autograd_widgets.export import Placed, json_text
from autograd_widgets.graph.contract import VERSION

STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
OURS = "autograd_widgets."
STEMS = {  # of the bundles; nothing else is ever read
    "BackpropStepper": "backprop_stepper",
    "DerivativeExplorer": "derivative_explorer",
    "TrainingPlayer": "training_player",
}
MOST_OF_A_TEXT = 400  # characters, that stand for a picture
AGAIN = "--execute runs the notebook again"


class _DamagedError(ValueError):
    """A widget can't live on a page; says why."""


def take_widgets_out(book: Any, notices: list[str], mark: str) -> tuple[list[Placed], dict[str, str]]:
    """Put a paragraph in the place of each widget.

    Args:
        book: the notebook, which is changed.
        notices: to which is added what a person should know.
        mark: a word that the notebook can't hold; the paragraphs begin with it.

    Returns:
        The widgets that can live, and by place the HTML that comes in the place of each paragraph.
    """
    models = _models(book)
    book.metadata.pop("widgets", None)  # all that is needed of it
    placed: list[Placed] = []
    places: dict[str, str] = {}
    by_model: dict[str, Placed] = {}
    shown = ((number, cell) for number, cell in enumerate(book.cells, 1) if not is_left_out(cell))
    for number, output in ((number, output) for number, cell in shown for output in cell.get("outputs", [])):
        data = output.get("data", {})
        if VIEW not in data:
            continue
        place = f"widget-{len(placed) + 1}"
        still = _still_of(data)
        try:
            identity = str(_mapping(data[VIEW]).get("model_id", ""))
            before = by_model.get(identity)
            kind, state = (before.kind, before.place) if before else _read(models, identity)
        except _DamagedError as trouble:
            notices.append(f"cell {number}: {trouble}.")
            if not still:  # its own text, or whatever else came with it
                data.pop(VIEW)
                data.setdefault("text/plain", "A widget of which nothing was saved.")
                continue
            place, inside = f"still-{len(places) + 1}", f"<div>{still}</div>"
        else:
            one = Placed(place, kind, state, still)
            placed.append(one)
            by_model.setdefault(identity, one)
            inside = one.host
        places[place] = inside
        output["data"], output["metadata"] = {"text/html": f"<p>{mark}-{place}</p>"}, {}
    return placed, places


def is_left_out(cell: Any) -> bool:
    """Tell whether a cell is not shown on a page, though it is run; its widget may be shown by another one."""
    return "remove-cell" in cell.metadata.get("tags", ())


def _models(book: Any) -> dict[str, Any]:
    """Return the models that were saved, by their ids; Colab leaves out one of the levels."""
    saved = _mapping(_mapping(book.metadata.get("widgets")).get(STATE))
    return _mapping(saved.get("state", saved))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}  # pyright: ignore[reportUnknownVariableType]


def _read(models: dict[str, Any], identity: str) -> tuple[str, str]:
    """Return the kind and the state of one of our widgets.

    Raises:
        _DamagedError: it is none of ours, or can't live; the message says why.
    """
    model = _mapping(models.get(identity))
    if not model:
        raise _DamagedError(f"the state of a widget is not in the notebook, and its picture is kept; {AGAIN}")
    state = _mapping(model.get("state"))
    named = str(state.get("_anywidget_id", ""))
    if not named.startswith(OURS):
        told = str(state.get("_model_name") or model.get("model_name") or "unknown")[:40]
        raise _DamagedError(f"a widget of another library ({told}) is kept as its picture or its text")
    name = named.rpartition(".")[2]
    if name not in STEMS:
        raise _DamagedError(f"there is no widget {name[:40]!r} in this version, and its picture is kept")
    traits = {trait: value for trait, value in state.items() if not trait.startswith("_") and trait != "layout"}
    _put_buffers_back(traits, model.get("buffers", []))
    _check(name, traits)
    try:
        return STEMS[name], json_text(traits)
    except ValueError:  # a nan in it, which no widget of ours sends as such
        raise _DamagedError(f"the numbers of a {name} are damaged, and its picture is kept; {AGAIN}") from None


def _put_buffers_back(traits: dict[str, Any], buffers: Any) -> None:
    listed: list[Any] = buffers if isinstance(buffers, list) else []  # pyright: ignore[reportUnknownVariableType]
    for buffer in listed:
        try:
            *way, last = buffer["path"]
            data = str(buffer["data"])
            if buffer.get("encoding") == "hex":
                data = base64.b64encode(bytes.fromhex(data)).decode()
            base64.b64decode(data, validate=True)
            holder: Any = traits
            for step in way:
                holder = holder[step]
            holder[last] = {"$bytes": data}
        except (KeyError, IndexError, TypeError, ValueError, AttributeError, binascii.Error):
            continue  # of a trait that no view reads; what is missing after that is told


def _check(name: str, traits: dict[str, Any]) -> None:
    """Refuse what another version has written, or what is incomplete.

    Raises:
        _DamagedError: so it is.
    """
    widget = getattr(importlib.import_module(f"autograd_widgets.widgets.{STEMS[name]}"), name)
    missing = [trait for trait in widget.shared_names() if trait not in traits]
    graphs = [traits.get("graph"), *_mapping(traits.get("graphs")).values()]
    if missing or any(graph.get("version") != VERSION for graph in map(_mapping, graphs) if graph):
        raise _DamagedError(f"a {name} was saved by another version, and its picture is kept; {AGAIN}")
    if not _is_whole(traits):
        raise _DamagedError(f"the numbers of a {name} are missing in the notebook, and its picture is kept; {AGAIN}")


def _is_whole(value: Any) -> bool:
    """Tell whether all arrays and graphs have their bytes."""
    if isinstance(value, list):
        return all(map(_is_whole, value))  # pyright: ignore[reportUnknownArgumentType]
    known = _mapping(value)
    if {"shape", "dtype"} == set(known) - {"data"} and "$bytes" not in _mapping(known.get("data")):
        return False
    if {"nodes", "roots"} <= set(known) and "$bytes" not in _mapping(known.get("values")):
        return False
    return all(map(_is_whole, known.values()))


def _still_of(data: Any) -> str:
    """Return an output's still picture, in which no script can run; "" if there is none."""
    told = html.escape(re.sub(r"\s+", " ", str(data.get("text/plain", ""))).strip())
    alt = told if len(told) <= MOST_OF_A_TEXT else f"{told[:MOST_OF_A_TEXT]}…"
    if picture := str(data.get("image/svg+xml", "")):
        source = f"image/svg+xml;base64,{base64.b64encode(picture.encode('utf-8', 'replace')).decode()}"
    elif picture := re.sub(r"\s", "", str(data.get("image/png", ""))):
        source = f"image/png;base64,{html.escape(picture)}"
    else:
        return ""
    return f'<img alt="{alt}" src="data:{source}">'
