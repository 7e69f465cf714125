"""Coming in with a card: right, wrong, replaced, expired, guessed at, and after somebody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from clubs.directory import actions, guessing
from clubs.directory.actions import CardWish, issue_cards
from clubs.directory.models import CardTry, ClubCard
from clubs.people.models import User
from clubs.records.models import AuditEntry
from clubs.safeguarding.enums import Purpose
from clubs.safeguarding.models import Consent
from tests.factories.directory import ClubFactory, ClubRoleFactory
from tests.factories.people import ChildFactory, UserFactory, born_years_ago

from .conftest import agrees

pytestmark = pytest.mark.django_db


def typed(card, **other: str) -> dict[str, str]:
    face = card.card
    return {
        "club": face.club.slug,
        "nickname": face.nickname,
        "picture": face.picture,
        "word": card.word,
    } | other


def signed_in(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def test_the_typed_card_lets_its_child_in_to_lessons(client, card, child) -> None:
    answer = client.post("/card/", typed(card, nickname=" amber  OTTER ", word=card.word.upper()))
    child.refresh_from_db()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/learn/")
    assert signed_in(client) == str(child.user_id)


def test_a_childs_session_is_short(client, card, settings) -> None:
    client.post("/card/", typed(card))
    assert client.session.get_expiry_age() <= settings.CLUBS_CHILD_SESSION_SECONDS == 3 * 60 * 60


def test_the_scanned_card_asks_first_and_shows_no_name(client, card, child) -> None:
    page = client.get(f"/card/{card.token}/")
    words = page.content.decode()
    assert "Amber Otter" in words
    assert child.last_name not in words
    assert child.first_name not in words
    assert signed_in(client) is None
    client.post(f"/card/{card.token}/")
    child.refresh_from_db()
    assert signed_in(client) == str(child.user_id)


ONWARD = {
    "the hub's question": ("/identity/o/authorize?client_id=x", "/identity/o/authorize?client_id=x"),
    "lessons": ("/learn/lessons/hello-robot/open", "/learn/lessons/hello-robot/open"),
    "another site": ("https://elsewhere.example/learn/", "/learn/"),
    "another site without a scheme": ("//elsewhere.example/learn/", "/learn/"),
    "a page for grown-ups": ("/family/", "/learn/"),
}


@pytest.mark.parametrize(("asked", "led"), ONWARD.values(), ids=ONWARD.keys())
def test_it_leads_on_only_where_a_child_may_go(client, card, asked, led) -> None:
    assert client.post("/card/", typed(card, next=asked)).headers["Location"] == led


WRONG = {
    "another word": {"word": "nothing"},
    "another picture": {"picture": "rocket"},
    "another nickname": {"nickname": "Silver Newt"},
}


@pytest.mark.parametrize("other", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_card_is_refused_and_counted(client, card, other) -> None:
    answer = client.post("/card/", typed(card, **other))
    assert answer.status_code == 403
    assert 'data-reason="card_wrong"' in answer.content.decode()
    assert signed_in(client) is None
    assert CardTry.objects.count() == 1


def replaced(card, lead, child) -> None:
    issue_cards(by=lead, club=card.card.club, wishes=[CardWish(child)])


def expired(card, _lead, _child) -> None:
    ClubCard.objects.filter(pk=card.card.pk).update(expires_on=timezone.localdate() - timedelta(days=1))


def withdrawn(card, lead, _child) -> None:
    actions.withdraw_card(by=lead, card=card.card)


OVER = [(replaced, "card_replaced"), (expired, "card_expired"), (withdrawn, "card_withdrawn")]


@pytest.mark.parametrize(("made", "code"), OVER, ids=[code for _made, code in OVER])
def test_a_card_that_is_over_says_so_and_changes_nothing(client, card, lead, child, made, code) -> None:
    made(card, lead, child)
    for answer in (client.post("/card/", typed(card)), client.post(f"/card/{card.token}/")):
        assert answer.status_code == 410
        assert f'data-reason="{code}"' in answer.content.decode()
    assert signed_in(client) is None


def test_an_unknown_square_is_not_found(client, db) -> None:
    answer = client.get("/card/never-printed/")
    assert answer.status_code == 404
    assert "card_unknown" in answer.content.decode()


def test_a_replaced_card_ends_the_session_it_began(client, card, lead, child) -> None:
    client.post("/card/", typed(card))
    replaced(card, lead, child)
    assert client.get("/family/").status_code == 302  # a stranger again


def test_too_many_wrong_words_rest_that_card_only(client, card, lead, calendar, guardian) -> None:
    other = ChildFactory(guardian=guardian)
    agrees(guardian, other)
    calendar.children.append(other)
    second = issue_cards(by=lead, club=card.card.club, wishes=[CardWish(other)])[0]
    for _ in range(guessing.WRONG_PER_CARD):
        client.post("/card/", typed(card, word="nothing"))
    resting = client.post("/card/", typed(card))
    assert resting.status_code == 429
    assert "card_resting" in resting.content.decode()
    assert client.post("/card/", typed(second)).status_code == 302
    assert client.post(f"/card/{card.token}/").status_code == 302


def test_a_club_rests_until_its_lead_lifts_it(client, card, lead, monkeypatch) -> None:
    monkeypatch.setattr(guessing, "WRONG_PER_CLUB", 3)
    for name in ("One One", "Two Two", "Three Three"):
        client.post("/card/", typed(card, nickname=name))
    assert "club_resting" in client.post("/card/", typed(card)).content.decode()
    actions.lift_limit(by=lead, club=card.card.club)
    assert client.post("/card/", typed(card)).status_code == 302


def test_a_lead_sees_what_rests_and_lifts_it_all(client, card, lead, monkeypatch) -> None:
    monkeypatch.setattr(guessing, "WRONG_BEFORE_SLOW", 7)
    club = card.card.club
    assert not guessing.resting(club)
    for _ in range(guessing.WRONG_PER_CARD):
        client.post("/card/", typed(card, word="nothing"))
    client.get("/card/never-printed/")
    found = guessing.resting(club)
    assert (found.club, [each.pk for each in found.cards], found.slowed) == (False, [card.card.pk], True)
    here = CardTry.objects.first().address_key
    assert guessing.seconds_to_wait(here) > 0
    team = Client()
    team.force_login(lead)
    page = team.get(f"/team/clubs/{club.slug}/cards/").content.decode()
    assert f"The card of <strong>{card.card.nickname}</strong> rests." in page
    assert "slowed" in page
    assert team.post(f"/team/clubs/{club.slug}/cards/lift/").status_code == 302
    assert not guessing.resting(club)
    assert guessing.seconds_to_wait(here) == 0
    assert client.post("/card/", typed(card)).status_code == 302
    assert AuditEntry.objects.filter(action="directory.lift_limit", actor_id=lead.pk).count() == 1


def test_a_lead_lifts_nothing_of_another_club(client, card, lead) -> None:
    CardTry.objects.bulk_create(CardTry(club=ClubFactory(), address_key="elsewhere") for _ in range(20))
    actions.lift_limit(by=lead, club=card.card.club)
    assert guessing.seconds_to_wait("elsewhere") > 0


def test_a_volunteer_sees_what_rests_and_whom_to_ask(client, card) -> None:
    for _ in range(guessing.WRONG_PER_CARD):
        client.post("/card/", typed(card, word="nothing"))
    club, volunteer = card.card.club, UserFactory()
    ClubRoleFactory(user=volunteer, club=club)
    team = Client()
    team.force_login(volunteer)
    page = team.get(f"/team/clubs/{club.slug}/cards/").content.decode()
    assert "lead can let everybody try again" in page
    assert "/cards/lift/" not in page
    assert team.post(f"/team/clubs/{club.slug}/cards/lift/").status_code == 403
    assert guessing.resting(club)


@pytest.mark.parametrize(("wrong", "seconds"), [(0, 0), (12, 0), (13, 0.1), (500, 1.0)])
def test_a_shared_address_is_slowed_and_never_locked(db, wrong: int, seconds: float) -> None:
    CardTry.objects.bulk_create(CardTry(address_key="library") for _ in range(wrong))
    assert guessing.seconds_to_wait("library") == pytest.approx(seconds)
    assert guessing.seconds_to_wait("elsewhere") == 0


def test_a_second_child_ends_the_first_ones_session(client, card, lead, calendar, guardian, child) -> None:
    other = ChildFactory(guardian=guardian)
    agrees(guardian, other)
    calendar.children.append(other)
    second = issue_cards(by=lead, club=card.card.club, wishes=[CardWish(other)])[0]
    client.post("/card/", typed(card))
    first_session = client.session
    first_session["left behind"] = "first child's"
    first_session.save()
    client.post("/card/", typed(second))
    other.refresh_from_db()
    assert signed_in(client) == str(other.user_id)
    assert "left behind" not in client.session
    assert not client.session.exists(first_session.session_key)


def test_without_a_guardians_yes_no_lessons_open(client, club, lead, calendar, guardian) -> None:
    unasked = ChildFactory(guardian=guardian)
    calendar.children.append(unasked)
    card = issue_cards(by=lead, club=club, wishes=[CardWish(unasked)])[0]
    answer = client.post("/card/", typed(card))
    assert answer.status_code == 403
    assert "no_learning_consent" in answer.content.decode()


@pytest.fixture
def teenager(calendar, guardian):
    teenager = ChildFactory(guardian=guardian, birth_date=born_years_ago(13))
    calendar.children.append(teenager)
    return teenager


def test_from_13_the_young_person_is_asked_and_may_say_yes(client, club, lead, teenager) -> None:
    card = issue_cards(by=lead, club=club, wishes=[CardWish(teenager)])[0]
    answer = client.post("/card/", typed(card, next="/learn/"), follow=False)
    assert answer.headers["Location"] == "/card/choose/?next=%2Flearn%2F"
    assert signed_in(client) is None
    assert client.get("/card/choose/").status_code == 200
    client.post("/card/choose/", {"learning": "yes"})
    teenager.refresh_from_db()
    assert signed_in(client) == str(teenager.user_id)
    row = Consent.objects.get(child=teenager, purpose=Purpose.LEARNING)
    assert (row.decision, row.decided_by_id) == ("given", teenager.user_id)


def test_from_13_no_means_no(client, club, lead, teenager) -> None:
    card = issue_cards(by=lead, club=club, wishes=[CardWish(teenager)])[0]
    client.post("/card/", typed(card))
    page = client.post("/card/choose/", {"learning": "no"})
    assert "You can still come to the club" in page.content.decode()
    assert signed_in(client) is None


def test_a_guardian_opens_the_desk_and_is_signed_out(client, guardian, child) -> None:
    client.force_login(guardian)
    answer = client.post(f"/family/children/{child.pk}/desk/")
    child.refresh_from_db()
    assert answer.headers["Location"] == "/learn/"
    assert signed_in(client) == str(child.user_id)


def test_another_family_opens_no_desk(client, child) -> None:
    stranger = User.objects.create_user("stranger@example.org")
    client.force_login(stranger)
    assert client.post(f"/family/children/{child.pk}/desk/").status_code == 403
    assert signed_in(client) == str(stranger.pk)


def test_the_pages_hold_no_club_day_or_name(client, card, child) -> None:
    for path in ("/card/", f"/card/{card.token}/"):
        words = client.get(path).content.decode()
        assert card.card.club.venue.name not in words
        assert child.last_name not in words
