"""What an explorer is where no widget can run: a picture, a text, a figure, a page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from autograd_widgets import DerivativeExplorer
from autograd_widgets.graph.exploring.curve import sampled
from autograd_widgets.graph.exploring.exploration import Picture
from autograd_widgets.graph.exploring.reading import METHODS, line_of, read
from autograd_widgets.graph.exploring.still_curve import WIDTH, still_curve, still_words

SVG = "{http://www.w3.org/2000/svg}"


def quadratic(x: Any, a: float = 3.0, b: float = -4.0, c: float = 5.0) -> Any:
    return a * x**2 + b * x + c


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def picture_of(f: Any, x: float, h: float, title: str, name: str) -> Picture:
    line = line_of(f, np.float64(x))
    with np.errstate(all="ignore"):
        reading = read(line, x, h, sampled(line.values, x - 2, x + 2))
    return Picture(reading, (x - 2, x + 2, -3.0, 3.0), title, name)


EXPLORERS: dict[str, tuple[Any, dict[str, Any]]] = {
    "a quadratic": (quadratic, {"x": 3.0}),
    "a large step": (quadratic, {"x": 3.0, "h": 1.0}),
    "both sides": (quadratic, {"x": 3.0, "h": -1.0, "method": "central"}),
    "a pole": (lambda x: 1 / x, {"x": 0.5}),
    "at a pole": (lambda x: 1 / x, {"x": 0.0}),
    "outside": (np.log, {"x": -1.0}),
    "nowhere": (lambda x: np.log(-np.abs(x) - 1), {"x": 1.0}),
    "vertical": (np.sqrt, {"x": 0.0, "h": 0.5}),
    "no step": (np.sin, {"x": 1.0, "h": 0.0}),
    "a lost step": (np.sin, {"x": 1.0, "h": 1e-20}),
    "a step that is none": (np.sin, {"x": 1.0, "h": np.nan}),
    "a huge step": (np.sin, {"x": 1.0, "h": 1e300}),
    "no place": (np.sin, {"x": np.nan}),
    "a huge place": (np.sin, {"x": 1e300}),
    "a tiny place": (np.exp, {"x": 5e-324}),
    "the largest numbers": (lambda x: 1e307 * x**3, {"x": 2.0}),
    "beyond them": (np.exp, {"x": 800.0}),
    "a branch": (lambda x: x**2 if x > 0 else -x, {"x": 0.5}),
    "a constant": (lambda x: 0.0, {"x": 0.5}),
    "an entry": (lambda v: (v**2).sum(), {"v": np.arange(3.0), "wrt": "v[2]"}),
    "zoomed in": (np.sin, {"x": 1.0, "h": 1e-9, "view": [1 - 4e-9, 1 + 4e-9, 0.84, 0.85]}),
}


def explorer_of(name: str) -> DerivativeExplorer:
    f, options = EXPLORERS[name]
    return DerivativeExplorer(f, **options)


# --- the still picture --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPLORERS)
def test_whatever_is_shown_has_a_picture_within_its_bounds_and_a_text(name: str) -> None:
    explorer = explorer_of(name)
    svg = explorer.still()
    root = ElementTree.fromstring(svg)
    assert float(root.attrib["width"]) == WIDTH
    assert 380 < float(root.attrib["height"]) < 520
    assert root.attrib["aria-label"] == root.findtext(f"{SVG}title")
    for path in root.iter(f"{SVG}path"):
        places = [float(part) for part in path.attrib["d"].translate(str.maketrans("MLVH", "    ")).split()]
        assert all(-10 <= place <= WIDTH + 10 for place in places)
    assert "nan" not in explorer.text().replace("x = nan", "").replace("h = nan", "").replace("h is nan", "")
    assert len(svg) < 60_000


def test_the_picture_tells_the_articles_numbers() -> None:
    words = " ".join(texts(explorer_of("a quadratic").still()))
    for told in (
        "At x = 3.0, quadratic is 20.0.",
        "At x + h = 3.001 it is 20.014003.",
        "Forward difference: (20.014003 − 20.0) / 0.001 = 14.003.",
        "Exact derivative: 14.0, by autograd.",
        "Error of the quotient: 0.003 (truncation 0.003, rounding",
    ):
        assert told in words


def test_a_large_step_shows_rise_and_run_and_a_small_one_does_not() -> None:
    assert {"h = 1.0", "rise 17.0"} <= set(texts(explorer_of("a large step").still()))
    assert {"2h = −2.0", "rise −28.0"} <= set(texts(explorer_of("both sides").still()))
    assert not any("rise" in text for text in texts(explorer_of("a quadratic").still()))


def test_a_pole_is_a_gap_and_two_branches() -> None:
    root = ElementTree.fromstring(explorer_of("a pole").still())
    (curve,) = [path for path in root.iter(f"{SVG}path") if path.attrib["d"].count("L") > 50]
    assert curve.attrib["d"].count("M") == 2


@pytest.mark.parametrize("name", ["<b>", 'a"b', "x & y", "$x$", "_f", "a\nb", "wide " * 40])
def test_names_are_text_whatever_is_in_them(name: str) -> None:
    picture = picture_of(np.sin, 1.0, 0.5, name, name)
    root = ElementTree.fromstring(still_curve(picture, "forward"))
    assert name.strip().replace("\n", "↵")[:10] in root.attrib["aria-label"]
    assert not list(root.iter(f"{SVG}b"))
    ElementTree.fromstring(still_words(name, f"{name}: {name}"))


def test_a_problem_is_a_small_picture_that_says_it() -> None:
    explorer = DerivativeExplorer(lambda x: x.nope, x=1.0)
    root = ElementTree.fromstring(explorer.still())
    assert float(root.attrib["height"]) < 120
    assert explorer.problem in " ".join(texts(explorer.still()))
    assert explorer._repr_mimebundle_()[0]["text/plain"] == explorer.problem


def test_a_long_problem_is_cut_short() -> None:
    root = ElementTree.fromstring(still_words("f", "words " * 5_000 + "\n" * 50))
    assert float(root.attrib["height"]) < 400


# --- as text ------------------------------------------------------------------------------------------------


def test_text_names_the_entry_that_moves_and_the_one_that_is_looked_at() -> None:
    explorer = DerivativeExplorer(
        lambda v, w: np.stack([v @ w, (v**2).sum()]), v=[1.0, 2.0], w=[3.0, 4.0], wrt="v[1]", output="[1]"
    )
    assert explorer.text().splitlines() == [
        "v = [1.0, 2.0], w = [3.0, 4.0], h = 0.001",
        "f(v[1], w)[1] = 5.0",
        "f(v[1] + h, w)[1] = 5.004001",
        "(f(v[1] + h, w)[1] − f(v[1], w)[1]) / h = 4.001, the forward difference",
        "∂f[1]/∂v[1] = 4.0, by autograd",
        "error = 0.001",
    ]


def test_text_of_a_large_array_names_the_number_that_moves() -> None:
    lines = DerivativeExplorer(lambda v: v.sum(), v=np.arange(50.0), wrt="v[7]").text().splitlines()
    assert lines[0] == "v = an array of shape (50,), v[7] = 7.0, h = 0.001"


def test_many_inputs_are_not_all_repeated() -> None:
    explorer = DerivativeExplorer(lambda p, q, r, s, u=1.0: p * q, p=1.0, q=2.0, r=3.0, s=4.0)
    assert "f(p + h, …) = 2.002" in explorer.text()


def test_a_step_of_0_says_why_there_is_no_quotient() -> None:
    text = DerivativeExplorer(np.sin, x=0.0, h=0.0).text()
    assert "h is 0: both points are one, and the quotient would be 0 / 0" in text
    assert "error" not in text
    assert text.count("sin(x") == 1


def test_what_is_known_of_the_function_is_told_too() -> None:
    assert "which way to go" in explorer_of("a branch").text()
    assert "does not depend on x" in explorer_of("a constant").text()


# --- as a figure --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPLORERS)
def test_every_picture_is_also_a_figure_that_can_be_drawn(name: str, tmp_path: Path) -> None:
    explorer = explorer_of(name)
    explorer.figure().savefig(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 3_000


@pytest.mark.parametrize("method", METHODS)
def test_the_figure_shows_curve_tangent_secant_and_points(method: str) -> None:
    explorer = DerivativeExplorer(quadratic, x=3.0, h=1.0, method=method, view=[0.0, 6.0, 0.0, 60.0])
    (axes,) = explorer.figure().axes
    assert (axes.get_xlim(), axes.get_ylim()) == ((0.0, 6.0), (0.0, 60.0))
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "quadratic")
    curve, tangent, secant = axes.get_legend().get_lines()
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    slope = {"forward": "17.0", "backward": "11.0", "central": "14.0"}[method]
    assert labels == ["curve of quadratic", "tangent, slope 14.0", f"secant, slope {slope}"]
    assert (curve.get_linestyle(), tangent.get_linestyle(), secant.get_linestyle()) == ("-", "--", "-")
    drawn = {line.get_label(): line.get_xydata() for line in axes.get_lines()}
    (x1, y1), (x2, y2) = drawn["tangent, slope 14.0"]
    assert (y2 - y1) / (x2 - x1) == pytest.approx(14.0)
    points = {tuple(line.get_xydata()[0]) for line in axes.get_lines() if line.get_marker() == "o"}
    expected = {"forward": {(4.0, 37.0)}, "backward": {(2.0, 9.0)}, "central": {(4.0, 37.0), (2.0, 9.0)}}[method]
    assert points == expected | {(3.0, 20.0)}
    assert {text.get_text() for text in axes.texts} == {
        f"{'2h' if method == 'central' else 'h'} = {2.0 if method == 'central' else 1.0}",
        f"rise {float(slope) * (2 if method == 'central' else 1)}",
    }


def test_a_figure_has_the_curves_gaps() -> None:
    (axes,) = explorer_of("a pole").figure().axes
    hidden = np.isnan(axes.get_lines()[0].get_ydata())
    assert np.count_nonzero(np.diff(hidden)) == 2  # one gap: where it begins, and where it ends


@pytest.mark.parametrize("name", ["$x$", "_f", "a\nb", "<b>"])
def test_names_are_not_read_as_formulas(name: str, tmp_path: Path) -> None:
    from autograd_widgets.widgets.explorer_figure import figure

    drawn = figure(picture_of(np.sin, 1.0, 0.5, name, name), "forward")
    drawn.savefig(tmp_path / "figure.svg")
    assert len(drawn.axes[0].get_legend().get_texts()) == 3


def test_no_backend_is_touched_and_a_missing_matplotlib_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    before = "matplotlib.pyplot" in sys.modules
    explorer = explorer_of("a quadratic")
    explorer.figure()
    assert ("matplotlib.pyplot" in sys.modules) == before
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        explorer.figure()


# --- as a page ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["a quadratic", "a branch", "no place", "a step that is none"])
def test_a_page_is_written_that_holds_the_picture(name: str, tmp_path: Path) -> None:
    explorer = explorer_of(name)
    page = explorer.to_html(tmp_path / "page.html", title="Slopes <of> mine").read_text("utf-8")
    assert "<title>Slopes &lt;of&gt; mine</title>" in page
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org/", "")


def test_a_page_of_a_problem_says_it(tmp_path: Path) -> None:
    explorer = DerivativeExplorer(lambda x: None, x=1.0)
    assert "f gives None" in explorer.to_html(tmp_path / "page.html").read_text("utf-8")


def test_text_and_picture_write_the_same_digits() -> None:
    explorer = DerivativeExplorer(lambda x: 3 * x**2 - 4 * x + 5, x=3.0, h=1e-7)
    quotient = explorer.text().partition("/ h = ")[2].partition(",")[0]
    assert f"= {quotient}." in explorer.still()
    assert len(quotient) <= 11
