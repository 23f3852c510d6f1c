"""The stepper's bundle on a blank page: what it shows, and what it does under mouse and keyboard."""

import math

import numpy as np
import pytest
from playwright.sync_api import Page, expect

from autograd_widgets import BackpropStepper, Value, operation, ops
from tests.browser.accessibility import axe
from tests.browser.programs import article, chain, named
from tests.browser.stepper import Stepper

HAND = {"a": "6.0", "b": "−4.0", "c": "−2.0", "d": "−2.0", "e": "−2.0", "f": "4.0", "L": "1.0"}


@pytest.fixture
def stepper(blank_page: Page) -> Stepper:
    return Stepper.on(blank_page, BackpropStepper(article()))


def test_graph_shows_values_and_operations_from_inputs_to_root(stepper: Stepper) -> None:
    boxes = stepper.root.locator(".ag-box-name").all_inner_texts()
    assert sorted(boxes) == ["L", "a", "b", "c", "d", "e", "f"]
    assert sorted(stepper.root.locator(".ag-operation text").all_text_contents()) == ["+", "×", "×"]
    left = {name: stepper.node(name).bounding_box()["x"] for name in "aedL"}  # type: ignore[index]
    assert left["a"] < left["e"] < left["d"] < left["L"]
    top = {name: stepper.node(name).bounding_box()["y"] for name in "abecdf"}  # type: ignore[index]
    assert top["e"] < top["c"]
    assert top["d"] < top["f"]


def test_forward_pass_fills_in_data_node_by_node(stepper: Stepper) -> None:
    assert [stepper.data(name) for name in "abedL"] == ["2.0", "−3.0", "?", "?", "?"]
    stepper.step_forward()
    assert [stepper.data(name) for name in "edL"] == ["−6.0", "?", "?"]
    assert "e = a × b = 2.0 × −3.0 = −6.0" in stepper.sentence
    stepper.step_forward(2)
    assert [stepper.data(name) for name in "edL"] == ["−6.0", "4.0", "−8.0"]


def test_backward_pass_gives_the_gradients_found_by_hand(stepper: Stepper) -> None:
    stepper.step_forward(4)
    assert {name: stepper.gradient(name) for name in HAND} == dict.fromkeys(HAND, "0.0") | {"L": "1.0"}
    stepper.button("To the end (End)").click()
    assert {name: stepper.gradient(name) for name in HAND} == HAND


def test_chain_rule_is_written_with_names_and_numbers(stepper: Stepper) -> None:
    stepper.button("To the end (End)").click()
    assert stepper.heading == "Backward: through e = a × b"
    assert stepper.mathematics[0] == "∂L∂a=∂L∂e·∂e∂a=−2.0·−3.0=6.0"
    assert stepper.mathematics[1] == "∂L∂b=∂L∂e·∂e∂b=−2.0·2.0=−4.0"
    assert "∂e∂a=b=−3.0" in stepper.mathematics


def test_limit_proves_the_rule_behind_a_click(stepper: Stepper) -> None:
    stepper.step_forward(6)
    proof = stepper.root.locator(".ag-why details .ag-math").first
    expect(proof).not_to_be_visible()
    stepper.root.get_by_text("Show the limit that proves it").click()
    expect(proof).to_be_visible()
    assert proof.text_content() == "∂d∂e=limh→0e+h+c−(e+c)h=hh=1"
    stepper.step_forward()
    assert stepper.mathematics[-1] == "∂e∂b=limh→0(b+h)·a−b·ah=b·a+h·a−b·ah=h·ah=a"


def test_gradient_in_two_parts_arrives_in_two_parts(blank_page: Page) -> None:
    x = Value(3.0, label="x")
    stepper = Stepper.on(blank_page, BackpropStepper(named(named(x * x, "s") + x, "y")))
    stepper.step_forward(4)
    assert stepper.gradient("x") == "1.0"
    stepper.step_forward()
    assert stepper.gradient("x") == "7.0"
    assert stepper.mathematics[0] == "∂y∂xreceives∂y∂s·∂s∂x₁=1.0·3.0=3.0"
    assert "∂s∂x₁=x₂=3.0" in stepper.mathematics
    sums = stepper.root.locator(".ag-sum .ag-math").all_text_contents()
    assert sums == ["1.0+3.0=4.0", "4.0+3.0=7.0"]


