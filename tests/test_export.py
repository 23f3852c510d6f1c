"""A widget as one offline HTML file, read as text; tests/browser/test_stepper_page.py opens it."""

from __future__ import annotations

import base64
import gzip
import json
import re
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograd_widgets import MLP, BackpropStepper, DerivativeExplorer, TrainingPlayer, Value
from autograd_widgets.export import GENERATOR, Placed, check_target, json_text, packed, page_of, write_html
from autograd_widgets.graph.contract import StepperState
from autograd_widgets.graph.lettering import plain
from autograd_widgets.nn import datasets
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

ONE_OF_EACH = [
    lambda: BackpropStepper(article()),
    lambda: DerivativeExplorer(lambda x, a=3.0, b=-4.0, c=5.0: a * x**2 + b * x + c, x=3.0),
    lambda: TrainingPlayer(MLP(2, [16, 16, 1], rng=0), *datasets.moons(200, rng=0), loss="hinge"),
]


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
    def arguments(self) -> tuple[dict[str, str], list[list[str]]]:
        """What the page's script is called with: the bundles, and the widgets."""
        (call,) = re.findall(r"^agShow\((.*)\);$", self.texts["script"], re.MULTILINE)
        bundles, widgets = json.loads(f"[{call}]")
        return (
            {kind: unpacked(code) for kind, code in bundles.items()},
            [[place, kind, unpacked(state)] for place, kind, state in widgets],
        )

    @property
    def code(self) -> str:
        """The bundle, as the page holds it."""
        (code,) = self.arguments[0].values()
        return code

    @property
    def state(self) -> dict[str, Any]:
        """The state that the view is given, its bytes as bytes."""
        ((_, _, state),) = self.arguments[1]
        return json.loads(state, object_hook=_revived, parse_constant=_no_constant)


def unpacked(text: str) -> str:
    """Return a text that may be gzipped."""
    return gzip.decompress(base64.b64decode(text)).decode() if text.startswith("H4sI") else text


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
    assert f'<div class="ag-host" id="widget-1">{stepper.still()}</div>' in page.text
    assert ("meta", {"charset": "utf-8"}) in page.elements
    assert ("html", {"lang": "en"}) in page.elements


def test_a_page_loads_nothing_from_anywhere(tmp_path: Path) -> None:
    page = Page(BackpropStepper(article()).to_html(tmp_path / "page.html"))
    whole = page.text + page.code
    assert set(re.findall(r"\bhttps?://[\w./-]+", whole)) <= NAMESPACES
    assert not re.search(r"""["'(]//\w|@import|\bimport\s*["'{]|importScripts|XMLHttpRequest|\bfetch\(""", whole)
    assert not [attributes for tag, attributes in page.elements if {"src", "href"} & set(attributes) or tag == "link"]
    addresses = re.findall(r"\burl\(\s*([^)]*)\)", page.text)
    assert all(address.strip("\"'\\").startswith(("data:", "#")) for address in addresses)


@pytest.mark.parametrize("title", AWKWARD.values(), ids=AWKWARD)
def test_a_title_is_text_whatever_it_holds(tmp_path: Path, title: str) -> None:
    page = Page(BackpropStepper(article()).to_html(tmp_path / "page.html", title=title))
    assert page.texts["title"] == title
    assert (page.count("script"), page.count("svg"), page.count("img"), page.count("b")) == (1, 1, 0, 0)


@pytest.mark.parametrize("title", [None, ""])
def test_a_page_without_a_title_is_called_like_the_widget(tmp_path: Path, title: str | None) -> None:
    assert Page(BackpropStepper(article()).to_html(tmp_path / "page.html", title)).texts["title"] == "BackpropStepper"


@pytest.mark.parametrize("label", AWKWARD.values(), ids=AWKWARD)
def test_a_label_is_text_whatever_it_holds(tmp_path: Path, label: str) -> None:
    root = named(Value(2.0, label=label) * 3, f"{label} tripled")
    stepper = BackpropStepper(root, inputs={label: 5}, selected=label)
    page = Page(stepper.to_html(tmp_path / "page.html"))
    name = plain(label)  # one line, with a sign for what can't be seen
    assert (page.count("script"), page.count("svg"), page.count("img"), page.count("b")) == (1, 1, 0, 0)
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
    path.write_text(f"<!doctype html>{GENERATOR}{'x' * 10_000_000}", "utf-8")
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


