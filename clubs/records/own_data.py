"""What the audit holds about people. (``personal_data`` is the register itself.)"""

from .models import AuditEntry
from .personal_data import Audience, Basis, Erasure, Keep, declare

declare(
    AuditEntry,
    fields={
        "actor": "it can be shown who did what",
        "subject_id": "what was done to a person's record can be found again",
        "about": "the other records an action touched can be found; ids only",
    },
    technical=["at", "action", "subject_type"],
    basis=Basis.LEGAL_DUTY,
    audience=[Audience.ADMINISTRATORS, Audience.SAFEGUARDING],
    keep=Keep("six years, as long as a claim may be brought", days=6 * 365, since="at"),
    found_by={"user": "actor"},
    erasure=Erasure.KEEP,
)
