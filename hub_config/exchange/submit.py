"""``nbgrader submit``: hand the lesson's notebook in."""

import uuid
from pathlib import Path
from typing import Any

from nbgrader.exchange import abc

from hub_config.exchange.base import LessonExchange
from hub_config.exchange.submissions import Copy, keep_copy, moment, timestamp_of
from hub_config.lesson_server.refusals import Refusal, SiteAway
from hub_config.lesson_server.site_api import SiteApi


class LessonSubmit(LessonExchange, abc.ExchangeSubmit):
    """Hands in; the site stores it and marks it by itself. A lesson has no last day and one notebook."""

    def init_src(self) -> None:
        """Refuse a name that no lesson can have, and another student's."""
        super().init_src()
        self.check_own()

    def init_dest(self) -> None:
        """Refuse a lesson that was never fetched; tell of notebooks that stay behind."""
        if not self.folder.file.is_file():
            self.fail(f"Assignment not found at: {self.folder.file}")
        others = sorted(
            path.name for path in self.folder.folder.glob("*.ipynb") if path.name != self.folder.file.name
        )
        if others:
            self.log.warning(
                "Only %s is handed in. Extra notebooks stay here: %s",
                self.folder.file.name,
                ", ".join(others),
            )

    def copy_files(self) -> None:
        """Hand the notebook in, and keep a copy of what was sent."""
        folder = self.folder
        try:
            notebook = folder.to_hand_in()
        except Refusal as refusal:
            self.fail(f"{refusal.message} {refusal.next_step}".strip())
        stored_as = self.ask(lambda site_api: self._hand_in(site_api, folder.slug, notebook))
        identity, self.timestamp = stored_as
        cache = Path(self.cache) / self.course
        place = cache / f"{self.student}+{folder.slug}+{self.timestamp}"
        keep_copy(cache, Copy(place, self.student, folder.slug, self.timestamp), notebook, identity)
        self.log.info("Submitted as: %s %s %s", self.course, folder.slug, self.timestamp)

    async def _hand_in(self, site_api: SiteApi, slug: str, notebook: bytes) -> tuple[str, str]:
        """The submission's id, and when the site stored it, written as nbgrader does."""
        stored: dict[str, Any] = await site_api.hand_in(slug, notebook, str(uuid.uuid4()))
        try:
            when = timestamp_of(moment(stored["stored_at"]), self.timezone, self.timestamp_format)
            return str(stored["id"]), when
        except (KeyError, TypeError, ValueError) as problem:
            raise SiteAway from problem
