"""Binder: its steps run in a new environment, as in the image of mybinder.org, and the lessons run there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from autograd_widgets.guide import lessons
from tests.browser.jupyter import PRIVATE_DIRECTORIES
from tests.checkout import PROJECT, ROOT, copy_of_the_checkout

LESSONS = [path for path in lessons() if path.stem != "glossary"]
BINDER = ROOT / "binder"
ENVIRONMENT: dict[str, Any] = yaml.safe_load((BINDER / "environment.yml").read_text("utf-8"))
OFFLINE = re.compile("NewConnectionError|NameResolutionError|ENOTFOUND|EAI_AGAIN|ECONNREFUSED")  # pip's words, npm's
WIDGET = "application/vnd.jupyter.widget-view+json"
SETTING = """
from jupyterlab.labapp import LabApp
from jupyterlab_server.settings_utils import get_settings
from jupyter_core.paths import jupyter_path
lab = LabApp()
plugin = "@jupyter-widgets/jupyterlab-manager:plugin"
told, _ = get_settings(lab.app_settings_dir, lab.schemas_dir, "", schema_name=plugin, overrides=None,
                       labextensions_path=jupyter_path("labextensions"))
print(told["schema"]["properties"]["saveState"]["default"])
"""


@dataclass(frozen=True)
class Image:
    """What `postBuild` has left behind."""

    checkout: Path
    home: Path
    environment: dict[str, str]

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """Run a program of the image."""
        path = shutil.which(command[0], path=self.environment["PATH"])
        assert path is not None
        return subprocess.run(
            [path, *command[1:]],
            cwd=cwd or self.checkout / "notebooks",
            env=self.environment,
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
        )


def cache_of(*command: str, otherwise: Path) -> str:
    """Return the cache that a program tells of; some have it switched off."""
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    return done.stdout.strip() if done.returncode == 0 else str(otherwise)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    """A new environment in which `postBuild` has run. What pip and npm have in their caches is not downloaded again."""
    folder = tmp_path_factory.mktemp("binder")
    checkout, home = copy_of_the_checkout(folder / "checkout"), folder / "home"
    home.mkdir()
    subprocess.run([sys.executable, "-m", "venv", folder / "environment"], check=True)
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "PYTHON", "npm_"))}
    image = Image(
        checkout,
        home,
        {
            **ours,
            **{name: str(folder / name.lower()) for name in PRIVATE_DIRECTORIES},
            "HOME": str(home),
            "PATH": os.pathsep.join([str(folder / "environment" / "bin"), os.environ["PATH"]]),
            "PIP_CACHE_DIR": cache_of(sys.executable, "-m", "pip", "cache", "dir", otherwise=folder / "pip"),
            "npm_config_cache": cache_of("npm", "config", "get", "cache", otherwise=folder / "npm"),
            "JUPYTER_PREFER_ENV_PATH": "1",  # as conda's is
            "PIP_NO_COMPILE": "0",  # to pip: don't; most of it will not be imported here
        },
    )
    done = image.run(str(checkout / "binder" / "postBuild"), cwd=folder)
    told = done.stdout + done.stderr
    if done.returncode and "CI" not in os.environ and OFFLINE.search(told):
        pytest.skip("what an image is made of can't be downloaded here")
    assert done.returncode == 0, told
    return image


# --- the files ----------------------------------------------------------------------------------------------


def test_the_environment_is_python_node_and_pip_and_pyproject_says_the_rest() -> None:
    assert set(ENVIRONMENT) == {"channels", "dependencies"}
    assert ENVIRONMENT["channels"] == ["conda-forge"]
    python, node, pip = ENVIRONMENT["dependencies"]
    assert pip == "pip"
    assert f"Programming Language :: Python :: {python.removeprefix('python=')}" in PROJECT["classifiers"]
    wanted = json.loads((ROOT / "js" / "package.json").read_text("utf-8"))["engines"]["node"]
    assert node == f"nodejs{wanted}"


def test_post_build_can_be_run() -> None:
    assert os.access(BINDER / "postBuild", os.X_OK)
    assert (BINDER / "postBuild").read_bytes().startswith(b"#!/bin/bash\n")


# --- the image ----------------------------------------------------------------------------------------------


def test_the_package_is_built_from_the_checkout_with_all_its_widgets(image: Image) -> None:
    names = "BackpropStepper, DerivativeExplorer, TrainingPlayer"
    code = f"from autograd_widgets import {names}, __version__, __file__ as f; print(__version__, f)"
    version, path = image.run("python", "-c", code).stdout.split()
    assert version == PROJECT["version"]
    assert "site-packages" in path
    static = {bundle.stem for bundle in (Path(path).parent / "static").glob("*.js")}
    assert static == {"page", *(source.stem for source in (ROOT / "js" / "src" / "widgets").glob("*.tsx"))}


def test_jupyterlab_saves_widgets(image: Image) -> None:
    done = image.run("python", "-c", SETTING)
    assert done.stdout.splitlines()[-1:] == ["True"], done.stdout + done.stderr


def test_nothing_is_left_that_nobody_needs(image: Image) -> None:
    assert not (image.checkout / "js" / "node_modules").exists()
    left = {path.relative_to(image.home).as_posix() for path in image.home.rglob("*") if path.is_file()}
    assert not [name for name in left if name.startswith((".npm", ".cache/pip"))]
    assert any(name.startswith(".cache/matplotlib/fontlist") for name in left)  # which would be made at a first plot


@pytest.fixture(scope="module")
def executed(image: Image, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, str]]:
    """The lessons with what their cells gave, and what was said meanwhile."""
    folder = tmp_path_factory.mktemp("executed")

    def execute(lesson: Path) -> tuple[Path, str]:
        done = image.run("jupyter", "execute", lesson.name, f"--output={folder / lesson.name}")
        return folder / lesson.name, done.stderr

    with ThreadPoolExecutor(2) as pool:
        return dict(zip((lesson.name for lesson in LESSONS), pool.map(execute, LESSONS), strict=True))


@pytest.mark.parametrize("lesson", [lesson.name for lesson in LESSONS])
def test_a_lesson_runs_there(executed: dict[str, tuple[Path, str]], lesson: str) -> None:
    path, told = executed[lesson]
    assert path.is_file(), told
    outputs = [output for cell in nbformat.read(path, as_version=4).cells for output in cell.get("outputs", [])]
    assert any(WIDGET in output.get("data", {}) for output in outputs)
