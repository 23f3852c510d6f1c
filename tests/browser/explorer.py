"""A driver for the explorer, wherever it is shown: what a person sees in it and does with it."""

from __future__ import annotations

import re
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.stepper import Stepper
from tests.browser.strict_model import show

Spot = tuple[float, float]  # in px


class Explorer:
    """One explorer on a page."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page = page
        self.root = root

    @classmethod
    def on(cls, page: Page, widget: DerivativeExplorer, *, views: int = 1) -> Explorer:
        """Show a widget's view on a page, with a model that refuses what anywidget's would."""
        show(page, widget, views=views)
        explorer = cls(page, page.locator(".ag-explorer").first)
        if widget.value == widget.value or widget.graph:  # there is something to draw, once its width is known
            expect(explorer.plot.or_(explorer.failure).first).to_be_visible()
        return explorer

    def button(self, name: str) -> Locator:
        """Return the button of this name."""
        return self.root.get_by_role("button", name=name, exact=True)

    # --- inputs ---

    @property
    def inputs(self) -> Locator:
        """The list of all numbers that can be moved."""
        return self.root.get_by_role("group", name="Inputs", exact=True)

    def field(self, name: str) -> Locator:
        """Return the field in which a number, or h, is typed."""
        return self.inputs.get_by_role("spinbutton", name=name, exact=True)

    def slider(self, name: str) -> Locator:
        """Return the slider of a number, or of h."""
        label = "h, on a logarithmic scale" if name == "h" else f"{name} slider"
        return self.inputs.get_by_role("slider", name=label, exact=True)

    def type_into(self, name: str, text: str) -> None:
        """Type a number, and leave the field."""
        self.field(name).fill(text)
        self.field(name).blur()

    def typed(self, name: str) -> str:
        """Return what a field shows."""
        return self.field(name).input_value()

    def choose(self, name: str) -> None:
        """Choose the number that moves."""
        self.inputs.get_by_role("radio", name=f"derivative by {name}", exact=True).check()

    # --- numbers ---

    def row(self, name: str) -> Locator:
        """Return what stands below a heading, such as "value" or "slope"."""
        heading = re.compile(f"^{re.escape(name)}$")
        return self.root.locator(".ag-readings dt").filter(has_text=heading).locator("xpath=following-sibling::dd[1]")

    def formula(self, name: str) -> str:
        """Return a row as text, without spaces."""
        return "".join("".join(self.row(name).locator(".ag-math").all_text_contents()).split())

    def number(self, name: str) -> str:
        """Return the number that a row arrives at."""
        return self.row(name).locator("mn[title]").text_content() or ""

    @property
    def slope(self) -> float:
        """The derivative that autograd gives, whatever it is called here, with all of its digits."""
        return self.exact(self.root.locator(".ag-readings dt", has_text="autograd").inner_text())

    def exact(self, name: str) -> float:
        """Return it with all of its digits."""
        return float((self.row(name).locator("mn[title]").get_attribute("title") or "").replace("−", "-"))

    def share(self, name: Literal["truncation", "rounding"]) -> str:
        """Return a part of the error."""
        return self.row("error of the quotient").locator(f".ag-share-{name}").inner_text().removeprefix(name).strip()

    @property
    def methods(self) -> dict[str, tuple[str, str]]:
        """For each method, its quotient and its error."""
        rows = self.root.locator(".ag-method").all_inner_texts()
        return {name: (quotient, error) for name, quotient, error in (row.split() for row in rows)}

    def choose_method(self, name: str) -> None:
        """Choose how the difference is taken."""
        self.root.get_by_role("radio", name=f"{name} difference", exact=True).check()

    @property
    def bars(self) -> dict[str, str]:
        """The derivative by each number, as the bars show it."""
        bars = self.root.locator(".ag-bar")
        names, numbers = (bars.locator(f".ag-bar-{part}").all_inner_texts() for part in ("name", "number"))
        return {name.partition("/∂")[2]: number for name, number in zip(names, numbers, strict=True)}

    def bar(self, name: str) -> Locator:
        """Return the bar of a number."""
        return self.root.locator(".ag-bar").filter(has_text=re.compile(f"/∂{re.escape(name)}\\s*[−+\\dn∞]"))

    # --- pictures ---

    @property
    def plot(self) -> Locator:
        """The picture of the curve."""
        return self.root.locator(".ag-plane")

    @property
    def error_plot(self) -> Locator:
        """The picture of the error over h."""
        return self.root.locator("svg[aria-label^='Error of the']")

    def handle(self, name: str) -> Locator:
        """Return a handle on the curve: of the number that moves, or of h."""
        return self.plot.get_by_role("slider", name=name, exact=True)

    @property
    def marker(self) -> Locator:
        """The mark of h among the errors."""
        return self.error_plot.get_by_role("slider", name="h")

    def place(self, thing: Locator) -> Spot:
        """Return the middle of a handle, on the page."""
        box = thing.locator(".ag-knob").bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, thing: Locator, right: float, down: float = 0, *, steps: int = 8) -> None:
        """Drag a handle."""
        thing.locator(".ag-knob").scroll_into_view_if_needed()
        x, y = self.place(thing)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + right, y + down, steps=steps)
        mouse.up()

    @property
    def ticks(self) -> list[str]:
        """The numbers along the axes of the curve's picture: what part of the plane is seen."""
        return self.plot.locator(".ag-tick, .ag-base").all_text_contents()

    @property
    def frame(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the curve's picture, in its own coordinates."""
        frame = self.plot.locator(".ag-frame")
        x, y, width, height = (float(frame.get_attribute(name) or 0) for name in ("x", "y", "width", "height"))
        return x, y, x + width, y + height

    @property
    def curve(self) -> list[list[Spot]]:
        """The curve's unbroken pieces, in the picture's own coordinates."""
        path = self.plot.locator("path.ag-curve").get_attribute("d") or ""
        pieces = [piece for piece in path.split("M") if piece]
        return [[(float(x), float(y)) for x, y in (spot.split() for spot in piece.split("L"))] for piece in pieces]

    # --- words, and the graph ---

    @property
    def failure(self) -> Locator:
        """The message that stands where there is nothing to show."""
        return self.root.locator(".ag-failure")

    @property
    def told(self) -> Locator:
        """What a person should know besides."""
        return self.root.locator(".ag-told")

    @property
    def spoken(self) -> Locator:
        """What a screen reader is told."""
        return self.root.locator(":scope > [aria-live=polite]")

    @property
    def closed_form(self) -> list[str]:
        """The lines of mathematics of the closed form that can be seen, as text without spaces."""
        lines = self.root.locator(".ag-closed-form .ag-math").filter(visible=True).all_text_contents()
        return ["".join(line.split()) for line in lines]

    def open_graph(self) -> Stepper:
        """Show the graph, and return the stepper in which it is shown."""
        self.button("Show how autograd gets this").click()
        return self.graph

    @property
    def graph(self) -> Stepper:
        """The stepper that shows the graph."""
        return Stepper(self.page, self.root.locator(".ag-stepper"))

    def sent(self, name: str, at: int = 0) -> float:
        """Return the number that Python would be told; of a model on a page only."""
        data = "model.state.h" if name == "h" else f"model.state.inputs[{name!r}]"
        return self.page.evaluate(f"{data}.data.getFloat64({8 * at}, true)")
