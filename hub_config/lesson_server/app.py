"""The extension app: settings, the site's client, and where the handlers stand."""

import asyncio
import os
from pathlib import Path
from typing import Any

from traitlets import Unicode

from hub_config.lesson_server.site_addresses import SiteExtensionApp

HERE = Path(__file__).parent


class LessonServerApp(SiteExtensionApp):
    """Serves the lesson room at ``<base_url>lesson/<slug>``."""

    name = "lesson_server"
    extension_url = "/lesson"
    static_paths = [str(HERE / "static")]
    template_paths = [str(HERE / "templates")]

    sign_out_url = Unicode("/hub/logout", help="Where signing out leads; empty leaves the link out.").tag(
        config=True
    )

    def initialize_settings(self) -> None:
        """Make what the handlers share: one client, one feed of news, one record of starting kernels."""
        from hub_config.lesson_server.kernels import LessonKernels
        from hub_config.lesson_server.news import NewsFeed
        from hub_config.lesson_server.site_api import SiteApi

        self.site_api = SiteApi(self.lesson_api)
        self.news_feed = NewsFeed(self.site_api)
        self.kernels = LessonKernels(self.settings["session_manager"])

    def initialize_handlers(self) -> None:
        """Say which address each handler answers."""
        from hub_config.lesson_server import api, notebook_door, page, tries_api

        slug, exercise = (rf"(?P<{name}>[a-z0-9-]{{1,64}})" for name in ("slug", "exercise"))
        lesson, asked = f"lesson/{slug}", f"lesson-api/lessons/{slug}"
        self.handlers.extend(
            [
                (r"lesson/?", page.NoLessonHandler),
                (lesson, page.LessonHandler),
                (lesson + r"/pictures/(?P<name>[^/]+)", page.PictureHandler),
                (r"own-notebook", notebook_door.NotebookDoorHandler),
                (f"own-notebook/{slug}", notebook_door.NotebookDoorHandler),
                (r"lesson-api/events", api.EventsHandler),
                (r"lesson-api/news", api.NewsHandler),
                (r"lesson-api/help/taken-back", api.HelpTakenBackHandler),
                (f"{asked}/kernel", api.KernelHandler),
                (f"{asked}/check", api.CheckHandler),
                (f"{asked}/progress", api.ProgressHandler),
                (f"{asked}/exercises/{exercise}/hints", api.HintHandler),
                (f"{asked}/exercises/{exercise}/help", api.HelpHandler),
                (f"{asked}/exercises/{exercise}/model-answer", api.ModelAnswerHandler),
                (f"{asked}/exercises/{exercise}/tries", tries_api.ExerciseTriesHandler),
                (f"{asked}/own-code/tries", tries_api.OwnCodeTriesHandler),
            ]
        )

    async def _start_jupyter_server_extension(self, serverapp: Any) -> None:
        """Once the server serves: have the lesson ready that is waited for, if one is."""
        if slug := os.environ.pop("CLUBS_WARM_LESSON", ""):
            from hub_config.lesson_server.warming import warm

            self._warming = asyncio.ensure_future(
                warm(slug, Path(serverapp.root_dir), self.site_api, self.kernels)
            )

    async def stop_extension(self) -> None:
        """Let go of the site's news and client when the server stops."""
        self.news_feed.stop()
        self.site_api.close()
