"""A real JupyterLab server, and a driver for the notebooks opened in it."""

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import nbformat
from nbformat.v4 import new_code_cell, new_notebook
from playwright.sync_api import BrowserContext, Locator, Page

from tests.browser.server import Server

SETTINGS = Path(__file__).parents[2] / "autograd_widgets" / "jupyterlab"

KERNEL = {"name": "python3", "display_name": "Python 3"}  # without it, JupyterLab asks which

PRIVATE_DIRECTORIES = (
    "IPYTHONDIR",
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
)

Theme = Literal["light", "dark"]
THEMES: dict[Theme, str] = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}

TIMEOUT = 60_000  # milliseconds, for JupyterLab to start, a notebook to open, a cell to run

APPS = ("LabApp", "JupyterNotebookApp")  # both are served

WIDGETS_ARE_SHOWN = """() => {
    const mimeType = "application/vnd.jupyter.widget-view+json";
    const cells = window.jupyterapp.shell.currentWidget.model.toJSON().cells;
    const outputs = cells.flatMap((cell) => cell.outputs ?? []);
    const expected = outputs.filter(({ data }) => data && mimeType in data);
    const shown = ".jp-OutputArea-output > :is(.jupyter-widgets, .jupyter-widgets-disconnected)";
    return document.querySelectorAll(shown).length >= expected.length;
}"""


class JupyterLab(Server):
    """A JupyterLab server of our own, with the settings that `autograd-widgets lab` gives a user.

    It also serves Notebook 7, which is a JupyterLab of another shape. Use it as a context manager. Nothing of the
    user's configuration is read or written.

    Attributes:
        root: The directory that it serves.
    """

    name = "JupyterLab"
    ready = "/api/status"

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.root = directory / "root"
        self._settings = directory / "app_settings"
        self._count = 0
        for path in (self.root, self._settings):
            path.mkdir()
        shutil.copy(SETTINGS / "overrides.json", self._settings)

    def command(self) -> list[str]:
        """Return what is run."""
        return [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            *("--ServerApp.ip=127.0.0.1", f"--ServerApp.port={self.port}"),
            *("--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.root}"),
            *("--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"),
            *(f"--{app}.expose_app_in_browser=True" for app in APPS),
            *(f"--{app}.app_settings_dir={self._settings}" for app in APPS),
        ]

    def environment(self) -> dict[str, str]:
        """Return the environment variables that keep the user's configuration out."""
        private = {name: str(self.directory / name.lower()) for name in PRIVATE_DIRECTORIES}
        return {**private, "JUPYTER_PREFER_ENV_PATH": "1"}

    def open(
        self, context: BrowserContext, source: Sequence[str] | Path, shown_in: type["Notebook"] | None = None
    ) -> "Notebook":
        """Open a notebook on a page of its own, once its kernel is ready. No cell has run yet.

        Args:
            context: The browser context that gets the page.
            source: The code cells of a new notebook, or a notebook file, which is copied.
            shown_in: What shows it; JupyterLab if not given.
        """
        self._count += 1
        if isinstance(source, Path):
            path = self.root / str(self._count) / source.name
            path.parent.mkdir()
            shutil.copy(source, path)
        else:
            path = self.root / f"notebook_{self._count}.ipynb"
            cells = [new_code_cell(text) for text in source]
            nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": KERNEL}), path)
        return (shown_in or Notebook)(self, context, path)

    def shut_down_kernels(self) -> None:
        """End all sessions, so that the next notebook starts from nothing."""
        for session in json.loads(self.request("GET", "/api/sessions")):
            self.request("DELETE", f"/api/sessions/{session['id']}")


