"""Who a session belongs to, once allauth or a card has begun it."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from .models import User


class NoPasswordBackend(AuthenticationBackend):
    """allauth's backend without its passwords: one that somehow came to be stored opens nothing."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """There are no credentials to give; codes and passkeys are allauth's own flows."""
        return None
