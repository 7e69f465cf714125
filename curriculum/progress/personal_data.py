"""What progress holds about a child, and of the adult who chose a lesson."""

from clubs.records.personal_data import Audience, Basis, Erasure, Keep, declare, nothing_personal

from .models import (
    Event,
    ExerciseCount,
    HelpRequest,
    HintTaken,
    Invitation,
    LessonVisit,
    Said,
    SessionLesson,
)

declare(
    Event,
    fields={
        "learner": "the volunteers' board can show it",
        "exercise": "a volunteer sees what a child is on",
        "kind": "a volunteer sees who is stuck and who has gone quiet",
        "error_kind": "a volunteer can help with what went wrong",
        "number": "hints come one after the other",
        "happened_at": "a volunteer sees what is happening now",
    },
    technical=["lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CLUB_TEAM],
    keep=Keep("the session, at home a day; then as counts without a child", days=7, since="happened_at"),
    found_by={"user": "learner", "child": "learner__child"},
)

declare(
    LessonVisit,
    fields={
        "learner": "the child's own map and the family page can show it",
        "first_at": "the family sees when it began",
        "last_at": "the family sees when the child last worked on it",
    },
    technical=["lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CHILD, Audience.GUARDIANS, Audience.CLUB_TEAM],
    keep=Keep("as long as the child takes part, then a year", days=730, since="last_at"),
    found_by={"user": "learner", "child": "learner__child"},
)

declare(
    HintTaken,
    fields={
        "learner": "the child finds the hints again",
        "exercise": "the hints are those of the exercise",
        "number": "hints come one after the other",
        "taken_at": "it can be deleted in time",
    },
    technical=["lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CHILD, Audience.GUARDIANS, Audience.CLUB_TEAM],
    keep=Keep("as long as the child takes part, then a year", days=730, since="taken_at"),
    found_by={"user": "learner", "child": "learner__child"},
)

declare(
    HelpRequest,
    fields={
        "learner": "somebody can come to the child who asks",
        "exercise": "whoever comes knows where to look",
        "error_kind": "whoever comes knows what went wrong",
        "program": "whoever comes can think before they arrive",
        "asked_at": "who waits longest is helped first",
        "told_at": "a volunteer sees of when the program is",
        "taken_by": "two do not go",
        "taken_at": "a volunteer sees how long somebody has been on it",
        "ended_at": "it is over",
    },
    technical=["session", "lesson", "state"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CHILD, Audience.CLUB_TEAM],
    keep=Keep("the session; then as a count without a child", days=7, since="asked_at"),
    found_by={"user": "learner", "child": "learner__child"},
)

declare(
    Said,
    fields={
        "said_by": "every adult of the session sees who said it",
        "said_at": "every adult of the session sees when",
    },
    technical=["session", "phrase"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CLUB_TEAM, Audience.SAFEGUARDING],
    keep=Keep("a year", days=365, since="said_at"),
    found_by={"user": "said_by"},
    erasure=Erasure.KEEP,
)

declare(
    Invitation,
    fields={"invited_by": "the team knows whom to ask", "invited_at": "the last one counts"},
    technical=["session", "lesson"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CLUB_TEAM],
    keep=Keep("a year", days=365, since="invited_at"),
    found_by={"user": "invited_by"},
    erasure=Erasure.KEEP,
)

nothing_personal(ExerciseCount)

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
