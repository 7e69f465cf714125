"""The running lesson servers: each a sandbox, a port on this machine and a home folder."""

import logging
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

import hub_config
from hub_config.launcher import home_size, lesson_process
from hub_config.launcher.homes import Homes, NoUidLeft
from hub_config.launcher.requests import RequestRefused
from hub_config.names import is_copier
from hub_config.sandbox import Child, ForkServer, Limits, Mount, Sandbox, SandboxError, system_mounts

log = logging.getLogger("clubs.launcher")

BACKLOG = 128
SECONDS_TO_STOP = 5.0
SECONDS_BETWEEN_MEASURES = 5.0
# The hub's code that a lesson server uses; nothing else of it is shown inside.
CODE = (
    "__init__.py",
    "exchange",
    "lesson_server",
    "copy_server",
    "lesson_room",
    "lesson_kit",
    "warm_kernels",
)


@dataclass
class LessonServer:
    """One server, a child's or an adult's with a copy.

    `stop_by` is on `time.monotonic`'s clock, None until it is told to stop.

    `overfull`: its home held more than `home_bytes`, which is why it was.
    """

    learner: str
    child: Child
    port: int
    started_at: float
    home: Path
    home_bytes: int
    stop_by: float | None = None
    overfull: bool = False


class LessonServers:
    """Starts, watches and stops servers, at most one a learner."""

    def __init__(self, homes: Homes, logs: Path, relay: Path, forks: ForkServer) -> None:
        self._homes, self._logs, self._relay, self._forks = homes, logs, relay, forks
        self._running: dict[str, LessonServer] = {}
        self._ended: dict[str, int] = {}
        self._measure_at = 0.0
        self._mounts = (*system_mounts(), *code_mounts())
        logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        homes.erase_left_over()
        for left_over in (path for path in logs.iterdir() if is_copier(path.stem)):
            left_over.unlink()

    def start(
        self, learner: str, limits: Limits, environment_fd: int, *, home_bytes: int = home_size.HOME_BYTES
    ) -> LessonServer:
        """Fork a server; it answers on its port as soon as it can. Raises `RequestRefused`."""
        if learner in self._running:
            raise RequestRefused("already_running", "This learner's server is running.")
        with socket.create_server(("127.0.0.1", 0), backlog=BACKLOG) as listener:
            port = listener.getsockname()[1]
            try:
                home = self._home_for(learner)
                self._make_room(learner, home, home_bytes)
                child = self._fork(learner, limits, listener, environment_fd)
            except (SandboxError, OSError, NoUidLeft) as failure:
                log.error("not started learner=%s: %s", learner, failure)
                raise RequestRefused("not_possible", str(failure)) from failure
        # A class that runs its programs, or opens its lessons at one moment, leaves the site and the hub
        # the processors first: so the board stays live, and nobody's work waits to be stored.
        child.step_aside()
        server = LessonServer(learner, child, port, time.time(), home, home_bytes)
        self._running[learner] = server
        self._ended.pop(learner, None)
        log.info("started learner=%s pid=%d port=%d", learner, child.pid, port)
        return server

    def _home_for(self, learner: str) -> Path:
        """A child's own home; a copier's begins empty at each start. Raises `OSError`, `NoUidLeft`."""
        return (self._homes.fresh_home_of if is_copier(learner) else self._homes.home_of)(learner)

    def _make_room(self, learner: str, home: Path, most: int) -> None:
        """Tidy a home that holds too much, so that its server can run. Raises `RequestRefused`, `OSError`."""
        if home_size.measure(home, most).fits(most):
            return
        removed = home_size.tidy(home, most)
        log.warning("tidied the home of learner=%s: %d removed", learner, len(removed))
        if not home_size.measure(home, most).fits(most):
            raise RequestRefused("home_full", "This learner's home is full of notebooks.")

    def end_overfull(self) -> float | None:
        """Now and then measure the homes in use, and end servers whose programs have filled theirs.

        Seconds until it is time again, None where nothing runs.
        """
        if not self._running:
            return None
        now = time.monotonic()
        if now >= self._measure_at:
            for server in self._running.values():
                if server.stop_by is None and not home_size.measure(server.home, server.home_bytes).fits(
                    server.home_bytes
                ):
                    server.overfull = True
                    self.stop(server.learner)
            self._measure_at = time.monotonic() + SECONDS_BETWEEN_MEASURES
        return max(0.0, self._measure_at - time.monotonic())

    def _fork(self, learner: str, limits: Limits, listener: socket.socket, environment_fd: int) -> Child:
        relay = self._relay / learner
        if relay.is_symlink() or not relay.is_dir():
            raise RequestRefused("no_relay", "The relay has no socket open for this learner.")
        home, uid = self._homes.home_of(learner), self._homes.uid_of(learner)
        sandbox = Sandbox(
            name=learner,
            mounts=(
                *self._mounts,
                Mount(home.resolve(), lesson_process.HOME, writable=True),
                Mount(relay.resolve(), lesson_process.RELAY_FOLDER),
            ),
            limits=limits,
            uid=uid,
            gid=uid,
            home=lesson_process.HOME,
            environment=lesson_process.environment(),
        )
        words = os.open(
            self._logs / f"{learner}.log", os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600
        )
        try:
            return self._forks.fork(
                sandbox, {"copies": is_copier(learner)}, (listener.fileno(), environment_fd, words)
            )
        finally:
            os.close(words)

    def poll(self, learner: str) -> LessonServer | int | None:
        """The running server, or the exit status of the last one, or None if none is known."""
        return self._running.get(learner) or self._ended.get(learner)

    def running(self) -> list[LessonServer]:
        return list(self._running.values())

    def stop(self, learner: str, *, now: bool = False) -> None:
        """Tell a server to end, and kill what is left of it after `SECONDS_TO_STOP`; `now` kills at once."""
        server = self._running.get(learner)
        if server is None:
            return
        if now:
            server.child.kill()
        elif server.stop_by is None:
            server.child.terminate()
            server.stop_by = time.monotonic() + SECONDS_TO_STOP

    def kill_overdue(self) -> float | None:
        """Kill the servers that did not stop in time; seconds until the next is due, or None."""
        now = time.monotonic()
        due = [(server.stop_by, server) for server in self._running.values() if server.stop_by is not None]
        for stop_by, server in due:
            if stop_by <= now:
                server.child.kill()
        return min((max(0.05, stop_by - now) for stop_by, _ in due), default=None)

    def reap(self, learner: str) -> None:
        """Take note of a server whose descriptor says that it has ended."""
        server = self._running.pop(learner)
        self._ended[learner] = server.child.wait()
        memory = " out of memory" if server.child.out_of_memory else ""
        full = " home full" if server.overfull else ""
        log.info("ended learner=%s status=%d%s%s", learner, self._ended[learner], memory, full)
        if is_copier(learner):
            self._erase_what_is_left(learner)

    def _erase_what_is_left(self, learner: str) -> None:
        """A copy of a child's work lies about no longer than its server runs, nor what its programs said."""
        self._ended.pop(learner)  # said in the log above; names of copies would gather here
        try:
            (self._logs / f"{learner}.log").unlink(missing_ok=True)
            self._homes.erase(learner)
        except OSError as failure:
            # The next start, and the launcher's own, try again and start nothing before it is gone.
            log.error("not erased what is left of learner=%s: %s", learner, failure)


def code_mounts() -> tuple[Mount, ...]:
    """The lesson server's code where it was imported from, and the lesson kit where kernels find it."""
    code = Path(hub_config.__file__).parent
    mounts = [Mount((code / name).resolve(), code / name) for name in CODE if (code / name).exists()]
    kit = code / "lesson_kit"
    return (*mounts, Mount(kit.resolve(), lesson_process.KIT_FOLDER / "lesson_kit"))
