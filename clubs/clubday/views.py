"""A session's own page and its register, for the club's team alone."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from clubs.clubday import actions
from clubs.clubday.forms import Change, ChangeDateForm
from clubs.clubday.models import Attendance
from clubs.clubday.overview import overview_of
from clubs.clubday.register import register_of
from clubs.clubday.rules import BACK
from clubs.directory.rules import check_helps
from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import Child
from clubs.records.refusals import Refusal
from clubs.timetable import actions as timetable
from clubs.timetable.models import Session
from clubs.volunteers.actions import confirm_on_rota, withdraw_from_rota
from clubs.volunteers.models import RotaEntry


class SeeOther(HttpResponseRedirect):
    """After a form was posted: fetch that page."""

    status_code = 303


@never_cache
@require_safe
@adults_only
def session(request: SignedIn, pk: int) -> HttpResponse:
    """When, where, places, cover and rota of one session."""
    return _session_page(request, _own_session(request, pk), ChangeDateForm())


@require_POST
@adults_only
def come(request: SignedIn, pk: int) -> HttpResponse:
    """Put whoever asks on the rota."""
    one = _own_session(request, pk)
    confirm_on_rota(session=one, volunteer=request.user, by=request.user)
    messages.success(request, "Thank you: you are on the rota.")
    return SeeOther(reverse("clubday:session", args=[pk]))


@require_POST
@adults_only
def not_come(request: SignedIn, pk: int) -> HttpResponse:
    """Take whoever asks off the rota; the lead is told."""
    one = _own_session(request, pk)
    entry = get_object_or_404(RotaEntry, session=one, volunteer=request.user)
    withdraw_from_rota(entry=entry, by=request.user)
    messages.success(request, "You are off the rota, and the lead has been told.")
    return SeeOther(reverse("clubday:session", args=[pk]))


@require_POST
@adults_only
def change(request: SignedIn, pk: int) -> HttpResponse:
    """Skip or cancel the date, for the club's lead."""
    one = _own_session(request, pk)
    form = ChangeDateForm(request.POST)
    if not form.is_valid():
        return _session_page(request, one, form, status=422)
    act = timetable.skip_session if form.change is Change.SKIP else timetable.cancel_session
    act(session=one, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, "Done. The families and the team are being told.")
    return SeeOther(reverse("clubday:session", args=[pk]))


@require_POST
@adults_only
def put_back(request: SignedIn, pk: int) -> HttpResponse:
    """Put a skipped date back, for the club's lead."""
    timetable.put_back_session(session=_own_session(request, pk), by=request.user)
    messages.success(request, "The date is back. The families and the team are being told.")
    return SeeOther(reverse("clubday:session", args=[pk]))


@never_cache
@require_safe
@adults_only
def register(request: SignedIn, pk: int) -> HttpResponse:
    """Who is expected, here and gone; a button a child."""
    return render(request, "clubday/register.html", _register(request, pk))


@never_cache
@require_safe
@adults_only
def register_sheet(request: SignedIn, pk: int) -> HttpResponse:
    """The register for the printer, to be filled in by hand."""
    return render(request, "clubday/register_sheet.html", _register(request, pk))


def _mark(request: SignedIn, pk: int, child_pk: int, *, act: Callable[..., Attendance]) -> HttpResponse:
    """Do one thing to one child's line and show the register again at that line."""
    one = _own_session(request, pk)
    back = reverse("clubday:register", args=[pk])
    try:
        act(session=one, child=get_object_or_404(Child, pk=child_pk), by=request.user)
    except Refusal as refusal:
        if refusal.next_step == BACK:
            refusal.next_url = back
        raise
    return SeeOther(f"{back}#child-{child_pk}")


def _marking(act: Callable[..., Attendance]) -> Callable[..., HttpResponse]:
    return require_POST(adults_only(partial(_mark, act=act)))


arrived = _marking(actions.mark_arrived)
left = _marking(actions.mark_left)
undo_arrival = _marking(actions.undo_arrival)
undo_leaving = _marking(actions.undo_leaving)


def _own_session(request: SignedIn, pk: int) -> Session:
    """The session, for its own club's team."""
    one = get_object_or_404(Session.objects.select_related("club__venue", "term"), pk=pk)
    check_helps(request.user, one.club)
    return one


def _register(request: SignedIn, pk: int) -> dict[str, object]:
    one = _own_session(request, pk)
    return {"session": one, "register": register_of(one)}


def _session_page(request: SignedIn, one: Session, form: ChangeDateForm, status: int = 200) -> HttpResponse:
    context = {"session": one, "overview": overview_of(one, request.user), "form": form}
    return render(request, "clubday/session.html", context, status=status)
