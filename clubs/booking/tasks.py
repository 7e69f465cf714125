"""Letters about places, sent by the worker. Jobs carry ids only."""

from collections.abc import Iterable
from typing import cast

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from clubs.booking.calendar_file import enclosure_of
from clubs.booking.enums import PlaceState
from clubs.booking.models import Booking, Place, PlaceSession
from clubs.people.models import User
from clubs.records.mail import send_letter
from clubs.timetable.changes import ChangeKind
from clubs.timetable.models import Session

# A mail server that is down for an hour loses no letter.
KEEP_TRYING = RetryStrategy(max_attempts=8, exponential_wait=4)


@app.task(name="booking.send_confirmation", queue="mail", retry=KEEP_TRYING)
def send_confirmation(booking_id: int) -> None:
    """Confirm a booking to whoever made it; to the guardians where staff made it for them."""
    booking = Booking.objects.select_related("booked_by").get(pk=booking_id)
    places = list(booking.places.live().with_offering().order_by("pk"))
    if not places:
        return
    readers = guardians_of(places) if booking.assisted else [booking.booked_by]
    dates = dates_of(places)
    for reader in readers:
        if reader and reader.email:
            about = {"reader": reader, "booking": booking, "places": places, "dates": dates}
            enclosures = [enclosure_of(dates)]
            send_letter(
                template="booking/mail/confirmed", to=reader.email, about=about, enclosures=enclosures
            )


@app.task(name="booking.send_cancellation", queue="mail", retry=KEEP_TRYING)
def send_cancellation(place_id: int) -> None:
    """Tell every guardian of the child that the place is given back, and take it out of their calendars."""
    place = Place.objects.with_offering().get(pk=place_id)
    dates = [date for date in dates_of([place]) if not date.live]
    for guardian in guardians_of([place]):
        about = {"reader": guardian, "place": place}
        enclosures = [enclosure_of(dates, cancelled=True)]
        send_letter(
            template="booking/mail/cancelled",
            to=cast(str, guardian.email),
            about=about,
            enclosures=enclosures,
        )


@app.task(name="booking.tell_guardian_of_change", queue="mail", retry=KEEP_TRYING)
def tell_guardian_of_change(guardian_id: int, session_id: int, change: str) -> None:
    """Tell one guardian that a session of theirs was added, moved, skipped, cancelled or put back."""
    guardian = User.objects.get(pk=guardian_id)
    session = Session.objects.select_related("club__venue").get(pk=session_id)
    dates = list(
        PlaceSession.objects.filter(session=session, place__child__guardianships__guardian=guardian)
        .exclude(place__state=PlaceState.CANCELLED)
        .select_related("place__child", "session__club__venue")
        .order_by("place__child__birth_date", "pk")
    )
    if not dates or not guardian.email:
        return
    about = {
        "reader": guardian,
        "session": session,
        "change": change,
        "coming": [date.place.child for date in dates if date.live],
        "missed": [date.place.child for date in dates if not date.live],
    }
    off = change in (ChangeKind.SKIPPED.value, ChangeKind.CANCELLED.value)
    enclosures = [enclosure_of(dates, cancelled=off)]
    send_letter(template="booking/mail/change", to=guardian.email, about=about, enclosures=enclosures)


def guardians_of(places: Iterable[Place]) -> list[User]:
    """Return the adults who look after these places' children and can be reached by e-mail."""
    return list(
        User.objects.filter(
            guardianships__child__places__in=list(places), email__isnull=False, is_active=True
        )
        .distinct()
        .order_by("pk")
    )


def dates_of(places: Iterable[Place]) -> list[PlaceSession]:
    """Return the dates of places that are still to come, by time, ready for a calendar."""
    return list(
        PlaceSession.objects.filter(place__in=list(places))
        .coming(timezone.now())
        .select_related("place__child", "session__club__venue")
        .order_by("session__starts_at", "place__child__birth_date", "pk")
    )
