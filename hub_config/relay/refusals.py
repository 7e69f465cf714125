"""Every "no" of the relay: a status, a code for programs, a sentence and a next step for people."""

import json
from collections.abc import Mapping

TRY_AGAIN = "Wait a moment, then try again."
BACK_TO_LESSON = "Go back to your lesson and try again."
TELL_HELPER = "Tell a helper, and show them this message."

# code -> (status, message, next step)
REFUSALS: Mapping[str, tuple[int, str, str]] = {
    "not_readable": (400, "That message was not put together properly.", BACK_TO_LESSON),
    "doubtful_framing": (400, "That message does not say clearly where it ends.", BACK_TO_LESSON),
    "doubtful_path": (400, "That address is written in a way a lesson never uses.", BACK_TO_LESSON),
    "doubtful_header": (400, "Part of that message is written in a way a lesson never uses.", BACK_TO_LESSON),
    "not_listed": (403, "A lesson cannot ask for that.", BACK_TO_LESSON),
    "another_learner": (403, "A lesson can only speak for its own learner.", BACK_TO_LESSON),
    "length_needed": (411, "That message does not say how long it is.", BACK_TO_LESSON),
    "too_large": (413, "That is too big to send.", "Clear the output of your programs, then try again."),
    "wrong_kind": (415, "That is not a kind of file a lesson sends.", BACK_TO_LESSON),
    "too_often": (429, "That was a lot of tries very quickly.", TRY_AGAIN),
    "too_many_at_once": (429, "Too many things are happening at once.", TRY_AGAIN),
    "too_slow": (408, "That message took too long to arrive.", TRY_AGAIN),
    "not_reachable": (502, "We cannot reach your lessons just now.", TRY_AGAIN),
    "unexpected_answer": (502, "Your lessons gave an answer we did not expect.", TELL_HELPER),
    "no_answer": (504, "Your lessons are taking too long to answer.", TRY_AGAIN),
}


class RelayRefusal(Exception):
    """One "no", by its code in `REFUSALS`; `retry_after` in whole seconds where waiting helps."""

    def __init__(self, code: str, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.retry_after = retry_after

    @property
    def status(self) -> int:
        return REFUSALS[self.code][0]

    def body(self) -> bytes:
        """The JSON that is sent: {"code", "message", "next_step"}."""
        _, message, next_step = REFUSALS[self.code]
        return json.dumps({"code": self.code, "message": message, "next_step": next_step}).encode()

    def headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
        if self.retry_after is not None:
            headers["Retry-After"] = str(self.retry_after)
        return headers
