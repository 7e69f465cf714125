"""What a pupil's code raised, as an exception that a test can catch."""

import builtins
from contextlib import suppress

from curriculum.grading.checker.link import ErrorRecord


class CodeRaised(Exception):
    """The pupil's code raised an error, or was stopped, when a test used it. Carries what is known of it."""

    def __init__(self, ended: str, error: ErrorRecord) -> None:
        super().__init__(error.message)
        self.ended, self.error = ended, error

    def __str__(self) -> str:
        """The pupil's own message, as a test's ``str(caught)`` expects."""
        return self.error.message

    @classmethod
    def like(cls, ended: str, error: ErrorRecord) -> "CodeRaised":
        """Make one that a test's ``except ValueError`` catches too, if the pupil's code raised that."""
        kind = getattr(builtins, error.kind, None)
        if ended == "error" and isinstance(kind, type) and issubclass(kind, Exception):
            with suppress(TypeError):  # some of Python's own cannot be combined
                return type(error.kind, (cls, kind), {})(ended, error)
        return cls(ended, error)
