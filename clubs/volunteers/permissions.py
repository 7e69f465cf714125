"""Who may change a rota."""

from clubs.directory.models import Club, ClubRole
from clubs.people.models import User
from clubs.records.refusals import Refusal, not_yours
from clubs.timetable.permissions import may_plan


def check_may_change_rota(by: User | None, volunteer: User, club: Club) -> None:
    """Refuse anybody but the volunteer, the club's lead and administrators; None is the site itself.

    Raises:
        Refusal: ``not_yours``, or ``not_of_this_club`` for a volunteer without a role there.
    """
    if by != volunteer and not may_plan(by, club):
        raise not_yours("Only the volunteer or the club's lead can change this.")
    if not in_team(volunteer, club):
        raise Refusal(
            "not_of_this_club",
            "This volunteer does not help at this club.",
            "The club's lead can add them to the team first.",
            status=403,
        )


def check_in_team(user: User, club: Club) -> None:
    """Refuse anybody who has no role at the club now.

    Raises:
        Refusal: ``not_yours``.
    """
    if not in_team(user, club):
        raise not_yours("This page is for the team of this club.")


def in_team(user: User, club: Club) -> bool:
    """Say whether someone leads or helps at the club now."""
    return user.is_active and ClubRole.objects.current().filter(user=user, club=club).exists()
