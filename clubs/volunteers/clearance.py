"""Reading volunteers' clearance dates. Dates only: nobody sees a check record by way of this."""

from collections.abc import Collection
from datetime import date

from django.db.models import Max, QuerySet

from clubs.people.models import User
from clubs.volunteers.enums import Clearance
from clubs.volunteers.models import Check, ClearanceRecord
from clubs.volunteers.rules import ClearanceDates, missing_clearances

OTHER_DATES = (
    "identity_seen_on",
    "adult_from",
    "first_reference_on",
    "second_reference_on",
    "training_due_on",
    "conduct_signed_on",
)


def those_who_help() -> QuerySet[User]:
    """Adults with a role at any club now, by name."""
    helping = User.objects.filter(club_roles__isnull=False, club_roles__ended_at__isnull=True, is_active=True)
    return helping.distinct().order_by("first_name", "last_name", "pk")


def clearance_dates_of(volunteers: Collection[User]) -> dict[int, ClearanceDates]:
    """Return the dates that decide whether each volunteer is cleared, by id. Two queries."""
    checks = Check.objects.counting().filter(volunteer__in=volunteers).order_by()
    due = dict(checks.values_list("volunteer").annotate(Max("due_on")))
    rows = ClearanceRecord.objects.filter(volunteer__in=volunteers).values("volunteer", *OTHER_DATES)
    others = {row.pop("volunteer"): row for row in rows}
    return {
        one.pk: ClearanceDates(check_due_on=due.get(one.pk), **others.get(one.pk, {})) for one in volunteers
    }


def clearance_dates(volunteer: User) -> ClearanceDates:
    """Return the dates that decide whether a volunteer is cleared."""
    return clearance_dates_of([volunteer])[volunteer.pk]


def what_is_missing(volunteer: User, day: date) -> list[Clearance]:
    """Return what a volunteer still lacks on a day; empty means cleared."""
    return missing_clearances(clearance_dates(volunteer), day)
