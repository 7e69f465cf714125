"""Signing out of the site ends what was open for looking at."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.dispatch import receiver

from clubs.people.models import User

from .actions import end_copies


@receiver(user_logged_out)
def end_at_sign_out(user: User | None = None, **_signal: Any) -> None:
    """However an adult signs out, no copy of theirs is open afterwards."""
    if user is not None and user.pk and not user.is_child:
        end_copies(by=user)
