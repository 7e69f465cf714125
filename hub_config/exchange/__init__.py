"""nbgrader's exchange over the site's lesson API, so that its stock commands work.

``settings/nbgrader_config.py`` names these classes; with its folder on
``JUPYTER_CONFIG_PATH`` the commands ``nbgrader list | fetch_assignment | submit |
fetch_feedback`` run inside a child's server, where all of it is set up, and for an author
at a terminal, who can also ``release_assignment`` and ``collect``.

To nbgrader there is one course. Who somebody is, the relay or the author's token says:
neither a course's name nor a student's is believed.

    base                what all share: the lesson's name, its folder, the site
    author_token        what an author shows the site
    submissions         what was handed in, as the site and the disk know it
    feedback_page       a marked submission as a page of its own
    list, fetch_assignment, submit, fetch_feedback, release_assignment,
    release_feedback, collect      nbgrader's interfaces, one each
"""

from hub_config.exchange.base import LessonExchange
from hub_config.exchange.collect import LessonCollect
from hub_config.exchange.fetch_assignment import LessonFetchAssignment
from hub_config.exchange.fetch_feedback import LessonFetchFeedback
from hub_config.exchange.list import LessonList
from hub_config.exchange.release_assignment import LessonReleaseAssignment
from hub_config.exchange.release_feedback import LessonReleaseFeedback
from hub_config.exchange.submit import LessonSubmit

__all__ = [
    "LessonCollect",
    "LessonExchange",
    "LessonFetchAssignment",
    "LessonFetchFeedback",
    "LessonList",
    "LessonReleaseAssignment",
    "LessonReleaseFeedback",
    "LessonSubmit",
]
