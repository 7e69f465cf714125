"""The worker's side of marking: hands jobs to the checkers' warm parent, and waits with a hard clock.

The parent is a process of this worker (`python -m curriculum.grading.checker`); it
ends when the worker does, however that ends.
"""

import asyncio
import json
import os
import secrets
import socket
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

from .channel import LARGEST, ChannelGarbled, parse
from .dangerous_faults import Point, reach
from .lessons_at_hand import SHARED, LessonsAtHand, key_of, shared
from .result_schema import problem_of

ROOT = Path(__file__).resolve().parents[2]
HARD_CLOCK_SECONDS = 90.0
_LENGTH = struct.Struct(">I")


class MarkerUnavailable(Exception):
    """Nobody can run pupils' code now; the submission must wait."""


class MarkingFailed(Exception):
    """This notebook's marking broke down: no result, or one that makes no sense."""


class Checkers:
    """The warm parent of one worker process, started when first needed and again if it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._orders: socket.socket | None = None
        self._lessons = LessonsAtHand[None]()

    async def mark(self, job: dict[str, Any]) -> dict[str, Any]:
        """Mark one job (`curriculum.grading.checker.job`). Raises MarkerUnavailable or MarkingFailed."""
        token = secrets.token_hex(16)
        lesson = shared(job)
        own = {name: part for name, part in job.items() if name not in SHARED}
        ours, theirs = socket.socketpair()
        with theirs:
            self._hand_over(theirs, lesson)
        reader, writer = await asyncio.open_connection(sock=ours, limit=LARGEST)
        try:
            async with asyncio.timeout(HARD_CLOCK_SECONDS):
                reply = await _ask(reader, writer, own | {"lesson": key_of(lesson), "token": token})
        except TimeoutError as reason:
            raise MarkingFailed("Marking did not come to an end in time.") from reason
        except (OSError, EOFError, ChannelGarbled) as reason:
            raise MarkingFailed(f"The checker ended without a result: {reason!r}") from reason
        finally:
            writer.close()
        if "again" in reply:
            raise MarkerUnavailable(str(reply["again"]))
        if reply.get("token") != token:
            raise MarkingFailed("The result is not this job's.")
        return checked(reply.get("result"), [exercise["id"] for exercise in job["exercises"]])

    def close(self) -> None:
        """End the warm parent and its checkers."""
        if self._orders is not None:
            self._orders.close()
        if self._process is not None:
            self._process.wait()
        self._orders = self._process = None

    def _hand_over(self, theirs: socket.socket, lesson: bytes) -> None:
        if len(lesson) > LARGEST:
            raise MarkingFailed("The lesson is too large to be marked.")
        if self._process is None or self._process.poll() is not None:
            self._start()
        assert self._orders is not None  # noqa: S101 - made by _start
        try:
            self._teach(self._orders, lesson)
            socket.send_fds(self._orders, [b"j"], [theirs.fileno()])
        except OSError as reason:
            raise MarkerUnavailable(f"The checkers' parent does not answer: {reason}") from reason

    def _teach(self, orders: socket.socket, lesson: bytes) -> None:
        """Hand a lesson over before its first job; in a file, so that neither side waits for the other."""
        key = key_of(lesson)
        if key in self._lessons:
            return
        with os.fdopen(os.memfd_create("lesson"), "wb") as file:
            file.write(lesson)
            file.flush()
            socket.send_fds(orders, [b"l"], [file.fileno()])
        self._lessons.add(key, None, len(lesson))

    def _start(self) -> None:
        if self._orders is not None:
            self._orders.close()
        self._orders, inside = socket.socketpair()
        self._lessons = LessonsAtHand[None]()
        with inside:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "curriculum.grading.checker", str(inside.fileno())],
                pass_fds=[inside.fileno()], stdin=subprocess.DEVNULL, cwd="/",
                env={"PYTHONPATH": str(ROOT), "LANG": "C.UTF-8"},
            )  # fmt: skip


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, job: dict[str, Any]
) -> dict[str, Any]:
    body = json.dumps(job).encode()
    if len(body) > LARGEST:
        raise ChannelGarbled("the job is too large")
    writer.write(_LENGTH.pack(len(body)) + body)
    await writer.drain()
    reach(Point.HANDED_OVER)
    (length,) = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))
    if length > LARGEST:
        raise ChannelGarbled("the result is too large")
    return parse(await reader.readexactly(length))


def checked(result: Any, exercises: list[str]) -> dict[str, Any]:
    """Give a result back when it has the shape the checker promises. Raises MarkingFailed."""
    try:
        problem = problem_of(result, exercises)
    except (TypeError, ValueError, OverflowError, RecursionError) as reason:
        raise MarkingFailed("The result has another shape.") from reason
    if problem:
        raise MarkingFailed(f"The result is not one for this lesson: {problem[:200]}.")
    whole: dict[str, Any] = result
    return whole


_checkers = Checkers()


def checkers() -> Checkers:
    """This process's checkers."""
    return _checkers
