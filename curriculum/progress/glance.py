"""One child at one exercise, for the adult about to sit down beside them: code, tries, hints, what to try.

The code is what the child sent with the last Check or the call for help, never what is
being typed. It is text, to be escaped.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from curriculum.courses.models import Exercise
from curriculum.grading.models import Mark, Submission
from curriculum.grading.outcomes import Outcome
from curriculum.grading.programs import programs

from .board import BoardRow
from .models import HintTaken
from .standing import ExerciseStanding
from .suggestion import Suggestion, suggest

MOST_TRIES_SHOWN = 10
LATELY = timedelta(days=1)


@dataclass(frozen=True)
class Program:
    """The exercise's code as it was sent; `with_call` when it came with the call for help, not with Check."""

    text: str
    at: datetime
    with_call: bool


@dataclass(frozen=True)
class Glance:
    """`program` is None before the first Check or call; `tries` are today's, newest first.

    `sent` says that there is a notebook of this lesson that the child sent with Check.
    """

    row: BoardRow
    standing: ExerciseStanding
    program: Program | None
    tries: list[Mark]
    hints: list[str]
    suggestion: Suggestion
    sent: bool

    @property
    def exercise(self) -> Exercise:
        return self.standing.exercise


def glance(row: BoardRow, exercise: str = "") -> Glance | None:
    """How a child gets on with `exercise` of the lesson they are in.

    Unless one is named it is the one they ask about, else the one they are on.
    None for a child in no lesson, and for an exercise that the lesson has not.
    """
    if row.standing is None or row.child.user_id is None:
        return None
    asked = row.call.exercise if row.call and row.call.lesson_id == row.standing.lesson.pk else ""
    wanted = exercise or asked or row.exercise
    here = next((each for each in row.standing.exercises if each.exercise.slug == wanted), None)
    if here is None:
        return None
    tries = _tries(row.child.user_id, here.exercise)
    last = tries[0] if tries else None
    error = last.error_kind if last else ""
    if row.call and row.call.exercise == wanted:
        error = row.call.error_kind or error
    return Glance(
        row, here, _program(row, here.exercise), tries, _hints(row.child.user_id, here.exercise),
        suggest(
            row.standing.lesson.volunteer_notes,
            exercise=wanted,
            title=here.exercise.title,
            error_kind=error,
            message=last.message if last and not last.passed else "",
            wrong_answers=here.exercise.wrong_answers,
        ),
        Submission.objects.filter(learner_id=row.child.user_id, lesson_id=here.exercise.lesson_id).exists(),
    )  # fmt: skip


def _tries(learner_id: int, exercise: Exercise) -> list[Mark]:
    marks = Mark.objects.filter(
        submission__learner_id=learner_id,
        submission__lesson_id=exercise.lesson_id,
        submission__stored_at__gt=timezone.now() - LATELY,
        exercise=exercise.slug,
    )
    shown = marks.exclude(outcome=Outcome.NOT_STARTED).select_related("submission")
    return list(shown.defer("submission__notebook", "drawing", "cells").order_by("-pk")[:MOST_TRIES_SHOWN])


def _hints(learner_id: int, exercise: Exercise) -> list[str]:
    """The hints that the child has read, in order."""
    taken = HintTaken.objects.filter(
        learner_id=learner_id, lesson_id=exercise.lesson_id, exercise=exercise.slug
    )
    numbers = sorted(taken.values_list("number", flat=True))
    return [exercise.hints[number - 1] for number in numbers if number <= len(exercise.hints)]


def _program(row: BoardRow, exercise: Exercise) -> Program | None:
    """The newest code that the child sent."""
    sent = Submission.objects.filter(learner_id=row.child.user_id, lesson_id=exercise.lesson_id)
    last = sent.order_by("-stored_at").first()
    call = row.call
    about_this = call is not None and (call.lesson_id, call.exercise) == (exercise.lesson_id, exercise.slug)
    if call is not None and about_this and call.program and (last is None or call.told_at >= last.stored_at):
        return Program(call.program, call.told_at, with_call=True)
    text = programs(last.notebook).get(exercise.slug, "") if last else ""
    return Program(text, last.stored_at, with_call=False) if last and text else None
