"""Whatever dies at whatever step, and whatever a clock says: every submission is marked exactly once."""

import os
import signal
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection

from curriculum.courses.models import Lesson, LessonVersion
from curriculum.grading.actions import store_submission
from curriculum.grading.corrections import begin_correction
from curriculum.grading.dangerous_faults import Point
from curriculum.grading.enums import CorrectionState, State
from curriculum.grading.models import Correction, Mark, RemarkedResult, Submission
from tests.factories import lessons
from tests.integration import marking_stack
from tests.integration.marked_once import all_over, jobs, wrongs

pytestmark = pytest.mark.django_db(transaction=True)

# A dead worker is known for dead after a second, so that a test need not wait for ten.
SOON = {"CLUBS_WORKER_SILENCE_SECONDS": "1"}
SLOW = {"double": f"import time\ntime.sleep(3)\n{lessons.DOUBLE}", "hello": lessons.HELLO}

WITHOUT_GUARDS = """
import sys
sys.path.insert(0, "site")
import django
django.setup()
from curriculum.grading import actions
actions.FINISHED = frozenset()
actions._move = lambda submission, then: None  # the database refuses a way back, too
"""

# A worker whose clock is moved by so many seconds when it gets SIGUSR1; PostgreSQL's is not.
WITH_A_CLOCK_THAT_JUMPS = """
import datetime, signal, time
SECONDS = {seconds}
real, real_time, moved = datetime.datetime, time.time, [0]

class Kind(type):
    def __instancecheck__(cls, thing):
        return isinstance(thing, real)

class Jumping(real, metaclass=Kind):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + datetime.timedelta(seconds=moved[0])

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.UTC).replace(tzinfo=None)

datetime.datetime = Jumping
time.time = lambda: real_time() + moved[0]
signal.signal(signal.SIGUSR1, lambda *_: moved.__setitem__(0, SECONDS))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the processes' sockets and logs are."""
    tmp_path.chmod(0o755)
    return tmp_path


