"""What the site says: who is due. Untrusted until its shape is checked."""

import re
from typing import Any

from hub_config.ahead.marks import instant
from hub_config.ahead.rules import Due
from hub_config.ahead.web import Away, call
from hub_config.names import is_learner
from hub_config.relay.rules import PLACES

MOST_DUE = 2000


def ask_site(site_url: str, token: str) -> list[Due]:
    """The learners due now or soon. Raises `Away`."""
    status, answer = call("GET", f"{site_url}/api/hub/v1/due", token)
    if status != 200:
        raise Away(f"the site answered {status} when it was asked who is due")
    return due_from(answer)


def due_from(answer: Any) -> list[Due]:
    """The rows of an answer. Raises `Away` for one of another shape: half a list would stop the others."""
    rows = answer.get("due") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or len(rows) > MOST_DUE:
        raise Away("the site did not say who is due as agreed")
    return [_due(row) for row in rows]


def _due(row: Any) -> Due:
    told = row if isinstance(row, dict) else {}
    learner, lesson = told.get("learner"), told.get("lesson")
    starts_at, ends_at = instant(told.get("starts_at")), instant(told.get("ends_at"))
    named = is_learner(learner)
    fits = isinstance(lesson, str) and (not lesson or re.fullmatch(PLACES["lesson"], lesson))
    if not named or not fits or starts_at is None or ends_at is None or starts_at >= ends_at:
        raise Away("the site named somebody who is due in another way than agreed")
    return Due(str(learner), starts_at, ends_at, str(lesson))