@pytest.mark.parametrize(("value", "error", "told"), [({1}, TypeError, "hold a set"), (np.nan, ValueError, "range")])
def test_a_state_that_a_page_can_not_hold_is_refused(value: Any, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        json_text({"x": value})


@pytest.mark.parametrize("text", [*AWKWARD.values(), "x" * 5000, "\ud800", ""])
def test_a_text_is_held_as_it_is_whether_it_is_packed_or_not(text: str) -> None:
    assert unpacked(packed(text)).encode("utf-8", "replace") == text.encode("utf-8", "replace")
    assert len(packed(text)) <= len(text)


def test_neither_a_style_nor_a_script_can_end_its_element(tmp_path: Path) -> None:
    files = {"x.css": 'b::after { content: "</style><b>" }', "page.css": "", "x.js": "</script>", "page.js": ""}
    one = Placed("widget-1", "x", "</script><b>\ud800", "")
    path = write_html(tmp_path / "page.html", page_of("Page", one.host, [one], files.__getitem__))
    page = Page(path)
    assert (page.count("style"), page.count("script"), page.count("b")) == (1, 1, 0)
    assert page.arguments == ({"x": "</script>"}, [["widget-1", "x", "</script><b>\ud800"]])


@pytest.mark.parametrize(
    ("name", "content", "overwritten"),
    [
        ("page", "", True),
        ("page.html", f"<!doctype html>\n<head>{GENERATOR}", True),
        ("page.html", "<!doctype html>\n<p>My own page", False),
        ("page.html", f"<!doctype html>{' ' * 1000}{GENERATOR}", False),
        ("page", "# Notes", False),
        ("notebook.ipynb", "{}", False),
        ("numbers.csv", "1,2", False),
        ("script.py", "'<html>'", False),
    ],
)
def test_nothing_but_a_page_of_ours_is_overwritten(
    tmp_path: Path, name: str, content: str, *, overwritten: bool
) -> None:
    path = tmp_path / name
    path.write_text(content, "utf-8")
    if overwritten:
        BackpropStepper(article()).to_html(path)
        assert "agShow" in path.read_text("utf-8")
    else:
        with pytest.raises(FileExistsError, match="is no page that autograd-widgets has written"):
            BackpropStepper(article()).to_html(path)
        assert path.read_text("utf-8") == content


def test_a_folder_is_no_page_and_what_the_system_refuses_is_said(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError, match="is a folder, and a page is one file"):
        check_target(tmp_path)
    with pytest.raises(OSError, match=r"page\.html can't be written: File name too long"):
        check_target(tmp_path / f"{'x' * 300}page.html")


@pytest.mark.skipif(sys.platform == "win32", reason="no limits and no devices there")
def test_a_page_that_can_not_be_written_leaves_the_one_before(tmp_path: Path) -> None:
    import resource

    page, link = tmp_path / "page.html", tmp_path / "link.html"
    link.symlink_to(page)
    assert write_html(link, f"{GENERATOR}before") == link
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(OSError, match=r"link\.html can't be written: File too large"):
            write_html(link, GENERATOR + "x" * 2000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert page.read_text("utf-8") == f"{GENERATOR}before"
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "link.html"}
    assert link.is_symlink()
    with pytest.raises(FileExistsError, match="null is there already"):
        write_html(Path("/dev/null"), "")


@pytest.mark.parametrize("make", ONE_OF_EACH)
def test_a_page_of_one_widget_is_small(tmp_path: Path, make: Any) -> None:
    assert make().to_html(tmp_path / "page.html").stat().st_size < 350_000


def test_a_page_of_a_long_computation_is_of_reasonable_size(tmp_path: Path) -> None:
    assert BackpropStepper(chain(1_000)).to_html(tmp_path / "page.html").stat().st_size < 2_000_000
