"""The lesson API, call by call: who may, what comes back, and that a refused call changes nothing."""

import json
import uuid

import pytest
from django.test import Client

from clubs.people.models import User
from curriculum.courses.models import Lesson
from curriculum.grading import actions
from curriculum.grading.models import Mark, Submission
from curriculum.progress.models import Event
from tests.factories import lessons
from tests.factories.booking import PlaceFactory
from tests.factories.people import ChildFactory, UserFactory
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db

BASE = "/api/lesson/v1"


@pytest.fixture
def lesson(db) -> Lesson:
    return lessons.lesson()


@pytest.fixture
def learner(db) -> User:
    return lessons.learner()


@pytest.fixture
def relay(learner) -> "Relay":
    return Relay(learner)


class Relay:
    """Calls as the relay does, for one child."""

    def __init__(self, learner: User) -> None:
        self.headers = lessons.relay_headers(learner)

    def get(self, path: str):
        return Client().get(f"{BASE}/{path}", headers=self.headers)

    def post(self, path: str, body: bytes | dict | list, **headers: str):
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return Client().post(
            f"{BASE}/{path}", content, content_type="application/json", headers=self.headers | headers
        )


def mark(submission: Submission, *points: float) -> None:
    """Record marks for the small lesson's two exercises."""
    most = (3.0, 1.0)
    actions.take_up(submission_id=submission.pk)
    actions.record_marks(
        submission_id=submission.pk,
        version_id=submission.lesson.current_id,
        result=lessons.result(*(
            {
                "id": exercise, "points": got, "max_points": full, "message": f"got {got}",
                "outcome": "passed" if got == full else "wrong",
            }
            for exercise, got, full in zip(("double", "hello"), points, most, strict=True)
        )),
    )  # fmt: skip


CALLS = {
    "lessons": ("GET", "lessons"),
    "a lesson": ("GET", "lessons/small-lesson"),
    "sending": ("POST", "lessons/small-lesson/submissions"),
    "own submissions": ("GET", "submissions"),
    "own submissions of a lesson": ("GET", "lessons/small-lesson/submissions"),
    "a submission": ("GET", "submissions/{submission}"),
    "its events": ("GET", "submissions/{submission}/events"),
    "progress": ("GET", "lessons/small-lesson/progress"),
    "a hint": ("POST", "lessons/small-lesson/exercises/double/hints"),
    "a model answer": ("GET", "lessons/small-lesson/exercises/double/model-answer"),
    "events": ("POST", "events"),
    "a call for help": ("POST", "lessons/small-lesson/exercises/double/help"),
    "a call taken back": ("POST", "help/taken-back"),
    "news": ("GET", "news"),
    "own work in Notebook": ("GET", "own-notebook"),
    "news as they happen": ("GET", "news/events"),
}


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        pytest.param({}, 401, "not_the_relay", id="nothing"),
        pytest.param({"Authorization": "Bearer wrong"}, 401, "not_the_relay", id="a wrong token"),
        pytest.param({"Authorization": "Bearer "}, 401, "not_the_relay", id="an empty token"),
        pytest.param({"Authorization": "Basic {token}"}, 401, "not_the_relay", id="another scheme"),
        pytest.param({"Authorization": "Bearer {token}"}, 403, "no_such_learner", id="no learner"),
        pytest.param(
            {"Authorization": "Bearer {token}", "X-Learner": "a" * 16}, 403, "no_such_learner", id="unknown"
        ),
        pytest.param(
            {"Authorization": "Bearer {token}", "X-Learner": "{adult}"}, 403, "no_such_learner", id="an adult"
        ),
        pytest.param(
            {"Authorization": "Bearer {token}", "X-Learner": "{gone}"},
            403,
            "no_such_learner",
            id="not active",
        ),
    ],
)  # fmt: skip
@pytest.mark.parametrize("call", CALLS)
def test_only_the_relay_may_call_and_only_for_a_child(lesson, settings, call, headers, status, code):
    known = {
        "token": settings.CLUBS_RELAY_TOKEN,
        "adult": UserFactory().opaque_id,
        "gone": UserFactory(child=True, is_active=False).opaque_id,
    }
    method, path = CALLS[call]
    response = Client().generic(
        method,
        f"{BASE}/{path.format(submission=uuid.uuid4())}",
        headers={name: value.format(**known) for name, value in headers.items()},
    )
    assert response.status_code == status
    assert response.json()["code"] == code
    assert not Submission.objects.exists()
    assert not Event.objects.exists()


