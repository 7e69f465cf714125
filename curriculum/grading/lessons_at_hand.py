"""The lessons that a worker has handed to its checkers' parent: sent once, not with each notebook.

A lesson is the part of a job (`curriculum.grading.checker.job`) that all its notebooks share. Both
sides keep the same ones, so the worker knows without asking which the parent has.
"""

import hashlib
import json
from collections import OrderedDict
from typing import Any

SHARED = ("source", "release", "exercises", "mode", "files")
MOST_LESSONS, MOST_BYTES = 32, 16 << 20


def shared(job: dict[str, Any]) -> bytes:
    """The part of a job that its lesson's other jobs share, as JSON."""
    return json.dumps({name: job[name] for name in SHARED if name in job}).encode()


def key_of(body: bytes) -> str:
    """What a lesson's JSON is known by."""
    return hashlib.blake2b(body, digest_size=16).hexdigest()


class LessonsAtHand[Kept]:
    """The lessons handed over last, by key.

    No more than `MOST_LESSONS`, nor than `MOST_BYTES` of their JSON but for the newest.
    """

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[Kept, int]] = OrderedDict()
        self._bytes = 0

    def __contains__(self, key: str) -> bool:
        return key in self._kept

    def __getitem__(self, key: str) -> Kept:
        return self._kept[key][0]

    def add(self, key: str, lesson: Kept, size: int) -> None:
        """Keep one more, of `size` bytes; the oldest go."""
        self._kept[key] = lesson, size
        self._bytes += size
        while len(self._kept) > MOST_LESSONS or (self._bytes > MOST_BYTES and len(self._kept) > 1):
            _, (_, freed) = self._kept.popitem(last=False)
            self._bytes -= freed
