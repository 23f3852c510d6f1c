"""What must never happen on a page: a request to another machine, or an error."""

import re
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Route, WebSocket

ELSEWHERE = re.compile(r"^(https?|wss?)://(?!(127\.0\.0\.1|localhost)[:/])")

HOST_ERRORS = re.compile(
    # JupyterLab's own: a kernel was restarted or shut down before it had answered
    r"Canceled future for \w+ message before replies were done"
    # Notebook 7's own: it lacks a setting, and a command of JupyterLab's, if that was open before on the same server
    r"|(reading 'schema'\)|'filebrowser:open-path' not registered\.)\s+at .*/static/notebook/"
)


@dataclass
class PageWatch:
    """Aborts and notes every request of a browser context that leaves this machine, and notes its errors.

    Attributes:
        requests: Addresses on other machines that were asked for; each request was aborted.
        page_errors: Exceptions that nobody caught, the hosts' own aside.
        console_errors: What was written with `console.error`, failed requests included.
    """

    context: BrowserContext
    requests: list[str] = field(default_factory=list)
    page_errors: list[str] = field(default_factory=list)
    console_errors: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.route(ELSEWHERE, self._abort)
        self.context.on("page", self._watch)
        for page in self.context.pages:
            self._watch(page)

    def _abort(self, route: Route) -> None:
        self.requests.append(route.request.url)
        route.abort()

    def _watch(self, page: Page) -> None:
        page.on("websocket", self._note_socket)
        page.on("pageerror", self._note_error)
        page.on("console", self._note_console)

    def _note_socket(self, socket: WebSocket) -> None:
        if ELSEWHERE.match(socket.url):
            self.requests.append(socket.url)

    def _note_error(self, error: Error) -> None:
        told = error.stack or error.message
        if not HOST_ERRORS.search(told):
            self.page_errors.append(told)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.console_errors.append(message.text)
