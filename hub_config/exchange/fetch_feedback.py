"""``nbgrader fetch_feedback``: what the marker said about each submission of a lesson."""

from nbgrader.exchange import abc

from hub_config.exchange.base import LessonExchange
from hub_config.exchange.feedback_page import told_when, write_feedback
from hub_config.exchange.submissions import OwnSubmission
from hub_config.lesson_server.refusals import SiteAway
from hub_config.lesson_server.site_api import SiteApi

#: Fetched in one go, the newest first: within what the relay lets pass at once.
MOST_AT_ONCE = 20


class LessonFetchFeedback(LessonExchange, abc.ExchangeFetchFeedback):
    """Writes ``feedback/<timestamp>/<lesson>.html`` and ``.json``; waits for nothing."""

    def init_src(self) -> None:
        """Refuse a name that no lesson can have, and another student's."""
        super().init_src()
        self.check_own()

    def copy_files(self) -> None:
        """Fetch what is not here yet or was marked anew; say what is still being marked."""
        slug = self.coursedir.assignment_id
        own = self.own_submissions(slug)
        if not own:
            self.log.warning("Nothing of yours has been handed in for %s yet.", slug)
        for each in own:
            if not each.has_feedback:
                self.log.info("No feedback yet, %s: %s %s", each.words, slug, self.named(each))
        new = [each for each in own if each.has_feedback and self._not_here(each)]
        self.ask(lambda site_api: self._fetch(site_api, new[:MOST_AT_ONCE]))
        if len(new) > MOST_AT_ONCE:
            self.log.info("%d older ones are left: run this again for them.", len(new) - MOST_AT_ONCE)
        if own and not new:
            self.log.info("There is no new feedback for %s.", slug)

    async def _fetch(self, site_api: SiteApi, wanted: list[OwnSubmission]) -> None:
        for each in wanted:
            told = await site_api.submission(each.id)
            page = self.feedback_file(each.slug, self.named(each))
            try:
                write_feedback(page, told, self.named(each))
            except (KeyError, TypeError, ValueError) as problem:
                raise SiteAway from problem
            self.log.info("Fetched feedback: %s", page)

    def _not_here(self, each: OwnSubmission) -> bool:
        page = self.feedback_file(each.slug, self.named(each))
        return not page.is_file() or told_when(page) != each.marked_at
