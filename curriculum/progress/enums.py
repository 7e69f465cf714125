"""What is noted as a child works. No keystrokes, no times of day kept apart, no scores between children."""

from django.db import models


class Kind(models.TextChoices):
    """What happened."""

    OPENED = "opened", "opened the lesson"
    RAN = "ran", "ran their code"
    ERROR = "error", "met an error"
    HINT = "hint", "took a hint"
    CHECKED = "checked", "checked their work"
    PASSED = "passed", "finished an exercise"
    HELP = "help", "asked for help"
    STARTED = "started", "Python is ready for them"
    START_FAILED = "start_failed", "the lesson did not open"


FROM_THE_ROOM = frozenset({Kind.OPENED, Kind.RAN, Kind.ERROR})
"""What a child's lesson room may tell; the rest the site knows by itself, or from the hub."""

OF_THE_SERVER = frozenset({Kind.STARTED, Kind.START_FAILED})
"""What the hub tells of a child's server; it belongs to no lesson."""


class HelpState(models.TextChoices):
    """Where a call for help stands."""

    WAITING = "waiting", "waiting"
    TAKEN = "taken", "somebody is coming"
    HELPED = "helped", "helped"
    TAKEN_BACK = "taken_back", "taken back by the child"
    PASSED = "passed", "done without help"
    LAPSED = "lapsed", "the session ended"


HELP_MOVES: dict[HelpState, frozenset[HelpState]] = {
    HelpState.WAITING: frozenset(
        {HelpState.TAKEN, HelpState.HELPED, HelpState.TAKEN_BACK, HelpState.PASSED, HelpState.LAPSED}
    ),
    # Back to waiting: whoever was coming was called away.
    HelpState.TAKEN: frozenset({HelpState.WAITING, HelpState.HELPED, HelpState.TAKEN_BACK, HelpState.LAPSED}),
    HelpState.HELPED: frozenset(),
    HelpState.TAKEN_BACK: frozenset(),
    HelpState.PASSED: frozenset(),
    HelpState.LAPSED: frozenset(),
}

HELP_OPEN = frozenset({HelpState.WAITING, HelpState.TAKEN})


class Phrase(models.TextChoices):
    """All that an adult can say to the children of a session from the board. Add here, and nowhere else."""

    LOOK_UP = "look_up", "Look up, please."
    COME_TOGETHER = "come_together", "Please come together for a moment."
    TRY_A_HINT = "try_a_hint", "Stuck? Try a hint."
    SHOW_A_FRIEND = "show_a_friend", "Show somebody what you have made."
    WELL_DONE = "well_done", "Well done, everybody!"
    TAKE_A_BREAK = "take_a_break", "Time for a break. Your work is saved."
    FIVE_MINUTES = "five_minutes", "Five more minutes."
    ALL_DONE = "all_done", "Time to stop. Your work is saved."
