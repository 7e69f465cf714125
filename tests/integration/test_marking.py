"""From a notebook sent to its marks, through real processes: queue, worker, checker, runner, sandbox."""

import uuid

import pytest
from django.test import Client

from clubs.people.models import User
from curriculum.courses.models import Lesson
from curriculum.grading.models import Mark, Submission
from tests.factories import lessons
from tests.integration import marking_stack

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "relay-token-of-the-tests"


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


def send(learner: User, body: bytes, slug: str = "small-lesson") -> uuid.UUID:
    response = Client().post(
        f"/api/lesson/v1/lessons/{slug}/submissions",
        body,
        content_type="application/json",
        headers=headers(learner),
    )
    assert response.status_code == 202, response.content
    return uuid.UUID(response.json()["id"])


def headers(learner: User) -> dict[str, str]:
    return {"Authorization": f"Bearer {TOKEN}", "X-Learner": learner.opaque_id}


def marked(submission_id: uuid.UUID) -> bool:
    return Submission.objects.filter(pk=submission_id, state="marked").exists()


def test_a_notebook_is_stored_queued_marked_and_told(tmp_path, marker, lesson, learner):
    right = send(learner, lessons.sent(**lessons.RIGHT))
    wrong = send(learner, lessons.sent(double="def double(number):\n    return number"))
    assert Mark.objects.count() == 0

    with marking_stack.worker(tmp_path, marker) as process:
        marking_stack.wait_until(lambda: marked(right) and marked(wrong), process, tmp_path / "worker.log")

    told = Client().get(f"/api/lesson/v1/submissions/{wrong}", headers=headers(learner)).json()
    assert told["state"] == "marked"
    assert (told["result"]["points"], told["result"]["max_points"]) == (0, 4)
    assert [(each["outcome"], each["message"]) for each in told["result"]["exercises"]] == [
        ("wrong", lessons.WRONG_ANSWERS[0]["message"]),
        ("not_started", "You have not started this one yet."),
    ]
    assert [mark.points for mark in Mark.objects.best(learner.pk, lesson.pk)] == [3, 1]
