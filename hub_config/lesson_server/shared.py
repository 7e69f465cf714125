"""What all handlers of the lesson room share."""

import asyncio
from pathlib import Path
from typing import Any

from hub_config.lesson_server.kernels import LessonKernels
from hub_config.lesson_server.news import NewsFeed
from hub_config.lesson_server.refusals import Refusal
from hub_config.lesson_server.site_api import SiteApi

#: Events on their way to the site, held so that they are not collected half-way.
_on_their_way: set[asyncio.Task[None]] = set()


class LessonMixin:
    """The home, the site and the kernels, for a handler of the extension."""

    extensionapp: Any

    @property
    def home(self) -> Path:
        """The folder that the server serves: the child's home."""
        return Path(self.extensionapp.serverapp.root_dir)

    @property
    def site_api(self) -> SiteApi:
        """The site's lesson API."""
        return self.extensionapp.site_api

    @property
    def kernels(self) -> LessonKernels:
        """The lessons' kernels."""
        return self.extensionapp.kernels

    @property
    def news_feed(self) -> NewsFeed:
        """The room's news."""
        return self.extensionapp.news_feed

    def tell_site(self, events: list[dict]) -> None:
        """Send events to the site without waiting; they are lost if it is away."""
        task = asyncio.ensure_future(_send(self.site_api, events))
        _on_their_way.add(task)
        task.add_done_callback(_on_their_way.discard)


async def _send(site_api: SiteApi, events: list[dict]) -> None:
    try:
        await site_api.record_events(events)
    except Refusal:
        # An event is a help to the volunteer, never worth disturbing the child for.
        return
