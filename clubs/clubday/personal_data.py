"""What the register holds, why, and for how long."""

from clubs.clubday.models import Attendance
from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare

declare(
    Attendance,
    fields={
        "child": "everyone is accounted for, in a fire above all",
        "arrived_at": "it is known who is in the room",
        "arrival_marked_by": "somebody answers for the mark",
        "left_at": "it is known when the child left",
        "leaving_marked_by": "somebody answers for the mark",
    },
    technical=["session"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.GUARDIANS, Audience.CLUB_TEAM],
    keep=Keep("six years after the session, as records of who looked after children are"),
    found_by={"child": "child"},
    erasure=Erasure.KEEP,
)
