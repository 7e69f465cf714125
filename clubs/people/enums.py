"""Kinds of account and borough-wide roles."""

from django.db import models


class Kind(models.TextChoices):
    """Whose account a user row is; never changes once written."""

    ADULT = "adult", "adult"
    CHILD = "child", "child"


class Role(models.TextChoices):
    """Roles over the whole borough; those of one club belong to the directory."""

    EDITOR = "editor", "editor"
    COUNCIL_OFFICER = "council_officer", "council officer"
    SAFEGUARDING_LEAD = "safeguarding_lead", "safeguarding lead"
    ADMINISTRATOR = "administrator", "administrator"


class RoleState(models.TextChoices):
    """A grant's life; a safeguarding grant waits for a second person."""

    PROPOSED = "proposed", "waiting for a second person"
    ACTIVE = "active", "active"
    ENDED = "ended", "ended"


ROLE_TRANSITIONS: dict[RoleState, frozenset[RoleState]] = {
    RoleState.PROPOSED: frozenset({RoleState.ACTIVE, RoleState.ENDED}),
    RoleState.ACTIVE: frozenset({RoleState.ENDED}),
    RoleState.ENDED: frozenset(),
}

# Roles whose grant two people must agree on.
NEEDS_TWO_PEOPLE = frozenset({Role.SAFEGUARDING_LEAD})
# Wagtail's own groups that come with a role.
CMS_GROUPS: dict[Role, tuple[str, ...]] = {
    Role.EDITOR: ("Editors", "Moderators"),
    Role.ADMINISTRATOR: ("Editors", "Moderators"),
}
