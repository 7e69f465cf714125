"""The board's words for what happened: short enough for a tile."""

from django import template

from curriculum.grading.outcomes import Outcome
from curriculum.progress.board import BoardRow
from curriculum.progress.stuck import SAME_ERROR_TIMES, WITHOUT_PROGRESS, Stuck, Why

register = template.Library()

OUTCOME_WORDS = {
    Outcome.PASSED: "works",
    Outcome.WRONG: "not right yet",
    Outcome.ERROR: "an error",
    Outcome.NOT_STARTED: "not begun",
    Outcome.TOO_SLOW: "ran too long",
    Outcome.TOO_MUCH_MEMORY: "used up the memory",
    Outcome.TOO_MUCH_OUTPUT: "printed too much",
    Outcome.STOPPED_ITSELF: "stopped Python",
    Outcome.REPAIRED: "its box was gone",
    Outcome.UNREADABLE: "could not be read",
    Outcome.MARKER_FAULT: "our own fault",
    Outcome.FOR_A_PERSON: "waits for a person",
}
TIMES = {2: "twice", 3: "three times", 4: "four times"}


@register.filter
def trouble_word(kind: str) -> str:
    """What went wrong, in a word: Python's name for it, or our word for how a check came out."""
    return OUTCOME_WORDS[Outcome(kind)] if kind in set(Outcome) else kind


@register.filter
def for_volunteer(outcome: str) -> str:
    """The sentence for whoever stands at the child's side."""
    return Outcome(outcome).for_volunteer


@register.filter
def why_stuck(stuck: Stuck, row: BoardRow) -> str:
    """Why somebody might look in, in a line."""
    where = f" on {row.title_of(stuck.exercise)}" if stuck.exercise else ""
    if stuck.why is Why.SAME_ERROR:
        word = trouble_word(stuck.error_kind)
        return f"{word[:1].upper()}{word[1:]}, {TIMES[SAME_ERROR_TIMES]} running{where}"
    return f"{WITHOUT_PROGRESS.seconds // 60} minutes at work{where} without getting further"
