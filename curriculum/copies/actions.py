"""Taking copies, and closing them."""

from django.db import transaction
from django.utils import timezone

from clubs.people.models import Child, User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson, LessonVersion
from curriculum.grading.models import Submission

from .content import notebook_in
from .enums import OF_A_LESSON, Of
from .models import NotebookCopy
from .rules import (
    WITHIN,
    check_is_in_lesson,
    check_may_copy_childs,
    check_may_copy_lessons,
    check_pace,
    expires_at,
)


@audited("copies.take_childs")
def take_childs(*, session: Session, child: Child, lesson: Lesson, by: User) -> NotebookCopy:
    """Take a copy of what a child sent last in the lesson it is in; one taken before is closed.

    Raises Refusal: as `rules.check_may_copy_childs`, `rules.check_is_in_lesson`, "nothing_sent" (409), and
    as `rules.check_pace` and `cleaned.cleaned`.
    """
    now = timezone.now()
    check_may_copy_childs(by, session, child, now)
    check_is_in_lesson(session, child, lesson)
    sent = Submission.objects.filter(learner=child.user, lesson=lesson).order_by("-stored_at").first()
    if sent is None:
        raise Refusal(
            "nothing_sent",
            "There is nothing to copy yet: this child has not pressed Check in this lesson.",
            "Go back to the board.",
            status=409,
        )
    return _take(
        NotebookCopy(
            taken_by=by, of=Of.CHILD, submission=sent, session=session, version=lesson.given_out,
            taken_at=now, expires_at=expires_at(session, now),
        )
    )  # fmt: skip


def take_lesson(*, lesson: Lesson, of: str, by: User) -> NotebookCopy:
    """Take a copy of a lesson as children get it, or as it was written; one taken before is closed.

    The audit tells the two apart. Raises Refusal: "no_such_copy" (404), and as
    `rules.check_may_copy_lessons`, `rules.check_pace` and `cleaned.cleaned`.
    """
    check_may_copy_lessons(by)
    if of not in OF_A_LESSON:
        raise Refusal("no_such_copy", "There is no such copy.", "Go back to the lessons.", status=404)
    take = take_source if of == Of.SOURCE else take_release
    return take(lesson=lesson, version=lesson.given_out, by=by)


@audited("copies.take_release")
def take_release(*, lesson: Lesson, version: LessonVersion, by: User) -> NotebookCopy:
    """Take a copy of a version of a lesson as children get it. Raises Refusal as `take_lesson`."""
    return _take_of_lesson(Of.RELEASE, version, by)


@audited("copies.take_source")
def take_source(*, lesson: Lesson, version: LessonVersion, by: User) -> NotebookCopy:
    """Take a copy of a version of a lesson with answers and tests. Raises Refusal as `take_lesson`."""
    return _take_of_lesson(Of.SOURCE, version, by)


def _take_of_lesson(of: Of, version: LessonVersion, by: User) -> NotebookCopy:
    check_may_copy_lessons(by)
    now = timezone.now()
    return _take(
        NotebookCopy(taken_by=by, of=of, version=version, taken_at=now, expires_at=expires_at(None, now))
    )


def _take(copy: NotebookCopy) -> NotebookCopy:
    # Two presses of one adult wait for each other: there is one open copy each.
    User.objects.select_for_update().get(pk=copy.taken_by_id)
    theirs = NotebookCopy.objects.filter(taken_by_id=copy.taken_by_id)
    lately = theirs.filter(taken_at__gt=copy.taken_at - WITHIN).values_list("taken_at", flat=True)
    check_pace(list(lately), copy.taken_at)
    notebook_in(copy)  # what cannot be copied is refused now, in words, and not in Notebook
    end_copies(by=copy.taken_by)
    copy.save(force_insert=True)
    return copy


@audited("copies.end_copy")
def end_copy(*, copy: NotebookCopy, by: User) -> NotebookCopy:
    """Close one copy."""
    copy.ended_at = timezone.now()
    copy.save(update_fields=["ended_at"])  # saved and not updated: the hub's tokens go with it
    return copy


@transaction.atomic
def end_copies(*, by: User) -> None:
    """Close what this adult has open."""
    for copy in NotebookCopy.objects.filter(taken_by=by, ended_at__isnull=True):
        end_copy(copy=copy, by=by)
