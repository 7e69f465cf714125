"""Saying no: every refusal has a reason code, a sentence for the person and a next step."""

from http import HTTPStatus


class Refusal(Exception):
    """A rule said no. Raised by ``check_*`` rules and actions; shown by ``RefusalMiddleware``.

    ``code`` is stable and for programs (``[a-z_]+``); ``message`` and ``next_step`` are whole
    sentences for the person who asked; ``next_url`` is where the next step is done, if anywhere.
    """

    def __init__(
        self,
        code: str,
        message: str,
        next_step: str = "",
        status: int = HTTPStatus.CONFLICT,
        next_url: str = "",
    ) -> None:
        super().__init__(code, message)
        self.code = str(code)
        self.message = message
        self.next_step = next_step
        self.status = int(status)
        self.next_url = next_url

    def as_json(self) -> dict[str, str]:
        """The body of a refused call to an API."""
        return {"code": self.code, "message": self.message, "next_step": self.next_step}


def not_yours(message: str = "This page is not for your account.", next_step: str = "") -> Refusal:
    """The refusal for somebody who is signed in and may not do this."""
    return Refusal(
        "not_yours",
        message,
        next_step or "Go back to your own page, or ask the person who runs the club.",
        status=HTTPStatus.FORBIDDEN,
    )
