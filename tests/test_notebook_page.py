"""Notebooks as pages: what becomes of prose, formulas, code, outputs and widgets."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograd_widgets import notebook_file
from autograd_widgets.notebook_page import NotebookError, write_notebook_page, write_site

HOSTILE = """# A `title` & <b>{a|b}</b>

A price of $5 and $6; a formula $x^2$; code `$HOME$`; \\$7.

$$\\frac{1}{2}$$

<script>alert(1)</script><img src="x" onerror="alert(2)"><a href="javascript:alert(3)">press</a>
Formulas: $\\text{<script>alert(4)</script>}$, $\\href{javascript:alert(5)}{y}$, and no ag-formula-7- in it.

<details><summary>Solution</summary>It is 3.</details>

![far away](https://example.org/picture.png)
"""
STEPPER = (
    "from autograd_widgets import BackpropStepper, Value\nBackpropStepper(Value(2.0, label='<b>{a|b}</b>') * 3, step=1)"
)
OTHER = "import ipywidgets\nipywidgets.IntSlider(7)"


def saved(folder: Path, *cells: nbformat.NotebookNode, name: str = "notebook.ipynb") -> Path:
    path = folder / name
    nbformat.write(new_notebook(cells=list(cells)), path)  # pyright: ignore[reportUnknownMemberType]
    return path


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[str]]:
    folder = tmp_path_factory.mktemp("page")
    notebook = saved(folder, new_markdown_cell(HOSTILE), new_code_cell(STEPPER), new_code_cell(OTHER))
    before = notebook.read_bytes()
    written = write_notebook_page(notebook, folder / "page.html", execute=True)
    assert notebook.read_bytes() == before
    assert (written.title, written.widgets) == ("A title & <b>{a|b}</b>", 1)
    return written.path.read_text("utf-8"), written.notices


def test_formulas_become_mathml_and_dollars_stay(exported: tuple[str, list[str]]) -> None:
    text, _ = exported
    assert len(re.findall("<math ", text)) == 4
    assert "<mfrac>" in text
    assert "A price of $5 and $6" in text
    assert "<code>$HOME$</code>" in text


def test_nothing_in_a_notebook_runs_but_our_widgets(exported: tuple[str, list[str]]) -> None:
    text, _ = exported
    body = text[text.index("<main>") : text.index("</main>")]
    assert len(re.findall(r"<script", text)) == 1
    assert not re.search(r"<script|onerror|javascript:", body)
    assert "&lt;script&gt;alert(4)&lt;/script&gt;</mtext>" in body
    assert "no ag-formula-7- in it" in body
    assert "<details><summary>Solution</summary>" in body
    assert not re.search(r"""(src|href)=["']?(https?:)?//""", text)


def test_a_widget_has_its_still_picture_and_others_their_text(exported: tuple[str, list[str]]) -> None:
    text, notices = exported
    assert text.count('<div class="ag-host"') == 1
    assert '<div class="ag-host" id="widget-1"><img alt="' in text
    assert "IntSlider(value=7)" in text
    assert len(notices) == 3
    assert notices[0].startswith("cell 3: a widget of another library (IntSliderModel) is kept")
    assert notices[1].startswith("a picture (x) is left out")
    assert notices[2].startswith("a picture (https://example.org/picture.png) is left out")


def test_a_notebook_without_widgets_says_so(tmp_path: Path) -> None:
    written = write_notebook_page(saved(tmp_path, new_code_cell("1 + 1")), tmp_path / "page.html")
    assert (written.widgets, written.title) == (0, "notebook")
    assert "--execute runs it" in written.notices[0]


def test_a_site_has_a_page_for_each_notebook_and_links_between_them(tmp_path: Path) -> None:
    for name in ("02_b", "01_a"):
        saved(tmp_path, new_markdown_cell(f"# Lesson {name}\n\nAs in [b](02_b.ipynb#there)."), name=f"{name}.ipynb")
    site = tmp_path / "new" / "site"
    assert [written.title for written in write_site(tmp_path, site)] == ["Lesson 01_a", "Lesson 02_b"]
    assert sorted(path.name for path in site.iterdir()) == ["01_a.html", "02_b.html", "index.html"]
    for path in site.iterdir():
        links = re.findall(r'href="([^"#]+)"', path.read_text("utf-8"))
        assert set(links) == {"01_a.html", "02_b.html"}
        assert 'href="02_b.html#there"' in path.read_text("utf-8")
    assert (site / "index.html").read_bytes() == (site / "01_a.html").read_bytes()


def export(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograd_widgets", "export", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_a_cell_that_fails_is_named_with_its_traceback(tmp_path: Path) -> None:
    notebook = saved(
        tmp_path, new_markdown_cell("# Fails"), new_code_cell("1"), new_code_cell("1 / 0"), new_code_cell("2")
    )
    with pytest.raises(NotebookError, match=r"cell 3 of .*notebook.ipynb fails:\n(.|\n)*ZeroDivisionError"):
        write_notebook_page(notebook, tmp_path / "page.html", execute=True)
    done = export(notebook, "-o", tmp_path / "page.html", "--execute")
    assert done.returncode == 1
    assert "ZeroDivisionError: division by zero" in done.stderr
    assert "\x1b" not in done.stderr
    assert not (tmp_path / "page.html").exists()


@pytest.mark.parametrize(
    ("sources", "told"),
    [
        (["1", "import os; os._exit(1)"], r"what runs .* has failed at cell 2: it has ended\."),
        (["1 / 0  # raises", "1", "None.nothing"], r"cell 3 of .* fails:\n(.|\n)*NoneType"),
        (["1 / 0  # raises", "import time\ntime.sleep(60)"], r"cell 2 of .* fails:\n(.|\n)*timed out"),
    ],
)
def test_the_cell_that_ran_last_is_the_one_that_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str], told: str
) -> None:
    monkeypatch.setattr(notebook_file, "PATIENCE", 5)
    cells = [new_code_cell(source) for source in sources]
    for cell in cells:
        cell.metadata["tags"] = ["raises-exception"] if "# raises" in cell.source else []
    with pytest.raises(NotebookError, match=told):
        write_notebook_page(saved(tmp_path, *cells), tmp_path / "page.html", execute=True)


