"""What the provider says: of a child the opaque id, of an adult the open copy's name, and nothing else."""

from collections.abc import Iterable
from typing import Any, Literal

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from allauth.idp.oidc.models import Client
from django.conf import settings
from django.utils import timezone

from clubs.people.enums import Kind
from clubs.people.models import User
from curriculum.copies.hub import copy_named, open_copy
from curriculum.copies.rules import is_open

NOBODY = "nobody"


class OpaqueIdAdapter(DefaultOIDCAdapter):
    """Names learners by `User.opaque_id`, adults by the copy they have open; no scope makes it say more."""

    def get_issuer(self) -> str:
        return settings.CLUBS_SITE_URL

    def get_user_sub(self, client: Client, user: User) -> str:
        """A child's opaque id; of an adult the name of the copy that is open, else nobody's."""
        if user.is_child:
            return user.opaque_id
        copy = open_copy(user)
        return copy.hub_name if copy else NOBODY

    def get_user_by_sub(self, client: Client, sub: str) -> User | None:
        """Whom a name stands for; of a copy nobody once it is closed, so that no late sign-on gets in."""
        if copy := copy_named(sub):
            return copy.taken_by if is_open(copy, timezone.now()) else None
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
