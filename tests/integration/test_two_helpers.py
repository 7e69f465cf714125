"""Two volunteers press "I'm on it" at the same moment, on real connections."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import connection

from clubs.people.models import User
from clubs.records.refusals import Refusal
from curriculum.progress import help_actions
from curriculum.progress.enums import HelpState
from curriculum.progress.models import HelpRequest
from tests.factories import lessons
from tests.factories.classroom import child_here, helper_of
from tests.factories.timetable import SessionFactory

pytestmark = pytest.mark.django_db(transaction=True)

# Long enough for the other to come as far, were it let.
MEETING_SECONDS = 3.0


@pytest.fixture
def call() -> HelpRequest:
    session = SessionFactory(started=True)
    exercise = lessons.lesson().exercises.get(slug="double")
    child = child_here(session)
    return help_actions.ask_for_help(exercise=exercise, error_kind="", program="", by=child.user)


@contextmanager
def meeting(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Both have read the call before either writes, unless a lock keeps the second from reading."""
    meet = Barrier(2)
    check = help_actions.check_help_move

    def check_together(*states: HelpState, **about: str) -> None:
        check(*states, **about)
        try:
            meet.wait(MEETING_SECONDS)
        except BrokenBarrierError:
            return

    monkeypatch.setattr(help_actions, "check_help_move", check_together)
    yield


def press(call: HelpRequest) -> list[str]:
    """What two volunteers of the session are told."""
    helpers = [helper_of(call.session, first_name=name) for name in ("Sam", "Kim")]
    calls = [HelpRequest.objects.select_related("session__club").get(pk=call.pk) for _ in helpers]

    def go(helper: User, mine: HelpRequest) -> str:
        try:
            help_actions.go_to_help(call=mine, by=helper)
        except Refusal as refusal:
            return refusal.code
        else:
            return "goes"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        return sorted(pool.map(go, helpers, calls))


def test_one_goes_and_the_other_reads_who(call, monkeypatch):
    with meeting(monkeypatch):
        assert press(call) == ["goes", "taken_already"]
    call.refresh_from_db()
    assert call.state == HelpState.TAKEN


def test_without_the_lock_both_would_go(call, monkeypatch):
    monkeypatch.setattr(
        help_actions.HelpRequest.objects, "select_for_update", lambda **_: HelpRequest.objects.all()
    )
    with meeting(monkeypatch):
        assert press(call) == ["goes", "goes"]


def test_two_presses_of_one_child_are_one_call():
    session = SessionFactory(started=True)
    exercise = lessons.lesson().exercises.get(slug="double")
    child = child_here(session)
    start = Barrier(4)

    def ask(_number: int) -> None:
        try:
            start.wait(30)
            help_actions.ask_for_help(exercise=exercise, error_kind="", program="", by=child.user)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(4)))
    assert HelpRequest.objects.open().count() == 1
    assert child.user.lesson_events.filter(kind="help").count() == 1
