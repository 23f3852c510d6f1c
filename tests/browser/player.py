"""A driver for the training player, wherever it is shown: what a person sees in it and does with it."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from autograd_widgets import TrainingPlayer
from tests.browser.strict_model import show


class Player:
    """One player on a page."""

    def __init__(self, page: Page, root: Locator) -> None:
        self.page = page
        self.root = root

    @classmethod
    def on(cls, page: Page, widget: TrainingPlayer, *, views: int = 1) -> Player:
        """Show a widget's view on a page, with a model that refuses what anywidget's would."""
        show(page, widget, views=views)
        player = cls(page, page.get_by_role("group", name="Training player").first)
        expect(player.scrubber).to_be_visible()
        return player

    def button(self, name: str) -> Locator:
        """Return the button of this name."""
        return self.root.get_by_role("button", name=name, exact=True)

    @property
    def scrubber(self) -> Locator:
        """The handle along the losses."""
        return self.root.get_by_role("slider", name="Step that is shown")

    @property
    def step(self) -> int:
        """The step that is shown."""
        self._drawn()
        found = re.search(r"step\s+([\d,]+)\s+of", self.root.inner_text())
        assert found is not None
        return int(found[1].replace(",", ""))

    def play(self, *, until: int) -> None:
        """Play until so many steps are taken at least, and pause."""
        self.button("Play").click()
        expect(self.root.get_by_text(re.compile(rf"step\s+({_at_least(until)})\s+of"))).to_be_visible()
        self.button("Pause").click()
        expect(self.button("Play")).to_be_visible()

    def steps_forward(self, count: int) -> None:
        """Take steps one by one."""
        for _ in range(count):
            self.button("One step").click()

    @property
    def weight(self) -> str:
        """The weight that is chosen in the picture of the network, as its field shows it."""
        self._drawn()
        return self.region("The network").get_by_role("spinbutton", name="weight", exact=True).input_value()

    def _drawn(self) -> None:
        """Wait until what was done last is drawn: parts follow in the next frames."""
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def region(self, name: str) -> Locator:
        """Return one of the panels."""
        return self.root.get_by_role("group", name=name, exact=True)

    def prediction(self, sample: int) -> float:
        """Return what the table says that the model predicts."""
        self._drawn()
        cells = self.region("Predictions").get_by_role("row").nth(sample).get_by_role("cell")
        return float(cells.nth(1).inner_text().replace("−", "-"))


def _at_least(count: int) -> str:
    """Return a pattern for whole numbers of at least 10ⁿ: those with more digits than n."""
    return rf"[\d,]{{{len(str(count))},}}"
