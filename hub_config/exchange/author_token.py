"""What an author at a terminal shows the site: a personal token, made on its staff pages.

It is read from ``CLUBS_AUTHOR_TOKEN``, else from the file ``CLUBS_AUTHOR_TOKEN_FILE``
(``~/.config/clubs/author-token``), which must be its owner's alone. It goes to https, or
to this machine, and never to a relay's socket: whoever has one of those is a child's server.
"""

import os
import re
import stat
from pathlib import Path
from urllib.parse import urlsplit

from hub_config.lesson_server.refusals import Refusal

TOKEN = re.compile(r"cca_[A-Za-z0-9_-]{43}")
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
LARGEST_FILE = 4096


class TokenNotSafe(Refusal):
    """The token is not used; the message says why, and never what it is."""

    status = 400
    code = "token_not_safe"

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.message, self.next_step = message, next_step


def token_for(address: str) -> str | None:
    """The token to show at the lesson API's address, or None if there is none. Raises TokenNotSafe."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https"):
        return None
    token = os.environ.get("CLUBS_AUTHOR_TOKEN", "").strip() or _from_file()
    if not token:
        return None
    if not TOKEN.fullmatch(token):
        raise TokenNotSafe("What stands where the author's token should be is none.", "Copy it once more.")
    if parts.scheme == "http" and parts.hostname not in THIS_MACHINE:
        raise TokenNotSafe(
            "An author's token is not sent over plain http.", "Give CLUBS_LESSON_API as https://…"
        )
    return token


def _from_file() -> str:
    path = Path(os.environ.get("CLUBS_AUTHOR_TOKEN_FILE") or "~/.config/clubs/author-token").expanduser()
    try:
        with path.open(encoding="ascii") as file:
            status = os.fstat(file.fileno())
            if stat.S_IMODE(status.st_mode) & 0o077 or status.st_uid != os.geteuid():
                raise TokenNotSafe(f"Others can read {path}.", f"Make it yours alone: chmod 600 {path}")
            return file.read(LARGEST_FILE).strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as problem:
        raise TokenNotSafe(f"{path} cannot be read.", "Copy the token into it once more.") from problem
