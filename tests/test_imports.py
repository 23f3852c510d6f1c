"""Who may import whom, and what an import costs."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import autograd_widgets
from autograd_widgets.notebook_file import NEEDED

ROOT = Path(autograd_widgets.__file__).parent
MAY_IMPORT = {  # part of the package, and the parts that it may know
    "engine": {"engine"},
    "figures": set(),
    "graph": {"engine", "graph"},
    "nn": {"engine", "figures", "nn"},
    "widgets": {"engine", "figures", "graph", "nn", "widgets", "export"},
    "export": {"engine", "graph", "nn", "widgets", "export"},
    "cli": {"engine", "graph", "nn", "widgets", "export", "cli", "guide", "notebook_page", "versions"},
    "notebook_page": {"export", "notebook_file", "notebook_html", "notebook_prose", "notebook_widgets", "page_style"}
    | {"widgets"},
    "notebook_file": {"notebook_widgets"},
    "notebook_html": set(),
    "formulas": set(),
    "notebook_prose": {"formulas", "notebook_html"},
    "notebook_widgets": {"export", "graph", "widgets"},
    "page_style": set(),
    "guide": {"guide"},
    "versions": {"versions"},
    "__main__": {"cli"},
}
SOURCES = [path for path in sorted(ROOT.rglob("*.py")) if path != ROOT / "__init__.py"]


def imported_modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith("import_module"):
            named = ast.unparse(node.args[0]).lstrip("f").strip("'\"")  # its beginning says the part
            yield from [named] if named.startswith("autograd_widgets.") else []  # others' are optional


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_only_the_parts_that_it_may_know(path: Path) -> None:
    ours = [name.split(".") for name in imported_modules(path) if name.split(".")[0] == "autograd_widgets"]
    assert {parts[1] for parts in ours} <= MAY_IMPORT[part_of(path)]


@pytest.mark.parametrize(
    "path", [p for p in SOURCES if part_of(p) in ("engine", "nn")], ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_the_engine_needs_numpy_only(path: Path) -> None:
    outside = {name.split(".")[0] for name in imported_modules(path)} - set(sys.stdlib_module_names)
    for_types = {"matplotlib"} if path.name.startswith("history") else set()
    assert outside <= {"numpy", "autograd_widgets"} | for_types


def loaded_by(program: str) -> set[str]:
    code = f"import sys\n{program}\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "program",
    [
        "import autograd_widgets",
        "from autograd_widgets import Value, steps, no_grad; steps(Value(2.0) * 3)",
        "import autograd_widgets; dir(autograd_widgets)",
        "from autograd_widgets import MLP, fit; fit(MLP(1, [1]), [[1.0]], [1.0], progress=False)",
    ],
)
def test_importing_the_package_loads_no_widgets_no_graphviz_and_no_matplotlib(program: str) -> None:
    assert not loaded_by(program) & {"anywidget", "ipywidgets", "graphviz", "matplotlib", "IPython", "tqdm"}


def test_every_public_name_is_listed() -> None:
    assert set(autograd_widgets.__all__) <= set(dir(autograd_widgets))
    with pytest.raises(AttributeError, match="nonsense"):
        autograd_widgets.nonsense


def test_the_lab_extra_names_all_that_exporting_a_notebook_imports() -> None:
    project = tomllib.loads((ROOT.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extra = {re.split(r"[\[<>=]", each)[0] for each in project["optional-dependencies"]["lab"]}
    sources = [path for path in SOURCES if path.name.startswith(("notebook_", "formulas"))]
    outside = {name.split(".")[0] for path in sources for name in imported_modules(path)}
    needed = (
        outside - set(sys.stdlib_module_names) - {"autograd_widgets", "jupyter_client"}
    )  # which nbclient is made for
    assert needed == set(NEEDED) - {"ipykernel"}  # what it checks for
    assert set(NEEDED) <= extra


SCRIPTS = Path(__file__).parent.parent / "js" / "src"
ALLOWED = {  # which folders of js/src a file of each folder may import from; "" is js/src itself
    "engine": {"engine", "contract"},
    "views": {"engine", "views", "contract"},
    "widgets": {"engine", "views", "widgets", "contract", "host", "theme.css"},
    "page": {"page", "contract"},
    "": {"engine", "page", "page.css", "contract"},
}


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.ts*")), ids=lambda path: path.relative_to(SCRIPTS).as_posix())
def test_typescript_imports_only_from_below(path: Path) -> None:
    folder = path.relative_to(SCRIPTS).parts[0] if path.parent != SCRIPTS else ""
    for name in re.findall(r'(?:from|import) "(\.[^"]+)"', path.read_text("utf-8")):
        target = (path.parent / name).resolve().relative_to(SCRIPTS)
        assert target.parts[0] in ALLOWED[folder], f"{path.name} imports {name}"


def test_only_the_theme_names_a_hosts_variables() -> None:
    naming = [path.name for path in SCRIPTS.rglob("*.*") if re.search(r"--(jp|vscode|colab)-", path.read_text("utf-8"))]
    assert naming == ["theme.css"]


def test_only_the_host_file_knows_how_a_notebook_saves() -> None:
    knowing = [path.name for path in SCRIPTS.rglob("*.ts*") if "save_changes" in path.read_text("utf-8")]
    assert knowing == ["host.ts"]
