"""What is held about those who write lessons."""

from clubs.records.personal_data import Audience, Basis, Keep, declare

from .models import AuthorToken, Proposal

declare(
    AuthorToken,
    fields={
        "user": "a token opens what its author may open, and nothing when their role has ended",
        "name": "an author knows which token to revoke",
        "last_used_at": "an author sees a token used when they did not use it",
    },
    technical=["sha256", "made_at", "expires_at", "revoked_at", "minute", "calls"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF],
    keep=Keep("a year after its time is up", days=365, since="expires_at"),
    found_by={"user": "user"},
)
declare(
    Proposal,
    fields={
        "author": "an author learns what became of a lesson they proposed",
        "proposed_at": "an author sees which version it was",
        "reason": "an author learns why it was not taken",
    },
    technical=["slug", "source", "pictures", "teaching", "state", "read_at", "decided_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.ADMINISTRATORS],
    keep=Keep("two years", days=730, since="proposed_at"),
    found_by={"user": "author"},
)
