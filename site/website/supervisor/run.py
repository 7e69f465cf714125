"""Starts the whole stack, keeps it up, and stops all of it whatever happens."""

import fcntl
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from bootstrap.progress import say, step
from website.supervisor import source
from website.supervisor.layout import PORT_NAMES, Layout
from website.supervisor.postgres import Postgres
from website.supervisor.prepare import prepare_data, prepare_folders
from website.supervisor.process import Running, Spec, wait_for
from website.supervisor.stack import BARE, postgres, specs

STARTS_WITHIN_SECONDS = 90
# A process that dies this often in a minute will not be mended by starting it again.
RESTARTS_A_MINUTE = 5


class CannotStart(RuntimeError):
    """The stack cannot be started; the message says what to do."""


class Stopped(Exception):
    """SIGINT or SIGTERM came."""


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise Stopped


class Supervisor:
    """The processes of one layout. ``start`` and ``stop`` may be called once each."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.processes: list[Running] = []
        self._lock: int | None = None

    def start(self) -> None:
        """Set up and start everything, and wait until each process answers.

        Raises CannotStart or RuntimeError with a sentence for the person at the keyboard.
        """
        layout = self.layout
        # The lock comes first: what follows would pull the floor from under a running copy.
        self._take_lock()
        refuse_taken_ports(layout)
        prepare_folders(layout)
        source.settle(layout)
        self._start_postgres(postgres(layout))
        prepare_data(layout)
        with step("Starting site, worker, marker, hub, proxy and relay"):
            for spec in specs(layout):
                self._start(spec)
            for running in self.processes:
                wait_for(running, STARTS_WITHIN_SECONDS)

    def watch(self) -> None:
        """Start again whatever dies, until a signal comes.

        Raises CannotStart when one process keeps dying.
        """
        while True:
            time.sleep(0.5)
            for running in self.processes:
                if not running.alive():
                    self._start_again(running)

    def stop(self) -> None:
        """Stop everything, last started first, and leave nothing running."""
        database, others = self.processes[:1], self.processes[:0:-1]
        for together in (others, database):
            for running in together:
                running.ask_to_stop()
            for running in together:
                running.make_sure_it_stopped()
        self.processes.clear()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def process(self, name: str) -> Running:
        return next(running for running in self.processes if running.spec.name == name)

    def _start(self, spec: Spec) -> Running:
        running = Running(spec, self.layout.data / "logs" / f"{spec.name}.log")
        running.start()
        self.processes.append(running)
        return running

    def _start_postgres(self, server: Postgres) -> None:
        with step("Starting PostgreSQL"):
            server.initialise()
            running = self._start(
                Spec(
                    name="postgresql", command=server.command(), environment=BARE, folder=Path("/"),
                    answers=server.answers, user=self.layout.user, stop_signal=signal.SIGINT,
                )
            )  # fmt: skip
            wait_for(running, STARTS_WITHIN_SECONDS)

    def _start_again(self, running: Running) -> None:
        now = time.monotonic()
        running.restarts = [moment for moment in running.restarts if now - moment < 60] + [now]
        if len(running.restarts) > RESTARTS_A_MINUTE:
            raise CannotStart(f"{running.spec.name} keeps stopping. Its log ends:\n{running.tail()}")
        say(f"{running.spec.name} stopped by itself; starting it again (log: {running.log})")
        running.make_sure_it_stopped()
        running.start()

    def _take_lock(self) -> None:
        """One stack a data folder: two would share a database directory."""
        self.layout.data.mkdir(parents=True, exist_ok=True)
        self._lock = os.open(self.layout.data / "running.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as problem:
            raise CannotStart(
                f"It is running already, from this same folder: see {self.layout.site_url} "
                "or stop the other one with Ctrl-C first."
            ) from problem


def refuse_taken_ports(layout: Layout) -> None:
    """Raise CannotStart naming each port that something else holds, and what to type instead."""
    taken = []
    for name, variable in PORT_NAMES:
        port = getattr(layout.ports, name)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                taken.append((port, variable))
    if taken:
        listed = ", ".join(str(port) for port, _variable in taken)
        advice = " ".join(f"{variable}={port + 1000}" for port, variable in taken)
        raise CannotStart(
            f"Something else uses port {listed}. Stop it, or choose others:\n\n    {advice} make demo\n"
        )


@contextmanager
def running_stack(layout: Layout) -> Iterator[Supervisor]:
    """A started stack that is stopped on the way out, whatever happens."""
    supervisor = Supervisor(layout)
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.stop()


def run_until_stopped(layout: Layout, when_ready: list[str]) -> int:
    """Run the stack in the foreground; returns the exit status."""
    # SIGINT may have been inherited as ignored (a background job of a shell script).
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with running_stack(layout) as supervisor:
            for line in when_ready:
                say(line)
            supervisor.watch()
    except Stopped:
        say("Stopped. Everything is kept for next time.")
        return 0
    except (CannotStart, RuntimeError, subprocess.CalledProcessError) as problem:
        say(f"\n{problem}")
        return 1
    return 0
