"""What is built from a checkout: the wheel and the sdist, with and without Node. Nothing is downloaded."""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from email.message import Message
from pathlib import Path
from textwrap import dedent

import pytest

from tests.checkout import PROJECT, ROOT, copy_of_the_checkout, files_of_the_checkout

WIDGETS = sorted(path.stem for path in (ROOT / "js" / "src" / "widgets").glob("*.tsx"))
BUNDLES = {f"autograd_widgets/static/{stem}.{kind}" for stem in WIDGETS for kind in ("js", "css")}
NEEDS_NODE = (
    "Building autograd_widgets from source needs Node >= 20 with npm; install Node, or install a released wheel"
)


def program(folder: Path, name: str, script: str) -> None:
    """Put a program on a path."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{dedent(script)}", "utf-8")
    (folder / name).chmod(0o755)


def build(checkout: Path, *targets: str, path: str) -> subprocess.CompletedProcess[str]:
    """Build as `pip` and `python -m build` do, without their isolated environment, which would be downloaded."""
    return subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *(word for target in targets for word in ("-t", target))],
        cwd=checkout,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("HATCH", "npm_"))},
            "PATH": path,
            "PYTHONIOENCODING": "utf-8",
            "npm_config_update_notifier": "false",
        },
    )


def names_in(archive: Path) -> set[str]:
    """Return the files of a wheel, or of an sdist without its outermost folder."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            return set(wheel.namelist())
    with tarfile.open(archive) as sdist:
        return {member.name.partition("/")[2] for member in sdist.getmembers() if member.isfile()}


def contents_of(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as opened:
        return {name: opened.read(name) for name in opened.namelist()}


@pytest.fixture(scope="module")
def path_with_node(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A path on which npm runs scripts, but installs nothing."""
    folder = tmp_path_factory.mktemp("path") / "bin"
    refuse = '[ "$1" = run ] || { echo "npm $* in a test" >&2; exit 1; }'
    program(folder, "npm", f'{refuse}\nexec "{shutil.which("npm")}" "$@"')
    return os.pathsep.join([str(folder), os.environ["PATH"]])


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A path without Node, and without anything else."""
    return str(tmp_path_factory.mktemp("nothing"))


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, path_with_node: str) -> dict[str, Path]:
    """The wheel and the sdist of this checkout."""
    checkout = copy_of_the_checkout(tmp_path_factory.mktemp("checkout"), modules=True)
    done = build(checkout, "sdist", "wheel", path=path_with_node)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = checkout.glob("dist/*.whl")
    (sdist,) = checkout.glob("dist/*.tar.gz")
    return {"wheel": wheel, "sdist": sdist}


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory, built: dict[str, Path]) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built["sdist"]) as sdist:
        sdist.extractall(folder, filter="data")
    (root,) = folder.iterdir()
    return root


# --- what is in them ----------------------------------------------------------------------------------------


