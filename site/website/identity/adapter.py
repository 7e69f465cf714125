"""What the provider says of a child, or of an adult with a copy: the opaque id, and nothing else."""

from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings

from clubs.people.enums import Kind
from clubs.people.models import User
from curriculum.copies.hub import copier_name, copier_named, open_copy

NOBODY = "nobody"


class OpaqueIdAdapter(DefaultOIDCAdapter):
    """Names learners by `User.opaque_id`; no scope makes it say more."""

    def get_issuer(self) -> str:
        return settings.CLUBS_SITE_URL

    def get_user_sub(self, client: Client, user: User) -> str:
        """A child's opaque id; an adult's in another form, and nobody's without a copy open now."""
        if user.is_child:
            return user.opaque_id
        return copier_name(user) if open_copy(user) else NOBODY

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        if copier := copier_named(sub):
            return copier
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
