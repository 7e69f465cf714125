"""Taking back what the hub was given."""

from typing import Any

from allauth.idp.oidc.models import Token

from clubs.directory.models import ClubCard
from clubs.people.models import User
from clubs.safeguarding.enums import Decision, Purpose
from clubs.safeguarding.models import Consent
from curriculum.copies.models import NotebookCopy


def revoke_hub_tokens(user: User) -> int:
    """Take back every token issued for `user`; returns how many there were.

    The hub asks about its token about once a minute and ends the session of a revoked one.
    """
    count, _by_model = Token.objects.filter(user=user).delete()
    return count


def forget_expired_tokens(user: User) -> None:
    """Remove `user`'s tokens that no longer open anything."""
    Token.objects.filter(user=user).expired().delete()


def revoke_at_sign_out(user: User | None = None, **_signal: Any) -> None:
    """However somebody signs out (or is replaced by another child's card), the hub hears of it."""
    if user is not None and user.pk:
        revoke_hub_tokens(user)


def revoke_when_card_ends(instance: ClubCard, **_signal: Any) -> None:
    """A card that is replaced or withdrawn ends what it let in: the paper may be in other hands."""
    if instance.ended_at is not None and instance.child.user is not None:
        revoke_hub_tokens(instance.child.user)


def revoke_when_copies_change(instance: NotebookCopy, **_signal: Any) -> None:
    """A copy that is taken or closed ends what its adult had at the hub: each has a name there of its own.

    The way into the new one begins after this, with a token of its own.
    """
    revoke_hub_tokens(instance.taken_by)


def revoke_when_learning_ends(instance: Consent, **_signal: Any) -> None:
    """Lessons end when the yes to them is taken back."""
    child = instance.child
    refused = instance.purpose == Purpose.LEARNING and instance.decision != Decision.GIVEN
    if refused and child is not None and child.user is not None:
        revoke_hub_tokens(child.user)
