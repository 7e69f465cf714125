"""Recognises the session that a club card or a guardian began."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from clubs.people.enums import Kind
from clubs.people.models import User


class CardBackend(BaseBackend):
    """Lets nobody in by itself: ``desk.begin`` does, after the card was checked."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """There are no credentials to give to this backend."""
        return None

    def get_user(self, user_id: int) -> User | None:
        """The child of a session begun here; an adult's row is never one."""
        return User.objects.filter(pk=user_id, kind=Kind.CHILD, is_active=True).first()
