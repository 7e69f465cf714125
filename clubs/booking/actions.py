"""Every write about places. A parent's form and a member of staff call the same ones."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from psycopg import errors

from clubs.booking import rules
from clubs.booking.alternatives import in_words, what_else
from clubs.booking.counting import count_supplies
from clubs.booking.enums import PlaceState
from clubs.booking.lock import hold
from clubs.booking.models import Booking, Place, PlaceSession
from clubs.booking.offerings import Offering, term_of
from clubs.booking.permissions import check_may_book_for
from clubs.booking.supply import Supply
from clubs.booking.tasks import send_cancellation, send_confirmation
from clubs.people.models import Child, User
from clubs.people.rules import age_on
from clubs.records.audit import audited
from clubs.records.refusals import Refusal
from clubs.timetable.models import Session, Term


@audited("booking.book_places")
def book_places(
    *, children: Collection[Child], offering: Offering, by: User, assisted: bool = False
) -> Booking:
    """Book a place for each of the children, or for none of them.

    ``assisted``: staff book for a family that cannot use the site. The letter
    with the calendar file goes out once all is written.

    Raises:
        Refusal: ``nobody_chosen``, ``not_your_child``, ``club_not_open``, ``not_open_yet``,
            ``nothing_left``, ``session_not_planned``, ``already_started``, ``too_young``,
            ``too_old``, ``already_booked``, ``busy_then`` or ``full``.
    """
    if not children:
        raise Refusal("nobody_chosen", "Nobody is chosen yet.", "Choose at least one child.", status=422)
    for child in children:
        check_may_book_for(by, child, assisted=assisted)
    now = timezone.now()
    held, sessions = hold(children, offering, now)
    rules.check_club_open(offering.club)
    rules.check_booking_open(term_of(offering), now)
    rules.check_still_to_come(sessions, now)
    for child in held:
        rules.check_age(child.name_shown, child.birth_date, sessions)
    supplies = count_supplies(sessions, now)
    booking = Booking.objects.create(booked_by=by, assisted=assisted)
    # Written first, so that a child who has a place already is told so, not "full";
    # a refusal below undoes it all.
    for child in held:
        _give_place(booking, child, offering, sessions)
    _check_fits(held, sessions, supplies)
    send_confirmation.defer(booking_id=booking.pk)
    return booking


@audited("booking.cancel_place")
def cancel_place(*, place: Place, by: User, assisted: bool = False) -> Place:
    """Give a place back. Dates that have begun stay on the record; those to come are freed.

    Raises:
        Refusal: ``not_your_child``, ``place_state`` or ``already_started``.
    """
    place = Place.objects.select_for_update(of=("self",)).with_offering().get(pk=place.pk)
    check_may_book_for(by, place.child, assisted=assisted)
    rules.check_place_move(place.state, PlaceState.CANCELLED)
    now = timezone.now()
    to_come = place.dates.coming(now)
    if not to_come.exists():
        raise Refusal(
            "already_started",
            "This has started already, so it can no longer be cancelled.",
            "If your child cannot come, please tell the club.",
            next_url="/family/",
        )
    to_come.update(live=False, calendar_sequence=F("calendar_sequence") + 1)
    place.state, place.cancelled_at = PlaceState.CANCELLED, now
    place.save(update_fields=["state", "cancelled_at"])
    send_cancellation.defer(place_id=place.pk)
    return place


def _give_place(booking: Booking, child: Child, offering: Offering, sessions: Sequence[Session]) -> Place:
    """Write the place and its dates; the database refuses what the child has already."""
    whole = {"term": offering} if isinstance(offering, Term) else {"session": offering}
    try:
        with transaction.atomic():
            place = Place.objects.create(booking=booking, child=child, **whole)
            PlaceSession.objects.bulk_create(
                PlaceSession(place=place, session=session, child=child) for session in sessions
            )
    except IntegrityError as error:
        if isinstance(error.__cause__, errors.UniqueViolation):
            raise Refusal(
                "already_booked",
                f"{child.name_shown} has this place already.",
                "See it on your family page.",
                next_url="/family/",
            ) from error
        if isinstance(error.__cause__, errors.ExclusionViolation):
            raise _busy(child, sessions) from error
        raise
    return place


def _busy(child: Child, sessions: Sequence[Session]) -> Refusal:
    taken = PlaceSession.objects.live().filter(child=child).select_related("session__club")
    other = next(
        date.session
        for date in taken.order_by("session__starts_at")
        if any(date.session.starts_at < s.ends_at and s.starts_at < date.session.ends_at for s in sessions)
    )
    return Refusal(
        "busy_then",
        f"{child.name_shown} has a place at {other.club.name} on {other.day:%A %-d %B} at that time.",
        "Choose another date, or cancel that place first.",
        next_url="/family/",
    )


def _check_fits(children: Sequence[Child], sessions: Sequence[Session], supplies: dict[int, Supply]) -> None:
    """Refuse unless every date has places for all of them; ``supplies`` counted before they were added."""
    for session in sessions:
        supply = supplies[session.pk]
        if supply.fits([age_on(child.birth_date, session.day) for child in children]):
            continue
        day, left = f"{session.day:%A %-d %B}", supply.free
        others = what_else(session.club, children, timezone.now())
        raise Refusal(
            "full",
            f"{session.club.name} is full on {day}."
            if left == 0
            else f"{session.club.name} has {left} left on {day}, not enough for all of you.",
            in_words(others),
            next_url=reverse("booking:children", args=["session", others[0].pk]) if others else "/clubs/",
        )