@pytest.mark.parametrize(
    ("name", "language", "runs"), [("my-environment", "python", True), ("../?", "python", True), ("ir", "R", False)]
)
def test_a_kernel_that_is_not_here_is_said(tmp_path: Path, name: str, language: str, *, runs: bool) -> None:
    book = new_notebook(cells=[new_code_cell("6 * 7")])
    book.metadata["kernelspec"] = {"name": name, "display_name": name, "language": language}
    notebook, page = tmp_path / "book.ipynb", tmp_path / "page.html"
    nbformat.write(book, notebook)  # pyright: ignore[reportUnknownMemberType]
    if runs:
        written = write_notebook_page(notebook, page, execute=True)
        assert written.notices[0] == f"there is no kernel {name!r} here, and Python's own (python3) has run it."
        assert "42" in page.read_text("utf-8")
    else:
        with pytest.raises(NotebookError, match="needs the kernel 'ir' \\(r\\), which is not installed here"):
            write_notebook_page(notebook, page, execute=True)


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C can't be sent there")
def test_ctrl_c_ends_it_without_a_word(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    notebook = saved(tmp_path, new_code_cell(f"open({str(begun)!r}, 'w').close()\nimport time\ntime.sleep(60)"))
    command = [sys.executable, "-m", "autograd_widgets", "export", str(notebook), "--execute"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        deadline = time.monotonic() + 60
        while not begun.exists():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        assert (running.communicate(timeout=30)[0], running.returncode) == ("", 130)
    finally:
        running.kill()
    assert not (tmp_path / "notebook.html").exists()


def test_a_widget_of_a_cell_that_is_left_out_lives_where_it_is_shown_later(tmp_path: Path) -> None:
    hidden = new_code_cell(STEPPER, metadata={"tags": ["remove-cell"]})
    other = new_code_cell(OTHER)
    written = write_notebook_page(
        saved(tmp_path, hidden, new_code_cell("_"), other), tmp_path / "page.html", execute=True
    )
    text = written.path.read_text("utf-8")
    assert (written.widgets, text.count('class="ag-host"')) == (1, 1)
    assert [notice[:7] for notice in written.notices] == ["cell 3:"]  # as it is numbered in the notebook
    (call,) = re.findall(r"^agShow\((.*)\);$", text, re.MULTILINE)
    ((place, _, state),) = json.loads(f"[{call}]")[1]
    assert (place, len(state) > 100) == ("widget-1", True)  # and not another view of what is not there


@pytest.mark.parametrize(
    ("link", "leads_to"),
    [
        ("02%20b.ipynb", "02%20b.html"),
        ("<02 b.ipynb#there>", "02%20b.html#there"),
        ("./02%20b.ipynb?x=1", "02%20b.html?x=1"),
        ("c%23%3F%25.ipynb", "c%23%3F%25.html"),
        ("https://example.org/02%20b.ipynb", "https://example.org/02%20b.ipynb"),
        ("other/02%20b.ipynb", "other/02%20b.ipynb"),
        ("unknown.ipynb", "unknown.ipynb"),
    ],
)
def test_links_lead_to_pages_whatever_their_notebooks_are_called(tmp_path: Path, link: str, leads_to: str) -> None:
    saved(tmp_path, new_markdown_cell(f"See [it]({link})."), name="01_a.ipynb")
    for name in ("02 b", "c#?%"):
        saved(tmp_path, name=f"{name}.ipynb")
    list(write_site(tmp_path, tmp_path / "site"))
    text = (tmp_path / "site" / "01_a.html").read_text("utf-8")
    assert re.findall(r'See <a href="([^"]*)"', text) == [leads_to]
    assert re.findall(r'<a href="([^"]*)"', text[: text.index("</nav>")]) == [
        *("01_a.html", "02%20b.html", "c%23%3F%25.html")
    ]


def test_a_site_leaves_a_page_that_is_somebody_elses(tmp_path: Path) -> None:
    saved(tmp_path, new_markdown_cell("# A"), name="a.ipynb")
    mine = tmp_path / "site" / "index.html"
    mine.parent.mkdir()
    mine.write_text("<!doctype html><p>My home page", "utf-8")
    with pytest.raises(FileExistsError, match=r"index\.html is there already"):
        list(write_site(tmp_path, mine.parent))
    assert mine.read_text("utf-8") == "<!doctype html><p>My home page"
    assert list(mine.parent.iterdir()) == [mine]


def test_what_is_in_the_way_is_said(tmp_path: Path) -> None:
    notebook = saved(tmp_path, new_code_cell("1"))
    (tmp_path / "bad.ipynb").write_text("{", "utf-8")
    for arguments, told in (
        ((tmp_path / "nothing.ipynb",), "there is no"),
        ((tmp_path / "bad.ipynb",), "is no notebook that can be read"),
        ((notebook, "-o", tmp_path / "none" / "page.html"), "does not exist: make it first"),
        ((notebook, "-o", tmp_path), "is a folder"),
    ):
        done = export(*arguments)
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert told in done.stderr


def test_a_page_comes_beside_its_notebook_and_says_what_is_in_it(tmp_path: Path) -> None:
    done = export(saved(tmp_path, new_code_cell(STEPPER)), "--execute")
    assert (done.returncode, f"{tmp_path / 'notebook.html'}: 1 widgets, " in done.stdout) == (0, True)
    assert (tmp_path / "notebook.html").stat().st_size < 350_000
