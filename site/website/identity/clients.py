"""The hub as the provider's one client."""

from typing import Any

from allauth.idp.oidc.models import Client
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher, make_password

from .hashers import SHORTEST_RANDOM, RandomSecretHasher

# The hub asks for nothing else, and gets a token only in exchange for a code.
_FIRST_PARTY = {
    "name": "Coding hub",
    "type": Client.Type.CONFIDENTIAL,
    "scopes": "openid",
    "default_scopes": "openid",
    "grant_types": Client.GrantType.AUTHORIZATION_CODE,
    "response_types": Client.ResponseType.CODE,
    "cors_origins": "",
    "allow_uri_wildcards": False,
    "skip_consent": True,
}


def ensure_hub_client() -> Client | None:
    """Make the hub's client match the settings, and return it; None where no secret is set.

    Settings: CLUBS_HUB_CLIENT_ID, CLUBS_HUB_CLIENT_SECRET, CLUBS_HUB_URL. Safe to call again.
    """
    secret = settings.CLUBS_HUB_CLIENT_SECRET
    if not secret:
        return None
    client, _made = Client.objects.update_or_create(
        id=settings.CLUBS_HUB_CLIENT_ID,
        defaults={**_FIRST_PARTY, "redirect_uris": f"{settings.CLUBS_HUB_URL}/hub/oauth_callback"},
    )
    if not client.check_secret(secret) or not _is_kept_as_it_should_be(client, secret):
        client.secret = make_password(secret, hasher=_hasher_for(secret))
        client.save(update_fields=["secret"])
    return client


def _hasher_for(secret: str) -> str:
    """A secret that is too short to have been made by a machine gets the slow hash of a password."""
    return RandomSecretHasher.algorithm if len(secret) >= SHORTEST_RANDOM else "default"


def _is_kept_as_it_should_be(client: Client, secret: str) -> bool:
    fast = identify_hasher(client.secret).algorithm == RandomSecretHasher.algorithm
    return fast == (len(secret) >= SHORTEST_RANDOM)


def ensure_after_migrating(**_signal: Any) -> None:
    ensure_hub_client()
