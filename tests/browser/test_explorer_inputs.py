"""The explorer's inputs on a blank page: typed, on sliders, chosen, with the keyboard."""

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.explorer import Explorer
from tests.browser.programs import d, f


@pytest.fixture
def explorer(blank_page: Page) -> Explorer:
    return Explorer.on(blank_page, DerivativeExplorer(f, x=3.0, h=0.001))


@pytest.mark.parametrize(("text", "number"), [("-4", -4.0), ("−4", -4.0), ("1e-3", 0.001), ("1,5", 1.5)])
def test_typed_number_reaches_python(explorer: Explorer, text: str, number: float) -> None:
    explorer.type_into("x", text)
    assert explorer.sent("x") == number
    assert explorer.exact("value") == f(number)


@pytest.mark.parametrize("text", ["", "three", "1e", "--2"])
@pytest.mark.parametrize("name", ["x", "h"])
def test_text_in_a_number_field_says_so_and_the_last_number_stays(explorer: Explorer, name: str, text: str) -> None:
    before = explorer.sent(name)
    explorer.field(name).fill(text)
    expect(explorer.root.get_by_role("alert")).to_be_visible()
    assert explorer.sent(name) == before
    assert explorer.number("difference quotient") == "14.003"
    explorer.field(name).blur()
    expect(explorer.root.get_by_role("alert")).to_have_count(0)


def test_keys_move_a_slider_and_shift_and_alt_change_the_pace(explorer: Explorer) -> None:
    for key, number in (("ArrowRight", "3.1"), ("Shift+ArrowRight", "4.1"), ("Alt+ArrowLeft", "4.09")):
        explorer.slider("x").press(key)
        assert explorer.typed("x") == number
    assert explorer.exact("value") == f(4.09)


def test_keys_move_h_by_ratios(explorer: Explorer) -> None:
    explorer.slider("h").press("ArrowRight")
    assert explorer.typed("h") == "0.00178"
    for _ in range(3):
        explorer.slider("h").press("ArrowRight")
    assert explorer.typed("h") == "0.01"
    explorer.slider("h").press("Shift+ArrowLeft")
    assert explorer.typed("h") == "3.16e−5"


def test_slider_of_h_goes_from_1e_minus_16_to_1_on_either_side(explorer: Explorer) -> None:
    explorer.slider("h").scroll_into_view_if_needed()
    for end, size in (("Home", 1e-16), ("End", 1.0)):
        explorer.slider("h").press(end)
        assert explorer.sent("h") == size
    explorer.button("Change the sign of h").click()
    assert explorer.sent("h") == -1.0
    assert explorer.number("difference quotient") == "11.0"
    explorer.slider("h").press("Home")
    assert explorer.sent("h") == -1e-16


def test_slider_is_dragged_to_round_numbers(explorer: Explorer) -> None:
    box = explorer.slider("x").bounding_box()
    assert box is not None
    explorer.page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] / 2)
    x = explorer.sent("x")
    assert x == round(x, 1)
    assert explorer.exact("value") == f(x)


def test_number_beyond_its_slider_is_kept(explorer: Explorer) -> None:
    explorer.type_into("x", "1000")
    assert explorer.exact("exact derivative, by autograd") == 5996.0
    assert explorer.sent("x") == 1000.0
    assert float(explorer.slider("x").input_value()) < 1000.0


def test_number_that_moves_is_chosen_by_radio_and_by_bar(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, wrt="a", h=0.5))
    explorer.choose("b")
    assert explorer.number("slope") == "2.0"
    assert blank_page.evaluate("model.state.wrt") == "b"
    expect(explorer.bar("b")).to_have_attribute("aria-pressed", "true")
    expect(explorer.handle("b")).to_be_visible()
    explorer.bar("c").click()
    assert explorer.formula("D2") == "D2=d(a,b,c+h)=4.5"
    expect(explorer.inputs.get_by_role("radio", name="derivative by c")).to_be_checked()


def test_matrix_has_a_row_for_each_entry(blank_page: Page) -> None:
    m = np.array([[1.0, 2.0], [3.0, 4.0]])
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda m: (m * m).sum(), m=m, wrt="m[1, 0]", h=0.5))
    assert explorer.number("exact derivative, by autograd") == "6.0"
    explorer.type_into("m[0, 1]", "-5")
    assert explorer.bars == {"m[0, 0]": "+2.0", "m[0, 1]": "−10.0", "m[1, 0]": "+6.0", "m[1, 1]": "+8.0"}


def test_of_a_long_array_the_entry_of_interest_is_chosen(blank_page: Page) -> None:
    v = np.arange(20.0)
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda v: (v**2).sum(), v=v, wrt="v[3]", h=0.5))
    assert explorer.inputs.get_by_role("spinbutton").count() == 2
    which = explorer.root.get_by_role("textbox", name="entry of v")
    which.fill("17")
    which.press("Enter")
    expect(explorer.field("v[17]")).to_be_visible()
    assert explorer.number("exact derivative, by autograd") == "34.0"
    which.fill("20")
    which.press("Enter")
    expect(explorer.root.get_by_role("alert")).to_contain_text("they go from v[0] to v[19]")
    assert blank_page.evaluate("model.state.wrt") == "v[17]"


def test_missing_number_is_asked_for(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda x, y: x * y, x=3.0))
    expect(explorer.failure).to_contain_text("There is no number for y")
    assert explorer.typed("y") == "nan"
    expect(explorer.field("y")).to_be_enabled()
    explorer.type_into("y", "2")
    assert explorer.sent("y") == 2.0


def test_drag_sends_at_most_ten_messages_a_second_and_the_last_one(explorer: Explorer) -> None:
    explorer.drag(explorer.handle("x"), -150, steps=150)
    last = explorer.sent("x")
    saved = explorer.page.evaluate("model.saves.length")
    explorer.page.wait_for_function("already => model.saves.length > already || performance.now() > 300", arg=saved)
    saves = explorer.page.evaluate("model.saves")
    assert len(saves) <= (saves[-1] - saves[0]) / 100 + 2
    assert explorer.exact("value") == f(last)


def test_keys_never_leave_the_widget(explorer: Explorer) -> None:
    page = explorer.page
    page.evaluate("window.leaked = []; document.addEventListener('keydown', e => leaked.push(e.key))")
    explorer.plot.focus()
    explorer.plot.press("ArrowLeft")
    explorer.slider("x").press("ArrowRight")
    for key in "abdxyz":
        explorer.handle("x").press(key)
    assert page.evaluate("leaked") == []
