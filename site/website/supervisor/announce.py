"""Lines of progress for the person who typed ``make demo``."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(line: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"  {line}\n")
    sys.stdout.flush()


@contextmanager
def step(name: str) -> Iterator[None]:
    """Announce a step before it starts, and say how long it took when that was over a second."""
    say(f"{name} …")
    started = time.monotonic()
    yield
    took = time.monotonic() - started
    if took > 1:
        say(f"{name}: done in {took:.0f} s")
