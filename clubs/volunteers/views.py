"""A volunteer's own profile, and the safeguarding lead's records of clearances."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from clubs.people.enums import Role
from clubs.people.guards import SignedIn, adults_only, staff_only
from clubs.people.models import User
from clubs.records.refusals import Refusal
from clubs.safeguarding.actions import decide_for_self
from clubs.safeguarding.consents import agreed_for_self
from clubs.safeguarding.enums import Purpose
from clubs.volunteers import actions
from clubs.volunteers.clearance import those_who_help, what_is_missing
from clubs.volunteers.enums import CheckKind, CheckOutcome, Picture, Skill, Workforce
from clubs.volunteers.forms import CheckForm, ClearancesForm, ProfileForm
from clubs.volunteers.models import ClearanceRecord, VolunteerProfile
from clubs.volunteers.permissions import check_helps_somewhere, leads_a_club
from clubs.volunteers.rules import missing_clearances

ROOM = "staff"


@adults_only
def profile(request: SignedIn) -> HttpResponse:
    """Choose a picture and skills, and whether to be listed."""
    check_helps_somewhere(request.user)
    listed = agreed_for_self(request.user, Purpose.VOLUNTEER_LISTING)
    known = VolunteerProfile.objects.filter(user=request.user).first()
    form = ProfileForm(request.POST) if request.method == "POST" else ProfileForm.of(known, listed=listed)
    if form.is_bound and form.is_valid():
        skills = [Skill(skill) for skill in form.cleaned_data["skills"]]
        actions.change_profile(picture=Picture(form.cleaned_data["picture"]), skills=skills, by=request.user)
        if form.cleaned_data["listed"] != listed:
            yes = form.cleaned_data["listed"]
            decide_for_self(by=request.user, purpose=Purpose.VOLUNTEER_LISTING, yes=yes)
        messages.success(request, "Saved.")
        return redirect("volunteers:profile")
    context = {"room": ROOM, "form": form, "missing": what_is_missing(request.user, timezone.localdate())}
    return render(request, "volunteers/profile.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@staff_only(Role.SAFEGUARDING_LEAD)
def team(request: SignedIn) -> HttpResponse:
    """Everyone who helps at a club, what each still lacks, and until when the rest lasts."""
    today = timezone.localdate()
    lines = [
        (person, dates, missing_clearances(dates, today))
        for person, dates in actions.view_clearances(by=request.user)
    ]
    lines.sort(key=lambda line: not line[2])
    return render(request, "volunteers/team.html", {"room": ROOM, "lines": lines})


@never_cache
@require_safe
@staff_only(Role.SAFEGUARDING_LEAD)
def person(request: SignedIn, pk: int) -> HttpResponse:
    """One volunteer's records; the look itself is recorded."""
    return _person(request, get_object_or_404(those_who_help(), pk=pk))


@never_cache
@require_POST
@staff_only(Role.SAFEGUARDING_LEAD)
@sensitive_post_parameters("number")
def add_check(request: SignedIn, pk: int) -> HttpResponse:
    """Record a check that was seen."""
    volunteer = get_object_or_404(those_who_help(), pk=pk)
    form = CheckForm(request.POST, leads=leads_a_club(volunteer))
    if not form.is_valid():
        return _person(request, volunteer, check=form)
    values = form.cleaned_data
    kinds = {
        "kind": CheckKind(values["kind"]),
        "workforce": Workforce(values["workforce"]),
        "outcome": CheckOutcome(values["outcome"]),
    }
    try:
        actions.record_check(volunteer=volunteer, by=request.user, **{**values, **kinds})
    except Refusal as refusal:
        form.add_error(None, f"{refusal.message} {refusal.next_step}")
        return _person(request, volunteer, check=form)
    messages.success(request, "Recorded.")
    return redirect("volunteers:person", pk)


@never_cache
@require_POST
@staff_only(Role.SAFEGUARDING_LEAD)
def set_clearances(request: SignedIn, pk: int) -> HttpResponse:
    """Record the other clearances."""
    volunteer = get_object_or_404(those_who_help(), pk=pk)
    form = ClearancesForm(request.POST)
    if not form.is_valid():
        return _person(request, volunteer, clearances=form)
    try:
        actions.record_clearances(volunteer=volunteer, by=request.user, **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, f"{refusal.message} {refusal.next_step}")
        return _person(request, volunteer, clearances=form)
    messages.success(request, "Recorded.")
    return redirect("volunteers:person", pk)


def _person(
    request: SignedIn,
    volunteer: User,
    check: CheckForm | None = None,
    clearances: ClearancesForm | None = None,
) -> HttpResponse:
    today: date = timezone.localdate()
    record = ClearanceRecord.objects.filter(volunteer=volunteer).first()
    context = {
        "room": ROOM,
        "volunteer": volunteer,
        "checks": actions.view_checks(volunteer=volunteer, by=request.user),
        "missing": what_is_missing(volunteer, today),
        "is_oneself": volunteer == request.user,
        "check_form": check or CheckForm.blank(leads=leads_a_club(volunteer)),
        "clearances_form": clearances or ClearancesForm.of(record),
    }
    return render(request, "volunteers/person.html", context, status=422 if check or clearances else 200)
