"""The command `autograd-widgets`, and what bug reports say."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

import autograd_widgets
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
    for command, named in {"lab": [FOLDER, "--port", "--no-browser"], "export": ["--output", "--execute"]}.items():
        told = run(command, "--help").stdout
        assert f"{command} " in done.stdout
        assert [name for name in named if name not in told] == []
        assert f"examples:\n  autograd-widgets {command}" in told


def test_without_a_command_it_says_which_there_are() -> None:
    done = run()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == run("--help").stdout


def test_versions_are_told_one_a_line() -> None:
    assert f"numpy {np.__version__}" in show_versions().splitlines()
    assert run("--version").stdout.splitlines() == show_versions().splitlines()
    assert f"autograd-widgets {autograd_widgets.__version__}" in show_versions().splitlines()


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["nonsense"], 2, "invalid choice: 'nonsense'"),
        (["lab", "--port", "70000"], 2, "a port is a whole number from 1 to 65535, not 70000"),
        (["lab", "--port", "one"], 2, "a port is a whole number from 1 to 65535, not one"),
        (["lab", "file/guide"], 1, "file/guide can't be used: not a directory."),
        (["export", "nothing.ipynb"], 1, "there is no file or folder nothing.ipynb."),
    ],
)
def test_what_is_wrong_is_said_in_a_line(tmp_path: Path, arguments: list[str], code: int, told: str) -> None:
    (tmp_path / "file").touch()
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == code
    assert told in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


class Lab:
    """`autograd-widgets lab` in a folder, as a terminal runs it."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        command = [sys.executable, "-m", "autograd_widgets", "lab", "--port", str(self.port), "--no-browser"]
        private = {name: str(folder / name.lower()) for name in PRIVATE_DIRECTORIES}
        self.keyboard, terminal = os.openpty()
        self._log = folder / "log"
        with self._log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=terminal,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **private},
                start_new_session=True,
            )
        os.close(terminal)

    def wait_for(self, told: str) -> None:
        """Wait until it has said something."""
        deadline = time.monotonic() + 60
        while told not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)

    @property
    def said(self) -> str:
        return self._log.read_text("utf-8")

    def is_gone(self) -> bool:
        """Tell whether nothing that it has started is left."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def end(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.keyboard)


@pytest.fixture
def lab(tmp_path: Path) -> Iterator[Lab]:
    """The command, once its server has told its address."""
    running = Lab(tmp_path)
    try:
        running.wait_for(f"http://127.0.0.1:{running.port}/lab/tree/01_derivatives.ipynb?token=")
        yield running
    finally:
        running.end()


def test_lab_opens_the_first_lesson_in_a_folder_of_its_own_and_is_killed_with_its_server(
    lab: Lab, tmp_path: Path
) -> None:
    assert (tmp_path / FOLDER / "01_derivatives.ipynb").is_file()
    assert f"The guide is in {tmp_path / FOLDER}" in lab.said
    lab.process.terminate()  # it alone is told
    lab.process.wait(30)
    assert lab.is_gone()
    assert "Traceback" not in lab.said


def test_ctrl_c_asks_whether_lab_should_end_and_ends_it_with_its_server(lab: Lab) -> None:
    os.killpg(lab.process.pid, signal.SIGINT)  # a terminal tells all
    lab.wait_for("Shut down this Jupyter server")
    os.write(lab.keyboard, b"y\n")
    lab.process.wait(30)
    assert lab.is_gone()
    assert "Traceback" not in lab.said


def run_instead_of_jupyterlab(monkeypatch: pytest.MonkeyPatch, code: str, number: signal.Signals | None = None) -> None:
    """Let Python code run in JupyterLab's place, and a signal come as soon as it has been started."""
    start = subprocess.Popen

    def start_instead(_command: object, env: dict[str, str]) -> subprocess.Popen[bytes]:
        program = start([sys.executable, "-c", code], env=env)
        if number is not None:
            signal.raise_signal(number)
        return program

    monkeypatch.setattr(subprocess, "Popen", start_instead)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_while_jupyterlab_starts_ends_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    heard: list[int] = []

    def hear(number: int, _: object) -> None:
        heard.append(number)

    run_instead_of_jupyterlab(monkeypatch, "import time; time.sleep(20)", number)
    before = signal.signal(number, hear)
    try:
        assert main(["lab", str(tmp_path)]) == 128 + signal.SIGTERM
        assert heard == []
        signal.raise_signal(number)
        assert heard == [number]
    finally:
        signal.signal(number, before)


def test_a_port_that_a_server_has_just_left_is_free(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)) as visitor:
            listener.accept()[0].close()  # who closes first has to remember the connection for a minute
            assert visitor.recv(1) == b""
    run_instead_of_jupyterlab(monkeypatch, "pass")
    assert main(["lab", str(tmp_path), "--port", str(port)]) == 0


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
