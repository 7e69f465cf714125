"""What allauth asks of us when an adult signs in."""

from typing import Any, TypeGuard

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.account.signals import login_code_rejected
from allauth.idp.oidc.models import Token
from allauth.mfa.adapter import DefaultMFAAdapter
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from clubs.records.fields import keyring
from clubs.records.refusals import Refusal

from .enums import Kind
from .models import User


class AccountAdapter(DefaultAccountAdapter):
    """Adults only; wrong codes are counted; the way out leads through the hub for whoever is there."""

    def pre_login(self, request: HttpRequest, user: User, **how: Any) -> HttpResponse | None:
        """Stop a child's row, and somebody who guessed too often, whatever way they came."""
        try:
            check_signs_in_as_adult(user)
            check_not_guessing(request, user)
        except Refusal:
            # Or the next person at this computer would be asked for this one's code.
            clear_login(request)
            raise
        return super().pre_login(request, user, **how)

    def login(self, request: HttpRequest, user: User) -> None:
        """The last step of every way in; a child's row does not get this far."""
        check_signs_in_as_adult(user)
        super().login(request, user)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """Home; for whoever is at the hub by way of it, so that the session and the server there end too."""
        user = request.user
        return hub_logout_url(user) if is_at_hub(user) else "/"


def is_at_hub(user: User | AnonymousUser) -> TypeGuard[User]:
    """Whether signing out leads through the hub: for every child, for an adult who holds its token."""
    return user.is_authenticated and (user.is_child or Token.objects.filter(user=user).exists())


def hub_logout_url(user: User) -> str:
    """Where the hub's session of `user` ends; it leads back to the site (`identity:signed_out`).

    The hub may have found the token taken back, and ended the session, before the browser comes, so that
    it no longer knows whose it was: of an adult it is told, for the last page to be one for adults.
    """
    return f"{settings.CLUBS_HUB_URL}/hub/logout{'' if user.is_child else '?of=adult'}"


class SecondStepAdapter(DefaultMFAAdapter):
    """Keeps the secrets of authenticator apps under the borough's field keys."""

    def encrypt(self, text: str) -> str:
        """Called by allauth before a secret is stored."""
        return keyring().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Called by allauth when a code is checked."""
        return keyring().decrypt(encrypted_text.encode()).decode()

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME


def check_signs_in_as_adult(user: User) -> None:
    """Raise Refusal ("card_only") for a child's account."""
    if user.kind != Kind.ADULT:
        raise Refusal(
            "card_only", "Children sign in with their club card.", "Go to the card page", 403, "/card/"
        )


def check_not_guessing(request: HttpRequest, user: User) -> None:
    """Raise Refusal ("too_many_tries") after too many wrong codes for this e-mail from this address."""
    if not AxesProxyHandler.is_allowed(request, {"username": user.email}):
        raise Refusal(
            "too_many_tries",
            "There were too many wrong codes for this e-mail address.",
            "Wait a quarter of an hour, then ask for a new code.",
            status=429,
        )


@receiver(login_code_rejected)
def count_wrong_code(request: HttpRequest, user: User, **_how: Any) -> None:
    """Let axes count a wrong sign-in code as it counts a wrong password."""
    user_login_failed.send(sender=__name__, credentials={"username": user.email}, request=request)
