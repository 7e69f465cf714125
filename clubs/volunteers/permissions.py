"""Who may change a rota, and who is a volunteer."""

from clubs.directory.enums import ClubRoleKind
from clubs.directory.models import Club
from clubs.directory.rules import helps
from clubs.people.models import User
from clubs.people.rules import check_adult
from clubs.records.refusals import Refusal, not_yours
from clubs.timetable.permissions import may_plan


def check_may_change_rota(by: User | None, volunteer: User, club: Club) -> None:
    """Refuse anybody but the volunteer, the club's lead and administrators; None is the site itself.

    Raises:
        Refusal: ``not_yours``, or ``not_of_this_club`` for a volunteer without a role there.
    """
    if by != volunteer and not may_plan(by, club):
        raise not_yours("Only the volunteer or the club's lead can change this.")
    if not helps(volunteer, club):
        raise Refusal(
            "not_of_this_club",
            "This volunteer does not help at this club.",
            "The club's lead can add them to the team first.",
            status=403,
        )


def leads_a_club(user: User) -> bool:
    """Say whether an adult leads any club now."""
    return user.club_roles.current().filter(role=ClubRoleKind.LEAD).exists()


def check_helps_somewhere(user: User) -> None:
    """Refuse whoever has no role at any club.

    Raises:
        Refusal: ``not_signed_in`` or ``not_yours``.
    """
    check_adult(user)
    if not user.club_roles.current().exists():
        raise not_yours("This page is for those who help at a club.")
