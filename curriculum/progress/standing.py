"""How far a child has come in a lesson; the best result of each exercise stands."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count

from curriculum.courses.models import Exercise, Lesson
from curriculum.grading.models import Mark, MarkQuerySet
from curriculum.grading.outcomes import Outcome

from .models import HintTaken


@dataclass(frozen=True)
class ExerciseStanding:
    """One exercise: `message` is that of the best mark once passed, else of the last.

    `points` are of the exercise's points as they are today: a correction that gives it
    more or fewer leaves the child's share of them as it was.
    `with_a_person`: the last answer waits for somebody to read it.
    """

    exercise: Exercise
    points: float = 0
    passed: bool = False
    tries: int = 0
    hints_taken: int = 0
    message: str = ""
    with_a_person: bool = False

    @property
    def settled(self) -> bool:
        """Whether the child has done what they can."""
        return self.passed or self.with_a_person


@dataclass(frozen=True)
class Standing:
    """One child in one lesson, its exercises in order."""

    lesson: Lesson
    exercises: list[ExerciseStanding]

    @property
    def points(self) -> float:
        return sum(each.points for each in self.exercises)

    @property
    def max_points(self) -> float:
        return sum(each.exercise.points for each in self.exercises)

    @property
    def done(self) -> int:
        return sum(each.settled for each in self.exercises)

    @property
    def total(self) -> int:
        return len(self.exercises)

    @property
    def started(self) -> bool:
        return any(each.tries for each in self.exercises)

    @property
    def finished(self) -> bool:
        return self.total > 0 and self.done == self.total


def standing(learner_id: int, lesson: Lesson) -> Standing:
    """How far a child has come in one lesson."""
    return standings([learner_id], [lesson])[learner_id, lesson.pk]


def standings(learner_ids: Iterable[int], lessons: Iterable[Lesson]) -> dict[tuple[int, int], Standing]:
    """The same for several children and lessons: (learner, lesson) → standing. Five queries in all."""
    learner_ids, lessons = list(learner_ids), list(lessons)
    marks = Mark.objects.filter(submission__learner_id__in=learner_ids, submission__lesson__in=lessons)
    key = ("submission__learner_id", "submission__lesson_id", "exercise")
    best = _by_key(marks.best_first(*key).distinct(*key))
    last = _by_key(marks.order_by(*key, "-submission__stored_at", "-pk").distinct(*key))
    tries = Counter(
        {
            tuple(row[name] for name in key): row["count"]
            for row in marks.exclude(outcome=Outcome.NOT_STARTED)
            .values(*key)
            .annotate(count=Count("submission", distinct=True))
        }
    )
    hints = Counter(
        HintTaken.objects.filter(learner_id__in=learner_ids, lesson__in=lessons).values_list(
            "learner_id", "lesson_id", "exercise"
        )
    )
    exercises = Exercise.objects.filter(lesson__in=lessons).order_by("order")
    by_lesson: dict[int, list[Exercise]] = {lesson.pk: [] for lesson in lessons}
    for exercise in exercises:
        by_lesson[exercise.lesson_id].append(exercise)

    def one(learner_id: int, exercise: Exercise) -> ExerciseStanding:
        at = (learner_id, exercise.lesson_id, exercise.slug)
        mark, newest = best.get(at), last.get(at)
        if mark is None or newest is None:
            return ExerciseStanding(exercise, hints_taken=hints[at])
        shown = mark if mark.passed else newest
        with_a_person = not mark.passed and newest.outcome == Outcome.FOR_A_PERSON
        return ExerciseStanding(
            exercise,
            mark.worth(exercise.points),
            mark.passed,
            tries[at],
            hints[at],
            shown.message,
            with_a_person,
        )

    return {
        (learner_id, lesson.pk): Standing(lesson, [one(learner_id, each) for each in by_lesson[lesson.pk]])
        for learner_id in learner_ids
        for lesson in lessons
    }


def _by_key(marks: MarkQuerySet) -> dict[tuple[int, int, str], Mark]:
    found = marks.select_related("submission").defer("submission__notebook")
    return {(mark.submission.learner_id, mark.submission.lesson_id, mark.exercise): mark for mark in found}