def test_any_number_of_steps_forward_and_back_restores_the_picture(stepper: Stepper) -> None:
    stepper.step_forward()
    before = stepper.picture
    stepper.step_forward(6)
    stepper.step_back(6)
    assert stepper.picture == before


def test_chosen_node_shows_rule_contributions_and_check(stepper: Stepper) -> None:
    stepper.choose("e")
    assert stepper.page.evaluate("model.state.selected") == "e"
    expect(stepper.card).to_contain_text("made by multiply (×)")
    expect(stepper.card).to_contain_text("through d: in step 6")  # a learner may want to find it first
    stepper.step_forward(6)
    expect(stepper.card).to_contain_text("through d: −2.0 · 1.0 = −2.0")
    expect(stepper.card).to_contain_text("Backpropagation says −2.0. ✓ They agree")
    stepper.button("follow the steps").click()
    assert stepper.page.evaluate("model.state.selected") is None


def test_typed_number_changes_everything_that_follows(stepper: Stepper) -> None:
    stepper.button("To the end (End)").click()
    stepper.type_into("a", "4")
    assert [stepper.data(name) for name in "edL"] == ["−12.0", "−2.0", "4.0"]
    assert stepper.gradient("b") == "−8.0"
    assert "−2.0 · 4.0 = −8.0" in stepper.sentence
    sent = stepper.page.evaluate("model.state.inputs.a.data.getFloat64(0, true)")
    assert sent == 4.0
    stepper.button("put the recorded numbers back").click()
    assert stepper.data("e") == "−6.0"


@pytest.mark.parametrize("text", ["", "three", "1e", "--2"])
def test_entry_that_is_no_number_says_so_and_everything_else_works(stepper: Stepper, text: str) -> None:
    stepper.step_forward(3)
    stepper.type_into("a", text)
    expect(stepper.root.get_by_role("alert")).to_be_visible()
    assert stepper.data("L") == "−8.0"
    stepper.step_forward()
    stepper.type_into("a", "1e-3")
    expect(stepper.root.get_by_role("alert")).to_have_count(0)
    assert stepper.data("e") == "−0.003"


@pytest.mark.parametrize(("text", "data"), [("nan", "nan"), ("inf", "−∞"), ("−∞", "∞")])
def test_nan_and_infinity_can_be_typed_and_left_again(stepper: Stepper, text: str, data: str) -> None:
    stepper.button("To the end (End)").click()
    stepper.type_into("a", text)
    assert stepper.data("e") == data
    stepper.type_into("a", "2")
    assert stepper.data("e") == "−6.0"


def drag(stepper: Stepper, name: str, distance: int, steps: int = 8) -> None:
    box = stepper.field(name).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = stepper.page.mouse
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + distance, y, steps=steps)
    mouse.up()


def test_number_is_dragged_and_shift_and_alt_change_the_pace(stepper: Stepper) -> None:
    stepper.step_forward(3)
    drag(stepper, "a", 40)
    assert stepper.data("a") == "3.0"
    assert stepper.data("L") == "−2.0"
    stepper.page.keyboard.down("Shift")
    drag(stepper, "a", -40)
    stepper.page.keyboard.up("Shift")
    assert stepper.data("a") == "−7.0"
    stepper.page.keyboard.down("Alt")
    drag(stepper, "a", 20)
    stepper.page.keyboard.up("Alt")
    assert stepper.data("a") == "−6.95"


def test_drag_sends_at_most_ten_messages_a_second_and_the_last_one(stepper: Stepper) -> None:
    drag(stepper, "a", 150, steps=150)
    stepper.page.wait_for_timeout(150)
    saves = stepper.page.evaluate("model.saves")
    assert len(saves) <= (saves[-1] - saves[0]) / 100 + 2
    assert stepper.page.evaluate("model.state.inputs.a.data.getFloat64(0, true)") == 5.75


