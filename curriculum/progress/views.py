"""The lesson API's third part: progress, hints, model answers, help, news, Notebook; what the hub tells."""

import json
from dataclasses import asdict
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.utils import timezone

from clubs.people.enums import Kind as UserKind
from clubs.people.models import User
from clubs.records.listening import Key
from clubs.records.refusals import Refusal
from curriculum.courses.hub_api import hub_api
from curriculum.courses.lesson_api import (
    LearnerRequest,
    async_lesson_api,
    learner_of,
    lesson_api,
    releasing,
)
from curriculum.courses.model_answer import model_answer_to
from curriculum.courses.models import Exercise
from curriculum.courses.views import released_lesson

from .actions import note_events, note_start, take_hint
from .help_actions import ask_for_help, take_back
from .lesson_map import lesson_map, next_after
from .news import News, news_and_keys, news_of, stream
from .own_notebook import check_may_open_notebook
from .rules import check_events, check_may_compare, check_server_told
from .standing import ExerciseStanding, standing

LARGEST_BODY = 64 * 1024
# With a call for help comes a program: `rules.LONGEST_PROGRAM` signs of six bytes each, at worst.
LARGEST_CALL = 128 * 1024


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
    found = _exercise(slug, exercise)
    number, text = take_hint(exercise=found, number=_asked(request).get("number"), by=request.learner)
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
def help_wanted(request: LearnerRequest, slug: str, exercise: str) -> JsonResponse:
    """Call somebody to this exercise; answers the news, in which the call stands."""
    found, asked = _exercise(slug, exercise), _asked(request, LARGEST_CALL)
    ask_for_help(
        exercise=found, error_kind=asked.get("error_kind"), program=asked.get("program"), by=request.learner
    )
    return JsonResponse(asdict(news_of(request.learner)))


@lesson_api("POST")
def help_taken_back(request: LearnerRequest) -> JsonResponse:
    """Take the call back; answers the news."""
    _asked(request)
    take_back(by=request.learner)
    return JsonResponse(asdict(news_of(request.learner)))


@lesson_api("GET")
def news(request: LearnerRequest) -> JsonResponse:
    """What this child's room is to know now."""
    return JsonResponse(asdict(news_of(request.learner)))


@async_lesson_api("GET")
async def news_events(request: LearnerRequest) -> HttpResponseBase:
    """The same, pushed at each change."""
    seen = request.headers.get("Last-Event-ID", "")

    async def ask() -> tuple[News, tuple[Key, ...]] | None:
        return await _news_again(request)

    response = StreamingHttpResponse(stream(ask, seen), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


@sync_to_async
@releasing
def _news_again(request: HttpRequest) -> tuple[News, tuple[Key, ...]] | None:
    """Ask again, permission included; None for a child who may no longer."""
    try:
        return news_and_keys(learner_of(request))
    except Refusal:
        return None


@lesson_api("GET")
def own_notebook(request: LearnerRequest) -> HttpResponse:
    """Answer nothing where this child may open their own work in Notebook 7 today, else a refusal."""
    check_may_open_notebook(request.learner, timezone.localdate())
    return HttpResponse(status=204)


@hub_api("POST")
def starts(request: HttpRequest) -> HttpResponse:
    """Note that a child's server is ready, slow to start or did not start; the hub tells it."""
    learner_id, kind = check_server_told(_body(request))
    learner = User.objects.filter(opaque_id=learner_id, kind=UserKind.CHILD).first()
    if learner is None:
        raise Refusal("no_such_learner", "There is no such learner.", "Look at the id.", status=404)
    note_start(learner=learner, kind=kind)
    return HttpResponse(status=204)


@lesson_api("POST")
def events(request: LearnerRequest) -> HttpResponse:
    """Note what happened in the room."""
    exercises: dict[str, set[str]] = {}
    for lesson, exercise in Exercise.objects.values_list("lesson__slug", "slug"):
        exercises.setdefault(lesson, set()).add(exercise)
    known = {lesson: frozenset(slugs) for lesson, slugs in exercises.items()}
    note_events(events=check_events(_body(request), known), by=request.learner)
    return HttpResponse(status=204)


def _exercise(slug: str, exercise: str) -> Exercise:
    """The exercise of a released lesson. Raises Refusal: "no_such_lesson", "no_such_exercise" (404)."""
    found = released_lesson(slug).exercises.filter(slug=exercise).first()
    if found is None:
        raise _no_such_exercise()
    return found


def _asked(request: HttpRequest, largest: int = LARGEST_BODY) -> dict[str, Any]:
    """The call's JSON object, empty for any other JSON. Raises Refusal as `_body`."""
    asked = _body(request, largest)
    return asked if isinstance(asked, dict) else {}


def _body(request: HttpRequest, largest: int = LARGEST_BODY) -> Any:
    """The call's JSON, of `largest` bytes at most. Raises Refusal: "too_large" (413), "not_json" (400)."""
    body = request.read(largest + 1)
    if len(body) > largest:
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
