"""What a release says of itself, in all the places where it says it: addresses, versions, workflows, documents."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from autograd_widgets import ops
from tests.checkout import PROJECT, ROOT, files_of_the_checkout

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"]
SOURCE: str = PROJECT["urls"]["Source"]
OWNER, NAME = SOURCE.split("/")[-2:]
README = (ROOT / "README.md").read_text("utf-8")


def loaded(path: Path) -> dict[str, Any]:
    """Read YAML as GitHub does: `on` is a name."""
    told = yaml.safe_load(path.read_text("utf-8"))
    return {"on" if name is True else name: value for name, value in told.items()}


def steps_of(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job.get("steps", [])]


# --- the checkout -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {"PATH": ""},
        {"GIT_TEST_ASSUME_DIFFERENT_OWNER": "1", "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull},
    ],
    ids=["there is no git", "git refuses a folder that is somebody else's"],
)
def test_tests_of_the_checkout_are_skipped_where_git_cannot_read_it(environment: dict[str, str]) -> None:
    command = [sys.executable, "-c", "import tests.checkout"]
    changed = {**os.environ, **environment}
    done = subprocess.run(command, cwd=ROOT, env=changed, capture_output=True, check=False, text=True)
    assert "Skipped: git can't tell what is in the checkout" in done.stderr


# --- addresses and versions ---------------------------------------------------------------------------------


def test_all_addresses_are_made_from_the_source() -> None:
    assert PROJECT["urls"] == {
        "Source": SOURCE,
        "Documentation": f"https://{OWNER}.github.io/{NAME}/",
        "Changelog": f"{SOURCE}/blob/main/CHANGELOG.md",
        "Issues": f"{SOURCE}/issues",
    }


def test_no_file_names_another_address() -> None:
    address = re.compile(rf"(?:github\.com/|/gh/|/github/)([\w.-]+/{NAME})\b|([\w-]+)\.github\.io/{NAME}\b")
    stale: list[str] = []
    for name in files_of_the_checkout():
        if name.endswith((".md", ".toml", ".cff", ".ipynb", ".yml", ".py", ".ts", ".tsx", ".html")):
            found = address.finditer((ROOT / name).read_text("utf-8"))
            stale += [f"{name}: {told[0]}" for told in found if (told[1] or f"{told[2]}/{NAME}") != f"{OWNER}/{NAME}"]
    assert stale == []


def test_the_version_is_the_same_wherever_it_is_told() -> None:
    version = PROJECT["version"]
    assert loaded(ROOT / "CITATION.cff")["version"] == version
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version


def test_each_python_that_is_named_is_tested() -> None:
    named = [line.split(" :: ")[2] for line in PROJECT["classifiers"] if re.search(r"Python :: 3\.\d", line)]
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]
    assert PROJECT["requires-python"] == f">={named[0]}"
    assert tool["ruff"]["target-version"] == f"py{named[0].replace('.', '')}"
    assert tool["pyright"]["pythonVersion"] == named[0]
    assert loaded(ROOT / ".github/workflows/tests.yml")["jobs"]["all"]["strategy"]["matrix"]["python"] == named


def test_the_citation_agrees_with_the_package() -> None:
    citation = loaded(ROOT / "CITATION.cff")
    assert citation["cff-version"] == "1.2.0"
    assert (citation["title"], citation["type"], citation["license"]) == (NAME, "software", PROJECT["license"])
    assert (citation["repository-code"], citation["url"]) == (SOURCE, PROJECT["urls"]["Documentation"])
    assert citation["message"]
    assert citation["authors"]


# --- workflows ----------------------------------------------------------------------------------------------

every_workflow = pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)


@every_workflow
def test_every_action_is_of_a_fixed_version(path: Path) -> None:
    workflow = loaded(path)
    used = [step["uses"] for step in steps_of(workflow) if "uses" in step]
    assert used
    for name in used:  # GitHub's own are followed within a major version, others are not
        version = r"v\d+" if name.startswith("actions/") else r"v\d+\.\d+\.\d+"
        assert re.fullmatch(rf"[\w-]+/[\w-]+@{version}", name), name
    for job in workflow["jobs"].values():
        assert (ROOT / job.get("uses", "README.md")).is_file()


@every_workflow
def test_a_job_does_what_there_is_to_do_and_ends(path: Path) -> None:
    workflow = loaded(path)
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for step in steps_of(workflow):
        assert ("uses" in step) != ("run" in step)
        assert set(re.findall(r"\bmake ([a-z-]+)", step.get("run", ""))) <= targets
        for tests in re.findall(r"\btests/\w+", step.get("run", "")):
            assert (ROOT / tests).is_dir()
    for job in workflow["jobs"].values():
        assert "uses" in job or job["timeout-minutes"] <= 90
        needs = job.get("needs", [])
        assert set([needs] if isinstance(needs, str) else needs) <= set(workflow["jobs"])


def test_tests_run_on_main_on_requests_and_before_a_release() -> None:
    triggers = loaded(ROOT / ".github/workflows/tests.yml")["on"]
    assert triggers["push"] == {"branches": ["main"]}
    assert {"pull_request", "workflow_call"} <= set(triggers)


def test_a_tag_alone_publishes_and_only_what_has_passed() -> None:
    publish = loaded(ROOT / ".github/workflows/publish.yml")
    assert publish["on"] == {"push": {"tags": ["v*"]}}
    jobs = publish["jobs"]
    assert set(jobs["pypi"]["needs"]) == {"tests", "packages", "site"}
    assert jobs["pages"]["needs"] == "pypi"
    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"


@every_workflow
def test_a_workflow_may_read_and_only_what_publishes_may_write(path: Path) -> None:
    workflow = loaded(path)
    assert workflow["permissions"] == {"contents": "read"}
    more = {name: job["permissions"] for name, job in workflow["jobs"].items() if "permissions" in job}
    allowed = {"pypi": {"id-token": "write"}, "pages": {"pages": "write", "id-token": "write"}}
    assert more == (allowed if path.stem == "publish" else {})
    assert "secrets." not in path.read_text("utf-8")


# --- documents ----------------------------------------------------------------------------------------------


def links_in(text: str) -> list[str]:
    prose = re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r'(?:\]\(|\b(?:src|srcset|href)=")([^)"\s]+)', prose)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_relative_link_leads_to_a_file_of_the_checkout(name: str) -> None:
    text, files = (ROOT / name).read_text("utf-8"), set(files_of_the_checkout())
    titles = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    anchors = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
    for link in links_in(text):
        if link.startswith("#"):
            assert link[1:] in anchors
        elif not link.startswith("https://"):
            assert link.partition("#")[0] in files


def test_the_readme_names_every_notebook() -> None:
    notebooks = {name for name in files_of_the_checkout() if re.fullmatch(r"notebooks/\w+\.ipynb", name)}
    assert notebooks <= set(links_in(README))


def test_every_picture_of_the_readme_says_what_is_on_it() -> None:
    pictures = re.findall(r"<img [^>]*>|!\[[^\]]*\]", README)
    said = [re.search(r'alt="([^"]+)"|!\[([^\]]+)\]', picture) for picture in pictures]
    assert len(said) >= 6
    assert None not in said


def test_the_lines_of_each_engine_are_as_the_readme_counts_them() -> None:
    import micrograd.engine
    import ngrad.engine

    def lines(*paths: Path) -> int:
        return sum(len(path.read_text("utf-8").splitlines()) for path in paths)

    row = re.search(r"\| to read.* \| ([\d,]+), half of them its (\d+) operations \| (\d+) \| (\d+) \|", README)
    assert row is not None
    engine = ROOT / "autograd_widgets" / "engine"
    ours, table = lines(*engine.rglob("*.py")), lines(*(engine / "ops").rglob("*.py"))
    assert abs(ours - int(row[1].replace(",", ""))) < 500
    assert 0.4 < table / ours < 0.6
    assert int(row[2]) <= len([name for name in dir(ops) if not name.startswith("_")])
    assert (int(row[3]), int(row[4])) == (lines(Path(micrograd.engine.__file__)), lines(Path(ngrad.engine.__file__)))
