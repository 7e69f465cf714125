"""Named points of a job at which a test may have its worker die, as a power cut would.

Only `settings.CLUBS_DANGEROUS_FAULTS` switches one on: the points to die at. The tests' settings
alone read it from the environment; everywhere else it is empty.
"""

import os
import signal
from enum import StrEnum

from django.conf import settings


class Point(StrEnum):
    """The steps of a job, in order, as the worker passes them."""

    TAKEN_UP = "taken-up"
    HANDED_OVER = "handed-over"
    RESULT_RECEIVED = "result-received"
    BEFORE_RECORDING = "before-recording"
    INSIDE_RECORDING = "inside-recording"
    RECORDED = "recorded"


def reach(point: Point) -> None:
    """Pass a point; end this process at once, with nothing tidied up, where it is switched on."""
    if point in getattr(settings, "CLUBS_DANGEROUS_FAULTS", ()):
        os.kill(os.getpid(), signal.SIGKILL)
