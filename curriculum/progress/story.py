"""What a child did in lessons, in plain words, with their programs and drawings: for their family.

Programs are text to be escaped; a drawing is redrawn by our own code from a
record that is checked once more here. Nothing a notebook printed is shown.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe

from clubs.people.models import Child
from curriculum.courses.models import Lesson
from curriculum.grading.models import Mark
from curriculum.grading.programs import programs
from hub_config.lesson_kit import drawing_record, svg

from .models import LessonVisit
from .standing import Standing, standings


@dataclass(frozen=True)
class Made:
    """Something the child made: the program that passed, and its drawing as SVG, "" when it drew nothing."""

    title: str
    learned: str
    program: str
    picture: SafeString
    finished_at: datetime


@dataclass(frozen=True)
class LessonStory:
    """One lesson as a family reads it: `words` is one or two sentences."""

    lesson: Lesson
    standing: Standing
    last_at: datetime
    words: str
    made: list[Made] = field(default_factory=list)


def what_they_did(child: Child) -> list[LessonStory]:
    """Every lesson this child has opened, the latest first; empty without a card."""
    if child.user_id is None:
        return []
    touched = dict(
        LessonVisit.objects.filter(learner_id=child.user_id)
        .order_by("-last_at")
        .values_list("lesson_id", "last_at")
    )
    lessons = Lesson.objects.in_bulk(touched)
    known = standings([child.user_id], lessons.values())
    made = _made(child.user_id)
    return [
        LessonStory(
            lesson=lessons[lesson_id],
            standing=known[child.user_id, lesson_id],
            last_at=last,
            words=_words(child.name_shown, known[child.user_id, lesson_id]),
            made=made.get(lesson_id, []),
        )
        for lesson_id, last in touched.items()
    ]


def made_in(child: Child, lesson: Lesson) -> list[Made]:
    """What this child made in one lesson, in the lesson's order; empty without a card."""
    return _made(child.user_id, lesson.pk).get(lesson.pk, []) if child.user_id is not None else []


def drawn(record: object) -> SafeString:
    """Redraw a drawing's record as SVG; "" for none, and for what is no record within all limits."""
    if record is None:
        return SafeString("")
    try:
        checked = drawing_record.validate(record)
    except drawing_record.NotADrawing:
        return SafeString("")
    return mark_safe(svg.picture(checked))  # noqa: S308 - made of checked numbers and colours alone


def _made(learner_id: int, lesson_id: int | None = None) -> dict[int, list[Made]]:
    """What passed, by lesson, in the lesson's order: the first mark with all points of each exercise."""
    best = Mark.objects.best(learner_id, lesson_id).select_related("submission__lesson")
    marks = [mark for mark in best.prefetch_related("submission__lesson__exercises") if mark.passed]
    made: dict[int, list[tuple[int, Made]]] = {}
    for mark in marks:
        lesson = mark.submission.lesson
        exercise = next((each for each in lesson.exercises.all() if each.slug == mark.exercise), None)
        if exercise is None or mark.submission.marked_at is None:
            continue
        program = programs(mark.submission.notebook).get(mark.exercise, "")
        told = Made(exercise.title, exercise.learns, program, drawn(mark.drawing), mark.submission.marked_at)
        made.setdefault(lesson.pk, []).append((exercise.order, told))
    return {
        lesson_id: [told for _, told in sorted(each, key=lambda pair: pair[0])]
        for lesson_id, each in made.items()
    }


def _words(name: str, standing: Standing) -> str:
    title = standing.lesson.title
    if standing.finished:
        works = "its exercise works" if standing.total == 1 else f"all {standing.total} exercises work"
        return f"{name} finished “{title}”: {works}."
    if standing.done:
        return f"{name} is working on “{title}”: {standing.done} of {standing.total} exercises work."
    if standing.started:
        return f"{name} is working on “{title}” and is trying the first exercise."
    return f"{name} opened “{title}” and had a look around."