def test_a_wheel_holds_the_package_the_bundles_and_nothing_else(built: dict[str, Path]) -> None:
    files = files_of_the_checkout()
    package = {name for name in files if name.startswith("autograd_widgets/")}
    lessons = {f"autograd_widgets/{name}" for name in files if name.startswith("notebooks/")}
    about = f"autograd_widgets-{PROJECT['version']}.dist-info"
    described = {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    assert "autograd_widgets/py.typed" in package
    assert names_in(built["wheel"]) == package | lessons | BUNDLES | described


def test_an_sdist_holds_all_that_a_build_needs(built: dict[str, Path]) -> None:
    sources = {
        name
        for name in files_of_the_checkout()
        if name.startswith(("autograd_widgets/", "js/src/")) or name in ("js/build.mjs", "js/package-lock.json")
    }
    said = {"pyproject.toml", "hatch_build.py", "hatch_readme.py", "README.md", "LICENSE", "PKG-INFO"}
    assert sources | BUNDLES | said <= names_in(built["sdist"])


def test_an_sdist_holds_all_tests_and_what_they_read(built: dict[str, Path]) -> None:
    here = ("tests/", "tools/", "js/test/", "notebooks/", "docs/", "benchmarks/")
    assert {name for name in files_of_the_checkout() if name.startswith(here)} <= names_in(built["sdist"])


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_nothing_is_packed_that_nobody_needs(built: dict[str, Path], kind: str) -> None:
    unwanted = {"node_modules", ".ci", ".git", ".github", ".venv", "dist", "__pycache__", ".built"}
    assert [name for name in sorted(names_in(built[kind])) if unwanted & set(name.split("/"))] == []


def test_a_wheel_is_for_every_machine(built: dict[str, Path]) -> None:
    assert built["wheel"].name == f"autograd_widgets-{PROJECT['version']}-py3-none-any.whl"


def test_the_metadata_is_complete(built: dict[str, Path]) -> None:
    (text,) = [text for name, text in contents_of(built["wheel"]).items() if name.endswith("/METADATA")]
    metadata: Message = email.message_from_bytes(text)
    assert (metadata["Name"], metadata["Version"]) == ("autograd-widgets", PROJECT["version"])
    assert (metadata["License-Expression"], metadata["License-File"]) == ("MIT", "LICENSE")
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["Summary"] == PROJECT["description"]
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert dict(line.split(", ") for line in metadata.get_all("Project-URL", [])) == PROJECT["urls"]
    assert {"lab", "torch", "symbolic", "dev"} <= set(metadata.get_all("Provides-Extra", []))
    needed = {line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line}
    assert needed == set(PROJECT["dependencies"])


@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_pypi_would_take_it(built: dict[str, Path], kind: str) -> None:
    check = [sys.executable, "-m", "twine", "--no-color", "check", "--strict", str(built[kind])]
    done = subprocess.run(check, capture_output=True, check=False, text=True, encoding="utf-8")
    assert (done.returncode, "PASSED" in done.stdout) == (0, True), done.stdout + done.stderr


def test_the_readme_on_pypi_leads_to_the_sources_of_this_version(built: dict[str, Path]) -> None:
    (text,) = [text for name, text in contents_of(built["wheel"]).items() if name.endswith("/METADATA")]
    metadata: Message = email.message_from_bytes(text)
    assert metadata["Description-Content-Type"] == "text/markdown"
    told, written = text.decode().partition("\n\n")[2], (ROOT / "README.md").read_text("utf-8")
    source, version = PROJECT["urls"]["Source"], f"v{PROJECT['version']}"
    leading = re.findall(r'(?:\]\(|src="|srcset="|href=")([^)"]+)', told)
    assert [link for link in leading if not link.startswith(("https://", "#"))] == []
    assert f"({source}/blob/{version}/CONTRIBUTING.md)" in told
    assert f'src="{source}/raw/{version}/docs/stepper-light.png"' in told
    assert told.count("```") == written.count("```")
    assert re.sub(re.escape(source) + r"/(blob|raw)/" + re.escape(version) + "/", "", told) == written


# --- with and without Node ----------------------------------------------------------------------------------


def test_an_sdist_builds_the_same_wheel_without_node(built: dict[str, Path], unpacked: Path, nothing: str) -> None:
    done = build(unpacked, "wheel", path=nothing)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = unpacked.glob("dist/*.whl")
    assert contents_of(wheel) == contents_of(built["wheel"])


def test_a_wheel_gives_a_widget_that_works_without_node(built: dict[str, Path], nothing: str, tmp_path: Path) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        wheel.extractall(tmp_path)
    code = """
        import autograd_widgets
        from autograd_widgets import BackpropStepper, Value
        stepper = BackpropStepper(Value(2.0) * 3, step=2)
        stepper.to_html("page.html")
        print(autograd_widgets.__file__)
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", dedent(code)],
        cwd=tmp_path,  # where -c looks first
        capture_output=True,
        check=True,
        text=True,
        env={**os.environ, "PATH": nothing},
    )
    assert Path(done.stdout.strip()) == tmp_path / "autograd_widgets" / "__init__.py"
    assert (tmp_path / "page.html").stat().st_size > 50_000


@pytest.mark.parametrize(
    "programs",
    [
        {},
        {"node": "echo v20.11.1"},
        {"npm": "exit 0"},
        {"node": "echo v18.19.0", "npm": "exit 0"},
        {"node": "echo nonsense", "npm": "exit 0"},
        {"node": "exit 1", "npm": "exit 0"},
    ],
    ids=["nothing", "node without npm", "npm without node", "an old node", "a strange node", "a broken node"],
)
def test_a_checkout_without_node_and_bundles_fails_with_one_clear_sentence(
    tmp_path: Path, programs: dict[str, str]
) -> None:
    checkout = copy_of_the_checkout(tmp_path / "checkout")
    for name, script in programs.items():
        program(tmp_path / "bin", name, script)
    done = build(checkout, "wheel", path=str(tmp_path / "bin"))
    told = [line for line in (done.stdout + done.stderr).splitlines() if line.strip() not in ("", "[wheel]")]
    assert done.returncode != 0
    assert len(told) == 1
    assert NEEDS_NODE in told[0]
    assert not (checkout / "dist").exists() or not list((checkout / "dist").iterdir())


def test_a_checkout_with_bundles_builds_without_node(tmp_path: Path, built: dict[str, Path], nothing: str) -> None:
    checkout = copy_of_the_checkout(tmp_path)
    with zipfile.ZipFile(built["wheel"]) as wheel:
        for name in BUNDLES:
            wheel.extract(name, checkout)
    done = build(checkout, "wheel", path=nothing)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = checkout.glob("dist/*.whl")
    assert names_in(built["wheel"]) <= names_in(wheel)


def test_a_mistake_in_typescript_is_told_without_a_traceback(tmp_path: Path, path_with_node: str) -> None:
    checkout = copy_of_the_checkout(tmp_path, modules=True)
    entry = checkout / "js" / "src" / "widgets" / f"{WIDGETS[0]}.tsx"
    entry.write_text(entry.read_text("utf-8") + "\nconst broken = (;\n", "utf-8")
    done = build(checkout, "wheel", path=path_with_node)
    assert done.returncode != 0
    told = done.stdout + done.stderr
    assert "`npm run --silent build` failed" in told
    assert f"{WIDGETS[0]}.tsx" in told
    assert "Traceback" not in told


def test_packages_from_npm_that_are_missing_are_installed_first(tmp_path: Path) -> None:
    checkout = copy_of_the_checkout(tmp_path / "checkout")
    program(tmp_path / "bin", "node", "echo v22.1.0")
    program(tmp_path / "bin", "npm", 'echo "npm $*"\nexit 1')
    done = build(checkout, "wheel", path=str(tmp_path / "bin"))
    assert done.returncode != 0
    assert "`npm ci --no-audit --no-fund` failed:\nnpm ci --no-audit --no-fund" in done.stdout + done.stderr
