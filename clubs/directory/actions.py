"""Every write about clubs, their teams and their cards."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from clubs.people.actions import make_learner
from clubs.people.models import Child, User
from clubs.records.audit import audited
from clubs.records.refusals import Refusal

from . import guessing, rules
from .card_secrets import hash_token, hash_word, new_token, new_word
from .enums import ClubRoleKind, ClubState
from .models import CardTry, Club, ClubCard, ClubRole
from .pictures import PICTURES
from .places import calendar
from .words import NICKNAME_FIRST, NICKNAME_SECOND


@dataclass(frozen=True)
class PrintedCard:
    """A new card with the secrets that only its paper will hold."""

    card: ClubCard
    word: str
    token: str


@dataclass(frozen=True)
class CardWish:
    """Whose card to make; an empty nickname or picture keeps the last one's, else one is found."""

    child: Child
    nickname: str = ""
    picture: str = ""


@audited("directory.issue_cards")
def issue_cards(*, by: User, club: Club, wishes: Sequence[CardWish]) -> list[PrintedCard]:
    """Make new cards, all or none; each child's old card at this club is replaced.

    Raises Refusal: "not_yours", "no_term", "not_in_this_club", "nickname_taken", "picture_unknown"
    and those of ``rules.check_nickname``.
    """
    rules.check_helps(by, club)
    today = timezone.localdate()
    until = calendar().cards_last_until(club, today)
    if until is None:
        raise Refusal("no_term", "This club has no term to make cards for.", "Plan the next term first.")
    coming = {child.pk for child in calendar().children_of(club, today)}
    # One club's cards are made one after another, so that no nickname is given twice.
    Club.objects.select_for_update().get(pk=club.pk)
    return [_issue(club, wish, until, wish.child.pk in coming) for wish in wishes]


@audited("directory.withdraw_card")
def withdraw_card(*, by: User, card: ClubCard) -> ClubCard:
    """Put a lost card out of use without making another. Raises Refusal "not_yours"."""
    rules.check_helps(by, card.club)
    if card.ended_at is None:
        _end(card)
    return card


@audited("directory.lift_limit")
def lift_limit(*, by: User, club: Club) -> Club:
    """Forgive the wrong tries of the last quarter of an hour: the club, its cards and the addresses
    that its children come from are as if nobody had been wrong. Raises Refusal "not_yours".
    """
    rules.check_leads(by, club)
    tries = list(guessing.tries_at(club).values_list("pk", flat=True))
    CardTry.objects.filter(pk__in=tries).update(forgiven_at=timezone.now())
    return club


@audited("directory.allow_own_notebooks")
def allow_own_notebooks(*, by: User, club: Club) -> Club:
    """Let children of 13 and over open their own work in Notebook 7. Raises Refusal "not_yours"."""
    return _set_own_notebooks(by, club, allowed=True)


@audited("directory.stop_own_notebooks")
def stop_own_notebooks(*, by: User, club: Club) -> Club:
    """Let them no more. Raises Refusal "not_yours"."""
    return _set_own_notebooks(by, club, allowed=False)


@audited("directory.open_club")
def open_club(*, by: User, **facts: object) -> Club:
    """Open a club; ``facts`` are ``Club``'s fields. Raises Refusal "not_yours"."""
    rules.check_keeps_clubs(by)
    return Club.objects.create(**facts)


@audited("directory.change_state")
def change_state(*, by: User, club: Club, state: ClubState) -> Club:
    """Pause, close or open a club. Raises Refusal: "not_yours", "club_state"."""
    rules.check_keeps_clubs(by)
    club = Club.objects.select_for_update().get(pk=club.pk)
    if not rules.club_may_become(club, state):
        raise Refusal("club_state", f"A club that is {club.get_state_display()} cannot become {state.label}.")
    club.state = state
    club.save(update_fields=["state"])
    return club


@audited("directory.name_to_team")
def name_to_team(*, by: User, user: User, club: Club, role: ClubRoleKind) -> ClubRole:
    """Make somebody lead or volunteer of a club. Raises Refusal "not_yours"."""
    rules.check_may_name_team(by, club, role)
    named, _made = ClubRole.objects.get_or_create(user=user, club=club, role=role, ended_at=None)
    return named


@audited("directory.leave_team")
def leave_team(*, by: User, role: ClubRole) -> ClubRole:
    """End somebody's role at a club; anybody may end their own. Raises Refusal "not_yours"."""
    if by.pk != role.user_id:
        rules.check_may_name_team(by, role.club, ClubRoleKind(role.role))
    if role.ended_at is None:
        role.ended_at = timezone.now()
        role.save(update_fields=["ended_at"])
    return role


def make_learner_for(child: Child) -> User:
    """The child's account, made if this is the first time."""
    return child.user if child.user is not None else make_learner(by=None, child=child)


def suggest_nickname(club: Club, child: Child) -> str:
    """A playful nickname that nobody at this club has, and that does not hold the surname."""
    taken = {name.casefold() for name in club.cards.in_hand().values_list("nickname", flat=True)}
    while True:
        nickname = f"{secrets.choice(NICKNAME_FIRST)} {secrets.choice(NICKNAME_SECOND)}"
        if nickname.casefold() not in taken and rules.nickname_fits(nickname, child):
            return nickname


def _set_own_notebooks(by: User, club: Club, *, allowed: bool) -> Club:
    rules.check_leads(by, club)
    club.own_notebooks = allowed
    club.save(update_fields=["own_notebooks"])
    return club


def _issue(club: Club, wish: CardWish, until: date, comes_here: bool) -> PrintedCard:
    child = wish.child
    if not comes_here:
        raise Refusal("not_in_this_club", f"{child.name_shown} has no place at this club.", "Book one first.")
    make_learner_for(child)
    old = club.cards.in_hand().filter(child=child).first()
    nickname = " ".join(wish.nickname.split()) or (old.nickname if old else suggest_nickname(club, child))
    picture = wish.picture or (old.picture if old else secrets.choice(PICTURES))
    _check_card_face(club, child, nickname, picture)
    if old is not None:
        _end(old)
    token, word = new_token(), new_word()
    card = ClubCard.objects.create(
        child=child,
        club=club,
        nickname=nickname,
        picture=picture,
        word_hash=hash_word(word),
        token_hash=hash_token(token),
        expires_on=until,
    )
    if old is not None:
        old.replaced_by = card
        old.save(update_fields=["replaced_by"])
    return PrintedCard(card, word, token)


def _check_card_face(club: Club, child: Child, nickname: str, picture: str) -> None:
    rules.check_nickname(nickname, child)
    if picture not in PICTURES:
        raise Refusal("picture_unknown", "There is no such picture.", "Choose one from the set.", status=422)
    if club.cards.in_hand().exclude(child=child).filter(nickname__iexact=nickname).exists():
        raise Refusal(
            "nickname_taken",
            f"Somebody at this club is called {nickname} already.",
            "Choose another nickname.",
            status=409,
        )


def _end(card: ClubCard) -> None:
    """Put a card out of use, and end every session of its child: the paper may be in other hands."""
    card.ended_at = timezone.now()
    card.save(update_fields=["ended_at"])
    if card.child.user_id is not None:
        # A session is bound to the password's hash, usable or not.
        User.objects.filter(pk=card.child.user_id).update(password=make_password(None))
