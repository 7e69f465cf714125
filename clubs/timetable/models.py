"""Terms and their sessions. A date is a row: moving or skipping one touches that row alone."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from clubs.timetable.enums import SESSION_MOVES, SessionState
from clubs.timetable.rules import LONDON, london_day

if TYPE_CHECKING:
    from clubs.directory.models import Club


class DaysRange(Func):
    """``daterange`` over two date columns, both ends included."""

    function = "DATERANGE"
    output_field = DateRangeField()


class TimesRange(Func):
    """``tstzrange`` over two moments, the end excluded: one session may start as another ends."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


class TermQuerySet(models.QuerySet["Term"]):
    """Terms, by what one asks of them."""

    def of_club(self, club: Club) -> TermQuerySet:
        """Keep one club's terms."""
        return self.filter(club=club)

    def not_over(self, today: date) -> TermQuerySet:
        """Keep terms with days still to come."""
        return self.filter(ends_on__gte=today)


class Term(models.Model):
    """A stretch of weeks a family can book as one."""

    club = models.ForeignKey("directory.Club", models.PROTECT, related_name="terms")
    name = models.CharField(max_length=80)
    starts_on = models.DateField()
    ends_on = models.DateField()
    booking_opens_at = models.DateTimeField()

    objects = TermQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="term_ends_after_start",
                violation_error_message="A term ends on or after the day it starts.",
            ),
            ExclusionConstraint(
                name="term_no_overlap_in_club",
                expressions=[
                    ("club", RangeOperators.EQUAL),
                    (
                        DaysRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="The club has another term in those weeks.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="term_holds_its_sessions",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("starts_on", "ends_on", "club_id"),
                func="""
                    IF EXISTS (
                        SELECT 1 FROM timetable_session s WHERE s.term_id = NEW.id AND (
                            s.club_id <> NEW.club_id
                            OR (s.starts_at AT TIME ZONE 'Europe/London')::date < NEW.starts_on
                            OR (s.ends_at AT TIME ZONE 'Europe/London')::date > NEW.ends_on)
                    ) THEN
                        RAISE EXCEPTION 'session_within_term: sessions of the term fall outside its new dates'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_within_term';
                    END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.club}"


class SessionQuerySet(models.QuerySet["Session"]):
    """Sessions, by what one asks of them."""

    def planned(self) -> SessionQuerySet:
        """Keep those going ahead."""
        return self.filter(state=SessionState.PLANNED)

    def coming(self, now: datetime) -> SessionQuerySet:
        """Keep those going ahead that have not started."""
        return self.planned().filter(starts_at__gt=now)

    def of_club(self, club: Club) -> SessionQuerySet:
        """Keep one club's sessions."""
        return self.filter(club=club)

    def on_day(self, day: date) -> SessionQuerySet:
        """Keep those that start on a London calendar day."""
        first = datetime(day.year, day.month, day.day, tzinfo=LONDON)
        last = datetime(day.year, day.month, day.day, 23, 59, 59, 999999, tzinfo=LONDON)
        return self.filter(starts_at__range=(first, last))


class Session(models.Model):
    """One meeting of a club. ``pledged_adults``: the cover its lead promises before a rota can be known."""

    club = models.ForeignKey("directory.Club", models.PROTECT, related_name="sessions")
    term = models.ForeignKey(Term, models.PROTECT, related_name="sessions")
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField()
    room_capacity = models.PositiveSmallIntegerField()
    kit_capacity = models.PositiveSmallIntegerField()
    pledged_adults = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=12, choices=SessionState, default=SessionState.PLANNED)
    # Shown to families beside a skipped or cancelled date, such as "half term".
    reason = models.CharField(max_length=120, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="session_ends_after_start",
                violation_error_message="A session ends after it starts.",
            ),
            models.CheckConstraint(condition=Q(state__in=SessionState.values), name="session_state_known"),
            ExclusionConstraint(
                name="session_no_overlap_in_club",
                expressions=[
                    ("club", RangeOperators.EQUAL),
                    (TimesRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
                condition=Q(state=SessionState.PLANNED),
                violation_error_message="The club has another session at that time.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="session_within_term",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("starts_at", "ends_at", "term_id", "club_id"),
                func="""
                    IF NOT EXISTS (
                        SELECT 1 FROM timetable_term t WHERE t.id = NEW.term_id AND t.club_id = NEW.club_id
                        AND (NEW.starts_at AT TIME ZONE 'Europe/London')::date >= t.starts_on
                        AND (NEW.ends_at AT TIME ZONE 'Europe/London')::date <= t.ends_on
                    ) THEN
                        RAISE EXCEPTION 'session_within_term: a session falls inside a term of its own club'
                            USING ERRCODE = 'check_violation', CONSTRAINT = 'session_within_term';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.FSM(
                name="session_state_moves",
                field="state",
                transitions=[
                    (now.value, then.value) for now, nexts in SESSION_MOVES.items() for then in sorted(nexts)
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.club}, {self.starts_at.astimezone(LONDON):%a %-d %b %Y %H:%M}"

    @property
    def day(self) -> date:
        """The London day it starts on; children's ages are reckoned on it."""
        return london_day(self.starts_at)

    @property
    def is_planned(self) -> bool:
        """Whether it is going ahead."""
        return self.state == SessionState.PLANNED
