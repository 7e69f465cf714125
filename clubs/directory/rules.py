"""Who may do what at a club, and what a nickname may be."""

import re
from datetime import date
from typing import TYPE_CHECKING

from clubs.people.enums import Role
from clubs.people.rules import check_adult, has_role, is_adult
from clubs.records.refusals import Refusal, not_yours

from .enums import CLUB_TRANSITIONS, ClubRoleKind, ClubState
from .models import ClubCard

if TYPE_CHECKING:
    from clubs.people.models import Child
    from clubs.people.rules import Anyone

    from .models import Club

NICKNAME_SHAPE = re.compile(r"[A-Za-z][A-Za-z0-9]*(?: [A-Za-z0-9]+){0,2}")
NICKNAME_LENGTH = range(2, 25)


def leads(user: "Anyone", club: "Club") -> bool:
    """Whether this adult leads the club now."""
    return _holds(user, club, ClubRoleKind.LEAD)


def helps(user: "Anyone", club: "Club") -> bool:
    """Whether this adult leads or volunteers at the club now."""
    return _holds(user, club, ClubRoleKind.LEAD, ClubRoleKind.VOLUNTEER)


def _holds(user: "Anyone", club: "Club", *roles: ClubRoleKind) -> bool:
    if user is None or not is_adult(user) or not user.is_active:
        return False
    return user.club_roles.current().filter(club=club, role__in=roles).exists()


def check_leads(user: "Anyone", club: "Club") -> None:
    """Raise Refusal ("not_signed_in", "not_yours") unless this adult leads the club now."""
    check_adult(user)
    if not leads(user, club):
        raise not_yours("Only the club's lead can do this.")


def check_helps(user: "Anyone", club: "Club") -> None:
    """Raise Refusal ("not_signed_in", "not_yours") unless this adult leads or volunteers at the club now."""
    check_adult(user)
    if not helps(user, club):
        raise not_yours("Only the club's own team can see this.")


def keeps_clubs(user: "Anyone") -> bool:
    """Whether this adult may open clubs and name their leads."""
    return has_role(user, Role.ADMINISTRATOR)


def check_keeps_clubs(user: "Anyone") -> None:
    """Raise Refusal ("not_yours") unless this adult may open clubs and name their leads."""
    check_adult(user)
    if not keeps_clubs(user):
        raise not_yours("Only the borough's administrators can do this.")


def may_name_team(user: "Anyone", club: "Club", role: ClubRoleKind) -> bool:
    """Administrators name leads; leads and administrators name volunteers."""
    return keeps_clubs(user) or (role == ClubRoleKind.VOLUNTEER and leads(user, club))


def check_may_name_team(user: "Anyone", club: "Club", role: ClubRoleKind) -> None:
    """Raise Refusal ("not_yours") unless this adult may give or take this role at the club."""
    check_adult(user)
    if not may_name_team(user, club, role):
        raise not_yours()


def club_may_become(club: "Club", state: ClubState) -> bool:
    """Whether the club's state may turn into ``state``."""
    return state in CLUB_TRANSITIONS[ClubState(club.state)]


def nickname_fits(nickname: str, child: "Child") -> bool:
    """Whether a card may show this nickname for this child."""
    try:
        check_nickname(nickname, child)
    except Refusal:
        return False
    return True


def check_nickname(nickname: str, child: "Child") -> None:
    """Raise Refusal unless the nickname is one to three plain words without the child's surname.

    Codes: "nickname_shape", "nickname_surname", "nickname_numbers".
    """
    if len(nickname) not in NICKNAME_LENGTH or not NICKNAME_SHAPE.fullmatch(nickname):
        raise Refusal(
            "nickname_shape",
            "A nickname is one to three words of letters and numbers, 24 letters at most.",
            "Try something like Amber Otter.",
            status=422,
        )
    if sum(letter.isdigit() for letter in nickname) > 3:
        raise Refusal(
            "nickname_numbers",
            "A nickname with a long number could be a birthday or a telephone.",
            "Use three numbers at most.",
            status=422,
        )
    if _spelt(child.last_name) and _spelt(child.last_name) in _spelt(nickname):
        raise Refusal(
            "nickname_surname", "A nickname never holds the surname.", "Choose another one.", status=422
        )


def _spelt(name: str) -> str:
    """Letters only, in one case, so that "O'Neil" is found in "oneil7"."""
    return "".join(letter for letter in name.casefold() if letter.isalpha())


def card_works(card: ClubCard, today: date) -> bool:
    """Whether the card lets its child in today."""
    return card.ended_at is None and card.expires_on >= today


def check_card_works(card: ClubCard, today: date) -> None:
    """Raise Refusal ("card_replaced", "card_withdrawn", "card_expired") in words for a child."""
    if card.replaced_by_id is not None:
        raise Refusal(
            "card_replaced",
            "This is an old card. You have a newer one.",
            "Use your new card, or ask your club lead for it.",
            status=410,
        )
    if card.ended_at is not None:
        raise Refusal(
            "card_withdrawn", "This card has been put away.", "Ask your club lead for a new one.", status=410
        )
    if card.expires_on < today:
        raise Refusal(
            "card_expired",
            "This card was for last term.",
            "Ask your club lead for this term's card.",
            status=410,
        )
