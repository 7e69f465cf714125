"""Reading a volunteer's clearance dates. Dates only: nobody sees a check record by way of this."""

from datetime import date

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


def clearance_dates(volunteer: User) -> ClearanceDates:
    """Return the dates that decide whether a volunteer is cleared."""
    checks = Check.objects.counting().filter(volunteer=volunteer).order_by("-due_on")
    others = ClearanceRecord.objects.filter(volunteer=volunteer).values(*OTHER_DATES).first() or {}
    return ClearanceDates(check_due_on=checks.values_list("due_on", flat=True).first(), **others)


def what_is_missing(volunteer: User, day: date) -> list[Clearance]:
    """Return what a volunteer still lacks on a day; empty means cleared."""
    return missing_clearances(clearance_dates(volunteer), day)
