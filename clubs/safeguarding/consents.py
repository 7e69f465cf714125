"""What has been agreed to. No row means no."""

from clubs.people.models import Child, User

from .enums import PHOTO_PURPOSES, Decision, Purpose
from .models import Consent


def agreed(child: Child, purpose: Purpose) -> bool:
    """Whether the standing decision about this child is yes."""
    return child.pk in Consent.objects.children_with(purpose, [child])


def answered(child: Child, purpose: Purpose) -> bool:
    """Whether anybody has been asked and has answered, yes or no."""
    return Consent.objects.filter(child=child, purpose=purpose).exists()


def photo_consents(children: list[Child]) -> dict[int, set[Purpose]]:
    """Child id → photo purposes agreed to, for a register. A child without any is there with an empty set."""
    agreed_to: dict[int, set[Purpose]] = {child.pk: set() for child in children}
    rows = Consent.objects.filter(child__in=children, purpose__in=PHOTO_PURPOSES).standing()
    for row in rows:
        if row.decision == Decision.GIVEN and row.child_id is not None:
            agreed_to[row.child_id].add(Purpose(row.purpose))
    return agreed_to


def agreed_to_listing() -> "set[int]":
    """Ids of adults who agreed to stand on the volunteers' page."""
    rows = Consent.objects.filter(purpose=Purpose.VOLUNTEER_LISTING).standing()
    return {row.adult_id for row in rows if row.decision == Decision.GIVEN and row.adult_id is not None}


def agreed_for_self(user: User, purpose: Purpose) -> bool:
    """Whether this adult's standing decision about themselves is yes."""
    row = Consent.objects.filter(adult=user, purpose=purpose).standing().first()
    return row is not None and row.decision == Decision.GIVEN


def standing_yes(child: Child) -> set[Purpose]:
    """Every purpose agreed to for this child."""
    rows = Consent.objects.filter(child=child).standing()
    return {Purpose(row.purpose) for row in rows if row.decision == Decision.GIVEN}
