"""The doors of the lesson API: the relay's, for a child who may learn; and an author's own.

Children's servers reach the site through the relay alone. It shows its token and
names the learner by the opaque id; what the child's server itself said of either is stripped
there. An author's program shows a personal token instead, at those calls that let authors in;
what it hands in is a trial, and counts for no child. Views behind a door get
`request.learner` and answer refusals as JSON.
"""

from collections.abc import Callable
from enum import Enum
from functools import wraps
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.csrf import csrf_exempt

from clubs.people.enums import Kind
from clubs.people.models import User
from clubs.records.refusals import Refusal
from curriculum.authoring.tokens import author_of, shows_author_token

View = Callable[..., HttpResponse]
AsyncView = Callable[..., Any]  # a coroutine function; Django's own types know no better


class Callers(Enum):
    """Who may make a call."""

    CHILDREN = "children"
    BOTH = "children and authors"
    AUTHORS = "authors"


class LearnerRequest(HttpRequest):
    """A request that came through a door. `learner` is a child, or an author who tries a lesson."""

    learner: User


def lesson_api(*methods: str, callers: Callers = Callers.CHILDREN) -> Callable[[View], View]:
    """Let a view be called by these, with these methods only."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                check_method(request, methods)
                request.learner = learner_of(request, callers)
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(refusal)

        return guarded

    return decorate


def async_lesson_api(*methods: str, callers: Callers = Callers.CHILDREN) -> Callable[[AsyncView], AsyncView]:
    """As `lesson_api`, for an async view; it leaves no database connection open."""

    def decorate(view: AsyncView) -> AsyncView:
        @wraps(view)
        async def guarded(request: Any, *args: Any, **kwargs: Any) -> HttpResponseBase:
            try:
                check_method(request, methods)
                request.learner = await sync_to_async(releasing(learner_of))(request, callers)
                return await view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(refusal)

        return csrf_exempt(guarded)

    return decorate


def releasing[**P, R](ask: Callable[P, R]) -> Callable[P, R]:
    """Have `ask` give its database connection back when it is done, unless it is in a transaction."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return ask(*args, **kwargs)
        finally:
            if not connection.in_atomic_block:
                connection.close()

    return asked


def refused(refusal: Refusal) -> JsonResponse:
    """The JSON answer to a refused call."""
    response = JsonResponse(refusal.as_json(), status=refusal.status)
    wait = getattr(refusal, "wait_seconds", None)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def check_method(request: HttpRequest, methods: tuple[str, ...]) -> None:
    """Raise Refusal ("wrong_method") unless the request's method is one of these."""
    if request.method not in methods:
        raise Refusal("wrong_method", "This address does not take that.", f"Use {methods[0]}.", status=405)


def learner_of(request: HttpRequest, callers: Callers = Callers.CHILDREN) -> User:
    """The child for whom the relay calls, or the author who calls.

    Raises Refusal: "not_the_relay", "no_such_learner"; for authors as `author_of`; and
    "not_for_authors", "for_authors" at a call that is not theirs, or theirs alone.
    """
    if not shows_author_token(request):
        child = _child_of(request)
        if callers is Callers.AUTHORS:
            raise Refusal("for_authors", "A lesson cannot ask for that.", "Go back to it.", status=403)
        return child
    author = author_of(request)
    if callers is Callers.CHILDREN:
        raise Refusal(
            "not_for_authors", "This belongs to the lesson room.", "Open a lesson as a child does.", 403
        )
    return author


def shows_token(request: HttpRequest, expected: str) -> bool:
    """Whether the call shows this token as its bearer's; never where none is set."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return scheme == "Bearer" and bool(expected) and constant_time_compare(token, expected)


def _child_of(request: HttpRequest) -> User:
    """The child for whom the relay calls. Raises Refusal ("not_the_relay", "no_such_learner")."""
    if not shows_token(request, settings.CLUBS_RELAY_TOKEN):
        raise Refusal(
            "not_the_relay",
            "Lessons are reached from the lesson room only.",
            "Open the lesson there.",
            status=401,
        )
    named = request.headers.get("X-Learner", "")
    learner = User.objects.filter(opaque_id=named, kind=Kind.CHILD, is_active=True).first()
    if learner is None:
        raise Refusal(
            "no_such_learner", "This card is no longer in use.", "Ask for a new club card.", status=403
        )
    return learner
