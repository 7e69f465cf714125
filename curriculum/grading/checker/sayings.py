"""What Python says of a mistake, matched to what a child is told."""

import re
from collections.abc import Iterable

Saying = tuple[str, str]
"""A pattern to look for, and words in which ``{0}`` stands for the pattern's first group."""


def first_saying(sayings: Iterable[Saying], said: str) -> str | None:
    """The words of the first saying whose pattern is found in `said`."""
    for pattern, words in sayings:
        found = re.search(pattern, said)
        if found:
            return words.format(*(group or "" for group in found.groups()))
    return None
