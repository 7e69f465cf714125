"""Our whole way of a submission: stored, queued, taken up by a worker, marked in the sandbox, recorded.

When a submission is marked is heard from PostgreSQL, as the child's page hears it.
Needs Django to be set up and its database to be there.
"""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import connection, transaction

from clubs.people.models import User
from clubs.records.listening import CHANNEL
from curriculum.courses.actions import release_lesson
from curriculum.courses.models import Lesson
from curriculum.courses.release import fingerprint
from curriculum.grading.actions import store_submission
from curriculum.grading.models import Mark, Submission
from tests.bench.submissions import EXERCISES, SLUG, Sent, lesson
from tests.factories import lessons
from tests.integration import marking_stack
from website.supervisor.stack import JOBS_AT_ONCE

MARKED_WITHIN_SECONDS = 300
CHANGES = 2
"""Notifications of one submission on its way: being marked, and marked."""


@dataclass(frozen=True)
class Run:
    """`seconds` from the first one stored to the last one marked; `waits`: each from stored to marked."""

    seconds: float
    waits: list[float]
    submissions: list[Submission]

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds


class Marking:
    """Sends notebooks in as children and waits for their marks."""

    def __init__(self) -> None:
        self._lesson: Lesson = release_lesson(
            lesson_file=lesson(), fingerprint=fingerprint(EXERCISES, SLUG), by=None
        )
        self._heard = _Heard(marking_stack.database_url())

    def close(self) -> None:
        self._heard.close()

    def one_at_a_time(self, sent: Sequence[Sent]) -> list[Run]:
        """Mark each when the one before has its marks."""
        return [self.all_at_once([each]) for each in sent]

    def all_at_once(self, sent: Sequence[Sent]) -> Run:
        """Store all in one transaction, so that they arrive at one moment; waits count from there."""
        with transaction.atomic():
            stored = [self._store(each, learner) for each, learner in self._by_children(sent)]
        started = time.perf_counter()
        return self._run(stored, started, [started] * len(stored))

    def one_after_another(self, sent: Sequence[Sent]) -> Run:
        """Store each in its own transaction, as children send them, without a pause; storing is counted."""
        ready = self._by_children(sent)
        started = time.perf_counter()
        stored, moments = [], []
        for each, learner in ready:
            stored.append(self._store(each, learner))
            moments.append(time.perf_counter())
        return self._run(stored, started, moments)

    def _by_children(self, sent: Sequence[Sent]) -> list[tuple[bytes, User]]:
        return [(json.dumps(each.notebook).encode(), lessons.learner()) for each in sent]

    def _store(self, body: bytes, learner: User) -> Submission:
        return store_submission(lesson=self._lesson, body=body, key=None, by=learner)

    def _run(self, stored: list[Submission], started: float, moments: list[float]) -> Run:
        marked = self._heard.wait_for([str(each.pk) for each in stored])
        waits = [there - sent for there, sent in zip(marked, moments, strict=True)]
        return Run(max(marked) - started, waits, stored)


class _Heard:
    """Notes when each submission was told to be marked, in a thread that sleeps until PostgreSQL tells."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url, autocommit=True)
        self._connection.execute(f"LISTEN {CHANNEL}")
        self._moments: dict[str, list[float]] = {}
        self._changed = threading.Condition()
        self._ended = False
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def close(self) -> None:
        self._ended = True
        with psycopg.connect(marking_stack.database_url(), autocommit=True) as other:
            other.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        self._thread.join()
        self._connection.close()

    def wait_for(self, submissions: list[str]) -> list[float]:
        """The moment at which each was marked, in the order asked. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._all_marked(submissions), MARKED_WITHIN_SECONDS):
                raise TimeoutError("some were never marked")
            return [self._moments[each][CHANGES - 1] for each in submissions]

    def _all_marked(self, submissions: list[str]) -> bool:
        return all(len(self._moments.get(each, ())) >= CHANGES for each in submissions)

    def _listen(self) -> None:
        for told in self._connection.notifies():
            if self._ended:
                return
            topic, _, row = told.payload.partition(" ")
            if topic != "submission":
                continue
            with self._changed:
                self._moments.setdefault(row, []).append(time.perf_counter())
                self._changed.notify_all()


def wrong_marks(sent: Sequence[Sent], marked: Sequence[Submission]) -> list[str]:
    """What is not as it must be.

    Exercises pass up to the failing one, and that one does not; those after it may build on it.
    """
    return [
        f"{each.kind}: {mark.exercise} earned {mark.points:g} of {mark.max_points:g}"
        for each, submission in zip(sent, marked, strict=True)
        for mark in _as_far_as(each.failing, list(submission.marks.all()))
        if mark.passed == (mark.exercise == each.failing)
    ]


def _as_far_as(exercise: str | None, marks: list[Mark]) -> list[Mark]:
    names = [mark.exercise for mark in marks]
    return marks if exercise is None else marks[: names.index(exercise) + 1]


def points(submission: Submission) -> float:
    """What a submission earned in all."""
    return sum(mark.points for mark in submission.marks.all())


@contextmanager
def marking(folder: Path, workers: int = 1) -> Iterator[Marking]:
    """The runner, `workers` workers of the site, and the way in; `folder` for sockets and logs."""
    marking_stack.empty_queue()
    with ExitStack() as stack:
        runner = stack.enter_context(marking_stack.runner(folder))
        for _ in range(workers):
            stack.enter_context(marking_stack.worker(folder, runner, JOBS_AT_ONCE))
        marking_stack.wait_until(lambda: _workers() >= workers, log=folder / "worker.log")
        way_in = Marking()
        stack.callback(way_in.close)
        yield way_in


def _workers() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_workers")
        return int(cursor.fetchone()[0])
