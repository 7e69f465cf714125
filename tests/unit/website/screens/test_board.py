"""The board's page: what stands on it without a script, and what its script is sent."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clubs.people.models import User
from clubs.timetable.models import Session
from curriculum.courses.models import Lesson
from curriculum.progress.actions import note_events, note_start, say, start_for_all
from curriculum.progress.board import Need, board
from curriculum.progress.enums import HelpState, Kind, Phrase
from curriculum.progress.help_actions import ask_for_help
from curriculum.progress.models import Event, HelpRequest, Said
from tests.factories import lessons
from tests.factories.classroom import at_work, child_here, helper_of
from tests.factories.timetable import SessionFactory
from website.screens.board import rendered

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson() -> Lesson:
    return lessons.lesson()


@pytest.fixture
def session() -> Session:
    return SessionFactory(started=True)


@pytest.fixture
def helper(session) -> User:
    return helper_of(session, first_name="Sam")


@pytest.fixture
def visitor(client, helper) -> Client:
    client.force_login(helper)
    return client


def address(session: Session, rest: str = "") -> str:
    return f"/team/sessions/{session.pk}/board/{rest}"


def asking(session: Session, lesson: Lesson, name: str, minutes_ago: int = 0, **about: object) -> HelpRequest:
    child = child_here(session, first_name=name)
    told = {"error_kind": "NameError", "program": "print(hullo)", **about}
    call = ask_for_help(exercise=lesson.exercises.get(slug="double"), by=child.user, **told)
    HelpRequest.objects.filter(pk=call.pk).update(asked_at=timezone.now() - timedelta(minutes=minutes_ago))
    call.refresh_from_db()
    return call


def test_what_needs_somebody_comes_first_and_who_waits_longest_before_all(session, lesson):
    child_here(session, first_name="Ada")
    at_work(child_here(session, first_name="Zoe"), lesson, ["error NameError"] * 3)
    note_start(learner=child_here(session, first_name="Yan").user, kind=Kind.START_FAILED)
    asking(session, lesson, "Ben", minutes_ago=1)
    asking(session, lesson, "Cy", minutes_ago=4)
    taken = asking(session, lesson, "Dot", minutes_ago=9)
    HelpRequest.objects.filter(pk=taken.pk).update(
        state=HelpState.TAKEN, taken_by=helper_of(session), taken_at=timezone.now()
    )
    child_here(session, arrived=False, first_name="Abe")
    rows = board(session)
    assert [row.name for row in rows] == ["Cy", "Ben", "Dot", "Yan", "Zoe", "Ada", "Abe"]
    assert [row.need for row in rows] == [
        *[Need.ASKING] * 3, Need.NOT_OPENED, Need.STUCK, Need.GOING_ON, Need.AWAY,
    ]  # fmt: skip


def test_a_lesson_that_opened_after_all_is_no_trouble(session, lesson):
    child = child_here(session)
    note_start(learner=child.user, kind=Kind.START_FAILED)
    at_work(child, lesson, ["opened"])
    assert board(session)[0].need == Need.GOING_ON


def test_the_page_says_who_asks_for_what_and_lets_one_go(visitor, session, lesson, helper):
    call = asking(session, lesson, "Ben", minutes_ago=3)
    words = visitor.get(address(session)).content.decode()
    assert "waiting 3 minutes" in words
    assert "on it<span" in words
    answer = visitor.post(address(session, f"help/{call.pk}/go/"))
    assert (answer.status_code, answer.url) == (303, address(session))
    call.refresh_from_db()
    assert (call.state, call.taken_by) == (HelpState.TAKEN, helper)
    assert "You are on it." in visitor.get(address(session)).content.decode()
    visitor.post(address(session, f"help/{call.pk}/done/"))
    assert "Ben</a>" in visitor.get(address(session)).content.decode()
    assert not HelpRequest.objects.open().exists()


def test_a_script_is_answered_in_words_where_it_stands(visitor, session, lesson):
    call = asking(session, lesson, "Ben")
    other = helper_of(session, first_name="Kim")
    HelpRequest.objects.filter(pk=call.pk).update(
        state=HelpState.TAKEN, taken_by=other, taken_at=timezone.now()
    )
    answer = visitor.post(address(session, f"help/{call.pk}/go/"), headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (409, "taken_already")
    assert answer.json()["message"] == "Kim is on it already."


def test_a_call_of_another_session_is_not_found(visitor, session, lesson):
    elsewhere = asking(SessionFactory(started=True), lesson, "Ben")
    assert visitor.post(address(session, f"help/{elsewhere.pk}/go/")).status_code == 404
    assert visitor.get(address(session, f"children/{elsewhere.learner.child.pk}/")).status_code == 404


def test_what_was_said_stands_on_the_board_with_who_said_it(visitor, session, helper):
    visitor.post(address(session, "say/"), {"phrase": Phrase.FIVE_MINUTES})
    assert Said.objects.get().said_by == helper
    assert "Sam: “Five more minutes.”" in visitor.get(address(session)).content.decode()


def test_only_what_is_drawn_otherwise_is_sent_again(session, lesson, helper):
    ada, ben = child_here(session, first_name="Ada"), child_here(session, first_name="Ben")
    before = rendered(session, helper)
    assert set(before.as_message()["tiles"]) == {f"child-{ada.pk}", f"child-{ben.pk}"}
    at_work(ben, lesson, ["opened"])
    after = rendered(session, helper)
    assert set(after.as_message(before)["tiles"]) == {f"child-{ben.pk}"}
    assert after.as_message(before)["order"] == [f"child-{ada.pk}", f"child-{ben.pk}"]
    assert after.digest != before.digest
    assert rendered(session, helper).digest == after.digest
    assert after.changed_at == Event.objects.latest("pk").happened_at


@pytest.mark.parametrize("act", ["page", "stream"])
def test_a_board_of_thirty_asks_no_more_questions_than_one_of_three(
    session, lesson, helper, django_assert_max_num_queries, act
):
    def fill(many: int) -> None:
        for number in range(many):
            child = child_here(session, first_name=f"Child {number}")
            at_work(child, lesson, ["opened", "ran", "error NameError"])
            if number % 3 == 0:
                ask_for_help(
                    exercise=lesson.exercises.get(slug="double"), error_kind="", program="", by=child.user
                )

    fill(30)
    say(session=session, phrase="well_done", by=helper)
    start_for_all(session=session, lesson=lesson, by=helper)
    with django_assert_max_num_queries(20):
        board(session) if act == "page" else rendered(session, helper)


def test_the_childs_page_shows_the_newest_code_tries_hints_and_what_to_try(visitor, session, lesson):
    lesson.volunteer_notes = (
        "# Notes\n\n| exercise | new idea |\n|---|---|\n| double | `return` |\n\n"
        "## What usually goes wrong\n\n"
        "- **Spelling.** NameError. Ask: is it written *exactly* so?\n- Other.\n"
    )
    lesson.save()
    call = asking(session, lesson, "Ben", program="def double(n):\n    return <b>n")
    child = call.learner.child
    words = visitor.get(address(session, f"children/{child.pk}/")).content.decode()
    assert "As of the call for help" in words
    assert "return &lt;b&gt;n" in words
    assert "New here: return." in words
    assert "Spelling. NameError. Ask: is it written exactly so?" in words
    assert "Not checked yet." in words
    assert "Hints taken: 0 of 2" in words


def test_a_child_in_no_lesson_has_a_page_all_the_same(visitor, session):
    child = child_here(session)
    assert "No lesson opened yet." in visitor.get(address(session, f"children/{child.pk}/")).content.decode()


def test_a_child_who_has_not_begun_today_stands_where_they_left_off(session, lesson):
    child = child_here(session)
    at_work(child, lesson, ["opened"])
    Event.objects.all().delete()  # counted since
    (row,) = board(session)
    assert (row.standing.lesson, row.last_seen_at, row.need) == (lesson, None, Need.GOING_ON)


def test_events_of_other_days_are_not_this_sessions(session, lesson):
    child = child_here(session)
    note_events(
        events=[{"lesson": lesson.slug, "exercise": "", "kind": "opened", "error_kind": ""}], by=child.user
    )
    Event.objects.update(happened_at=session.starts_at - timedelta(hours=2))
    assert board(session)[0].last_seen_at is None
