"""What the provider says of a child: the opaque id, and nothing else."""

from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings

from clubs.people.enums import Kind
from clubs.people.models import User


class OpaqueIdAdapter(DefaultOIDCAdapter):
    """Names learners by `User.opaque_id`; no scope makes it say more."""

    def get_issuer(self) -> str:
        return settings.CLUBS_SITE_URL

    def get_user_sub(self, client: Client, user: User) -> str:
        return user.opaque_id

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        return User.objects.filter(opaque_id=sub, kind=Kind.CHILD, is_active=True).first()

    def get_claims(
        self,
        purpose: Literal["id_token", "userinfo"],
        user: User,
        client: Client,
        scopes: Iterable[str],
        email: str | None = None,
        **kwargs: Any,
    ) -> dict[str, Any]:
        return {"sub": self.get_user_sub(client, user)}
