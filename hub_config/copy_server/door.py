"""The door to the one copy that a server is for: the site is asked for it, and Notebook 7 opens it."""

from pathlib import Path
from typing import Any, cast

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerJinjaMixin, ExtensionHandlerMixin
from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_escape, url_path_join
from tornado import web

from hub_config.copy_server.app import CopyServerApp
from hub_config.copy_server.laid_down import Copy, lay_down
from hub_config.lesson_server.refusals import Refusal


class CopyPage(ExtensionHandlerJinjaMixin, ExtensionHandlerMixin, JupyterHandler):
    """A page of words, without a script."""

    auth_resource = "contents"

    @property
    def _app(self) -> CopyServerApp:
        return cast(CopyServerApp, self.extensionapp)

    @property
    def content_security_policy(self) -> str:
        """Nothing but the page's own words and style."""
        return "; ".join(
            [
                "default-src 'none'",
                "style-src 'unsafe-inline'",
                "base-uri 'none'",
                "form-action 'none'",
                "frame-ancestors 'none'",
            ]
        )

    @property
    def home(self) -> Path:
        """The folder that the server serves."""
        return Path(cast(ServerApp, self._app.serverapp).root_dir)

    def say(self, message: str, next_step: str, status: int) -> None:
        """Answer in words, with a way back to the site."""
        self.set_status(status)
        page: dict[str, Any] = {
            "message": message,
            "next_step": next_step,
            "site_url": self._app.site_url,
        }
        self.finish(self.render_template("no_copy.html", **page))


class AnotherCopy(Refusal):
    """An address of a copy that this server was not started for."""

    status = 404
    code = "no_copy"
    message = "This copy is not in this window, or is closed."
    next_step = "Take a new one on the site: from the board, or among the lessons of the CMS."


class CopyDoorHandler(CopyPage):
    """Leads to the copy in Notebook 7."""

    @web.authenticated
    @authorized
    async def get(self, identity: str) -> None:
        """Fetch the copy where it is not here yet, and go to it; or say why not."""
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "no-referrer")
        path = f"{identity}/notebook.ipynb"
        try:
            if await self._app.site_api.open_copy() != identity:
                raise AnotherCopy
            if not (self.home / path).is_file():
                reply = await self._app.site_api.copy(identity)
                lay_down(Copy.from_reply(reply), self.home, identity)
        except Refusal as refusal:
            self.say(refusal.message, refusal.next_step, refusal.status)
            return
        self.redirect(url_path_join(self.base_url, "notebooks", url_escape(path)))


class NoCopyHandler(CopyPage):
    """Where a page of Notebook goes that may not be shown, and the server's bare address."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """The list of files while a copy is open, else words."""
        self.set_header("Cache-Control", "no-store")
        try:
            await self._app.site_api.open_copy()
        except Refusal as refusal:
            self.say(refusal.message, refusal.next_step, refusal.status)
            return
        self.redirect(url_path_join(self.base_url, "tree"))
