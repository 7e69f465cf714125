"""States of a club and roles bound to one."""

from django.db import models


class ClubState(models.TextChoices):
    """Whether a club takes part."""

    OPEN = "open", "open"
    PAUSED = "paused", "paused for now"
    CLOSED = "closed", "closed"


CLUB_TRANSITIONS: dict[ClubState, frozenset[ClubState]] = {
    ClubState.OPEN: frozenset({ClubState.PAUSED, ClubState.CLOSED}),
    ClubState.PAUSED: frozenset({ClubState.OPEN, ClubState.CLOSED}),
    ClubState.CLOSED: frozenset({ClubState.OPEN}),
}


class ClubRoleKind(models.TextChoices):
    """What somebody is at one club."""

    LEAD = "lead", "club lead"
    VOLUNTEER = "volunteer", "volunteer"
