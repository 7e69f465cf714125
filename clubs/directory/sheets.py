"""A sheet of cards for the printer."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched

import segno
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from .actions import PrintedCard

CARDS_ON_A_PAGE = 10


@dataclass(frozen=True)
class CardOnSheet:
    """What stands on one card; ``square`` is its QR code as SVG."""

    nickname: str
    picture: str
    word: str
    lasts_until: object
    square: SafeString


def pages(printed: Iterable[PrintedCard]) -> list[tuple[CardOnSheet, ...]]:
    """The cards as the sheet's template wants them, page by page."""
    return list(batched((on_sheet(one) for one in printed), CARDS_ON_A_PAGE, strict=False))


def on_sheet(printed: PrintedCard) -> CardOnSheet:
    """One card as the sheet's template wants it."""
    card = printed.card
    return CardOnSheet(card.nickname, card.picture, printed.word, card.expires_on, _square(printed.token))


def _square(token: str) -> SafeString:
    """The QR code of the card's address, as SVG of our own making: nothing in it comes from a person."""
    address = settings.CLUBS_SITE_URL + reverse("card:confirm", args=[token])
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=3, border=2, dark="#000", light="#fff"))  # noqa: S308 - segno's own
