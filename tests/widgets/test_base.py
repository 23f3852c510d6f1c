"""What all widgets have in common, shown on one that does nothing else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import traitlets as t

import autograd_widgets
from autograd_widgets import BackpropStepper
from autograd_widgets.widgets import base
from autograd_widgets.widgets.base import Number, Widget, bundle, one_of
from tests.browser.programs import article


class Dial(Widget):
    """A widget without a view of its own."""

    stem = "backprop_stepper"

    angle = Number(0.0, min=-180.0, max=180.0).tag(sync=True)
    hidden = t.Int(0)

    def still(self) -> str:
        return "<svg xmlns='http://www.w3.org/2000/svg'/>"

    def text(self) -> str:
        return f"at {self.angle}"


@pytest.fixture
def no_bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A checkout in which nothing was built."""
    monkeypatch.setattr(base, "STATIC", tmp_path)


# --- options ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("angel", ["Dial got an unknown option 'angel'", "did you mean 'angle'?", "It takes angle"]),
        ("lay_out", ["did you mean 'layout'?"]),
        ("zzz", ["unknown option 'zzz': It takes"]),
        ("_esm", ["unknown option '_esm'"]),
        ("comm", ["unknown option 'comm'"]),
    ],
)
def test_an_unknown_option_is_refused_with_the_nearest_known_one(option: str, words: list[str]) -> None:
    with pytest.raises(TypeError) as refused:
        Dial(**{option: 1})
    for word in words:
        assert word in str(refused.value)


def test_options_of_every_ipywidget_are_taken() -> None:
    dial = Dial(angle=3, layout={"width": "50%"}, tooltip="turn me", tabbable=True)
    assert (dial.angle, dial.layout.width, dial.tooltip, dial.tabbable) == (3.0, "50%", "turn me", True)


@pytest.mark.parametrize("angle", [180.5, -1e300, float("nan"), float("inf"), "90", None, True, [1.0], 1j])
def test_a_number_outside_its_limits_is_refused_and_changes_nothing(angle: Any) -> None:
    dial = Dial(angle=7)
    with pytest.raises(t.TraitError, match=r"angle must be a number from -180\.0 to 180\.0, got "):
        dial.angle = angle
    assert dial.angle == 7.0


@pytest.mark.parametrize("angle", [-180, 0, 180, 12.5])
def test_a_number_within_its_limits_is_kept_as_a_float(angle: float) -> None:
    dial = Dial(angle=angle)
    assert (dial.angle, type(dial.angle)) == (angle, float)


def test_a_long_list_of_names_is_cut_short() -> None:
    assert one_of(["a", "b"]) == "a, b"
    assert one_of([str(i) for i in range(100)], most=3) == "0, 1, 2 and 97 more"


# --- the bundle ---------------------------------------------------------------------------------------------


def test_a_widget_brings_its_bundle_along_as_text() -> None:
    state = Dial().get_state()
    assert (state["_esm"], state["_css"]) == (bundle("backprop_stepper.js"), bundle("backprop_stepper.css"))


def test_a_bundle_is_read_once_and_again_when_it_was_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "STATIC", tmp_path)
    built = tmp_path / "dial.js"
    built.write_text("first", "utf-8")
    assert bundle("dial.js") is bundle("dial.js")
    built.write_text("second", "utf-8")
    os.utime(built, (1, 1))  # the clock of a file system may stand still between two builds
    assert bundle("dial.js") == "second"


@pytest.mark.usefixtures("no_bundles")
@pytest.mark.parametrize("ask", [Dial, lambda: BackpropStepper(article()), lambda: bundle("backprop_stepper.js")])
def test_a_missing_bundle_is_told_when_a_widget_is_asked_for(ask: Any) -> None:
    with pytest.raises(FileNotFoundError, match=r"backprop_stepper\.js is missing.*run `make build`"):
        ask()


def test_the_package_and_all_its_names_load_without_a_bundle(tmp_path: Path) -> None:
    package = Path(autograd_widgets.__file__).parent
    shutil.copytree(package, tmp_path / package.name, ignore=shutil.ignore_patterns("static", "__pycache__"))
    program = """
        import autograd_widgets
        from autograd_widgets import *
        print(autograd_widgets.__file__)
        print(steps(Value(2.0) * 3)[0])
        try:
            BackpropStepper(Value(2.0) * 3)
        except FileNotFoundError as error:
            print(error)
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(program)],
        capture_output=True,
        check=True,
        cwd=tmp_path,  # where -c looks first
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        encoding="utf-8",
    )
    where, step, told = done.stdout.splitlines()
    assert Path(where).parent == tmp_path / package.name
    assert "2.0 × 3 = 6.0" in step
    assert "make build" in told
    assert done.stderr == ""


# --- what a notebook is given -------------------------------------------------------------------------------


def test_an_output_holds_the_live_view_a_picture_and_text() -> None:
    dial = Dial(angle=3)
    data, _ = dial._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == dial.model_id
    assert (data["image/svg+xml"], data["text/plain"]) == (dial.still(), "at 3.0")


def test_the_picture_and_the_text_are_those_of_now() -> None:
    dial = Dial()
    dial.angle = 9
    assert dial._repr_mimebundle_()[0]["text/plain"] == "at 9.0"


def test_only_the_traits_of_the_widget_go_into_a_page() -> None:
    assert Dial().shared_names() == ["angle"]


def test_a_widget_without_a_still_picture_or_text_is_not_finished() -> None:
    widget = Widget.__new__(Widget)
    with pytest.raises(NotImplementedError):
        Widget.still(widget)
    with pytest.raises(NotImplementedError):
        Widget.text(widget)
