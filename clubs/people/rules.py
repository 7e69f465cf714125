"""Who may do what with families and roles. Pure questions; ``check_x`` raises, ``x`` answers."""

from datetime import date
from typing import TYPE_CHECKING, TypeGuard

from django.contrib.auth.models import AnonymousUser

from clubs.records.refusals import Refusal, not_yours

from .enums import ROLE_TRANSITIONS, Kind, Role, RoleState

if TYPE_CHECKING:
    from .models import BoroughRole, Child, User

    type Anyone = User | AnonymousUser | None

# From this age a young person sees their own notice and choices (Data Protection Act 2018, section 9).
OWN_CHOICES_FROM = 13
# Whom the clubs are for; wider than any one club.
YOUNGEST, OLDEST = 4, 18


def age_on(birth_date: date, day: date) -> int:
    """Age in whole years on ``day``. Born on 29 February, one is a year older on 1 March of other years."""
    before_birthday = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before_birthday


def makes_own_choices(birth_date: date, day: date) -> bool:
    """Whether the young person, and not the guardian alone, decides about lessons on ``day``."""
    return age_on(birth_date, day) >= OWN_CHOICES_FROM


def check_birth_date(birth_date: date, today: date) -> None:
    """Raise Refusal ("not_born_yet", "age_outside") unless a child of the clubs' ages has this birthday."""
    if birth_date > today:
        raise Refusal("not_born_yet", "That birthday is still to come.", "Check the year.", status=422)
    if not YOUNGEST <= age_on(birth_date, today) <= OLDEST:
        raise Refusal(
            "age_outside",
            f"Clubs are for children from {YOUNGEST} to {OLDEST}.",
            "Check the year of birth.",
            status=422,
        )


def is_adult(user: "Anyone") -> TypeGuard["User"]:
    """Whether an adult is signed in."""
    return user is not None and user.is_authenticated and user.kind == Kind.ADULT


def check_adult(user: "Anyone") -> None:
    """Raise Refusal ("not_signed_in", "not_yours") unless an adult is signed in."""
    if user is None or not user.is_authenticated:
        raise Refusal(
            "not_signed_in", "Please sign in first.", "Sign in", status=403, next_url="/account/login/"
        )
    if user.kind != Kind.ADULT:
        raise not_yours("This page is for grown-ups.", "Go back to your lessons.")


def looks_after(user: "Anyone", child: "Child") -> bool:
    """Whether this adult is one of the child's guardians."""
    return is_adult(user) and child.guardianships.filter(guardian=user).exists()


def check_looks_after(user: "Anyone", child: "Child") -> None:
    """Raise Refusal ("not_your_child") unless this adult is one of the child's guardians."""
    check_adult(user)
    if not looks_after(user, child):
        raise Refusal(
            "not_your_child",
            "This child is not in your family here.",
            "Go to your family page",
            status=403,
            next_url="/family/",
        )


def has_role(user: "Anyone", *roles: Role) -> bool:
    """Whether this adult holds one of these borough-wide roles now."""
    if user is None or not is_adult(user) or not user.is_active:
        return False
    return user.borough_roles.active().filter(role__in=roles).exists()


def check_role(user: "Anyone", *roles: Role) -> None:
    """Raise Refusal ("not_yours") unless this adult holds one of these roles now."""
    check_adult(user)
    if not has_role(user, *roles):
        raise not_yours()


def is_another_person(role: "BoroughRole", by: "User") -> bool:
    """Whether ``by`` is neither who proposed the role nor who gets it."""
    return by.pk not in (role.granted_by_id, role.user_id)


def check_is_another_person(role: "BoroughRole", by: "User") -> None:
    """Raise Refusal ("needs_another_person") when the second person is the first, or the one it is for."""
    if not is_another_person(role, by):
        raise Refusal(
            "needs_another_person",
            "Two people have to agree to this role, and neither may be the one who gets it.",
            "Ask another administrator or safeguarding lead to agree.",
            status=403,
        )


def may_become(role: "BoroughRole", state: RoleState) -> bool:
    """Whether the role's state may turn into ``state``."""
    return state in ROLE_TRANSITIONS[RoleState(role.state)]


def speaks_for(user: "Anyone", organisation_id: int) -> bool:
    """Whether this adult speaks for the organisation."""
    return is_adult(user) and user.organisation_roles.filter(organisation=organisation_id).exists()
