"""Where children get stuck, for whoever writes lessons: counts per exercise, small ones left out.

`sittings` (a child, once a day) is the whole that the other counts of children are parts
of. Of how often something happened only the average is told, and only over enough sittings.
"""

from dataclasses import dataclass

from clubs.records.suppression import suppressed, suppressed_part
from curriculum.courses.models import Exercise

from .models import ExerciseCount

MOST_ERRORS = 3


@dataclass(frozen=True)
class ExerciseReport:
    """One exercise. None is a number too small to tell; `errors` are (kind, times), the usual first."""

    lesson: str
    title: str
    sittings: int | None
    passed: int | None
    checks_each: float | None
    hints_each: float | None
    calls_each: float | None
    errors: list[tuple[str, int]]


def exercise_reports() -> list[ExerciseReport]:
    """Every exercise that somebody has tried, in teaching order."""
    counts = {(each.lesson_id, each.exercise): each for each in ExerciseCount.objects.exclude(exercise="")}
    exercises = Exercise.objects.select_related("lesson").order_by(
        "lesson__course__title", "lesson__order", "lesson__slug", "order"
    )
    found = ((each, counts.get((each.lesson_id, each.slug))) for each in exercises)
    return [report_of(exercise, count) for exercise, count in found if count is not None]


def report_of(exercise: Exercise, count: ExerciseCount) -> ExerciseReport:
    """One exercise's counts as they may be told."""
    sittings = suppressed(count.sittings)
    told = bool(sittings)
    errors = sorted(count.errors.items(), key=lambda each: (-each[1], each[0]))
    return ExerciseReport(
        lesson=exercise.lesson.title,
        title=exercise.title,
        sittings=sittings,
        passed=suppressed_part(count.passed, count.sittings) if told else None,
        checks_each=round(count.checked / count.sittings, 1) if told else None,
        hints_each=round(count.hints / count.sittings, 1) if told else None,
        calls_each=round(count.helped / count.sittings, 1) if told else None,
        errors=[(kind, times) for kind, times in errors if told and suppressed(times)][:MOST_ERRORS],
    )
