"""What a notebook tried or did that no lesson asks for, for staff to see. No Django here.

A fault is data: ``{"kind": …, "exercise": "double", "detail": "…"}``, of a kind below, of an exercise
of the lesson or "" for the notebook as a whole, with a short plain text.
It costs nothing by itself: what it spoiled has lost its marks already.
"""

from enum import StrEnum

MOST_FAULTS = 40
LONGEST_DETAIL = 200


class Fault(StrEnum):
    """A kind of fault."""

    GARBLED_ANSWER = "garbled_answer"
    ENDED_ITS_PROCESS = "ended_its_process"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MUCH_OUTPUT = "too_much_output"
    TOO_MANY_PROCESSES = "too_many_processes"
    CHANGED_TESTS = "changed_tests"
    FORGED_METADATA = "forged_metadata"
    UNREADABLE = "unreadable"

    @property
    def for_staff(self) -> str:
        """A sentence for an administrator."""
        return FOR_STAFF[self]


SLIPS = frozenset({Fault.TOO_SLOW, Fault.TOO_MUCH_MEMORY, Fault.TOO_MUCH_OUTPUT, Fault.UNREADABLE})
"""Kinds that are a beginner's slip far more often than a try."""

TRIES = frozenset(Fault) - SLIPS

FOR_STAFF = {
    Fault.GARBLED_ANSWER: "The code wrote on the line to the marker, or answered what was not asked.",
    Fault.ENDED_ITS_PROCESS: "The code ended the process it ran in.",
    Fault.TOO_SLOW: "The code did not come to an end in its time: most often an endless loop.",
    Fault.TOO_MUCH_MEMORY: "The code wanted more memory than it may have.",
    Fault.TOO_MUCH_OUTPUT: "The code printed or drew more than a page can hold.",
    Fault.TOO_MANY_PROCESSES: "The code started more processes or threads than it may.",
    Fault.CHANGED_TESTS: "A locked cell was changed; its text was put back.",
    Fault.FORGED_METADATA: "A cell claims other points or another kind than the lesson gave it; ignored.",
    Fault.UNREADABLE: "The file is no notebook of this lesson.",
}
