"""A child's home: the map of lessons, and the way into each. No place, no time, no surname."""

from typing import cast

from asgiref.sync import sync_to_async
from django.http import HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.booking.models import PlaceSession
from clubs.people.enums import Kind
from clubs.people.guards import SignedIn, children_only
from clubs.people.models import User
from clubs.records.listening import Key
from curriculum.courses.lesson_api import releasing
from curriculum.courses.models import Lesson
from curriculum.progress.lesson_map import Stage, Stop, lesson_map
from curriculum.progress.news import News, news_and_keys, news_of, stream
from website.identity.hub import enter_url
from website.screens.board_stream import who_now


@require_safe
@never_cache
@children_only
def home(request: SignedIn) -> HttpResponse:
    """The map: what is done, what is begun, what the club does today, what comes next."""
    stops, today = lesson_map(request.user), todays_lessons(request.user)
    return render(
        request,
        "screens/child_home.html",
        {
            "stops": stops,
            "first": first_to_open(stops, today),
            "today": {lesson.pk for lesson in today},
            "news": news_of(request.user),
        },
    )


@require_safe
@never_cache
@releasing
@children_only
def home_events(request: SignedIn) -> HttpResponse:
    """What everybody at the club is told or invited to, as it happens, for a child who is on their map."""
    seen = request.headers.get("Last-Event-ID", "")

    async def ask() -> tuple[News, tuple[Key, ...]] | None:
        return await _news_again(request)

    response = StreamingHttpResponse(stream(ask, seen), content_type="text/event-stream")
    response["X-Accel-Buffering"] = "no"
    return cast(HttpResponse, response)


@sync_to_async
@releasing
def _news_again(request: SignedIn) -> tuple[News, tuple[Key, ...]] | None:
    """Ask again, for whoever is still signed in at this browser."""
    who = who_now(request)
    return news_and_keys(who) if who is not None and who.kind == Kind.CHILD else None


@require_safe
@never_cache
@children_only
def open_lesson(request: SignedIn, slug: str) -> HttpResponse:
    """Go through the hub into the child's own server and the lesson; it signs on anew every time."""
    lesson = get_object_or_404(Lesson.objects.released(), slug=slug)
    return HttpResponseRedirect(enter_url(request.user, lesson.slug))


def todays_lessons(learner: User) -> list[Lesson]:
    """What this child's club does today, by name only: neither place nor time is said."""
    dates = PlaceSession.objects.live().filter(child__user=learner)
    sessions = [
        date.session for date in dates.select_related("session") if date.session.day == timezone.localdate()
    ]
    chosen = Lesson.objects.released().filter(sessions__session__in=sessions)
    return list(chosen.order_by("sessions__session__starts_at", "sessions__pk").distinct())


def first_to_open(stops: list[Stop], today: list[Lesson]) -> Stop | None:
    """The one big button: what the club does today, else what was begun, else what is next."""
    unfinished = [stop for stop in stops if stop.stage is not Stage.DONE]
    wanted = [stop for lesson in today for stop in unfinished if stop.lesson == lesson]
    begun = [stop for stop in unfinished if stop.stage is Stage.BEGUN]
    return next(iter([*wanted, *begun, *unfinished]), None)
