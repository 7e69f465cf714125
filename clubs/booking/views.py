"""Booking in four short pages: what, who, is this right, done."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from clubs.booking import actions
from clubs.booking.alternatives import what_else
from clubs.booking.calendar_file import calendar_of
from clubs.booking.enums import OfferState
from clubs.booking.forms import ChooseChildrenForm
from clubs.booking.models import Booking, Place
from clubs.booking.offerings import Offer, Offering, offer_of, offers_of_club
from clubs.booking.permissions import check_may_see
from clubs.booking.tasks import dates_of
from clubs.directory.models import Club
from clubs.people.guards import SignedIn, adults_only
from clubs.people.models import Child
from clubs.people.rules import check_looks_after
from clubs.timetable.models import Session, Term

# The family's own pages stand above booking and are known by their addresses.
ADD_CHILD = "/family/children/add/"


@require_safe
def club(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a whole term or a single session of one club."""
    found = get_object_or_404(Club.objects.listed(), slug=slug)
    return render(request, "booking/club.html", {"club": found, "offers": offers_of_club(found)})


@require_safe
@adults_only
def children(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Choose who is coming."""
    offer = offer_of(_offering(kind, pk))
    form = ChooseChildrenForm(guardian=request.user, offer=offer) if offer.sessions else None
    return render(request, "booking/children.html", _choosing(request, offer, form))


@adults_only
def check(request: SignedIn, kind: str, pk: int) -> HttpResponse:
    """Read it once more; the button books."""
    offer = offer_of(_offering(kind, pk))
    if not offer.sessions:
        return redirect("booking:children", kind, pk)
    form = ChooseChildrenForm(
        guardian=request.user, offer=offer, data=request.POST or request.GET or QueryDict()
    )
    if not form.is_valid():
        form.check_own_family()
        return render(request, "booking/children.html", _choosing(request, offer, form), status=422)
    chosen = list(form.cleaned_data["child"])
    if request.method == "POST":
        booking = actions.book_places(children=chosen, offering=offer.offering, by=request.user)
        return redirect("booking:booked", booking.reference)
    return render(request, "booking/check.html", _about(offer, children=chosen))


@require_safe
@adults_only
def booked(request: SignedIn, reference: UUID) -> HttpResponse:
    """What was booked, and what happens next."""
    booking = _booking(request, reference)
    places = list(booking.places.with_offering().order_by("pk"))
    return render(
        request, "booking/booked.html", {"booking": booking, "places": places, "dates": dates_of(places)}
    )


@require_safe
@adults_only
def calendar(request: SignedIn, reference: UUID) -> HttpResponse:
    """The booking's dates for a calendar."""
    booking = _booking(request, reference)
    answer = HttpResponse(
        calendar_of(dates_of(booking.places.all())), content_type="text/calendar; charset=utf-8"
    )
    answer["Content-Disposition"] = 'attachment; filename="coding-club.ics"'
    return answer


@adults_only
def cancel(request: SignedIn, pk: int) -> HttpResponse:
    """Give a place back, after one question."""
    place = get_object_or_404(Place.objects.with_offering(), pk=pk)
    check_looks_after(request.user, place.child)
    if request.method == "POST":
        actions.cancel_place(place=place, by=request.user)
        messages.success(request, f"Cancelled. {place.child.name_shown}'s place is free for another child.")
        return redirect("/family/")
    return render(request, "booking/cancel.html", {"place": place, "dates": dates_of([place])})


def _offering(kind: str, pk: int) -> Offering:
    if kind == "term":
        return get_object_or_404(Term.objects.select_related("club__venue"), pk=pk)
    return get_object_or_404(Session.objects.select_related("club__venue", "term__club"), pk=pk)


def _booking(request: SignedIn, reference: UUID) -> Booking:
    booking = get_object_or_404(Booking, reference=reference)
    check_may_see(request.user, booking)
    return booking


def _choosing(request: SignedIn, offer: Offer, form: ChooseChildrenForm | None) -> dict[str, object]:
    """What the page of ticks shows; a full offer names what else has room for the family."""
    here = reverse("booking:children", args=[offer.kind, offer.offering.pk])
    add_child = f"{ADD_CHILD}?{urlencode({'next': here})}"
    family = list(Child.objects.of_guardian(request.user))
    others = what_else(offer.club, family, timezone.now()) if offer.state == OfferState.FULL else []
    return _about(offer, form=form, add_child=add_child, others=others)


def _about(offer: Offer, **more: object) -> dict[str, object]:
    return {
        "offer": offer,
        "club": offer.club,
        "back": reverse("booking:club", args=[offer.club.slug]),
        **more,
    }
