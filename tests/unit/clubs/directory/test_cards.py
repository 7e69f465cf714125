"""Making cards: who may, for whom, with which nickname, and what stays of their secrets."""

import re
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from weasyprint import HTML

from clubs.directory import rules, sheets
from clubs.directory.actions import CardWish, PrintedCard, issue_cards, suggest_nickname
from clubs.directory.card_secrets import TOKEN_BYTES, hash_token, new_token
from clubs.directory.models import Club, ClubCard
from clubs.people.models import Child
from clubs.records.printing import BASE_URL, OurStaticFilesOnly
from clubs.records.refusals import Refusal
from tests.factories.directory import ClubCardFactory, ClubFactory, ClubRoleFactory
from tests.factories.people import ChildFactory, UserFactory

NICKNAMES = {
    "two playful words": ("Amber Otter", None),
    "one word": ("Comet", None),
    "a small number": ("Comet 7", None),
    "the surname": ("Okafor", "nickname_surname"),
    "the surname in disguise": ("Super oKaFoR99", "nickname_surname"),
    "the surname across words": ("Oka for", "nickname_surname"),
    "a telephone number": ("Comet 079460", "nickname_numbers"),
    "one letter": ("A", "nickname_shape"),
    "too long": ("A" * 25, "nickname_shape"),
    "four words": ("One Two Three Four", "nickname_shape"),
    "an address": ("ada@example", "nickname_shape"),
    "nothing": ("", "nickname_shape"),
    "a drawing of HTML": ("<b>Ada</b>", "nickname_shape"),
}


@pytest.mark.parametrize(("nickname", "code"), NICKNAMES.values(), ids=NICKNAMES.keys())
def test_a_nickname_is(nickname: str, code: str | None) -> None:
    child = Child(first_name="Ada", last_name="Okafor")
    assert rules.nickname_fits(nickname, child) is (code is None)
    if code:
        with pytest.raises(Refusal, match=code):
            rules.check_nickname(nickname, child)


@given(
    surname=st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=8),
    before=st.sampled_from(["", "Big "]),
)
def test_no_nickname_with_the_surname_fits(surname: str, before: str) -> None:
    assert not rules.nickname_fits(f"{before}{surname.title()}", Child(last_name=surname))


@pytest.mark.django_db
def test_a_suggested_nickname_always_fits(club, child) -> None:
    for _ in range(50):
        assert rules.nickname_fits(suggest_nickname(club, child), child)


def test_a_token_is_160_random_bits() -> None:
    assert TOKEN_BYTES * 8 == 160
    assert len({new_token() for _ in range(100)}) == 100


@pytest.mark.django_db
def test_only_hashes_of_the_secrets_are_kept(card) -> None:
    row = ClubCard.objects.values().get(pk=card.card.pk)
    assert row["token_hash"] == hash_token(card.token)
    assert not [value for value in row.values() if value in (card.token, card.word)]


@pytest.mark.django_db
def test_one_card_is_made_anew_without_the_others(club, lead, calendar, child, card) -> None:
    other = ChildFactory()
    calendar.children.append(other)
    kept = issue_cards(by=lead, club=club, wishes=[CardWish(other)])[0]
    fresh = issue_cards(by=lead, club=club, wishes=[CardWish(child)])[0]
    old = ClubCard.objects.get(pk=card.card.pk)
    assert (old.replaced_by_id, old.ended_at is not None) == (fresh.card.pk, True)
    assert (fresh.card.nickname, fresh.card.picture) == ("Amber Otter", "otter")
    assert ClubCard.objects.get(pk=kept.card.pk).ended_at is None


