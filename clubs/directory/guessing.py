"""Guessing at cards: counted per card and per club, slowed per address. Nobody's address is locked out."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from clubs.records.refusals import Refusal

from .models import CardTry, Club, ClubCard

WINDOW = timedelta(minutes=15)
WRONG_PER_CARD = 8
WRONG_PER_CLUB = 80
# A classroom shares one address and may be wrong this often before it is slowed.
WRONG_BEFORE_SLOW = 12
SLOWEST_SECONDS = 1.0


@dataclass(frozen=True)
class Resting:
    """What rests at a club just now: the club, these cards, and whether an address it uses is slowed."""

    club: bool
    cards: list[ClubCard]
    slowed: bool

    def __bool__(self) -> bool:
        return self.club or bool(self.cards) or self.slowed


def resting(club: Club) -> Resting:
    """What rests at a club, for those who look after it."""
    wrong = _wrong(CardTry.objects.all())
    cards = club.cards.in_hand().annotate(
        wrong=Count("tries", filter=Q(tries__in=wrong.values("pk"))),
    )
    tries = tries_at(club).values("address_key").annotate(wrong=Count("pk"))
    return Resting(
        club_rests(club),
        list(cards.filter(wrong__gte=WRONG_PER_CARD).order_by("nickname")),
        tries.filter(wrong__gt=WRONG_BEFORE_SLOW).exists(),
    )


def tries_at(club: Club) -> QuerySet[CardTry]:
    """The wrong tries that count against a club, its cards or the addresses its children come from.

    A square that nobody knows is wrong at no club, but slows the address like the rest.
    """
    here = _wrong(CardTry.objects.filter(club=club))
    unknown = Q(club=None, address_key__in=here.values("address_key"))
    return _wrong(CardTry.objects.filter(Q(club=club) | unknown))


def card_rests(card: ClubCard) -> bool:
    """Whether too many wrong words were typed for this card just now."""
    return _wrong(CardTry.objects.filter(card=card)).count() >= WRONG_PER_CARD


def club_rests(club: Club) -> bool:
    """Whether too many wrong cards were typed at this club just now."""
    return _wrong(CardTry.objects.filter(club=club)).count() >= WRONG_PER_CLUB


def check_card_awake(card: ClubCard) -> None:
    """Raise Refusal ("card_resting") after too many wrong words for this card."""
    if card_rests(card):
        raise _resting("card_resting", "There were too many wrong words for this card.")


def check_club_awake(club: Club) -> None:
    """Raise Refusal ("club_resting") after too many wrong cards at this club."""
    if club_rests(club):
        raise _resting("club_resting", "There were too many wrong cards at this club.")


def seconds_to_wait(address_key: str) -> float:
    """How long the next try from this address is held back: 0 to ``SLOWEST_SECONDS``."""
    over = _wrong(CardTry.objects.filter(address_key=address_key)).count() - WRONG_BEFORE_SLOW
    return min(max(over, 0) * 0.1, SLOWEST_SECONDS)


def _wrong(tries: QuerySet[CardTry]) -> QuerySet[CardTry]:
    return tries.filter(tried_at__gt=timezone.now() - WINDOW, forgiven_at__isnull=True)


def _resting(code: str, message: str) -> Refusal:
    return Refusal(
        code,
        message,
        "Scan the square on your card instead, ask your club lead, or wait a quarter of an hour.",
        status=429,
    )
