"""Bookings, places, and the dates each place stands for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils import timezone

from clubs.booking.enums import PLACE_MOVES, PlaceState
from clubs.people.models import Child
from clubs.timetable.models import Session, Term

if TYPE_CHECKING:
    from clubs.directory.models import Club
    from clubs.people.models import User


class Booking(models.Model):
    """One act of booking: the children who got their places together, or none of them."""

    reference = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="bookings"
    )
    # Made by staff for a family that cannot use the site.
    assisted = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return f"booking {self.pk}"


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places, by what one asks of them."""

    def live(self) -> PlaceQuerySet:
        """Keep those that count."""
        return self.filter(state=PlaceState.LIVE)

    def of_guardian(self, guardian: User) -> PlaceQuerySet:
        """Keep the places of the children this adult looks after."""
        return self.filter(child__guardianships__guardian=guardian)

    def with_offering(self) -> PlaceQuerySet:
        """Bring child, term or session, club and venue along."""
        return self.select_related(
            "child", "booking", "term__club__venue", "session__club__venue", "session__term"
        )


class Place(models.Model):
    """A child's place for a term or for a single session; exactly one of the two is set."""

    # Names the place in calendar files, so that a later one changes the entry made by the first.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    booking = models.ForeignKey(Booking, on_delete=models.PROTECT, related_name="places")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="places")
    term = models.ForeignKey(Term, null=True, blank=True, on_delete=models.PROTECT, related_name="places")
    session = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.PROTECT, related_name="places"
    )
    state = models.CharField(max_length=12, choices=PlaceState, default=PlaceState.LIVE)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(term__isnull=True, session__isnull=False)
                | Q(term__isnull=False, session__isnull=True),
                name="place_for_term_or_session",
            ),
            models.CheckConstraint(condition=Q(state__in=PlaceState.values), name="place_state_known"),
            models.CheckConstraint(
                condition=Q(state=PlaceState.CANCELLED, cancelled_at__isnull=False)
                | ~Q(state=PlaceState.CANCELLED) & Q(cancelled_at__isnull=True),
                name="place_cancel_dated",
            ),
            models.UniqueConstraint(
                fields=["child", "term"], condition=Q(state=PlaceState.LIVE), name="place_one_live_a_term"
            ),
            models.UniqueConstraint(
                fields=["child", "session"],
                condition=Q(state=PlaceState.LIVE),
                name="place_one_live_a_session",
            ),
        ]
        triggers = [
            pgtrigger.FSM(
                name="place_state_moves",
                field="state",
                transitions=[
                    (now.value, then.value) for now, nexts in PLACE_MOVES.items() for then in sorted(nexts)
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def offering(self) -> Term | Session:
        """The term or the session it is for."""
        offering = self.term or self.session
        assert offering is not None, "the database lets no place stand for nothing"  # noqa: S101
        return offering

    @property
    def club(self) -> Club:
        """The club it is at."""
        return self.offering.club

    @property
    def is_live(self) -> bool:
        """Whether it counts."""
        return self.state == PlaceState.LIVE


class PlaceSessionQuerySet(models.QuerySet["PlaceSession"]):
    """Dates of places, by what one asks of them."""

    def live(self) -> PlaceSessionQuerySet:
        """Keep those on which the child is expected."""
        return self.filter(live=True)

    def coming(self, now: datetime) -> PlaceSessionQuerySet:
        """Keep those whose session has not started."""
        return self.filter(session__starts_at__gt=now)


class PlaceSession(models.Model):
    """One date of one place: what is counted, and what the register expects.

    The database itself copies ``child`` and ``during`` from place and session,
    and refuses a second live row of the same child at an overlapping time.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="dates")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="place_dates")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="place_dates", editable=False)
    during = DateTimeRangeField(editable=False)
    live = models.BooleanField(default=True)
    # Counts the changes told to calendars (iCalendar SEQUENCE).
    calendar_sequence = models.PositiveSmallIntegerField(default=0)

    objects = PlaceSessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "session"], name="place_date_once"),
            ExclusionConstraint(
                name="child_in_one_place_at_a_time",
                expressions=[("child", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(live=True),
            ),
        ]
        indexes = [models.Index(fields=["session"], condition=Q(live=True), name="place_date_live")]
        triggers = [
            pgtrigger.Trigger(
                name="place_date_follows",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func="""
                    SELECT p.child_id INTO NEW.child_id FROM booking_place p WHERE p.id = NEW.place_id;
                    SELECT tstzrange(s.starts_at, s.ends_at) INTO NEW.during
                        FROM timetable_session s WHERE s.id = NEW.session_id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"date {self.session_id} of place {self.place_id}"