class Notebook:
    """A notebook in JupyterLab: what a person at the page, and its kernel, can do with it.

    Attributes:
        page: The page it is on.
        path: The file it is saved in.
    """

    address = "lab/tree/{path}?reset"  # where the server shows one in JupyterLab

    def __init__(self, lab: JupyterLab, context: BrowserContext, path: Path, theme: Theme = "light") -> None:
        self.page: Page = context.new_page()
        self.path = path
        self._lab = lab
        self._context = context
        self._theme: Theme = theme
        self._open()

    def run_all(self) -> None:
        """Run all cells, to the end; a cell that fails is an `AssertionError` with its traceback."""
        self._in_panel("await app.commands.execute('notebook:run-all-cells')")
        failed = [
            "\n".join(output["traceback"])
            for cell in self._in_panel("return panel.model.toJSON().cells")
            for output in cell.get("outputs", [])
            if output["output_type"] == "error"
        ]
        assert not failed, "\n\n".join(failed)

    @property
    def cells(self) -> Locator:
        """All of its cells."""
        return self.page.locator(".jp-Notebook .jp-Cell")

    def cell(self, index: int) -> Locator:
        """Return a cell, counted from 0, or from the end if negative."""
        return self.cells.nth(index)

    def output(self, index: int) -> Locator:
        """Return the whole output of a cell, counted from 0, or from the end if negative."""
        return self.cell(index).locator(".jp-Cell-outputArea")

    def add_cell(self, code: str, *, wait: bool = True) -> Locator:
        """Add a cell at the end, run it and return its output, if need be while it is still running."""
        index: int = self._in_panel(
            """
            panel.content.activeCellIndex = panel.content.widgets.length - 1;
            await app.commands.execute('notebook:insert-cell-below');
            panel.content.activeCell.model.sharedModel.setSource(argument.code);
            const done = app.commands.execute('notebook:run-cell');
            if (argument.wait) await done;
            return panel.content.widgets.length - 1;
            """,
            {"code": code, "wait": wait},
        )
        return self.output(index)

    def evaluate(self, code: str) -> str:
        """Run code in the kernel as a cell would, but without adding one, and return its text output."""
        replies: list[dict[str, Any]] = self._in_panel(
            """
            const contents = [];
            const future = panel.sessionContext.session.kernel.requestExecute({ code: argument });
            future.onIOPub = (message) => contents.push(message.content);
            await future.done;
            return contents;
            """,
            code,
        )
        failed = ["\n".join(reply["traceback"]) for reply in replies if "traceback" in reply]
        assert not failed, failed[0]
        printed = [reply["text"] for reply in replies if reply.get("name") == "stdout"]
        results = [reply["data"]["text/plain"] for reply in replies if "text/plain" in reply.get("data", {})]
        return "".join(printed + results).strip()

    def wait_for(self, code: str, answer: str) -> None:
        """Run code in the kernel until it answers this; what a person does reaches the kernel a little later."""
        deadline = time.monotonic() + 10
        while (told := self.evaluate(code)) != answer:
            assert time.monotonic() < deadline, f"{code} gave {told}, not {answer}"

    def set_theme(self, theme: Theme) -> None:
        """Switch JupyterLab's theme, while everything stays open."""
        self._theme = theme
        self._in_panel("await app.commands.execute('apputils:change-theme', { theme: argument })", THEMES[theme])
        self.page.wait_for_function(
            "light => document.body.dataset.jpThemeLight === String(light)", arg=theme == "light"
        )

    def save(self) -> dict[str, Any]:
        """Save the notebook, widget state included, and return what is in the file."""
        self._in_panel("await panel.context.save()")
        return json.loads(self.path.read_text(encoding="utf-8"))

    def restart_kernel(self) -> None:
        """Restart the kernel, and wait until it answers."""
        self._in_panel(
            """
            await panel.sessionContext.session.kernel.restart();
            await panel.sessionContext.session.kernel.requestKernelInfo();
            """
        )

    def shut_down_kernel(self) -> None:
        """Shut the kernel down, while the notebook stays open."""
        self._in_panel("await panel.sessionContext.shutdown()")

    def reopen(self, *, kernel: Literal["same", "new", "none"]) -> "Notebook":
        """Close the page without saving, and open the file again on a new one. No cell is run.

        Args:
            kernel: The one that is still running; a new one; or none. JupyterLab shows no saved widget before
                some kernel has answered (jupyterlab_widgets 3.0 stops at "Kernel not set"), so for "none" a
                new one, which knows nothing of the widgets, is shut down as soon as they are shown.
        """
        if kernel != "same":
            self.shut_down_kernel()
        self.page.close()
        reopened = type(self)(self._lab, self._context, self.path, self._theme)
        if kernel == "none":
            reopened.page.wait_for_function(WIDGETS_ARE_SHOWN, timeout=TIMEOUT)
            reopened.shut_down_kernel()
        return reopened

    def _open(self) -> None:
        path = self.path.relative_to(self._lab.root).as_posix()
        self.page.goto(f"{self._lab.url}/{self.address.format(path=path)}")
        self.page.wait_for_function(
            "path => window.jupyterapp?.shell?.currentWidget?.context?.path === path",
            arg=path,
            timeout=TIMEOUT,
        )
        self._in_panel("await panel.sessionContext.session.kernel.info")
        self.set_theme(self._theme)

    def _in_panel(self, script: str, argument: object = None) -> Any:
        """Run JavaScript that knows `app`, the notebook's `panel` and `argument`, once they are ready."""
        return self.page.evaluate(
            f"""async (argument) => {{
                const run = async () => {{
                    const app = window.jupyterapp;
                    await app.restored;
                    const panel = app.shell.currentWidget;
                    await panel.context.ready;
                    await panel.sessionContext.ready;
                    {script}
                }};
                const late = "JupyterLab did not answer in time";
                const alarm = new Promise((_, reject) => setTimeout(reject, {TIMEOUT}, late));
                return Promise.race([run(), alarm]);
            }}""",
            argument,
        )


OpenNotebook = Callable[[Sequence[str] | Path], Notebook]  # the fixture `open_notebook`
