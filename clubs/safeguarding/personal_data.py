"""What is held about consents."""

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare

from .models import Consent

declare(
    Consent,
    fields={
        "child": "it is known whom the answer is about",
        "adult": "it is known which volunteer agreed to be listed",
        "decision": "nothing is done that somebody said no to",
        "decided_by": "it can be shown who said so",
    },
    technical=["purpose", "wording_version", "decided_at", "how"],
    basis=Basis.CONSENT,
    audience=[Audience.GUARDIANS, Audience.CHILD, Audience.CLUB_TEAM, Audience.SAFEGUARDING],
    keep=Keep("six years, to show what was agreed to", days=6 * 365, since="decided_at"),
    found_by={"child": "child", "user": "adult"},
    erasure=Erasure.KEEP,
)
