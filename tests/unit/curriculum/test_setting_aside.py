"""A notebook that breaks marking down: three tries, then staff; never lost, never for ever."""

import asyncio

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone
from procrastinate.jobs import Job

from clubs.people.enums import Role
from clubs.records.refusals import Refusal
from curriculum.grading import actions, staff_views, tasks
from curriculum.grading.enums import State
from curriculum.grading.marker import MarkerUnavailable, MarkingFailed
from curriculum.grading.models import Submission
from tests.factories import lessons
from tests.factories.people import BoroughRoleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def submission() -> Submission:
    return Submission.objects.create(
        learner=lessons.learner(), lesson=lessons.lesson(), notebook=lessons.sent().decode(), sha256=""
    )


def try_marking(submission: Submission, monkeypatch: pytest.MonkeyPatch, reason: Exception | None) -> None:
    """One run of the task, with a marker that fails so."""

    class Broken:
        async def mark(self, job: dict) -> dict:
            assert reason is not None, "it should not be tried"
            raise reason

    monkeypatch.setattr(tasks, "checkers", Broken)
    if reason is None:
        asyncio.run(tasks.mark_submission.func(submission_id=str(submission.pk)))
        return
    with pytest.raises(type(reason)):
        asyncio.run(tasks.mark_submission.func(submission_id=str(submission.pk)))


def test_after_three_tries_it_is_set_aside_and_not_tried_again(submission, monkeypatch):
    for tries in (1, 2, 3):
        try_marking(submission, monkeypatch, MarkingFailed("it broke"))
        submission.refresh_from_db()
        assert submission.tries == tries
    assert (submission.state, submission.fault) == (State.SET_ASIDE, "it broke")
    try_marking(submission, monkeypatch, None)
    assert not submission.marks.exists()


def test_a_notebook_that_kills_its_workers_is_set_aside(submission):
    for _ in range(3):
        assert actions.take_up(submission_id=submission.pk) is not None
    assert actions.take_up(submission_id=submission.pk) is None
    submission.refresh_from_db()
    assert submission.state == State.SET_ASIDE
    assert submission.fault


def test_a_marker_that_is_away_counts_for_nothing(submission, monkeypatch):
    for _ in range(5):
        try_marking(submission, monkeypatch, MarkerUnavailable("away"))
    submission.refresh_from_db()
    assert (submission.state, submission.tries, submission.fault) == (State.MARKING, 0, "away")


@pytest.mark.parametrize(("attempts", "seconds"), [(0, 1), (1, 2), (4, 16), (5, 30), (100, 30)])
def test_waiting_grows_and_stays_bounded(attempts, seconds, monkeypatch):
    job = Job(id=1, queue="marking", lock=None, queueing_lock=None, task_name="x", attempts=attempts)
    decision = tasks.UntilMarked().get_retry_decision(exception=MarkerUnavailable(""), job=job)
    waits = (decision.retry_at - timezone.now()).total_seconds()
    assert waits == pytest.approx(seconds, abs=1)


def administrator():
    user = UserFactory(is_staff=True, is_superuser=True)
    BoroughRoleFactory(user=user, role=Role.ADMINISTRATOR)
    return user


def test_administrators_see_it_and_can_try_again(submission, rf):
    Submission.objects.update(state=State.SET_ASIDE, fault="it broke", tries=3)
    request = rf.get("/cms/marking/set-aside/")
    request.user = UserFactory()
    with pytest.raises(Refusal):
        staff_views.set_aside(request)
    request.method = "POST"
    with pytest.raises(Refusal):
        staff_views.mark_again(request, submission.pk)
    submission.refresh_from_db()
    assert submission.state == State.SET_ASIDE
    actions.try_again(submission=submission, by=administrator())
    submission.refresh_from_db()
    assert (submission.state, submission.tries, submission.fault) == (State.STORED, 0, "")


def test_the_list_shows_no_name(submission):
    Submission.objects.update(state=State.SET_ASIDE, fault="it <broke>", tries=3)
    staff = administrator()
    Authenticator.objects.create(user=staff, type=Authenticator.Type.TOTP, data={"secret": "none"})
    client = Client()
    client.force_login(staff, backend="clubs.people.backends.NoPasswordBackend")
    response = client.get("/cms/marking/set-aside/")
    assert response.status_code == 200
    assert "it &lt;broke&gt;" in response.content.decode()
    assert submission.learner.opaque_id in response.content.decode()
