"""The site as files: that it is whole, that it needs nobody else, and what its parts are made of."""

from __future__ import annotations

import importlib
import re
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

import nbformat.v4 as nb
import numpy as np
import pytest
from sphinx.util.inventory import InventoryFile

import autograd_widgets
from autograd_widgets import nn
from autograd_widgets.engine import Value, table
from autograd_widgets.engine.operation import composed
from autograd_widgets.engine.ops import SUBJECTS
from autograd_widgets.guide import lessons
from tools.reference import an_application, derivatives
from tools.rules_in_words import COUNTS
from tools.site import __main__ as site_command
from tools.site import examples, extension
from tools.site.extension import live_node, value_of
from tools.site.lessons import page_of
from tools.site.mathematics import tex
from tools.site.operation_pages import page as operation_page

OPERATIONS = sorted({*table, *composed})
LOADED = {"script": "src", "link": "href", "img": "src", "iframe": "src", "source": "srcset"}  # what a page asks for
MODULES_OF_NAMES = ("losses", "metrics", "optimisers", "schedules", "datasets", "scalar")


class Page(HTMLParser):
    """What a page leads to, what can be led to on it, and what it loads."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.loaded: list[str] = []
        text = path.read_text("utf-8")
        self.stills = re.findall(r'class="ag-host"[^>]*>(<svg|<img)?', text)
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids |= {given["id"]} if "id" in given else set()
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        address = given.get(LOADED.get(tag, ""), "")
        self.loaded += [address] if address and not address.startswith("data:") else []


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def test_every_link_leads_to_a_page_and_to_a_place_on_it(pages: dict[Path, Page]) -> None:
    broken: list[str] = []
    assert sum(len(page.links) for page in pages.values()) > 3_000
    for path, page in pages.items():
        for link in page.links:
            address, anchor = urldefrag(link)
            if urlsplit(address).scheme:
                continue
            target = (path.parent / unquote(address)).resolve() if address else path
            if target not in pages or (anchor and unquote(anchor) not in pages[target].ids):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def test_a_page_loads_nothing_but_files_of_the_site(site: Path, pages: dict[Path, Page]) -> None:
    for path, page in pages.items():
        for address in page.loaded:
            file = (path.parent / urlsplit(address).path).resolve()
            assert not urlsplit(address).scheme, address
            assert file.exists(), f"{path.name}: {address}"
            assert file.is_relative_to(site)


def test_every_widget_has_a_picture_for_readers_without_javascript(pages: dict[Path, Page]) -> None:
    stills = [still for page in pages.values() for still in page.stills]
    assert len(stills) > 200
    assert set(stills) == {"<svg", "<img"}


def test_every_operation_has_its_page_of_at_most_60_kb(site: Path) -> None:
    sizes = {path.stem: path.stat().st_size for path in (site / "operations").glob("*.html")}
    assert set(sizes) == {*OPERATIONS, "index"}
    assert {name: size for name, size in sizes.items() if size > 60_000 and name != "index"} == {}


def test_every_lesson_is_in_the_guide(site: Path) -> None:
    there = {path.stem for path in (site / "guide").glob("*.html")}
    assert {lesson.stem for lesson in lessons()} <= there


def public_names() -> list[tuple[str, str]]:
    names = [("autograd_widgets", name) for name in autograd_widgets.__all__]
    names += [("autograd_widgets.nn", name) for name in nn.__all__]
    for module in MODULES_OF_NAMES:
        path = f"autograd_widgets.nn.{module}"
        made = vars(importlib.import_module(path)).items()
        names += [(path, n) for n, x in made if not n.startswith("_") and getattr(x, "__module__", "") == path]
    return names


def test_every_public_name_is_in_the_reference(site: Path) -> None:
    found = InventoryFile.loads((site / "objects.inv").read_bytes(), uri="")
    known = {name for kind, names in found.data.items() if kind.startswith("py:") for name in names}
    for module, name in public_names():
        public = getattr(importlib.import_module(module), name)
        own = f"{getattr(public, '__module__', module)}.{getattr(public, '__qualname__', name)}"
        assert {f"{module}.{name}", own, f"autograd_widgets.{name}", f"autograd_widgets.nn.{name}"} & known, name


@pytest.fixture
def sphinx(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The folders that were built, by a Sphinx that makes one page in no time."""
    built: list[Path] = []

    def make_a_page(command: list[str]) -> int:
        built.append(Path(command[-1]))
        built[-1].mkdir()
        (built[-1] / "index.html").write_text("new")
        return 0

    def gather_nothing(_folder: Path) -> None:
        pass

    monkeypatch.setattr(site_command, "gather", gather_nothing)
    monkeypatch.setattr(site_command, "build_main", make_a_page)
    return built


