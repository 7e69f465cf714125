"""What is held about adults who look at copies, and whose work it was.

What a copy holds is not kept here: it is made from the child's submission when it is fetched, and lies in
the adult's own folder at the hub, which is erased when their server stops.
"""

from clubs.records.personal_data import Audience, Basis, Keep, declare

from .models import NotebookCopy

declare(
    NotebookCopy,
    fields={
        "taken_by": "nobody but who took a copy can open it, and the team can be told who looked",
        "submission": "the copy is of that child's work; it lies in the adult's folder only while their "
        "server runs, and the folder is erased when it stops",
        "hub_name": "the hub and its logs know whoever looks by a random name for this one copy",
        "taken_at": "nobody takes more than anybody looks at",
        "ended_at": "a copy that was closed stays closed",
    },
    technical=["of", "session", "version", "expires_at"],
    basis=Basis.PUBLIC_TASK,
    audience=[Audience.CLUB_TEAM],
    keep=Keep("a week; that it was taken stays in the audit", days=7, since="expires_at"),
    found_by={"user": "taken_by", "child": "submission__learner__child"},
)
