"""A driver for the stepper, wherever it is shown: what a person sees in it and does with it."""

from __future__ import annotations

from playwright.sync_api import Locator, Page

from autograd_widgets import BackpropStepper
from tests.browser.strict_model import show


class Stepper:
    """One stepper on a page."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page = page
        self.root = root

    @classmethod
    def on(cls, page: Page, widget: BackpropStepper, *, views: int = 1) -> Stepper:
        """Show a widget's view on a page, with a model that refuses what anywidget's would."""
        show(page, widget, views=views)
        return cls(page, page.locator(".ag-stepper").first)

    def step_forward(self, times: int = 1) -> None:
        """Press the button that takes one step, several times."""
        for _ in range(times):
            self.button("One step forward (→)").click()

    def step_back(self, times: int = 1) -> None:
        """Press the button that goes one step back, several times."""
        for _ in range(times):
            self.button("One step back (←)").click()

    def button(self, name: str) -> Locator:
        """Return the button of this name."""
        return self.root.get_by_role("button", name=name, exact=True)

    def node(self, name: str) -> Locator:
        """Return the box of a node in the graph."""
        return self.root.locator(".ag-box", has=self.page.locator(f'.ag-box-name[title="{name}"]'))

    def choose(self, name: str) -> None:
        """Click a node."""
        self.node(name).locator(".ag-box-name").click()

    def field(self, name: str) -> Locator:
        """Return the field in a leaf's box in which its number is changed."""
        return self.node(name).get_by_role("spinbutton")

    def data(self, name: str) -> str:
        """Return what a box shows as data."""
        field = self.node(name).locator(".ag-box-row").first
        box = field.get_by_role("spinbutton")
        return box.input_value() if box.count() else field.locator(".ag-box-number").inner_text()

    def gradient(self, name: str) -> str:
        """Return what a box shows as gradient."""
        return self.node(name).locator(".ag-box-row").nth(1).locator(".ag-box-number").inner_text()

    def type_into(self, name: str, text: str) -> None:
        """Type a number into a leaf."""
        self.field(name).fill(text)

    @property
    def step(self) -> int:
        """How many steps have been taken, as the slider says once what was done last is drawn."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return int(self.root.get_by_role("slider", name="Step").input_value())

    @property
    def mathematics(self) -> list[str]:
        """The formulas of the step's card, as text."""
        return self.root.locator(".ag-step-card .ag-math").evaluate_all("all => all.map(one => one.textContent)")

    @property
    def card(self) -> Locator:
        """The card about one node."""
        return self.root.locator(".ag-node-card")

    @property
    def heading(self) -> str:
        """What the step in focus does."""
        return self.root.locator(".ag-step-card .ag-heading").inner_text()

    @property
    def sentence(self) -> str:
        """What happens in the step in focus."""
        return self.root.locator(".ag-sentence").inner_text()

    @property
    def picture(self) -> str:
        """Everything that is shown, but for what a screen reader is told."""
        return self.root.evaluate(
            """root => {
                const described = (node) => {
                    if (node.nodeType === Node.TEXT_NODE) return node.data;
                    if (node.classList.contains("ag-spoken")) return "";
                    const shown = [...node.attributes].filter(({ name }) => name !== "data-lm-suppress-shortcuts");
                    const attributes = shown.map(({ name, value }) => `${name}=${value}`).sort();
                    return `<${node.tagName} ${attributes.join(" ")}>${[...node.childNodes].map(described).join("")}`;
                };
                return described(root);
            }"""
        )
