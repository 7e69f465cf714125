"""What progress holds about a child, and of the adult who chose a lesson."""

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare

from .models import Event, SessionLesson

declare(
    Event,
    fields={
        "learner": "the child's own map, family page and the volunteers' board can show it",
        "exercise": "a volunteer sees what a child is on",
        "kind": "a volunteer sees who is stuck and who has gone quiet",
        "error_kind": "a volunteer can help with what went wrong",
        "number": "hints come one after the other",
        "happened_at": "a volunteer sees what is happening now",
    },
    technical=["lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CHILD, Audience.GUARDIANS, Audience.CLUB_TEAM],
    keep=Keep("a year", days=365, since="happened_at"),
    found_by={"user": "learner", "child": "learner__child"},
)

declare(
    SessionLesson,
    fields={"chosen_by": "the team knows whom to ask", "chosen_at": "lessons come in the order chosen"},
    technical=["session", "lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CLUB_TEAM],
    keep=Keep("as long as the session"),
    found_by={"user": "chosen_by"},
    erasure=Erasure.KEEP,
)
