"""The news of a child's room: followed once at the site, passed on to every window that is open.

The relay lets a child hold few streams open; so all windows share one. It is held for as
long as a window listens and a little longer, since a page that loads again is back in a moment.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hub_config.lesson_server.refusals import Refusal
from hub_config.lesson_server.site_api import SiteApi

News = dict[str, Any]

FIRST_WAIT_SECONDS = 1.0
LONGEST_WAIT_SECONDS = 30.0
# How long the stream is held when the last window has gone.
LINGER_SECONDS = 60.0


class NewsFeed:
    """Follows the site's news while somebody listens; one that breaks off begins again, ever less often."""

    def __init__(self, site_api: SiteApi) -> None:
        self._site_api = site_api
        self._listening: set[asyncio.Queue[News]] = set()
        self._following: asyncio.Task[None] | None = None
        self._latest: News | None = None
        self._seen = ""

    @contextmanager
    def listen(self) -> Iterator[asyncio.Queue[News]]:
        """A queue of the news as they come, the last known first."""
        heard: asyncio.Queue[News] = asyncio.Queue()
        if self._following is None or self._following.done():
            self._latest, self._seen = None, ""
            self._following = asyncio.ensure_future(self._follow())
        elif self._latest is not None:
            heard.put_nowait(self._latest)
        self._listening.add(heard)
        try:
            yield heard
        finally:
            self._listening.discard(heard)
            asyncio.get_running_loop().call_later(LINGER_SECONDS, self._leave_off)

    def stop(self) -> None:
        """Follow no more."""
        if self._following is not None:
            self._following.cancel()

    def _leave_off(self) -> None:
        if not self._listening:
            self.stop()

    async def _follow(self) -> None:
        wait = FIRST_WAIT_SECONDS
        while True:
            try:
                async for identity, news in self._site_api.news_events(self._seen):
                    wait = FIRST_WAIT_SECONDS
                    self._tell(identity, news)
            except Refusal:
                # The site is away, or knows this child no longer: nothing to tell, perhaps later.
                pass
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT_SECONDS)

    def _tell(self, identity: str, news: News) -> None:
        self._seen, self._latest = identity, news
        for heard in self._listening:
            heard.put_nowait(news)
