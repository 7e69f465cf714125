"""Who may change a rota."""

from clubs.directory.models import Club
from clubs.directory.rules import helps
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
    if not helps(volunteer, club):
        raise Refusal(
            "not_of_this_club",
            "This volunteer does not help at this club.",
            "The club's lead can add them to the team first.",
            status=403,
        )
