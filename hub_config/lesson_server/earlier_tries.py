"""What a child wrote before starting afresh: kept beside the lesson, looked at, brought back.

One file a box under ``kept/tries/``, written in one step. The newest try comes first; the
oldest gives way when there are more than `MOST_TRIES`.
"""

import datetime
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hub_config.lesson_server.refusals import Refusal

MOST_TRIES = 10
#: The longest try that is kept, in bytes of UTF-8.
LONGEST_TRY = 100_000
#: A file larger than this is none of ours: every sign of a try may take six bytes as JSON.
_LARGEST_FILE = MOST_TRIES * (6 * LONGEST_TRY + 200)
_BOX = re.compile(r"exercise-[a-z0-9-]{1,64}|own-code")


class TryTooLong(Refusal):
    """More than a try may be."""

    status = 413
    code = "try_too_long"
    message = "Your code is too long to be kept among your earlier tries."
    next_step = "Nothing was changed. Make it shorter first."


@dataclass(frozen=True)
class Try:
    """What stood in a box, and when it was put away (ISO 8601, UTC)."""

    at: str
    text: str


class EarlierTries:
    """The earlier tries of one box: ``exercise-<id>``, or ``own-code`` for boxes that were removed."""

    def __init__(self, lesson_folder: Path, box: str) -> None:
        if not _BOX.fullmatch(box):
            raise ValueError("a box is an exercise's or the child's own code")
        self._file = lesson_folder / "kept" / "tries" / f"{box}.json"

    def all(self) -> list[Try]:
        """The tries, newest first; none where the file cannot be read."""
        try:
            if not self._file.is_file() or self._file.stat().st_size > _LARGEST_FILE:
                return []
            rows = json.loads(self._file.read_text("utf-8"))
        except (OSError, ValueError, RecursionError):
            return []
        return [one for row in rows if (one := _try(row))][:MOST_TRIES] if isinstance(rows, list) else []

    def keep(self, text: str) -> None:
        """Put a try away. One that is kept already moves to the top. Raises TryTooLong."""
        if len(text.encode("utf-8", "replace")) > LONGEST_TRY:
            raise TryTooLong
        if not text.strip():
            return
        now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
        kept = [Try(now, text), *(one for one in self.all() if one.text != text)]
        self._write(kept[:MOST_TRIES])

    def _write(self, tries: list[Try]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        self._set_aside_what_is_not_ours()
        part = self._file.with_suffix(".part")
        part.write_text(json.dumps([vars(one) for one in tries]), encoding="utf-8")
        part.replace(self._file)

    def _set_aside_what_is_not_ours(self) -> None:
        """A file that holds no try we can read is not written over."""
        if self._file.exists() and not self.all():
            stamp = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H.%M.%S.%f")
            self._file.rename(self._file.with_name(f"{self._file.stem} {stamp} could not read.json"))


def _try(row: Any) -> Try | None:
    """One row of the file; None for what is not a try."""
    if not isinstance(row, dict):
        return None
    at, text = row.get("at"), row.get("text")
    if not isinstance(at, str) or not isinstance(text, str) or len(at) > 40:
        return None
    return Try(at, text) if len(text) <= LONGEST_TRY else None
