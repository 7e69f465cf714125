"""States of a proposal, and which may follow which."""

from django.db import models

from clubs.people.enums import Role

# Who writes lessons: whoever may write the site's pages.
AUTHORS = (Role.EDITOR, Role.ADMINISTRATOR)


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    WAITING = "waiting", "waiting to be read"
    RELEASED = "released", "given out"
    REFUSED = "refused", "not taken"
    REPLACED = "replaced", "replaced by a newer one"


PROPOSAL_TRANSITIONS: dict[ProposalState, frozenset[ProposalState]] = {
    ProposalState.WAITING: frozenset({ProposalState.RELEASED, ProposalState.REFUSED, ProposalState.REPLACED}),
    ProposalState.RELEASED: frozenset(),
    ProposalState.REFUSED: frozenset(),
    ProposalState.REPLACED: frozenset(),
}
