"""What the lesson API tells about a submission and its marks."""

import uuid
from typing import Any

from django.db.models import Prefetch

from clubs.people.models import User
from clubs.records.refusals import Refusal

from .models import Mark, Submission


def submission_of(learner: User, submission_id: uuid.UUID) -> Submission:
    """The learner's own submission. Raises Refusal ("no_such_submission") for any other, and for none."""
    found = (
        Submission.objects.of_learner(learner.pk)
        .select_related("lesson")
        .prefetch_related(
            Prefetch("marks", Mark.objects.counting(), to_attr="counting_marks"), "lesson__exercises"
        )
        .defer("notebook")
        .filter(pk=submission_id)
        .first()
    )
    if found is None:
        raise Refusal(
            "no_such_submission", "There is nothing to see here.", "Check your lesson again.", status=404
        )
    return found


def marks_of(submission: Submission) -> list[Mark]:
    """A submission's marks as they count now, those that a correction has bettered left out."""
    known: list[Mark] | None = getattr(submission, "counting_marks", None)
    return list(submission.marks.counting()) if known is None else known


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
