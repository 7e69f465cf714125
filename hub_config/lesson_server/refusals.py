"""What the child is told when something cannot be done, and why."""

from typing import Any

#: The longest sentence of the site's that is passed on, in characters.
LONGEST_SENTENCE = 500


class Refusal(Exception):
    """A refusal: an HTTP status, a reason code, a sentence and a next step."""

    status = 400
    code = "refused"
    message = "That did not work."
    next_step = "Try again in a minute."

    def as_json(self) -> dict[str, str]:
        """The refusal as the room reads it."""
        return {"code": self.code, "message": self.message, "next_step": self.next_step}


class SiteAway(Refusal):
    """The site cannot be reached, or answers with something we cannot read."""

    status = 503
    code = "site_away"
    message = "Your work is saved here. We could not reach the checker."
    next_step = "Try again in a minute."


class SiteRefused(Refusal):
    """The site answered, with a refusal of its own."""

    def __init__(self, status: int, code: str, message: str, next_step: str) -> None:
        super().__init__(code)
        self.status, self.code = status, code
        self.message, self.next_step = message, next_step

    @classmethod
    def from_reply(cls, status: int, body: dict[str, Any]) -> "SiteRefused":
        """Read the site's JSON; what is missing or too long is put in our own words."""
        words = [body.get(key) for key in ("code", "message", "next_step")]
        code, message, next_step = (
            word if isinstance(word, str) and len(word) <= LONGEST_SENTENCE else "" for word in words
        )
        return cls(status, code or "refused", message or cls.message, next_step)


class LessonUnreadable(Refusal):
    """The lesson's file on disk is not a notebook any more."""

    status = 422
    code = "lesson_unreadable"
    message = "We could not read your lesson's file."
    next_step = "Load this page again and we will mend it."


class LessonTooLarge(Refusal):
    """The notebook is larger than the site takes."""

    status = 413
    code = "lesson_too_large"
    message = "Your program is too big to check."
    next_step = "Make it shorter, then check again."


class NotUnderstood(Refusal):
    """The page asked for something we do not know."""

    status = 400
    code = "not_understood"
    message = "We did not understand that."
    next_step = "Load this page again."
