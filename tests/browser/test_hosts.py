"""Every widget in every host, light and dark: it shows, answers a click, a drag and keys, and reports to Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from autograd_widgets import BackpropStepper, fit
from autograd_widgets.graph.numbers import format_number
from tests.browser.explorer import Explorer
from tests.browser.jupyter import JupyterLab, Notebook, Theme
from tests.browser.marimo import Marimo
from tests.browser.notebook import Notebook7
from tests.browser.page_watch import PageWatch
from tests.browser.player import Player
from tests.browser.programs import article
from tests.browser.stepper import Stepper

STEPPER = """
from autograd_widgets import BackpropStepper, Value
a, b, c, f = Value(2.0), Value(-3.0), Value(10.0), Value(-2.0)
e = a * b; d = e + c; L = d * f
stepper = BackpropStepper(L)
"""
EXPLORER = """
from autograd_widgets import DerivativeExplorer
explorer = DerivativeExplorer(lambda x, k=3.0: k * x**2 - 4 * x + 5, x=3.0, h=0.001)
"""
PLAYER = """
from autograd_widgets import MLP, SGD, TrainingPlayer
xs = [[2.0, 3.0, -1.0], [3.0, -1.0, 0.5], [0.5, 1.0, 1.0], [1.0, 1.0, -1.0]]
ys = [1.0, -1.0, -1.0, 1.0]
n = MLP(3, [4, 4, 1], rng=1)
player = TrainingPlayer(n, xs, ys, optimizer=SGD(0.1))
"""
PROGRAMS = {"stepper": STEPPER, "explorer": EXPLORER, "player": PLAYER}

TOLD = {
    "stepper": "(stepper.step, float(stepper.inputs['a']), float(stepper.inputs['b']))",
    "explorer": "(float(explorer.inputs['x']), explorer.method, round(explorer.difference, 6))",
    "player": "(player.step, f'{float(n(xs[0]).data):.4e}')",
}

LOOKS = {
    "light": {"--ag-page": True, "--ag-raised": True, "--ag-text": False, "--ag-quiet": False},
    "dark": {"--ag-page": False, "--ag-raised": False, "--ag-text": True, "--ag-quiet": True},
}

KEYS = ("a", "b", "d", "d", "x", "j", "k", "Enter", "Shift+Enter")  # to a notebook: add, delete, run cells


class Host(Protocol):
    """Where the widgets are shown."""

    page: Page

    @property
    def cells(self) -> Locator: ...

    def set_theme(self, theme: Theme) -> None: ...

    def wait_for(self, code: str, answer: str) -> None: ...


class Pages:
    """Each widget as a page from disk, where there is no Python."""

    def __init__(self, context: BrowserContext, directory: Path) -> None:
        self.page = context.new_page()
        self.cells = self.page.locator(".jp-Cell")
        self._directory = directory
        for name, program in PROGRAMS.items():
            made: dict[str, Any] = {}
            exec(program, made)
            made[name].to_html(directory / f"{name}.html")

    def turn_to(self, name: str) -> None:
        self.page.goto((self._directory / f"{name}.html").as_uri())

    def set_theme(self, theme: Theme) -> None:
        self.page.emulate_media(color_scheme=theme)

    def wait_for(self, code: str, answer: str) -> None:
        """Nobody is there to be told."""


def in_jupyterlab(context: BrowserContext, lab: JupyterLab, shown_in: type[Notebook]) -> Notebook:
    cells = [f"{program}{name}" for name, program in PROGRAMS.items()]
    notebook = lab.open(context, cells, shown_in)
    notebook.run_all()
    return notebook


@pytest.fixture(scope="module", params=["jupyterlab", "notebook", "marimo", "page"])
def host(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """One host, opened once for all of these tests.

    The system's theme is dark: a notebook with a light theme must stay light there.
    """
    directory = tmp_path_factory.mktemp(request.param)
    with ExitStack() as stack:
        context = stack.enter_context(browser.new_context(color_scheme="dark"))
        watch = PageWatch(context)
        if request.param == "page":
            opened: Host = Pages(context, directory)
        elif request.param == "marimo":
            cells = [f"{program}{name} = mo.ui.anywidget({name})\n{name}" for name, program in PROGRAMS.items()]
            marimo = stack.enter_context(Marimo(directory, cells, list(TOLD.values())))
            opened = marimo.open(context)
        else:
            lab: JupyterLab = request.getfixturevalue("jupyterlab")
            stack.callback(lab.shut_down_kernels)
            opened = in_jupyterlab(context, lab, Notebook if request.param == "jupyterlab" else Notebook7)
        yield opened
        assert watch.requests == []
        assert watch.page_errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", PROGRAMS)
def test_widget_answers_a_click_a_drag_and_keys_and_reports_back(host: Host, name: str, theme: Theme) -> None:
    if isinstance(host, Pages):
        host.turn_to(name)
    host.set_theme(theme)
    root = host.page.locator(ROOTS[name]).first
    root.scroll_into_view_if_needed()
    assert looks_of(root) == LOOKS[theme]
    cells = host.cells.count()
    root.focus()
    for key in KEYS:
        host.page.keyboard.press(key)
    host.wait_for(TOLD[name], USES[name](host.page, root))
    assert host.cells.count() == cells, "a key reached the notebook"


@pytest.mark.parametrize(
    ("theme", "element", "attribute", "value"),
    [
        *[("light", "body", "data-vscode-theme-kind", kind) for kind in ("vscode-light", "vscode-high-contrast-light")],
        *[("dark", "body", "data-vscode-theme-kind", kind) for kind in ("vscode-dark", "vscode-high-contrast")],
        *[(theme, "html", "theme", theme) for theme in LOOKS],  # Colab
        *[(theme, "#root", "class", theme) for theme in LOOKS],  # marimo
        *[(theme, "html", "data-theme", theme) for theme in LOOKS],  # Sphinx
    ],
)
def test_theme_is_that_of_a_host_that_can_not_run_here_and_not_that_of_the_system(
    blank_page: Page, theme: Theme, element: str, attribute: str, value: str
) -> None:
    blank_page.emulate_media(color_scheme="dark" if theme == "light" else "light")
    blank_page.locator(element).evaluate("(element, given) => element.setAttribute(...given)", [attribute, value])
    page, text = ("white", "black") if theme == "light" else ("black", "white")
    vscode = f"--vscode-editor-background: {page}; --vscode-editor-foreground: {text};"
    ipywidgets = "--jp-layout-color0: white; --jp-content-font-color0: black;"  # in any theme
    blank_page.add_style_tag(content=f":root {{ {ipywidgets} {vscode if 'vscode' in value else ''} }}")
    assert looks_of(Stepper.on(blank_page, BackpropStepper(article())).root) == LOOKS[theme]


def looks_of(root: Locator) -> dict[str, bool]:
    """Return which of a widget's colours are bright: its own, and those that it takes from the host."""
    return root.evaluate(
        """root => {
            const context = document.createElement("canvas").getContext("2d");
            const isBright = (name) => {
                const probe = root.appendChild(document.createElement("i"));
                probe.style.color = `var(${name})`;
                context.fillStyle = getComputedStyle(probe).color;
                context.fillRect(0, 0, 1, 1);
                probe.remove();
                const [red, green, blue] = context.getImageData(0, 0, 1, 1).data;
                return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 127;
            };
            const names = ["--ag-page", "--ag-raised", "--ag-text", "--ag-quiet"];
            return Object.fromEntries(names.map((name) => [name, isBright(name)]));
        }"""
    )


