"""Authors' tokens and proposals: who may, until when, how often; each refusal in a row of its own."""

import base64
import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction
from django.test import Client, RequestFactory
from django.utils import timezone

from clubs.people.enums import Role, RoleState
from clubs.people.models import User
from clubs.records.models import AuditEntry
from clubs.records.refusals import Refusal
from curriculum.authoring import actions, rules, staff_views
from curriculum.authoring.enums import PROPOSAL_TRANSITIONS, ProposalState
from curriculum.authoring.models import AuthorToken, Proposal
from curriculum.authoring.tokens import digest, new_secret
from curriculum.courses.models import Lesson
from curriculum.grading.actions import record_marks, store_submission, take_up
from curriculum.grading.models import Submission
from curriculum.progress.models import Event
from curriculum.progress.standing import standing
from tests.factories import lessons
from tests.factories.people import BoroughRoleFactory, UserFactory

pytestmark = pytest.mark.django_db

BASE = "/api/lesson/v1"


def an_author(role: Role = Role.EDITOR) -> User:
    """An adult with this role and a second step of signing in."""
    author = BoroughRoleFactory(role=role).user
    Authenticator.objects.create(user=author, type=Authenticator.Type.TOTP, data={})
    return author


@pytest.fixture
def author() -> User:
    return an_author()


@pytest.fixture
def secret(author) -> str:
    made = new_secret()
    actions.make_token(name="laptop", secret=made, by=author)
    return made


def ask(secret: str, path: str = "lessons", **headers: str):
    return Client().get(f"{BASE}/{path}", headers={"Authorization": f"Bearer {secret}"} | headers)


def test_a_token_is_kept_as_a_digest_and_its_use_is_noted(author, secret):
    token = AuthorToken.objects.get()
    assert token.sha256 == digest(secret)
    assert token.expires_at - token.made_at == timedelta(days=90)
    assert ask(secret).status_code == 200
    token.refresh_from_db()
    assert token.last_used_at is not None
    everything = json.dumps(list(AuditEntry.objects.values("action", "about")))
    assert "authoring.make_token" in everything
    assert secret not in everything


def expire(author: User) -> None:
    AuthorToken.objects.update(made_at=timezone.now() - timedelta(days=91), expires_at=timezone.now())


def revoke(author: User) -> None:
    actions.revoke_token(token=AuthorToken.objects.get(), by=author)


def end_role(author: User) -> None:
    author.borough_roles.update(state=RoleState.ENDED, ended_at=timezone.now())


def drop_second_step(author: User) -> None:
    Authenticator.objects.all().delete()


def leave(author: User) -> None:
    User.objects.filter(pk=author.pk).update(is_active=False)


def other_role(author: User) -> None:
    author.borough_roles.update(role=Role.COUNCIL_OFFICER)


def use_up(author: User) -> None:
    AuthorToken.objects.update(minute=timezone.now(), calls=rules.CALLS_A_MINUTE)


