"""The sample child's club card, with a word that the demo prints."""

from clubs.directory.actions import CardWish, issue_cards
from clubs.directory.card_secrets import hash_word
from clubs.directory.models import Club
from website.demo.logins import CHILD_NICKNAME, CHILD_PICTURE, CHILD_WORD
from website.demo.sample.families import Household
from website.demo.sample.meetings import MEETS_TODAY, lead_of


def load_card(clubs: list[Club], households: list[Household]) -> None:
    """A card for the first family's first child at the club of the sample logins."""
    club = next(club for club in clubs if club.slug == MEETS_TODAY)
    child = households[0][1][0]
    wish = CardWish(child, nickname=CHILD_NICKNAME, picture=CHILD_PICTURE)
    printed = issue_cards(by=lead_of(club), club=club, wishes=[wish])[0]
    # A printed card's word is random and shown once; the demo's is written on its first screen.
    printed.card.word_hash = hash_word(CHILD_WORD)
    printed.card.save(update_fields=["word_hash"])
