"""What all of nbgrader's commands share here: the lesson's name, its folder, the site."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NoReturn

from jupyter_core.paths import jupyter_data_dir
from nbgrader.exchange import abc
from nbgrader.utils import get_username
from traitlets import Unicode, default

from hub_config.exchange.author_token import token_for
from hub_config.exchange.submissions import OwnSubmission, timestamp_of
from hub_config.lesson_server.lesson_folder import LessonFolder
from hub_config.lesson_server.refusals import Refusal
from hub_config.lesson_server.release import SLUG
from hub_config.lesson_server.site_api import SiteApi

#: The one course, as nbgrader is told of it.
COURSE = "coding-clubs"
#: How long a command waits for one reply: longer than a page may keep a child waiting.
REPLY_SECONDS = 60


class LessonExchange(abc.Exchange):
    """Base of the interfaces; ``coursedir.assignment_id`` is a lesson's slug."""

    lesson_api = Unicode(
        help="Base address of the site's lesson API: http, https or http+unix (default: CLUBS_LESSON_API)."
    ).tag(config=True)
    cache = Unicode(
        help="Where copies of what was handed in are kept (default: $JUPYTER_DATA_DIR/nbgrader_cache)."
    ).tag(config=True)

    @default("lesson_api")
    def _lesson_api_default(self) -> str:
        return os.environ.get("CLUBS_LESSON_API", "http://localhost:8000/api/lesson/v1")

    @default("cache")
    def _cache_default(self) -> str:
        return str(Path(jupyter_data_dir()) / "nbgrader_cache")

    @default("assignment_dir")
    def _assignment_dir_default(self) -> str:
        return os.environ.get("CLUBS_LESSONS_FOLDER", ".")

    @property
    def course(self) -> str:
        """What nbgrader calls the course."""
        return self.coursedir.course_id or COURSE

    @property
    def student(self) -> str:
        """What nbgrader calls this person: their name on this machine, which the site never learns."""
        return get_username()

    @property
    def folder(self) -> LessonFolder:
        """The lesson's folder, straight under the assignment folder as nbgrader has it."""
        return self.folder_of(self.coursedir.assignment_id)

    def folder_of(self, slug: str) -> LessonFolder:
        """The folder of the lesson of that slug."""
        return LessonFolder(Path(self.assignment_dir).resolve() / slug, slug)

    def feedback_file(self, slug: str, timestamp: str) -> Path:
        """Where nbgrader looks for the feedback of one submission."""
        return self.folder_of(slug).folder / "feedback" / timestamp / f"{slug}.html"

    def init_src(self) -> None:
        """Refuse a name that no lesson can have; a closing slash is no part of one."""
        self.coursedir.assignment_id = self.coursedir.assignment_id.rstrip("/")
        if not SLUG.fullmatch(self.coursedir.assignment_id):
            self.fail(f"There is no lesson called {self.coursedir.assignment_id!r}.")

    def init_dest(self) -> None:
        """Nothing to look at beforehand."""

    def check_own(self) -> None:
        """Refuse to act for another student: there is nobody here but oneself."""
        if self.coursedir.student_id not in ("", "*", self.student):
            self.fail("Only your own work can be reached here: leave --student out.")

    def fail(self, msg: str) -> NoReturn:
        """End the command with this sentence. Raises ExchangeError."""
        super().fail(msg)
        raise AssertionError(msg)  # nbgrader's own has raised

    def ask(self, call: Callable[[SiteApi], Awaitable[Any]]) -> Any:
        """Make calls of the lesson API; a refusal fails the command in its own words."""
        try:
            return asyncio.run(self._ask(call))
        except Refusal as refusal:
            self.fail(f"{refusal.message} {refusal.next_step}".strip())

    def own_submissions(self, slug: str = "") -> list[OwnSubmission]:
        """This person's newest submissions, of one lesson or of all."""

        async def call(site_api: SiteApi) -> list[OwnSubmission]:
            return [OwnSubmission.from_row(row) for row in await site_api.own_submissions(slug)]

        return self.ask(call)

    def named(self, submission: OwnSubmission) -> str:
        """When a submission was stored, written as nbgrader names submissions by."""
        return timestamp_of(submission.stored_at, self.timezone, self.timestamp_format)

    async def _ask(self, call: Callable[[SiteApi], Awaitable[Any]]) -> Any:
        site_api = SiteApi(self.lesson_api, token_for(self.lesson_api), REPLY_SECONDS)
        try:
            return await call(site_api)
        finally:
            site_api.close()