@pytest.fixture
def runner(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = marking_stack.start_runner(folder)
    yield process
    marking_stack.stop(process)


@pytest.fixture
def lesson(db) -> Lesson:
    marking_stack.empty_queue()
    return lessons.lesson()


def send(lesson: Lesson, count: int = 1, **answers: str) -> list[uuid.UUID]:
    """Submissions of as many children."""
    body = lessons.sent(**(answers or lessons.RIGHT))
    return [
        store_submission(lesson=lesson, body=body, key=None, by=lessons.learner()).pk for _ in range(count)
    ]


def until(holds: Callable[[], bool], folder: Path, process: subprocess.Popen[bytes]) -> None:
    marking_stack.wait_until(holds, process, folder / "worker.log")


def finish(folder: Path, submissions: list[uuid.UUID], **about: str) -> None:
    """Let a sound worker do what is left."""
    with marking_stack.worker(folder, folder / marking_stack.SOCKET, **SOON, **about) as process:
        until(lambda: all_over(submissions), folder, process)


def die(folder: Path, point: Point) -> None:
    """Run a worker until it has killed itself at a point."""
    with marking_stack.worker(
        folder, folder / marking_stack.SOCKET, concurrency=1, **SOON, CLUBS_DANGEROUS_FAULTS=point
    ) as process:
        assert process.wait(60) == -signal.SIGKILL, (folder / "worker.log").read_text()[-2000:]


@pytest.mark.long
@pytest.mark.usefixtures("runner")
@pytest.mark.parametrize("point", Point)
def test_a_worker_killed_at_any_step_marks_nothing_twice_and_loses_nothing(folder, lesson, point):
    submissions = send(lesson, 3)
    die(folder, point)
    assert Mark.objects.exists() == (point is Point.RECORDED)
    finish(folder, submissions)
    assert wrongs(submissions) == []


@pytest.mark.long
@pytest.mark.usefixtures("runner")
def test_without_its_guards_a_worker_would_mark_twice(folder, lesson):
    """The control: what `wrongs` looks for does happen once nothing prevents it."""
    submissions = send(lesson)
    die(folder, Point.RECORDED)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE grading_mark DROP CONSTRAINT mark_once")
    try:
        finish(folder, submissions, before=WITHOUT_GUARDS)
        found = wrongs(submissions)
    finally:
        Mark.objects.all().delete()
        with connection.cursor() as cursor:
            cursor.execute(
                "ALTER TABLE grading_mark ADD CONSTRAINT mark_once"
                " UNIQUE NULLS NOT DISTINCT (submission_id, exercise, correction_id)"
            )
    assert any("2 marks for double" in each for each in found), found


@pytest.mark.long
@pytest.mark.usefixtures("runner")
@pytest.mark.parametrize("point", Point)
def test_a_correction_outlives_a_worker_killed_at_any_step(folder, lesson, point):
    """Marked once, the lesson corrected, marked again for it: each submission once, whatever dies."""
    submissions = send(lesson, 3)
    finish(folder, submissions)
    correct(lesson)
    die(folder, point)
    with marking_stack.worker(folder, folder / marking_stack.SOCKET, **SOON) as process:
        until(Correction.objects.filter(state=CorrectionState.READY).exists, folder, process)
    results = RemarkedResult.objects.values_list("remarking__submission_id", "exercise", "points")
    assert sorted(results) == sorted(
        (each, *mark) for each in submissions for mark in (("double", 0), ("hello", 1))
    )
    assert wrongs(submissions) == []


def correct(lesson: Lesson) -> None:
    """Ask more of `double` than anybody has answered, and mark everything again."""
    source = lessons.source_notebook()
    for cell in source["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id", "").startswith("double--"):
            cell["source"] = "assert double(2) == 5, 'Twice 2, and one more.'"
    lesson.current = LessonVersion.objects.create(
        lesson=lesson, version="ba9876543210", source=source, release=lessons.release_notebook()
    )
    lesson.save()
    begin_correction(lesson=lesson, by=None)


def children_of(process: subprocess.Popen[bytes], named: str) -> list[int]:
    """The process ids of a process's children whose command line holds a word."""
    found = []
    for thread in Path(f"/proc/{process.pid}/task").iterdir():
        for child in (thread / "children").read_text().split():
            if named in Path(f"/proc/{child}/cmdline").read_text():
                found.append(int(child))
    return found


@pytest.mark.long
@pytest.mark.usefixtures("runner")
def test_the_checkers_parent_killed_in_mid_marking(folder, lesson):
    submissions = send(lesson, 2, **SLOW)
    with marking_stack.worker(folder, folder / marking_stack.SOCKET, **SOON) as process:
        until(lambda: bool(children_of(process, "grading.checker")), folder, process)
        until(lambda: Submission.objects.filter(state=State.MARKING).count() == 2, folder, process)
        os.kill(children_of(process, "grading.checker")[0], signal.SIGKILL)
        until(lambda: all_over(submissions), folder, process)
    assert wrongs(submissions) == []


@pytest.mark.long
def test_the_runner_killed_in_mid_marking_and_started_again(folder, lesson, runner):
    submissions = send(lesson, 2, **SLOW)
    with marking_stack.worker(folder, folder / marking_stack.SOCKET, **SOON) as process:
        until(lambda: Submission.objects.filter(state=State.MARKING).count() == 2, folder, process)
        runner.send_signal(signal.SIGKILL)
        runner.wait()
        until(lambda: jobs().filter(attempts__gte=1).exists(), folder, process)
        again = marking_stack.start_runner(folder)
        try:
            until(lambda: all_over(submissions), folder, process)
        finally:
            marking_stack.stop(again)
    assert wrongs(submissions) == []


@pytest.mark.long
@pytest.mark.parametrize(
    "seconds", [pytest.param(3600, id="an hour on"), pytest.param(-3600, id="an hour back")]
)
def test_a_workers_clock_jumps_while_it_waits_for_the_runner(folder, lesson, seconds):
    submissions = send(lesson, 3)
    jumping = WITH_A_CLOCK_THAT_JUMPS.format(seconds=seconds)
    with marking_stack.worker(folder, folder / marking_stack.SOCKET, before=jumping, **SOON) as process:
        until(lambda: Submission.objects.exclude(fault="").count() == 3, folder, process)
        process.send_signal(signal.SIGUSR1)
        tried = sum(jobs().values_list("attempts", flat=True))
        until(lambda: sum(jobs().values_list("attempts", flat=True)) > tried + 3, folder, process)
        again = marking_stack.start_runner(folder)
        try:
            until(lambda: all_over(submissions), folder, process)
        finally:
            marking_stack.stop(again)
    assert wrongs(submissions) == []


@pytest.mark.parametrize("named", ["production", "demo", "development"])
def test_faults_cannot_be_switched_on_outside_the_tests(named):
    ran = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.CLUBS_DANGEROUS_FAULTS)"],
        cwd=marking_stack.REPOSITORY, capture_output=True, text=True, check=False,
        env={
            "PYTHONPATH": "site:.", "DJANGO_SETTINGS_MODULE": f"website.settings.{named}",
            "CLUBS_DANGEROUS_FAULTS": ",".join(Point), "SECRET_KEY": "x", "ALLOWED_HOSTS": "x",
            "CLUBS_HUB_CLIENT_SECRET": "x", "CLUBS_RELAY_TOKEN": "x", "CLUBS_HUB_TOKEN": "x",
                "CLUBS_FIELD_KEYS": "x",
            "EMAIL_HOST": "x", "DEFAULT_FROM_EMAIL": "x",
        },
    )  # fmt: skip
    assert ran.stdout.strip() == "[]", ran.stderr
