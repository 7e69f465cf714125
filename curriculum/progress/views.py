"""The lesson API's third part: progress, hints, events."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse

from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import LearnerRequest, lesson_api
from curriculum.courses.models import Exercise
from curriculum.courses.views import released_lesson

from .actions import note_events, take_hint
from .rules import check_events
from .standing import ExerciseStanding, standing

LARGEST_BODY = 64 * 1024


@lesson_api("GET")
def progress(request: LearnerRequest, slug: str) -> JsonResponse:
    """How far this child has come in a lesson."""
    here = standing(request.learner.pk, released_lesson(slug))
    return JsonResponse(
        {
            "points": here.points,
            "max_points": here.max_points,
            "exercises": [_described(each) for each in here.exercises],
        }
    )


@lesson_api("POST")
def hints(request: LearnerRequest, slug: str, exercise: str) -> JsonResponse:
    """One hint, in order, and noted."""
    lesson = released_lesson(slug)
    found = lesson.exercises.filter(slug=exercise).first()
    if found is None:
        raise Refusal("no_such_exercise", "There is no such exercise.", "Go back to the lesson.", status=404)
    asked = _body(request)
    number, text = take_hint(
        exercise=found, number=asked.get("number") if isinstance(asked, dict) else None, by=request.learner
    )
    return JsonResponse({"number": number, "of": len(found.hints), "text": text})


@lesson_api("POST")
def events(request: LearnerRequest) -> HttpResponse:
    """Note what happened in the room."""
    exercises: dict[str, set[str]] = {}
    for lesson, exercise in Exercise.objects.values_list("lesson__slug", "slug"):
        exercises.setdefault(lesson, set()).add(exercise)
    known = {lesson: frozenset(slugs) for lesson, slugs in exercises.items()}
    note_events(events=check_events(_body(request), known), by=request.learner)
    return HttpResponse(status=204)


def _body(request: LearnerRequest) -> Any:
    """The call's JSON. Raises Refusal: "too_large" (413), "not_json" (400)."""
    body = request.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise Refusal("too_large", "That is too much at once.", "Send less.", status=413)
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Refusal("not_json", "That could not be read.", "Send JSON.", status=400) from None


def _described(each: ExerciseStanding) -> dict[str, object]:
    return {
        "id": each.exercise.slug,
        "title": each.exercise.title,
        "passed": each.passed,
        "points": each.points,
        "max_points": each.exercise.points,
        "tries": each.tries,
        "hints_taken": each.hints_taken,
        "message": each.message,
    }
