"""Copies of notebooks for adults: who takes which, and how long they can be looked at."""

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.idp.oidc.models import Token
from allauth.mfa.totp.internal.auth import TOTP
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from clubs.clubday.actions import mark_left
from clubs.directory.models import ClubRole
from clubs.people.actions import grant_role
from clubs.people.enums import Role
from clubs.people.models import User
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from clubs.safeguarding.actions import decide_for_child
from clubs.safeguarding.enums import Purpose
from clubs.timetable.enums import SessionState
from clubs.timetable.models import Session
from clubs.volunteers.models import Check, ClearanceRecord
from curriculum.copies.actions import end_copies, take_childs, take_lesson
from curriculum.copies.enums import Of
from curriculum.copies.hub import enter_url, open_copy
from curriculum.copies.models import NotebookCopy
from curriculum.copies.names import PREFIX
from curriculum.copies.rules import MOST_WITHIN, may_copy_childs
from curriculum.progress.attending import AROUND
from hub_config.names import is_copier, is_learner
from tests.factories import lessons
from tests.factories.classroom import at_work, child_here, learning
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import UserFactory
from tests.factories.timetable import SessionFactory
from tests.factories.volunteers import cleared_volunteer
from website.identity.adapter import OpaqueIdAdapter
from website.identity.clients import ensure_hub_client

pytestmark = pytest.mark.django_db

# -- who takes what


@pytest.fixture
def session(db):
    return SessionFactory(started=True)


@pytest.fixture
def helper(session) -> User:
    return cleared_volunteer(session.club)


@pytest.fixture
def lesson(db):
    return lessons.lesson()


@pytest.fixture
def child(session, lesson):
    """A child who is here, and in the lesson."""
    here = learning(child_here(session))
    at_work(here, lesson, ["opened"])
    return here


