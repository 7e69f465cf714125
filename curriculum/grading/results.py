"""What the lesson API tells about a submission and its marks."""

import uuid
from typing import Any

from django.db.models import Prefetch

from clubs.people.models import User
from clubs.records.refusals import Refusal
from curriculum.courses.models import Lesson

from .models import Mark, Submission

# The newest of a learner's submissions that a list tells.
MOST_ROWS = 200


def submission_of(learner: User, submission_id: uuid.UUID) -> Submission:
    """The learner's own submission. Raises Refusal ("no_such_submission") for any other, and for none."""
    found = (
        Submission.objects.of_learner(learner.pk)
        .select_related("lesson")
        .prefetch_related(_counting_marks(), "lesson__exercises")
        .defer("notebook")
        .filter(pk=submission_id)
        .first()
    )
    if found is None:
        raise Refusal(
            "no_such_submission", "There is nothing to see here.", "Check your lesson again.", status=404
        )
    return found


def _counting_marks() -> Prefetch:
    marks = Mark.objects.counting().defer("drawing", "cells")
    return Prefetch("marks", marks, to_attr="counting_marks")


def marks_of(submission: Submission) -> list[Mark]:
    """A submission's marks as they count now, those that a correction has bettered left out."""
    known: list[Mark] | None = getattr(submission, "counting_marks", None)
    return list(submission.marks.counting()) if known is None else known


def own_rows(learner: User, lesson: Lesson | None = None) -> list[dict[str, Any]]:
    """A learner's newest submissions, of one lesson or of all, the newest first.

    Each has id, lesson, state, stored_at, marked_at, points and max_points; the last three
    are None until it is marked.
    """
    found = Submission.objects.of_learner(learner.pk).order_by("-stored_at", "pk")
    if lesson is not None:
        found = found.filter(lesson=lesson)
    rows = found.select_related("lesson").prefetch_related(_counting_marks(), "lesson__exercises")
    return [_row(submission) for submission in rows.defer("notebook")[:MOST_ROWS]]


def _row(submission: Submission) -> dict[str, Any]:
    told = result(submission) if submission.marked_at else {}
    return {
        "id": str(submission.pk),
        "lesson": submission.lesson.slug,
        "state": submission.state,
        "stored_at": submission.stored_at.isoformat(),
        **{key: told.get(key) for key in ("marked_at", "points", "max_points")},
    }


def described(submission: Submission) -> dict[str, Any]:
    """A submission as the API shows it; `result` is None until it is marked."""
    return {
        "id": str(submission.pk),
        "lesson": submission.lesson.slug,
        "state": submission.state,
        "result": result(submission) if submission.marked_at else None,
    }


def result(submission: Submission) -> dict[str, Any]:
    """A marked submission's result, its exercises in the lesson's order."""
    exercises = list(submission.lesson.exercises.all())
    titles = {exercise.slug: exercise.title for exercise in exercises}
    order = {exercise.slug: number for number, exercise in enumerate(exercises)}
    marks = sorted(marks_of(submission), key=lambda mark: order.get(mark.exercise, len(order)))
    return {
        "points": sum(mark.points for mark in marks),
        "max_points": sum(mark.max_points for mark in marks),
        "marked_at": submission.marked_at.isoformat() if submission.marked_at else None,
        "compatible": submission.compatible,
        "exercises": [
            {
                "id": mark.exercise,
                "title": titles.get(mark.exercise, mark.exercise),
                "points": mark.points,
                "max_points": mark.max_points,
                "outcome": mark.outcome,
                "message": mark.message,
            }
            for mark in marks
        ],
    }
