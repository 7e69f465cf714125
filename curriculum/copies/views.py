"""The lesson API's last part: what an adult's own server may read, which is the copy that is open."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from clubs.people.models import User
from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import check_method, refused, shows_token

from .content import notebook_in
from .hub import copier_named, open_copy
from .rules import check_open


class CopierRequest(HttpRequest):
    """A request that came through this door, for an adult."""

    copier: User


def for_copiers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be called by the relay for an adult, and for nobody else; refusals are answered as JSON."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_method(request, ("GET",))
            request.copier = _copier_of(request)
            answer = view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(refusal)
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def _copier_of(request: HttpRequest) -> User:
    """The adult for whom the relay calls. Raises Refusal: "not_the_relay" (401), "no_such_copier" (403)."""
    if not shows_token(request, settings.CLUBS_RELAY_TOKEN):
        raise Refusal(
            "not_the_relay", "Copies are reached from Notebook only.", "Take one on the site.", status=401
        )
    copier = copier_named(request.headers.get("X-Learner", ""))
    if copier is None:
        raise Refusal("no_such_copier", "Copies are for adults.", "Go back to your lessons.", status=403)
    return copier


@for_copiers
def copies(request: CopierRequest) -> HttpResponse:
    """Answer nothing where this adult has a copy open now, else a refusal."""
    check_open(open_copy(request.copier))
    return HttpResponse(status=204)


@for_copiers
def copy(request: CopierRequest, copy_id: UUID) -> HttpResponse:
    """The open copy of that id: notebook and pictures."""
    found = open_copy(request.copier)
    found = check_open(found if found is not None and found.pk == copy_id else None)
    return JsonResponse({"notebook": notebook_in(found), "files": found.version.files})
