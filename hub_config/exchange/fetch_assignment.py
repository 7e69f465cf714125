"""``nbgrader fetch_assignment``: the released lesson, in a folder of its name."""

from nbgrader.exchange import abc

from hub_config.exchange.base import LessonExchange
from hub_config.lesson_server.release import Release
from hub_config.lesson_server.site_api import SiteApi


class LessonFetchAssignment(LessonExchange, abc.ExchangeFetchAssignment):
    """Fetches a lesson; with ``--replace`` mends one that is there, and keeps its answers."""

    def init_dest(self) -> None:
        """Refuse to write over a lesson that is there already, as the stock command does."""
        if self.folder.folder.is_dir() and not self.replace_missing_files:
            self.fail(
                f"You already have a copy of the assignment in this directory: {self.folder.slug}. "
                "With --replace what is missing in it is put back, and your answers stay."
            )

    def copy_files(self) -> None:
        """Fetch and write the lesson; where there is one, mend what is missing in it."""
        folder = self.folder
        opened = folder.open(self.ask(lambda site_api: self._release(site_api, folder.slug)))
        for note in opened.notes if opened else ():
            self.log.info(note)
        self.log.info("Fetched as: %s %s", self.course, folder.slug)

    async def _release(self, site_api: SiteApi, slug: str) -> Release:
        return Release.from_reply(await site_api.lesson(slug), slug)
