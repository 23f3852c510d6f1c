"""A widget's bundle on a blank page, with a model that refuses what anywidget's would."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from autograd_widgets.widgets.base import Widget
from tests.browser.modules import import_module

BUNDLES = Path(__file__).parents[2] / "autograd_widgets" / "static"

STRICT_MODEL = """
(text) => {
  const revive = (key, value) => {
    if (typeof value?.$bytes !== "string") return value;
    return new DataView(Uint8Array.from(atob(value.$bytes), (letter) => letter.charCodeAt(0)).buffer);
  };
  const known = (name) => {
    if (!(name in model.state)) throw new Error(`there is no trait ${name}`);
  };
  const listeners = {};
  const model = {
    state: JSON.parse(text, revive),
    saves: [],
    get: (name) => (known(name), model.state[name]),
    set(name, value) {
      known(name);
      model.state[name] = value;
      for (const callback of [...(listeners[`change:${name}`] ?? [])]) callback();
    },
    on: (event, callback) => void (listeners[event] ??= new Set()).add(callback),
    off: (event, callback) => void listeners[event].delete(callback),
    save_changes: () => void model.saves.push(performance.now()),
    listening: () => Object.values(listeners).reduce((sum, each) => sum + each.size, 0),
  };
  return model;
}
"""


def as_json(state: dict[str, Any]) -> str:
    """Return a widget's state as JSON, its bytes as base64."""

    def encoded(value: Any) -> Any:
        return {"$bytes": base64.b64encode(bytes(value)).decode()}

    return json.dumps(state, default=encoded)


def show(page: Page, widget: Widget, *, views: int = 1) -> None:
    """Show a widget's views in `#root`; the page's `model` is what they share, and `ends` is what ends each."""
    state = {name: value for name, value in widget.get_state().items() if not name.startswith("_")}
    page.add_style_tag(content=(BUNDLES / f"{widget.stem}.css").read_text("utf-8"))
    module = import_module(page, (BUNDLES / f"{widget.stem}.js").read_text("utf-8"))
    page.evaluate(f"(text) => {{ window.model = ({STRICT_MODEL})(text); }}", as_json(state))
    page.evaluate(
        """([module, views]) => {
            window.ends = [];
            for (let i = 0; i < views; i++) {
                const el = document.createElement("div");
                document.getElementById("root").append(el);
                window.ends.push(module.default.render({ model: window.model, el }));
            }
        }""",
        [module, views],
    )
