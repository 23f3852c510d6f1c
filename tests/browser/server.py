"""A server of our own, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Self

PATIENCE = 60  # seconds, for a server to answer


class Server:
    """A server that runs for as long as the context does, in a directory of its own.

    Subclasses say what is run. Nothing of the user's configuration is read or written.

    Attributes:
        url: Where it answers.
        directory: What it keeps is in here.
    """

    name: str
    ready: str  # an address that answers once the server is ready

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.url = f"http://127.0.0.1:{free_port()}"
        self._log = directory / "server.log"

    @property
    def port(self) -> str:
        """The port that it listens on."""
        return self.url.rpartition(":")[2]

    def command(self) -> list[str]:
        """Return what is run."""
        raise NotImplementedError

    def environment(self) -> dict[str, str]:
        """Return the environment variables that differ from those of the tests."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        with self._log.open("w") as log:
            self._process = subprocess.Popen(
                self.command(), env={**os.environ, **self.environment()}, stdout=log, stderr=log
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def request(self, method: str, path: str) -> bytes:
        """Ask the server for something."""
        request = urllib.request.Request(self.url + path, method=method)
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                self.request("GET", self.ready)
            except urllib.error.URLError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(f"{self.name} did not start:\n{self._log.read_text()}")


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]
