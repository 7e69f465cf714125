"""Places as an iCalendar file (RFC 5545): what the confirmation letter carries."""

from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from icalendar import Calendar, Event, vCalAddress, vGeo

from clubs.booking.models import PlaceSession
from clubs.records.mail import Enclosure
from clubs.timetable.rules import LONDON

PRODUCT = "-//Coding clubs//Places//EN"


def calendar_of(dates: Iterable[PlaceSession], *, cancelled: bool = False) -> bytes:
    """Return the dates as one calendar file, UTF-8.

    An entry keeps its UID for life and counts its changes, so a calendar that
    holds it already changes or removes it. ``cancelled`` makes a file that
    takes entries away; otherwise a date no longer live is marked cancelled.
    ``dates`` need child, session, club and venue loaded.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    now = timezone.now()
    for date in dates:
        calendar.add_component(_event(date, now, cancelled=cancelled or not date.live))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def enclosure_of(dates: Iterable[PlaceSession], *, cancelled: bool = False) -> Enclosure:
    """Return the calendar file as a letter carries it."""
    method = "CANCEL" if cancelled else "PUBLISH"
    content = calendar_of(dates, cancelled=cancelled)
    return Enclosure("coding-club.ics", content, f"text/calendar; charset=utf-8; method={method}")


def uid_of(date: PlaceSession) -> str:
    """Return what names a date for life in every calendar."""
    return f"{date.place.uid}-{date.session_id}@{urlsplit(settings.CLUBS_SITE_URL).hostname}"


def _event(date: PlaceSession, now: datetime, *, cancelled: bool) -> Event:
    session, club = date.session, date.session.club
    venue = club.venue
    event = Event()
    event.add("uid", uid_of(date))
    event.add("sequence", date.calendar_sequence)
    event.add("dtstamp", now)
    event.add("dtstart", session.starts_at.astimezone(LONDON))
    event.add("dtend", session.ends_at.astimezone(LONDON))
    event.add("summary", f"{date.place.child.name_shown} at {club.name}")
    event.add("location", f"{venue.name}, {venue.address}, {venue.postcode}")
    event.add("geo", vGeo((venue.latitude, venue.longitude)))
    event.add("url", f"{settings.CLUBS_SITE_URL}/family/")
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("organizer", vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}"))
    return event