def test_without_a_token_of_its_own_the_site_refuses_all(lesson, learner, settings):
    settings.CLUBS_RELAY_TOKEN = ""
    headers = {"Authorization": "Bearer ", "X-Learner": learner.opaque_id}
    assert Client().get(f"{BASE}/lessons", headers=headers).status_code == 401


def test_lessons_are_listed_and_given_out_without_a_test_or_solution(lesson, relay):
    listed = relay.get("lessons").json()
    assert listed == {
        "lessons": [{"slug": "small-lesson", "title": "Small lesson", "version": "0123456789ab"}]
    }
    given = relay.get("lessons/small-lesson")
    assert given.json()["exercises"] == [
        {"id": "double", "title": "Twice", "learns": "", "points": 3, "hints": 2},
        {"id": "hello", "title": "Hello", "learns": "", "points": 1, "hints": 0},
    ]
    for secret in (b"HIDDEN", b"return number * 2", b"abab", b"double(3) == 3", b"times two"):
        assert secret not in given.content


def test_a_lesson_that_is_not_released_is_not_there(lesson, relay):
    Lesson.objects.update(current=None)
    assert relay.get("lessons").json() == {"lessons": []}
    assert relay.get("lessons/small-lesson").status_code == 404
    assert relay.post("lessons/small-lesson/submissions", lessons.sent()).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param(b"", 400, "not_json", id="empty"),
        pytest.param(b"{", 400, "not_json", id="cut off"),
        pytest.param(b"<html>", 400, "not_json", id="html"),
        pytest.param(b"\xff\xfe\x00", 400, "not_json", id="no text"),
        pytest.param(b"[" * 100_000, 422, "not_a_notebook", id="nested without end"),
        pytest.param(b"[]", 422, "not_a_notebook", id="a list"),
        pytest.param(b"null", 422, "not_a_notebook", id="null"),
        pytest.param(b'{"nbformat": 3, "cells": []}', 422, "not_a_notebook", id="another format"),
        pytest.param(b'{"nbformat": 4, "cells": {}}', 422, "not_a_notebook", id="cells not a list"),
        pytest.param(b'{"nbformat": 4, "cells": [1]}', 422, "not_a_notebook", id="a cell not an object"),
        pytest.param(
            b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 1}]}',
            422, "not_a_notebook", id="a cell whose text is a number",
        ),
        pytest.param(
            json.dumps({"nbformat": 4, "cells": [{"cell_type": "raw", "source": ""}] * 401}).encode(),
            422, "not_a_notebook", id="too many cells",
        ),
        pytest.param(b" " * (1024 * 1024 + 1), 413, "too_large", id="a byte over a mebibyte"),
        pytest.param(b"x" * (50 * 1024 * 1024), 413, "too_large", id="50 MB"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_in_words_and_not_kept(lesson, relay, body, status, code):
    response = relay.post("lessons/small-lesson/submissions", body)
    assert response.status_code == status, response.content[:300]
    told = response.json()
    assert told["code"] == code
    assert told["message"]
    assert told["next_step"]
    assert not Submission.objects.exists()


def test_a_notebook_is_kept_exactly_as_it_came(lesson, relay):
    body = b" " + lessons.sent(double="# ☃ \\u0000 \\ud800")
    response = relay.post("lessons/small-lesson/submissions", body)
    assert response.status_code == 202
    assert response.json()["state"] == "stored"
    assert Submission.objects.get(pk=response.json()["id"]).notebook.encode() == body


def test_the_same_key_sends_once(lesson, relay):
    first = relay.post("lessons/small-lesson/submissions", lessons.sent(), **{"Idempotency-Key": "k1"})
    again = relay.post("lessons/small-lesson/submissions", lessons.sent(), **{"Idempotency-Key": "k1"})
    assert first.json()["id"] == again.json()["id"]
    other = relay.post(
        "lessons/small-lesson/submissions", lessons.sent(hello="1"), **{"Idempotency-Key": "k1"}
    )
    assert (other.status_code, other.json()["code"]) == (409, "key_used")
    too_long = relay.post("lessons/small-lesson/submissions", lessons.sent(), **{"Idempotency-Key": "k" * 65})
    assert too_long.status_code == 400
    assert Submission.objects.count() == 1


def test_another_childs_key_is_not_this_childs(lesson, relay):
    theirs = Relay(lessons.learner())
    first = relay.post("lessons/small-lesson/submissions", lessons.sent(), **{"Idempotency-Key": "k1"})
    second = theirs.post("lessons/small-lesson/submissions", lessons.sent(), **{"Idempotency-Key": "k1"})
    assert first.json()["id"] != second.json()["id"]


def test_checking_is_slowed_only_when_it_is_guessing(lesson, relay):
    for _ in range(6):
        assert relay.post("lessons/small-lesson/submissions", lessons.sent()).status_code == 202
    response = relay.post("lessons/small-lesson/submissions", lessons.sent())
    assert response.status_code == 429
    assert response.json()["code"] == "too_fast"
    assert 0 < int(response["Retry-After"]) <= 20
    assert Submission.objects.count() == 6


def test_own_submissions_are_listed_newest_first_with_their_points(lesson, relay):
    Relay(lessons.learner()).post("lessons/small-lesson/submissions", lessons.sent())
    sent = [relay.post("lessons/small-lesson/submissions", lessons.sent()).json() for _ in range(2)]
    mark(Submission.objects.get(pk=sent[0]["id"]), 3, 0)
    listed = relay.get("submissions").json()
    assert listed == relay.get("lessons/small-lesson/submissions").json()
    newest, oldest = listed["submissions"]
    assert newest == sent[1] | {
        "lesson": "small-lesson", "marked_at": None, "points": None, "max_points": None
    }  # fmt: skip
    assert (oldest["id"], oldest["state"]) == (sent[0]["id"], "marked")
    assert (oldest["points"], oldest["max_points"]) == (3, 4)
    assert oldest["marked_at"] == relay.get(f"submissions/{sent[0]['id']}").json()["result"]["marked_at"]


def test_a_list_asks_as_little_of_the_database_for_many_as_for_one(
    lesson, relay, learner, django_assert_max_num_queries
):
    for _ in range(5):
        mark(Submission.objects.create(learner=learner, lesson=lesson, notebook="{}", sha256=""), 3, 1)
    with django_assert_max_num_queries(5):
        assert len(relay.get("submissions").json()["submissions"]) == 5


def test_only_the_newest_are_listed(lesson, relay, learner, monkeypatch):
    monkeypatch.setattr("curriculum.grading.results.MOST_ROWS", 2)
    for _ in range(3):
        Submission.objects.create(learner=learner, lesson=lesson, notebook="{}", sha256="")
    newest = Submission.objects.order_by("-stored_at").values_list("pk", flat=True)[:2]
    assert [row["id"] for row in relay.get("submissions").json()["submissions"]] == list(map(str, newest))


def test_submissions_of_a_lesson_that_is_not_there(relay):
    assert relay.get("lessons/no-such-lesson/submissions").status_code == 404


def test_another_childs_submission_is_not_there(lesson, relay):
    theirs = Relay(lessons.learner())
    sent = theirs.post("lessons/small-lesson/submissions", lessons.sent()).json()["id"]
    assert theirs.get(f"submissions/{sent}").status_code == 200
    assert relay.get(f"submissions/{sent}").status_code == 404
    assert relay.get(f"submissions/{uuid.uuid4()}").status_code == 404


def test_another_childs_events_are_not_there(lesson, learner):
    sent = Relay(lessons.learner()).post("lessons/small-lesson/submissions", lessons.sent()).json()["id"]
    assert Relay(learner).get(f"submissions/{sent}/events").status_code == 404


def test_the_best_result_of_each_exercise_stands(lesson, relay, learner):
    for points in ((0, 1), (3, 0), (1, 0)):
        sent = relay.post("lessons/small-lesson/submissions", lessons.sent()).json()["id"]
        mark(Submission.objects.get(pk=sent), *points)
    told = relay.get("lessons/small-lesson/progress").json()
    assert (told["points"], told["max_points"]) == (4, 4)
    assert [(each["id"], each["passed"], each["tries"], each["message"]) for each in told["exercises"]] == [
        ("double", True, 3, "got 3"),
        ("hello", True, 3, "got 1"),
    ]
    assert Event.objects.filter(kind="passed").count() == 2


def test_marks_are_recorded_once_and_the_database_refuses_to_change_them(lesson, relay):
    from django.db import transaction
    from django.db.utils import Error

    sent = relay.post("lessons/small-lesson/submissions", lessons.sent()).json()["id"]
    submission = Submission.objects.get(pk=sent)
    mark(submission, 3, 1)
    again = actions.record_marks(
        submission_id=submission.pk, version_id=submission.lesson.current_id, result=lessons.result()
    )
    assert again is False
    with pytest.raises(Error, match="Cannot update"), transaction.atomic():
        Mark.objects.update(points=0)
    assert [each.points for each in Mark.objects.all()] == [3, 1]


def test_hints_come_in_order_and_are_noted_once(lesson, relay):
    path = "lessons/small-lesson/exercises/double/hints"
    early = relay.post(path, {"number": 2})
    assert (early.status_code, early.json()["code"]) == (409, "hint_too_early")
    assert relay.post(path, {"number": 1}).json() == {"number": 1, "of": 2, "text": "Think of times two."}
    assert relay.post(path, {"number": 1}).status_code == 200
    assert relay.post(path, {"number": 2}).json()["text"] == "Use return."
    assert [relay.post(path, {"number": wrong}).status_code for wrong in (3, 0, True, "1", None)] == [404] * 5
    assert relay.post("lessons/small-lesson/exercises/nothing/hints", {"number": 1}).status_code == 404
    assert Event.objects.filter(kind="hint").count() == 2
    assert relay.get("lessons/small-lesson/progress").json()["exercises"][0]["hints_taken"] == 2


def test_events_are_noted(lesson, relay):
    about = {"lesson": "small-lesson", "exercise": "double"}
    told = [
        {"lesson": "small-lesson", "exercise": None, "kind": "opened", "error_kind": None},
        about | {"kind": "ran"},
        about | {"kind": "error", "error_kind": "NameError"},
    ]
    assert relay.post("events", {"events": told}).status_code == 204
    assert list(Event.objects.order_by("pk").values_list("kind", "exercise", "error_kind")) == [
        ("opened", "", ""),
        ("ran", "double", ""),
        ("error", "double", "NameError"),
    ]


def test_help_is_asked_for_and_taken_back(lesson, relay, learner):
    path = "lessons/small-lesson/exercises/double/help"
    told = {"error_kind": "NameError", "program": "print(x)"}
    assert (relay.post(path, told).status_code, relay.post(path, told).json()["code"]) == (409, "no_session")
    call_at(SessionFactory(started=True), learner)
    assert relay.get("news").json()["may_ask"] is True
    assert relay.post(path, told).json()["call"]["state"] == "waiting"
    assert relay.post("lessons/small-lesson/exercises/nothing/help", told).status_code == 404
    assert relay.post(path, {"program": "x" * 140_000}).status_code == 413
    assert relay.post("help/taken-back", {}).json()["call"] is None


def call_at(session, learner):
    """Put the child on the session's list."""
    PlaceFactory(session=session, child=ChildFactory(user=learner))


STARTS = {
    "the hub": ({"Authorization": "Bearer {token}"}, "failed", 204),
    "a child's server": ({"Authorization": "Bearer {token}", "X-Learner": "{learner}"}, "failed", 401),
    "a stranger": ({}, "failed", 401),
    "the hub, with a state there is not": ({"Authorization": "Bearer {token}"}, "exploded", 422),
}


@pytest.mark.parametrize(("headers", "state", "status"), STARTS.values(), ids=STARTS)
def test_only_the_hub_tells_of_a_start(lesson, learner, settings, headers, state, status):
    known = {"token": settings.CLUBS_HUB_TOKEN, "learner": learner.opaque_id}
    response = Client().post(
        f"{BASE}/starts",
        {"learner": learner.opaque_id, "state": state},
        content_type="application/json",
        headers={name: value.format(**known) for name, value in headers.items()},
    )
    assert response.status_code == status
    assert Event.objects.filter(kind="start_failed").count() == (status == 204)


GOOD = {"lesson": "small-lesson", "exercise": "double", "kind": "ran"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b"{", 400, id="cut off"),
        pytest.param(b"x" * 70_000, 413, id="too large"),
        pytest.param([GOOD], 422, id="a list"),
        pytest.param({"events": [GOOD] * 51}, 422, id="too many"),
        pytest.param({"events": [GOOD, GOOD | {"lesson": "other"}]}, 422, id="one unknown lesson"),
        pytest.param({"events": [GOOD | {"lesson": ["small-lesson"]}]}, 422, id="a lesson that is a list"),
        pytest.param({"events": [GOOD | {"exercise": "other"}]}, 422, id="an unknown exercise"),
        pytest.param({"events": [GOOD | {"kind": "passed"}]}, 422, id="a pass of one's own saying"),
        pytest.param({"events": [GOOD | {"kind": {}}]}, 422, id="a kind that is an object"),
        pytest.param({"events": [GOOD | {"kind": "error"}]}, 422, id="an error of no kind"),
        pytest.param({"events": [GOOD | {"kind": "error", "error_kind": "<b>"}]}, 422, id="markup"),
        pytest.param({"events": [GOOD | {"error_kind": "NameError"}]}, 422, id="a run with an error"),
    ],
)  # fmt: skip
def test_events_that_are_not_as_they_should_be_are_not_noted(lesson, relay, body, status):
    assert relay.post("events", body).status_code == status
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "lessons"),
        ("DELETE", "lessons/small-lesson"),
        ("GET", "events"),
        ("PUT", "lessons/small-lesson/progress"),
    ],
)
def test_other_methods_are_refused(lesson, learner, method, path):
    response = Client().generic(method, f"{BASE}/{path}", headers=lessons.relay_headers(learner))
    assert response.status_code == 405


