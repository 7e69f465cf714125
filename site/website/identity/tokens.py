"""Taking back what the hub was given."""

from typing import Any

from allauth.idp.oidc.models import Token

from clubs.people.models import User


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
