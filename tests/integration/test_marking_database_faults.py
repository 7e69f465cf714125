"""PostgreSQL goes away in mid-run, or has no room left: every submission is still marked exactly once."""

import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import InterfaceError, OperationalError, connection

from curriculum.grading.actions import store_submission
from curriculum.grading.models import Mark
from tests.factories import lessons
from tests.integration import marking_stack
from tests.integration.marked_once import all_over, wrongs
from tests.integration.own_postgres import (
    TABLES,
    OnASmallDisk,
    Server,
    as_whom,
    database_on,
    folder_of_its_own,
)
from website.supervisor.postgres import Postgres

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]

SECONDS = 120
SOON = {"CLUBS_WORKER_SILENCE_SECONDS": "1"}


@pytest.fixture
def folder() -> Iterator[Path]:
    with folder_of_its_own() as made:
        yield made


@pytest.fixture
def runner(folder: Path) -> Iterator[Path]:
    with marking_stack.runner(folder) as path:
        yield path


class KeptWorker:
    """A worker that is started again whenever it ends, as the supervisor does."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.starts = folder, 0
        self._start()

    def _start(self) -> None:
        self.starts += 1
        self.process = marking_stack.start_worker(self._folder, self._folder / marking_stack.SOCKET, **SOON)

    def until(self, holds) -> None:
        """Tend the worker until `holds()`; a database that is away answers nothing."""
        deadline = time.monotonic() + SECONDS
        while time.monotonic() < deadline:
            with suppress(OperationalError, InterfaceError):
                if holds():
                    return
                time.sleep(0.05)
                if self.process.poll() is not None:
                    self._start()
                continue
            connection.close()
        raise AssertionError((self._folder / "worker.log").read_text()[-4000:])

    @property
    def log(self) -> str:
        return (self._folder / "worker.log").read_text()


@pytest.fixture
def worker(folder: Path, runner: Path) -> Iterator[type[KeptWorker]]:
    """To be called once the database is there; stopped at the end."""
    kept: list[KeptWorker] = []

    def started() -> KeptWorker:
        kept.append(KeptWorker(folder))
        return kept[0]

    yield started
    for each in kept:
        marking_stack.stop(each.process)


def send(count: int) -> list[uuid.UUID]:
    lesson, body = lessons.lesson(), lessons.sent(**lessons.RIGHT)
    return [
        store_submission(lesson=lesson, body=body, key=None, by=lessons.learner()).pk for _ in range(count)
    ]


@pytest.mark.parametrize(
    "how", [pytest.param(signal.SIGINT, id="fast"), pytest.param(signal.SIGQUIT, id="immediate")]
)
def test_postgresql_restarted_in_mid_run(folder, worker, how):
    postgres = Postgres(folder / "pg", folder / "s", user=as_whom())
    postgres.initialise()
    server = Server(postgres, folder / "pg.log")
    try:
        with database_on(postgres):
            submissions = send(40)
            kept = worker()
            for marked in (3, 15):
                kept.until(lambda marked=marked: Mark.objects.count() >= 2 * marked)
                server.stop(how)
                server.start()
            kept.until(lambda: all_over(submissions))
            assert wrongs(submissions) == []
    finally:
        server.stop(signal.SIGINT)


def test_the_disk_is_full_and_then_has_room_again(folder, worker):
    user = as_whom()
    Postgres(folder / "pg", folder / "s", user=user).initialise()
    postgres = OnASmallDisk(folder / "pg", folder / "s", runs_as=user)
    postgres.small.mkdir()
    server = Server(postgres, folder / "pg.log")
    try:
        with database_on(postgres):
            submissions = send(12)
            move_to_the_small_disk(postgres.small)
            fill_the_small_disk()
            kept = worker()
            kept.until(lambda: "No space left on device" in kept.log)
            assert not all_over(submissions)
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE filler")
            kept.until(lambda: all_over(submissions))
            assert wrongs(submissions) == []
    finally:
        server.stop(signal.SIGINT)


def move_to_the_small_disk(small: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{small}'")
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} SET TABLESPACE small")
        cursor.execute("CREATE TABLE filler (what text) TABLESPACE small")
        cursor.execute("ALTER TABLE filler ALTER what SET STORAGE PLAIN")


def fill_the_small_disk() -> None:
    """Write until nothing more can be written, in ever smaller pieces."""
    for rows in (100, 10, 1):
        with pytest.raises(OperationalError, match="No space left on device"):
            write_until_it_fails(rows)


def write_until_it_fails(rows: int) -> None:
    with connection.cursor() as cursor:
        for _ in range(10_000):
            cursor.execute("INSERT INTO filler SELECT repeat('x', 8000) FROM generate_series(1, %s)", [rows])
