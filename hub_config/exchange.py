"""nbgrader's exchange over the site's lesson API, so that its stock commands work.

In an ``nbgrader_config.py``::

    c.ExchangeFactory.exchange = "hub_config.exchange.LessonExchange"
    c.ExchangeFactory.fetch_assignment = "hub_config.exchange.LessonFetchAssignment"
    c.ExchangeFactory.submit = "hub_config.exchange.LessonSubmit"

Then ``nbgrader fetch_assignment <lesson>`` and ``nbgrader submit <lesson>`` run inside a
child's server. There is one course, and who the learner is the relay says: neither a
course's name nor a student's is asked.
"""

import asyncio
import os
import uuid
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from traitlets import Unicode, default

from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.refusals import Refusal
from hub_config.lesson_server.release import SLUG, Release
from hub_config.lesson_server.site_api import SiteApi


class LessonExchange(abc.Exchange):
    """What fetching and submitting share: the lesson's name, its folder, the site."""

    lesson_api = Unicode(
        help="Base address of the site's lesson API, plain http or http+unix (default: CLUBS_LESSON_API)."
    ).tag(config=True)

    @default("lesson_api")
    def _lesson_api_default(self) -> str:
        return os.environ.get("CLUBS_LESSON_API", "http://localhost:8000/api/lesson/v1")

    @property
    def folder(self) -> LessonFolder:
        """The lesson's folder, straight under the assignment folder as nbgrader has it."""
        slug = self.coursedir.assignment_id
        return LessonFolder(Path(self.assignment_dir).resolve() / slug, slug)

    def init_src(self) -> None:
        """Refuse a name that no lesson can have."""
        if not SLUG.fullmatch(self.coursedir.assignment_id):
            self.fail(f"There is no lesson called {self.coursedir.assignment_id!r}.")

    def ask(self, call: Callable[[SiteApi], Awaitable[Any]]) -> Any:
        """Make one call of the lesson API; a refusal fails the command in its own words."""
        try:
            return asyncio.run(self._ask(call))
        except Refusal as refusal:
            self.fail(f"{refusal.message} {refusal.next_step}".strip())

    async def _ask(self, call: Callable[[SiteApi], Awaitable[Any]]) -> Any:
        site_api = SiteApi(self.lesson_api)
        try:
            return await call(site_api)
        finally:
            site_api.close()


class LessonFetchAssignment(LessonExchange, abc.ExchangeFetchAssignment):
    """``nbgrader fetch_assignment``: the released lesson, in a folder of its name."""

    def init_dest(self) -> None:
        """Refuse to write over a lesson that is there already, as the stock command does."""
        if self.folder.folder.is_dir() and not self.replace_missing_files:
            self.fail(f"You already have a copy of the assignment in this directory: {self.folder.slug}")

    def copy_files(self) -> None:
        """Fetch and write the lesson; where there is one, mend what is missing in it."""
        folder = self.folder
        folder.open(self.ask(lambda site_api: self._release(site_api, folder.slug)))
        self.log.info("Fetched as: %s", folder.slug)

    async def _release(self, site_api: SiteApi, slug: str) -> Release:
        return Release.from_reply(await site_api.lesson(slug), slug)


class LessonSubmit(LessonExchange, abc.ExchangeSubmit):
    """``nbgrader submit``: hand the lesson's notebook in."""

    def init_dest(self) -> None:
        """Refuse a lesson that was never fetched."""
        if not self.folder.file.is_file():
            self.fail(f"Assignment not found at: {self.folder.file}")

    def copy_files(self) -> None:
        """Hand the notebook in; the site stores it and marks it by itself."""
        folder = self.folder
        try:
            notebook = folder.to_hand_in()
        except Refusal as refusal:
            self.fail(refusal.message)
        key = str(uuid.uuid4())
        stored = self.ask(lambda site_api: site_api.hand_in(folder.slug, notebook, key))
        self.log.info("Submitted as: %s %s", folder.slug, stored.get("id", ""))
