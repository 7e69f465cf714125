"""How an exercise came out. No Django here: the checker uses it too."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of one exercise in one submission."""

    PASSED = "passed"
    WRONG = "wrong"
    ERROR = "error"
    NOT_STARTED = "not_started"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_MUCH_OUTPUT = "too_much_output"
    STOPPED_ITSELF = "stopped_itself"
    FOR_A_PERSON = "for_a_person"
    REPAIRED = "repaired"
    UNREADABLE = "unreadable"
    MARKER_FAULT = "marker_fault"

    @property
    def is_settled(self) -> bool:
        """Whether the child has done what they can: it passed, or only a person can say more."""
        return self in (Outcome.PASSED, Outcome.FOR_A_PERSON)

    @property
    def for_volunteer(self) -> str:
        """A sentence for a volunteer at the child's side."""
        return FOR_VOLUNTEER[self]


FOR_CHILD = {
    Outcome.PASSED: "It works. Well done!",
    Outcome.WRONG: "Not quite yet. Read the task once more and compare it with what your code does.",
    Outcome.ERROR: "Python stopped in the middle of your code.",
    Outcome.NOT_STARTED: "You have not started this one yet.",
    Outcome.TOO_SLOW: "Your code was still running when its time was up. Is there a loop that never ends?",
    Outcome.TOO_MUCH_MEMORY: "Your code used up all its memory. Is something growing without end?",
    Outcome.TOO_MUCH_OUTPUT: "Your code printed far too much. Is there a print in a loop that never ends?",
    Outcome.STOPPED_ITSELF: "Your code told Python to stop. Take out exit() or quit(), then check again.",
    Outcome.FOR_A_PERSON: "Your answer is kept. A person will read it and tell you what they think.",
    Outcome.REPAIRED: "The cell for your answer was gone. Open the lesson again and answer in its place.",
    Outcome.UNREADABLE: "We could not read your lesson. Close it, open it again, and check once more.",
    Outcome.MARKER_FAULT: "Something broke on our side. Your work is safe. Show this to a volunteer.",
}
"""What the child reads when nothing more exact is known."""

COMPATIBLE_FOR_VOLUNTEER = "The checks ran beside the child's own code, so this mark could be made up."
"""Said wherever marks are shown to staff and volunteers that were given in compatible mode."""

FOR_VOLUNTEER = {
    Outcome.PASSED: "All checks passed.",
    Outcome.WRONG: "The code runs, but a check did not pass.",
    Outcome.ERROR: "The code stopped with an error.",
    Outcome.NOT_STARTED: "The answer cell is as it was given out.",
    Outcome.TOO_SLOW: "The code ran out of time: most likely an endless loop.",
    Outcome.TOO_MUCH_MEMORY: "The code ran out of memory: most likely a list or text that grows without end.",
    Outcome.TOO_MUCH_OUTPUT: "The code printed without end.",
    Outcome.STOPPED_ITSELF: "The code ended the Python that ran it, with exit() or in another way.",
    Outcome.FOR_A_PERSON: "No program can mark this answer. Read it with the child and talk about it.",
    Outcome.REPAIRED: "The answer cell had been deleted; a fresh one was marked in its place.",
    Outcome.UNREADABLE: "The notebook could not be read as a notebook of this lesson.",
    Outcome.MARKER_FAULT: "A check of this lesson is at fault, not the child. Tell the lesson's author.",
}
