"""What a job is: everything heavy loaded once, then one pupil served in each fork."""

import socket

# Loaded before IPython, so that the lesson kit does not watch it, and before any fork.
import turtle  # noqa: F401
from collections.abc import Callable

from lesson_kit import cells, drawing, testing  # noqa: F401

from curriculum.grading.channel import Channel
from curriculum.grading.runner.pupil import Pupil
from curriculum.grading.runner.shell import make_shell, warm_up
from hub_config.sandbox import keep_shared


def prepare() -> Callable[[socket.socket], None]:
    """Load IPython and the lesson kit; give what runs in each fork, on the pupil's socket."""
    shell = make_shell()
    warm_up(shell)
    keep_shared()

    def run(connection: socket.socket) -> None:
        Pupil(Channel(connection), shell).serve()

    return run
