"""Writes of progress: noting what happened, giving hints, choosing and beginning a session's lesson."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from clubs.directory.rules import check_helps
from clubs.people.models import User
from clubs.records.audit import audited
from clubs.records.listening import tell
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session
from curriculum.courses.models import Exercise, Lesson
from curriculum.grading.models import Mark, Submission
from curriculum.grading.outcomes import Outcome
from curriculum.grading.programs import programs

from .enums import Kind
from .help_actions import end_passed
from .models import Event, HintTaken, Invitation, LessonVisit, Said, SessionLesson
from .rules import check_hint, check_phrase


@transaction.atomic
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
    _visited(by.pk, [lesson.pk for lesson in lessons.values()])
    tell("learner", by.pk)


@transaction.atomic
def take_hint(*, exercise: Exercise, number: object, by: User) -> tuple[int, str]:
    """Give a hint's number and text, and note that it was taken. Raises Refusal as `rules.check_hint`."""
    User.objects.select_for_update().get(pk=by.pk)
    about: dict[str, Any] = {"learner": by, "lesson": exercise.lesson, "exercise": exercise.slug}
    chosen = check_hint(number, HintTaken.objects.filter(**about).count(), len(exercise.hints))
    _hint, new = HintTaken.objects.get_or_create(**about, number=chosen)
    if new:
        Event.objects.bulk_create([Event(**about, kind=Kind.HINT, number=chosen)], ignore_conflicts=True)
        _visited(by.pk, [exercise.lesson_id])
        tell("learner", by.pk)
    return chosen, exercise.hints[chosen - 1]


@transaction.atomic(savepoint=False)
def note_marks(*, submission: Submission, marks: Sequence[Mark], by: None = None) -> None:
    """Note what a marked submission means: exercises checked, and those passed for the first time.

    A call for help with an exercise that now works is over, unless somebody is on the way.
    """
    tried = [mark for mark in marks if mark.outcome != Outcome.NOT_STARTED]
    worked_on = exercises_worked_on(submission, {mark.exercise for mark in tried})
    passed = {mark.exercise for mark in tried if mark.passed}
    about = {"learner_id": submission.learner_id, "lesson_id": submission.lesson_id}
    first = passed - _passed_before(submission, passed)
    checked = [
        Event(**about, kind=Kind.CHECKED, exercise=mark.exercise, error_kind=_trouble(mark))
        for mark in tried
        if mark.exercise in worked_on | first
    ]
    done = [Event(**about, kind=Kind.PASSED, exercise=exercise) for exercise in sorted(first)]
    # Of an exercise passed in two notebooks at once, the second's event is the one that is there already.
    Event.objects.bulk_create([*checked, *done], ignore_conflicts=True)
    _visited(submission.learner_id, [submission.lesson_id])
    end_passed(learner_id=submission.learner_id, lesson_id=submission.lesson_id, exercises=passed)
    tell("learner", submission.learner_id)


def _trouble(mark: Mark) -> str:
    """Python's name for what went wrong, else the outcome's; "" where nothing is left to do."""
    return "" if Outcome(mark.outcome).is_settled else mark.error_kind or mark.outcome


def _passed_before(submission: Submission, exercises: Iterable[str]) -> set[str]:
    earlier = Mark.objects.filter(
        submission__learner_id=submission.learner_id,
        submission__lesson_id=submission.lesson_id,
        exercise__in=sorted(exercises),
        outcome=Outcome.PASSED,
    )
    return set(earlier.exclude(submission=submission).values_list("exercise", flat=True))


def exercises_worked_on(submission: Submission, tried: set[str]) -> set[str]:
    """Of the exercises tried, those whose program changed since the last check.

    A check marks the whole lesson; an exercise left as it was has not been tried once more.
    Where nothing changed it is the one last touched.
    """
    theirs = Submission.objects.of_learner(submission.learner_id).filter(lesson=submission.lesson_id)
    before = theirs.marked().filter(stored_at__lte=submission.stored_at).exclude(pk=submission.pk)
    last = before.order_by("-stored_at").values_list("notebook", flat=True).first()
    if last is None:
        return tried
    then, now = programs(last), programs(submission.notebook)
    changed = {exercise for exercise in tried if now.get(exercise) != then.get(exercise)}
    if changed:
        return changed
    events = Event.objects.of_learner(submission.learner_id)
    touched = events.filter(lesson=submission.lesson_id, exercise__in=tried)
    return set(touched.order_by("-happened_at", "-pk").values_list("exercise", flat=True)[:1])


def _visited(learner_id: int, lesson_ids: Iterable[int]) -> None:
    now = timezone.now()
    LessonVisit.objects.bulk_create(
        [
            LessonVisit(learner_id=learner_id, lesson_id=pk, first_at=now, last_at=now)
            for pk in sorted(lesson_ids)
        ],
        update_conflicts=True,
        unique_fields=["learner", "lesson"],
        update_fields=["last_at"],
    )


@transaction.atomic
def note_start(*, learner: User, kind: Kind, by: None = None) -> None:
    """Note what the hub tells of a child's server."""
    Event.objects.create(learner=learner, kind=kind)
    tell("learner", learner.pk)


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
    tell("session", session.pk)
    return session


@audited("progress.start_for_all")
def start_for_all(*, session: Session, lesson: Lesson, by: User) -> Invitation:
    """Invite every child of a session to begin a lesson; nobody's page is changed under their hands.

    Raises Refusal: "not_yours" for strangers, "not_released".
    """
    check_helps(by, session.club)
    if lesson.current_id is None:
        raise Refusal("not_released", "That lesson cannot be opened yet.", "Choose another one.")
    SessionLesson.objects.get_or_create(session=session, lesson=lesson, defaults={"chosen_by": by})
    invitation = Invitation.objects.create(session=session, lesson=lesson, invited_by=by)
    tell("session", session.pk)
    return invitation


@audited("progress.say")
def say(*, session: Session, phrase: object, by: User) -> Said:
    """Say a phrase of the list to every child of a session.

    Raises Refusal: "not_yours", and as `rules.check_phrase`.
    """
    check_helps(by, session.club)
    # Two adults who press at once wait for each other, so that the pace holds.
    Session.objects.select_for_update(no_key=True, of=("self",)).get(pk=session.pk)
    last = Said.objects.filter(session=session).values_list("said_at", flat=True).first()
    said = Said.objects.create(session=session, phrase=check_phrase(phrase, last, timezone.now()), said_by=by)
    tell("session", session.pk)
    return said
