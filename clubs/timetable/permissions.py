"""Who may change a club's timetable."""

from clubs.directory.models import Club
from clubs.directory.rules import keeps_clubs, leads
from clubs.people.models import User
from clubs.records.refusals import not_yours


def check_may_plan(by: User | None, club: Club) -> None:
    """Refuse anybody but the club's lead and the borough's administrators; None is the site itself.

    Raises:
        Refusal: ``not_yours``.
    """
    if not may_plan(by, club):
        raise not_yours("Only the club's lead can change its dates.")


def may_plan(by: User | None, club: Club) -> bool:
    """Say whether someone may change the club's dates."""
    return by is None or leads(by, club) or keeps_clubs(by)