@pytest.fixture
def author(db) -> User:
    made: User = UserFactory()
    grant_role(by=None, user=made, role=Role.ADMINISTRATOR)
    TOTP.activate(made, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return made


def asks(copy: NotebookCopy, path: str = "copies") -> Any:
    """What the server that was started for this copy gets of the site."""
    headers = lessons.relay_headers(copy.taken_by) | {"X-Learner": copy.hub_name}
    return Client().get(f"/api/lesson/v1/{path}", headers=headers)


def test_a_helper_takes_what_the_child_sent_last(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    lessons.marked(child.user, lesson, passed=("hello",))
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    assert asks(copy).json() == {"copy": str(copy.pk)}
    answer = asks(copy, f"copies/{copy.pk}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    sources = [each["source"] for each in answer.json()["notebook"]["cells"]]
    assert lessons.HELLO in sources
    assert "HIDDEN TESTS" not in answer.content.decode()
    assert "abab" not in answer.content.decode()


def test_each_taking_is_in_the_audit(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    entry = AuditEntry.objects.get(action="copies.take_childs")
    assert (entry.actor_id, entry.subject_id) == (helper.pk, str(copy.pk))
    assert entry.about["child"] == f"people.child:{child.pk}"
    assert entry.about["lesson"] == f"courses.lesson:{lesson.pk}"
    assert entry.at is not None


@pytest.mark.parametrize(
    ("of", "action"), [(Of.RELEASE, "copies.take_release"), (Of.SOURCE, "copies.take_source")]
)
def test_the_audit_tells_answers_from_what_children_get(of, action, author, lesson) -> None:
    copy = take_lesson(lesson=lesson, of=of, by=author)
    (entry,) = AuditEntry.objects.filter(action__startswith="copies.")
    assert (entry.action, entry.actor_id, entry.subject_id) == (action, author.pk, str(copy.pk))
    assert entry.about == {
        "lesson": f"courses.lesson:{lesson.pk}",
        "version": f"courses.lessonversion:{lesson.given_out.pk}",
    }


def test_each_closing_is_in_the_audit_and_no_other(author, lesson) -> None:
    first = take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    second = take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    end_copies(by=author)
    end_copies(by=author)  # nothing is open any more
    closed = AuditEntry.objects.filter(action="copies.end_copy").order_by("pk")
    assert [(each.actor_id, each.subject_id) for each in closed] == [
        (author.pk, str(first.pk)), (author.pk, str(second.pk)),
    ]  # fmt: skip


LACKS = {
    "a check": lambda by: Check.objects.filter(volunteer=by).delete(),
    "a check in date": lambda by: Check.objects.filter(volunteer=by).update(due_on=yesterday()),
    "training in date": lambda by: ClearanceRecord.objects.filter(volunteer=by).update(
        training_due_on=yesterday()
    ),
    "a record": lambda by: ClearanceRecord.objects.filter(volunteer=by).delete(),
}


@pytest.mark.parametrize("lose", LACKS.values(), ids=LACKS)
def test_whoever_is_not_cleared_takes_none_and_sees_none(lose, session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    open_now = take_childs(session=session, child=child, lesson=lesson, by=helper)
    assert asks(open_now).status_code == 200
    lose(helper)
    assert asks(open_now).status_code == 404
    open_now.delete()
    assert not may_copy_childs(helper, session, child, timezone.now())
    refusal = refused_copy(session=session, child=child, lesson=lesson, by=helper)
    assert (refusal.code, refusal.status) == ("not_cleared", 403)
    assert "look at a child's work" in refusal.message


def test_a_lead_is_no_exception(session, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    lead = ClubRoleFactory(club=session.club, lead=True).user
    refusal = refused_copy(session=session, child=child, lesson=lesson, by=lead)
    assert refusal.code == "not_cleared"


def test_nothing_of_a_child_who_may_not_learn(session, helper, lesson) -> None:
    child = child_here(session)
    lessons.marked(child.user, lesson, passed=())
    refusal = refused_copy(session=session, child=child, lesson=lesson, by=helper)
    assert (refusal.code, refusal.status) == ("no_learning_consent", 403)


def yesterday() -> date:
    return timezone.localdate() - timedelta(days=1)


def refused_copy(**asked: Any) -> Refusal:
    with pytest.raises(Refusal) as refused, transaction.atomic():
        take_childs(**asked)
    assert not NotebookCopy.objects.exists()
    return refused.value


def test_only_the_clubs_team_takes_a_childs(session, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    stranger = cleared_volunteer(ClubFactory())
    refusal = refused_copy(session=session, child=child, lesson=lesson, by=stranger)
    assert (refusal.code, refusal.status) == ("not_yours", 403)


def test_only_while_the_child_is_there(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    assert may_copy_childs(helper, session, child, timezone.now())
    mark_left(session=session, child=child, by=helper)
    assert not may_copy_childs(helper, session, child, timezone.now())
    assert refused_copy(session=session, child=child, lesson=lesson, by=helper).code == "child_not_here"


def test_a_child_at_another_session_of_the_club_is_not_there(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    another = SessionFactory(club=session.club, days_ahead=3)
    assert refused_copy(session=another, child=child, lesson=lesson, by=helper).code == "child_not_here"


IN = {
    "the lesson it is in": ("small-lesson", "small-lesson", None),
    "one it did before": ("small-lesson", "another-lesson", "another_lesson"),
    "the one it is in since": ("another-lesson", "another-lesson", None),
    "the one it has left": ("another-lesson", "small-lesson", "another_lesson"),
}


@pytest.mark.parametrize(("now_in", "asked", "code"), IN.values(), ids=IN)
def test_only_what_the_board_shows_is_copied(now_in, asked, code, session, helper, child, lesson) -> None:
    both = {each.slug: each for each in (lesson, lessons.lesson("another-lesson"))}
    for each in both.values():
        lessons.marked(child.user, each, passed=())
    at_work(child, both[now_in], ["opened"])
    take = {"session": session, "child": child, "lesson": both[asked], "by": helper}
    if code is None:
        assert take_childs(**take).submission.lesson == both[asked]
    else:
        refusal = refused_copy(**take)
        assert (refusal.code, refusal.status) == (code, 409)
        assert "board" in refusal.next_step


def test_there_is_nothing_to_copy_before_the_first_check(session, helper, child, lesson) -> None:
    assert refused_copy(session=session, child=child, lesson=lesson, by=helper).code == "nothing_sent"


def test_an_author_takes_a_lesson_as_given_out_or_as_written(author, lesson) -> None:
    texts = {}
    for of in (Of.RELEASE, Of.SOURCE):
        copy = take_lesson(lesson=lesson, of=of, by=author)
        texts[of] = asks(copy, f"copies/{copy.pk}").content.decode()
    assert "abab" not in texts[Of.RELEASE]
    assert "abab" in texts[Of.SOURCE]


def test_nobody_else_takes_a_lesson(helper, lesson) -> None:
    with pytest.raises(Refusal) as refused:
        take_lesson(lesson=lesson, of=Of.SOURCE, by=helper)
    assert refused.value.code == "not_an_author"


def test_a_lesson_is_no_way_to_a_childs(author, lesson) -> None:
    with pytest.raises(Refusal) as refused:
        take_lesson(lesson=lesson, of=Of.CHILD, by=author)
    assert refused.value.code == "no_such_copy"


def test_there_is_a_pace(author, lesson) -> None:
    for _ in range(MOST_WITHIN):
        take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    with pytest.raises(Refusal) as refused:
        take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    assert refused.value.code == "copied_often"


# -- how long, and for whom


def test_one_at_a_time(author, lesson) -> None:
    first, second = (take_lesson(lesson=lesson, of=Of.RELEASE, by=author) for _ in range(2))
    assert vouched_as(author) == second.hub_name
    answers = {
        (server.pk, asked.pk): asks(server, f"copies/{asked.pk}").status_code
        for server in (first, second)
        for asked in (first, second)
    }
    assert answers == {
        (first.pk, first.pk): 404,
        (first.pk, second.pk): 404,  # what is still open is not the first one's server's
        (second.pk, first.pk): 404,
        (second.pk, second.pk): 200,
    }
    assert [asks(each).status_code for each in (first, second)] == [404, 200]
    with pytest.raises(IntegrityError), transaction.atomic():
        NotebookCopy.objects.filter(pk=first.pk).update(ended_at=None)


ENDS = {
    "its time is up": lambda copy, _by: NotebookCopy.objects.filter(pk=copy.pk).update(
        expires_at=timezone.now() - timedelta(seconds=1)
    ),
    "it was closed": lambda _copy, by: end_copies(by=by),
    "the account ended": lambda _copy, by: User.objects.filter(pk=by.pk).update(is_active=False),
    "the session was called off": lambda copy, _by: Session.objects.filter(pk=copy.session_id).update(
        state=SessionState.CANCELLED
    ),
    "the session ended earlier": lambda copy, _by: Session.objects.filter(pk=copy.session_id).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - AROUND - timedelta(minutes=1)
    ),
    "the family took its yes back": lambda copy, _by: decide_for_child(
        by=copy.submission.learner.child.guardians.get(),
        child=copy.submission.learner.child,
        purpose=Purpose.LEARNING,
        yes=False,
    ),
    "the role at the club ended": lambda _copy, by: ClubRole.objects.filter(user=by).update(
        ended_at=timezone.now()
    ),
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
def test_a_copy_is_closed_when(end, session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    assert vouched_as(helper) == copy.hub_name
    assert OpaqueIdAdapter().get_user_by_sub(None, copy.hub_name) == helper  # type: ignore[arg-type]
    end(copy, helper)
    assert asks(copy).status_code == 404
    assert asks(copy, f"copies/{copy.pk}").status_code == 404
    assert OpaqueIdAdapter().get_user_by_sub(None, copy.hub_name) is None  # type: ignore[arg-type]
    assert vouched_as(helper) == "nobody"


STAYS = {
    "nothing happened": lambda _copy: None,
    "the session is just over": lambda copy: Session.objects.filter(pk=copy.session_id).update(
        starts_at=timezone.now() - timedelta(hours=2), ends_at=timezone.now() - AROUND + timedelta(minutes=1)
    ),
}


@pytest.mark.parametrize("happens", STAYS.values(), ids=STAYS)
def test_a_copy_stays_open_when(happens, session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    happens(copy)
    assert asks(copy).status_code == 200
    assert vouched_as(helper) == copy.hub_name


def vouched_as(adult: User) -> str:
    """What the provider tells the hub of this adult."""
    claims = OpaqueIdAdapter().get_claims("userinfo", adult, None, ["openid"])  # type: ignore[arg-type]
    assert set(claims) == {"sub"}
    return claims["sub"]


def test_a_childs_copy_closes_with_the_session(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    assert copy.expires_at <= session.ends_at + timedelta(minutes=15)


def test_signing_out_of_the_site_closes_it(session, helper, child, lesson) -> None:
    lessons.marked(child.user, lesson, passed=())
    browser = Client()
    browser.force_login(helper)
    take_childs(session=session, child=child, lesson=lesson, by=helper)
    browser.logout()
    assert open_copy(helper) is None


def test_it_is_nobody_elses(session, helper, child, lesson, author) -> None:
    lessons.marked(child.user, lesson, passed=())
    copy = take_childs(session=session, child=child, lesson=lesson, by=helper)
    of_the_author = take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    assert asks(of_the_author, f"copies/{copy.pk}").status_code == 404
    of_the_child = Client().get(f"/api/lesson/v1/copies/{copy.pk}", headers=lessons.relay_headers(child.user))
    assert (of_the_child.status_code, of_the_child.json()["code"]) == (403, "no_such_copier")
    # The adult's own id is no name at the hub, neither plain nor in a copier's form.
    for name in (helper.opaque_id, f"{PREFIX}{helper.opaque_id}"):
        headers = lessons.relay_headers(helper) | {"X-Learner": name}
        assert Client().get(f"/api/lesson/v1/copies/{copy.pk}", headers=headers).status_code == 403
    without = Client().get(f"/api/lesson/v1/copies/{copy.pk}", headers={"X-Learner": copy.hub_name})
    assert without.status_code == 401


CHILDRENS = ["lessons", "lessons/small-lesson", "submissions", "lessons/small-lesson/progress", "news",
             "own-notebook", "lessons/small-lesson/exercises/double/model-answer"]  # fmt: skip


@pytest.mark.parametrize("path", CHILDRENS)
def test_no_address_for_children_takes_a_copier(path: str, author, lesson) -> None:
    answer = asks(take_lesson(lesson=lesson, of=Of.RELEASE, by=author), path)
    assert (answer.status_code, answer.json()["code"]) == (403, "no_such_learner")


def test_no_two_copies_share_a_name_at_the_hub(author, lesson) -> None:
    first, second = (take_lesson(lesson=lesson, of=Of.RELEASE, by=author) for _ in range(2))
    assert first.hub_name != second.hub_name
    for wrong in (first.hub_name, author.opaque_id, "copy-", f"{PREFIX}{second.hub_name}"[:21]):
        with pytest.raises(IntegrityError), transaction.atomic():
            NotebookCopy.objects.filter(pk=second.pk).update(hub_name=wrong)


TAKES_BACK = {
    "another copy was taken": (lambda lesson, by: take_lesson(lesson=lesson, of=Of.SOURCE, by=by), 0),
    "it was closed": (lambda _lesson, by: end_copies(by=by), 0),
    "nothing happened": (lambda _lesson, _by: None, 1),
}


@pytest.mark.parametrize(("happens", "left"), TAKES_BACK.values(), ids=TAKES_BACK)
def test_the_hubs_token_for_a_copy_goes_when(happens, left, author, lesson, settings) -> None:
    another: User = UserFactory()
    take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    for user in (author, another):
        hub_token(user, settings)
    happens(lesson, author)
    assert Token.objects.filter(user=author).count() == left
    assert Token.objects.filter(user=another).count() == 1


def hub_token(user: User, settings: Any) -> Token:
    """The hub's token, as it has one after somebody signed on."""
    settings.CLUBS_HUB_CLIENT_SECRET = "x" * 40
    return Token.objects.create(
        client=ensure_hub_client(), user=user, type=Token.Type.ACCESS_TOKEN, hash=user.opaque_id
    )


def test_the_names_are_told_apart_by_their_form(author, child, lesson) -> None:
    copy = take_lesson(lesson=lesson, of=Of.RELEASE, by=author)
    assert is_copier(copy.hub_name)
    assert not is_learner(copy.hub_name)
    assert not is_copier(child.user.opaque_id)
    address = enter_url(copy)
    for private in (author.email, author.first_name, author.last_name, author.opaque_id):
        assert not private or private not in address
