"""The explorer as a whole on a blank page: its graph, what is announced, how it is shown, damage, its end."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.accessibility import axe
from tests.browser.explorer import Explorer
from tests.browser.programs import d, f


def of_article() -> DerivativeExplorer:
    return DerivativeExplorer(f, x=3.0, h=0.001)


def of_three() -> DerivativeExplorer:
    return DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, wrt="a", h=0.5)


def of_array() -> DerivativeExplorer:
    return DerivativeExplorer(lambda v: v**2, v=np.linspace(-1.0, 1.0, 20), wrt="v[1]", h=0.5)


def of_text() -> DerivativeExplorer:
    return DerivativeExplorer(lambda x: "text", x=1.0)


@pytest.fixture
def explorer(blank_page: Page) -> Explorer:
    return Explorer.on(blank_page, of_article())


def test_graph_shows_the_same_numbers_and_moves_with_them(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, of_three())
    stepper = explorer.open_graph()
    stepper.button("To the end (End)").click()
    assert {name: stepper.gradient(name) for name in "abc"} == {"a": "−3.0", "b": "2.0", "c": "1.0"}
    explorer.type_into("b", "4")
    assert stepper.data("b") == "4.0"
    assert stepper.gradient("a") == "4.0"
    stepper.type_into("a", "5")
    assert explorer.sent("a") == 5.0
    assert explorer.typed("a") == "5.0"
    assert explorer.exact("D1") == 30.0
    assert blank_page.evaluate("[model.state.opened, model.state.step]") == [True, 5]
    explorer.button("Hide how autograd gets this").click()
    expect(explorer.root.locator(".ag-stepper")).to_have_count(0)
    explorer.type_into("a", "1")
    stepper = explorer.open_graph()
    assert stepper.data("a") == "1.0"
    assert stepper.step == 5


def test_keys_in_the_graph_step_and_those_elsewhere_do_not(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, opened=True))
    graph = explorer.graph.root.get_by_role("group", name="Computation graph")
    graph.press("ArrowRight")
    graph.press("ArrowRight")
    assert explorer.graph.step == 2
    explorer.slider("a").press("ArrowRight")
    explorer.handle("a").press("ArrowRight")
    explorer.plot.press("ArrowRight")
    assert explorer.graph.step == 2
    graph.press("Home")
    assert explorer.graph.step == 0


def test_graph_of_one_entry_of_the_answer_leads_to_it(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda x: np.stack([x * 2.0, x * x]), x=3.0, opened=True))
    explorer.graph.button("To the end (End)").click()
    assert explorer.graph.gradient("x") == "2.0"
    explorer.root.get_by_label("Entry of the answer").select_option("[1]")
    assert explorer.graph.gradient("x") == "6.0"


def test_two_views_of_one_widget_stay_together(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, of_three(), views=2)
    other = Explorer(blank_page, blank_page.locator(".ag-explorer").nth(1))
    explorer.type_into("a", "7")
    explorer.type_into("h", "0.25")
    explorer.choose("b")
    explorer.choose_method("central")
    explorer.open_graph()
    assert [other.typed("a"), other.typed("h"), other.number("slope")] == ["7.0", "0.25", "7.0"]
    expect(other.inputs.get_by_role("radio", name="derivative by b")).to_be_checked()
    expect(other.graph.node("a")).to_be_visible()
    other.drag(other.handle("b"), 40)
    assert explorer.typed("b") == other.typed("b") != "−3.0"
    expect(explorer.inputs.get_by_role("radio", name="derivative by b")).to_be_checked()


def test_closed_view_listens_to_nothing(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, of_three(), views=2)
    explorer.open_graph()
    assert blank_page.evaluate("model.listening()") > 0
    blank_page.evaluate("ends.forEach(end => end())")
    assert blank_page.evaluate("model.listening()") == 0
    expect(blank_page.locator(".ag-explorer")).to_have_count(0)


def test_change_by_hand_is_announced_once_it_is_over(explorer: Explorer) -> None:
    expect(explorer.spoken).to_have_text("")
    explorer.slider("x").press("ArrowRight")
    explorer.slider("x").press("ArrowLeft")
    expect(explorer.spoken).to_have_text(
        "x is 3.0, the function 20.0, the difference quotient 14.003, the exact derivative 14.0."
    )
    explorer.type_into("h", "0")
    expect(explorer.spoken).to_contain_text("the exact derivative 14.0. h is 0: both points are one")
    explorer.page.evaluate("model.set('wrt', 'a')")
    explorer.choose_method("central")
    expect(explorer.spoken).to_contain_text("a is 3.0")


def test_problem_stands_in_the_widget_and_goes_away(explorer: Explorer) -> None:
    page = explorer.page
    page.evaluate("model.set('problem', 'f raised ValueError: no.')")
    expect(explorer.failure).to_have_text("f raised ValueError: no.")
    expect(explorer.plot).to_have_count(0)
    page.evaluate("model.set('problem', '')")
    expect(explorer.failure).to_have_count(0)
    assert explorer.number("value") == "20.0"


@pytest.mark.parametrize(
    "damage",
    [
        "model.set('graph', {...good.graph, roots: [99]})",
        "model.set('graph', {...good.graph, version: 99})",
        "model.set('graph', {...good.graph, nodes: 'none'})",
        "model.set('graph', 'nothing')",
        "model.set('inputs', {...good.inputs, x: {...good.inputs.x, shape: [2]}})",
        "model.set('inputs', null)",
    ],
)
def test_damaged_state_is_reported_in_place_and_the_next_good_one_is_shown(explorer: Explorer, damage: str) -> None:
    page = explorer.page
    page.evaluate("window.good = {...model.state}")
    page.evaluate(damage)
    expect(explorer.failure.or_(explorer.root.get_by_text("Choose the number that moves")).first).to_be_visible()
    page.evaluate("model.set('inputs', good.inputs); model.set('graph', good.graph)")
    expect(explorer.failure).to_have_count(0)
    assert explorer.number("value") == "20.0"


@pytest.mark.parametrize("reading", ["{}", "null", "{...good, sweep: 3}", "{...good, place: null}"])
def test_damaged_reading_is_waited_out(blank_page: Page, reading: str) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda x: x**2 if x > 0 else -x, x=1.0))
    blank_page.evaluate(f"window.good = model.state.reading; model.set('reading', {reading})")
    expect(explorer.told).to_contain_text("Waiting for Python …")
    blank_page.evaluate("model.set('reading', good)")
    expect(explorer.told).not_to_contain_text("Waiting")
    assert explorer.number("value") == "1.0"


def test_host_without_save_or_off_is_enough(explorer: Explorer) -> None:
    page = explorer.page
    page.evaluate("model.save_changes = () => { throw new Error('no kernel') }; delete model.off")
    explorer.type_into("x", "1")
    assert explorer.number("value") == "4.0"
    page.evaluate("ends.forEach(end => end())")
    expect(page.locator(".ag-explorer")).to_have_count(0)


STATES = {
    "article": of_article,
    "three": of_three,
    "array": of_array,
    "problem": of_text,
    "graph": lambda: DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, opened=True, step=5),
    "h of 0": lambda: DerivativeExplorer(np.sin, x=1.0, h=0.0),
    "nothing there": lambda: DerivativeExplorer(np.log, x=-1.0),
    "waiting": lambda: DerivativeExplorer(lambda x: x**2 if x > 0 else -x, x=1.0),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 480])
def test_axe_finds_nothing_in_any_state(blank_page: Page, scheme: str, width: int) -> None:
    blank_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    blank_page.set_viewport_size({"width": width, "height": 900})
    for name, make in STATES.items():
        explorer = Explorer.on(blank_page, make())
        if name == "waiting":
            explorer.type_into("x", "2")
        if name == "article":
            explorer.root.get_by_text("How it is found").click()
            explorer.field("x").fill("three")
        assert axe(blank_page, "#root") == [], name
        blank_page.evaluate("ends.forEach(end => end())")


@pytest.mark.parametrize("width", [1200, 480, 360])
def test_widget_is_never_wider_than_its_place(blank_page: Page, width: int) -> None:
    blank_page.set_viewport_size({"width": width, "height": 900})
    for name, make in STATES.items():
        explorer = Explorer.on(blank_page, make())
        assert blank_page.evaluate("document.documentElement.scrollWidth") <= width, name
        if name == "article":
            explorer.root.get_by_text("How it is found").click()
            explorer.root.get_by_label("every digit").check()
            explorer.type_into("x", "123456.789")
            assert blank_page.evaluate("document.documentElement.scrollWidth") <= width, "every digit"
        blank_page.evaluate("ends.forEach(end => end())")


def test_picture_grows_and_shrinks_with_its_place(explorer: Explorer) -> None:
    wide = explorer.plot.bounding_box()
    explorer.page.set_viewport_size({"width": 400, "height": 900})
    explorer.page.wait_for_function("document.querySelector('.ag-plane').getBoundingClientRect().width < 380")
    assert wide is not None
    assert wide["width"] > 600
    explorer.page.set_viewport_size({"width": 1280, "height": 900})
    explorer.page.wait_for_function("document.querySelector('.ag-plane').getBoundingClientRect().width > 600")


def test_reduced_motion_is_honoured(blank_page: Page) -> None:
    blank_page.emulate_media(reduced_motion="reduce")
    explorer = Explorer.on(blank_page, DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, opened=True, step=2))
    moving = explorer.root.evaluate(
        """root => [...root.querySelectorAll("*")].filter((one) => {
            const { animationName, transitionDuration } = getComputedStyle(one);
            return animationName !== "none" || parseFloat(transitionDuration) > 0.01;
        }).length"""
    )
    assert moving == 0