@pytest.mark.parametrize("mine", ["taken", "taken/thesis.txt", "taken/.buildinfo"])  # the last: another Sphinx's
def test_what_was_not_built_here_is_left_alone_before_anything_is_built(
    tmp_path: Path, sphinx: list[Path], mine: str
) -> None:
    (tmp_path / mine).parent.mkdir(exist_ok=True)
    (tmp_path / mine).write_text("years of work")
    with pytest.raises(FileExistsError, match=r"taken (is a file|holds something that is no site of ours)"):
        site_command.build(tmp_path / "taken")
    assert (tmp_path / mine).read_text() == "years of work"
    assert sphinx == []


def test_an_earlier_site_is_replaced_where_it_is(tmp_path: Path, sphinx: list[Path]) -> None:
    link, folder = tmp_path / "site", tmp_path / "elsewhere"
    link.symlink_to(folder)
    folder.mkdir()
    assert site_command.build(link) == 0
    (folder / "operations").mkdir()
    (folder / "operations" / "index.html").write_text("old")
    (folder / "index.html").write_text("old")
    assert site_command.build(link) == 0
    assert {path.name for path in folder.iterdir()} == {"index.html", site_command.MARK}
    assert (link.is_symlink(), (folder / "index.html").read_text(), len(sphinx)) == (True, "new", 2)


# --- widgets on a page ---


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("x = 1", "the last line must be a widget"),
        ("1 + 1", "the last line gives a int, and a widget was expected"),
    ],
)
def test_code_that_gives_no_widget_is_refused(code: str, told: str) -> None:
    with pytest.raises(TypeError, match=told):
        live_node(value_of(code))


def test_code_runs_as_in_a_notebook_so_variables_name_their_values() -> None:
    widget = value_of("from autograd_widgets import *\na = Value(2.0)\ny = a * 3\nBackpropStepper(y)")
    assert [node.name for node in widget.recorded.nodes if node.named] == ["a", "y"]
    assert live_node(widget)["kind"] == "backprop_stepper"


# --- operations ---

STRUCTURAL = sorted(name for name, operation in table.items() if operation.kind != "elementwise")
ONE_EACH = {"sum", "mean"}  # every entry's gradient is the same, whatever arrives


def last_gradients(name: str) -> list[np.ndarray]:
    found: dict[str, Any] = {}
    exec(examples.stepper(name).rpartition("\n")[0], found)
    found["L"].backward()
    return [x.grad for key, x in found.items() if isinstance(x, Value) and key not in ("out", "L")]


@pytest.mark.parametrize("name", [name for name in STRUCTURAL if table[name].differentiable and name not in ONE_EACH])
def test_an_example_shows_where_each_gradient_goes(name: str) -> None:
    gradients = last_gradients(name)
    for gradient in gradients[:1] if name.startswith("max_pool2d_") else gradients:  # the places of x hand on none
        assert np.abs(gradient).max() > 0.01
        assert gradient.size == 1 or np.ptp(gradient) > 0.01


@pytest.mark.parametrize("name", [name for name in STRUCTURAL if table[name].differentiable])
def test_a_rule_holds_for_the_example_below_it(name: str) -> None:
    arrays, _ = an_application(table[name])
    found: dict[str, Any] = {}
    exec(examples.stepper(name).rpartition("\n")[0], found)
    given = [x for key, x in found.items() if isinstance(x, Value) and key not in ("out", "L")]
    assert [x.shape for x in arrays if x.dtype.kind == "f"] == [x.shape for x in given]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mean", "spread(g ÷ n)"),
        ("var", "g × 2 × (x − mean(x)) ÷ n"),
        ("std", "g × (x − mean(x)) ÷ (n × out)"),
        ("cross_entropy", "g × (softmax(logits) − one_hot(targets)) ÷ n"),
        ("broadcast_to", "sum(g)"),
    ],
)
def test_a_rule_tells_no_count_of_its_example(name: str, expected: str) -> None:
    told = derivatives(table[name])
    assert f"receives `{expected}`, where " in told
    assert COUNTS[name] in told
    assert f"receives `{expected}`" in operation_page(name, SUBJECTS[0])


