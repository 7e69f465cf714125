"""The lesson API's last part: what an adult's own server may read: the copy it is for."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from clubs.records.refusals import Refusal
from curriculum.courses.lesson_api import check_method, refused, shows_token

from .content import notebook_in
from .hub import copy_named
from .models import NotebookCopy
from .rules import check_open


class CopierRequest(HttpRequest):
    """A request that came through this door, from the server of one copy, open or not."""

    copy: NotebookCopy


def for_copiers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view be called by the relay for an adult, and for nobody else; refusals are answered as JSON."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            check_method(request, ("GET",))
            request.copy = _copy_of(request)
            answer = view(request, *args, **kwargs)
        except Refusal as refusal:
            return refused(refusal)
        answer["Cache-Control"] = "no-store"
        return answer

    return guarded


def _copy_of(request: HttpRequest) -> NotebookCopy:
    """The copy for whose server the relay calls.

    Raises Refusal: "not_the_relay" (401), "no_such_copier" (403).
    """
    if not shows_token(request, settings.CLUBS_RELAY_TOKEN):
        raise Refusal(
            "not_the_relay", "Copies are reached from Notebook only.", "Take one on the site.", status=401
        )
    copy = copy_named(request.headers.get("X-Learner", ""))
    if copy is None:
        raise Refusal("no_such_copier", "Copies are for adults.", "Go back to your lessons.", status=403)
    return copy


@for_copiers
def copies(request: CopierRequest) -> HttpResponse:
    """Which copy this server is for, where it is open now; else a refusal."""
    check_open(request.copy, timezone.now())
    return JsonResponse({"copy": str(request.copy.pk)})


@for_copiers
def copy(request: CopierRequest, copy_id: UUID) -> HttpResponse:
    """The copy of that id, which must be this server's own and open: notebook and pictures."""
    check_open(request.copy, timezone.now(), copy_id)
    return JsonResponse({"notebook": notebook_in(request.copy), "files": request.copy.version.files})
