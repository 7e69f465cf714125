"""Notebook 7 for the files of a server, where the site says that its owner may.

Nothing of it is in a child's server until the site has said so once: neither is its code loaded nor do
its addresses exist. After that every page asks the site again. What that is worth in a server
that is the child's own stands in `docs/adr/0035-notebook-7-from-thirteen.md`.
"""

import base64
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jupyter_server.serverapp import ServerApp
from jupyter_server.utils import url_path_join
from jupyterlab_server.handlers import add_handlers
from jupyterlab_server.settings_handler import SettingsHandler
from jupyterlab_server.themes_handler import ThemesHandler
from jupyterlab_server.translations_handler import TranslationsHandler
from jupyterlab_server.workspaces_handler import WorkspacesHandler
from notebook.app import FileHandler, JupyterNotebookApp, NotebookBaseHandler, NotebookHandler, TreeHandler
from traitlets import default

from hub_config.lesson_server.refusals import Refusal

#: Of JupyterLab's own addresses these alone: no lab page, no list of extensions to add, none added.
KEPT_OF_LAB = (SettingsHandler, ThemesHandler, TranslationsHandler, WorkspacesHandler)
DOOR = "notebook_door"
SETTINGS = Path(__file__).parent / "notebook_settings"
#: The first thing that runs in a page. Notebook's renderer of scripts that a cell prints cannot be left out:
#: it would pass them to `eval`, which is gone. A page shows what a program does; no program runs in it.
FIRST = "delete self.eval;"
FIRST_ALLOWED = f"'sha256-{base64.b64encode(hashlib.sha256(FIRST.encode()).digest()).decode()}'"
#: Parts of the page that would lead to what is switched off here.
LEFT_OUT = (
    "@jupyter-notebook/console-extension",
    "@jupyter-notebook/terminal-extension",
    "@jupyterlab/console-extension",
    "@jupyterlab/debugger-extension",
    "@jupyterlab/extensionmanager-extension",
    "@jupyterlab/lsp-extension",
    "@jupyterlab/terminal-extension",
)


@dataclass(frozen=True)
class Door:
    """How a page asks the site whether it may be shown, a Refusal for no; and where a no is put in words."""

    ask: Callable[[], Awaitable[object]]
    path: str


class AskedEachTime(NotebookBaseHandler):
    """A page of Notebook 7 that is shown when the site says yes, now; else the visitor goes to the door."""

    @property
    def content_security_policy(self) -> str:
        """This origin alone, and of its scripts Notebook's own: no file of the home is one, nor a worker.

        The page compiles the schemas of its settings with `Function`, hence `unsafe-eval`.
        """
        host = self.request.host
        scripts = f"{host}{url_path_join(self.base_url, 'static', 'notebook')}/"
        return "; ".join(
            [
                "default-src 'none'",
                f"script-src {FIRST_ALLOWED} {scripts} 'unsafe-eval'",
                "style-src 'self' 'unsafe-inline'",
                "img-src 'self' data: blob:",
                "font-src 'self' data:",
                "media-src 'self' data: blob:",
                "worker-src 'none'",
                f"connect-src 'self' data: ws://{host} wss://{host}",
                "base-uri 'none'",
                "form-action 'self'",
                "frame-ancestors 'none'",
            ]
        )

    async def prepare(self, **how: Any) -> None:
        """Ask; the door says why not, in words."""
        await super().prepare(**how)
        if self._finished or self.current_user is None:
            return
        self.set_header("Cache-Control", "no-store")
        self.set_header("Referrer-Policy", "same-origin")
        door: Door = self.settings[DOOR]
        try:
            await door.ask()
        except Refusal:
            self.redirect(url_path_join(self.base_url, door.path))

    def render_template(self, name: str, **shown: Any) -> str:
        """Notebook's page, with `FIRST` before all else."""
        return super().render_template(name, **shown).replace("<head>", f"<head><script>{FIRST}</script>", 1)

    def get_page_config(self) -> dict[str, Any]:
        """Notebook's own, without what is switched off, and without a token: the cookie is enough."""
        page_config = super().get_page_config() | {"token": ""}
        page_config["disabledExtensions"] = [*(page_config.get("disabledExtensions") or []), *LEFT_OUT]
        return page_config


class FilesPage(AskedEachTime, TreeHandler):
    """The folders."""


class NotebookPage(AskedEachTime, NotebookHandler):
    """One notebook."""


class TextPage(AskedEachTime, FileHandler):
    """One text file."""


class NotebookSevenApp(JupyterNotebookApp):
    """Notebook 7 with three pages, no terminal, no console, and no extension but its own parts."""

    @default("app_settings_dir")
    def _default_app_settings_dir(self) -> str:
        # Takes the entries of the menus away that would lead to what is not here.
        return str(SETTINGS)

    @default("custom_css")
    def _custom_css_default(self) -> bool:
        return False

    def initialize_handlers(self) -> None:
        """Say which address each handler answers; Notebook's own table has more than we offer."""
        self.extra_labextensions_path = self.labextensions_path = []
        of_lab: list[Any] = []
        add_handlers(of_lab, self)
        self.handlers.extend(
            [
                ("/tree(.*)", FilesPage),
                ("/notebooks(.*)", NotebookPage),
                ("/edit(.*)", TextPage),
                *(row for row in of_lab if issubclass(row[1], KEPT_OF_LAB)),
            ]
        )


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    return [{"module": __name__, "app": NotebookSevenApp}]


def load_into(server: ServerApp, door: Door) -> None:
    """Give a running server the addresses of Notebook 7; nothing happens where it has them already."""
    server.web_app.settings[DOOR] = door
    extensions = server.extension_manager
    if __name__ not in extensions.extensions:
        extensions.add_extension(__name__, enabled=True)
        extensions.link_extension(__name__)
        extensions.load_extension(__name__)