def test_playing_takes_the_steps_and_stops_at_the_end(stepper: Stepper) -> None:
    stepper.page.evaluate("model.set('speed', 40)")
    stepper.button("Play (Space)").click()
    expect(stepper.root.get_by_role("slider", name="Step")).to_have_value("7")
    expect(stepper.button("Play (Space)")).to_be_visible()
    assert stepper.page.evaluate("[model.state.playing, model.state.step]") == [False, 7]
    stepper.button("Play (Space)").click()
    expect(stepper.root.get_by_role("slider", name="Step")).not_to_have_value("7")


def test_two_views_of_one_widget_stay_together_and_play_once(blank_page: Page) -> None:
    stepper = Stepper.on(blank_page, BackpropStepper(article(), speed=20), views=2)
    other = Stepper(blank_page, blank_page.locator(".ag-stepper").nth(1))
    stepper.step_forward(2)
    stepper.type_into("a", "1")
    assert other.step == 2
    assert other.data("e") == "−3.0"
    visited = blank_page.evaluate(
        """async () => {
            const visited = [];
            model.on("change:step", () => visited.push(model.state.step));
            model.set("playing", true);
            while (model.state.playing) await new Promise((done) => setTimeout(done, 20));
            return visited;
        }"""
    )
    assert visited == [3, 4, 5, 6, 7]


def test_keys_step_and_play_and_never_leave_the_widget(stepper: Stepper) -> None:
    page = stepper.page
    page.evaluate("window.leaked = []; document.addEventListener('keydown', e => leaked.push(e.key))")
    stepper.root.get_by_role("group", name="Computation graph").focus()
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", 7), ("Home", 0)):
        page.keyboard.press(key)
        assert stepper.step == step
    page.keyboard.press("Space")
    expect(stepper.button("Pause (Space)")).to_be_visible()
    page.keyboard.press("Space")
    for key in "abdxyz":
        page.keyboard.press(key)
    assert page.evaluate("leaked") == []


def test_keyboard_alone_reaches_a_leaf_and_changes_it(stepper: Stepper) -> None:
    page = stepper.page
    stepper.root.get_by_role("group", name="Computation graph").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("model.state.selected") == "a"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("model.state.selected") == "b"
    page.keyboard.press("Tab")
    for _ in range(12):
        if page.evaluate("document.activeElement.getAttribute('aria-label')") == "b data":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+ArrowUp")
    assert stepper.data("b") == "−1.9"
    page.keyboard.press("ArrowLeft")
    assert stepper.step == 0


