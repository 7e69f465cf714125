"""Turns a refusal raised anywhere in a view into an answer for the person."""

from collections.abc import Callable

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from .refusals import Refusal

type Answer = Callable[[HttpRequest], HttpResponse]


class RefusalMiddleware:
    """Shows ``records/refusal.html`` with the refusal's status; JSON under ``/api/``."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refusal; leave every other exception to Django."""
        if not isinstance(exception, Refusal):
            return None
        return refused(request, exception)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The answer to a refused request: a page in words; JSON for an API's caller or a page's script."""
    if request.path.startswith("/api/") or wants_json(request):
        return JsonResponse(refusal.as_json(), status=refusal.status)
    return render(request, "records/refusal.html", {"refusal": refusal}, status=refusal.status)


def wants_json(request: HttpRequest) -> bool:
    """Whether whoever asks would rather have JSON than a page; a browser by itself never does."""
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
