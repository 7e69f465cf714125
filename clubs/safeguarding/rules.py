"""Who decides about what."""

from datetime import date
from typing import TYPE_CHECKING

from clubs.people.rules import check_looks_after, looks_after, makes_own_choices
from clubs.records.refusals import Refusal

from .enums import Purpose

if TYPE_CHECKING:
    from clubs.people.models import Child, User


def decides_for_themselves(child: "Child", purpose: Purpose, day: date) -> bool:
    """Whether the young person decides: about lessons from 13, on the day itself (R3)."""
    return purpose == Purpose.LEARNING and makes_own_choices(child.birth_date, day)


def may_decide(user: "User", child: "Child", purpose: Purpose, day: date) -> bool:
    """Whether this account may give, refuse or take back consent for the child."""
    if child.user_id is not None and user.pk == child.user_id:
        return decides_for_themselves(child, purpose, day)
    return looks_after(user, child) and not decides_for_themselves(child, purpose, day)


def check_may_decide(user: "User", child: "Child", purpose: Purpose, day: date) -> None:
    """Raise Refusal: "not_your_child", "their_own_choice", "ask_your_guardian"."""
    own = decides_for_themselves(child, purpose, day)
    if child.user_id is not None and user.pk == child.user_id:
        if not own:
            raise Refusal(
                "ask_your_guardian",
                "A grown-up in your family decides about this one.",
                "Ask them to look at their family page.",
                status=403,
            )
        return
    check_looks_after(user, child)
    if own:
        raise Refusal(
            "their_own_choice",
            "From 13 on, young people choose about lessons themselves.",
            "They are asked when they first sign in.",
            status=403,
        )