@pytest.mark.parametrize(
    ("name", "said", "not_said"),
    [
        ("negative", "`-x`", "shapes broadcast"),
        ("absolute", "`abs(x)`", "| 2.0 | 2.0 | 1.0 |"),
        ("add", "and shapes broadcast", "has no value"),
        ("getitem", "`x[1:, mask]`", "3 * out"),
        ("log", "the function has no value", "| 3.0 | 1.0986 |"),
        ("maximum", "| 1.0 | 1.0 | 1.0 | 0.5 | 0.5 |", "| −2.0 | 1.0 | 1.0 |"),
        ("softmax", "[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]", "e−17"),
        ("clip", "- `a_min`: the lower bound", "Args:"),
        ("sort", "put_back takes each gradient", "spread repeats"),
        ("einsum", "adds up over the letters", "put_back"),
    ],
)
def test_the_page_of_an_operation_says(name: str, said: str, not_said: str) -> None:
    text = operation_page(name, SUBJECTS[0])
    assert said in text
    assert not_said not in text


def test_an_output_has_no_class_of_a_widget() -> None:
    styles = (Path(site_command.__file__).parents[2] / "docs/_static/site.css").read_text("utf-8")
    code = Path(str(extension.__file__)).read_text("utf-8")
    assert "lesson-output" in styles
    assert "ag-output" not in styles + code


# --- formulas ---


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (2.0, "2"),
        (-0.5, "-0.5"),
        ("out", r"\text{out}"),
        ("x1", "x_1"),
        (["multiply", ["add", "x", "y"], 2.0], r"(x + y) \cdot 2"),
        (["subtract", "x", ["subtract", "y", 1.0]], "x - (y - 1)"),
        (["power", ["negative", "x"], ["subtract", "y", 1.0]], "{(-x)}^{y - 1}"),
        (["divide", 1.0, ["multiply", 2.0, ["sqrt", "x"]]], r"\frac{1}{2 \cdot \sqrt{x}}"),
        (["square", ["divide", "x", "y"]], r"{\left(\frac{x}{y}\right)}^{2}"),
        (["exp", ["negative", "x"]], "e^{-x}"),
        (["sigmoid", "x"], r"\text{sigmoid}(x)"),
        (
            ["where", ["greater", "x", 0.0], 1.0, ["where", ["equal", "x", 0.0], 0.5, 0.0]],
            r"\begin{cases}1 & \text{where } x > 0 \\ 0.5 & \text{where } x = 0 \\ 0 & \text{else}\end{cases}",
        ),
    ],
)
def test_a_formula_is_written_as_a_book_does(formula: Any, expected: str) -> None:
    assert tex(formula) == expected


# --- lessons ---


def lesson(*cells: Any) -> Any:
    return SimpleNamespace(cells=list(cells), metadata={})


def code_cell(source: str, *outputs: Any) -> Any:
    return nb.new_code_cell(source, outputs=list(outputs))


def shown(**data: str) -> Any:
    return nb.new_output("display_data", {key.replace("_", "/", 1): value for key, value in data.items()})


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (nb.new_markdown_cell("[next](02_many.ipynb#A-Part)"), "[next](02_many.md#a-part)"),
        (code_cell("  "), ""),
        (code_cell("x = 1"), "~~~~~~~~python\nx = 1\n~~~~~~~~"),
        (code_cell("f()", shown(text_markdown="$x$", text_plain="x")), "~~~~~~~~python\nf()\n~~~~~~~~\n\n$x$"),
    ],
)
def test_a_cell_becomes_markdown(cell: Any, expected: str) -> None:
    assert page_of(lesson(cell), {}).strip() == expected


def test_what_is_printed_in_pieces_is_one_output_and_a_picture_is_in_the_page() -> None:
    pieces = [nb.new_output("stream", name="stdout", text=text) for text in ("one\n", "two\n")]
    page = page_of(lesson(code_cell("f()", *pieces, shown(image_png="QUJD\n", text_plain="<Figure>"))), {})
    assert re.findall(r'"text": "([^"]*)"', page) == [r"one\ntwo"]
    assert "data:image/png;base64,QUJD" in page
