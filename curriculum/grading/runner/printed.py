"""What a cell prints: kept while it streams, never without bound."""

import io
from collections import deque

FIRST_CHARACTERS = 100_000
LAST_CHARACTERS = 20_000
MOST_CHARACTERS = 2_000_000
"""A cell that prints more than this is stopped."""

LEFT_OUT = "\n…\n"


class TooMuchOutput(BaseException):
    """The cell printed more than `MOST_CHARACTERS`. No `except Exception` holds it back."""


class Printed(io.TextIOBase):
    """A text stream that keeps its first and its last part, and ends a flood."""

    def __init__(self) -> None:
        self._first: list[str] = []
        self._last: deque[str] = deque()
        self._first_size = self._last_size = self._total = 0

    encoding = "utf-8"

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._total += len(text)
        room = FIRST_CHARACTERS - self._first_size
        if room > 0:
            self._first.append(text[:room])
            self._first_size += len(text[:room])
        self._keep_last(text[max(room, 0) :][-LAST_CHARACTERS:])
        if self._total > MOST_CHARACTERS:
            raise TooMuchOutput
        return len(text)

    def _keep_last(self, text: str) -> None:
        if not text:
            return
        self._last.append(text)
        self._last_size += len(text)
        while self._last_size - len(self._last[0]) >= LAST_CHARACTERS:
            self._last_size -= len(self._last.popleft())

    def text(self) -> str:
        """What was printed; where something had to be left out, an ellipsis on a line of its own."""
        last = "".join(self._last)
        if self._total <= FIRST_CHARACTERS + len(last):
            return "".join(self._first) + last
        return "".join(self._first) + LEFT_OUT + last[-LAST_CHARACTERS:]
