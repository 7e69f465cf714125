"""``nbgrader release_feedback``: nothing to do, and it says so."""

from nbgrader.exchange import abc

from hub_config.exchange.base import LessonExchange


class LessonReleaseFeedback(LessonExchange, abc.ExchangeReleaseFeedback):
    """Feedback is out as soon as a submission is marked."""

    def copy_files(self) -> None:
        """Say why there is nothing to do."""
        self.log.info(
            "Nothing to do for %s: feedback is out as soon as a submission is marked. "
            "Whoever handed it in sees it at once, or with nbgrader fetch_feedback.",
            self.coursedir.assignment_id,
        )
