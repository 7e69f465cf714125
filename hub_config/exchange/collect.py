"""``nbgrader collect``: an author's own trial submissions, to look at with nbgrader's other commands."""

from pathlib import Path
from typing import Any

from nbgrader.exchange import abc
from nbgrader.utils import parse_utc

from hub_config.exchange.base import LessonExchange
from hub_config.exchange.submissions import OwnSubmission
from hub_config.lesson_server.refusals import SiteAway
from hub_config.lesson_server.site_api import SiteApi

ONLY_YOURS = (
    "Only your own trials are collected. Children's work never leaves the site by this way: "
    "two people must agree to an export."
)


class LessonCollect(LessonExchange, abc.ExchangeCollect):
    """Writes the newest own submission to ``submitted/``; ``--update`` replaces an older one."""

    def init_src(self) -> None:
        """Refuse a name that no lesson can have, and another student's; say whose work this is."""
        super().init_src()
        self.log.info(ONLY_YOURS)
        self.check_own()

    def init_dest(self) -> None:
        """Where nbgrader keeps what it collects."""
        slug = self.coursedir.assignment_id
        self.dest = Path(self.coursedir.format_path(self.coursedir.submitted_directory, self.student, slug))

    def copy_files(self) -> None:
        """Collect the newest submission, unless it is here."""
        slug = self.coursedir.assignment_id
        own = self.own_submissions(slug)
        if not own:
            self.log.warning("You have no submission of %s to collect.", slug)
            return
        newest = max(own, key=lambda each: each.stored_at)
        if self.dest.is_dir() and not self._replaces(self.named(newest)):
            return
        notebook = self.ask(lambda site_api: self._notebook(site_api, newest))
        self.dest.mkdir(parents=True, exist_ok=True)
        (self.dest / f"{slug}.ipynb").write_text(notebook, encoding="utf-8")
        (self.dest / "timestamp.txt").write_text(self.named(newest), encoding="utf-8")
        self.log.info("Collected submission: %s %s %s", self.student, slug, self.named(newest))

    def _replaces(self, timestamp: str) -> bool:
        """Whether what was handed in then takes the place of what lies here."""
        if not self.update:
            self.log.info("Submission already exists, use --update to update: %s", self.dest)
            return False
        here = self.coursedir.get_existing_timestamp(str(self.dest))
        if here is not None and parse_utc(timestamp) <= here:
            self.log.info("No newer submission to collect: %s", self.dest)
            return False
        return True

    async def _notebook(self, site_api: SiteApi, submission: OwnSubmission) -> str:
        told: dict[str, Any] = await site_api.own_notebook(submission.id)
        notebook = told.get("notebook")
        if not isinstance(notebook, str):
            raise SiteAway
        return notebook
