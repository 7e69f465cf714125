"""The extension app: settings, the site's client, and the door to each copy."""

from pathlib import Path
from typing import Any

from hub_config.lesson_server.site_addresses import SiteExtensionApp

HERE = Path(__file__).parent
IDENTITY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"  # of a copy, a UUID


class CopyServerApp(SiteExtensionApp):
    """Serves copies of notebooks at ``<base_url>copy/<id>``, by way of Notebook 7."""

    name = "copy_server"
    extension_url = "/copy"
    template_paths = [str(HERE / "templates")]

    def initialize_settings(self) -> None:
        """Make the one client of the site."""
        from hub_config.lesson_server.site_api import SiteApi

        self.site_api = SiteApi(self.lesson_api)

    def initialize_handlers(self) -> None:
        """Say which address each handler answers."""
        from hub_config.copy_server import door

        self.handlers.extend(
            [(r"copy/?", door.NoCopyHandler), (rf"copy/(?P<identity>{IDENTITY})", door.CopyDoorHandler)]
        )

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Have Notebook 7 loaded before anybody comes: the server is for nothing else."""
        from hub_config.lesson_server import notebook_seven

        notebook_seven.load_into(serverapp, notebook_seven.Door(self.site_api.open_copy, "copy"))

    async def stop_extension(self) -> None:
        """Let go of the site's client when the server stops."""
        self.site_api.close()
