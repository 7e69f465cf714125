"""Finding the card that a child shows or types. Every wrong one is counted."""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from clubs.records.refusals import Refusal

from . import guessing
from .card_secrets import hash_token, hash_word, word_matches
from .models import CardTry, Club, ClubCard
from .rules import check_card_works

# Compared with when no card has the nickname, so that the answer takes as long.
_NO_CARD = hash_word("there is no such card")


@dataclass(frozen=True)
class Typed:
    """What a child typed and tapped at the sign-in page, and the keyed hash of where from."""

    club: Club
    nickname: str
    picture: str
    word: str
    address_key: str


def card_of_token(token: str, address_key: str) -> ClubCard:
    """The card whose square was scanned.

    Raises Refusal: "card_unknown" (404), "card_replaced", "card_withdrawn", "card_expired" (410).
    """
    card = ClubCard.objects.select_related("child", "club").filter(token_hash=hash_token(token)).first()
    if card is None:
        CardTry.objects.create(address_key=address_key)
        raise Refusal(
            "card_unknown",
            "We do not know this card.",
            "Try typing your nickname, picture and word instead",
            status=404,
            next_url="/card/",
        )
    check_card_works(card, timezone.localdate())
    return card


def card_of_words(typed: Typed) -> ClubCard:
    """The card with this nickname, picture and word.

    Raises Refusal: "card_wrong" (403), "card_replaced", "card_withdrawn", "card_expired" (410),
    "card_resting", "club_resting" (429). A wrong try is written down before the refusal is raised.
    """
    guessing.check_club_awake(typed.club)
    with transaction.atomic():
        # The lock makes tries at one card wait for each other, or all would pass the count at once.
        cards = typed.club.cards.filter(nickname__iexact=" ".join(typed.nickname.split()))
        card = cards.in_hand().select_for_update().first()
        if card is not None:
            guessing.check_card_awake(card)
        right = _matches(typed, card)
        if not right:
            CardTry.objects.create(club=typed.club, card=card, address_key=typed.address_key)
    if right and card is not None:
        check_card_works(card, timezone.localdate())
        return card
    _check_not_an_old_one(typed)
    raise Refusal(
        "card_wrong",
        "That is not quite right.",
        "Look at your card again: the nickname, the picture and the word.",
        status=403,
    )


def _matches(typed: Typed, card: ClubCard | None) -> bool:
    word_right = word_matches(typed.word, card.word_hash if card else _NO_CARD)
    return card is not None and word_right and card.picture == typed.picture


def _check_not_an_old_one(typed: Typed) -> None:
    """Raise the old card's own refusal when all of it matches: the child typed last term's card."""
    old = typed.club.cards.filter(
        nickname__iexact=typed.nickname, picture=typed.picture, ended_at__isnull=False
    )
    for card in old.order_by("-ended_at")[:2]:
        if word_matches(typed.word, card.word_hash):
            check_card_works(card, timezone.localdate())