def use_stepper(page: Page, root: Locator) -> str:
    """Use the stepper, and return what Python should be told."""
    stepper = Stepper(page, root)
    step = root.get_by_role("slider", name="Step")
    step.press("Home")
    stepper.type_into("a", "2")
    stepper.step_forward(2)
    drag(stepper.field("a"), 30)
    expect(stepper.field("a")).to_have_value("2.75")
    page.keyboard.press("ArrowRight")
    expect(step).to_have_value("3")
    stepper.field("b").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("-4")
    page.keyboard.press("Enter")
    expect(stepper.node("e")).to_contain_text("−11.0")
    return "(3, 2.75, -4.0)"


def use_explorer(page: Page, root: Locator) -> str:
    """Use the explorer, and return what Python should be told."""
    explorer = Explorer(page, root)
    explorer.type_into("x", "3")
    explorer.choose_method("central")
    drag(explorer.handle("x").locator(".ag-knob"), 60)
    expect(explorer.field("x")).not_to_have_value("3.0")
    drawn(page)
    dragged = explorer.typed("x")
    page.keyboard.press("ArrowRight")
    expect(explorer.field("x")).not_to_have_value(dragged)
    x = float(explorer.typed("x"))
    assert x > float(dragged) > 3.0
    return f"({x}, 'central', {round(6.0 * x - 4.0, 6)})"


def use_player(page: Page, root: Locator) -> str:
    """Use the player, and return what Python should be told."""
    player = Player(page, root)
    player.play(until=10)
    drag(player.scrubber, -40)
    drawn(page)
    dragged = player.step
    page.keyboard.press("ArrowRight")
    expect(player.scrubber).to_have_attribute("aria-valuenow", str(dragged + 1))
    made: dict[str, Any] = {}
    exec(PLAYER, made)
    fit(made["n"], made["xs"], made["ys"], optimizer=made["SGD"](0.1), epochs=dragged + 1, progress=False)
    reached = float(made["n"](made["xs"][0]).data)
    prediction = player.region("Predictions").get_by_role("row").nth(1).get_by_role("cell").nth(1)
    expect(prediction).to_have_text(format_number(reached))
    return f"({dragged + 1}, '{reached:.4e}')"


def drag(thing: Locator, right: float) -> None:
    """Drag something, from its middle."""
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = thing.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + right, y, steps=5)
    mouse.up()


def drawn(page: Page) -> None:
    """Wait until what was done last is drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


ROOTS = {"stepper": ".ag-stepper", "explorer": ".ag-explorer", "player": ".ag-player-root"}
USES: dict[str, Callable[[Page, Locator], str]] = {
    "stepper": use_stepper,
    "explorer": use_explorer,
    "player": use_player,
}
