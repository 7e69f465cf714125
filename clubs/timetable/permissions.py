"""Who may change a club's timetable."""

from clubs.directory.enums import ClubRoleKind
from clubs.directory.models import Club, ClubRole
from clubs.people.enums import Role
from clubs.people.models import User
from clubs.people.rules import has_role
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
    if by is None:
        return True
    leads = ClubRole.objects.current().filter(user=by, club=club, role=ClubRoleKind.LEAD)
    return leads.exists() or has_role(by, Role.ADMINISTRATOR)
