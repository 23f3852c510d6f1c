"""The command `autograd-widgets`, and what bug reports say."""

from __future__ import annotations

import importlib.util
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from autograd_widgets import show_versions
from autograd_widgets.cli import FOLDER, main
from tests.browser.jupyter import PRIVATE_DIRECTORIES
from tests.browser.server import free_port


def nothing(_name: str) -> None:
    return None


def run(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "autograd_widgets", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, timeout=60)


def test_help_says_all() -> None:
    done = run("--help")
    assert done.returncode == 0
    assert "lab" in done.stdout
    assert FOLDER in run("lab", "--help").stdout


def test_versions_are_told() -> None:
    assert f"numpy {np.__version__}" in show_versions().splitlines()
    assert run("--version").stdout.split() == show_versions().split()


def test_lab_opens_the_first_lesson_in_a_folder_of_its_own(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "autograd_widgets", "lab", "--port", str(port), "--no-browser"]
    private = {name: str(tmp_path / name.lower()) for name in PRIVATE_DIRECTORIES}
    log = tmp_path / "log"
    with log.open("w") as output:
        lab = subprocess.Popen(
            command,
            cwd=tmp_path,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **private},
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}/lab/tree/01_derivatives.ipynb?token="
        deadline = time.monotonic() + 60
        while address not in log.read_text("utf-8"):
            assert lab.poll() is None, log.read_text("utf-8")
            assert time.monotonic() < deadline, log.read_text("utf-8")
            time.sleep(0.1)
    finally:
        os.killpg(lab.pid, 15)
        lab.wait(20)
    assert (tmp_path / FOLDER / "01_derivatives.ipynb").is_file()
    assert f"The guide is in {tmp_path / FOLDER}" in log.read_text("utf-8")


def test_a_port_in_use_is_said_before_anything_is_copied(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = run("lab", "guide", "--port", str(taken.getsockname()[1]), cwd=tmp_path)
    assert done.returncode == 1
    assert "is in use" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "guide").touch()
    done = run("lab", "guide", cwd=tmp_path)
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "guide is a file" in done.stderr


def test_without_jupyterlab_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", nothing)
    assert main(["lab", str(tmp_path / "guide")]) == 1
    assert 'pip install "autograd-widgets[lab]"' in capsys.readouterr().err
    assert not (tmp_path / "guide").exists()
