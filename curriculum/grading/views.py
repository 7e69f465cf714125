"""Sending a notebook in, and learning what became of it."""

import json
import uuid
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseBase, JsonResponse, StreamingHttpResponse

from clubs.records.listening import listener
from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import (
    Callers,
    LearnerRequest,
    async_lesson_api,
    learner_of,
    lesson_api,
    releasing,
)
from curriculum.courses.views import released_lesson

from .actions import store_submission
from .enums import FINISHED
from .models import Submission
from .results import described, own_rows, submission_of
from .sanitise import LARGEST_NOTEBOOK

HEARTBEAT_SECONDS = 15.0


@lesson_api("POST", "GET", callers=Callers.BOTH)
def submissions(request: LearnerRequest, slug: str) -> JsonResponse:
    """Store what was sent, its marking is queued; or tell what this learner sent for the lesson."""
    lesson = released_lesson(slug)
    if request.method == "GET":
        return JsonResponse({"submissions": own_rows(request.learner, lesson)})
    submission = store_submission(
        lesson=lesson,
        body=request.read(LARGEST_NOTEBOOK + 1),
        key=request.headers.get("Idempotency-Key"),
        by=request.learner,
    )
    stored = {
        "id": str(submission.pk),
        "state": submission.state,
        "stored_at": submission.stored_at.isoformat(),
    }
    return JsonResponse(stored, status=202)


@lesson_api("GET", callers=Callers.BOTH)
def own_submissions(request: LearnerRequest) -> JsonResponse:
    """What this learner sent, for any lesson."""
    return JsonResponse({"submissions": own_rows(request.learner)})


@lesson_api("GET", callers=Callers.AUTHORS)
def own_notebook(request: LearnerRequest, submission_id: uuid.UUID) -> JsonResponse:
    """An author's own trial as it was sent. No child's notebook leaves by this address."""
    found = submission_of(request.learner, submission_id)
    notebook = Submission.objects.values_list("notebook", flat=True).get(pk=found.pk)
    return JsonResponse(described(found) | {"notebook": notebook})


@lesson_api("GET", callers=Callers.BOTH)
def submission(request: LearnerRequest, submission_id: uuid.UUID) -> JsonResponse:
    """One submission of this learner, with its result once it is marked."""
    return JsonResponse(described(submission_of(request.learner, submission_id)))


@async_lesson_api("GET", callers=Callers.BOTH)
async def submission_events(request: LearnerRequest, submission_id: uuid.UUID) -> HttpResponseBase:
    """The same, pushed at each change until it is marked."""
    await _told_now(request, submission_id)
    seen = request.headers.get("Last-Event-ID", "")
    response = StreamingHttpResponse(_events(request, submission_id, seen), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _events(request: HttpRequest, submission_id: uuid.UUID, seen: str) -> AsyncIterator[bytes]:
    async with listener().waiting_for(("submission", str(submission_id))) as waiting:
        while True:
            try:
                told = await _told_now(request, submission_id)
            except Refusal:
                return  # no longer this learner's to see
            if told["state"] != seen:
                seen = told["state"]
                yield f"id: {seen}\nevent: state\ndata: {json.dumps(told)}\n\n".encode()
            if seen in FINISHED:
                return
            if not await waiting.changes(HEARTBEAT_SECONDS):
                yield b": still here\n\n"


@sync_to_async
@releasing
def _told_now(request: HttpRequest, submission_id: uuid.UUID) -> dict[str, Any]:
    """Ask again, permission included."""
    return described(submission_of(learner_of(request, Callers.BOTH), submission_id))