@pytest.mark.parametrize(
    ("befalls", "status", "code"),
    [
        pytest.param(expire, 401, "token_expired", id="its time is up"),
        pytest.param(revoke, 401, "token_revoked", id="revoked"),
        pytest.param(end_role, 403, "not_an_author", id="the role has ended"),
        pytest.param(other_role, 403, "not_an_author", id="another role"),
        pytest.param(drop_second_step, 403, "not_an_author", id="no second step any more"),
        pytest.param(leave, 403, "not_an_author", id="the account is closed"),
        pytest.param(use_up, 429, "too_often", id="too many calls"),
    ],
)
def test_a_token_that_does_not_count_now(author, secret, befalls, status, code):
    lessons.lesson()
    befalls(author)
    for path in ("lessons", "submissions", "proposals"):
        refused = ask(secret, path)
        assert (refused.status_code, refused.json()["code"]) == (status, code)
    sent = Client().post(
        f"{BASE}/lessons/small-lesson/submissions",
        lessons.sent(),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert (sent.status_code, sent.json()["code"]) == (status, code)
    assert not Submission.objects.exists()


@pytest.mark.parametrize(
    ("change", "headers", "status", "code"),
    [
        pytest.param(lambda secret: secret[:-1], {}, 401, "token_unknown", id="cut off"),
        pytest.param(lambda secret: secret.swapcase(), {}, 401, "not_the_relay", id="in other letters"),
        pytest.param(digest, {}, 401, "not_the_relay", id="what the database holds"),
        pytest.param(lambda _: "cca_" + "a" * 43, {}, 401, "token_unknown", id="invented"),
        pytest.param(str, {"X-Learner": "abcdefgh12345678"}, 403, "not_both", id="for a learner"),
        pytest.param(str, {"X-Learner": ""}, 403, "not_both", id="for an empty learner"),
    ],
)
def test_what_is_no_token_or_comes_with_a_learner(secret, change, headers, status, code):
    refused = ask(change(secret), **headers)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert AuthorToken.objects.get().last_used_at is None


def test_a_new_minute_brings_new_calls(secret):
    AuthorToken.objects.update(minute=timezone.now() - timedelta(seconds=61), calls=rules.CALLS_A_MINUTE)
    assert ask(secret).status_code == 200
    assert AuthorToken.objects.get().calls == 1


WITHOUT = {
    "a parent": UserFactory,
    "a child": lambda: UserFactory(child=True),
    "an editor without a second step": lambda: BoroughRoleFactory(role=Role.EDITOR).user,
    "a council officer": lambda: an_author(Role.COUNCIL_OFFICER),
    "a former editor": lambda: BoroughRoleFactory(ended=True).user,
}


@pytest.mark.parametrize("somebody", WITHOUT.values(), ids=WITHOUT)
def test_who_makes_no_token_and_proposes_nothing(somebody):
    user = somebody()
    with pytest.raises(Refusal):
        actions.make_token(name="laptop", secret=new_secret(), by=user)
    with pytest.raises(Refusal) as refused:
        actions.propose_lesson(slug="kite-race", body=proposal(), by=user)
    assert refused.value.code == "not_an_author"
    assert not AuthorToken.objects.exists()
    assert not Proposal.objects.exists()


def test_the_database_keeps_tokens_from_children():
    with pytest.raises(IntegrityError), transaction.atomic():
        AuthorToken.objects.create(
            user=UserFactory(child=True), sha256="0" * 64, expires_at=timezone.now() + timedelta(days=1)
        )


def test_five_tokens_and_no_more_until_one_is_revoked(author):
    for number in range(rules.MOST_TOKENS):
        actions.make_token(name=str(number), secret=new_secret(), by=author)
    with pytest.raises(Refusal) as refused:
        actions.make_token(name="one more", secret=new_secret(), by=author)
    assert refused.value.code == "too_many_tokens"
    actions.revoke_token(token=AuthorToken.objects.first(), by=author)
    actions.make_token(name="one more", secret=new_secret(), by=author)


def test_nobody_revokes_anothers_token(author, secret):
    with pytest.raises(Refusal):
        actions.revoke_token(token=AuthorToken.objects.get(), by=an_author(Role.ADMINISTRATOR))
    assert ask(secret).status_code == 200


def test_a_token_is_shown_once_on_its_page(author):
    shown = tokens_page(author, "post", name="laptop").content.decode()
    secret = shown.split("<code>")[1].split("</code>")[0]
    assert digest(secret) == AuthorToken.objects.get().sha256
    again = tokens_page(author, "get")
    assert "laptop" in again.content.decode()
    assert secret not in again.content.decode()
    assert "no-store" in again["Cache-Control"]


def tokens_page(author: User, method: str, **data: str):
    request = getattr(RequestFactory(), method)("/cms/author-tokens/", data)
    request.user = author
    return staff_views.author_tokens(request)


def proposal(**changes: object) -> bytes:
    told = {
        "source": lessons.source_notebook(),
        "pictures": [{"name": "kite.svg", "content_base64": base64.b64encode(b"<svg/>").decode()}],
        "teaching": {"lesson.toml": 'title = "Kite"\n'},
        "replace": False,
    }
    return json.dumps(told | changes).encode()


def picture(name: str = "kite.svg", size: int = 1, content: str | None = None) -> dict[str, str]:
    return {"name": name, "content_base64": content or base64.b64encode(b"x" * size).decode()}


def with_cell(**changes: object) -> dict:
    notebook = lessons.source_notebook()
    notebook["cells"][0] |= changes
    return notebook


@pytest.mark.parametrize(
    ("slug", "body", "status"),
    [
        pytest.param("Kite", proposal(), 422, id="capitals in its name"),
        pytest.param("kite-", proposal(), 422, id="a name that ends in a hyphen"),
        pytest.param("kite", b"{", 400, id="no JSON"),
        pytest.param("kite", b"[" * 200_000, 400, id="nested without end"),
        pytest.param("kite", b" " * (rules.LARGEST_PROPOSAL + 1), 413, id="too large"),
        pytest.param("kite", b"[]", 422, id="a list"),
        pytest.param("kite", proposal(more=1), 422, id="more than it should hold"),
        pytest.param("kite", proposal(replace="yes"), 422, id="replace that is a word"),
        pytest.param("kite", proposal(source={"nbformat": 3}), 422, id="an old notebook"),
        pytest.param("kite", proposal(source=[]), 422, id="no notebook"),
        pytest.param("kite", proposal(source=with_cell(cell_type="pie")), 422, id="a cell of no known type"),
        pytest.param("kite", proposal(source=with_cell(source="x" * 1_100_000)), 422, id="a huge cell"),
        pytest.param("kite", proposal(source=with_cell(source="\x00")), 422, id="a NUL in a cell"),
        pytest.param("kite", proposal(source=with_cell(source="\ud800")), 422, id="half a character"),
        pytest.param("kite", proposal(source=with_cell(execution_count=float("nan"))), 422, id="no number"),
        pytest.param("kite", proposal(pictures={}), 422, id="pictures that are no list"),
        pytest.param("kite", proposal(pictures=[picture()] * 21), 422, id="too many pictures"),
        pytest.param("kite", proposal(pictures=[picture()] * 2), 422, id="two pictures of one name"),
        pytest.param("kite", proposal(pictures=[picture("../a.svg")]), 422, id="a picture elsewhere"),
        pytest.param("kite", proposal(pictures=[picture(".a.svg")]), 422, id="a hidden picture"),
        pytest.param("kite", proposal(pictures=[picture("a.py")]), 422, id="a program for a picture"),
        pytest.param("kite", proposal(pictures=[picture(size=262_145)]), 422, id="a huge picture"),
        pytest.param("kite", proposal(pictures=[picture(content="%")]), 422, id="a picture not in base64"),
        pytest.param("kite", proposal(teaching={}), 422, id="no lesson.toml"),
        pytest.param("kite", proposal(teaching={"lesson.toml": "title ="}), 422, id="broken TOML"),
        pytest.param("kite", proposal(teaching={"lesson.toml": 1}), 422, id="a number for a file"),
        pytest.param(
            "kite", proposal(teaching={"lesson.toml": "", "nbgrader_config.py": ""}), 422, id="a setting"
        ),
        pytest.param(
            "kite", proposal(teaching={"lesson.toml": "#" * 131_073}), 422, id="a huge teaching file"
        ),
    ],
)
def test_what_is_no_proposal_is_refused_in_words_and_not_kept(author, secret, slug, body, status):
    refused = Client().post(
        f"{BASE}/proposals/{slug}", body, "application/json", headers={"Authorization": f"Bearer {secret}"}
    )
    assert refused.status_code == status, refused.content[:300]
    assert refused.json()["message"]
    assert refused.json()["next_step"]
    assert not Proposal.objects.exists()


def test_a_backslash_is_no_nul(author):
    body = proposal(source=with_cell(source=r"print('\\u0000')"))
    kept = actions.propose_lesson(slug="kite", body=body, by=author)
    kept.refresh_from_db()
    assert kept.source["cells"][0]["source"] == r"print('\\u0000')"


def test_one_proposal_of_a_lesson_waits(author):
    first = actions.propose_lesson(slug="kite", body=proposal(), by=author)
    for body, by in ((proposal(), author), (proposal(replace=True), an_author())):
        with pytest.raises(Refusal) as refused:
            actions.propose_lesson(slug="kite", body=body, by=by)
        assert refused.value.code == "proposed_already"
    second = actions.propose_lesson(slug="kite", body=proposal(replace=True), by=author)
    first.refresh_from_db()
    assert first.state == ProposalState.REPLACED
    assert Proposal.objects.waiting().get() == second
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(author=author, slug="kite", source={}, teaching={})


def test_only_so_many_proposals_of_one_author_wait(author):
    for number in range(rules.MOST_WAITING):
        actions.propose_lesson(slug=f"kite-{number}", body=proposal(), by=author)
    with pytest.raises(Refusal) as refused:
        actions.propose_lesson(slug="one-more", body=proposal(), by=author)
    assert refused.value.code == "too_many_waiting"


@pytest.mark.parametrize("now", ProposalState)
@pytest.mark.parametrize("released", [True, False])
def test_a_proposal_is_decided_once(author, now, released):
    decided_at = None if now is ProposalState.WAITING else timezone.now()
    made = Proposal.objects.create(
        author=author, slug="kite", source={}, teaching={}, state=now, decided_at=decided_at
    )
    then = ProposalState.RELEASED if released else ProposalState.REFUSED
    if then in PROPOSAL_TRANSITIONS[now]:
        decided = actions.decide_proposal(proposal=made, released=released, reason="so", by=None)
        assert (decided.state, decided.reason) == (then, "so")
    else:
        with pytest.raises(Refusal) as refused:
            actions.decide_proposal(proposal=made, released=released, by=None)
        assert refused.value.code == "decided_already"


def test_an_author_sees_their_own_proposals_and_no_others(author, secret):
    actions.propose_lesson(slug="mine", body=proposal(), by=author)
    actions.propose_lesson(slug="theirs", body=proposal(), by=an_author())
    assert [row["lesson"] for row in ask(secret, "proposals").json()["proposals"]] == ["mine"]


def test_a_childs_notebook_never_leaves_by_an_authors_token(secret):
    lesson, child = lessons.lesson(), lessons.learner()
    theirs = store_submission(lesson=lesson, body=lessons.sent(), key=None, by=child)
    for path in (f"submissions/{theirs.pk}", f"submissions/{theirs.pk}/notebook"):
        assert ask(secret, path).status_code == 404
    assert ask(secret, "submissions").json() == {"submissions": []}
    relayed = Client().get(f"{BASE}/submissions/{theirs.pk}/notebook", headers=lessons.relay_headers(child))
    assert (relayed.status_code, relayed.json()["code"]) == (403, "for_authors")


def test_an_authors_trial_is_seen_as_it_was_sent(author, secret):
    body = lessons.sent(double="# ☃")
    trial = store_submission(lesson=lessons.lesson(), body=body, key=None, by=author)
    assert ask(secret, f"submissions/{trial.pk}/notebook").json()["notebook"].encode() == body


def marked(by: User, lesson: Lesson) -> Submission:
    """A right answer of theirs, with its marks."""
    submission = store_submission(lesson=lesson, body=lessons.sent(), key=None, by=by)
    take_up(submission_id=submission.pk)
    passed = [
        {"id": "double", "points": 3, "max_points": 3, "outcome": "passed"},
        {"id": "hello", "points": 1, "max_points": 1, "outcome": "passed"},
    ]
    record_marks(submission_id=submission.pk, version_id=lesson.current_id, result=lessons.result(*passed))
    return submission


def test_an_authors_trial_counts_for_nobody(author):
    lesson, child = lessons.lesson(), lessons.learner()
    trial = marked(author, lesson)
    assert not Event.objects.exists()
    assert list(Submission.objects.trials()) == [trial]
    assert standing(child.pk, lesson).points == 0
    assert not standing(child.pk, lesson).started
    # The control: the same work of a child does count.
    work = marked(child, lesson)
    assert Event.objects.of_learner(child.pk).filter(kind="passed").count() == 2
    assert list(Submission.objects.of_children()) == [work]
    assert standing(child.pk, lesson).finished
