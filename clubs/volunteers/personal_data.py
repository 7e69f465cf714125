"""What is held about volunteers, why, and for how long."""

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare
from clubs.volunteers.models import Check, ClearanceRecord, RotaEntry, VolunteerProfile

declare(
    VolunteerProfile,
    fields={
        "user": "families see who helps at their club",
        "picture": "a volunteer is known without a photograph",
        "skills": "clubs find the help they need",
    },
    basis=Basis.CONSENT,
    audience=[Audience.SELF, Audience.CLUB_TEAM, Audience.PUBLIC],
    keep=Keep("while they volunteer"),
    found_by={"user": "user"},
)

declare(
    Check,
    fields={
        "volunteer": "only checked adults work with children",
        "kind": "the right level of check was made",
        "workforce": "the check was made for work with children",
        "number": "the certificate can be found again at the Disclosure and Barring Service",
        "number_last_four": "a record can be told from another without opening the number",
        "issued_on": "its age is known",
        "seen_on": "it is known that somebody saw the certificate",
        "seen_by": "somebody answers for having seen it",
        "outcome": "only adults with a clear check count towards cover",
        "update_service_consent": "its status may be asked for again",
        "last_status_check_on": "it is known when that was last done",
        "due_on": "it is renewed in time",
    },
    basis=Basis.LEGAL_DUTY,
    audience=[Audience.SAFEGUARDING],
    keep=Keep("while they volunteer; on leaving it shrinks to name, role and dates"),
    found_by={"user": "volunteer"},
    erasure=Erasure.KEEP,
)

declare(
    ClearanceRecord,
    fields={
        "volunteer": "only cleared adults work with children",
        "identity_seen_on": "it is known who they are",
        "adult_from": "only adults count towards cover; the birth date itself is not kept",
        "first_reference_on": "somebody vouched for them",
        "second_reference_on": "a second person did",
        "training_done_on": "they know how to keep children safe",
        "training_due_on": "that knowledge is kept fresh",
        "conduct_signed_on": "they agreed to the code of conduct",
        "conduct_version": "it is known to which wording",
    },
    basis=Basis.LEGAL_DUTY,
    audience=[Audience.SELF, Audience.SAFEGUARDING],
    keep=Keep("while they volunteer; on leaving it shrinks to name, role and dates"),
    found_by={"user": "volunteer"},
    erasure=Erasure.KEEP,
)

declare(
    RotaEntry,
    fields={"volunteer": "every session has enough cleared adults, and it is known who was there"},
    technical=["session", "state", "during"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.SELF, Audience.CLUB_TEAM],
    keep=Keep("six years after the session, as records of who looked after children are"),
    found_by={"user": "volunteer"},
    erasure=Erasure.KEEP,
)
