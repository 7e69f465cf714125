"""nbgrader's commands over the lesson API: put this file's folder on ``JUPYTER_CONFIG_PATH``.

A child's server has it so. An author sets ``CLUBS_LESSON_API`` beside it, and keeps a
personal token in ``~/.config/clubs/author-token``.
"""

import sys
from pathlib import Path

# Commands run with their own interpreter's paths; the classes below lie beside this file.
_CODE = str(Path(__file__).resolve().parents[3])
if _CODE not in sys.path:
    sys.path.append(_CODE)

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - nbgrader puts it there

c.ExchangeFactory.exchange = "hub_config.exchange.LessonExchange"
c.ExchangeFactory.list = "hub_config.exchange.LessonList"
c.ExchangeFactory.fetch_assignment = "hub_config.exchange.LessonFetchAssignment"
c.ExchangeFactory.submit = "hub_config.exchange.LessonSubmit"
c.ExchangeFactory.fetch_feedback = "hub_config.exchange.LessonFetchFeedback"
c.ExchangeFactory.release_assignment = "hub_config.exchange.LessonReleaseAssignment"
c.ExchangeFactory.release_feedback = "hub_config.exchange.LessonReleaseFeedback"
c.ExchangeFactory.collect = "hub_config.exchange.LessonCollect"
