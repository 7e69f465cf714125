"""Who may take a copy of what, how often, and how long it may be looked at."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from clubs.directory.desk import may_learn
from clubs.directory.rules import check_helps, helps
from clubs.people.models import Child, User
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from clubs.timetable.rules import london_day
from clubs.volunteers.clearance import clearance_dates
from clubs.volunteers.rules import is_cleared, missing_clearances
from curriculum.authoring.rules import check_author, is_author
from curriculum.courses.models import Lesson
from curriculum.progress.attending import AROUND, session_of
from curriculum.progress.board import row_of

from .enums import Of
from .models import NotebookCopy

LIFE = timedelta(hours=4)
MOST_WITHIN = 30
WITHIN = timedelta(hours=1)


def check_may_copy_childs(user: User, session: Session, child: Child, now: datetime) -> None:
    """Let a cleared adult of the session's club copy the work of a child who is at that session now.

    Raises Refusal: "not_signed_in", "not_yours", "not_cleared", "no_learning_consent" (403),
    "child_not_here" (409).
    """
    check_helps(user, session.club)
    check_cleared_on(user, now)
    if not may_learn(child):
        raise Refusal(
            "no_learning_consent",
            "The family has not said yes to lessons, or not any more.",
            "Go back to the board, and ask the club's lead.",
            status=403,
        )
    here = session_of(child.user, now) if child.user is not None else None
    if here is None or here.pk != session.pk:
        raise Refusal(
            "child_not_here",
            "This child is not at the session now.",
            "A copy can be taken while the child is there. Go back to the board.",
            status=409,
        )


def may_copy_childs(user: User, session: Session, child: Child, now: datetime) -> bool:
    """Whether this adult may copy this child's work now."""
    try:
        check_may_copy_childs(user, session, child, now)
    except Refusal:
        return False
    return True


def check_is_in_lesson(session: Session, child: Child, lesson: Lesson) -> None:
    """Let only that work be copied which the board shows: of the lesson the child is in now.

    Raises Refusal ("another_lesson", 409). What else a child ever made is nobody's business at a session.
    """
    row = row_of(session, child.pk)
    if row is None or row.lesson != lesson:
        raise Refusal(
            "another_lesson",
            "The board does not show this child in that lesson now.",
            "Go back to the board, press the child's name and open the copy from there.",
            status=409,
        )


def check_cleared_on(user: User, now: datetime) -> None:
    """Raise Refusal ("not_cleared", 403), naming what is missing, unless this adult is cleared on that day.

    The rule by which the rota takes volunteers; leads are no exception.
    """
    missing = missing_clearances(clearance_dates(user), london_day(now))
    if missing:
        words = ", ".join(clearance.label for clearance in missing)
        raise Refusal(
            "not_cleared",
            f"Still needed before you look at a child's work: {words}.",
            "Ask the safeguarding lead, who can record what is missing.",
            status=403,
        )


def check_may_copy_lessons(user: User) -> None:
    """Let an author copy any lesson. Raises Refusal ("not_an_author", 403)."""
    check_author(user)


def may_copy_lessons(user: User) -> bool:
    """Whether this adult may copy lessons."""
    return is_author(user)


def check_pace(taken: Sequence[datetime], now: datetime) -> None:
    """Raise Refusal ("copied_often", 429) for more copies in an hour than anybody looks at."""
    if sum(at > now - WITHIN for at in taken) >= MOST_WITHIN:
        raise Refusal(
            "copied_often",
            "You have taken many copies in the last hour.",
            "Go on with the one you have, or wait a little.",
            status=429,
        )


def expires_at(session: Session | None, now: datetime) -> datetime:
    """Until when a copy that is taken now may be looked at: a child's as long as its session is on."""
    return min(now + LIFE, session.ends_at + AROUND) if session is not None else now + LIFE


def is_open(copy: NotebookCopy, now: datetime) -> bool:
    """Whether whoever took it may look at it at this moment: asked again at every look."""
    lasts = copy.ended_at is None and copy.expires_at > now and copy.taken_by.is_active
    return lasts and still_may(copy, now)


def still_may(copy: NotebookCopy, now: datetime) -> bool:
    """Whether whoever took an open copy may look at it still.

    A child's: while the session is on and was not called off, the adult helps there and is cleared, and
    the child has the yes to lessons by which it was sent.
    """
    if copy.of != Of.CHILD:
        return may_copy_lessons(copy.taken_by)
    session, child = copy.session, _child_of(copy)
    if session is None or child is None or not is_on(session, now):
        return False
    return (
        helps(copy.taken_by, session.club)
        and is_cleared(clearance_dates(copy.taken_by), london_day(now))
        and may_learn(child)
    )


def is_on(session: Session, now: datetime) -> bool:
    """Whether a session goes ahead and is on at this moment, or nearly."""
    return session.is_planned and session.starts_at - AROUND <= now <= session.ends_at + AROUND


def _child_of(copy: NotebookCopy) -> Child | None:
    learner = copy.submission.learner if copy.submission is not None else None
    return getattr(learner, "child", None)


def check_open(copy: NotebookCopy, now: datetime, asked_for: UUID | None = None) -> None:
    """Raise Refusal ("no_copy", 404) where it is not open, or not the one `asked_for`."""
    if asked_for not in (None, copy.pk) or not is_open(copy, now):
        raise Refusal(
            "no_copy",
            "This copy is closed, or was never yours.",
            "Take a new one on the site: from the board, or among the lessons of the CMS.",
            status=404,
        )
