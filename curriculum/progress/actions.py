"""Writes of progress: noting what happened, giving hints, choosing a session's lesson."""

from collections.abc import Sequence

from django.db import transaction

from clubs.directory.rules import check_helps
from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from curriculum.courses.models import Exercise, Lesson
from curriculum.grading.models import Mark, Submission
from curriculum.grading.outcomes import Outcome

from .enums import Kind
from .models import Event, SessionLesson
from .rules import check_hint


def note_events(*, events: Sequence[dict[str, str]], by: User) -> None:
    """Note what a lesson room told; `events` as `rules.check_events` gives them."""
    lessons = Lesson.objects.in_bulk({event["lesson"] for event in events}, field_name="slug")
    Event.objects.bulk_create(
        Event(
            learner=by,
            lesson=lessons[event["lesson"]],
            exercise=event["exercise"],
            kind=event["kind"],
            error_kind=event["error_kind"],
        )
        for event in events
    )


@transaction.atomic
def take_hint(*, exercise: Exercise, number: object, by: User) -> tuple[int, str]:
    """Give a hint's number and text, and note that it was taken. Raises Refusal as `rules.check_hint`."""
    User.objects.select_for_update().get(pk=by.pk)
    taken = (
        Event.objects.of_learner(by.pk).hints().filter(lesson=exercise.lesson, exercise=exercise.slug).count()
    )
    chosen = check_hint(number, taken, len(exercise.hints))
    Event.objects.get_or_create(
        learner=by, lesson=exercise.lesson, exercise=exercise.slug, kind=Kind.HINT, number=chosen
    )
    return chosen, exercise.hints[chosen - 1]


def note_marks(*, submission: Submission, marks: Sequence[Mark], by: None = None) -> None:
    """Note what a marked submission means: exercises checked, and those passed for the first time."""
    tried = [mark for mark in marks if mark.outcome != Outcome.NOT_STARTED]
    passed = [mark for mark in tried if mark.passed]
    about = {"learner_id": submission.learner_id, "lesson_id": submission.lesson_id}
    Event.objects.bulk_create(
        Event(**about, kind=Kind.CHECKED, exercise=mark.exercise, error_kind=mark.error_kind)
        for mark in tried
    )
    Event.objects.bulk_create(
        [Event(**about, kind=Kind.PASSED, exercise=mark.exercise) for mark in passed], ignore_conflicts=True
    )


def note_corrected(*, submission: Submission, marks: Sequence[Mark], by: None = None) -> None:
    """Note the exercises that a lesson's correction makes done: as of then, for nothing happened today."""
    Event.objects.bulk_create(
        [
            Event(
                learner_id=submission.learner_id,
                lesson_id=submission.lesson_id,
                kind=Kind.PASSED,
                exercise=mark.exercise,
                happened_at=submission.marked_at or submission.stored_at,
            )
            for mark in marks
            if mark.passed
        ],
        ignore_conflicts=True,
    )


@audited("progress.choose_lessons")
def choose_lessons(*, session: Session, lessons: Sequence[Lesson], by: User) -> Session:
    """Say which lessons a session does, in this order. Raises Refusal ("not_yours") for strangers."""
    check_helps(by, session.club)
    if any(lesson.current_id is None for lesson in lessons):
        raise Refusal("not_released", "That lesson cannot be opened yet.", "Choose another one.")
    SessionLesson.objects.filter(session=session).delete()
    SessionLesson.objects.bulk_create(
        SessionLesson(session=session, lesson=lesson, chosen_by=by) for lesson in dict.fromkeys(lessons)
    )
    return session