REFUSED = {
    "a stranger": lambda club, child: (UserFactory(), [CardWish(child)], "not_yours"),
    "another club's lead": lambda club, child: (
        ClubRoleFactory(lead=True).user,
        [CardWish(child)],
        "not_yours",
    ),
    "a volunteer who left": lambda club, child: (
        ClubRoleFactory(club=club, ended=True).user,
        [CardWish(child)],
        "not_yours",
    ),
    "for a child who does not come here": lambda club, child: (
        ClubRoleFactory(club=club).user,
        [CardWish(ChildFactory())],
        "not_in_this_club",
    ),
    "with a picture of another set": lambda club, child: (
        ClubRoleFactory(club=club).user,
        [CardWish(child, picture="passport")],
        "picture_unknown",
    ),
    "with somebody else's nickname": lambda club, child: (
        ClubRoleFactory(club=club).user,
        [CardWish(child, ClubCardFactory(club=club, nickname="Comet").nickname.upper())],
        "nickname_taken",
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_no_card_is_made(club, child, case) -> None:
    by, wishes, code = case(club, child)
    with pytest.raises(Refusal, match=code):
        issue_cards(by=by, club=club, wishes=wishes)
    assert not ClubCard.objects.filter(child=child).exists()


@pytest.mark.django_db
def test_no_term_no_card(club, lead, child, calendar) -> None:
    calendar.until = None
    with pytest.raises(Refusal, match="no_term"):
        issue_cards(by=lead, club=club, wishes=[CardWish(child)])


@pytest.mark.django_db
def test_the_database_keeps_nicknames_apart_and_cards_single() -> None:
    card = ClubCardFactory(nickname="Comet")
    with pytest.raises(IntegrityError, match="club_card_nickname"), transaction.atomic():
        ClubCardFactory(club=card.club, nickname="COMET")
    with pytest.raises(IntegrityError, match="club_card_one_in_hand"), transaction.atomic():
        ClubCardFactory(club=card.club, child=card.child)
    ClubCardFactory(nickname="Comet", club=ClubFactory())
    ClubCardFactory(nickname="Comet", club=card.club, withdrawn=True)


@pytest.mark.django_db
def test_the_sheet_shows_each_cards_secrets_once(client, club, lead, child) -> None:
    client.force_login(lead)
    form = {f"make-{child.pk}": "on", f"nickname-{child.pk}": "Comet", f"picture-{child.pk}": "rocket"}
    sheet = client.post(f"/team/clubs/{club.slug}/cards/print/", form)
    words = sheet.content.decode()
    assert sheet.status_code == 200
    assert "no-store" in sheet.headers["Cache-Control"]
    assert "<svg" in words
    assert child.last_name not in words
    word = re.search(r"My word: <strong>(\w+)</strong>", words)
    assert word
    assert word[1] not in client.get(f"/team/clubs/{club.slug}/cards/").content.decode()


@pytest.mark.django_db
def test_the_sheet_comes_as_a_pdf_too(client, club, lead, child) -> None:
    client.force_login(lead)
    answer = client.post(f"/team/clubs/{club.slug}/cards/print/", {f"make-{child.pk}": "on", "as": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.parametrize(("cards", "pages"), [(1, 1), (10, 1), (11, 2), (20, 2)])
def test_ten_cards_fill_a_page_of_paper(cards: int, pages: int) -> None:
    one = PrintedCard(
        ClubCard(nickname="Magnificent Hedgehog 77", picture="hedgehog", expires_on=date(2026, 12, 18)),
        "butterfly",
        new_token(),
    )
    context = {"club": Club(name="Kettle Library Code Club"), "pages": sheets.pages([one] * cards)}
    words = render_to_string("directory/card_sheet.html", context)
    paper = HTML(string=words, base_url=BASE_URL, url_fetcher=OurStaticFilesOnly()).render()
    assert len(paper.pages) == pages
    assert words.count('class="club-card"') == cards


@pytest.mark.django_db
@pytest.mark.parametrize("nickname", ["Okafor Sample", "A"])
def test_a_nickname_that_does_not_fit_is_said_and_nothing_is_made(
    client, club, lead, child, nickname
) -> None:
    client.force_login(lead)
    form = {f"make-{child.pk}": "on", f"nickname-{child.pk}": nickname}
    assert client.post(f"/team/clubs/{club.slug}/cards/print/", form).status_code == 422
    assert not ClubCard.objects.exists()


PEOPLE = {
    "the lead": (lambda club: ClubRoleFactory(club=club, lead=True).user, 200),
    "a volunteer of the club": (lambda club: ClubRoleFactory(club=club).user, 200),
    "a volunteer of another club": (lambda club: ClubRoleFactory().user, 403),
    "a parent": (lambda club: UserFactory(), 403),
    "a child": (lambda club: UserFactory(child=True), 403),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "status"), PEOPLE.values(), ids=PEOPLE.keys())
def test_who_sees_a_clubs_cards(client, club, calendar, who, status: int) -> None:
    client.force_login(who(club))
    assert client.get(f"/team/clubs/{club.slug}/cards/").status_code == status
