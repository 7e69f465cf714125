"""A child's home: the map of lessons, and the way into each. No place, no time, no surname."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clubs.booking.models import PlaceSession
from clubs.people.guards import SignedIn, children_only
from clubs.people.models import User
from curriculum.courses.models import Lesson
from curriculum.progress.lesson_map import Stage, Stop, lesson_map
from website.identity.hub import enter_url


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
        },
    )


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
