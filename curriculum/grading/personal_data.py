"""What submissions and marks hold about a child."""

from clubs.records.personal_data import Audience, Basis, Keep, declare, nothing_personal

from .models import Correction, Mark, RemarkedResult, Remarking, Submission

_SEEN_BY = (Audience.CHILD, Audience.GUARDIANS, Audience.CLUB_TEAM)
_KEPT = Keep("as long as the child takes part, then a year", days=730, since="stored_at")

declare(
    Submission,
    fields={
        "learner": "the work finds its way back to the child who did it",
        "notebook": "it can be marked, shown to the child's family, and marked again",
        "stored_at": "the child and family see when it was done",
        "marked_at": "the child and family see when it was marked",
        "faults": "staff see what a notebook tried, so that a fault of ours is not taken for a child's",
    },
    basis=Basis.PUBLIC_TASK,
    audience=_SEEN_BY,
    keep=_KEPT,
    found_by={"user": "learner", "child": "learner__child"},
    technical=["lesson", "version", "sha256", "idempotency_key", "state", "tries", "fault", "compatible"],
)

declare(
    Mark,
    fields={
        "points": "the child sees how far they have come",
        "max_points": "the child sees how far they have come",
        "outcome": "a volunteer can help with what is stuck",
        "message": "the child reads what to try next",
        "error_kind": "a volunteer can help with what is stuck",
        "drawing": "the family sees what the child drew",
        "cells": "the marks can be looked at, and handed on, cell by cell",
    },
    basis=Basis.PUBLIC_TASK,
    audience=_SEEN_BY,
    keep=Keep("as long as its submission"),
    found_by={"user": "submission__learner", "child": "submission__learner__child"},
    technical=["submission", "exercise", "correction"],
)

nothing_personal(Correction)

declare(
    Remarking,
    fields={"submission": "a lesson's correction finds the work that it may better"},
    basis=Basis.PUBLIC_TASK,
    audience=(Audience.NOBODY,),
    keep=Keep("until the correction is applied, discarded or overtaken"),
    found_by={"user": "submission__learner", "child": "submission__learner__child"},
    technical=["correction", "state", "tries", "fault"],
)

declare(
    RemarkedResult,
    fields={
        "points": "it can be compared with the mark that stands",
        "max_points": "it can be compared with the mark that stands",
        "outcome": "it can be compared with the mark that stands",
        "message": "the child reads it, once the correction is applied",
        "error_kind": "a volunteer sees it, once the correction is applied",
        "drawing": "the family sees it, once the correction is applied",
        "cells": "the marks can be looked at cell by cell, once the correction is applied",
    },
    basis=Basis.PUBLIC_TASK,
    audience=(Audience.NOBODY,),
    keep=Keep("until the correction is applied, discarded or overtaken"),
    found_by={"user": "remarking__submission__learner", "child": "remarking__submission__learner__child"},
    technical=["remarking", "exercise"],
)
