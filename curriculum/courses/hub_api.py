"""The hub's own door: what it asks and tells by itself, never for a child's server."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from clubs.records.refusals import Refusal

from .lesson_api import check_method, refused, shows_token

View = Callable[..., HttpResponse]


def hub_api(*methods: str) -> Callable[[View], View]:
    """Let a view be called by the hub, with these methods only; refusals are answered as JSON."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                check_method(request, methods)
                check_hub(request)
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(refusal)

        return guarded

    return decorate


def check_hub(request: HttpRequest) -> None:
    """Raise Refusal ("not_the_hub", 401) unless the call shows the hub's token and names no learner.

    The relay always names one: such a call comes from a child's server, whatever it shows.
    """
    if not shows_token(request, settings.CLUBS_HUB_TOKEN) or "X-Learner" in request.headers:
        raise Refusal("not_the_hub", "Only the hub may ask that.", "Go back to your lessons.", status=401)
