"""The sample staff's authenticator apps: staff screens want a second step, and they have no telephone."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt

from clubs.people.models import User


@dataclass(frozen=True)
class AppCode:
    """What one person's app would show now."""

    email: str
    code: str


def give_apps(staff: Iterable[User]) -> None:
    """Set an authenticator app up for each of them."""
    for user in staff:
        TOTP.activate(user, generate_totp_secret())


def codes_now() -> list[AppCode]:
    """What everybody's app shows now, by e-mail address."""
    counters = list(yield_hotp_counters_from_time())
    now = counters[len(counters) // 2]
    apps = Authenticator.objects.filter(type=Authenticator.Type.TOTP).select_related("user")
    return [
        AppCode(app.user.email, format_hotp_value(hotp_value(decrypt(app.data["secret"]), now)))
        for app in apps.order_by("user__email")
    ]
