"""How a server started ahead is known in the hub: by options that outlive the hub's restarts.

A start without options takes the last start's, so a mark says how long it holds: a server that
started after that is its child's own.
"""

import re
from datetime import UTC, datetime
from typing import Any

from hub_config.relay.rules import PLACES

NAME = "ahead"
UNTIL, LESSON = "ahead_until", "warm_lesson"


def options(ends_at: datetime, lesson: str) -> dict[str, str]:
    """The options of a server started for a session that ends then, with a lesson's kernel warm."""
    return {UNTIL: ends_at.isoformat(), LESSON: lesson}


def is_ahead(options: Any, started_at: datetime | None) -> bool:
    """Whether a server with these options, started then, was started ahead and is its session's still."""
    until = instant(options.get(UNTIL)) if isinstance(options, dict) else None
    return until is not None and (started_at is None or started_at <= until)


def lesson_to_warm(spawner: Any) -> str:
    """The lesson whose kernel a server that starts now shall have ready; "" for none."""
    options = spawner.user_options
    lesson = options.get(LESSON) if is_ahead(options, datetime.now(UTC)) else None
    return lesson if isinstance(lesson, str) and re.fullmatch(PLACES["lesson"], lesson) else ""


def is_started_ahead(user: Any) -> bool:
    """Whether this user of the hub has a server that was started ahead."""
    row = user.spawner.orm_spawner
    # The hub keeps times in UTC without saying so.
    return is_ahead(row.user_options, row.started and row.started.replace(tzinfo=UTC))


def unmark(user: Any) -> None:
    """From now on the server is its child's own."""
    for spawner in (user.spawner, user.spawner.orm_spawner):
        spawner.user_options = {}


def instant(told: Any) -> datetime | None:
    """The moment that ISO 8601 text names, None for anything else or a time without a zone."""
    try:
        found = datetime.fromisoformat(told)
    except (TypeError, ValueError):
        return None
    return found if found.tzinfo else None
