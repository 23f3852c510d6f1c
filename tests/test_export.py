"""A widget as one offline HTML file, read as text; tests/browser/test_stepper_page.py opens it."""

from __future__ import annotations

import base64
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_widgets import BackpropStepper, Value
from autograd_widgets.export import write_page
from autograd_widgets.graph.contract import StepperState
from autograd_widgets.graph.lettering import plain
from autograd_widgets.widgets.base import bundle
from tests.browser.programs import article, chain, named

NAMESPACES = {  # names of languages, from which nothing is loaded
    "http://www.w3.org/1998/Math/MathML",
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/1999/xlink",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/XML/1998/namespace",
}
AWKWARD = {
    "markup": "<b>bold</b> & \"quoted\" 'so'",
    "the end of a script": "</script><script>alert(1)</script>",
    "the end of a script in capitals": "</SCRIPT >",
    "the beginning of a comment": "<!--<script>",
    "the end of a noscript": "</noscript><img src=x>",
    "the end of a style": "</style><b>",
    "line separators of JavaScript": "one\u2028two\u2029three",
    "a line break and quotes": 'one\n"two"\\',
    "braces": "{state} {0} {{x}} %s $bytes",
    "other scripts": "σ′(ŷ) 学习率 🎓",
}


class Page(HTMLParser):
    """A page as a browser would take it apart: its elements, and the text of each kind of element."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._within: list[str] = []
        self.text = path.read_text("utf-8")
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._within and self._within.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag = "svg" if "svg" in self._within else self._within[-1] if self._within else ""
        self.texts[tag] = self.texts.get(tag, "") + data

    def count(self, tag: str) -> int:
        return sum(name == tag for name, _ in self.elements)

    @property
    def code(self) -> str:
        """The bundle, as the page holds it."""
        return json.loads(self._argument(r"const code = (\".*\");"))

    @property
    def state(self) -> dict[str, Any]:
        """The state that the view is given, its bytes as bytes."""
        text = json.loads(self._argument(r"show\((\".*\"), document"))
        return json.loads(text, object_hook=_revived, parse_constant=_no_constant)

    def _argument(self, pattern: str) -> str:
        (found,) = re.findall(pattern, self.texts["script"])
        return found


def _revived(found: dict[str, Any]) -> Any:
    return base64.b64decode(found["$bytes"], validate=True) if isinstance(found.get("$bytes"), str) else found


def _no_constant(name: str) -> None:
    raise AssertionError(f"{name} is no JSON that JavaScript reads")


def test_a_page_is_one_file_and_its_path_is_returned(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert BackpropStepper(article()).to_html(str(path)) == path
    assert list(tmp_path.iterdir()) == [path]


def test_a_page_holds_the_bundle_the_style_and_a_picture(tmp_path: Path) -> None:
    stepper = BackpropStepper(article())
    page = Page(stepper.to_html(tmp_path / "page.html"))
    assert page.code == bundle("backprop_stepper.js")
    assert bundle("backprop_stepper.css").split("{")[0] in page.texts["style"]
    assert f"<noscript>{stepper.still()}</noscript>" in page.text
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert ("html", {"lang": "en"}) in page.elements


def test_a_page_loads_nothing_from_anywhere(tmp_path: Path) -> None:
    page = Page(BackpropStepper(article()).to_html(tmp_path / "page.html"))
    assert set(re.findall(r"\bhttps?://[\w./-]+", page.text)) <= NAMESPACES
    assert not re.search(r"""["'(]//\w|@import|\bimport\s*["'{]|importScripts|XMLHttpRequest|\bfetch\(""", page.text)
    assert not [attributes for tag, attributes in page.elements if {"src", "href"} & set(attributes) or tag == "link"]
    addresses = re.findall(r"\burl\(\s*([^)]*)\)", page.text)
    assert all(address.strip("\"'\\").startswith(("data:", "#")) for address in addresses)


@pytest.mark.parametrize("title", AWKWARD.values(), ids=AWKWARD)
def test_a_title_is_text_whatever_it_holds(tmp_path: Path, title: str) -> None:
    page = Page(BackpropStepper(article()).to_html(tmp_path / "page.html", title=title))
    assert page.texts["title"] == title
    assert (page.count("script"), page.count("noscript"), page.count("img"), page.count("b")) == (1, 1, 0, 0)


@pytest.mark.parametrize("title", [None, ""])
def test_a_page_without_a_title_is_called_like_the_widget(tmp_path: Path, title: str | None) -> None:
    assert Page(BackpropStepper(article()).to_html(tmp_path / "page.html", title)).texts["title"] == "BackpropStepper"


@pytest.mark.parametrize("label", AWKWARD.values(), ids=AWKWARD)
def test_a_label_is_text_whatever_it_holds(tmp_path: Path, label: str) -> None:
    root = named(Value(2.0, label=label) * 3, f"{label} tripled")
    stepper = BackpropStepper(root, inputs={label: 5}, selected=label)
    page = Page(stepper.to_html(tmp_path / "page.html"))
    name = plain(label)  # one line, with a sign for what can't be seen
    assert (page.count("script"), page.count("noscript"), page.count("img"), page.count("b")) == (1, 1, 0, 0)
    assert len(re.findall(r"</script", page.text, re.IGNORECASE)) == 1
    assert not re.search("[\u2028\u2029]", page.texts["script"])
    assert [node["name"] for node in page.state["graph"]["nodes"]] == [name, "constant 1", f"{name} tripled"]
    assert (page.state["selected"], list(page.state["inputs"])) == (name, [name])


def test_the_state_of_now_is_in_the_page(tmp_path: Path) -> None:
    stepper = BackpropStepper(article(), step=3, playing=True, speed=2.5)
    stepper.inputs["a"] = 7
    stepper.selected = "e"
    state = Page(stepper.to_html(tmp_path / "page.html")).state
    assert set(state) == set(StepperState.__annotations__)
    assert state == stepper.get_state(list(state))
    assert (state["step"], state["selected"], state["playing"], state["speed"]) == (3, "e", True, 2.5)
    assert np.frombuffer(state["inputs"]["a"]["data"]) == 7.0


def test_nan_infinity_and_minus_zero_are_in_the_page_bit_for_bit(tmp_path: Path) -> None:
    numbers = np.array([np.nan, np.inf, -np.inf, -0.0, 5e-324, 0.1])
    stepper = BackpropStepper(named((Value(numbers, label="x") * float("nan")).sum(), "y"))
    state = Page(stepper.to_html(tmp_path / "page.html")).state
    at = state["graph"]["nodes"][0]["at"]
    for raw in (state["inputs"]["x"]["data"], state["graph"]["values"][at : at + numbers.nbytes]):
        assert raw == numbers.tobytes()


def test_a_page_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("x" * 10_000_000, "utf-8")
    first = BackpropStepper(article()).to_html(path).read_bytes()
    assert BackpropStepper(article()).to_html(path).read_bytes() == first
    assert b"xxxxxxxxxx" not in first


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    path = tmp_path / "lessons" / "page.html"
    with pytest.raises(FileNotFoundError, match=r"the folder .*lessons does not exist: make it first"):
        BackpropStepper(article()).to_html(path)
    assert not path.parent.exists()


def test_a_page_in_the_folder_one_is_in_needs_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert BackpropStepper(article()).to_html("page.html") == Path("page.html")
    assert (tmp_path / "page.html").is_file()


def test_making_a_page_changes_nothing_in_the_widget(tmp_path: Path) -> None:
    stepper = BackpropStepper(article(), step=2)
    before = stepper.get_state()
    stepper.to_html(tmp_path / "page.html")
    assert stepper.get_state() == before


def test_a_state_that_a_page_can_not_hold_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    parts: Any = {"script": "", "style": "", "still": ""}
    with pytest.raises(TypeError, match="a page can't hold a set"):
        write_page(path, "Page", state={"x": {1}}, **parts)
    with pytest.raises(ValueError, match="Out of range float"):
        write_page(path, "Page", state={"x": float("nan")}, **parts)
    assert not path.exists()


def test_a_style_can_not_end_its_element(tmp_path: Path) -> None:
    path = write_page(
        tmp_path / "page.html", "Page", script="", style='b::after { content: "</style><b>" }', state={}, still=""
    )
    assert (Page(path).count("style"), Page(path).count("b")) == (1, 0)


def test_a_page_of_a_long_computation_is_of_reasonable_size(tmp_path: Path) -> None:
    assert BackpropStepper(chain(1_000)).to_html(tmp_path / "page.html").stat().st_size < 2_000_000
