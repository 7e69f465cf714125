"""The checkers' warm parent: takes one socket per job from the worker that started it, and forks.

    python -m curriculum.grading.checker DESCRIPTOR

Over the socket of that number come other sockets, one for each job. A forked
checker reads its job from one, marks, writes ``{"result": …, "token": the job's}`` or
``{"again": "why it must be tried again"}`` to it and ends. When the worker dies its end closes, and
this process and its checkers end too.
"""

import ctypes
import gc
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

HUB_CONFIG = Path(__file__).resolve().parents[3] / "hub_config"
sys.path[:0] = [str(HUB_CONFIG)]  # where tests find lesson_kit

from curriculum.grading.channel import Channel, ChannelClosed, ChannelGarbled  # noqa: E402 - needs the path
from curriculum.grading.checker.job import mark, modules  # noqa: E402
from curriculum.grading.checker.link import RunnerUnavailable  # noqa: E402

MEMORY_BYTES = 1 << 30
PROCESSOR_SECONDS = 60
LARGEST_JOB_SECONDS = 90
PR_SET_PDEATHSIG = 1


def main() -> None:
    orders = socket.socket(fileno=int(sys.argv[1]))
    modules()
    gc.collect()
    gc.freeze()  # or the first collection in each fork would copy all of this
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C: the worker decides
    while True:
        select.select([orders], [], [])
        message, descriptors, _, _ = socket.recv_fds(orders, 1, 1)
        if not message:
            return
        with socket.socket(fileno=descriptors[0]) as connection:
            if os.fork() == 0:
                orders.close()
                _check_and_leave(connection)


def _check_and_leave(connection: socket.socket) -> None:
    status = 1
    with suppress(BaseException):
        _limit_this_process()
        check(Channel(connection))
        status = 0
    os._exit(status)


def _limit_this_process() -> None:
    """However wrong a test is, its checker ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_SECONDS, PROCESSOR_SECONDS))


def check(channel: Channel) -> None:
    """Read one job, mark it, write its result."""
    try:
        job = channel.receive(LARGEST_JOB_SECONDS)
    except (ChannelClosed, ChannelGarbled):
        return
    try:
        channel.send({"result": mark(job), "token": job.get("token")}, 10)
    except RunnerUnavailable as reason:
        channel.send({"again": str(reason)}, 10)


if __name__ == "__main__":
    main()
