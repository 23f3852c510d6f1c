"""The explorer's numbers and formulas on a blank page: what they are, and what is said where there are none."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import DerivativeExplorer
from tests.browser.explorer import Explorer
from tests.browser.programs import d, f


@pytest.fixture
def explorer(blank_page: Page) -> Explorer:
    return Explorer.on(blank_page, DerivativeExplorer(f, x=3.0, h=0.001))


def test_first_part_of_the_article(explorer: Explorer) -> None:
    assert explorer.formula("value") == "f(x)=f(3.0)=20.0"
    assert explorer.formula("value at x + h") == "f(x+h)=f(3.001)=20.014003"
    assert explorer.formula("difference quotient") == "f(x+h)−f(x)h=20.014003−20.00.001=14.003"
    assert explorer.number("exact derivative, by autograd") == "14.0"
    assert explorer.number("error of the quotient") == "0.003"
    assert explorer.share("truncation") == "0.003"
    assert explorer.exact("difference quotient") == (f(3.001) - f(3.0)) / 0.001


def test_second_part_of_the_article(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(d, a=2.0, b=-3.0, c=10.0, wrt="a", h=0.001))
    assert explorer.formula("D1") == "D1=d(a,b,c)=4.0"
    assert explorer.formula("D2") == "D2=d(a+h,b,c)=3.997"
    assert explorer.formula("slope") == "D2−D1h=3.997−4.00.001=−3.0"
    assert explorer.number("exact derivative, by autograd") == "−3.0"
    assert explorer.share("truncation") == "0.0"
    assert explorer.bars == {"a": "−3.0", "b": "+2.0", "c": "+1.0"}


def test_numbers_that_move_are_those_of_the_function(explorer: Explorer) -> None:
    explorer.type_into("x", "-1.5")
    explorer.type_into("a", "2")
    explorer.type_into("h", "0.25")
    assert explorer.exact("value") == f(-1.5, a=2.0)
    assert explorer.exact("difference quotient") == (f(-1.25, a=2.0) - f(-1.5, a=2.0)) / 0.25
    assert explorer.exact("exact derivative, by autograd") == -10.0
    assert explorer.share("truncation") == "0.5"


def test_methods_stand_side_by_side_and_one_is_chosen(explorer: Explorer) -> None:
    explorer.type_into("h", "0.5")
    forward, backward, central = (15.5, 1.5), (12.5, -1.5), (14.0, 0.0)
    shown = [tuple(float(x.replace("−", "-")) for x in both) for both in explorer.methods.values()]
    assert shown == [forward, backward, central]
    explorer.choose_method("central")
    assert explorer.formula("difference quotient") == "f(x+h)−f(x−h)2h=27.75−13.751.0=14.0"
    explorer.choose_method("backward")
    assert explorer.formula("value at x − h") == "f(x−h)=f(2.5)=13.75"
    assert explorer.number("difference quotient") == "12.5"
    assert explorer.page.evaluate("model.state.method") == "backward"


def test_every_digit_is_shown_on_demand(explorer: Explorer) -> None:
    explorer.root.get_by_label("every digit").check()
    assert float(explorer.number("difference quotient")) == (f(3.001) - f(3.0)) / 0.001
    assert float(explorer.methods["backward"][0]) == (f(3.0) - f(2.999)) / 0.001
    explorer.root.get_by_label("every digit").uncheck()
    assert explorer.number("difference quotient") == "14.003"


@pytest.mark.parametrize(
    ("x", "h", "message"),
    [
        ("3", "0", "h is 0: both points are one"),
        ("3", "nan", "h is nan: take a small number"),
        ("3", "1e300", "or one too large to hold: take a smaller h"),
        ("3", "1e-16", "neighbouring numbers are 4.4e−16 apart"),
        ("nan", "0.001", "x = nan is no number on the axis"),
        ("1e300", "0.001", "f is ∞ at x = 1.0e300"),
    ],
)
def test_number_that_can_not_be_given_is_explained_and_the_next_one_shown(
    explorer: Explorer, x: str, h: str, message: str
) -> None:
    explorer.type_into("x", x)
    explorer.type_into("h", h)
    quotient = explorer.row("difference quotient")
    expect(quotient).to_contain_text(message)
    assert "nan" not in quotient.locator(".ag-math").all_text_contents()
    explorer.type_into("x", "3")
    explorer.type_into("h", "-0.001")
    assert explorer.number("difference quotient") == "13.997"


@pytest.mark.parametrize(
    ("function", "places"),
    [
        (lambda x: np.where(x > 0, x**2, -x), {"2": (4.0, 4.0), "-2": (2.0, -1.0)}),
        (lambda x: np.maximum(x, 0.0), {"2": (2.0, 1.0), "-2": (0.0, 0.0)}),
        (np.abs, {"2": (2.0, 1.0), "-2": (2.0, -1.0), "0": (0.0, 0.0)}),
    ],
)
def test_browser_goes_either_way_where_a_function_has_branches(
    blank_page: Page, function: Callable[[Any], Any], places: dict[str, tuple[float, float]]
) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(function, x=1.0))
    expect(explorer.told).to_have_count(0)
    for place, (value, slope) in places.items():
        explorer.type_into("x", place)
        assert explorer.exact("value") == value
        assert explorer.slope == slope


def test_kink_has_no_slope_between_its_sides_but_what_autograd_says(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.abs, x=0.0, h=0.5))
    assert {name: quotient for name, (quotient, _) in explorer.methods.items()} == {
        "forward": "1.0",
        "backward": "−1.0",
        "central": "0.0",
    }


def test_quotient_needs_only_its_own_two_points(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.sqrt, x=0.0, h=0.25))
    assert explorer.number("difference quotient") == "2.0"
    expect(explorer.row("exact derivative, by autograd")).to_contain_text("The curve is vertical at x = 0.0.")
    explorer.choose_method("central")
    expect(explorer.row("difference quotient")).to_contain_text("sqrt has no value at −0.25")


def test_logarithm_has_no_value_left_of_0(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.log, x=1.0, h=0.5))
    explorer.type_into("x", "-1")
    expect(explorer.row("difference quotient")).to_contain_text("log has no value at x = −1.0")
    expect(explorer.plot).to_contain_text("log is not defined at x")
    explorer.type_into("x", "2")
    assert explorer.exact("exact derivative, by autograd") == 0.5


def test_closed_form_keeps_letters_and_says_what_each_rule_does(explorer: Explorer) -> None:
    derivative, truncation = (line.replace("\u2062", "") for line in explorer.closed_form)
    assert derivative == "f′(x)=2ax+b=6x−4=14"
    assert truncation == "forwarddifference−derivative=ah=3·0.001=0.003"
    explorer.type_into("x", "1")
    explorer.type_into("a", "1")
    assert explorer.closed_form[0].replace("\u2062", "") == "f′(x)=2ax+b=2x−4=−2"
    explorer.root.get_by_text("How it is found").click()
    derivation = explorer.root.locator(".ag-derivation")
    for rule in ("Sum rule", "Power rule"):
        expect(derivation).to_contain_text(rule)
    explorer.choose("b")
    assert explorer.closed_form[0].replace("\u2062", "") == "∂f∂b=x=1"


def test_closed_form_of_another_input_and_method(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(np.sin, x=1.0, h=0.01))
    derivative, leading = explorer.closed_form
    assert derivative == "sin′(x)=cos(x)=0.5403"
    assert leading.startswith("forwarddifference−derivative≈")
    assert float(leading.rpartition("=")[2].replace("−", "-")) == pytest.approx(-0.005 * math.sin(1.0), rel=1e-3)
    explorer.choose_method("central")
    assert "6" in explorer.closed_form[1]


def test_function_of_an_array_has_an_entry_chosen(blank_page: Page) -> None:
    v = np.array([1.0, -2.0, 3.0])
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda v: v**2, v=v, wrt="v[1]", h=0.5))
    assert explorer.exact("exact derivative, by autograd") == 0.0
    explorer.root.get_by_label("Entry of the answer").select_option("[1]")
    assert explorer.exact("D1") == 4.0
    assert explorer.slope == -4.0
    assert explorer.page.evaluate("model.state.output") == "[1]"
    explorer.type_into("v[1]", "5")
    assert explorer.exact("D1") == 25.0
    assert [explorer.sent("v", i) for i in range(3)] == [1.0, 5.0, 3.0]


def test_gradient_of_what_an_input_does_not_reach_is_0(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda x, unused=2.0: x**3, x=2.0, h=0.5))
    assert explorer.bars == {"x": "+12.0", "unused": "0.0"}
    explorer.bar("unused").click()
    assert explorer.number("slope") == "0.0"


def test_single_precision_knows_how_coarse_it_is(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(lambda x: x**2, x=np.float32(3.0), h=0.5))
    explorer.type_into("x", "0.1")
    assert explorer.exact("value") == float(np.float32(0.1) ** 2)


def test_names_and_titles_are_text_never_markup(blank_page: Page) -> None:
    explorer = Explorer.on(blank_page, DerivativeExplorer(f, x=1.0, h=0.5))
    blank_page.evaluate("model.set('title', `<img src=x>\"'`)")
    expect(explorer.row("value")).to_contain_text("<img src=x>\"'")
    assert explorer.root.locator("img").count() == 0
    blank_page.evaluate("model.set('problem', '<img src=y>')")
    expect(explorer.failure).to_have_text("<img src=y>")
    assert explorer.root.locator("img").count() == 0
