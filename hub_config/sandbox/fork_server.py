"""A process that knows nobody, from which sandboxes are forked for one that knows everybody.

What a process holds in memory, its forks hold too, and what it has forgotten may lie there still. A caller
that is told of many people therefore forks a server of its own, before it is told of any; for each sandbox
that forks a child which alone reads whom it is for.

    caller ── fork server ── PID 1 or keeper ── …          (as in `processes`)
"""

import json
import os
import pickle
import signal
import socket
import traceback
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from hub_config.sandbox import kernel, seccomp
from hub_config.sandbox.child import Child
from hub_config.sandbox.processes import (
    FAILED_TO_BUILD,
    Links,
    Order,
    Started,
    be_outermost,
    build,
    changed_signals,
    fork_outermost,
    require_one_thread,
)
from hub_config.sandbox.specification import Sandbox, SandboxError

type Target = Callable[[Mapping[str, Any], Sequence[int]], int | None]

LARGEST_MESSAGE = 64 * 1024
MOST_DESCRIPTORS = 64
SECONDS_TO_FORK = 15.0
_ONE_MORE = b"1"


class ForkServer:
    """Forks sandboxes that run `target`, from this process's memory as it is now.

    `target` is called inside with what `fork` was given: the arguments, and the descriptors under the
    numbers that they have there. Its return value is as for `processes.fork`. `fileno()` becomes readable
    when the server has ended, and all its sandboxes with it. Raises `SandboxError` if this process has
    threads.
    """

    def __init__(self, target: Target) -> None:
        require_one_thread()
        caller = os.getpid()
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._pid = os.fork()
        if self._pid == 0:
            try:
                self._orders.close()
                _serve(theirs, target, caller)
            except BaseException:  # a forked child must never run on as its parent
                traceback.print_exc()
            os._exit(FAILED_TO_BUILD)
        theirs.close()
        self._orders.settimeout(SECONDS_TO_FORK)
        self._descriptor = os.pidfd_open(self._pid)

    def fileno(self) -> int:
        return self._descriptor

    def fork(self, sandbox: Sandbox, arguments: Mapping[str, Any], descriptors: Sequence[int] = ()) -> Child:
        """Run the target in a new sandbox; returns as soon as it is sealed, before the target has begun.

        `arguments` hold what can be pickled, at most `LARGEST_MESSAGE` with the sandbox.

        Raises `SandboxError`.
        """

        def start(links: Links) -> Started:
            started, orders = self._another()
            with orders:
                words = pickle.dumps((sandbox, arguments, len(links.doors)))
                socket.send_fds(orders, [words], [*links.descriptors, *descriptors])
            return started

        return build(sandbox, start)

    def close(self) -> None:
        """End the server and every sandbox of it."""
        self._orders.close()
        os.waitpid(self._pid, 0)
        os.close(self._descriptor)

    def _another(self) -> tuple[Started, socket.socket]:
        """A process that waits for its order, and the socket it reads that from."""
        self._orders.send(_ONE_MORE)
        words, descriptors, _, _ = socket.recv_fds(self._orders, LARGEST_MESSAGE, 2)
        answer: dict[str, Any] = json.loads(words) if words else {"failed": "The fork server has ended."}
        if "failed" in answer or len(descriptors) != 2:
            raise SandboxError(answer.get("failed", "The fork server did not answer."))
        return Started(answer["pid"], descriptors[0]), socket.socket(fileno=descriptors[1])


def _serve(requests: socket.socket, target: Target, caller: int) -> NoReturn:
    """Fork a waiting child for each request, until the caller is gone; no order is ever read here."""
    kernel.name_process("fork server")
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != caller:
        os._exit(0)
    # A signal to the whole group is the caller's to answer: it ends its sandboxes in order, and then this.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # who wants to know of an end has a descriptor
    seccomp.assembled(internet=False)  # once here, not in each child
    own_pid, signals = os.getpid(), changed_signals()
    while requests.recv(len(_ONE_MORE)):
        orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            pid = fork_outermost(partial(_wait_and_be, orders, theirs, target, own_pid, signals))
            descriptor = os.pidfd_open(pid)
            socket.send_fds(requests, [json.dumps({"pid": pid}).encode()], [descriptor, theirs.fileno()])
            os.close(descriptor)
        except (OSError, SandboxError) as failure:
            requests.send(json.dumps({"failed": str(failure)}).encode())
        orders.close()
        theirs.close()
    os._exit(0)


def _wait_and_be(
    orders: socket.socket, theirs: socket.socket, target: Target, parent: int, signals: tuple[int, ...]
) -> None:
    """Read the order, and be its outermost process. Never returns."""
    try:
        theirs.close()
        kernel.name_process("sandbox")
        kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
        words, descriptors, _, _ = socket.recv_fds(orders, LARGEST_MESSAGE, MOST_DESCRIPTORS)
        if not words:
            os._exit(0)
        # From the process that forked this one's parent, over a socket that nobody else has.
        sandbox, arguments, doors = pickle.loads(words)  # noqa: S301
        report, begin, *given = descriptors[doors:]
        links = Links(tuple(descriptors[:doors]), report, begin)
        be_outermost(
            Order(lambda: target(arguments, given), sandbox, frozenset(given), links, parent, signals)
        )
    except BaseException:  # as above
        traceback.print_exc()
    os._exit(FAILED_TO_BUILD)
