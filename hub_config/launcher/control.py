"""The launcher's socket and its loop: one thread, nothing that waits on anybody."""

import contextlib
import json
import logging
import os
import selectors
import signal
import socket
import struct
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hub_config.launcher.requests import LONGEST_LINE, Request, RequestRefused, parse
from hub_config.launcher.servers import LessonServer, LessonServers
from hub_config.sandbox import ForkServer

log = logging.getLogger("clubs.launcher")

SECONDS_TO_ASK = 5.0
MOST_VISITORS = 64
_PEER_CREDENTIALS = struct.Struct("3i")  # pid, uid, gid


@dataclass
class Visitor:
    """A connection that has not yet sent its whole line."""

    connection: socket.socket
    give_up_at: float
    line: bytes = b""
    descriptors: list[int] = field(default_factory=list)

    def close(self) -> None:
        self.connection.close()
        for descriptor in self.descriptors:
            os.close(descriptor)


class Control:
    """Answers requests and watches servers until `stop`, then ends them all."""

    def __init__(
        self, path: Path, servers: LessonServers, forks: ForkServer, *, heard_uids: frozenset[int]
    ) -> None:
        self._path, self._servers, self._forks, self._heard_uids = path, servers, forks, heard_uids
        self._selector = selectors.DefaultSelector()
        self._visitors: dict[socket.socket, Visitor] = {}
        self._stopping, self._status = False, os.EX_OK

    def run(self) -> int:
        """Serve until SIGTERM or SIGINT; an exit code. Raises `OSError` if the socket cannot be made."""
        woken, wake = socket.socketpair()
        for end in (woken, wake):
            end.setblocking(False)
        signal.set_wakeup_fd(wake.fileno())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._selector.register(woken, selectors.EVENT_READ, lambda: woken.recv(64))
        self._selector.register(self._forks, selectors.EVENT_READ, self._no_more_forks)
        with self._listen() as listener:
            self._selector.register(listener, selectors.EVENT_READ, lambda: self._welcome(listener))
            while not self._stopping:
                self._turn()
            self._selector.unregister(listener)
        self._path.unlink(missing_ok=True)
        self._end_all()
        self._forks.close()
        return self._status

    def _stop(self, *_: object) -> None:
        self._stopping = True

    def _no_more_forks(self) -> None:
        """The servers have died with the process they were forked from: whoever watches starts us anew."""
        log.error("the fork server has died, and all lesson servers with it")
        self._selector.unregister(self._forks)
        self._stopping, self._status = True, os.EX_SOFTWARE

    def _listen(self) -> socket.socket:
        self._path.unlink(missing_ok=True)
        listener = socket.socket(socket.AF_UNIX)
        listener.setblocking(False)
        listener.bind(str(self._path))
        # Who may speak is decided by who the kernel says they are, not by the file's mode.
        self._path.chmod(0o666)
        listener.listen(MOST_VISITORS)
        return listener

    def _turn(self) -> None:
        """Wait for the next thing to happen, at most until the next deadline, and see to it."""
        due = [visitor.give_up_at - time.monotonic() for visitor in self._visitors.values()]
        overdue = self._servers.kill_overdue()
        measured = self._servers.end_overfull()
        wait = min([*due, *(each for each in (overdue, measured) if each is not None)], default=None)
        for key, _ in self._selector.select(None if wait is None else max(0, wait)):
            key.data()
        for visitor in list(self._visitors.values()):
            if visitor.give_up_at <= time.monotonic():
                self._dismiss(visitor)

    def _welcome(self, listener: socket.socket) -> None:
        with contextlib.suppress(BlockingIOError):
            connection, _ = listener.accept()
            if not self._is_heard(connection) or len(self._visitors) >= MOST_VISITORS:
                connection.close()
                return
            connection.setblocking(False)
            visitor = Visitor(connection, time.monotonic() + SECONDS_TO_ASK)
            self._visitors[connection] = visitor
            self._selector.register(connection, selectors.EVENT_READ, lambda: self._listen_to(visitor))

    def _is_heard(self, connection: socket.socket) -> bool:
        told = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER_CREDENTIALS.size)
        uid = _PEER_CREDENTIALS.unpack(told)[1]
        if uid not in self._heard_uids:
            log.warning("another user spoke to the launcher: uid=%d", uid)
        return uid in self._heard_uids

    def _listen_to(self, visitor: Visitor) -> None:
        try:
            more, descriptors, _, _ = socket.recv_fds(visitor.connection, LONGEST_LINE, 1)
        except BlockingIOError:
            return
        except OSError:
            more, descriptors = b"", []
        visitor.descriptors += descriptors
        visitor.line += more
        if b"\n" in visitor.line:
            self._answer(visitor)
        elif not more or len(visitor.line) > LONGEST_LINE or len(visitor.descriptors) > 1:
            self._dismiss(visitor)

    def _answer(self, visitor: Visitor) -> None:
        try:
            answer = {"ok": True, **self._do(parse(visitor.line.partition(b"\n")[0]), visitor.descriptors)}
        except RequestRefused as refusal:
            answer = {"ok": False, "code": refusal.code, "message": str(refusal)}
        visitor.connection.settimeout(SECONDS_TO_ASK)
        with contextlib.suppress(OSError):
            visitor.connection.sendall(json.dumps(answer).encode() + b"\n")
        self._dismiss(visitor)

    def _dismiss(self, visitor: Visitor) -> None:
        self._selector.unregister(visitor.connection)
        del self._visitors[visitor.connection]
        visitor.close()

    def _do(self, request: Request, descriptors: list[int]) -> dict[str, Any]:
        if request.op == "list":
            return {"servers": [_description(server) for server in self._servers.running()]}
        if request.op == "start":
            return self._start(request, descriptors)
        if request.op == "stop":
            self._servers.stop(request.learner, now=request.now)
            return {}
        found = self._servers.poll(request.learner)
        if isinstance(found, LessonServer):
            return {"running": True, "port": found.port}
        return {"running": False, "status": found}

    def _start(self, request: Request, descriptors: list[int]) -> dict[str, Any]:
        if len(descriptors) != 1 or request.limits is None:
            raise RequestRefused("no_environment", "A start needs the environment's descriptor, and only it.")
        server = self._servers.start(
            request.learner, request.limits, descriptors[0], home_bytes=request.home_bytes
        )
        self._selector.register(server.child, selectors.EVENT_READ, lambda: self._reap(server))
        return {"port": server.port, "pid": server.child.pid}

    def _reap(self, server: LessonServer) -> None:
        self._selector.unregister(server.child)
        self._servers.reap(server.learner)

    def _end_all(self) -> None:
        """Stop every server and wait until all are gone, which takes a few seconds at most."""
        for visitor in list(self._visitors.values()):
            self._dismiss(visitor)
        for server in self._servers.running():
            self._servers.stop(server.learner)
        while self._servers.running():
            self._turn()


def _description(server: LessonServer) -> dict[str, Any]:
    return {
        "learner": server.learner,
        "port": server.port,
        "pid": server.child.pid,
        "started_at": server.started_at,
        "memory_bytes": server.child.memory_bytes(),
    }