ANSWER = "lessons/small-lesson/exercises/double/model-answer"
SOLUTION = "def double(number):\n    return number * 2"


def test_the_model_answer_is_for_whoever_has_one(lesson, learner, relay):
    refused = relay.get(ANSWER)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_passed_yet")
    assert b"return" not in refused.content
    lessons.marked(learner, lesson, passed=("hello",))
    assert relay.get(ANSWER).status_code == 403, "another exercise's pass does not count"
    lessons.marked(learner, lesson, passed=("double",))
    given = relay.get(ANSWER)
    assert given.json() == {"exercise": "double", "text": SOLUTION}
    assert given.headers["Cache-Control"] == "no-store"
    lessons.marked(learner, lesson, passed=())
    assert relay.get(ANSWER).status_code == 200, "a pass stays"


def test_anothers_pass_opens_nothing(lesson, learner, relay):
    lessons.marked(lessons.learner(), lesson, passed=("double",))
    assert relay.get(ANSWER).status_code == 403


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        pytest.param("lessons/none/exercises/double/model-answer", 404, "no_such_lesson", id="lesson"),
        pytest.param(
            "lessons/small-lesson/exercises/sing/model-answer", 404, "no_such_exercise", id="exercise"
        ),
    ],
)
def test_there_is_no_model_answer_to_what_is_not_there(lesson, relay, path, status, code):
    refused = relay.get(path)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_model_answer_is_only_read(lesson, relay):
    assert relay.post(ANSWER, {}).status_code == 405


def test_a_finished_lesson_says_what_comes_next(lesson, learner, relay):
    following = lessons.lesson("z-lesson")
    progress = "lessons/small-lesson/progress"
    assert relay.get(progress).json()["next"] is None
    lessons.marked(learner, lesson, passed=("double", "hello"))
    assert relay.get(progress).json()["next"] == {"slug": "z-lesson", "title": "Small lesson"}
    lessons.marked(learner, following, passed=("double", "hello"))
    assert relay.get(progress).json()["next"] is None