def test_step_by_hand_is_announced_and_playing_is_not(stepper: Stepper) -> None:
    spoken = stepper.root.locator("[aria-live=polite]")
    expect(spoken).to_have_text("")
    stepper.step_forward()
    expect(spoken).to_contain_text("Forward: compute e.")
    stepper.page.evaluate("model.set('speed', 40)")
    stepper.button("Play (Space)").click()
    expect(stepper.root.get_by_role("slider", name="Step")).to_have_value("7")
    expect(spoken).to_contain_text("Forward: compute e.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1200, 480])
def test_axe_finds_nothing_in_any_state(blank_page: Page, scheme: str, width: int) -> None:
    blank_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    blank_page.set_viewport_size({"width": width, "height": 900})
    stepper = Stepper.on(blank_page, BackpropStepper(article()))
    for step in range(8):
        assert axe(blank_page, "#root") == [], f"at step {step}"
        if step < 7:
            stepper.step_forward()
    stepper.root.get_by_text("Show the limit that proves it").click()
    stepper.choose("a")
    stepper.type_into("a", "x")
    assert axe(blank_page, "#root") == []


@pytest.mark.parametrize("width", [1200, 480, 320])
def test_widget_is_never_wider_than_its_place(blank_page: Page, width: int) -> None:
    blank_page.set_viewport_size({"width": width, "height": 900})
    stepper = Stepper.on(blank_page, BackpropStepper(article()))
    for _ in range(7):
        stepper.step_forward()
        assert blank_page.evaluate("document.documentElement.scrollWidth") <= width
    active = stepper.root.locator(".ag-box.ag-active")
    expect(active).to_be_in_viewport(ratio=1)


def test_labels_are_text_never_markup(blank_page: Page) -> None:
    label = "<img src=x onerror=alert(1)>{a|b}"
    root = named(Value(2.0, label=label) * 3.0, "<b>y</b>")
    stepper = Stepper.on(blank_page, BackpropStepper(root))
    stepper.button("To the end (End)").click()
    assert label in stepper.root.locator(".ag-box-name").all_inner_texts()
    assert label in stepper.sentence
    assert stepper.root.locator("img, b").count() == 0


def test_array_leaf_is_changed_entry_by_entry(blank_page: Page) -> None:
    x = Value([[1.0, 2.0], [3.0, 4.0]], label="X")
    stepper = Stepper.on(blank_page, BackpropStepper(named((x * x).sum(), "s")))
    stepper.button("To the end (End)").click()
    stepper.choose("X")
    stepper.card.get_by_role("spinbutton", name="X[1, 0]").fill("-5")
    assert stepper.data("s") == "46.0"
    expect(stepper.card.get_by_role("table", name="gradient of X")).to_contain_text("−10.0")


def test_leaf_under_a_rule_only_python_knows_cannot_be_changed_and_says_why(blank_page: Page) -> None:
    x, w = Value(2.0, label="x"), Value(3.0, label="w")
    cube = Value(x.data**3, (x,), "cube", label="c")

    def backward() -> None:
        x.grad = x.grad + 3 * x.data**2 * cube.grad

    cube._backward = backward
    stepper = Stepper.on(blank_page, BackpropStepper(named(cube * w, "y")))
    stepper.button("To the end (End)").click()
    assert stepper.gradient("x") == "36.0"
    expect(stepper.field("x")).to_be_disabled()
    assert "only Python knows" in (stepper.field("x").get_attribute("title") or "")
    stepper.type_into("w", "4")
    assert stepper.gradient("x") == "48.0"


def test_leaf_that_decides_which_entries_are_picked_cannot_be_changed_and_says_why(blank_page: Page) -> None:
    x = Value([1.0, -2.0, 3.0], label="x")
    stepper = Stepper.on(blank_page, BackpropStepper(named((x[x > 0] ** 2).sum(), "y")))
    stepper.choose("x")
    expect(stepper.card).to_contain_text("Which entries are picked depends on this")
    expect(stepper.card).not_to_contain_text("you can change it")
    expect(stepper.card.get_by_role("spinbutton", name="x[1]")).to_be_disabled()


def test_own_operation_is_computed_in_the_browser_where_its_code_can_be_read(blank_page: Page) -> None:
    @operation(partials=[lambda out, x: 3 * x**2 * np.cos(x**3)], rule="The chain rule.")
    def sine_of_cube(x: float) -> float:
        return np.sin(x**3)

    x = Value(1.0, label="x")
    stepper = Stepper.on(blank_page, BackpropStepper(named(sine_of_cube(x) * 2.0, "y")))
    stepper.button("To the end (End)").click()
    stepper.type_into("x", "0.5")
    assert float(stepper.data("y")) == pytest.approx(2 * math.sin(0.5**3), rel=1e-4)
    assert float(stepper.gradient("x")) == pytest.approx(6 * 0.5**2 * math.cos(0.5**3), rel=1e-4)
    assert "The chain rule." in stepper.root.locator(".ag-why").inner_text()
    expect(stepper.root.locator(".ag-step-card")).to_contain_text("sine_of_cube(x)")


def test_sorting_follows_when_the_order_changes(blank_page: Page) -> None:
    x = Value([3.0, 1.0], label="x")
    stepper = Stepper.on(blank_page, BackpropStepper(named((np.sort(x) * [1.0, 10.0]).sum(), "y")))
    stepper.button("To the end (End)").click()
    assert "x receives [10.0, 1.0]" in stepper.sentence
    stepper.choose("x")
    stepper.card.get_by_role("spinbutton", name="x[1]").fill("5")
    assert "x receives [1.0, 10.0]" in stepper.sentence
    expect(stepper.card).to_contain_text("Backpropagation says [1.0, 10.0]. ✓ They agree")


def test_zero_times_infinity_is_explained_and_never_taken_for_agreement(blank_page: Page) -> None:
    x = Value([0.0, 1.0], label="x")
    with np.errstate(divide="ignore"):
        root = named(np.where(x > 0, np.log(x), 0.0).sum(), "y")
    stepper = Stepper.on(blank_page, BackpropStepper(root))
    stepper.button("To the end (End)").click()
    assert "x receives [0.0, 1.0] · [∞, 1.0] = [nan, 1.0]" in stepper.sentence
    expect(stepper.root.locator(".ag-step-card")).to_contain_text("0 · ∞ is nan")
    stepper.choose("x")
    expect(stepper.card).to_contain_text("≠ One of them is no finite number.")


def test_array_of_four_axes_is_changed_entry_by_entry(blank_page: Page) -> None:
    x = Value(np.arange(8.0).reshape(1, 2, 2, 2), label="x")
    w = Value(np.ones((1, 2, 1, 1)), label="w")
    stepper = Stepper.on(blank_page, BackpropStepper(named(ops.conv2d(x, w).sum(), "y")))
    stepper.button("To the end (End)").click()
    assert stepper.data("y") == "28.0"
    stepper.choose("x")
    expect(stepper.card.get_by_role("table", name="x[0, 1, …]").first).to_be_visible()
    stepper.card.get_by_role("spinbutton", name="x[0, 1, 1, 0]").fill("0")
    assert stepper.data("y") == "22.0"
    assert axe(blank_page, "#root") == []


def test_line_that_is_too_wide_scrolls_and_can_be_reached_by_keyboard(blank_page: Page) -> None:
    blank_page.set_viewport_size({"width": 480, "height": 900})
    x, w = Value(np.ones((1, 1, 4, 4)), label="x"), Value(np.full((1, 1, 2, 2), 0.12345), label="w")
    stepper = Stepper.on(blank_page, BackpropStepper(named(ops.conv2d(x, w), "y")))
    stepper.step_forward()
    expect(stepper.card.locator(".ag-math").first).to_have_attribute("tabindex", "0")
    assert axe(blank_page, "#root") == []
    assert blank_page.evaluate("document.documentElement.scrollWidth") <= 480


def test_names_of_operations_fit_into_their_signs(blank_page: Page) -> None:
    x = Value([[1.0, 2.0]], label="x")
    y = np.maximum(ops.leaky_relu(x), np.logaddexp(x, ops.log_softmax(x)))
    stepper = Stepper.on(blank_page, BackpropStepper(named(ops.cross_entropy(y, np.array([1])), "loss")))
    signs = stepper.root.locator(".ag-operation").evaluate_all(
        """all => all.map((one) => {
            const width = (name) => one.querySelector(name).getBBox().width;
            return [one.querySelector("text").textContent, width("text") < width("rect") - 6];
        })"""
    )
    assert sorted(signs) == [
        [name, True] for name in ("cross_entropy", "leaky_relu", "log_softmax", "logaddexp", "maximum")
    ]


def test_damaged_graph_is_reported_in_place_and_the_next_good_one_is_shown(stepper: Stepper) -> None:
    page = stepper.page
    page.evaluate("window.good = model.state.graph; model.set('graph', {...good, roots: [99]})")
    expect(stepper.root.get_by_role("alert")).to_contain_text("This computation can't be shown")
    page.evaluate("model.set('graph', good)")
    stepper.step_forward()
    assert stepper.data("e") == "−6.0"


def test_host_without_save_or_off_is_enough(blank_page: Page) -> None:
    blank_page.evaluate("window.patch = true")
    stepper = Stepper.on(blank_page, BackpropStepper(article()))
    blank_page.evaluate("model.save_changes = () => { throw new Error('no kernel') }; delete model.off")
    stepper.step_forward(2)
    stepper.type_into("a", "1")
    blank_page.wait_for_timeout(150)
    assert stepper.data("e") == "−3.0"
    blank_page.evaluate("ends.forEach(end => end())")
    assert blank_page.locator(".ag-stepper").count() == 0


def test_closed_view_listens_to_nothing(stepper: Stepper) -> None:
    assert stepper.page.evaluate("model.listening()") > 0
    stepper.page.evaluate("ends.forEach(end => end())")
    assert stepper.page.evaluate("model.listening()") == 0


def test_long_chain_shows_a_window_and_says_what_lies_outside(blank_page: Page) -> None:
    stepper = Stepper.on(blank_page, BackpropStepper(chain(5000)))
    expect(stepper.root).to_contain_text("0 operations before this part, 4,958 operations after it")
    stepper.page.evaluate("model.set('step', 2500)")
    expect(stepper.root).to_contain_text("2,478 operations before this part, 2,480 operations after it")
    assert stepper.root.locator(".ag-box").count() < 70
    stepper.button("To the end (End)").click()
    assert stepper.step == 10001
    expect(stepper.node("x")).to_be_visible()
    assert stepper.gradient("x") != "0.0"


def test_single_leaf_is_a_graph_too(blank_page: Page) -> None:
    stepper = Stepper.on(blank_page, BackpropStepper(Value(3.0, label="x")))
    stepper.step_forward()
    assert stepper.gradient("x") == "1.0"
    assert stepper.step == 1


def test_drag_and_click_leave_the_focus_in_the_widget_and_the_choice_alone(stepper: Stepper) -> None:
    drag(stepper, "a", 40)
    assert stepper.page.evaluate("model.state.selected") is None
    stepper.page.keyboard.press("ArrowRight")
    assert stepper.step == 1
    stepper.root.locator(".ag-sentence").click()
    stepper.page.keyboard.press("ArrowRight")
    assert stepper.step == 2


def test_escape_brings_the_number_back_and_a_focused_field_shows_all_digits(blank_page: Page) -> None:
    stepper = Stepper.on(blank_page, BackpropStepper(named(Value(6.8813735870195432, label="b") * 2, "y")))
    assert stepper.data("b") == "6.8814"
    stepper.field("b").click()
    assert stepper.data("b") == "6.881373587019543"
    stepper.type_into("b", "1,5")
    stepper.step_forward()
    assert stepper.data("y") == "3.0"
    stepper.field("b").click()
    stepper.page.keyboard.type("55")
    stepper.page.keyboard.press("Escape")
    assert stepper.data("y") == "3.0"


@pytest.mark.parametrize("number", [-123456.0, -1.2345678e-10, 2.4691e8, 0.00012345, -9.8765e200])
def test_number_is_never_cut_off_in_a_box(blank_page: Page, number: float) -> None:
    stepper = Stepper.on(blank_page, BackpropStepper(named(Value(number, label="x") * 1.0, "y")))
    stepper.button("To the end (End)").click()
    for box in ("x", "y"):
        shown = float(stepper.data(box).replace("−", "-"))
        assert shown == pytest.approx(number, rel=0.1)
    cut = stepper.root.locator(".ag-box-number, .ag-number-input").evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.outerHTML)"
    )
    assert cut == []


def test_reduced_motion_is_honoured(blank_page: Page) -> None:
    blank_page.emulate_media(reduced_motion="reduce")
    stepper = Stepper.on(blank_page, BackpropStepper(article()))
    stepper.step_forward()
    moving = stepper.root.locator(".ag-flow-forward").first
    assert moving.evaluate("wire => getComputedStyle(wire).animationName") == "none"
    blank_page.emulate_media(reduced_motion="no-preference")
    assert moving.evaluate("wire => getComputedStyle(wire).animationName") == "ag-flow"


def test_operands_stand_in_their_order(blank_page: Page) -> None:
    x1, w1, x2, w2, b = (Value(float(i), label=name) for i, name in enumerate(["x1", "w1", "x2", "w2", "b"]))
    stepper = Stepper.on(blank_page, BackpropStepper(named((x1 * w1 + x2 * w2 + b).tanh(), "o")))
    tops = [stepper.node(name).bounding_box()["y"] for name in ("x1", "w1", "x2", "w2")]  # type: ignore[index]
    assert tops == sorted(tops)
