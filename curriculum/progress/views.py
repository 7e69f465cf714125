"""The lesson API's third part: progress, hints, model answers, events."""

import json
from typing import Any

from django.http import HttpResponse, JsonResponse

from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import LearnerRequest, lesson_api
from curriculum.courses.model_answer import model_answer_to
from curriculum.courses.models import Exercise
from curriculum.courses.views import released_lesson

from .actions import note_events, take_hint
from .lesson_map import lesson_map, next_after
from .rules import check_events, check_may_compare
from .standing import ExerciseStanding, standing

LARGEST_BODY = 64 * 1024


@lesson_api("GET")
def progress(request: LearnerRequest, slug: str) -> JsonResponse:
    """How far this child has come in a lesson; once it is finished, also which lesson comes next."""
    lesson = released_lesson(slug)
    here = standing(request.learner.pk, lesson)
    following = next_after(lesson, lesson_map(request.learner)) if here.finished else None
    return JsonResponse(
        {
            "points": here.points,
            "max_points": here.max_points,
            "exercises": [_described(each) for each in here.exercises],
            "next": {"slug": following.slug, "title": following.title} if following else None,
        }
    )


@lesson_api("POST")
def hints(request: LearnerRequest, slug: str, exercise: str) -> JsonResponse:
    """One hint, in order, and noted."""
    lesson = released_lesson(slug)
    found = lesson.exercises.filter(slug=exercise).first()
    if found is None:
        raise _no_such_exercise()
    asked = _body(request)
    number, text = take_hint(
        exercise=found, number=asked.get("number") if isinstance(asked, dict) else None, by=request.learner
    )
    return JsonResponse({"number": number, "of": len(found.hints), "text": text})


@lesson_api("GET")
def model_answer(request: LearnerRequest, slug: str, exercise: str) -> JsonResponse:
    """One good answer to an exercise, for a child who has passed it."""
    lesson = released_lesson(slug)
    here = standing(request.learner.pk, lesson)
    found = next((each for each in here.exercises if each.exercise.slug == exercise), None)
    if found is None:
        raise _no_such_exercise()
    check_may_compare(found.passed)
    text = model_answer_to(exercise, lesson.given_out.source)
    if not text:
        raise Refusal(
            "no_model_answer", "There is no answer of ours to compare with.", "Yours is the one.", status=404
        )
    response = JsonResponse({"exercise": exercise, "text": text})
    response["Cache-Control"] = "no-store"
    return response


def _no_such_exercise() -> Refusal:
    return Refusal("no_such_exercise", "There is no such exercise.", "Go back to the lesson.", status=404)


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
        "settled": each.settled,
        "points": each.points,
        "max_points": each.exercise.points,
        "tries": each.tries,
        "hints_taken": each.hints_taken,
        "message": each.message,
    }
