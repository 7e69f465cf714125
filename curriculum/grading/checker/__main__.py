"""The checkers' warm parent: takes one socket per job from the worker that started it, and forks.

    python -m curriculum.grading.checker DESCRIPTOR

Over the socket of that number come lessons and other sockets, one for each job. A lesson comes as
``l`` and a file in memory with its JSON (`curriculum.grading.lessons_at_hand`); it is made ready and kept,
so that no fork has to. A job comes as ``j`` and a socket: a forked checker reads ``{"lesson": its
lesson's key, "notebook": …}`` from it, marks, writes ``{"result": …, "token": the job's}`` or ``{"again":
"why it must be tried again"}`` to it and ends. When the worker dies its end closes, and this process and
its checkers end too.
"""

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import sys
import traceback
from contextlib import suppress
from pathlib import Path

HUB_CONFIG = Path(__file__).resolve().parents[3] / "hub_config"
sys.path[:0] = [str(HUB_CONFIG)]  # where tests find lesson_kit

from curriculum.grading.channel import Channel, ChannelClosed, ChannelGarbled  # noqa: E402 - needs the path
from curriculum.grading.checker.job import mark, modules  # noqa: E402
from curriculum.grading.checker.lesson import Lesson  # noqa: E402
from curriculum.grading.checker.link import RunnerUnavailable  # noqa: E402
from curriculum.grading.lessons_at_hand import LessonsAtHand, key_of  # noqa: E402
from hub_config.sandbox import keep_shared  # noqa: E402

MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 60
LARGEST_JOB_SECONDS = 90
PR_SET_PDEATHSIG = 1

Lessons = LessonsAtHand[Lesson | None]
"""None for one that cannot be made ready: its jobs end without a result."""


def main() -> None:
    orders = socket.socket(fileno=int(sys.argv[1]))
    modules()
    keep_shared()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C: the worker decides
    lessons = Lessons()
    while True:
        select.select([orders], [], [])
        message, descriptors, _, _ = socket.recv_fds(orders, 1, 1)
        if not message:
            return
        if message == b"l":
            _keep(lessons, descriptors[0])
            continue
        with socket.socket(fileno=descriptors[0]) as connection:
            if os.fork() == 0:
                orders.close()
                _check_and_leave(connection, lessons)


def _keep(lessons: Lessons, descriptor: int) -> None:
    with os.fdopen(descriptor, "rb") as file:
        file.seek(0)
        body = file.read()
    try:
        lesson = Lesson.read(body)
    except Exception:
        traceback.print_exc()
        lesson = None
    lessons.add(key_of(body), lesson, len(body))
    gc.freeze()


def _check_and_leave(connection: socket.socket, lessons: Lessons) -> None:
    status = 1
    with suppress(BaseException):
        _limit_this_process()
        check(Channel(connection), lessons)
        status = 0
    os._exit(status)


def _limit_this_process() -> None:
    """However wrong a test is, its checker ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def check(channel: Channel, lessons: Lessons) -> None:
    """Read one job, mark it, write its result."""
    try:
        job = channel.receive(LARGEST_JOB_SECONDS)
    except (ChannelClosed, ChannelGarbled):
        return
    lesson = lessons[job["lesson"]]
    if lesson is None:
        return
    try:
        channel.send({"result": mark(job, lesson), "token": job.get("token")}, 10)
    except RunnerUnavailable as reason:
        channel.send({"again": str(reason)}, 10)


if __name__ == "__main__":
    main()
