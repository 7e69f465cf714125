"""From a notebook sent to its marks, through real processes: queue, worker, checker, runner, sandbox."""

import asyncio
import json
import signal
import uuid

import pytest
from django.test import AsyncClient, Client

from clubs.people.models import User
from curriculum.courses.models import Lesson
from curriculum.grading.enums import State
from curriculum.grading.models import Mark, Submission
from tests.factories import lessons
from tests.integration import marking_stack

pytestmark = pytest.mark.django_db(transaction=True)

SLOW_CELL = "import time\ntime.sleep(3)\n" + lessons.DOUBLE


@pytest.fixture(scope="module")
def marker(tmp_path_factory):
    folder = tmp_path_factory.mktemp("m")
    folder.chmod(0o755)
    with marking_stack.runner(folder) as path:
        yield path


@pytest.fixture
def lesson(db) -> Lesson:
    marking_stack.empty_queue()
    return lessons.lesson()


@pytest.fixture
def learner(db) -> User:
    return lessons.learner()


def send(learner: User, body: bytes) -> uuid.UUID:
    response = Client().post(
        "/api/lesson/v1/lessons/small-lesson/submissions",
        body,
        content_type="application/json",
        headers=lessons.relay_headers(learner),
    )
    assert response.status_code == 202, response.content
    return uuid.UUID(response.json()["id"])


def is_in(state: State, *submissions: uuid.UUID) -> bool:
    return Submission.objects.filter(pk__in=submissions, state=state).count() == len(submissions)


def test_a_notebook_is_stored_queued_marked_and_told(tmp_path, marker, lesson, learner):
    right = send(learner, lessons.sent(**lessons.RIGHT))
    wrong = send(learner, lessons.sent(double="def double(number):\n    return number"))
    assert Mark.objects.count() == 0

    with marking_stack.worker(tmp_path, marker) as process:
        marking_stack.wait_until(lambda: is_in(State.MARKED, right, wrong), process, tmp_path / "worker.log")

    headers = lessons.relay_headers(learner)
    told = Client().get(f"/api/lesson/v1/submissions/{wrong}", headers=headers).json()
    assert told["state"] == "marked"
    assert (told["result"]["points"], told["result"]["max_points"]) == (0, 4)
    assert [(each["outcome"], each["message"]) for each in told["result"]["exercises"]] == [
        ("wrong", lessons.WRONG_ANSWERS[0]["message"]),
        ("not_started", "You have not started this one yet."),
    ]
    assert [mark.points for mark in Mark.objects.best(learner.pk, lesson.pk)] == [3, 1]
    progress = Client().get("/api/lesson/v1/lessons/small-lesson/progress", headers=headers).json()
    assert (progress["points"], progress["max_points"]) == (4, 4)
    assert [(each["passed"], each["tries"]) for each in progress["exercises"]] == [(True, 2), (True, 1)]


# Boxes of the child's own, as another program than the room hands them in: at the end, unmarked.
OWN_BOXES = {
    "an idea": "print('an idea')",
    "one that fails": "print(unknown)",
    "one that leaves": "raise SystemExit",
    "one that ends Python": "import os\nos._exit(1)",
    "one that never ends": "while True:\n    pass",
    "one that breaks what was made": "def double(number):\n    return 0\n\ndel print",
    "one that cannot be read": "for",
}


def test_a_box_of_the_childs_own_costs_no_mark(tmp_path, marker, lesson):
    submissions = {}
    for name, source in OWN_BOXES.items():
        notebook = lessons.answered(**lessons.RIGHT)
        notebook["cells"].append(
            lessons.code_cell(source) | {"id": "aaaaaaaa", "metadata": {"lesson": {"part": "scratch"}}}
        )
        # Each from a child of their own: nobody may check so often.
        submissions[name] = send(lessons.learner(), json.dumps(notebook).encode())
    with marking_stack.worker(tmp_path, marker) as process:
        marking_stack.wait_until(
            lambda: is_in(State.MARKED, *submissions.values()), process, tmp_path / "worker.log"
        )
    points = {
        name: sum(mark.points for mark in Mark.objects.filter(submission_id=submission))
        for name, submission in submissions.items()
    }
    assert points == dict.fromkeys(OWN_BOXES, 4)


@pytest.mark.long
def test_a_worker_killed_in_the_middle_of_marking_loses_nothing(tmp_path, marker, lesson, learner):
    submission = send(learner, lessons.sent(double=SLOW_CELL, hello=lessons.HELLO))
    with marking_stack.worker(tmp_path, marker) as process:
        marking_stack.wait_until(lambda: is_in(State.MARKING, submission), process, tmp_path / "worker.log")
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert is_in(State.MARKING, submission)
    assert Mark.objects.count() == 0

    with marking_stack.worker(tmp_path, marker) as process:
        marking_stack.wait_until(lambda: is_in(State.MARKED, submission), process, tmp_path / "worker.log")
    assert Submission.objects.get(pk=submission).tries == 2
    assert [mark.points for mark in Mark.objects.filter(submission=submission)] == [3, 1]


def test_marking_waits_while_nobody_can_run_code(tmp_path, tmp_path_factory, lesson, learner):
    folder = tmp_path_factory.mktemp("late")
    folder.chmod(0o755)
    submission = send(learner, lessons.sent(**lessons.RIGHT))
    with marking_stack.worker(tmp_path, folder / "marker.sock") as process:
        marking_stack.wait_until(
            lambda: Submission.objects.exclude(fault="").exists(), process, tmp_path / "worker.log"
        )
        assert Submission.objects.get(pk=submission).tries == 0
        with marking_stack.runner(folder):
            marking_stack.wait_until(
                lambda: is_in(State.MARKED, submission), process, tmp_path / "worker.log"
            )


def test_the_result_is_pushed(tmp_path, marker, lesson, learner):
    """The stream tells where the submission stands at once, then each change, and ends when it is marked."""
    submission = send(learner, lessons.sent(double=SLOW_CELL))

    async def listen(last_seen: str = "") -> list[dict]:
        headers = lessons.relay_headers(learner) | {"Last-Event-ID": last_seen}
        response = await AsyncClient().get(f"/api/lesson/v1/submissions/{submission}/events", headers=headers)
        assert response["Content-Type"] == "text/event-stream"
        return [
            json.loads(line.removeprefix("data: "))
            async for chunk in response.streaming_content
            for line in chunk.decode().splitlines()
            if line.startswith("data: ")
        ]

    with marking_stack.worker(tmp_path, marker):
        told = asyncio.run(asyncio.wait_for(listen(), 60))
    assert [each["state"] for each in told] == ["stored", "marking", "marked"]
    assert told[-1]["result"]["points"] == 3
    assert asyncio.run(listen(last_seen="marked")) == []


def test_many_at_once_are_each_marked_once(tmp_path, marker, lesson):
    submissions = [send(lessons.learner(), lessons.sent(**lessons.RIGHT)) for _ in range(12)]
    with (
        marking_stack.worker(tmp_path, marker) as first,
        marking_stack.worker(tmp_path, marker),
    ):
        marking_stack.wait_until(lambda: is_in(State.MARKED, *submissions), first, tmp_path / "worker.log")
    assert Mark.objects.count() == 24
