"""The team's screens of one session: its state for the lead, and its register on the day."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clubs.booking.offerings import offer_of
from clubs.clubday import actions
from clubs.clubday.enums import Mark
from clubs.clubday.forms import MarkForm
from clubs.clubday.register import register_of
from clubs.clubday.rules import register_open
from clubs.directory.rules import check_helps, leads
from clubs.people.guards import adults_only
from clubs.people.models import Child
from clubs.timetable.models import Session
from clubs.volunteers.actions import confirm_on_rota, withdraw_from_rota
from clubs.volunteers.clearance import what_is_missing
from clubs.volunteers.models import RotaEntry

ROOM = "staff"


@never_cache
@require_safe
@adults_only
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """What the session has and lacks: cover, rota, places."""
    found = _session_of_team(request, pk)
    register = register_of(found, timezone.now())
    mine = next((line.entry for line in register.adults if line.volunteer == request.user), None)
    context = {
        "room": ROOM,
        "session": found,
        "register": register,
        "offer": offer_of(found),
        "mine": mine,
        "missing": what_is_missing(request.user, found.day),
        "leads": leads(request.user, found.club),
        "is_to_come": found.is_planned and found.starts_at > timezone.now(),
    }
    return render(request, "clubday/session.html", context)


@require_POST
@adults_only
def join(request: HttpRequest, pk: int) -> HttpResponse:
    """Put oneself on the rota."""
    confirm_on_rota(session=_session_of_team(request, pk), volunteer=request.user, by=request.user)
    messages.success(request, "Thank you. You are on the rota.")
    return redirect("clubday:session", pk)


@require_POST
@adults_only
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take oneself off the rota; the lead is told."""
    entry = get_object_or_404(RotaEntry, session=_session_of_team(request, pk), volunteer=request.user)
    withdraw_from_rota(entry=entry, by=request.user)
    messages.success(request, "You are off the rota. The club's lead has been told.")
    return redirect("clubday:session", pk)


@never_cache
@adults_only
def register(request: HttpRequest, pk: int) -> HttpResponse:
    """The register: a tap when a child comes, a tap when it goes."""
    found = _session_of_team(request, pk)
    if request.method == "POST":
        child = _mark(request, found)
        if not request.headers.get("HX-Request"):
            return redirect(f"{request.path}#child-{child.pk}")
    part = "clubday/_register.html" if request.headers.get("HX-Request") else "clubday/register.html"
    return render(request, part, _about(found))


@never_cache
@require_safe
@adults_only
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The register on paper, with room for times by hand."""
    return render(request, "clubday/sheet.html", _about(_session_of_team(request, pk)))


@never_cache
@require_safe
@adults_only
def roll_call(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is in the room now, and nobody else: for outside, after a fire bell."""
    return render(request, "clubday/roll_call.html", _about(_session_of_team(request, pk)))


MARKS = {
    Mark.ARRIVED: actions.mark_arrived,
    Mark.LEFT: actions.mark_left,
    Mark.NOT_ARRIVED: actions.take_back_arrival,
    Mark.NOT_LEFT: actions.take_back_leaving,
}


def _mark(request: HttpRequest, found: Session) -> Child:
    form = MarkForm(request.POST)
    form.check_understood()
    child = get_object_or_404(Child, pk=form.cleaned_data["child"])
    MARKS[Mark(form.cleaned_data["mark"])](session=found, child=child, by=request.user)
    return child


def _session_of_team(request: HttpRequest, pk: int) -> Session:
    found = get_object_or_404(Session.objects.select_related("club__venue", "term__club"), pk=pk)
    check_helps(request.user, found.club)
    return found


def _about(found: Session) -> dict[str, object]:
    now = timezone.now()
    open_now = register_open(found.state, found.starts_at, found.ends_at, now)
    return {
        "room": ROOM,
        "session": found,
        "register": register_of(found, now),
        "is_open": open_now,
        "now": now,
    }
